"""Days that our own outages take off everybody's clock (PRODUCT R10)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.model import Outage
from bot.rules.cadence import Calendar, end_of, local_day, start_of


def lost_days(outages: Iterable[Outage], calendar: Calendar) -> frozenset[date]:
    """The calendar's days of which outages together took at least half of the hours, whether worked or not."""
    lost: dict[date, timedelta] = {}
    for started, ended in _merged(outages):
        day, last = local_day(calendar, started), local_day(calendar, ended)
        while day <= last:
            overlap = min(end_of(calendar, day), ended) - max(start_of(calendar, day), started)
            lost[day] = lost.get(day, timedelta()) + max(overlap, timedelta())
            day += timedelta(days=1)
    return frozenset(day for day, took in lost.items() if took * 2 >= end_of(calendar, day) - start_of(calendar, day))


def _merged(outages: Iterable[Outage]) -> list[tuple[datetime, datetime]]:
    """Two that overlap (ours, and a platform's meanwhile) took their time once."""
    merged: list[tuple[datetime, datetime]] = []
    for one in sorted(outages, key=lambda outage: outage.started_at):
        if merged and one.started_at <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], one.ended_at)
        else:
            merged.append((one.started_at, one.ended_at))
    return merged


def without_lost(calendar: Calendar, outages: Iterable[Outage]) -> Calendar:
    """The same calendar with the days lost to outages."""
    return replace(calendar, lost=lost_days(outages, calendar))
