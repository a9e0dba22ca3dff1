"""Pause, off, or a gap that somebody accepts: each with a name, a reason and a date (R10)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta

from bot import ids
from bot.actions import calendars, offers, seats
from bot.actions.apply import apply
from bot.actions.work import Work, content_id
from bot.events import Reply
from bot.model import Excuse, ExcuseId, ExcuseKind, Person, SeatId, VoidReason
from bot.rules.answers import date_of
from bot.rules.cadence import at, local_day
from bot.rules.staffing import void
from bot.views import replies
from bot.views.check_in import with_errors
from bot.views.excuse import excuse_form


async def excuse(work: Work, actor: Person, seat_id: SeatId, values: Mapping[str, str] | None) -> Reply:
    """By whoever can grant the seat; it stands on the diagnostic and ends with a question to the steward."""
    situation = await seats.load(work, seat_id)
    if not await offers.may_grant(work, actor, situation):
        return Reply(problem="may_not", card=replies.may_not("Excusing a job", await work.admins()))
    form = excuse_form(seat_id, situation.system.name, situation.holding is not None)
    if values is None:
        return Reply(form=form)
    organisation = await calendars.of_organisation(work)
    today = local_day(organisation, work.now)
    until, days = date_of(values.get("until", "")), work.organisation.policy.excuse_days
    errors: dict[str, str] = {}
    if until is None or not today < until <= today + timedelta(days=days):
        errors["until"] = f"A day after today, at most {days} days ahead."
    if not values.get("reason", "").strip():
        errors["reason"] = "One line is enough."
    if values.get("kind", "") not in set(ExcuseKind):
        errors["kind"] = "Which of these?"
    if errors or until is None:
        return Reply(problem="incomplete", form=with_errors(form, values, errors))
    if situation.excuse is not None:
        await work.tx.excuses.save(replace(situation.excuse, ended_at=work.now, next_at=None))
    kept = await work.keep(values["reason"], actor.id)
    kind = ExcuseKind(values["kind"])
    row = Excuse(ExcuseId(ids.new()), seat_id, kind, actor.id, content_id(kept), until, work.now)
    await work.tx.excuses.add(replace(row, next_at=at(organisation, until + timedelta(days=1), time(0))))
    work.note("excuse.made", situation.system.id, kept, seat=seat_id, kind=kind.value, person=actor.id, until=until.isoformat())
    if situation.check_in is not None and kind is not ExcuseKind.ACCEPTED_GAP:
        await apply(work, void(situation.check_in, work.now, VoidReason.PAUSED), situation.system.id)
    await work.replan([seat_id])
    return Reply(card=replies.excused(situation.system.name, situation.seat.role, until))
