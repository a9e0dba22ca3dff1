"""Releasing an import's silent offers in waves, stewards first (PRODUCT §9, STATES, Offer)."""

from dataclasses import dataclass, replace

from bot.actions import offers, seats
from bot.actions.work import Work
from bot.events import Reply
from bot.model import Assignment, AssignmentState, Person, Role, SeatId, System, SystemId
from bot.views import replies


@dataclass(frozen=True, slots=True)
class Invitation:
    """One offer that would go out, or has gone."""

    system: System
    role: Role
    person: Person
    offer: Assignment


async def waiting(work: Work, unit: str | None, limit: int | None, without_steward: bool) -> list[Invitation]:
    """What can be released now: stewards, then the other two of systems whose steward has accepted."""
    uninvited = await work.tx.assignments.uninvited()
    seats_of = await work.tx.seats.many(one.seat_id for one in uninvited)
    systems = await work.tx.systems.many(seat.system_id for seat in seats_of.values())
    people = await work.tx.people.many(one.person_id for one in uninvited)
    found: list[Invitation] = []
    for offer in uninvited:
        seat, person = seats_of[offer.seat_id], people.get(offer.person_id)
        system = systems[seat.system_id]
        if person is not None and person.active and (not unit or unit.casefold() in (system.unit.casefold(), system.subunit.casefold())):
            found.append(Invitation(system, seat.role, person, offer))
    found.sort(key=lambda one: (one.role is not Role.STEWARD, one.system.name.casefold(), one.system.slug, one.role))
    if without_steward:
        return found[:limit]
    stewards = [one for one in found if one.role is Role.STEWARD][:limit]
    if limit is not None and len(stewards) == limit:
        return stewards
    others = [one for one in found if one.role is not Role.STEWARD]
    there = await _with_steward(work, {one.system.id for one in others})
    return (stewards + [one for one in others if one.system.id in there])[:limit]


async def _with_steward(work: Work, systems: set[SystemId]) -> set[SystemId]:
    """Those whose steward has accepted."""
    stewards = {seat.id: seat.system_id for seat in await work.tx.seats.of_many(systems) if seat.role is Role.STEWARD}
    open_of = await work.tx.assignments.open_of_many(stewards)
    return {stewards[seat] for seat, rows in open_of.items() if any(one.state is AssignmentState.ACCEPTED for one in rows)}


async def invite(
    work: Work, by: Person | None, unit: str | None = None, limit: int | None = None, without_steward: bool = False
) -> list[Invitation]:
    """Send them; the clock of each starts when it has arrived. `by`: the admin who pressed, None for the command line. Returns what went."""
    gone: list[Invitation] = []
    for one in await waiting(work, unit, limit, without_steward):
        situation = await seats.load(work, one.offer.seat_id)
        if situation.offer is None or situation.offer.id != one.offer.id:
            continue
        steward = (await seats.holders(work, one.system)).get(Role.STEWARD) if one.role is not Role.STEWARD else None
        offered_by = steward.id if steward else by.id if by else None
        await offers.invite(work, situation, replace(situation.offer, offered_by=offered_by), one.person)
        gone.append(one)
    return gone


async def one(work: Work, actor: Person, seat_id: SeatId) -> Reply:
    """One silent offer of an import, released from the diagnostic; in chat the steward comes first (R2)."""
    if await work.tx.seats.get(seat_id) is None:
        return Reply(problem="over", card=replies.no_longer("This seat"))
    situation = await seats.load(work, seat_id)
    refused = await offers.refusal(work, actor, situation)
    if refused is not None:
        return refused
    nominee = await work.tx.people.get(situation.offer.person_id) if situation.offer else None
    if situation.offer is None or situation.offer.invited_at is not None or nominee is None or not nominee.active:
        return Reply(problem="over", card=replies.no_longer("This offer"))
    await offers.invite(work, situation, replace(situation.offer, offered_by=actor.id), nominee)
    return Reply(card=replies.offered(nominee, situation.system.name, situation.seat.role))
