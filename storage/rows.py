"""Rows to values and back, the same for every noun: what a Tx remembers, and what all nouns can do."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, Table, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

K = TypeVar("K")
T = TypeVar("T")
CHUNK = 500  # SQLite takes at most 32,766 variables in a statement


class Session:
    """One transaction's connection and what it has read: a second `get` of a row costs nothing."""

    def __init__(self, connection: AsyncConnection, writing: bool) -> None:
        self.connection = connection
        self.writing = writing
        self.seen: dict[tuple[str, str], Any] = {}

    @property
    def postgresql(self) -> bool:
        """Row locks exist."""
        return self.connection.dialect.name == "postgresql"

    def forget(self) -> None:
        """After a lock was waited for, what was read before may be old."""
        self.seen.clear()


def chunks(values: Iterable[Any]) -> Iterable[Sequence[Any]]:
    """Distinct values in portions a statement can take."""
    distinct = list(dict.fromkeys(values))
    return (distinct[start : start + CHUNK] for start in range(0, len(distinct), CHUNK))


class Rows(Generic[K, T]):
    """One noun's table. Subclasses hold only their own queries."""

    table: Table
    noun: type[T]

    def __init_subclass__(cls) -> None:
        cls.fields = tuple(field.name for field in dataclasses.fields(cls.noun))  # type: ignore[arg-type]
        cls.columns = tuple(cls.table.c[name] for name in cls.fields)
        cls.one = select(*cls.columns).where(cls.table.c.id == bindparam("row_id")) if "id" in cls.table.c else None
        if cls.one is not None:
            values: dict[str, Any] = {name: bindparam(f"v_{name}") for name in (*cls.fields, *cls.extra) if name != "id"}
            cls.change = update(cls.table).where(cls.table.c.id == bindparam("row_id")).values(values)
        cls.insertion = insert(cls.table)

    extra: tuple[str, ...] = ()  # columns that only storage needs, and `_extra` fills
    fields: tuple[str, ...]
    columns: tuple[Any, ...]
    one: Any
    change: Any
    insertion: Any

    def __init__(self, session: Session) -> None:
        self._session = session

    def _value(self, row: Any) -> T:
        return self.noun(*row)

    def _extra(self, value: T) -> dict[str, Any]:
        """Columns that only storage needs."""
        return {}

    def _values(self, value: T) -> dict[str, Any]:
        return {name: getattr(value, name) for name in self.fields} | self._extra(value)

    async def get(self, id: K) -> T | None:
        """The row of this id, as this transaction sees it."""
        key = (self.table.name, str(id))
        if key not in self._session.seen:
            row = (await self._session.connection.execute(self.one, {"row_id": str(id)})).first()
            self._session.seen[key] = self._value(row) if row is not None else None
        found: T | None = self._session.seen[key]
        return found

    async def many(self, ids: Iterable[K]) -> dict[str, T]:
        """The rows of these ids, by id."""
        found: dict[str, T] = {}
        for part in chunks(str(one) for one in ids):
            for value in await self._list(select(*self.columns).where(self.table.c.id.in_(part))):
                found[value.id] = value  # type: ignore[attr-defined]
        return found

    async def add(self, *rows: T) -> None:
        """New rows, in one statement."""
        if rows:
            await self._session.connection.execute(self.insertion, [self._values(row) for row in rows])
            self._remember(rows)

    async def save(self, *rows: T) -> None:
        """The whole row of each, by id."""
        for row in rows:
            values = {f"v_{name}": value for name, value in self._values(row).items() if name != "id"}
            await self._session.connection.execute(self._change(), {"row_id": row.id, **values})  # type: ignore[attr-defined]
        self._remember(rows)

    def _change(self) -> Any:
        return self.change

    def _remember(self, rows: Iterable[T]) -> None:
        for row in rows:
            if "id" in self.fields:
                self._session.seen[(self.table.name, row.id)] = row  # type: ignore[attr-defined]

    async def _list(self, statement: Select[Any], parameters: dict[str, Any] | None = None) -> list[T]:
        """What a statement over exactly our columns finds; what this transaction wrote to those rows is in it already."""
        return [self._value(row) for row in await self._session.connection.execute(statement, parameters or {})]

    async def _where(self, *conditions: Any, order: Any = None, limit: int | None = None) -> list[T]:
        statement = select(*self.columns).where(*conditions)
        if order is not None:
            statement = statement.order_by(*order) if isinstance(order, tuple) else statement.order_by(order)
        return await self._list(statement.limit(limit) if limit is not None else statement)

    async def _in(self, column: str, values: Iterable[Any], *conditions: Any, order: Any = None) -> list[T]:
        found: list[T] = []
        for part in chunks(str(one) for one in values):
            found += await self._where(self.table.c[column].in_(part), *conditions, order=order)
        return found


def grouped(rows: Iterable[T], name: str) -> dict[Any, list[T]]:
    """Rows by one of their fields, order kept."""
    found: dict[Any, list[T]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found
