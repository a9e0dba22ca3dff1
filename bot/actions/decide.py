"""A decision and what follows from it: retire, consolidate, expand, review (PRODUCT §5)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot import ids
from bot.actions import confirm, look_up, post, seats
from bot.actions.decision_ends import LIVE, change_stage, moment_of, supersede, tell_steward_of
from bot.actions.work import Work, content_id
from bot.events import Reply
from bot.model import (
    Answer,
    AnswerKind,
    Because,
    Decision,
    DecisionId,
    ItemKind,
    Person,
    Role,
    Stage,
    System,
    SystemId,
)
from bot.rules.answers import date_of
from bot.rules.asking import Asked
from bot.views import decision as views
from bot.views import replies
from bot.views.forms import with_errors

WEEK = timedelta(days=7)


async def missing(work: Work, kind: AnswerKind, values: Mapping[str, str], system: System, today: date) -> dict[str, str]:
    """What only the register can judge: the other system of a merger; and the day of a switch-off."""
    if kind is AnswerKind.CONSOLIDATE:
        other = await look_up.find(work, values.get("other", "")) if values.get("other", "").strip() else None
        if not isinstance(other, System):
            return {"other": "Which system? A name or slug from the register."}
        return {"other": "Another one than this, please."} if other.id == system.id else {}
    day = date_of(values.get("act_on", ""))
    if kind is AnswerKind.RETIRE and values.get("act_on", "").strip() and (day is None or day < today):
        return {"act_on": "Today or a later day, please."}
    return {}


async def decide(work: Work, system: System, row: Answer, actor: Person, values: Mapping[str, str]) -> None:
    """Keep it with its reason, the facts shown and its review; the decision before is over."""
    decision_id = DecisionId(ids.new())
    await supersede(work, system, decision_id)
    review, act_on = date_of(values.get("review_on", "")), date_of(values.get("act_on", ""))
    if row.kind is AnswerKind.RETIRE and act_on is None:
        act_on = review
    other = await look_up.find(work, values.get("other", "")) if row.kind is AnswerKind.CONSOLIDATE else None
    decision = Decision(
        decision_id, system.id, actor.id, row.kind, work.now, row.id, row.words_id, review, row.shown_id, act_on,
        other.id if isinstance(other, System) else None, next_at=await moment_of(work, act_on or review),
    )  # fmt: skip
    await work.tx.decisions.add(decision)
    work.note(
        "decision.taken", system.id, decision=decision.id, person=actor.id, kind=row.kind.value,
        act_on=act_on.isoformat() if act_on else None, other=decision.other_id,
    )  # fmt: skip
    match row.kind:
        case AnswerKind.RETIRE:
            await _retire(work, system, decision)
        case AnswerKind.CONSOLIDATE if isinstance(other, System):
            await tell_steward_of(work, other, f"consolidate/{decision.id}", actor)
        case AnswerKind.EXPAND:
            await confirm.ask_holders(work, system, Because.EXPAND)


async def _retire(work: Work, system: System, decision: Decision) -> None:
    current = await work.tx.systems.get(system.id) or system
    if current.stage in LIVE:
        await work.tx.decisions.save(replace(decision, stage_before=current.stage.value))
        await change_stage(work, current, Stage.RETIRING)
    await _ask_switch_off(work, system, decision)


async def _ask_switch_off(work: Work, system: System, decision: Decision) -> None:
    """The maintainer confirms it; where nobody maintains, the steward does."""
    person = await who_switches_off(work, system)
    for one in [person] if person else await work.admins():
        await post.in_days_message(work, one, ItemKind.SWITCH_OFF, decision.id, number=decision.asked)


async def who_switches_off(work: Work, system: System) -> Person | None:
    """Whoever is asked on the technical side now, else the steward."""
    seat = (await work.tx.seats.of(system.id))[Role.MAINTAINER]
    situation = await seats.load(work, seat.id)
    return situation.who.person if isinstance(situation.who, Asked) else await seats.steward_of(work, system)


async def decisions_due(work: Work) -> int:
    """The day of a switch-off, again each week until it is confirmed; the day a decision is looked at again."""
    due = await work.tx.decisions.due(work.now, 200)
    for decision in due:
        system = await work.tx.systems.get(decision.system_id)
        if system is None:
            continue
        if decision.kind is AnswerKind.RETIRE and decision.done_at is None:
            asked = replace(decision, asked=decision.asked + 1, next_at=work.now + WEEK)
            await work.tx.decisions.save(asked)
            await _ask_switch_off(work, system, asked)
        else:
            await work.tx.decisions.save(replace(decision, next_at=None))
            steward = await seats.steward_of(work, system)
            for person in [steward] if steward else await work.admins():
                await post.in_days_message(work, person, ItemKind.NOTICE, f"review/{decision.id}")
    return len(due)


async def switched_off(work: Work, actor: Person, decision_id: str) -> Reply:
    """It is off: nobody is asked any more, the history stays, the steward hears it."""
    found = await _retirement(work, actor, decision_id)
    if isinstance(found, Reply):
        return found
    decision, system = found
    await work.tx.decisions.save(replace(decision, done_at=work.now, done_by=actor.id, next_at=None))
    work.note("system.switched_off", system.id, decision=decision.id, person=actor.id)
    await change_stage(work, system, Stage.RETIRED, off=True)
    await tell_steward_of(work, system, f"switched_off/{decision.id}", actor)
    await post.refresh(work, decision.id)
    return Reply(card=views.off(system))


async def not_yet(work: Work, actor: Person, decision_id: str, values: Mapping[str, str] | None) -> Reply:
    """Another day, with a reason, which the steward reads."""
    found = await _retirement(work, actor, decision_id)
    if isinstance(found, Reply):
        return found
    decision, system = found
    form = views.not_yet_form(decision, system)
    if values is None:
        return Reply(form=form)
    day, today = date_of(values.get("act_on", "")), work.today(actor)
    errors = {} if values.get("words", "").strip() else {"words": "One line is enough."}
    if day is None or day <= today:
        errors["act_on"] = "A day after today, please."
    if errors:
        return Reply(problem="incomplete", form=with_errors(form, values, errors))
    words = await work.keep(values["words"], actor.id)
    await work.tx.decisions.save(replace(decision, act_on=day, next_at=await moment_of(work, day)))
    work.note("system.switch_off_later", system.id, words, decision=decision.id, person=actor.id, until=day.isoformat() if day else None)
    await tell_steward_of(work, system, f"not_yet/{content_id(words)}/{decision.id}", actor)
    await post.refresh(work, decision.id)
    return Reply(card=views.later(system, day))


async def _retirement(work: Work, actor: Person, decision_id: str) -> tuple[Decision, System] | Reply:
    decision = await work.tx.decisions.get(DecisionId(decision_id))
    system = await work.tx.systems.get(decision.system_id) if decision else None
    if decision is None or system is None:
        return Reply(problem="over", card=replies.no_longer("This decision"))
    by_role = await work.tx.seats.of(system.id)
    await work.tx.seats.lock(*(seat.id for seat in by_role.values()))
    decision = await work.tx.decisions.get(decision.id) or decision
    system = await work.tx.systems.get(SystemId(system.id)) or system
    holders = await seats.holders(work, system)
    person = await who_switches_off(work, system)
    may = {one.id for one in (person, holders.get(Role.MAINTAINER), holders.get(Role.STEWARD)) if one is not None}
    if actor.id not in may and not work.is_admin(actor):
        return Reply(problem="may_not", card=replies.may_not("Confirming the switch-off", await work.admins()))
    if decision.kind is not AnswerKind.RETIRE or decision.done_at is not None or system.stage is not Stage.RETIRING:
        return Reply(problem="over", card=replies.no_longer("This decision"))
    return decision, system


async def rewrite(work: Work, actor: Person, system: System, values: Mapping[str, str] | None) -> Reply:
    """*Rewrite what it is for*: a Keep whose words no longer fit (PRODUCT §5)."""
    steward = (await seats.holders(work, system)).get(Role.STEWARD)
    if not (steward is not None and steward.id == actor.id) and not work.is_admin(actor):
        return Reply(problem="may_not", card=replies.may_not("Rewriting what it is for", await work.admins()))
    form = views.rewrite_form(system)
    if values is None:
        return Reply(form=form)
    if not values.get("purpose", "").strip():
        return Reply(problem="incomplete", form=with_errors(form, values, {"purpose": "What is it for?"}))
    before = f"purpose: {system.purpose}\nearns_keep_when: {system.earns_keep_when}"
    kept = await work.keep(before, actor.id)
    after = replace(system, purpose=values["purpose"].strip(), earns_keep_when=values.get("earns_keep_when", "").strip())
    await work.tx.systems.save(after)
    work.note("system.edited", system.id, kept, person=actor.id, fields="earns_keep_when,purpose")
    return Reply(card=views.rewritten(after))
