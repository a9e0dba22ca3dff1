"""Still yours? Asked each year, when the system is expanded, and once when somebody moves (R3, R8)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot import ids
from bot.actions import post, seats, step_down, whose
from bot.actions.seats import Situation
from bot.actions.work import Work, content_id
from bot.events import Reply
from bot.model import (
    Assignment,
    AssignmentState,
    Because,
    Confirmation,
    ConfirmationId,
    ItemKind,
    Person,
    PersonId,
    Role,
    Still,
    System,
)
from bot.rules.asking import confirms
from bot.views import confirmation as views
from bot.views import replies
from bot.views.forms import with_errors

ONE_MOVE = timedelta(days=30)  # within it, what a second platform reports is the same move


async def ask(work: Work, assignment: Assignment, because: Because) -> None:
    """A line in the holder's day's message; one question at a time. A move never takes the place of a question that has a clock."""
    person = await work.tx.people.get(assignment.person_id)
    situation = await seats.load(work, assignment.seat_id)
    if person is None or situation.holding is None or situation.holding.id != assignment.id or situation.holding.leaving_at is not None:
        return
    if not confirms(situation.system.stage, situation.system.switched_off_at is not None):
        return
    row = await work.tx.confirmations.open_of(assignment.id)
    if row is not None and because is Because.MOVED:
        return
    if row is None:
        row = Confirmation(ConfirmationId(ids.new()), assignment.id, assignment.seat_id, person.id, because, work.now)
        await work.tx.confirmations.add(row)
    else:
        row = replace(row, because=because, asked_at=work.now, delivered_at=None, reminded=0, told=0, told_on=None, next_at=None)
        await work.tx.confirmations.save(row)
    await post.in_days_message(work, person, ItemKind.CONFIRMATION, row.id)
    work.note("confirmation.asked", situation.system.id, seat=assignment.seat_id, person=person.id, because=because.value)


async def ask_yearly(work: Work) -> int:
    """Everybody who said yes a year ago."""
    due = await work.tx.assignments.to_confirm(work.now, 200)
    for assignment in due:
        await work.tx.assignments.save(replace(assignment, confirm_at=work.now + timedelta(days=work.organisation.policy.confirm_days)))
        await ask(work, assignment, Because.YEAR)
    return len(due)


async def ask_holders(work: Work, system: System, because: Because) -> None:
    """All three, when what they said yes to grows."""
    for seat in (await work.tx.seats.of(system.id)).values():
        for assignment in await work.tx.assignments.open_of(seat.id):
            if assignment.state is AssignmentState.ACCEPTED:
                await ask(work, assignment, because)


async def ask_mover(work: Work, person: Person) -> None:
    """Title or department changed: asked once about every role (R8), however many platforms report it, and when."""
    for assignment in await work.tx.assignments.open_for(person.id):
        if assignment.state is AssignmentState.ACCEPTED and not await _was_asked_of_late(work, assignment):
            await ask(work, assignment, Because.MOVED)


async def _was_asked_of_late(work: Work, assignment: Assignment) -> bool:
    rows = await work.tx.confirmations.of([assignment.id])
    return any(one.because is Because.MOVED and one.asked_at > work.now - ONE_MOVE for one in rows)


async def answer(work: Work, actor: Person, confirmation_id: str, still: Still, values: Mapping[str, str] | None) -> Reply:
    """Still mine; mine with more hours or say; not me any more."""
    row = await work.tx.confirmations.get(ConfirmationId(confirmation_id))
    if row is None:
        return Reply(problem="over", card=replies.no_longer("This question"))
    situation = await seats.load(work, row.seat_id)
    if row.person_id != actor.id:
        return await whose.of_another(work, actor, situation.system, await work.tx.people.get(row.person_id), "question")
    row = await work.tx.confirmations.get(row.id) or row
    if row.answered_at is not None or situation.holding is None or situation.holding.id != row.assignment_id:
        return Reply(problem="over", card=replies.no_longer("This question"))
    if still is Still.MORE:
        form = views.more_form(row, situation.system, situation.seat.role)
        if values is None:
            return Reply(form=form)
        if not values.get("words", "").strip():
            return Reply(problem="incomplete", form=with_errors(form, values, {"words": "One line is enough."}))
    if still is Still.NO:
        if values is None:
            return Reply(form=views.no_form(row, situation.system, situation.seat.role))
        return await step_down.step_down(work, actor, row.seat_id, values)
    return await _record(work, actor, situation, row, still, values or {})


async def close(work: Work, holding: Assignment, answer: Still | None) -> None:
    """The open question about this role, if there is one, is answered or over."""
    row = await work.tx.confirmations.open_of(holding.id)
    if row is not None:
        await work.tx.confirmations.save(replace(row, answered_at=work.now, answer=answer, next_at=None))
        await post.refresh(work, row.id)


async def _record(work: Work, actor: Person, situation: Situation, row: Confirmation, still: Still, values: Mapping[str, str]) -> Reply:
    words = await work.keep(values.get("words", ""), actor.id)
    await work.tx.confirmations.save(replace(row, answered_at=work.now, answer=still, words_id=content_id(words), next_at=None))
    refs = {"seat": row.seat_id, "person": actor.id, "because": row.because.value}
    work.note(f"confirmation.{still.value}", situation.system.id, words, **refs)
    await post.refresh(work, row.id)
    if situation.holding is not None:
        after = work.now + timedelta(days=work.organisation.policy.confirm_days)
        await work.tx.assignments.save(replace(situation.holding, confirm_at=after))
        if situation.holding.leaving_at is not None:
            await step_down.stay(work, actor, row.seat_id)
    if still is Still.MORE:
        for person in await who_grants(work, situation, actor.id):
            await post.in_days_message(work, person, ItemKind.CONFIRMATION_TOLD, row.id)
    return Reply(card=views.noted(situation.system, situation.seat.role, still))


async def who_grants(work: Work, situation: Situation, but: PersonId) -> list[Person]:
    """Who can grant this seat: its steward; for the steward's own, their second pair of eyes; else the admins."""
    if situation.seat.role is Role.STEWARD:
        second = await work.tx.seconds.open_of(situation.seat.id)
        person = await work.tx.people.get(second.person_id) if second and second.confirmed_at else None
    else:
        person = await seats.steward_of(work, situation.system)
    if person is not None and person.active and person.id != but:
        return [person]
    return [admin for admin in await work.admins() if admin.id != but]
