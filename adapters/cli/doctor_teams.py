"""Doctor's checks of Teams, with what the register knows of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from adapters.cli.settings import Settings
from adapters.cli.wiring import House, RealClock
from adapters.findings import Found
from bot.model import OutOfReach, Platform


@dataclass(frozen=True, slots=True)
class Kept:
    """What the register knows: how many accounts refuse messages, by why; when it was last read who left."""

    refusing: Mapping[OutOfReach, int]
    seen: datetime | None


async def kept(home: House) -> Kept:
    """From the database."""
    from adapters.teams.leavers import last_seen

    async with home.reading() as work:
        return Kept(await work.tx.accounts.refusing(Platform.TEAMS), await last_seen(work.tx, home.settings.teams.tenant_id))


async def teams(settings: Settings, register: Kept | None, *, serving: bool) -> list[Found]:
    """Where Teams is on. `register`: None where it cannot be read; what does not need it is checked all the same."""
    from adapters.teams.doctor import Register, teams_found  # half a second, and only where Teams is used

    known = Register(register.refusing, register.seen) if register else None
    return await teams_found(settings.teams, settings.host, settings.public_url, RealClock().now(), known, serving=serving)
