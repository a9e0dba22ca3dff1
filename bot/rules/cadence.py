"""When a question falls due: working days, wall-clock hours over daylight saving, named periods (STATES, Cadence and Check-in)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.model import Cadence, Organisation, Person, Rhythm

ANCHOR = date(2026, 1, 5)  # Monday: the anchor of every two-weekly cadence (STATES, Cadence)
HORIZON = 400  # days searched for a working day before giving up


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody works. `off`: first and last day of each absence, None = open end; `lost`: days lost to our outage."""

    zone: str
    country: str | None = None
    start: time = time(9)
    end: time = time(17)
    weekday: int | None = None  # chosen, for weekly and two-weekly questions
    hour: time | None = None  # chosen, for questions
    off: tuple[tuple[date, date | None], ...] = ()
    lost: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One period of a cadence: its name, its nominal date, and the moment of asking; not askable: no working day in it."""

    period: str
    nominal: date
    moment: datetime
    askable: bool = True


def calendar_of(
    person: Person,
    organisation: Organisation,
    off: tuple[tuple[date, date | None], ...] = (),
    lost: frozenset[date] = frozenset(),
) -> Calendar:
    """The person's zone, hours and country; what is unknown is the organisation's (STATES, People)."""
    zone = zone_of(person, organisation)
    country = person.country if person.country and is_country(person.country) else organisation.country
    return Calendar(zone, country, person.hours_start, person.hours_end, person.weekday, person.ask_hour, off, lost)


def zone_of(person: Person, organisation: Organisation) -> str:
    """Theirs where this machine knows it, else the organisation's (IANA)."""
    return person.zone if person.zone and is_zone(person.zone) else organisation.zone


def organisation_calendar(organisation: Organisation) -> Calendar:
    """The organisation's own calendar."""
    return Calendar(organisation.zone, organisation.country)


@lru_cache(maxsize=4096)
def is_zone(name: str) -> bool:
    """An IANA zone that this machine knows."""
    return name in available_timezones()


@lru_cache(maxsize=512)
def is_country(code: str) -> bool:
    """A country whose holidays are known (ISO 3166-1 alpha-2)."""
    import holidays  # 0.2 s: only where a calendar is asked for

    return code in holidays.list_supported_countries(include_aliases=True)


@lru_cache(maxsize=2048)
def _days_off(country: str, year: int) -> tuple[frozenset[date], frozenset[int]]:
    import holidays

    found = holidays.country_holidays(country, years=year)
    return frozenset(found.keys()), frozenset(found.weekend)


def is_working_day(calendar: Calendar, day: date) -> bool:
    """No weekend or public holiday of the country, no day off, no day lost to an outage."""
    if day in calendar.lost or any(first <= day and (last is None or day <= last) for first, last in calendar.off):
        return False
    if calendar.country is None or not is_country(calendar.country):
        return day.weekday() < 5
    free, weekend = _days_off(calendar.country, day.year)
    return day not in free and day.weekday() not in weekend


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local_day(calendar: Calendar, instant: datetime) -> date:
    """The date on the calendar's wall at this instant."""
    return day_in(calendar.zone, instant)


def day_in(zone: str, instant: datetime) -> date:
    """The date on the walls of this zone."""
    return instant.astimezone(_zone(zone)).date()


def at(calendar: Calendar, day: date, hour: time) -> datetime:
    """The UTC instant of a wall-clock hour: an hour in a gap moves to the first valid minute, one that comes twice fires once."""
    zone = _zone(calendar.zone)
    wall = datetime.combine(day, hour, zone)
    instant = wall.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return instant
    # In a gap the clock jumps from `gap` to later: with fold=1 the offset before the jump is still used for times after it.
    after = wall.replace(fold=1).astimezone(UTC)
    low, high = min(instant, after), max(instant, after)
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall.replace(tzinfo=None):
            low = middle
        else:
            high = middle
    return high.replace(second=0, microsecond=0)


def start_of(calendar: Calendar, day: date) -> datetime:
    """The start of the working hours on that date."""
    return at(calendar, day, calendar.start)


def end_of(calendar: Calendar, day: date) -> datetime:
    """The end of the working hours on that date."""
    return at(calendar, day, calendar.end)


def next_working_day(calendar: Calendar, day: date) -> date | None:
    """The first working day from `day` on; None when there is none within 400 days."""
    return first_working_day(calendar, day, day + timedelta(days=HORIZON))


def first_working_day(calendar: Calendar, first: date, last: date) -> date | None:
    """The earliest working day in [first, last]."""
    return next((day for day in _days(first, last) if is_working_day(calendar, day)), None)


def last_working_day(calendar: Calendar, first: date, last: date) -> date | None:
    """The latest working day in [first, last]."""
    span = (last - first).days
    days = (last - timedelta(days=n) for n in range(span + 1))
    return next((day for day in days if is_working_day(calendar, day)), None)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def nth_working_day_after(calendar: Calendar, day: date, n: int) -> date:
    """The n-th working day after `day`; a base on a day off counts as the next working day (STATES, Clocks run by day)."""
    found = next_working_day(calendar, day) or day
    for _ in range(n):
        found = next_working_day(calendar, found + timedelta(days=1)) or found + timedelta(days=1)
    return found


