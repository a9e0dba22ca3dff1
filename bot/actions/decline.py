"""Say no to an offer, or ask for more before saying yes (R3)."""

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import offers, post
from bot.actions.offer import hours_of
from bot.actions.vacancies import close_offer
from bot.actions.work import Work, content_id
from bot.events import Reply
from bot.model import AssignmentState, ItemKind, Person
from bot.views import offer as offer_views
from bot.views import replies


async def decline(work: Work, actor: Person, offer_id: str, values: Mapping[str, str] | None) -> Reply:
    """A reason is welcome, never required; without values: the form that asks for it."""
    found = await offers.to_answer(work, actor, offer_id)
    if isinstance(found, Reply):
        return found
    offer, situation = found
    if values is None:
        return Reply(form=offer_views.decline_form(offer.id, situation.system, situation.seat.role))
    words = await work.keep(values.get("reason", ""), actor.id)
    await close_offer(work, situation.seat.id, AssignmentState.DECLINED, values.get("why", "") or "declined", content_id(words))
    await offers.tell_offerer(work, situation, offer, "declined")
    return Reply(card=replies.declined(situation.system.name, situation.seat.role))


async def ask_for_more(work: Work, actor: Person, offer_id: str, values: Mapping[str, str] | None) -> Reply:
    """More hours or more say: the offer's clock stops until whoever offered answers (STATES, Offer)."""
    found = await offers.to_answer(work, actor, offer_id)
    if isinstance(found, Reply):
        return found
    offer, situation = found
    if values is None:
        return Reply(form=offer_views.ask_more_form(offer.id, situation.system, situation.seat.role))
    words = await work.keep(values.get("words", "") or values.get("reason", ""), actor.id)
    asking = replace(offer, asks_more_at=work.now, asks_more_id=content_id(words), asks_more_told=False, next_at=work.now)
    await work.tx.assignments.save(replace(asking, delivered_at=offer.delivered_at or work.now))
    work.note("asks_more", situation.system.id, words, assignment=offer.id, seat=offer.seat_id, person=actor.id)
    by = await work.tx.people.get(offer.offered_by) if offer.offered_by else None
    people = [by] if by and by.active else await work.admins()
    for person in people:
        await post.at_once(work, person, ItemKind.NOTICE, f"asks_more/{offer.id}")
    return Reply(card=replies.asked_for_more(by))


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
    if values is None:
        return Reply(form=offer_views.grant_form(offer, situation.system, situation.seat.role, nominee))
    granted = replace(
        offer,
        hours=hours_of(values.get("hours", "")) or offer.hours,
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
