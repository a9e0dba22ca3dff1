"""Doctor's checks of Slack, with what the register knows of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.cli.settings import Settings
from adapters.cli.wiring import House
from adapters.findings import Found
from bot.model import Installation, OutOfReach, Platform


@dataclass(frozen=True, slots=True)
class Kept:
    """What the register knows: where we are installed, and how many accounts refuse messages, by why."""

    installations: Sequence[Installation]
    refusing: Mapping[OutOfReach, int]


async def kept(home: House) -> Kept:
    """From the database."""
    async with home.reading() as work:
        return Kept(await work.tx.installations.open_all(Platform.SLACK), await work.tx.accounts.refusing(Platform.SLACK))


async def slack(settings: Settings, register: Kept | None, ready: Mapping[str, Any] | None) -> list[Found]:
    """Where Slack is on. `register`: None where it cannot be read; `ready`: what serve says of itself here, None: it does not run."""
    from adapters.slack.doctor import Known, Workspace, slack_found  # a quarter of a second, and only where Slack is used

    installed = register.installations if register else ()
    workspaces = [Workspace(one.tenant, one.name, _opened(settings, one)) for one in installed]
    known = Known(workspaces, register.refusing if register else None, ready)
    return await slack_found(settings.slack, settings.public_url, known)


def _opened(settings: Settings, installation: Installation) -> str | None:
    from adapters.vault import Unreadable, Vault

    keys = settings.vault_keys()
    try:
        return Vault(keys).open(installation.token) if keys else None
    except Unreadable:
        return None
