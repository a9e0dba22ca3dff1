"""Several like answers in a row say something about the system or the hours, not about the person (PRODUCT §3)."""

from typing import assert_never

from bot.actions import post, seats
from bot.actions.seats import Situation
from bot.actions.work import Work
from bot.model import ItemKind, Person
from bot.rules.answers import Follow, follow_up


async def follow(work: Work, situation: Situation, actor: Person) -> None:
    """Tell whoever can mend it."""
    recent = await work.tx.check_ins.recent([situation.seat.id], 5)
    counted = [one.answer_id for one in recent.get(situation.seat.id, []) if one.answer_id is not None]
    answers = await work.tx.answers.many(counted)
    found = follow_up([answers[one].kind for one in counted if one in answers])
    if found is None:
        return
    match found:
        case Follow.HOURS_REAL:
            reader: Person | None = actor
        case Follow.NORMAL_UNDEFINED | Follow.HOURS_GRANTED:
            reader = await seats.steward_of(work, situation.system)
        case _:
            assert_never(found)
    if reader is not None:
        await post.in_days_message(work, reader, ItemKind.NOTICE, f"{found.value}/{situation.seat.id}")
