"""Who somebody is to a system, as it is now."""

from dataclasses import replace

from bot.actions import seats
from bot.actions.work import Work
from bot.model import Assignment, AssignmentState, Person, Role, System
from bot.rules.access import Standing
from bot.rules.asking import is_away
from bot.rules.cadence import local_day, organisation_calendar


async def standing(work: Work, actor: Person, system: System | None) -> Standing:
    """Read for every event that asks for a right."""
    held = [one for one in await work.tx.assignments.open_for(actor.id) if one.state is AssignmentState.ACCEPTED]
    found = await work.tx.seats.many(one.seat_id for one in held)
    stewards_any = any(seat.role is Role.STEWARD for seat in found.values())
    if system is None:
        return Standing(work.is_admin(actor), await is_reader(work, actor), actor.external, stewards_any=stewards_any)
    return replace(await towards(work, actor, system), stewards_any=stewards_any)


async def towards(work: Work, actor: Person, system: System) -> Standing:
    """The same as far as this one system goes: whatever they are steward of elsewhere is left out."""
    by_role = await work.tx.seats.of(system.id)
    open_of = await work.tx.assignments.open_of_many([one.id for one in by_role.values()])
    held = [(role, one) for role, seat in by_role.items() for one in open_of.get(seat.id, ()) if _is_held_by(one, actor)]
    return Standing(
        work.is_admin(actor),
        await is_reader(work, actor),
        actor.external,
        frozenset(role for role, _ in held),
        told_all=any(one.told_all for _, one in held),
        covers=await _covers(work, actor, system),
    )


def _is_held_by(one: Assignment, actor: Person) -> bool:
    return one.state is AssignmentState.ACCEPTED and one.person_id == actor.id


async def _covers(work: Work, actor: Person, system: System) -> frozenset[Role]:
    """The roles in which this person said yes to standing in, while their holders are away."""
    covered = [one for one in await work.tx.absences.covered_by(actor.id) if one.cover_agreed_at is not None]
    if not covered:
        return frozenset()
    found = set()
    for role, holder in (await seats.holders(work, system)).items():
        today = work.today(holder)
        if any(one.person_id == holder.id and is_away(one, today) for one in covered):
            found.add(role)
    return frozenset(found)


async def is_reader(work: Work, actor: Person) -> bool:
    """An auditor whose date has not passed; the last day counts."""
    row = await work.tx.readers.open_of(actor.id)
    return row is not None and row.until >= local_day(organisation_calendar(work.organisation), work.now)
