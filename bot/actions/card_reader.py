"""Who reads what is shown: their zone, and whom their platform can mention to them."""

from collections.abc import Iterable, Iterator
from typing import Any

from bot.actions.work import Work
from bot.cards import Card, Field, FieldKind, Form, PersonRef, fields_of
from bot.events import Caller, CardReader, Reply
from bot.model import Person, PersonId
from bot.ports.store import Tx


async def addressed(work: Work, caller: Caller, person: Person | None, reply: Reply) -> CardReader:
    """Of a reply to this account."""
    shown = [one for one in (reply.card, reply.form, reply.update) if one is not None]
    return await card_reader(work.tx, work.organisation.zone, caller, person, shown)


async def card_reader(tx: Tx, zone: str, caller: Caller, person: Person | None, shown: Iterable[Card | Form]) -> CardReader:
    """Mentions are accounts of the caller's own platform and tenant, and of nobody who left it. `zone`: for whoever has none."""
    named = list(dict.fromkeys(one for each in shown for one in people_in(each)))
    accounts = await tx.accounts.of_many(named) if named else {}
    mentions = {
        id: one.user
        for id, rows in accounts.items()
        for one in rows
        if (one.platform, one.tenant) == (caller.platform, caller.tenant) and not one.deleted
    }
    return CardReader((person.zone if person else None) or zone, mentions)


def people_in(value: Any) -> Iterator[PersonId]:
    """Everybody a card or form names."""
    kind: Any = type(value)
    if isinstance(value, PersonRef):
        if value.id:
            yield value.id
    elif isinstance(value, Field) and value.kind is FieldKind.PERSON and value.value:
        yield PersonId(value.value)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from people_in(one)
    elif kind is not str:
        for name in fields_of(kind):
            yield from people_in(getattr(value, name))
