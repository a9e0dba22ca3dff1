"""R4: maintainer together with another role needs a written reason."""

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import offers, seats
from bot.actions.seats import Situation
from bot.actions.work import Work, content_id
from bot.events import Reply
from bot.model import Assignment, Person, PersonId, Role, SeatId
from bot.rules.staffing import combines
from bot.views import combine as views
from bot.views import replies
from bot.views.forms import with_errors


async def would(work: Work, situation: Situation, person: PersonId) -> bool:
    """Whether this person in this seat would be maintainer together with another role."""
    held = {role: one.id for role, one in (await seats.holders(work, situation.system)).items() if one.active}
    return combines({**held, situation.seat.role: person}, person)


async def reason(work: Work, actor: Person, ref: str, values: Mapping[str, str] | None) -> Reply:
    """Written down afterwards, by whoever can grant the seat or holds it."""
    if await work.tx.seats.get(SeatId(ref)) is None:
        return Reply(problem="over", card=replies.no_longer("This seat"))
    situation = await seats.load(work, SeatId(ref))
    holding = situation.holding
    if holding is None or situation.seat.role is not Role.MAINTAINER:
        return Reply(problem="over", card=replies.no_longer("This role"))
    if holding.person_id != actor.id and not await offers.may_grant(work, actor, situation):
        return Reply(problem="may_not", card=replies.may_not_offer(situation.seat.role, await work.admins()))
    form = views.form(situation.seat.id, situation.system)
    if values is None:
        return Reply(form=form)
    if not values.get("reason", "").strip():
        return Reply(problem="incomplete", form=with_errors(form, values, {"reason": "One line is enough."}))
    await work.tx.assignments.save(await with_reason(work, situation, holding, values["reason"], actor.id))
    return Reply(card=views.noted(situation.system))


async def with_reason(work: Work, situation: Situation, assignment: Assignment, words: str, by: PersonId) -> Assignment:
    """The assignment with its reason, kept and noted; the caller saves it."""
    kept = await work.keep(words, by)
    work.note(
        "combination.reason", situation.system.id, kept, assignment=assignment.id, seat=assignment.seat_id, person=assignment.person_id
    )
    return replace(assignment, combined_id=content_id(kept))
