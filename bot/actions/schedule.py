"""When a seat is asked next: written down, so the loop asks one indexed question."""

from dataclasses import replace
from datetime import datetime

from bot.actions import calendars, seats
from bot.actions.seats import Situation
from bot.actions.work import Work
from bot.model import AssignmentState, PersonId, Seat
from bot.rules.asking import Asked, Nobody
from bot.rules.cadence import Calendar, Occurrence, first_after, following


async def next_question(work: Work, situation: Situation, after: datetime) -> Seat:
    """The seat with its first occurrence after `after` in the calendar of who is asked; nothing while nobody can be."""
    seat = situation.seat
    if isinstance(situation.who, Nobody) or not situation.asking or situation.holder is None:
        return replace(seat, next_ask_at=None, next_period=None, next_nominal=None)
    person = situation.who.person if isinstance(situation.who, Asked) else situation.holder
    organisation = await calendars.of_organisation(work)
    # Days away are no days off here: whoever is away is covered, or the period ends void (STATES, Who).
    calendar = replace(await calendars.of_person(work, person), off=())
    return with_occurrence(
        seat, await _not_again(work, seat, first_after(seat.cadence, organisation, calendar, after), organisation, calendar)
    )


async def _not_again(work: Work, seat: Seat, found: Occurrence, organisation: Calendar, calendar: Calendar) -> Occurrence:
    """A period that has its check-in is over for this seat, whoever is asked now."""
    while await work.tx.check_ins.of_period(seat.id, found.period) is not None:
        found = following(seat.cadence, organisation, calendar, found.nominal)
    return found


def with_occurrence(seat: Seat, found: Occurrence) -> Seat:
    """The seat waiting for this occurrence."""
    return replace(seat, next_ask_at=found.moment, next_period=found.period, next_nominal=found.nominal)


async def reschedule(work: Work, person: PersonId) -> None:
    """The person's zone, hours or absence changed: their seats, and those they cover, are asked at other moments."""
    held = await work.tx.assignments.open_for(person)
    for absence in await work.tx.absences.covered_by(person):
        held += await work.tx.assignments.open_for(absence.person_id)
    for assignment in held:
        if assignment.state is AssignmentState.ACCEPTED:
            situation = await seats.load(work, assignment.seat_id)
            await work.tx.seats.save(await next_question(work, situation, work.now))
