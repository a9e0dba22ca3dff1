"""Making and ending offers: who may, to whom, with what (R2, R3, STATES, Offer). What the verbs share."""

from dataclasses import replace
from decimal import Decimal

from bot import ids
from bot.actions import post, seats, whose
from bot.actions.apply import apply
from bot.actions.seats import Situation
from bot.actions.work import Work
from bot.cards import Card
from bot.events import Reply
from bot.model import Assignment, AssignmentId, AssignmentState, ItemKind, Person, PersonId, Role, Seat, SeatId, System
from bot.rules.staffing import end_offer, hours_needed, may_offer
from bot.views import replies


async def may_grant(work: Work, actor: Person, situation: Situation) -> bool:
    """Operator, maintainer: the accepted steward; steward: their second pair of eyes; an admin for all.

    An admin may for the other two as well, or a seat under a silent steward could never be mended; the offer keeps who made it.
    """
    return await grants(work, actor, situation.system, situation.seat.role)


async def grants(work: Work, actor: Person, system: System, role: Role) -> bool:
    """The same of a seat that is not read yet."""
    return role in await granted_by(work, actor, system)


async def granted_by(work: Work, actor: Person, system: System) -> frozenset[Role]:
    """The roles of a system whose seats this person grants."""
    if work.is_admin(actor):
        return frozenset(Role)
    steward = (await work.tx.seats.of(system.id))[Role.STEWARD].id
    second = await work.tx.seconds.open_of(steward)
    others = any(one.state is AssignmentState.ACCEPTED and one.person_id == actor.id for one in await work.tx.assignments.open_of(steward))
    own = second is not None and second.confirmed_at is not None and second.person_id == actor.id
    return frozenset(role for role in Role if (own if role is Role.STEWARD else others))


async def has_steward_for(work: Work, situation: Situation) -> bool:
    """R2, in chat: the steward's own seat, or a steward who has accepted and is here."""
    steward = (await seats.holders(work, situation.system)).get(Role.STEWARD)
    return may_offer(situation.seat.role, steward is not None and steward.active, in_chat=True)


async def to_name(work: Work, actor: Person, system: System, role: Role) -> Seat | None:
    """The seat that this person can offer now so that this role gets somebody: its own, or first the steward's (R2); None: none."""
    by_role = await work.tx.seats.of(system.id)
    steward = (await seats.holders(work, system)).get(Role.STEWARD)
    first = role if may_offer(role, steward is not None and steward.active, in_chat=True) else Role.STEWARD
    return by_role[first] if await grants(work, actor, system, first) else None


async def refusal(work: Work, actor: Person, situation: Situation) -> Reply | None:
    """Why this person cannot offer this seat now: it is not theirs to grant (R3), or its steward comes first (R2)."""
    system, role = situation.system, situation.seat.role
    if not await may_grant(work, actor, situation):
        return Reply(problem="may_not", card=replies.may_not_offer(role, await work.admins()))
    seat = await to_name(work, actor, system, role)
    if seat is not None and seat.id == situation.seat.id:
        return None
    again = seat is not None and bool(await work.tx.assignments.open_of(seat.id))
    card = replies.steward_first(system.name, await work.admins(), seat.id if seat else None, again=again)
    return Reply(problem="steward_first", card=card)


async def make(work: Work, situation: Situation, nominee: Person, by: PersonId | None, hours: Decimal | None, authority: str) -> Assignment:
    """An offer that is sent now; what stood open for the seat is withdrawn. The nominee decides, nobody else."""
    return await invite(work, situation, await propose(work, situation, nominee, by, hours, authority), nominee)


async def propose(
    work: Work, situation: Situation, nominee: Person, by: PersonId | None, hours: Decimal | None, authority: str
) -> Assignment:
    """Named, and not asked yet: the offer waits to be invited."""
    if situation.offer is not None:
        await apply(work, end_offer(situation.offer, work.now, AssignmentState.WITHDRAWN, "replaced"), situation.system.id)
        await post.refresh(work, situation.offer.id)
    offer = Assignment(
        AssignmentId(ids.new()),
        situation.seat.id,
        nominee.id,
        AssignmentState.PROPOSED,
        work.now,
        offered_by=by,
        hours=hours if hours is not None else hours_needed(situation.seat.role, situation.seat, work.organisation.policy),
        authority=authority.strip(),
        predecessor_id=situation.holding.id if situation.holding else None,
    )
    await work.tx.assignments.add(offer)
    work.note(
        "offer.made", situation.system.id, assignment=offer.id, seat=situation.seat.id, role=situation.seat.role.value,
        person=nominee.id, by=by,
    )  # fmt: skip
    return offer


