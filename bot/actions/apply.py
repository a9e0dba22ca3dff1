"""Carrying out what the rules decided: rows added and saved, notes written, in the caller's transaction."""

from typing import assert_never

from bot.actions.work import Work
from bot.model import Assignment, CheckIn, Episode, Seat, SystemId
from bot.rules.staffing import Changes, Entity


async def apply(work: Work, changes: Changes, system: SystemId | None) -> None:
    """Saves come before adds: what ends makes room for what begins (the database allows one open a seat)."""
    for entity in changes.save:
        await _save(work, entity)
    for entity in changes.add:
        await _add(work, entity)
    for note in changes.notes:
        work.note(note.code, system, None, **dict(note.refs))


async def _save(work: Work, entity: Entity) -> None:
    match entity:
        case Assignment():
            await work.tx.assignments.save(entity)
        case CheckIn():
            await work.tx.check_ins.save(entity)
        case Episode():
            await work.tx.episodes.save(entity)
        case Seat():
            await work.tx.seats.save(entity)
        case _:
            assert_never(entity)


async def _add(work: Work, entity: Entity) -> None:
    match entity:
        case Assignment():
            await work.tx.assignments.add(entity)
        case CheckIn():
            await work.tx.check_ins.add(entity)
        case Episode():
            await work.tx.episodes.add(entity)
        case Seat():
            await work.tx.seats.add(entity)
        case _:
            assert_never(entity)
