"""Every excuse ends with a question to the steward (R10)."""

from dataclasses import replace

from bot.actions import post, seats
from bot.actions.schedule import next_question
from bot.actions.work import Work
from bot.model import ItemKind, SeatId


async def excuses_due(work: Work) -> int:
    """Excuses whose date has passed: the seat counts again, and the steward is asked what now."""
    due = await work.tx.excuses.due(work.now, 200)
    for excuse in due:
        await work.tx.excuses.save(replace(excuse, ended_at=work.now, next_at=None))
        situation = await seats.load(work, excuse.seat_id)
        work.note("excuse.ended", situation.system.id, excuse=excuse.id, seat=excuse.seat_id, kind=excuse.kind.value)
        await seat_counts_again(work, excuse.seat_id)
        steward = await seats.steward_of(work, situation.system)
        for person in [steward] if steward else await work.admins():
            await post.in_days_message(work, person, ItemKind.EXCUSE_ENDED, excuse.id)
    return len(due)


async def seat_counts_again(work: Work, seat_id: SeatId) -> None:
    """After a pause the seat is asked again and its ladders go on."""
    situation = await seats.load(work, seat_id)
    await work.tx.seats.save(await next_question(work, situation, work.now))
    await work.replan([seat_id])
