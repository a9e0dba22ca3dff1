"""What still arrives for a system that is off, or should be: told to its steward, and shown (STATES, System; PRODUCT §5)."""

from datetime import datetime, timedelta

from bot.actions import post, seats
from bot.actions.decision_ends import is_open_retirement, moment_of
from bot.actions.work import Work
from bot.model import Answer, AnswerKind, ItemKind, Role, Signal, Stage, System

NO_SIGN = frozenset({AnswerKind.CANT_TELL, AnswerKind.DIDNT_LOOK, AnswerKind.COST_OFF})  # the last one's cost is a signal of its own


async def off_since(work: Work, system: System) -> datetime | None:
    """From when nothing should arrive: switched off, or the day of the switch-off is over; None: it is to run."""
    if system.stage is Stage.RETIRED:
        return system.switched_off_at or system.created_at
    if system.stage is not Stage.RETIRING:
        return None
    days = [one.act_on for one in await work.tx.decisions.of(system.id) if is_open_retirement(one) and one.act_on is not None]
    over = await moment_of(work, max(days) + timedelta(days=1)) if days else None
    return over if over is not None and over <= work.now else None


async def arrived(work: Work, system: System, sign: Signal | Answer) -> None:
    """Flag it to the steward, else the admins."""
    if await off_since(work, system) is None:
        return
    steward = await seats.steward_of(work, system)
    for reader in [steward] if steward else await work.admins():
        await post.in_days_message(work, reader, ItemKind.NOTICE, f"still_alive/{sign.id}")


async def answered(work: Work, system: System, role: Role, answer: Answer) -> None:
    """Whoever watches or maintains it speaks of it as running."""
    if is_sign(role, answer):
        await arrived(work, system, answer)


def is_sign(role: Role, answer: Answer) -> bool:
    """A steward's answer is about the purpose; not having looked says nothing."""
    return role is not Role.STEWARD and answer.kind not in NO_SIGN


async def last(work: Work, system: System) -> tuple[Signal | Answer, Role | None, datetime] | None:
    """The newest sign after that, whose side it came from, and since when the system should be off."""
    since = await off_since(work, system)
    if since is None:
        return None
    found: list[tuple[datetime, Signal | Answer, Role | None]] = [(one.at, one, None) for one in await work.tx.signals.of(system.id, 1)]
    roles = {seat.id: role for role, seat in (await work.tx.seats.of(system.id)).items()}
    answers = await work.tx.answers.last(roles)
    found += [(one.given_at, one, roles[seat]) for seat, one in answers.items() if is_sign(roles[seat], one)]
    late = [one for one in found if one[0] > since]
    if not late:
        return None
    _, sign, role = max(late, key=lambda one: one[0])
    return sign, role, since
