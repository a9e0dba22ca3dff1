"""How a decision ends before it is carried out: superseded, taken back, overtaken by a change of stage (PRODUCT §5)."""

from dataclasses import replace
from datetime import date, datetime, time

from bot.actions import calendars, post, seats, vacancies
from bot.actions.work import Work
from bot.model import AnswerId, AnswerKind, Decision, DecisionId, ItemKind, Person, Stage, System
from bot.rules.cadence import at

LIVE = (Stage.PILOT, Stage.PRODUCTION)


def is_open_retirement(decision: Decision) -> bool:
    """Somebody is still asked whether it is off."""
    return decision.kind is AnswerKind.RETIRE and decision.done_at is None and decision.next_at is not None


async def moment_of(work: Work, day: date | None) -> datetime | None:
    """When the follow-through of a day begins: with that day in the organisation's zone."""
    return at(await calendars.of_organisation(work), day, time(0)) if day else None


async def change_stage(work: Work, system: System, stage: Stage, *, off: bool = False) -> None:
    """The system goes on to a stage; its seats are planned anew."""
    await work.tx.systems.save(replace(system, stage=stage, switched_off_at=work.now if off else None))
    work.note("system.stage", system.id, before=system.stage.value, after=stage.value)
    if stage is Stage.RETIRED:
        await let_go(work, system)
    await vacancies.stage_changed(work, system.id)


async def tell_steward_of(work: Work, system: System, ref: str, actor: Person | None) -> None:
    """A notice to the steward, else the admins; not to whoever did it."""
    steward = await seats.steward_of(work, system)
    for person in [steward] if steward else await work.admins():
        if actor is None or person.id != actor.id:
            await post.in_days_message(work, person, ItemKind.NOTICE, ref)


async def supersede(work: Work, system: System, by: DecisionId) -> None:
    """What was decided before no longer waits; a retirement that is not wanted any more lets the system live."""
    for before in await work.tx.decisions.of(system.id):
        if before.next_at is not None:
            await _save(work, replace(before, next_at=None, superseded_by=by))
        if is_open_retirement(before):
            await _let_live(work, system, before)


async def _save(work: Work, decision: Decision) -> None:
    await work.tx.decisions.save(decision)
    await post.refresh(work, decision.id)


async def _let_live(work: Work, system: System, retirement: Decision) -> None:
    """Back to what it was before it was to be retired."""
    current = await work.tx.systems.get(system.id) or system
    if current.stage is Stage.RETIRING:
        await change_stage(work, current, Stage(retirement.stage_before) if retirement.stage_before else Stage.PRODUCTION)


async def take_back(work: Work, system: System, answer: AnswerId, actor: Person) -> None:
    """The answer is undone: so is its decision, and what it had superseded is in force again."""
    rows = await work.tx.decisions.of(system.id)
    undone = next((one for one in rows if one.answer_id == answer and one.undone_at is None), None)
    if undone is None:
        return
    await _save(work, replace(undone, next_at=None, undone_at=work.now))
    work.note("decision.undone", system.id, decision=undone.id, person=actor.id)
    if is_open_retirement(undone):
        await _let_live(work, system, undone)
    for before in rows:
        if before.superseded_by == undone.id:
            await _restore(work, system, before)


async def _restore(work: Work, system: System, before: Decision) -> None:
    await _save(work, replace(before, superseded_by=None, next_at=await moment_of(work, before.act_on or before.review_on)))
    current = await work.tx.systems.get(system.id) or system
    if before.kind is AnswerKind.RETIRE and current.stage in LIVE:
        await change_stage(work, current, Stage.RETIRING)


async def overtaken(work: Work, system: System, stage: Stage, actor: Person | None) -> None:
    """The stage was changed by hand, or by a file: a retirement is carried out with it, or is not wanted any more."""
    for decision in await work.tx.decisions.of(system.id):
        if not is_open_retirement(decision) or stage is Stage.RETIRING:
            continue
        if stage is Stage.RETIRED:
            await _save(work, replace(decision, next_at=None, done_at=work.now, done_by=actor.id if actor else None))
            work.note("decision.done", system.id, decision=decision.id, person=actor.id if actor else None)
            await tell_steward_of(work, system, f"switched_off/{decision.id}", actor)
        else:
            await _save(work, replace(decision, next_at=None))


async def let_go(work: Work, system: System) -> None:
    """The decisions of what is merged or retired stay in the history; nobody is asked about them any more."""
    for decision in await work.tx.decisions.of(system.id):
        if decision.next_at is not None:
            await _save(work, replace(decision, next_at=None))
