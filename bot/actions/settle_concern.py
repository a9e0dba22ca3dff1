"""Triage, acknowledge, resolve, confirm, reopen or say something: every step of a concern after it was raised (PRODUCT §4)."""

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import concern_parties, gather, post, whose
from bot.actions.concern_parties import Around
from bot.actions.raise_concern import step, tell_owing, tell_who_acts
from bot.actions.work import Work
from bot.cards import Card
from bot.events import Reply
from bot.model import Concern, ConcernId, ConcernMove, ConcernState, ItemKind, Person, Severity, System
from bot.rules.concerns import ENDS, TABLE, Reads, graded, moves
from bot.views import concern as views
from bot.views.forms import with_errors
from bot.views.replies import no_longer


async def settle(work: Work, actor: Person, concern_id: str, move: ConcernMove, values: Mapping[str, str] | None) -> Reply:
    """One move of the table, by whom it allows; without values: its form, where words are needed."""
    found = await _found(work, concern_id)
    if found is None:
        return Reply(problem="over", card=no_longer("This concern"))
    concern, around = found
    seen = await concern_parties.reading(work, actor, concern, around)
    if seen is not Reads.NOTHING and move not in TABLE[concern.state]:
        return Reply(problem="over", card=await card(work, concern.id, actor))
    if seen is not Reads.ALL or move not in moves(concern, around.parties.of(actor.id, concern)):
        return Reply(problem="may_not", card=views.not_yours(await _known(work, actor, around), around.admins))
    if TABLE[concern.state][move].words:
        form = views.move_form(concern, around.system, move, await _others(work, concern))
        if values is None:
            return Reply(form=form)
        errors = views.missing(move, values)
        if errors:
            return Reply(problem="incomplete", form=with_errors(form, values, errors))
    await _take(work, actor, concern, around, move, values or {})
    shown = await card(work, concern.id, actor)
    return Reply(card=shown, update=shown)


async def _found(work: Work, concern_id: str) -> tuple[Concern, Around] | None:
    """Read under the system's locks, so two who press at once are one after the other."""
    concern = await work.tx.concerns.get(ConcernId(concern_id))
    system = await work.tx.systems.get(concern.system_id) if concern else None
    if concern is None or system is None:
        return None
    around = await concern_parties.around(work, system)
    again = await work.tx.concerns.get(concern.id)
    return (again, around) if again else None


async def _others(work: Work, concern: Concern) -> list[tuple[Concern, str]]:
    """Open concerns of the same system that this one may be a duplicate of, with their words."""
    rows = [one for one in await work.tx.concerns.open_of([concern.system_id]) if one.id != concern.id]
    texts = await work.tx.contents.texts(one.words_id for one in rows)
    return [(one, texts.get(one.words_id or "", "")) for one in rows]


async def _take(work: Work, actor: Person, concern: Concern, around: Around, move: ConcernMove, values: Mapping[str, str]) -> None:
    words = await work.keep(views.words_of(move, values), actor.id)
    if move is ConcernMove.SEVERITY and values["severity"] == concern.severity:
        move = ConcernMove.SAY  # as bad as before: what was written is all that is new
    after = await step(work, concern, move, actor.id, words)
    if move is ConcernMove.SEVERITY:
        after = graded(after, Severity(values["severity"]), work.now)
        await work.tx.concerns.save(after)
    if move is ConcernMove.DUPLICATE:
        same = values.get("other", "")
        known = {one.id for one, _ in await _others(work, concern)}
        after = replace(after, duplicate_of=ConcernId(same) if same in known else None)
        await work.tx.concerns.save(after)
    await post.refresh(work, concern.id)
    await _tell(work, actor, concern, after, around, move)


async def _tell(work: Work, actor: Person, before: Concern, after: Concern, around: Around, move: ConcernMove) -> None:
    """Whoever owes the next step, whoever raised it, and for *say* whoever works on it."""
    told = [actor]
    if after.state not in ENDS and (after.state, after.severity) != (before.state, before.severity):
        alarm = after.severity is Severity.STOP and before.severity is not Severity.STOP
        told += await (tell_who_acts if alarm else tell_owing)(work, after, around, [actor.id])
    hears = [after.raised_by]
    if move is ConcernMove.SAY:
        hears += [one.id for one in concern_parties.who_owes(after, around)]
    for person_id in dict.fromkeys(hears):
        person = await work.tx.people.get(person_id)
        if person is not None and person.active and person.id not in {one.id for one in told}:
            await post.in_days_message(work, person, ItemKind.CONCERN, after.id)


async def show(work: Work, actor: Person, concern_id: str) -> Reply:
    """The whole thread, for those who stand around it or read everything."""
    found = await _found(work, concern_id)
    if found is None:
        return Reply(problem="over", card=no_longer("This concern"))
    concern, around = found
    if await concern_parties.reading(work, actor, concern, around) is Reads.NOTHING:
        return Reply(problem="may_not", card=views.not_yours_to_read(await _known(work, actor, around), around.admins))
    return Reply(card=await card(work, concern.id, actor))


async def _known(work: Work, actor: Person, around: Around) -> System | None:
    return around.system if await whose.may_know(work, actor, around.system) else None


async def card(work: Work, concern_id: ConcernId, reader: Person) -> Card:
    """The concern with its thread as this reader sees it now."""
    facts = await gather.concern_facts(work, concern_id, reader)
    return views.thread(facts) if facts else no_longer("This concern")


async def go_along(work: Work, system: System, newcomer: Person) -> None:
    """A new holder finds the open concerns whose next step is theirs now."""
    around = await concern_parties.around(work, system)
    for concern in await work.tx.concerns.open_of([system.id]):
        owing = concern_parties.who_owes(concern, around)
        if newcomer.id in {one.id for one in owing} and concern.state is not ConcernState.ACKNOWLEDGED:
            await post.in_days_message(work, newcomer, ItemKind.CONCERN, concern.id)


async def come_along(work: Work, system: System, into: System) -> None:
    """Open concerns of a system that was merged go on with the people of the kept one."""
    around = await concern_parties.around(work, into)
    for concern in await work.tx.concerns.open_of([system.id]):
        after = replace(concern, system_id=into.id, next_at=work.now)
        await work.tx.concerns.save(after)
        work.note("concern.moved", into.id, concern=concern.id, merged=system.id)
        await tell_who_acts(work, after, around)
        await post.refresh(work, concern.id)
