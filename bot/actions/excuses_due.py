"""Every excuse ends: by its date with a question to the steward, earlier when what it excused is over (R10)."""

from dataclasses import replace

from bot.actions import post, seats
from bot.actions.schedule import next_question
from bot.actions.work import Work
from bot.model import Excuse, ItemKind, SeatId, SystemId
from bot.rules.staffing import excuses_for


async def excuses_due(work: Work) -> int:
    """Excuses whose date has passed: the seat counts again, and the steward is asked what now."""
    due = await work.tx.excuses.due(work.now, 200)
    for excuse in due:
        situation = await seats.load(work, excuse.seat_id)
        await end(work, excuse, situation.system.id)
        await seat_counts_again(work, excuse.seat_id)
        steward = await seats.steward_of(work, situation.system)
        for person in [steward] if steward else await work.admins():
            await post.in_days_message(work, person, ItemKind.EXCUSE_ENDED, excuse.id)
    return len(due)


async def end(work: Work, excuse: Excuse, system: SystemId, why: str | None = None) -> None:
    """It excuses nothing any more; `why`: a code, where it was not its date."""
    await work.tx.excuses.save(replace(excuse, ended_at=work.now, next_at=None))
    work.note("excuse.ended", system, excuse=excuse.id, seat=excuse.seat_id, kind=excuse.kind.value, why=why)


async def end_unfitting(work: Work, seat_id: SeatId, why: str) -> None:
    """Somebody came, or went: an accepted gap that is none any more, a pause of questions that nobody is asked."""
    situation = await seats.load(work, seat_id)
    if situation.excuse is not None and situation.excuse.kind not in excuses_for(situation.holding is not None):
        await end(work, situation.excuse, situation.system.id, why)


async def seat_counts_again(work: Work, seat_id: SeatId) -> None:
    """After a pause the seat is asked again and its ladders go on."""
    situation = await seats.load(work, seat_id)
    await work.tx.seats.save(await next_question(work, situation, work.now))
    await work.replan([seat_id])
