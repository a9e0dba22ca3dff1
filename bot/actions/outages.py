"""Time in which Rollcall or a platform did not run: taken off everybody's clock (STATES, Our outage; R10)."""

from datetime import datetime, timedelta

from bot.actions.work import Work
from bot.model import Account, Outage, Platform
from bot.ports.store import Engine

DOWN, TOLD = "down:", "told_down:"  # facts by workspace: since when, and that the admins were told


async def went_down(work: Work, account: Account) -> None:
    """The account's workspace does not answer, from now on."""
    name = DOWN + of_workspace(account.platform, account.tenant)
    if await work.tx.engine.read(name) is None:
        await work.tx.engine.write(name, work.now.isoformat())
        work.note("platform.down", None, platform=account.platform.value)


async def came_back(work: Work, account: Account) -> None:
    """It answers; had it not before, that time is nobody's."""
    workspace = of_workspace(account.platform, account.tenant)
    since = await work.tx.engine.read(DOWN + workspace)
    if since is not None:
        await work.tx.engine.write(DOWN + workspace, None)
        await work.tx.engine.write(TOLD + workspace, None)
        outage = Outage(datetime.fromisoformat(since), work.now, account.platform.value)
        await take_off(work, outage)
        work.note("platform.back", None, platform=account.platform.value, minutes=minutes_of(outage))


def of_workspace(platform: Platform, tenant: str) -> str:
    """Its name among the facts."""
    return f"{platform.value}:{tenant}"


async def down(engine: Engine, now: datetime, minutes: int) -> dict[tuple[Platform, str], datetime]:
    """The workspaces (platform, tenant) that have not answered for `minutes`, the policy's: which is an outage; and since when."""
    found: dict[tuple[Platform, str], datetime] = {}
    for name, value in (await engine.named(DOWN)).items():
        platform, _, tenant = name.removeprefix(DOWN).partition(":")
        since = datetime.fromisoformat(value)
        if now - since >= timedelta(minutes=minutes):
            found[Platform(platform), tenant] = since
    return found


async def down_now(work: Work) -> dict[tuple[Platform, str], datetime]:
    """The same for an action."""
    return await down(work.tx.engine, work.now, work.organisation.policy.outage_minutes)


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
