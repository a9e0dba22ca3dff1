"""Emptying a seat, whatever the reason, and noticing that it stands empty (R8, STATES, Seat and Episodes)."""

from dataclasses import replace

from bot.actions import excuses_due, override, post, seats
from bot.actions.apply import apply
from bot.actions.schedule import next_question
from bot.actions.seats import Situation
from bot.actions.work import Work
from bot.model import AssignmentState, ContentId, EpisodeKind, Role, SeatId, SystemId, VoidReason
from bot.rules.asking import gaps_are_told, is_over
from bot.rules.staffing import Changes, end_episode, end_offer, open_episode, vacate, void


def vacancy_is_told(situation: Situation) -> bool:
    """The stage has a ladder for vacancies, and the seat is not one that an import left empty."""
    return gaps_are_told(situation.system.stage, situation.system.switched_off_at is not None)


async def empty(work: Work, seat_id: SeatId, reason: str, words: ContentId | None = None) -> None:
    """Release the holder; the vacancy and its ladder begin in the same transaction."""
    situation = await seats.load(work, seat_id)
    if situation.holding is None:
        return
    changes = vacate(
        situation.seat,
        situation.holding,
        situation.check_in,
        situation.episodes,
        work.now,
        reason,
        vacancy_is_told(situation) and situation.offer is None,
        words,
    )
    await apply(work, changes, situation.system.id)
    await excuses_due.end_unfitting(work, seat_id, "vacated")
    if situation.check_in is not None:
        await post.refresh(work, situation.check_in.id)
    if situation.seat.role is Role.STEWARD:
        await work.replan(seat.id for seat in (await work.tx.seats.of(situation.system.id)).values())


async def close_offer(work: Work, seat_id: SeatId, state: AssignmentState, reason: str, words: ContentId | None = None) -> None:
    """The open offer is over; a seat that nobody holds is vacant from now."""
    situation = await seats.load(work, seat_id)
    if situation.offer is None:
        return
    changes = end_offer(situation.offer, work.now, state, reason, words)
    await apply(work, changes, situation.system.id)
    await post.refresh(work, situation.offer.id)
    await begin_vacancy(work, seat_id)
    await work.replan([seat_id])


async def begin_vacancy(work: Work, seat_id: SeatId) -> None:
    """Open the vacancy episode where the seat is empty, no offer is open and the stage tells gaps; imports' gaps are quiet."""
    situation = await seats.load(work, seat_id)
    if situation.holding or situation.offer or situation.seat.from_import or not vacancy_is_told(situation):
        return
    if situation.episode(EpisodeKind.VACANT) is None:
        await apply(work, open_episode(situation.seat, EpisodeKind.VACANT, work.now), situation.system.id)


async def stage_changed(work: Work, system_id: SystemId) -> None:
    """The system's stage changed: silences that no longer count end, vacancies that now count begin, and what is retired asks nothing."""
    for seat in (await work.tx.seats.of(system_id)).values():
        await _seat_follows(work, seat.id)
    system = await work.tx.systems.get(system_id)
    if system is not None and is_over(system.stage, system.switched_off_at is not None):
        await override.end(work, system, "retired")


async def _seat_follows(work: Work, seat_id: SeatId) -> None:
    situation = await seats.load(work, seat_id)
    changes = Changes()
    if not situation.asking and situation.check_in is not None:
        changes += void(situation.check_in, work.now, VoidReason.RETIRED)
    for episode in situation.episodes:
        told = vacancy_is_told(situation) if episode.kind is EpisodeKind.VACANT else situation.asking
        if not told:
            changes += end_episode(episode, work.now, "stage")
    await apply(work, changes, situation.system.id)
    if is_over(situation.system.stage, situation.system.switched_off_at is not None):
        await _asks_nothing(work, situation)
    await begin_vacancy(work, seat_id)
    after = await seats.load(work, seat_id)
    await work.tx.seats.save(await next_question(work, after, work.now))


async def _asks_nothing(work: Work, situation: Situation) -> None:
    """Its offers are withdrawn, nobody is asked whether a role is theirs or to look over a shoulder, and nothing is left to excuse."""
    await close_offer(work, situation.seat.id, AssignmentState.WITHDRAWN, "retired")
    if situation.excuse is not None:
        await excuses_due.end(work, situation.excuse, situation.system.id, "retired")
    row = await work.tx.confirmations.open_of(situation.holding.id) if situation.holding else None
    if row is not None:
        await work.tx.confirmations.save(replace(row, answered_at=work.now, next_at=None))
        await post.refresh(work, row.id)
    second = await work.tx.seconds.open_of(situation.seat.id)
    if second is not None:
        await work.tx.seconds.save(replace(second, ended_at=work.now, end_reason="retired", next_at=None))
        await post.refresh(work, second.id)
