"""Which systems drift: read beside the diagnostic (PRODUCT §8, STATES, Facts)."""

from datetime import datetime, time, timedelta

from bot.actions import calendars
from bot.actions.work import Work
from bot.model import Impact
from bot.rules.cadence import at, last_working_day, local_day
from bot.rules.drift import Drift, drift
from bot.rules.gaps import Diagnosis

DRIFTS_AFTER = 5  # working days that a seat stands empty, uncovered or unreachable


async def long_ago(work: Work) -> datetime:
    """Five working days back (STATES, Drifting)."""
    organisation = await calendars.of_organisation(work)
    day = local_day(organisation, work.now)
    for _ in range(DRIFTS_AFTER):
        day = last_working_day(organisation, day - timedelta(days=14), day - timedelta(days=1)) or day - timedelta(days=1)
    return at(organisation, day, time(0))


async def drifting_of(work: Work, found: Diagnosis) -> tuple[Drift, ...]:
    """High impact first, then what stopped longest ago."""
    since = await long_ago(work)
    drifts = [one for system in found.all_systems if (one := drift(system, since)) is not None]
    return tuple(sorted(drifts, key=lambda one: (one.system.impact is not Impact.HIGH, one.stopped[0].since if one.stopped else work.now)))
