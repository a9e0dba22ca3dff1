"""Raise a concern: anyone may; whoever owes the next step hears of it, *stop* reaches all three at once (PRODUCT §4)."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from bot import ids
from bot.actions import concern_parties, post
from bot.actions.concern_parties import Around, who_owes
from bot.actions.standing import standing
from bot.actions.work import Work, content_id
from bot.events import Reply
from bot.model import (
    AnswerId,
    Concern,
    ConcernId,
    ConcernMove,
    ConcernStep,
    Content,
    ItemKind,
    Person,
    PersonId,
    Role,
    Severity,
    System,
)
from bot.rules.access import Right, may
from bot.rules.answers import date_of
from bot.rules.concerns import ENDS, drifted, moved
from bot.rules.systems import is_address
from bot.views import concern as views
from bot.views.forms import with_errors


async def raise_concern(work: Work, actor: Person, system: System, values: Mapping[str, str] | None, words: str = "") -> Reply:
    """Anyone in the organisation may; without values: the form."""
    form = views.raise_form(system, words)
    if values is None:
        return Reply(form=form)
    since = date_of(values.get("since", ""))
    today = work.today(actor)
    errors = _errors(values, since, today)
    if errors:
        return Reply(problem="incomplete", form=with_errors(form, values, errors))
    concern = Concern(
        ConcernId(ids.new()), system.id, actor.id, work.now, Severity(values["severity"]), wrong_since=since,
        where=values.get("where", "").strip(),
    )  # fmt: skip
    told = await open_concern(work, system, concern, values["words"])
    others = [one for one in told if one.id != actor.id]
    return Reply(card=views.raised(concern, system, others, len(others) < len(told), may(await standing(work, actor, system), Right.EDIT)))


def _errors(values: Mapping[str, str], since: date | None, today: date) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not values.get("words", "").strip():
        errors["words"] = "One line is enough."
    if values.get("severity", "") not in set(Severity):
        errors["severity"] = "How bad is it?"
    if values.get("since", "").strip() and (since is None or since > today):
        errors["since"] = "A day up to today, please, or leave it empty."
    if values.get("where", "").strip() and not is_address(values["where"].strip()):
        errors["where"] = "An address that begins with https://, or leave it empty."
    return errors


async def from_answer(work: Work, actor: Person, system: System, role: Role, values: Mapping[str, str], answer: AnswerId) -> Concern:
    """An answer said that something is off: the operator's is triaged with it, the maintainer's own is theirs already."""
    severity = Severity(values["severity"]) if values.get("severity") in set(Severity) else Severity.COSMETIC
    concern = Concern(
        ConcernId(ids.new()), system.id, actor.id, work.now, severity, wrong_since=date_of(values.get("since", "")), answer_id=answer
    )
    first = ConcernMove.FOR_MAINTAINER if role is Role.OPERATOR else ConcernMove.ACKNOWLEDGE
    if role is Role.OPERATOR and values.get("whose") == ConcernMove.MINE.value:
        first = ConcernMove.MINE
    await open_concern(work, system, concern, values.get("words", ""), first)
    return concern


async def open_concern(work: Work, system: System, concern: Concern, words: str, first: ConcernMove | None = None) -> list[Person]:
    """Keep it, take the first step where it is known, and tell those who can act; returns whose matter it is."""
    kept = await work.keep(words, concern.raised_by)
    row = replace(concern, words_id=content_id(kept), state_since=work.now, next_at=work.now)
    await work.tx.concerns.add(row)
    await thread(work, row, ConcernMove.RAISED, concern.raised_by, None)
    work.note(
        "concern.raised", system.id, kept, concern=concern.id, person=concern.raised_by, severity=concern.severity.value,
        answer=concern.answer_id,
    )  # fmt: skip
    found = await concern_parties.around(work, system)
    if first is not None:
        row = await step(work, row, first, concern.raised_by, None)
    elif drifted(row, found.parties):
        row = await step(work, row, ConcernMove.FOR_MAINTAINER, None, None)
    return await tell_who_acts(work, row, found, (concern.raised_by,))


async def step(work: Work, concern: Concern, move: ConcernMove, actor: PersonId | None, words: Content | None) -> Concern:
    """One move of the table: the concern's new state, a row of its thread, a line in the trail."""
    after = moved(concern, move, actor, work.now)
    if after.state in ENDS:
        after = replace(after, closing_id=content_id(words))
    await work.tx.concerns.save(after)
    await thread(work, after, move, actor, words)
    work.note(f"concern.{move.value}", concern.system_id, words, concern=concern.id, person=actor, state=after.state.value)
    return after


async def thread(work: Work, concern: Concern, move: ConcernMove, actor: PersonId | None, words: Content | None) -> None:
    """The talk about it stays in one place."""
    number = len(await work.tx.concerns.steps(concern.id))
    await work.tx.concerns.add_step(ConcernStep(ids.new(), concern.id, number, move, work.now, actor, content_id(words)))


async def tell_who_acts(work: Work, concern: Concern, found: Around, but: Collection[PersonId] = ()) -> list[Person]:
    """*Stop*: all three at once, out of hours those who agreed. Else whoever owes the next step, in their day's message.

    Returns everybody whose matter it is, `but` with them: those are left out of the messages only.
    """
    if concern.severity is not Severity.STOP:
        return await tell_owing(work, concern, found, but)
    people = {one.id: one for one in found.asked.values()} or {one.id: one for one in found.admins}
    for person in people.values():
        if person.id not in but:
            await post.at_once(work, person, ItemKind.CONCERN, concern.id, any_hour=found.at_any_hour(person), stop=True)
    return sorted(people.values(), key=lambda one: one.name.casefold())


async def tell_owing(work: Work, concern: Concern, found: Around, but: Collection[PersonId] = ()) -> list[Person]:
    """Whoever owes the next step, in their day's message."""
    owing = who_owes(concern, found)
    for person in owing:
        if person.id not in but:
            await post.in_days_message(work, person, ItemKind.CONCERN, concern.id)
    return owing


async def tell_raiser(work: Work, concern: Concern, told: Collection[Person]) -> None:
    """Who raised it hears of every step, of those that the clock takes as well (PRODUCT §4)."""
    raiser = await work.tx.people.get(concern.raised_by)
    if raiser is not None and raiser.active and raiser.id not in {one.id for one in told}:
        await post.in_days_message(work, raiser, ItemKind.CONCERN, concern.id)
