"""What waits under a name instead of a row: the message about an import's gaps, the daily anchor, what was kept long enough."""

from datetime import datetime, time, timedelta

from bot.actions import register_gaps, retain
from bot.actions.work import Work
from bot.rules.cadence import at, local_day, organisation_calendar

ANCHOR = "next:anchor"


async def named_due(work: Work) -> int:
    """Take those whose moment has come."""
    return await register_gaps.tell_admins_due(work) + await _anchor_due(work) + await retain.expire_due(work)


async def _anchor_due(work: Work) -> int:
    """Once a day, over all heads of the audit chains (DESIGN, Audit)."""
    wanted = await work.tx.engine.read(ANCHOR)
    if wanted is None or datetime.fromisoformat(wanted) > work.now:
        return 0
    await work.tx.audit.anchor(work.now)
    await plan_anchor(work)
    return 1


async def plan_anchor(work: Work) -> None:
    """The next one at the start of the organisation's next day."""
    calendar = organisation_calendar(work.organisation)
    tomorrow = local_day(calendar, work.now) + timedelta(days=1)
    await work.tx.engine.write(ANCHOR, at(calendar, tomorrow, time(0)).isoformat())
