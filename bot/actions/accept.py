"""Accept an offered role: from here there is a named, willing person (R3)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.actions import combine, compose, directory, excuses_due, hand_over, offers, override, post, seats, settle_concern
from bot.actions.addressee import settle
from bot.actions.apply import apply
from bot.actions.schedule import next_question
from bot.actions.seats import Situation
from bot.actions.second import name_second
from bot.actions.work import Work, content_id
from bot.cards import Card
from bot.events import Reply
from bot.model import Assignment, AssignmentState, Check, EpisodeKind, ItemKind, Person, Role, SeatId, System
from bot.rules.cadence import calendar_of, local_day
from bot.rules.staffing import Changes, Note, end_episode
from bot.rules.systems import is_address
from bot.views import offer as offer_views
from bot.views import refusals, replies
from bot.views.forms import with_errors


async def accept(work: Work, actor: Person, offer_id: str, values: Mapping[str, str] | None) -> Reply:
    """Without values: the form of the role. With them: the seat is held, and the first question has its date."""
    found = await offers.to_answer(work, actor, offer_id)
    if isinstance(found, Reply):
        return found
    offer, situation = found
    together = offer.combined_id is None and await combine.would(work, situation, actor.id)
    form = offer_views.accept_form(offer.id, situation.system, situation.seat.role, combined=together)
    if values is None:
        return Reply(form=form)
    second = await _second(work, actor, situation, values)
    errors = _errors(situation.seat.role, values) | ({"second": second} if isinstance(second, str) else {})
    if together and not values.get("reason", "").strip():
        errors["reason"] = "You would hold two jobs of it, one of them the technical side. Why?"
    if errors:
        return Reply(problem="incomplete", form=with_errors(form, values, errors))
    if together:
        offer = await combine.with_reason(work, situation, offer, values["reason"], actor.id)
    await _hold(work, actor, offer, situation, values)
    if situation.seat.role is Role.STEWARD:
        await name_second(work, situation.seat.id, actor, second if isinstance(second, Person) else None, new_steward=True)
        await offers.invite_waiting(work, situation, actor)
    await offers.tell_offerer(work, situation, offer, "accepted", situation.holder)
    if situation.holder is not None and situation.holder.active and situation.holder.id != actor.id:
        await post.in_days_message(work, situation.holder, ItemKind.NOTICE, f"handed_over/{offer.id}")
    return Reply(card=await _welcome(work, actor, situation))


async def _welcome(work: Work, actor: Person, situation: Situation) -> Card:
    """The first question's day, what to do next, and for whoever follows somebody: the page."""
    after = await seats.load(work, situation.seat.id)
    day = local_day(calendar_of(actor, work.organisation), after.seat.next_ask_at) if after.seat.next_ask_at else None
    empty: list[tuple[Role, SeatId]] = []
    if situation.seat.role is Role.STEWARD:
        seats_ = await work.tx.seats.of(situation.system.id)
        for role in (Role.OPERATOR, Role.MAINTAINER):
            if not await work.tx.assignments.open_of(seats_[role].id):
                empty.append((role, seats_[role].id))
    card = replies.accepted(situation.system.name, situation.seat.role, situation.seat.id, day, tuple(empty))
    followed = any(one.accepted_at and one.person_id != actor.id for one in await work.tx.assignments.history([situation.seat.id]))
    page = (await hand_over.card(work, after, actor)).parts if followed else ()
    return replace(card, parts=card.parts + page)


NEEDED: dict[Role, dict[str, str]] = {
    Role.OPERATOR: {"skill": "One line is enough.", "normal": "Your own words are enough, in a line or two."},
    Role.MAINTAINER: {"skill": "One line is enough."},
    Role.STEWARD: {
        "skill": "One line is enough.",
        "purpose": "One line is enough.",
        "earns_keep_when": "One line is enough: what would you miss?",
    },
}


