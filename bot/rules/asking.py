"""Who is asked: the holder, their cover, or nobody (STATES, Check-in, Who)."""

from dataclasses import dataclass
from datetime import date

from bot.model import Absence, Person, PersonId, Policy, Stage
from bot.rules.cadence import Calendar, nth_working_day_after


@dataclass(frozen=True, slots=True)
class Asked:
    """This person answers now; `standing_in` when they cover for the holder."""

    person: Person
    standing_in: bool = False


@dataclass(frozen=True, slots=True)
class Uncovered:
    """The holder is away and nobody said yes to covering."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Nobody:
    """The seat is not held."""


Who = Asked | Uncovered | Nobody

ASKING = frozenset({Stage.PILOT, Stage.PRODUCTION, Stage.RETIRING})


def is_away(absence: Absence | None, today: date) -> bool:
    """Away on this day of their own calendar; the last day away is included."""
    if absence is None or absence.ended_at is not None or absence.starts_on > today:
        return False
    return absence.ends_on is None or today <= absence.ends_on


def last_day_away(absence: Absence, calendar: Calendar, policy: Policy) -> date:
    """The date given, else 20 working days after the first day (STATES, People); `calendar`: the person's, without the absence."""
    return absence.ends_on or nth_working_day_after(calendar, absence.starts_on, policy.away_days)


def who_is_asked(holder: Person | None, absence: Absence | None, cover: Person | None, cover_away: bool, today: date) -> Who:
    """The holder; away → the cover who said yes; covers are not covered."""
    if holder is None or not holder.active:
        return Nobody()
    if not is_away(absence, today):
        return Asked(holder)
    if absence is None or absence.cover_agreed_at is None or cover is None or not cover.active or cover_away:
        return Uncovered(holder.id)
    return Asked(cover, standing_in=True)


def asks(stage: Stage, switched_off: bool) -> bool:
    """Pilot, production, and retiring until the switch-off is confirmed (STATES, System)."""
    return stage in ASKING and not (stage is Stage.RETIRING and switched_off)


def gaps_are_told(stage: Stage, switched_off: bool) -> bool:
    """Vacancies have a ladder from building on; planned, retired and switched-off systems have none (STATES, Tellings)."""
    return stage is Stage.BUILDING or asks(stage, switched_off)


def is_over(stage: Stage, switched_off: bool) -> bool:
    """Retired, or its switch-off confirmed: nobody is asked anything about it any more (STATES, System)."""
    return stage is Stage.RETIRED or (stage is Stage.RETIRING and switched_off)


def confirms(stage: Stage, switched_off: bool) -> bool:
    """Whether holders are asked if a role is still theirs: not before there is something to do, nor after it is over."""
    return stage is not Stage.PLANNED and not is_over(stage, switched_off)
