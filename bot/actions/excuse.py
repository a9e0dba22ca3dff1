"""Pause, off, or a gap that somebody accepts: each with a name, a reason and a date (R10)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta

from bot import ids
from bot.actions import calendars, excuses_due, offers, post, seats
from bot.actions.apply import apply
from bot.actions.seats import Situation
from bot.actions.work import Work, content_id
from bot.events import Reply
from bot.model import EpisodeKind, Excuse, ExcuseId, ExcuseKind, Person, Role, SeatId, System, VoidReason
from bot.rules.answers import date_of
from bot.rules.asking import gaps_are_told
from bot.rules.cadence import at, calendar_of, local_day
from bot.rules.staffing import Changes, end_episode, excuses_for, void
from bot.views import excuse as views
from bot.views import replies
from bot.views.forms import with_errors


async def excuse(work: Work, actor: Person, seat_id: SeatId, values: Mapping[str, str] | None) -> Reply:
    """By whoever can grant the seat; it stands on the diagnostic and ends with a question to the steward."""
    situation = await seats.load(work, seat_id)
    if not await offers.may_grant(work, actor, situation):
        return Reply(problem="may_not", card=replies.may_not("Excusing a job", await work.admins()))
    kinds = excuses_for(situation.holding is not None)
    form = views.excuse_form(seat_id, situation.system.name, situation.seat.role, kinds, await _standing(work, situation))
    if values is None:
        return Reply(form=form)
    if situation.excuse is not None and values.get("kind") == views.END:
        return await _end(work, actor, situation, situation.excuse)
    until = date_of(values.get("until", ""))
    errors = await _errors(work, values, until, kinds)
    if errors or until is None:
        return Reply(problem="incomplete", form=with_errors(form, values, errors))
    await _begin(work, actor, situation, ExcuseKind(values["kind"]), values["reason"], until)
    return Reply(card=replies.excused(situation.system.name, situation.seat.role, until))


async def _standing(work: Work, situation: Situation) -> views.Standing | None:
    """The excuse that stands, to be changed or ended."""
    if situation.excuse is None:
        return None
    texts = await work.tx.contents.texts([situation.excuse.reason_id])
    return views.Standing(situation.excuse.kind, texts.get(situation.excuse.reason_id or "", ""), situation.excuse.until)


async def _errors(work: Work, values: Mapping[str, str], until: date | None, kinds: tuple[ExcuseKind, ...]) -> dict[str, str]:
    today, days = local_day(await calendars.of_organisation(work), work.now), work.organisation.policy.excuse_days
    errors: dict[str, str] = {}
    if until is None or not today < until <= today + timedelta(days=days):
        errors["until"] = f"A day after today, at most {days} days ahead."
    if not values.get("reason", "").strip():
        errors["reason"] = "One line is enough."
    if values.get("kind", "") not in kinds:
        errors["kind"] = "Which of these?"
    return errors


async def _begin(work: Work, actor: Person, situation: Situation, kind: ExcuseKind, reason: str, until: date) -> None:
    if situation.excuse is not None:
        await excuses_due.end(work, situation.excuse, situation.system.id, "replaced")
    kept = await work.keep(reason, actor.id)
    row = Excuse(ExcuseId(ids.new()), situation.seat.id, kind, actor.id, content_id(kept), until, work.now)
    next_at = at(await calendars.of_organisation(work), until + timedelta(days=1), time(0))
    await work.tx.excuses.add(replace(row, next_at=next_at))
    work.note("excuse.made", situation.system.id, kept, seat=row.seat_id, kind=kind.value, person=actor.id, until=until.isoformat())
    if kind is not ExcuseKind.ACCEPTED_GAP:
        await _questions_end(work, situation)
    await work.replan([situation.seat.id])


async def _questions_end(work: Work, situation: Situation) -> None:
    """The open question is void, so nobody is silent about it any more: afterwards the clock starts with a new one."""
    silent, changes = situation.episode(EpisodeKind.SILENT), Changes()
    if silent is not None:
        changes += end_episode(silent, work.now, "paused")
    if situation.check_in is not None:
        changes += void(situation.check_in, work.now, VoidReason.PAUSED)
        await post.refresh(work, situation.check_in.id)
    await apply(work, changes, situation.system.id)


async def _end(work: Work, actor: Person, situation: Situation, standing: Excuse) -> Reply:
    """Before its date, by whoever could have made it: no question what now, for this is the answer."""
    await excuses_due.end(work, standing, situation.system.id, "word")
    await excuses_due.seat_counts_again(work, situation.seat.id)
    seat = (await seats.load(work, situation.seat.id)).seat
    day = local_day(calendar_of(actor, work.organisation), seat.next_ask_at) if seat.next_ask_at else None
    return Reply(card=views.over(situation.system, situation.seat.role, day))


async def choose(work: Work, actor: Person, system: System, values: Mapping[str, str] | None) -> Reply:
    """Which job of a system: those that this person can grant."""
    jobs = [views.Job(one.seat, one.holder, one.excuse) for one in await excusable(work, actor, system)]
    if not jobs:
        return Reply(problem="may_not", card=replies.may_not("Excusing a job", await work.admins()))
    return Reply(card=views.choose(system, tuple(jobs)))


async def excusable(work: Work, actor: Person, system: System) -> list[Situation]:
    """The seats that this person can grant, on a system whose silences are told."""
    by_role = await work.tx.seats.of(system.id)
    granted = await excusable_roles(work, actor, system)
    return [await seats.load(work, by_role[role].id) for role in Role if role in granted]


async def excusable_roles(work: Work, actor: Person, system: System) -> frozenset[Role]:
    """Their roles."""
    told = gaps_are_told(system.stage, system.switched_off_at is not None)
    return await offers.granted_by(work, actor, system) if told else frozenset()
