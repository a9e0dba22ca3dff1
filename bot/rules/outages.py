"""Days that our own outages take off everybody's clock (PRODUCT R10)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from bot.model import Outage
from bot.rules.cadence import Calendar, end_of, local_day, start_of


def lost_days(outages: Iterable[Outage], calendar: Calendar) -> frozenset[date]:
    """The calendar's days of which an outage took at least half of the hours, whether worked or not."""
    lost: set[date] = set()
    for outage in outages:
        day, last = local_day(calendar, outage.started_at), local_day(calendar, outage.ended_at)
        while day <= last:
            start, end = start_of(calendar, day), end_of(calendar, day)
            overlap = min(end, outage.ended_at) - max(start, outage.started_at)
            if overlap * 2 >= end - start:
                lost.add(day)
            day += timedelta(days=1)
    return frozenset(lost)


def without_lost(calendar: Calendar, outages: Iterable[Outage]) -> Calendar:
    """The same calendar with the days lost to outages."""
    return replace(calendar, lost=lost_days(outages, calendar))
