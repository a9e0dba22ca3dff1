"""The clocks of offers and of the second pair of eyes, and of those who step down (STATES, Offer, People)."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.actions import calendars, post, seats
from bot.actions.ladder import reader
from bot.actions.seats import Situation
from bot.actions.vacancies import close_offer, empty
from bot.actions.work import Work
from bot.model import Assignment, AssignmentId, AssignmentState, ItemKind, Person, Role
from bot.rules.cadence import local_day, nth_working_day_after, start_of
from bot.rules.offers import OfferPlan, OfferStep, plan_offer
from bot.rules.silence import Reader

BATCH = 200


async def offers_due(work: Work) -> int:
    """Advance every offer whose clock says so, at most a batch."""
    due = await work.tx.assignments.due(work.now, BATCH)
    for offer in due:
        await advance(work, offer.id)
    return len(due)


async def release_due(work: Work) -> int:
    """Whoever stepped down is free on the day given, successor or not (STATES, Offer)."""
    leaving = await work.tx.assignments.leaving(work.now, BATCH)
    for assignment in leaving:
        await empty(work, assignment.seat_id, "stepped_down", assignment.end_words_id)
    return len(leaving)


async def advance(work: Work, offer_id: AssignmentId) -> None:
    """Do what is due about one offer and write down when the next thing is."""
    found = await work.tx.assignments.get(offer_id)
    if found is None:
        return
    situation = await seats.load(work, found.seat_id)
    offer = await work.tx.assignments.get(offer_id)
    while offer is not None and offer.state is AssignmentState.PROPOSED and offer.next_at and offer.next_at <= work.now:
        step = await _plan(work, situation, offer)
        if step is None or step.at > work.now:
            await work.tx.assignments.save(replace(offer, next_at=step.at if step else _look_again(work, offer)))
            return
        await _take(work, situation, offer, step)
        offer = await work.tx.assignments.get(offer_id)


def _look_again(work: Work, offer: Assignment) -> datetime | None:
    """Nobody can be told now: an open offer is looked at again in a week, so that it never waits for ever (R10)."""
    return work.now + timedelta(days=work.organisation.policy.telling_days) if offer.invited_at is not None else None


async def _plan(work: Work, situation: Situation, offer: Assignment) -> OfferPlan | None:
    nominee = await work.tx.people.get(offer.person_id)
    if nominee is None:
        return None
    calendar = await calendars.of_person(work, nominee)
    readers = await _readers(work, situation, offer)
    return plan_offer(offer, calendar, readers, await calendars.of_organisation(work), work.organisation.policy)


async def _readers(work: Work, situation: Situation, offer: Assignment) -> tuple[Reader, ...]:
    people = await who_hears(work, situation, offer)
    found = [await reader(work, person) for person in people if person.id != offer.person_id]
    return tuple({one.person: one for one in found if one is not None}.values())


async def who_hears(work: Work, situation: Situation, offer: Assignment) -> list[Person]:
    """Whoever offered (an import or a vacant steward: the admins) and the steward; after "asks for more" ran out: the admins."""
    admins = await work.admins()
    if offer.asks_more_at is not None:
        return admins
    by = await work.tx.people.get(offer.offered_by) if offer.offered_by else None
    steward = await seats.steward_of(work, situation.system)
    first = [by] if by and by.active else admins
    rest = [steward] if steward else [] if situation.seat.role is Role.STEWARD else admins
    return list({person.id: person for person in [*first, *rest]}.values())


async def _take(work: Work, situation: Situation, offer: Assignment, plan: OfferPlan) -> None:
    nominee = await work.tx.people.get(offer.person_id)
    if nominee is None:
        return
    match plan.step:
        case OfferStep.REMIND:
            await work.tx.assignments.save(replace(offer, reminded=offer.reminded + 1))
            await post.in_days_message(work, nominee, ItemKind.OFFER_REMINDER, offer.id, number=offer.reminded + 1)
            work.note("offer.reminded", situation.system.id, assignment=offer.id, seat=offer.seat_id, person=offer.person_id)
        case OfferStep.TELL | OfferStep.TELL_ADMINS:
            await _tell(work, situation, offer, plan)
        case OfferStep.EXPIRE:
            await close_offer(work, offer.seat_id, AssignmentState.EXPIRED, "expired")
            for person in await who_hears(work, situation, offer):
                await post.in_days_message(work, person, ItemKind.OFFER_TOLD, offer.id, number=99)


async def _tell(work: Work, situation: Situation, offer: Assignment, plan: OfferPlan) -> None:
    today = local_day(await calendars.of_organisation(work), work.now)
    more = offer.asks_more_told or plan.step is OfferStep.TELL_ADMINS
    told = replace(offer, asks_more_told=more, told=offer.told + 1, told_on=today)
    await work.tx.assignments.save(told)
    for one, day in plan.readers:
        person = await work.tx.people.get(one.person)
        if person is not None:
            moment = max(start_of(one.calendar, day), work.now)
            await post.in_days_message(work, person, ItemKind.OFFER_TOLD, offer.id, at=moment, number=told.told)
    work.note("offer.told", situation.system.id, assignment=offer.id, seat=offer.seat_id, person=offer.person_id)


async def seconds_due(work: Work) -> int:
    """A second pair of eyes is asked once, reminded once; unconfirmed, the steward names another (STATES, People)."""
    due = await work.tx.seconds.due(work.now, BATCH)
    policy = work.organisation.policy
    for second in due:
        person = await work.tx.people.get(second.person_id)
        if person is None or second.delivered_at is None or second.confirmed_at is not None:
            await work.tx.seconds.save(replace(second, next_at=None))
            continue
        calendar = replace(await calendars.of_person(work, person), off=())
        base = local_day(calendar, second.delivered_at)
        last = start_of(calendar, nth_working_day_after(calendar, base, policy.second_unconfirmed))
        if not second.reminded:
            await post.in_days_message(work, person, ItemKind.SECOND_ASKED, second.id, number=1)
            await work.tx.seconds.save(replace(second, reminded=True, next_at=last))
        else:
            steward = await work.tx.people.get(second.named_by)
            if steward is not None and steward.active:
                await post.in_days_message(work, steward, ItemKind.SECOND_UNCONFIRMED, second.id)
            # A late yes still counts until the steward names another.
            await work.tx.seconds.save(replace(second, steward_told=True, next_at=None))
            work.note("second.unconfirmed", None, second=second.id, person=second.person_id, seat=second.seat_id)
    return len(due)
