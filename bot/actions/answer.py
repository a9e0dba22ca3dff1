"""Record an answer, once, with what was on the screen; what follows from it is in the same transaction (PRODUCT §3)."""

from collections.abc import Mapping
from dataclasses import replace

from bot import ids
from bot.actions import (
    calendars,
    compose,
    decide,
    decision_ends,
    delivered,
    follow,
    post,
    question_facts,
    seats,
    signs_of_life,
    take_signal,
    whose,
)
from bot.actions.apply import apply
from bot.actions.raise_concern import from_answer
from bot.actions.seats import Situation
from bot.actions.work import Work, content_id
from bot.events import Reply
from bot.model import Answer, AnswerId, AnswerKind, CheckIn, CheckInId, EpisodeKind, ItemKind, Person, Role, SignalKind
from bot.rules.answers import DECISIONS, NEEDS_WORDS, Refused, is_same, may_answer, missing, number_of
from bot.rules.cadence import local_day
from bot.rules.facts import WINDOW, says_something
from bot.rules.staffing import end_episode
from bot.views import check_in as views
from bot.views.answer_form import answer_form
from bot.views.forms import with_errors

WELL = frozenset({AnswerKind.NORMAL, AnswerKind.STEADY})  # answers that say that nothing is off


async def answer(work: Work, actor: Person, check_in_id: str, kind: AnswerKind, values: Mapping[str, str] | None, words: str = "") -> Reply:
    """One click, or the form's values; `words` prefills the form. Replies with the question as it reads now."""
    found = await work.tx.check_ins.get(CheckInId(check_in_id))
    if found is None:
        return Reply(problem="over", card=views.gone())
    situation = await seats.load(work, found.seat_id)
    check_in = await work.tx.check_ins.get(found.id) or found
    theirs = situation.is_answered_by(check_in, actor.id)
    refusal = may_answer(check_in, theirs, situation.seat.role, kind, not situation.is_held_by(actor.id))
    if refusal is not None:
        return await _refuse(work, situation, check_in, actor, refusal)
    if values is None and kind in NEEDS_WORDS:
        return Reply(form=answer_form(check_in.id, situation.system, situation.seat.role, kind, words))
    today = work.today(actor)
    errors = missing(kind, values or {}, today) | await decide.missing(work, kind, values or {}, situation.system, today)
    if errors:
        form = answer_form(check_in.id, situation.system, situation.seat.role, kind, words)
        return Reply(problem="incomplete", form=with_errors(form, values or {}, errors))
    await _record(work, situation, check_in, actor, kind, values or {})
    return Reply(update=await compose.question_card(work, check_in.id, actor))


async def _refuse(work: Work, situation: Situation, check_in: CheckIn, actor: Person, why: Refused) -> Reply:
    if why is Refused.CLOSED:
        current = situation.check_in if situation.check_in and situation.check_in.addressee_id == actor.id else check_in
        return Reply(problem=why.value, card=await compose.question_card(work, current.id, actor))
    if why is Refused.NOT_YOURS:
        return await whose.not_theirs(work, situation, check_in, actor)
    return Reply(problem=why.value, card=views.refused(why, situation.system))


async def _record(work: Work, situation: Situation, check_in: CheckIn, actor: Person, kind: AnswerKind, values: Mapping[str, str]) -> None:
    before = await work.tx.answers.get(check_in.answer_id) if check_in.answer_id else None
    texts = await work.tx.contents.texts([before.words_id if before else None])
    words = values.get("words", "").strip()
    if is_same(before, actor.id, kind, words, texts.get(before.words_id or "", "") if before else ""):
        return
    kept = await work.keep(words, actor.id)
    row = Answer(
        AnswerId(ids.new()),
        check_in.id,
        actor.id,
        kind,
        work.now,
        content_id(kept),
        number_of(values.get("amount", "")),
        await compose.shown_with(work, check_in.id, actor.id),
        moved=kind in WELL and await _moved(work, situation, check_in, actor),
    )
    await work.tx.answers.add(row)
    delivered_at = check_in.delivered_at or work.now  # a click confirms the delivery
    await work.tx.check_ins.save(replace(check_in, answer_id=row.id, delivered_at=delivered_at))
    work.note(
        "check_in.answered", situation.system.id, kept, check_in=check_in.id, seat=check_in.seat_id,
        role=situation.seat.role.value, person=actor.id, kind=kind.value, period=check_in.period, answer=row.id,
    )  # fmt: skip
    await delivered.reached(work, actor.id)
    silent = situation.episode(EpisodeKind.SILENT)
    if silent is not None:
        again = await work.tx.episodes.get(silent.id)
        if again is not None and again.ended_at is None:
            await apply(work, end_episode(again, work.now, "answer"), situation.system.id)
    await _consequences(work, situation, row, actor, values)
    await post.refresh(work, check_in.id)


