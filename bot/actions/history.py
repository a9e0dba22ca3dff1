"""Who held what, now and on a date: history is never overwritten (R7)."""

from datetime import date, datetime, time, timedelta

from bot.actions.work import Work
from bot.events import Reply
from bot.model import Assignment, Person, PersonId, Role, System
from bot.rules.cadence import at, calendar_of, organisation_calendar
from bot.views import history as views


async def history(work: Work, actor: Person | None, system: System) -> Reply:
    """All holders and offers, oldest first."""
    seats = await work.tx.seats.of(system.id)
    rows = await work.tx.assignments.history(seat.id for seat in seats.values())
    people = await work.tx.people.many(one.person_id for one in rows)
    by_role = {role: [one for one in rows if one.seat_id == seats[role].id] for role in Role}
    return Reply(card=views.history(system, by_role, people))


async def on_date(work: Work, actor: Person | None, system: System, day: date) -> Reply:
    """Who held each role on that day, right at its edge in the asker's zone, and who covered."""
    calendar = calendar_of(actor, work.organisation) if actor else organisation_calendar(work.organisation)
    start, end = at(calendar, day, time(0)), at(calendar, day + timedelta(days=1), time(0))
    if start > work.now:
        return Reply(problem="future", card=views.not_yet(system))
    seats = await work.tx.seats.of(system.id)
    rows = await work.tx.assignments.history(seat.id for seat in seats.values())
    people = await work.tx.people.many(one.person_id for one in rows)
    found: list[views.OnThatDay] = []
    for role in Role:
        there = [one for one in rows if one.seat_id == seats[role].id and (one.ended_at is None or one.ended_at > start)]
        found.append(await _on_that_day(work, role, there, people, end, day))
    return Reply(card=views.on_date(system, day, found))


async def _on_that_day(
    work: Work, role: Role, rows: list[Assignment], people: dict[str, Person], end: datetime, day: date
) -> views.OnThatDay:
    """`rows`: what had not ended before that day."""
    held = [one for one in rows if one.accepted_at and one.accepted_at < end]
    claims = [one for one in rows if one.claimed and one.true_from and one.true_from < end and one.person_id in people]
    return views.OnThatDay(
        role,
        tuple([(people.get(one.person_id), await _cover(work, one.person_id, day)) for one in held]),
        people[claims[-1].person_id] if claims else None,
        sum(one.written_on < end for one in rows),
    )


async def _cover(work: Work, person: PersonId, day: date) -> Person | None:
    for absence in await work.tx.absences.of(person):
        agreed = absence.cover_id and absence.cover_agreed_at
        if agreed and absence.starts_on <= day and (absence.ends_on is None or day <= absence.ends_on):
            return await work.tx.people.get(PersonId(absence.cover_id or ""))
    return None
