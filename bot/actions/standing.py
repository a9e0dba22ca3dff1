"""Who somebody is to a system, as it is now."""

from bot.actions import seats
from bot.actions.work import Work
from bot.model import AssignmentState, Person, Role, System
from bot.rules.access import Standing


async def standing(work: Work, actor: Person, system: System | None) -> Standing:
    """Read for every event that asks for a right."""
    held = [one for one in await work.tx.assignments.open_for(actor.id) if one.state is AssignmentState.ACCEPTED]
    found = await work.tx.seats.many(one.seat_id for one in held)
    holds = frozenset(seat.role for seat in found.values() if system is not None and seat.system_id == system.id)
    steward = await seats.steward_of(work, system) if system is not None else None
    if steward is not None and steward.id == actor.id:
        holds |= {Role.STEWARD}
    return Standing(work.is_admin(actor), actor.external, holds, any(seat.role is Role.STEWARD for seat in found.values()))
