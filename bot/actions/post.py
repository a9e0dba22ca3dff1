"""Putting a line where its reader will see it: the one message of a day, or at once (STATES, Messages)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot import ids
from bot.actions import calendars
from bot.actions.work import Work
from bot.model import ItemKind, Message, MessageId, MessageItem, MessageKind, MessageState, Person, PersonId
from bot.rules.cadence import Calendar, local_day, next_working_day, next_working_moment, start_of

LATE = 60  # seconds from which a question is late and minds its reader's hours like everything else


async def in_days_message(
    work: Work,
    person: Person,
    kind: ItemKind,
    ref: str,
    *,
    at: datetime | None = None,
    number: int = 0,
) -> None:
    """A line of the reader's one message of the day of `at`; where that one has left already, of the next working day's."""
    calendar = await calendars.of_person(work, person)
    moment = max(at or work.now, work.now)
    day = local_day(calendar, moment)
    on_time = kind is ItemKind.QUESTION and at is not None and (work.now - at).total_seconds() < LATE
    if not on_time:
        moment = next_working_moment(calendar, moment)
        day = local_day(calendar, moment)
    message = await _message_of_day(work, person.id, calendar, day, moment)
    await _put(work, message, kind, ref, number)


async def _message_of_day(work: Work, person: PersonId, calendar: Calendar, day: date, moment: datetime) -> Message:
    await work.tx.messages.lock_lane(person)
    while True:
        key = f"day:{person}:{day.isoformat()}"
        found = await work.tx.messages.by_key(key)
        if found is None:
            message = Message(MessageId(ids.new()), key, person, MessageKind.DAY, moment, day)
            await work.tx.messages.add(message)
            return message
        if found.state in (MessageState.WAITING, MessageState.DROPPED):
            # Written even where it stays the same: whoever composes it now without the new line is in conflict, and goes again.
            message = replace(found, state=MessageState.WAITING, send_at=_earliest(found, moment))
            await work.tx.messages.save(message)
            return message
        day = next_working_day(calendar, day + timedelta(days=1)) or day + timedelta(days=1)
        moment = start_of(calendar, day)


def _earliest(found: Message, moment: datetime) -> datetime:
    return moment if found.state is MessageState.DROPPED else min(found.send_at, moment)


async def at_once(
    work: Work, person: Person, kind: ItemKind, ref: str, *, number: int = 0, any_hour: bool = False, stop: bool = False,
    while_away: bool = False,
) -> None:  # fmt: skip
    """A message that does not wait for the day's: in working hours unless `any_hour`; waiting ones are joined.

    `while_away`: it is about their being away, so it does not wait for their return.
    """
    calendar = await (calendars.but_for_absence if while_away else calendars.of_person)(work, person)
    moment = work.now if any_hour else next_working_moment(calendar, work.now)
    message_kind = MessageKind.STOP if stop else MessageKind.OFFER
    await work.tx.messages.lock_lane(person.id)
    waiting = await work.tx.messages.open_of(person.id, message_kind)
    if waiting:
        message = replace(waiting[0], send_at=min(waiting[0].send_at, moment))
        await work.tx.messages.save(message)
    else:
        key = f"{message_kind.value}:{person.id}:{kind.value}:{ref}:{number}:{ids.new()}"
        message = Message(MessageId(ids.new()), key, person.id, message_kind, moment)
        await work.tx.messages.add(message)
    await _put(work, message, kind, ref, number)


async def apart(work: Work, message: Message, item: MessageItem) -> None:
    """One line of a message that leaves without it, in a message of its own."""
    kind = MessageKind.STOP if message.kind is MessageKind.STOP else MessageKind.OFFER
    key = f"apart:{message.id}:{item.kind.value}:{item.ref}:{ids.new()}"
    alone = Message(MessageId(ids.new()), key, message.person_id, kind, work.now)
    await work.tx.messages.add(alone)
    await _put(work, alone, item.kind, item.ref, item.number)


async def _put(work: Work, message: Message, kind: ItemKind, ref: str, number: int) -> None:
    existing = await work.tx.messages.items(message.id)
    same = next((item for item in existing if item.kind is kind and item.ref == ref), None)
    position = same.position if same else len(existing)
    await work.tx.messages.put_items(MessageItem(message.id, kind, ref, position, number))


async def refresh(work: Work, ref: str) -> None:
    """Messages that show this are no longer true: the engine composes and updates them."""
    for message in await work.tx.messages.showing(ref):
        await work.tx.messages.save(replace(message, stale=True, revision=message.revision + 1))
