"""Cards as JSON and back: what was committed before it was sent, and what a retry sends."""

import dataclasses
import json
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from bot import cards
from bot.model import Money

_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        cards.Plain,
        cards.Strong,
        cards.PersonRef,
        cards.When,
        cards.Amount,
        cards.Link,
        cards.State,
        cards.Button,
        cards.Paragraph,
        cards.Fact,
        cards.Facts,
        cards.Line,
        cards.Lines,
        cards.Table,
        cards.Point,
        cards.Series,
        cards.Chart,
        cards.Note,
        cards.Card,
        Money,
    )
}
_ENUMS: dict[str, type[Enum]] = {"Mark": cards.Mark, "Style": cards.Style}


def card_to_json(card: cards.Card) -> str:
    """Canonical: sorted keys, no spaces; equal cards give equal text."""
    return json.dumps(_encode(card), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def card_from_json(text: str) -> cards.Card:
    """The card that was stored. Raises ValueError for anything else."""
    card = _decode(json.loads(text))
    if not isinstance(card, cards.Card):
        raise ValueError("not a card")
    return card


def _encode(value: Any) -> Any:
    if isinstance(value, Enum):
        return {"_": type(value).__name__, "v": value.value}
    if isinstance(value, datetime):
        return {"_": "datetime", "v": value.isoformat()}
    if isinstance(value, date):
        return {"_": "date", "v": value.isoformat()}
    if isinstance(value, Decimal):
        return {"_": "Decimal", "v": str(value)}
    if isinstance(value, tuple):
        return [_encode(one) for one in value]
    if dataclasses.is_dataclass(value):
        fields = {field.name: _encode(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {"_": type(value).__name__, **fields}
    return value


def _decode(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_decode(one) for one in value)
    if not isinstance(value, dict):
        return value
    kind = value["_"]
    match kind:
        case "datetime":
            return datetime.fromisoformat(value["v"])
        case "date":
            return date.fromisoformat(value["v"])
        case "Decimal":
            return Decimal(value["v"])
        case _ if kind in _ENUMS:
            return _ENUMS[kind](value["v"])
        case _:
            return _KINDS[kind](**{name: _decode(one) for name, one in value.items() if name != "_"})
