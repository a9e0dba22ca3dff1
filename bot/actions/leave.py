"""A leaver leaves a vacancy at once (R8): roles end, the next human is told, nothing passes to anybody silently."""

from dataclasses import replace

from bot.actions import confirm, offers, post, replan, seats
from bot.actions.addressee import settle_seats_of
from bot.actions.vacancies import close_offer, empty
from bot.actions.work import Work
from bot.model import Assignment, AssignmentState, ItemKind, OutOfReach, Person


async def leave(work: Work, person: Person) -> int:
    """Everything this person held or was asked ends now; the second event finds nothing to do. Returns seats vacated."""
    if not person.active:
        return 0
    near = await replan.seats_around(work, person)
    await work.tx.people.save(replace(person, active=False, left_at=work.now))
    for account in await work.tx.accounts.of(person.id):
        await work.tx.accounts.save(replace(account, deleted=True, out_of_reach=OutOfReach.DEACTIVATED))
    work.note("person.left", None, person=person.id)
    covered = await work.tx.absences.covered_by(person.id)
    vacated = 0
    for assignment in await work.tx.assignments.open_for(person.id):
        if assignment.state is AssignmentState.ACCEPTED:
            await empty(work, assignment.seat_id, "left")
            await _told_meanwhile(work, assignment)
            vacated += 1
        else:
            await _offer_ends(work, assignment.id)
    absence = await work.tx.absences.open_of(person.id)
    if absence is not None:
        await work.tx.absences.save(replace(absence, ended_at=work.now, next_at=None))
    for one in covered:
        await work.tx.absences.save(replace(one, cover_id=None, cover_agreed_at=None))
        await settle_seats_of(work, one.person_id)
    await _seconds_end(work, person)
    await work.replan(near)
    return vacated


async def _told_meanwhile(work: Work, left: Assignment) -> None:
    """The ladder waits while somebody is asked for the seat; that it is empty now is told to who can grant it (R8)."""
    situation = await seats.load(work, left.seat_id)
    if situation.offer is not None and situation.offer.invited_at is not None:
        for person in await confirm.who_grants(work, situation, left.person_id):
            await post.in_days_message(work, person, ItemKind.NOTICE, f"left_meanwhile/{left.id}")


async def _offer_ends(work: Work, offer_id: str) -> None:
    found = await offers.open_offer(work, offer_id)
    if found is not None:
        offer, situation = found
        await close_offer(work, situation.seat.id, AssignmentState.WITHDRAWN, "left")
        await offers.tell_offerer(work, situation, offer, "offer_undelivered")


async def _seconds_end(work: Work, person: Person) -> None:
    for second in await work.tx.seconds.open_for(person.id):
        await work.tx.seconds.save(replace(second, ended_at=work.now, end_reason="left", next_at=None))
        steward = await work.tx.people.get(second.named_by)
        if steward is not None and steward.active:
            await post.in_days_message(work, steward, ItemKind.SECOND_UNCONFIRMED, second.id)


async def come_back(work: Work, person: Person) -> None:
    """An account was seen again: the person is here, their roles are not; rejoining gives nothing back silently (R8)."""
    if person.active:
        return
    await work.tx.people.save(replace(person, active=True, left_at=None))
    work.note("person.returned", None, person=person.id)
    await replan.around(work, replace(person, active=True))
