"""A steward's second pair of eyes: named, asked once, says yes or no (R10)."""

from dataclasses import replace

from bot import ids
from bot.actions import directory, post, seats, whose
from bot.actions.work import Work
from bot.events import Reply
from bot.model import ItemKind, Person, Role, SeatId, Second, SecondId
from bot.views import offer as offer_views
from bot.views import refusals, replies
from bot.views.forms import with_errors


async def name_second(work: Work, seat_id: SeatId, steward: Person, person: Person | None, *, new_steward: bool = False) -> None:
    """The named one is asked; whoever was it before stays only until the next steward accepts, or another is named."""
    before = await work.tx.seconds.open_of(seat_id)
    if before is not None and person is not None and before.person_id == person.id and not new_steward:
        return
    if before is not None and (new_steward or person is not None):
        await _replaced(work, before, person)
    if person is None:
        return
    second = Second(SecondId(ids.new()), seat_id, person.id, steward.id, work.now)
    await work.tx.seconds.add(second)
    await post.at_once(work, person, ItemKind.SECOND_ASKED, second.id)
    situation = await seats.load(work, seat_id)
    work.note("second.named", situation.system.id, seat=seat_id, person=person.id, by=steward.id)


async def _replaced(work: Work, before: Second, by: Person | None) -> None:
    """Whoever had said yes hears that they are released; who had not is not asked any more."""
    await work.tx.seconds.save(replace(before, ended_at=work.now, end_reason="replaced", next_at=None))
    await post.refresh(work, before.id)
    person = await work.tx.people.get(before.person_id)
    if person is not None and person.active and before.confirmed_at is not None and (by is None or by.id != person.id):
        await post.in_days_message(work, person, ItemKind.NOTICE, f"second_replaced/{before.id}")


async def name(work: Work, actor: Person, seat_id: SeatId, given: str | None) -> Reply:
    """A steward names one later; without a name: the form."""
    situation = await seats.load(work, seat_id)
    holder = situation.holder
    if situation.seat.role is not Role.STEWARD or holder is None or (holder.id != actor.id and not work.is_admin(actor)):
        return Reply(problem="may_not", card=replies.may_not("Naming a second pair of eyes", await work.admins()))
    if given is None:
        return Reply(form=offer_views.second_form(seat_id, situation.system))
    person = await directory.resolve(work, given, actor)
    if not isinstance(person, Person):
        return Reply(problem="not_a_person", card=refusals.not_a_person(person.given, person.verdict, person.several))
    if person.id == holder.id:
        words = "Somebody else than the steward: a second pair of eyes sees what you miss."
        return Reply(problem="yourself", form=with_errors(offer_views.second_form(seat_id, situation.system), {}, {"second": words}))
    await name_second(work, seat_id, holder, person)
    return Reply(card=replies.said(replies.ref(person), f" is asked to be the second pair of eyes on {situation.system.name}."))


async def answer(work: Work, actor: Person, second_id: str, agrees: bool) -> Reply:
    """Yes puts them on the ladder; no is told to the steward."""
    second = await work.tx.seconds.get(SecondId(second_id))
    if second is None or second.ended_at is not None:
        return Reply(problem="over", card=replies.no_longer("This question"))
    situation = await seats.load(work, second.seat_id)
    if second.person_id != actor.id:
        return await whose.of_another(work, actor, situation.system, await work.tx.people.get(second.person_id), "question")
    steward = await work.tx.people.get(second.named_by)
    delivered = second.delivered_at or work.now
    if agrees:
        await work.tx.seconds.save(replace(second, delivered_at=delivered, confirmed_at=work.now, next_at=None))
    else:
        await work.tx.seconds.save(replace(second, delivered_at=delivered, ended_at=work.now, end_reason="declined", next_at=None))
        if steward is not None and steward.active:
            await post.in_days_message(work, steward, ItemKind.SECOND_UNCONFIRMED, second.id)
    work.note("second.confirmed" if agrees else "second.declined", situation.system.id, seat=second.seat_id, person=actor.id)
    await post.refresh(work, second.id)
    await work.replan(seat.id for seat in (await work.tx.seats.of(situation.system.id)).values())
    return Reply(card=replies.second_confirmed(steward) if agrees else replies.second_declined())
