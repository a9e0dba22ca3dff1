"""Say no to an offer, or ask for more before saying yes (R3)."""

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import confirm, offers, post
from bot.actions.offer import hours_of
from bot.actions.seats import Situation
from bot.actions.vacancies import close_offer
from bot.actions.work import Work, content_id
from bot.events import Reply
from bot.model import Assignment, AssignmentState, ItemKind, Person
from bot.views import offer as offer_views
from bot.views import replies
from bot.views.forms import with_errors


async def decline(work: Work, actor: Person, offer_id: str, values: Mapping[str, str] | None) -> Reply:
    """A reason is welcome, never required; without values: the form that asks for it."""
    found = await offers.to_answer(work, actor, offer_id)
    if isinstance(found, Reply):
        return found
    offer, situation = found
    if values is None:
        return Reply(form=offer_views.decline_form(offer.id, situation.system, situation.seat.role))
    words = await work.keep(values.get("reason", ""), actor.id)
    why = values.get("why", "") if values.get("why", "") in offer_views.WHY_NOT else ""
    await close_offer(work, situation.seat.id, AssignmentState.DECLINED, why or "declined", content_id(words))
    await offers.tell_offerer(work, situation, offer, "declined")
    return Reply(card=replies.declined(situation.system.name, situation.seat.role))


async def ask_for_more(work: Work, actor: Person, offer_id: str, values: Mapping[str, str] | None) -> Reply:
    """More hours or more say: the offer's clock stops until whoever can grant it answers (STATES, Offer)."""
    found = await offers.to_answer(work, actor, offer_id)
    if isinstance(found, Reply):
        return found
    offer, situation = found
    if values is None:
        return Reply(form=offer_views.ask_more_form(offer.id, situation.system, situation.seat.role))
    words = await work.keep(values.get("words", "") or values.get("reason", ""), actor.id)
    asking = replace(offer, asks_more_at=work.now, asks_more_id=content_id(words), asks_more_told=False, told=0, told_on=None)
    await work.tx.assignments.save(replace(asking, delivered_at=offer.delivered_at or work.now, next_at=work.now))
    work.note("asks_more", situation.system.id, words, assignment=offer.id, seat=offer.seat_id, person=actor.id)
    granting = await _who_answers(work, situation, offer)
    for person in granting:
        await post.at_once(work, person, ItemKind.NOTICE, f"asks_more/{offer.id}")
    await post.refresh(work, offer.id)
    return Reply(card=replies.asked_for_more(granting))


async def _who_answers(work: Work, situation: Situation, offer: Assignment) -> list[Person]:
    """Whoever offered, where they can grant it; a hand-over's steward, or their like, else."""
    by = await work.tx.people.get(offer.offered_by) if offer.offered_by else None
    if by is not None and by.active and await offers.may_grant(work, by, situation):
        return [by]
    return await confirm.who_grants(work, situation, offer.person_id)


async def grant(work: Work, actor: Person, offer_id: str, values: Mapping[str, str] | None) -> Reply:
    """Whoever can grant answers: the offer goes out anew, with what is granted now."""
    found = await offers.open_offer(work, offer_id)
    if found is None or found[0].state is not AssignmentState.PROPOSED:
        return Reply(problem="over", card=replies.no_longer("This offer"))
    offer, situation = found
    if not await offers.may_grant(work, actor, situation):
        return Reply(problem="may_not", card=replies.may_not_offer(situation.seat.role, await work.admins()))
    nominee = await work.tx.people.get(offer.person_id)
    if nominee is None:
        return Reply(problem="over", card=replies.no_longer("This offer"))
    if not await offers.has_steward_for(work, situation):
        return Reply(problem="steward_first", card=replies.steward_first(situation.system.name, await work.admins()))
    form = offer_views.grant_form(offer, situation.system, situation.seat.role, nominee)
    if values is None:
        return Reply(form=form)
    hours = hours_of(values.get("hours", ""))
    if hours is None and values.get("hours", "").strip():
        return Reply(problem="incomplete", form=with_errors(form, values, {"hours": offer_views.NO_HOURS}))
    granted = replace(
        offer,
        offered_by=actor.id,
        hours=hours if hours is not None else offer.hours,
        authority=values.get("authority", "").strip() or offer.authority,
        asks_more_at=None,
        delivered_at=None,
        reminded=0,
        told=0,
        told_on=None,
        next_at=None,
    )
    await work.tx.assignments.save(granted)
    await post.at_once(work, nominee, ItemKind.OFFER, offer.id, number=1)
    work.note("offer.granted", situation.system.id, assignment=offer.id, seat=offer.seat_id, by=actor.id, person=nominee.id)
    return Reply(card=replies.offered(nominee, situation.system.name, situation.seat.role))