def _errors(role: Role, values: Mapping[str, str]) -> dict[str, str]:
    errors = {name: words for name, words in NEEDED[role].items() if not values.get(name, "").strip()}
    for n in (1, 2, 3) if role is Role.OPERATOR else ():
        words, link = _check_of(values, n)
        if link and not is_address(link):
            errors[f"check_{n}_link"] = "An address that begins with https://, or leave it empty."
        elif link and not words:
            errors[f"check_{n}"] = "What is to be looked at there?"
    return errors


def _check_of(values: Mapping[str, str], n: int) -> tuple[str, str]:
    return values.get(f"check_{n}", "").strip(), values.get(f"check_{n}_link", "").strip()


async def _second(work: Work, actor: Person, situation: Situation, values: Mapping[str, str]) -> Person | str | None:
    """The second pair of eyes as typed; naming nobody does not block accepting (STATES, People)."""
    given = values.get("second", "").strip()
    if situation.seat.role is not Role.STEWARD or not given:
        return None
    person = await directory.resolve(work, given, actor)
    if not isinstance(person, Person):
        return refusals.in_a_line(person.given, person.verdict, person.several)
    return "Somebody else than you: a second pair of eyes sees what you miss." if person.id == actor.id else person


async def _hold(work: Work, actor: Person, offer: Assignment, situation: Situation, values: Mapping[str, str]) -> None:
    skill = await work.keep(values.get("skill", ""), actor.id)
    said = await work.keep("\n".join(f"{name}: {value.strip()}" for name, value in values.items() if value.strip()), actor.id)
    changes = Changes()
    if situation.holding is not None:
        over = replace(situation.holding, state=AssignmentState.ENDED, ended_at=work.now, end_reason="handed_over", next_at=None)
        refs = (("assignment", over.id), ("seat", over.seat_id), ("person", over.person_id), ("why", "handed_over"))
        changes += Changes(save=(over,), notes=(Note("assignment.ended", refs),))
    for episode in situation.episodes:
        changes += end_episode(episode, work.now, "accepted" if episode.kind is EpisodeKind.VACANT else "addressee_changed")
    await apply(work, changes, situation.system.id)
    held = replace(
        offer,
        state=AssignmentState.ACCEPTED,
        accepted_at=work.now,
        true_from=work.now,
        skill_id=content_id(skill),
        out_of_hours=values.get("out_of_hours", "") == "yes",
        invited_at=offer.invited_at or work.now,
        delivered_at=offer.delivered_at or work.now,
        asks_more_at=None,
        next_at=None,
        confirm_at=work.now + timedelta(days=work.organisation.policy.confirm_days),
        shown_id=await compose.shown_with(work, offer.id, actor.id),
        accepted_id=content_id(said),
    )
    await work.tx.assignments.save(held)
    await excuses_due.end_unfitting(work, offer.seat_id, "accepted")
    await work.tx.seats.save(replace(situation.seat, from_import=False, gap_given="", gap_reason=""))
    await work.tx.systems.save(_with_words(work, actor, situation.system, situation.seat.role, values))
    work.note(
        "offer.accepted", situation.system.id, said, assignment=offer.id, seat=offer.seat_id,
        role=situation.seat.role.value, person=actor.id,
    )  # fmt: skip
    after = await seats.load(work, situation.seat.id)
    await work.tx.seats.save(await next_question(work, after, work.now))
    await settle(work, situation.seat.id)
    await post.refresh(work, offer.id)
    await work.replan(seat.id for seat in (await work.tx.seats.of(situation.system.id)).values())
    await settle_concern.go_along(work, situation.system, actor)
    await override.end_if_staffed(work, situation.system)


def _with_words(work: Work, actor: Person, system: System, role: Role, values: Mapping[str, str]) -> System:
    """What the holder said on accepting becomes the system's own words."""
    if role is Role.OPERATOR:
        checks = tuple(Check(words, link or None) for words, link in (_check_of(values, n) for n in (1, 2, 3)) if words)
        today = work.today(actor)
        return replace(system, normal=values["normal"].strip(), normal_on=today, checks=checks or system.checks)
    if role is Role.STEWARD:
        return replace(system, purpose=values["purpose"].strip(), earns_keep_when=values["earns_keep_when"].strip())
    return system
