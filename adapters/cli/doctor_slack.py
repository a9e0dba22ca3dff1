"""Doctor's checks of Slack, with what the register knows of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from adapters.cli import running
from adapters.cli.settings import Settings
from adapters.cli.wiring import House
from adapters.findings import Found
from adapters.slack.shapes import off
from bot.actions.work import INSTALLATION
from bot.model import AccountId, Installation, Platform

TAB_OFF = "messages_tab_off"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the register knows: where we are installed, and how many accounts refuse messages for the messages tab."""

    installations: Sequence[Installation]
    tab_off: int


async def kept(home: House) -> Kept:
    """From the database."""
    async with home.reading() as work:
        installations = await work.tx.installations.open_all(Platform.SLACK)
    return Kept(installations, await _tab_off(home))


async def slack(settings: Settings, register: Kept | None) -> list[Found]:
    """`register`: None where it cannot be read; what does not need it is checked all the same."""
    if not settings.slack.is_on:
        return [off(settings.slack)]
    from adapters.slack.checks import Known, Workspace, slack_found  # a quarter of a second, and only where Slack is used

    ready = await running.ready(settings)
    installed = register.installations if register else ()
    workspaces = [Workspace(one.tenant, one.name, _opened(settings, one)) for one in installed]
    known = Known(workspaces, register.tab_off if register else None, ready)
    return [running.serve_found(settings, ready), *await slack_found(settings.slack, settings.public_url, known)]


def _opened(settings: Settings, installation: Installation) -> str | None:
    from adapters.vault import Unreadable, Vault

    keys = settings.vault_keys()
    try:
        return Vault(keys).open(installation.token) if keys else None
    except Unreadable:
        return None


async def _tab_off(home: House) -> int:
    """Accounts that are out of reach because of it, by the trail's last word on each."""
    async with home.reading() as work:
        last: dict[str, str] = {}
        for row in await work.tx.audit.rows(INSTALLATION):
            note = _note(row.body)
            if note.get("code") == "account.refused":
                last[str(note.get("account"))] = str(note.get("why"))
        refused = [await work.tx.accounts.get(AccountId(account)) for account, why in last.items() if why == TAB_OFF]
    return sum(account is not None and not account.reachable for account in refused)


def _note(body: str) -> dict[str, Any]:
    """Nothing, where somebody made it unreadable: that is a finding of the trail's own."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