async def _consequences(work: Work, situation: Situation, row: Answer, actor: Person, values: Mapping[str, str]) -> None:
    if row.kind is AnswerKind.OFF or (row.kind is AnswerKind.CHANGED and values.get("risk") == "yes"):
        await from_answer(work, actor, situation.system, situation.seat.role, values, row.id)
    if row.kind in DECISIONS:
        await decide.decide(work, situation.system, row, actor, values)
    if row.kind is AnswerKind.COST_OFF and row.number is not None:
        month = f"{local_day(await calendars.of_organisation(work), work.now):%Y-%m}"
        currency = situation.system.budget.currency if situation.system.budget else ""
        await take_signal.take(
            work, situation.system, SignalKind.COST, row.number, month, take_signal.CHAT, currency=currency, person=actor.id
        )
    await signs_of_life.answered(work, situation.system, situation.seat.role, row)
    await _while_moved(work, situation)
    await follow.follow(work, situation, actor)


async def _moved(work: Work, situation: Situation, check_in: CheckIn, actor: Person) -> bool:
    """Whether the facts had moved since this seat's answer before; times to answer are not kept."""
    recent = await work.tx.answers.recent(situation.seat.id, 2)
    before = next((one for one in recent if one.check_in_id != check_in.id), None)
    return bool((await question_facts.known(work, situation.system, situation.seat, before, actor)).facts.moved)


async def _while_moved(work: Work, situation: Situation) -> None:
    """Twice in the last four: the steward hears it as a matter of the system; it can be switched off (PRODUCT §3)."""
    recent = await work.tx.answers.recent(situation.seat.id, WINDOW + 1)
    if situation.seat.role is not Role.OPERATOR or not situation.system.tells_moved or not says_something([one.moved for one in recent]):
        return
    steward = await seats.steward_of(work, situation.system)
    if steward is not None:
        await post.in_days_message(work, steward, ItemKind.MOVED, situation.seat.id)


async def undo(work: Work, actor: Person, check_in_id: str) -> Reply:
    """Take back what was understood from free text: the question is open again."""
    found = await work.tx.check_ins.get(CheckInId(check_in_id))
    if found is None or found.answer_id is None:
        return Reply(problem="over", card=views.gone())
    situation = await seats.load(work, found.seat_id)
    check_in = await work.tx.check_ins.get(found.id) or found
    answered = await work.tx.answers.get(check_in.answer_id) if check_in.answer_id else None
    if answered is None or answered.person_id != actor.id or check_in.closed_at is not None:
        return Reply(problem="over", card=views.gone())
    if not situation.is_answered_by(check_in, actor.id):
        return await whose.not_theirs(work, situation, check_in, actor)
    await work.tx.answers.save(replace(answered, undone_at=work.now))
    await work.tx.check_ins.save(replace(check_in, answer_id=None))
    work.note("check_in.undone", situation.system.id, check_in=check_in.id, answer=answered.id, person=actor.id)
    await decision_ends.take_back(work, situation.system, answered.id, actor)
    await delivered.silence_begins(work, replace(check_in, answer_id=None), actor.id)
    await post.refresh(work, check_in.id)
    return Reply(update=await compose.question_card(work, check_in.id, actor))
