"""Facts about a person changed: what they might be told of is planned anew, and nothing else (docs/architecture.md, A plan is never stale)."""

from bot.actions.work import Work
from bot.model import Person, SeatId


async def around(work: Work, person: Person) -> None:
    """For facts that do not end what they hold; before those that do, keep `seats_around`."""
    await work.replan(await seats_around(work, person))


async def seats_around(work: Work, person: Person) -> list[SeatId] | None:
    """Every seat of the systems on whose ladders they stand, in their own place or in another's. None: all; admins are told of everything."""
    covered = [one.person_id for one in await work.tx.absences.covered_by(person.id)]
    people = [person, *(await work.tx.people.many(covered)).values()]
    if any(work.is_admin(one) for one in people):
        return None
    near = [one.seat_id for one in await work.tx.episodes.open_about(person.id)]
    for one in people:
        near += [held.seat_id for held in await work.tx.assignments.open_for(one.id)]
        near += [second.seat_id for second in await work.tx.seconds.open_for(one.id)]
    systems = {seat.system_id for seat in (await work.tx.seats.many(near)).values()}
    return [seat.id for seat in await work.tx.seats.of_many(systems)]
