"""Who somebody is to a system, as it is now."""

from bot.actions import seats
from bot.actions.work import Work
from bot.model import AssignmentState, Person, Role, System
from bot.rules.access import Standing
from bot.rules.cadence import local_day, organisation_calendar


async def standing(work: Work, actor: Person, system: System | None) -> Standing:
    """Read for every event that asks for a right."""
    held = [one for one in await work.tx.assignments.open_for(actor.id) if one.state is AssignmentState.ACCEPTED]
    found = await work.tx.seats.many(one.seat_id for one in held)
    holds = frozenset(seat.role for seat in found.values() if system is not None and seat.system_id == system.id)
    steward = await seats.steward_of(work, system) if system is not None else None
    if steward is not None and steward.id == actor.id:
        holds |= {Role.STEWARD}
    return Standing(
        work.is_admin(actor),
        await is_reader(work, actor),
        actor.external,
        holds,
        any(seat.role is Role.STEWARD for seat in found.values()),
        any(one.told_all for one in held if system is not None and found[one.seat_id].system_id == system.id),
    )


async def is_reader(work: Work, actor: Person) -> bool:
    """An auditor whose date has not passed; the last day counts."""
    row = await work.tx.readers.open_of(actor.id)
    return row is not None and row.until >= local_day(organisation_calendar(work.organisation), work.now)


async def stands_in(work: Work, system: System, actor: Person) -> bool:
    """A cover from inside the house sees what the one they cover for sees."""
    if actor.external:
        return False
    seat_ids = [seat.id for seat in (await work.tx.seats.of(system.id)).values()]
    open_of = await work.tx.assignments.open_of_many(seat_ids)
    holders = {one.person_id for rows in open_of.values() for one in rows if one.state is AssignmentState.ACCEPTED}
    return any(one.person_id in holders and one.cover_agreed_at for one in await work.tx.absences.covered_by(actor.id))
