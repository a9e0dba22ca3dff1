"""Who reads a card: their zone, and whom it may mention in their workspace."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from bot.cards import Card, Field, FieldKind, Form, PersonRef
from bot.model import PersonId, Platform
from bot.ports.store import Tx


@dataclass(frozen=True, slots=True)
class CardReader:
    """`mentions`: person → Slack user id, in the reader's workspace."""

    zone: str
    mentions: dict[PersonId, str]


async def reader(tx: Tx, tenant: str, person_id: PersonId | None, shown: Iterable[Card | Form], zone: str = "") -> CardReader:
    """`zone`: the organisation's, for whoever has none."""
    person = await tx.people.get(person_id) if person_id else None
    named = list(dict.fromkeys(one for each in shown for one in people_in(each)))
    accounts = await tx.accounts.of_many(named) if named else {}
    mentions = {
        PersonId(id): one.user
        for id, rows in accounts.items()
        for one in rows
        if one.platform is Platform.SLACK and one.tenant == tenant and not one.deleted
    }
    return CardReader((person.zone if person else None) or zone or "UTC", mentions)


def people_in(value: Any) -> Iterator[PersonId]:
    """Everybody a card or form names."""
    if isinstance(value, PersonRef):
        if value.id:
            yield value.id
    elif isinstance(value, Field) and value.kind is FieldKind.PERSON and value.value:
        yield PersonId(value.value)
    elif is_dataclass(value):
        for one in fields(value):
            yield from people_in(getattr(value, one.name))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from people_in(one)
