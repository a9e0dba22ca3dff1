"""The clock of a confirmation is an offer's without an end: reminders, then whoever can grant the seat (STATES, Offer)."""

from dataclasses import replace

from bot.actions import calendars, confirm, post, seats
from bot.actions.ladder import reader
from bot.actions.seats import Situation
from bot.actions.work import Work
from bot.model import Assignment, AssignmentState, Because, Confirmation, ConfirmationId, ItemKind
from bot.rules.cadence import local_day, start_of
from bot.rules.offers import OfferPlan, OfferStep, plan_offer

BATCH = 200


async def confirmations_due(work: Work) -> int:
    """Advance every confirmation whose clock says so, at most a batch."""
    due = await work.tx.confirmations.due(work.now, BATCH)
    for row in due:
        await _advance(work, row.id)
    return len(due)


async def arrived(work: Work, confirmation_id: ConfirmationId) -> None:
    """The clock starts at the confirmed delivery; after a move it is asked once and nobody is told."""
    row = await work.tx.confirmations.get(confirmation_id)
    if row is not None and row.delivered_at is None and row.answered_at is None:
        next_at = None if row.because is Because.MOVED else work.now
        await work.tx.confirmations.save(replace(row, delivered_at=work.now, next_at=next_at))


async def _advance(work: Work, confirmation_id: ConfirmationId) -> None:
    found = await work.tx.confirmations.get(confirmation_id)
    if found is None:
        return
    situation = await seats.load(work, found.seat_id)
    row = await work.tx.confirmations.get(confirmation_id)
    while row is not None and row.answered_at is None and row.next_at is not None and row.next_at <= work.now:
        if situation.holding is None or situation.holding.id != row.assignment_id:
            row = replace(row, answered_at=work.now, next_at=None)  # the role ended meanwhile
        else:
            step = await _plan(work, situation, situation.holding, row)
            row = await _take(work, row, step) if step and step.at <= work.now else replace(row, next_at=step.at if step else None)
        await work.tx.confirmations.save(row)


async def _plan(work: Work, situation: Situation, holding: Assignment, row: Confirmation) -> OfferPlan | None:
    person = await work.tx.people.get(row.person_id)
    if person is None:
        return None
    clock = replace(
        holding, state=AssignmentState.PROPOSED, delivered_at=row.delivered_at, reminded=row.reminded, told=row.told, told_on=row.told_on,
        asks_more_at=None,
    )  # fmt: skip
    readers = [await reader(work, one) for one in await confirm.who_grants(work, situation, person.id)]
    return plan_offer(
        clock,
        replace(await calendars.of_person(work, person), off=()),
        tuple({one.person: one for one in readers if one is not None}.values()),
        await calendars.of_organisation(work),
        work.organisation.policy,
        expires=False,
    )


async def _take(work: Work, row: Confirmation, plan: OfferPlan) -> Confirmation:
    person = await work.tx.people.get(row.person_id)
    if plan.step is OfferStep.REMIND:
        if person is not None:
            await post.in_days_message(work, person, ItemKind.CONFIRMATION, row.id, number=row.reminded + 1)
        return replace(row, reminded=row.reminded + 1)
    for one, day in plan.readers:
        told = await work.tx.people.get(one.person)
        if told is not None:
            moment = max(start_of(one.calendar, day), work.now)
            await post.in_days_message(work, told, ItemKind.CONFIRMATION_TOLD, row.id, at=moment, number=row.told + 1)
    today = local_day(await calendars.of_organisation(work), work.now)
    return replace(row, told=row.told + 1, told_on=today, next_at=work.now)