def next_working_moment(calendar: Calendar, instant: datetime) -> datetime:
    """The instant itself inside working hours, else the next start of them."""
    day = local_day(calendar, instant)
    if is_working_day(calendar, day):
        if instant < start_of(calendar, day):
            return start_of(calendar, day)
        if instant < end_of(calendar, day):
            return instant
    following_day = next_working_day(calendar, day + timedelta(days=1)) or day + timedelta(days=1)
    return start_of(calendar, following_day)


def ask_hour(cadence: Cadence, calendar: Calendar) -> time:
    """The person's own hour, else the cadence's; always inside their working hours (PRODUCT §3)."""
    wanted = calendar.hour or cadence.hour
    return wanted if calendar.start <= wanted < calendar.end else calendar.start


def period_of(cadence: Cadence, calendar: Calendar, day: date) -> tuple[date, date]:
    """First and last day of the period that `day` lies in."""
    match cadence.rhythm:
        case Rhythm.DAILY:
            return day, day
        case Rhythm.WEEKLY:
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6)
        case Rhythm.TWO_WEEKLY:
            first = ANCHOR + timedelta(days=(day - ANCHOR).days // 14 * 14)
            return first, first + timedelta(days=13)
        case Rhythm.MONTHLY:
            return _months(day.year, day.month, 1)
        case Rhythm.QUARTERLY:
            return _months(day.year, (day.month - 1) // 3 * 3 + 1, 3)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    after = date(year + (month + count - 1) // 12, (month + count - 1) % 12 + 1, 1)
    return date(year, month, 1), after - timedelta(days=1)


def period_name(cadence: Cadence, first: date) -> str:
    """`2026-11-24`, `2026-W48` (two-weekly: the week it begins), `2026-11`, `2026-Q4`."""
    match cadence.rhythm:
        case Rhythm.DAILY:
            return first.isoformat()
        case Rhythm.WEEKLY | Rhythm.TWO_WEEKLY:
            year, week, _ = first.isocalendar()
            return f"{year}-W{week:02d}"
        case Rhythm.MONTHLY:
            return f"{first.year}-{first.month:02d}"
        case Rhythm.QUARTERLY:
            return f"{first.year}-Q{(first.month - 1) // 3 + 1}"


def nominal_day(cadence: Cadence, organisation: Calendar, calendar: Calendar, first: date, last: date) -> date:
    """The date the period is asked on before it is moved: a chosen weekday, or the organisation's n-th working day."""
    match cadence.rhythm:
        case Rhythm.DAILY:
            return first
        case Rhythm.WEEKLY | Rhythm.TWO_WEEKLY:
            weekday = calendar.weekday if calendar.weekday is not None else cadence.weekday
            return first + timedelta(days=weekday)
        case Rhythm.MONTHLY | Rhythm.QUARTERLY:
            return _nth(_asking(organisation), cadence.nth, first, last)


def _asking(calendar: Calendar) -> Calendar:
    """Days lost to an outage still have their questions: only clocks stand still on them."""
    return Calendar(calendar.zone, calendar.country, calendar.start, calendar.end, calendar.weekday, calendar.hour, calendar.off)


def _nth(organisation: Calendar, nth: int, first: date, last: date) -> date:
    days = [day for day in _days(first, last) if is_working_day(organisation, day)]
    if not days:
        return first
    return days[max(nth, -len(days))] if nth < 0 else days[min(nth, len(days)) - 1]


def _in_period(cadence: Cadence, organisation: Calendar, calendar: Calendar, first: date, last: date) -> Occurrence:
    """The period's occurrence: a nominal date that is no working day moves inside the period, later before earlier."""
    asking = _asking(calendar)
    nominal = nominal_day(cadence, organisation, calendar, first, last)
    day = first_working_day(asking, nominal, last) or last_working_day(asking, first, nominal)
    hour = ask_hour(cadence, calendar)
    name = period_name(cadence, first)
    return Occurrence(name, nominal, at(calendar, day or nominal, hour), day is not None)


def _occurrences(cadence: Cadence, organisation: Calendar, calendar: Calendar, day: date) -> Iterator[Occurrence]:
    """From the period of `day` on, without end; a daily cadence knows only working days."""
    while True:
        first, last = period_of(cadence, calendar, day)
        if cadence.rhythm is not Rhythm.DAILY or is_working_day(_asking(calendar), first):
            yield _in_period(cadence, organisation, calendar, first, last)
        day = last + timedelta(days=1)


def first_after(cadence: Cadence, organisation: Calendar, calendar: Calendar, after: datetime) -> Occurrence:
    """The first occurrence whose moment lies after `after`."""
    day = local_day(calendar, after) - timedelta(days=1)
    return next(one for one in _occurrences(cadence, organisation, calendar, day) if one.moment > after)


def following(cadence: Cadence, organisation: Calendar, calendar: Calendar, nominal: date) -> Occurrence:
    """The occurrence of the period after the one that `nominal` lies in."""
    _, last = period_of(cadence, calendar, nominal)
    return next(_occurrences(cadence, organisation, calendar, last + timedelta(days=1)))


def latest_before(cadence: Cadence, organisation: Calendar, calendar: Calendar, now: datetime, nominal: date) -> Occurrence:
    """The latest occurrence with a moment up to `now`, from the period of `nominal` on; that period's own if none."""
    found: Occurrence | None = None
    for one in _occurrences(cadence, organisation, calendar, nominal):
        if found is not None and one.moment > now:
            return found
        found = one
    raise AssertionError("occurrences never end")
