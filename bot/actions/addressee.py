"""Who is asked has changed: the open question follows, or ends (STATES, Check-in, Who; Episodes)."""

from dataclasses import replace

from bot.actions import post, replan, seats
from bot.actions.apply import apply
from bot.actions.schedule import next_question
from bot.actions.seats import Situation
from bot.actions.work import Work
from bot.model import AssignmentState, EpisodeKind, ItemKind, Person, PersonId, SeatId, VoidReason
from bot.rules.asking import Asked, Uncovered, gaps_are_told
from bot.rules.staffing import Changes, end_episode, open_episode, void


async def settle_seats_of(work: Work, person: PersonId) -> None:
    """An absence of this person began, ended or changed: every seat they hold, or hold in another's place."""
    held = await work.tx.assignments.open_for(person)
    for absence in await work.tx.absences.covered_by(person):
        held += await work.tx.assignments.open_for(absence.person_id)
    for seat_id in sorted({one.seat_id for one in held if one.state is AssignmentState.ACCEPTED}):
        await settle(work, seat_id)
    for offer in await work.tx.assignments.open_for(person):
        if offer.state is AssignmentState.PROPOSED and offer.next_at is not None:
            await work.tx.assignments.save(replace(offer, next_at=work.now))  # it waits in the calendar of whoever owes the answer
    found = await work.tx.people.get(person)
    if found is not None:
        await replan.around(work, found)


async def settle(work: Work, seat_id: SeatId) -> None:
    """Bring the seat's open question, its episodes and its next moment in line with who is asked now."""
    situation = await seats.load(work, seat_id)
    match situation.who:
        case Asked(person):
            await _to(work, situation, person)
        case Uncovered(away):
            await _nobody(work, situation, away)
        case _:
            return
    after = await seats.load(work, seat_id)
    await work.tx.seats.save(await next_question(work, after, work.now))


async def _to(work: Work, situation: Situation, person: Person) -> None:
    changes = Changes()
    uncovered = situation.episode(EpisodeKind.UNCOVERED)
    if uncovered is not None:
        changes += end_episode(uncovered, work.now, "covered" if situation.holder and person.id != situation.holder.id else "back")
    for kind in (EpisodeKind.SILENT, EpisodeKind.UNREACHABLE):
        episode = situation.episode(kind)
        if episode is not None and episode.person_id != person.id:
            changes += end_episode(episode, work.now, "addressee_changed")
    await apply(work, changes, situation.system.id)
    check_in = situation.check_in
    if check_in is None or check_in.addressee_id == person.id:
        return
    if check_in.answer_id is not None:  # what was said stays, and whoever said it changes it no more
        await post.refresh(work, check_in.id)
        return
    await work.tx.check_ins.save(replace(check_in, addressee_id=person.id, delivered_at=None, tomorrow_on=None))
    work.note("check_in.rerouted", situation.system.id, check_in=check_in.id, seat=situation.seat.id, person=person.id)
    await post.refresh(work, check_in.id)
    await post.in_days_message(work, person, ItemKind.QUESTION, check_in.id)


async def _nobody(work: Work, situation: Situation, away: PersonId) -> None:
    changes = Changes()
    for kind in (EpisodeKind.SILENT, EpisodeKind.UNREACHABLE):
        episode = situation.episode(kind)
        if episode is not None:
            changes += end_episode(episode, work.now, "uncovered")
    check_in = situation.check_in
    if check_in is not None and check_in.answer_id is None:
        changes += void(check_in, work.now, VoidReason.UNCOVERED)
    told = gaps_are_told(situation.system.stage, situation.system.switched_off_at is not None)
    if told and situation.episode(EpisodeKind.UNCOVERED) is None:
        changes += open_episode(situation.seat, EpisodeKind.UNCOVERED, work.now, away)
    await apply(work, changes, situation.system.id)
    if check_in is not None:
        await post.refresh(work, check_in.id)
