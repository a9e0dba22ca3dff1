"""The buttons of the clock: where each of them leads, and how the page says what time it is."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.cadence import Calendar, at, local_day, next_working_day, start_of
from bot.views import words


def target(calendar: Calendar, step: str, now: datetime) -> datetime | None:
    """Where a button leads, on this person's calendar; None: there is no such button."""
    match step:
        case "hour":
            return now + timedelta(hours=1)
        case "morning":
            return _next_morning(calendar, now)
        case "week":
            return now + timedelta(days=7)
        case "month":
            return now + timedelta(days=30)
        case "year":
            return now + timedelta(days=364)
        case _:
            return None


def _next_morning(calendar: Calendar, now: datetime) -> datetime:
    day = local_day(calendar, now)
    if now < start_of(calendar, day) and next_working_day(calendar, day) == day:
        return at(calendar, day, time(9, 5))
    following = next_working_day(calendar, day + timedelta(days=1)) or day + timedelta(days=1)
    return at(calendar, following, time(9, 5))


def told(now: datetime, zone: str) -> str:
    """`Monday 7 December 2026, 09:12`: with the year, because the clock can run one."""
    local = now.astimezone(ZoneInfo(zone))
    return f"{words.day(local.date())} {local.year}, {local:%H:%M}"
