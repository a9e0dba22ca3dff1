"""How every silence ends: one table of clocks, one planner for all kinds (STATES, Episodes and Tellings)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.model import Episode, EpisodeKind, PersonId, Policy
from bot.rules.cadence import (
    Calendar,
    is_working_day,
    local_day,
    next_working_day,
    next_working_moment,
    nth_working_day_after,
    start_of,
)


class Rung(StrEnum):
    """Who is told, in order."""

    STEWARD = "steward"
    SECOND = "second"
    ADMINS = "admins"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who can be told, with the calendar that says when."""

    person: PersonId
    calendar: Calendar


Ladder = tuple[tuple[Rung, tuple[Reader, ...]], ...]


@dataclass(frozen=True, slots=True)
class Remind:
    """The silent person hears from us again."""

    at: datetime
    day: date  # theirs
    number: int


@dataclass(frozen=True, slots=True)
class Tell:
    """The n-th telling; each reader on their own day."""

    at: datetime
    number: int
    readers: tuple[tuple[PersonId, date], ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do before `until`; None: until somebody changes the facts."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class NobodyLeft:
    """If you stopped, nobody would notice."""


Step = Remind | Tell | Wait | NobodyLeft


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a plan depends on beside the episode: all of it is read anew each time, so a plan is never stale."""

    ladder: Ladder
    organisation: Calendar
    asked: Calendar | None = None  # of the silent person
    offer_open: bool = False  # an invited offer, or a reassignment: it has a clock of its own
    held_until: datetime | None = None  # excused, looked, asked again, the installation paused
    question_days: frozenset[date] = frozenset()  # the asked person's days with a new question for this seat
    postponed_to: date | None = None  # *Tomorrow*: in place of that day's reminder


def ladder(
    steward: Reader | None,
    second: Reader | None,
    admins: Iterable[Reader],
    skipped: frozenset[PersonId],
) -> Ladder:
    """The rungs left: without the empty, the skipped, and those told at the same time on an earlier rung."""
    left: list[tuple[Rung, tuple[Reader, ...]]] = []
    seen = set(skipped)
    for rung, readers in ((Rung.STEWARD, (steward,)), (Rung.SECOND, (second,)), (Rung.ADMINS, tuple(admins))):
        fresh = tuple({r.person: r for r in readers if r is not None and r.person not in seen}.values())
        seen.update(reader.person for reader in fresh)
        if fresh:
            left.append((rung, fresh))
    return tuple(left)


def readers_of(rungs: Ladder, number: int) -> tuple[Reader, ...]:
    """Telling n goes to the first n rungs; after the last, to steward and admins, and if neither is left, to the second."""
    if number <= len(rungs):
        return tuple(reader for _, readers in rungs[:number] for reader in readers)
    lasting = tuple(reader for rung, readers in rungs if rung is not Rung.SECOND for reader in readers)
    return lasting or tuple(reader for _, readers in rungs for reader in readers)


def plan(episode: Episode, around: Surroundings, policy: Policy, now: datetime) -> Step:
    """The next thing to do about an open episode, in the past when it is overdue."""
    reminder = _reminder(episode, around, policy)
    telling = _telling(episode, around, policy, now)
    if isinstance(reminder, Remind) and not (isinstance(telling, Tell) and telling.at < reminder.at):
        return reminder
    return telling


def _reminder(episode: Episode, around: Surroundings, policy: Policy) -> Remind | None:
    asked = around.asked
    if episode.kind is not EpisodeKind.SILENT or asked is None or episode.reminded >= len(policy.reminders):
        return None
    base = local_day(asked, episode.since)
    for number in range(episode.reminded, len(policy.reminders)):
        day = nth_working_day_after(asked, base, policy.reminders[number])
        if day not in around.question_days and day != around.postponed_to:
            return Remind(start_of(asked, day), day, number + 1)
    return None


def _telling(episode: Episode, around: Surroundings, policy: Policy, now: datetime) -> Step:
    if around.offer_open:
        return Wait(None)
    if not around.ladder:
        return NobodyLeft()
    tell = _first(episode, around, policy, now) if episode.told_on is None else _next(episode, episode.told_on, around, policy)
    floor = max(filter(None, (around.held_until, episode.waits_until)), default=None)
    if floor is not None and tell.at < floor:
        return _from(tell, around.ladder, floor)
    return _from(tell, around.ladder, now) if tell.at < now else tell


def _first(episode: Episode, around: Surroundings, policy: Policy, now: datetime) -> Tell:
    base = local_day(around.organisation, episode.since)
    limit = last_day(base, policy.telling_days, around.organisation)
    for _, readers in around.ladder:
        days = [(r, _first_day(r, episode, around, policy, base, limit)) for r in readers]
        working = [(r, day) for r, day in days if day is not None]
        if working:
            return _tell(episode.tellings + 1, [r for r, _ in days], {r.person: d for r, d in working})
    everybody = [reader for _, readers in around.ladder for reader in readers]
    soonest = {r.person: _working_from(r.calendar, limit + timedelta(days=1)) for r in everybody}
    first = min(soonest.values())
    chosen = [r for r in everybody if soonest[r.person] == first]
    return _tell(episode.tellings + 1, chosen, soonest)


def _first_day(reader: Reader, episode: Episode, around: Surroundings, policy: Policy, base: date, limit: date) -> date | None:
    if episode.kind is EpisodeKind.SILENT and around.asked is not None:
        asked_base = local_day(around.asked, episode.since)
        due = nth_working_day_after(around.asked, asked_base, policy.first_telling)
        return day_for(reader.calendar, due, base, limit, around.organisation)
    day = local_day(reader.calendar, next_working_moment(reader.calendar, episode.since))
    return day if _seen_on(reader.calendar, day, around.organisation) <= limit else None


def day_for(calendar: Calendar, due: date, base: date, limit: date, organisation: Calendar) -> date | None:
    """The reader's first working day from `due` on, at the latest their last one within (base, limit]; None: they have none."""
    inside = [
        day
        for day in (base + timedelta(days=n) for n in range((limit - base).days + 2))
        if is_working_day(calendar, day) and base < _seen_on(calendar, day, organisation) <= limit
    ]
    return next((day for day in inside if day >= due), inside[-1] if inside else None)


def _next(episode: Episode, told_on: date, around: Surroundings, policy: Policy) -> Tell:
    readers = readers_of(around.ladder, episode.tellings + 1)
    limit = last_day(told_on, policy.telling_days, around.organisation)
    span = (limit - told_on).days
    for back in range(span):
        wanted = limit - timedelta(days=back)
        days = {r.person: _own_day(r.calendar, wanted, around.organisation) for r in readers}
        if any(day is not None for day in days.values()):
            return _tell(episode.tellings + 1, readers, {p: d for p, d in days.items() if d is not None})
    soonest = {r.person: _working_from(r.calendar, limit + timedelta(days=1)) for r in readers}
    return _tell(episode.tellings + 1, readers, {p: d for p, d in soonest.items() if d == min(soonest.values())})


def _tell(number: int, readers: Sequence[Reader], days: dict[PersonId, date]) -> Tell:
    """One telling: who works on the day gets it then, the others on their next working day after it."""
    first = min(days.values())
    dated = tuple((r.person, days.get(r.person) or _working_from(r.calendar, first), r) for r in readers)
    return Tell(min(start_of(r.calendar, day) for _, day, r in dated), number, tuple((p, day) for p, day, _ in dated))


def _from(tell: Tell, rungs: Ladder, floor: datetime) -> Tell:
    """The same telling, not before `floor`: overdue ones go out at the reader's next working moment."""
    calendars = {reader.person: reader.calendar for _, readers in rungs for reader in readers}
    moved: list[tuple[PersonId, date, datetime]] = []
    for person, day in tell.readers:
        moment = start_of(calendars[person], day)
        if moment < floor:
            moment = next_working_moment(calendars[person], floor)
        moved.append((person, local_day(calendars[person], moment), moment))
    return Tell(min(at for _, _, at in moved), tell.number, tuple((p, day) for p, day, _ in moved))


def last_day(base: date, days: int, organisation: Calendar) -> date:
    """`days` calendar days after `base`; days lost to our own outage are taken off everybody's clock (R10)."""
    day = base
    for _ in range(days):
        day += timedelta(days=1)
        while day in organisation.lost:
            day += timedelta(days=1)
    return day


def _seen_on(calendar: Calendar, day: date, organisation: Calendar) -> date:
    """The organisation's date of the moment at which the reader's day begins."""
    return local_day(organisation, start_of(calendar, day))


def _own_day(calendar: Calendar, wanted: date, organisation: Calendar) -> date | None:
    """The reader's working day that begins on the organisation's date `wanted`."""
    for day in (wanted, wanted - timedelta(days=1), wanted + timedelta(days=1)):
        if is_working_day(calendar, day) and _seen_on(calendar, day, organisation) == wanted:
            return day
    return None


def _working_from(calendar: Calendar, day: date) -> date:
    return next_working_day(calendar, day) or day
