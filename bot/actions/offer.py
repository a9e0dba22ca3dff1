"""Offer a role to a person (R1, R2, R3)."""

from decimal import Decimal

from bot.actions import combine, directory, offers, seats
from bot.actions.directory import Unclear
from bot.actions.work import Work
from bot.events import Reply
from bot.model import Pattern, Person, Role, SeatId, System
from bot.rules.answers import number_of
from bot.rules.staffing import hours_needed
from bot.views import offer as views
from bot.views import refusals, replies
from bot.views.forms import with_errors


async def form(work: Work, actor: Person, seat_id: SeatId) -> Reply:
    """The form, for those who can offer the seat now: filled with the hours it needs and whom the pattern suggests (R6)."""
    situation = await seats.load(work, seat_id)
    refused = await offers.refusal(work, actor, situation)
    if refused is not None:
        return refused
    role, system = situation.seat.role, situation.system
    hours = hours_needed(role, situation.seat, work.organisation.policy)
    return Reply(form=views.offer_form(seat_id, system, role, f"{hours.normalize():f}", leader=await _leader(work, system, role)))


async def _leader(work: Work, system: System, role: Role) -> str:
    """The operator's leader, where the platform knows one and the system is owned so (R6)."""
    if role is not Role.STEWARD or system.pattern is not Pattern.OPERATIONAL:
        return ""
    operator = (await seats.holders(work, system)).get(Role.OPERATOR)
    leader = await work.tx.people.by_email(operator.manager) if operator and operator.manager else None
    return leader.name if leader and leader.active else ""


async def offer(work: Work, actor: Person, seat_id: SeatId, given: str, hours: str = "", authority: str = "", reason: str = "") -> Reply:
    """Ask somebody by name to hold this seat; a holder stays until the new one has accepted (Reassign)."""
    situation = await seats.load(work, seat_id)
    role, system = situation.seat.role, situation.system
    refused = await offers.refusal(work, actor, situation)
    if refused is not None:
        return refused
    nominee = await directory.resolve(work, given, actor)
    if isinstance(nominee, Unclear):
        return Reply(problem="not_a_person", card=refusals.not_a_person(nominee.given, nominee.verdict, nominee.several))
    if situation.holder is not None and situation.holder.id == nominee.id and situation.holding and not situation.holding.leaving_at:
        return Reply(problem="already", card=replies.already_holds(nominee, role))
    if situation.offer and situation.offer.person_id == nominee.id and situation.offer.invited_at:
        return Reply(problem="already", card=replies.already_asked(nominee, role))
    granted, wanted = hours_of(hours), {"person": given, "hours": hours, "authority": authority}
    if granted is None and hours.strip():
        form = views.offer_form(seat_id, system, role, hours)
        return Reply(problem="incomplete", form=with_errors(form, wanted, {"hours": views.NO_HOURS}))
    together = await combine.would(work, situation, nominee.id)
    if together and not reason.strip():
        return Reply(problem="needs_reason", form=views.combined_offer_form(seat_id, system, role, nominee, wanted))
    made = await offers.make(work, situation, nominee, actor.id, granted, authority)
    if together:
        await work.tx.assignments.save(await combine.with_reason(work, situation, made, reason, actor.id))
    return Reply(card=replies.offered(nominee, system.name, role))


def hours_of(text: str) -> Decimal | None:
    """Hours a month as typed; None when blank or no number between 0 and 200."""
    hours = number_of(text)
    return hours if hours is not None and 0 <= hours <= 200 else None
