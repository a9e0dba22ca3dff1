"""Who reads what is shown: their zone, and whom their platform can mention to them."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from bot.actions.work import Work
from bot.cards import Card, Field, FieldKind, Form, PersonRef, fields_of
from bot.events import Caller, CardReader
from bot.model import Person, PersonId
from bot.ports.store import Tx


async def addressed(work: Work, caller: Caller, person: Person | None, reply: Sequence[Card | Form | None]) -> CardReader:
    """Of what is shown to this account."""
    return await card_reader(work.tx, work.organisation.zone, caller, person, [one for one in reply if one is not None])


async def card_reader(tx: Tx, zone: str, caller: Caller, person: Person | None, shown: Sequence[Card | Form]) -> CardReader:
    """Mentions are accounts of the caller's own platform and tenant, and of nobody who left it. `zone`: for whoever has none."""
    named = list(dict.fromkeys(people_in(shown)))
    accounts = await tx.accounts.of_many(named) if named else {}
    mentions = {
        id: one.user
        for id, rows in accounts.items()
        for one in rows
        if (one.platform, one.tenant) == (caller.platform, caller.tenant) and not one.deleted
    }
    return CardReader((person.zone if person else None) or zone, mentions)


def people_in(value: Any) -> list[PersonId]:
    """Everybody a card or form names, as often as it does."""
    found: list[PersonId] = []
    _collect(value, found.append)
    return found


def _collect(value: Any, keep: Callable[[PersonId], None]) -> None:
    """Without a generator a level: a look-up's card holds some sixty values."""
    kind: Any = type(value)
    if kind is str:
        return
    if kind is Card:
        for person in _in_card(value):
            keep(person)
        return
    if kind is tuple or kind is list:
        for one in value:
            _collect(one, keep)
    elif kind is PersonRef:
        if value.id:
            keep(value.id)
    else:
        if kind is Field and value.kind is FieldKind.PERSON and value.value:
            keep(PersonId(value.value))
        _fields(value, kind, keep)


def _fields(value: Any, kind: Any, keep: Callable[[PersonId], None]) -> None:
    for name in fields_of(kind):
        _collect(getattr(value, name), keep)


@lru_cache(maxsize=512)  # the same card is asked for by many
def _in_card(card: Card) -> tuple[PersonId, ...]:
    found: list[PersonId] = []
    _fields(card, Card, found.append)
    return tuple(found)
