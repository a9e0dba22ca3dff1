"""Not me any more, and handing over: the successor accepts first, and whoever steps down is free in any case (STATES, Offer)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot.actions import calendars, confirm, directory, offers, post, seats
from bot.actions.seats import Situation
from bot.actions.vacancies import close_offer
from bot.actions.work import Work, content_id
from bot.events import Reply
from bot.model import Assignment, AssignmentState, ItemKind, Person, SeatId, Still
from bot.rules.cadence import local_day, nth_working_day_after, start_of
from bot.views import leaving as views
from bot.views import refusals, replies
from bot.views.forms import with_errors


async def not_me(work: Work, actor: Person, seat_id: SeatId, values: Mapping[str, str] | None) -> Reply:
    """The form first: who could take over, and why, both as you like."""
    situation = await seats.load(work, seat_id)
    if situation.holder is None or situation.holder.id != actor.id:
        return Reply(problem="not_yours", card=replies.no_longer("This role"))
    if values is None:
        return Reply(form=views.form(seat_id, situation.system, situation.seat.role))
    return await step_down(work, actor, seat_id, values)


async def step_down(work: Work, actor: Person, seat_id: SeatId, values: Mapping[str, str]) -> Reply:
    """Free after ten working days, successor or not; a successor named here is asked, and whoever can grant the seat is told."""
    situation = await seats.load(work, seat_id)
    holding = situation.holding
    if holding is None or situation.holder is None or situation.holder.id != actor.id:
        return Reply(problem="not_yours", card=replies.no_longer("This role"))
    successor = await _successor(work, actor, situation, values)
    if isinstance(successor, Reply):
        return successor
    day = await _leave(work, actor, situation, holding, values.get("reason", ""), told=successor is None)
    told = await confirm.who_grants(work, situation, actor.id)
    if successor is not None:
        await _ask(work, actor, situation, holding, successor)
    return Reply(card=views.noted(situation.system, situation.seat.role, seat_id, day, told[0] if told else None, successor))


async def _successor(work: Work, actor: Person, situation: Situation, values: Mapping[str, str]) -> Person | Reply | None:
    given = values.get("person", "").strip()
    if not given:
        return None
    form = views.form(situation.seat.id, situation.system, situation.seat.role)
    person = await directory.resolve(work, given, actor)
    if not isinstance(person, Person):
        error = refusals.in_a_line(person.given, person.verdict, person.several)
        return Reply(problem="not_a_person", form=with_errors(form, values, {"person": error}))
    if person.id == actor.id:
        return Reply(problem="yourself", form=with_errors(form, values, {"person": "Somebody else than you, please."}))
    if not await offers.has_steward_for(work, situation):
        return Reply(problem="steward_first", card=replies.steward_first(situation.system.name, await work.admins()))
    return person


async def _leave(work: Work, actor: Person, situation: Situation, holding: Assignment, reason: str, told: bool) -> date:
    """Write down the day; saying it twice changes nothing. `told`: without a successor somebody has to look for one."""
    await confirm.close(work, holding, Still.NO)
    calendar = await calendars.of_person(work, actor)
    if holding.leaving_at is not None:
        return local_day(calendar, holding.leaving_at)
    words = await work.keep(reason, actor.id)
    day = nth_working_day_after(calendar, local_day(calendar, work.now), work.organisation.policy.step_down)
    await work.tx.assignments.save(replace(holding, leaving_at=start_of(calendar, day), end_words_id=content_id(words)))
    work.note(
        "seat.leaving", situation.system.id, words, seat=situation.seat.id, role=situation.seat.role.value, person=actor.id,
        until=day.isoformat(),
    )  # fmt: skip
    for person in await confirm.who_grants(work, situation, actor.id) if told else []:
        await post.in_days_message(work, person, ItemKind.NOTICE, f"leaving/{holding.id}")
    return day


async def _ask(work: Work, actor: Person, situation: Situation, holding: Assignment, successor: Person) -> None:
    """An offer with a predecessor, with what was granted to them; whoever can grant the seat reads of it and may withdraw it."""
    situation = await seats.load(work, situation.seat.id)
    offer = await offers.make(work, situation, successor, actor.id, holding.hours, holding.authority)
    for person in await confirm.who_grants(work, situation, actor.id):
        if person.id != successor.id:
            await post.in_days_message(work, person, ItemKind.NOTICE, f"handing_over/{offer.id}")


async def stay(work: Work, actor: Person, seat_id: SeatId) -> Reply:
    """I stay after all, while nobody has taken over; whom I had asked to is not asked any more."""
    situation = await seats.load(work, seat_id)
    holding = situation.holding
    if holding is None or holding.person_id != actor.id or holding.leaving_at is None:
        return Reply(problem="over", card=replies.no_longer("This role"))
    await work.tx.assignments.save(replace(holding, leaving_at=None, end_words_id=None))
    if situation.offer is not None and situation.offer.offered_by == actor.id:
        await close_offer(work, seat_id, AssignmentState.WITHDRAWN, "stays")
    work.note("seat.staying", situation.system.id, seat=seat_id, role=situation.seat.role.value, person=actor.id)
    for person in await confirm.who_grants(work, situation, actor.id):
        await post.in_days_message(work, person, ItemKind.NOTICE, f"staying/{holding.id}")
    return Reply(card=views.staying(situation.system, situation.seat.role))
