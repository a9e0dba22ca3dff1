"""Column types: what a value is in the database and what it is in Rollcall."""

import enum
import json
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import DateTime, Dialect, String, Text
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.types import TypeDecorator, TypeEngine

from bot.model import Cadence, Check, Money, Rhythm


class Utc(TypeDecorator[datetime]):
    """Aware UTC in and out; timestamptz on PostgreSQL, naive text on SQLite. A naive time is refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """SQLite has no zones: the text it compares must all be in one."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; write UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware UTC again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """A Decimal as its own digits: SQLite's numbers are floats."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Digits."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """The same digits."""
        return None if value is None else Decimal(value)


class MoneyText(TypeDecorator[Money]):
    """`800.00 EUR`."""

    impl = String(60)
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> str | None:
        """Amount and currency."""
        return None if value is None else f"{value.amount} {value.currency}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Money | None:
        """Amount and currency."""
        if value is None:
            return None
        amount, currency = value.split(" ")
        return Money(Decimal(amount), currency)


class CadenceText(TypeDecorator[Cadence]):
    """`weekly:0:1:09:00`: rhythm, weekday, n-th working day, hour."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Cadence | None, dialect: Dialect) -> str | None:
        """Four parts."""
        return None if value is None else f"{value.rhythm.value}:{value.weekday}:{value.nth}:{value.hour:%H:%M}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Cadence | None:
        """Four parts."""
        if value is None:
            return None
        rhythm, weekday, nth, hour = value.split(":", 3)
        return Cadence(Rhythm(rhythm), int(weekday), int(nth), time.fromisoformat(hour))


class Texts(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """A JSON list."""
        return None if value is None else json.dumps(list(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """The tuple."""
        return None if value is None else tuple(json.loads(value))


class Checks(TypeDecorator[tuple[Check, ...]]):
    """The operator's checks as JSON text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Check, ...] | None, dialect: Dialect) -> str | None:
        """A JSON list of pairs."""
        return None if value is None else json.dumps([[one.words, one.link] for one in value], ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Check, ...] | None:
        """The checks."""
        return None if value is None else tuple(Check(words, link) for words, link in json.loads(value))


def choice(kind: type[enum.Enum]) -> SqlEnum:
    """A StrEnum as text with a CHECK; PostgreSQL's own enums keep member names and cannot shrink."""
    return SqlEnum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )
