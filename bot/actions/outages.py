"""Time in which Rollcall or a platform did not run: taken off everybody's clock (STATES, Our outage; R10)."""

from datetime import datetime

from bot.actions.work import Work
from bot.model import Account, Outage


async def went_down(work: Work, account: Account) -> None:
    """The account's workspace does not answer, from now on."""
    name = f"down:{account.platform.value}:{account.tenant}"
    if await work.tx.engine.read(name) is None:
        await work.tx.engine.write(name, work.now.isoformat())
        work.note("platform.down", None, platform=account.platform.value)


async def came_back(work: Work, account: Account) -> None:
    """It answers; had it not before, that time is nobody's."""
    name = f"down:{account.platform.value}:{account.tenant}"
    since = await work.tx.engine.read(name)
    if since is not None:
        await work.tx.engine.write(name, None)
        outage = Outage(datetime.fromisoformat(since), work.now, account.platform.value)
        await take_off(work, outage)
        work.note("platform.back", None, platform=account.platform.value, minutes=minutes_of(outage))


async def was_down(work: Work, outage: Outage) -> Outage:
    """Rollcall itself did not run: kept in the trail. Returns what was given."""
    await take_off(work, outage)
    work.note("outage", minutes=minutes_of(outage), why=outage.reason)
    return outage


def minutes_of(outage: Outage) -> int:
    """Whole ones."""
    return int((outage.ended_at - outage.started_at).total_seconds() // 60)


async def take_off(work: Work, outage: Outage) -> None:
    """Time that counts for nobody: every clock that runs by day is looked at anew."""
    await work.tx.engine.add_outage(outage)
    await work.replan(None)