async def invite(work: Work, situation: Situation, offer: Assignment, nominee: Person) -> Assignment:
    """The offer goes out; its clock starts when it has arrived."""
    invited = replace(offer, invited_at=work.now, hours=_granted(work, situation, offer))
    await work.tx.assignments.save(invited)
    await work.tx.seats.save(replace(situation.seat, from_import=False))
    await post.at_once(work, nominee, ItemKind.OFFER, offer.id)
    work.note(
        "offer.invited", situation.system.id, assignment=offer.id, seat=offer.seat_id, role=situation.seat.role.value,
        person=nominee.id,
    )  # fmt: skip
    await work.replan([offer.seat_id])
    return invited


def _granted(work: Work, situation: Situation, offer: Assignment) -> Decimal:
    if offer.hours is not None:
        return offer.hours
    return hours_needed(situation.seat.role, situation.seat, work.organisation.policy)


async def tell_offerer(work: Work, situation: Situation, offer: Assignment, code: str, but: Person | None = None) -> None:
    """Whoever offered, and the steward, read how it went; an import's offers are the admins'. `but`: who hears it otherwise."""
    for person in await who_offered(work, situation, offer):
        if but is None or person.id != but.id:
            await post.in_days_message(work, person, ItemKind.NOTICE, f"{code}/{offer.id}")


async def who_offered(work: Work, situation: Situation, offer: Assignment) -> list[Person]:
    """Whoever offered, and the steward; an import's offers are the admins'. Never the nominee."""
    by = await work.tx.people.get(offer.offered_by) if offer.offered_by else None
    first = [by] if by and by.active else await work.admins()
    steward = await seats.steward_of(work, situation.system)
    return list({one.id: one for one in [*first, *([steward] if steward else [])] if one.id != offer.person_id}.values())


async def invite_waiting(work: Work, situation: Situation, steward: Person) -> int:
    """The steward has accepted: the operator and maintainer that an import or a merger named are invited now, in the steward's name (STATES, Offer)."""
    invited = 0
    for role in (Role.OPERATOR, Role.MAINTAINER):
        seat = (await work.tx.seats.of(situation.system.id))[role]
        other = await seats.load(work, seat.id)
        if other.offer is None or other.offer.invited_at is not None:
            continue
        nominee = await work.tx.people.get(other.offer.person_id)
        if nominee is not None and nominee.active:
            await invite(work, other, replace(other.offer, offered_by=steward.id), nominee)
            invited += 1
    return invited


async def open_offer(work: Work, offer_id: str) -> tuple[Assignment, Situation] | None:
    """An assignment by its id with its seat's situation, read under the seat's lock."""
    found = await work.tx.assignments.get(AssignmentId(offer_id))
    if found is None:
        return None
    situation = await seats.load(work, SeatId(found.seat_id))
    again = await work.tx.assignments.get(found.id)
    return (again, situation) if again else None


async def to_answer(work: Work, actor: Person, offer_id: str) -> tuple[Assignment, Situation] | Reply:
    """An open offer that this person may answer; else why not, and who holds the seat now (STATES, Offer)."""
    found = await open_offer(work, offer_id)
    if found is None:
        return Reply(problem="over", card=replies.no_longer("This offer"))
    offer, situation = found
    if offer.person_id != actor.id:
        return await whose.of_another(work, actor, situation.system, await work.tx.people.get(offer.person_id), "offer")
    if offer.state is not AssignmentState.PROPOSED or offer.invited_at is None or not actor.active:
        return Reply(problem="over", card=await _over(work, situation, offer))
    return found


async def _over(work: Work, situation: Situation, offer: Assignment) -> Card:
    """Who holds it now, else who can offer it again."""
    steward = await seats.steward_of(work, situation.system) if situation.seat.role is not Role.STEWARD else None
    can_offer = [steward] if steward else await work.admins()
    return replies.offer_is_over(situation.system.name, situation.seat.role, offer.state.value, situation.holder, can_offer)
