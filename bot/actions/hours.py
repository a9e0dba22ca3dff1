"""Grant a holder other hours or another say, without a new offer (R3, R9)."""

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import offers, seats
from bot.actions.offer import hours_of
from bot.actions.work import Work
from bot.events import Reply
from bot.model import Person, SeatId
from bot.views import offer as views
from bot.views import replies
from bot.views.forms import with_errors


async def grant(work: Work, actor: Person, ref: str, values: Mapping[str, str] | None) -> Reply:
    """By whoever can grant the seat; the trail keeps what was granted before."""
    if await work.tx.seats.get(SeatId(ref)) is None:
        return Reply(problem="over", card=replies.no_longer("This seat"))
    situation = await seats.load(work, SeatId(ref))
    if not await offers.may_grant(work, actor, situation):
        return Reply(problem="may_not", card=replies.may_not_offer(situation.seat.role, await work.admins()))
    holding, holder = situation.holding, situation.holder
    if holding is None or holder is None:
        return Reply(problem="over", card=replies.no_longer("This role"))
    form = views.hours_form(holding, situation.system, situation.seat.role, holder)
    if values is None:
        return Reply(form=form)
    hours = hours_of(values.get("hours", ""))
    if hours is None:
        return Reply(problem="incomplete", form=with_errors(form, values, {"hours": views.NO_HOURS}))
    told_all = holder.external and values.get("told_all", "") == "yes"
    await work.tx.assignments.save(replace(holding, hours=hours, authority=values.get("authority", "").strip(), told_all=told_all))
    work.note(
        "hours.granted", situation.system.id, seat=situation.seat.id, role=situation.seat.role.value, person=holder.id, by=actor.id,
        before=str(holding.hours) if holding.hours is not None else None, hours=str(hours), told_all=int(told_all),
    )  # fmt: skip
    return Reply(card=replies.hours_granted(holder, situation.system.name, situation.seat.role, hours))
