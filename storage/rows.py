"""Rows to values and back, the same for every noun: what a Tx remembers, and what all nouns can do."""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import CursorResult, Executable, Integer, Select, Table, TextClause, UpdateBase, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.inline import InlineConnection

K = TypeVar("K")
T = TypeVar("T")
K2 = TypeVar("K2")
V = TypeVar("V")
Q = TypeVar("Q", bound=Callable[..., Coroutine[Any, Any, Any]])
CHUNK = 500  # SQLite takes at most 32,766 variables in a statement
JOINED: dict[str, set[str]] = defaultdict(set)  # table → the tables whose remembered queries read it as well


class Session:
    """One transaction's connection and what it has read: asking again for a row, or what is `remembered`, costs nothing."""

    def __init__(self, connection: AsyncConnection | InlineConnection | None, writing: bool) -> None:
        """`connection`: None for one that only keeps what is known."""
        self.connection: AsyncConnection | InlineConnection = connection  # type: ignore[assignment]
        self.writing = writing
        self.seen: dict[str, dict[str, Any]] = defaultdict(dict)  # rows by table and id; None: there is none
        self.answers: dict[str, dict[tuple[Any, ...], Any]] = defaultdict(dict)  # by table
        self.locked: set[tuple[str, str]] = set()  # table and key

    async def execute(self, statement: Executable, parameters: Any = None, *, remembers: bool = False) -> CursorResult[*tuple[Any, ...]]:
        """Every statement of this transaction; a table that is written to is asked anew. `remembers`: the caller keeps the rows it wrote."""
        if isinstance(statement, UpdateBase):
            table = str(statement.table)
            for asked in (table, *JOINED[table]):
                self.answers[asked].clear()
            if not remembers:
                self.seen[table].clear()
        return await self.connection.execute(statement, parameters)

    async def raw(self, statement: TextClause, parameters: dict[str, str]) -> Sequence[Any]:
        """Rows of a statement that only reads and is asked in every look-up: SQLite takes its text as it stands."""
        if isinstance(self.connection, InlineConnection):
            return self.connection.rows(statement.text, parameters)
        return (await self.connection.execute(statement, parameters)).all()

    @property
    def postgresql(self) -> bool:
        """Row locks exist."""
        return self.connection.dialect.name == "postgresql"

    async def lock(self, column: Any, keys: Iterable[str]) -> None:
        """Rows of a key, in order: others who lock them wait, and are then in conflict, for what they have read is old.

        A lock that writes nothing would let them go on with their picture from before (REPEATABLE READ). SQLite has one writer anyway.
        """
        wanted = sorted(one for one in set(keys) if (column.table.name, one) not in self.locked)
        if not (self.postgresql and self.writing and wanted):
            return
        inner = column.table.alias()
        for part in chunks(wanted):
            ordered = select(inner.c[column.name]).where(inner.c[column.name].in_(part)).order_by(inner.c[column.name]).with_for_update()
            found = update(column.table).where(column.in_(ordered)).values({column.name: column}).returning(column)
            self.locked |= {(column.table.name, key) for key in (await self.connection.execute(found)).scalars()}

    def forget(self) -> None:
        """Rows were changed past what is remembered."""
        for table in (*self.seen, *self.answers):
            self.seen[table].clear()
            self.answers[table].clear()


def remembered(query: Q) -> Q:
    """For a query of its own table only, asked over and over in one transaction: asked once until that table is written to."""

    name = query.__name__

    @wraps(query)
    async def ask(self: "Rows[Any, Any]", *args: Any) -> Any:
        key = (name, args)
        try:
            known = key in self.answers
        except TypeError:  # a list is no key
            key = (name, _given(args))
            known = key in self.answers
        if not known:
            self.answers[key] = await query(self, *args)
        return _copied(self.answers[key])

    return cast(Q, ask)


def remembered_each(*joined: Table) -> Callable[[Q], Q]:
    """The same for a query of many keys that finds something per key, or nothing; `joined`: tables that it reads besides its own."""

    def made(query: Q) -> Q:
        name = (query.__name__,)

        @wraps(query)
        async def ask(self: "Rows[Any, Any]", keys: Iterable[Any]) -> Any:
            wanted = keys if isinstance(keys, list) else list(keys)
            kept = self.answers.setdefault(name, {})
            missing = [one for one in wanted if one not in kept]
            if missing:
                found = await query(self, missing)
                kept.update({one: found.get(one) for one in missing})
            return {one: _copied(kept[one]) for one in wanted if kept[one] is not None}

        ask.joined = joined  # type: ignore[attr-defined]
        return cast(Q, ask)

    return made


def _copied(found: V) -> V:
    """Whoever asks may change the list that comes back; its rows are values."""
    return cast(V, found.copy()) if isinstance(found, (list, dict)) else found  # a union is slower to ask


def _given(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """Arguments as a key."""
    return tuple([tuple(one) if isinstance(one, Iterable) and not isinstance(one, str) else one for one in args])


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
        cls.all_rows = select(*cls.columns)
        cls.one = cls.all_rows.where(cls.table.c.id == bindparam("row_id")) if "id" in cls.table.c else None
        if cls.one is not None:
            values: dict[str, Any] = {name: bindparam(f"v_{name}") for name in (*cls.fields, *cls.extra) if name != "id"}
            cls.change = update(cls.table).where(cls.table.c.id == bindparam("row_id")).values(values)
        cls.insertion = insert(cls.table)
        cls.goes_on = cls.table.c.ended_at.is_(None) if "ended_at" in cls.table.c else None
        for query in vars(cls).values():
            for other in getattr(query, "joined", ()):
                JOINED[other.name].add(cls.table.name)

    extra: tuple[str, ...] = ()  # columns that only storage needs, and `_extra` fills
    fields: tuple[str, ...]
    columns: tuple[Any, ...]
    all_rows: Select[Any]
    one: Any
    change: Any
    insertion: Any
    goes_on: Any  # of what has an end: it has not come

    def __init__(self, session: Session) -> None:
        self._session = session
        self.answers = session.answers[self.table.name]  # what was asked in this transaction, by query and arguments
        self._seen = session.seen[self.table.name]

    def know(self, query: Callable[..., Any], found: Any, *args: Any) -> None:
        """As if a `remembered` query had been asked: another statement found it already."""
        self.answers[(query.__name__, _given(args))] = found

    def know_each(self, query: Callable[..., Any], found: Mapping[Any, Any], keys: Iterable[Any]) -> None:
        """The same for one that is `remembered_each`; what was not found of `keys` is not there."""
        self.answers.setdefault((query.__name__,), {}).update({one: found.get(one) for one in keys})

    def know_all(self, query: Callable[..., Any], found: Mapping[Any, Any], keys: Iterable[Any], otherwise: Callable[[], Any]) -> None:
        """As if a `remembered` query had been asked for each of `keys` alone; `otherwise`: what it says where nothing was found."""
        name = query.__name__
        self.answers.update({(name, (one,)): found[one] if one in found else otherwise() for one in keys})

    def see(self, rows: Mapping[Any, T]) -> None:
        """As if these ids had been asked for, and these rows found."""
        self._seen.update(rows)

    def value(self, row: Any) -> T:
        """From the columns of a row, in their order."""
        return self.noun(*row)

    def _extra(self, value: T) -> dict[str, Any]:
        """Columns that only storage needs."""
        return {}

    def _values(self, value: T) -> dict[str, Any]:
        return {name: getattr(value, name) for name in self.fields} | self._extra(value)

    async def get(self, id: K) -> T | None:
        """The row of this id, as this transaction sees it."""
        if id not in self._seen:
            row = (await self._session.execute(self.one, {"row_id": str(id)})).first()
            self._seen[str(id)] = self.value(row) if row is not None else None
        found: T | None = self._seen[str(id)]
        return found

    async def many(self, ids: Iterable[K]) -> dict[str, T]:
        """The rows of these ids, by id."""
        seen, wanted = self._seen, list(dict.fromkeys(str(one) for one in ids))
        for part in chunks(one for one in wanted if one not in seen):
            self._remember(await self._list(_among(cast(Any, type(self)), "id", (), ()), {"among": part}))
        return {one: seen[one] for one in wanted if seen.get(one) is not None}

    async def add(self, *rows: T) -> None:
        """New rows, in one statement."""
        if rows:
            await self._session.execute(self.insertion, [self._values(row) for row in rows], remembers=True)
            self._remember(rows)

    async def save(self, *rows: T) -> None:
        """The whole row of each, by id."""
        for row in rows:
            values = {f"v_{name}": value for name, value in self._values(row).items() if name != "id"}
            await self._session.execute(self._change(), {"row_id": row.id, **values}, remembers=True)  # type: ignore[attr-defined]
        self._remember(rows)

    def _change(self) -> Any:
        return self.change

    def _remember(self, rows: Iterable[T]) -> None:
        for row in rows:
            if "id" in self.fields:
                self._seen[row.id] = row  # type: ignore[attr-defined]

    async def _one_of(self, query: Callable[[list[K2]], Coroutine[Any, Any, dict[K2, V]]], key: K2) -> V | None:
        """What a query that is `remembered_each` finds for one key."""
        kept: dict[K2, V] = self.answers.get((query.__name__,), {})
        return _copied(kept[key]) if key in kept else (await query([key])).get(key)

    async def _list(self, statement: Select[Any], parameters: dict[str, Any] | None = None) -> list[T]:
        """What a statement over exactly our columns finds; what this transaction wrote to those rows is in it already."""
        return [self.value(row) for row in await self._session.execute(statement, parameters or {})]

    async def _where(self, *conditions: Any, order: str = "", limit: int | None = None) -> list[T]:
        """For conditions that are made anew each time; the statements of the others below are kept. `order`: like `number, given_at desc`."""
        return await self._list(self.all_rows.where(*conditions).order_by(*_columns(self.table, order)).limit(limit))

    async def _by(self, *also: Any, order: str = "", limit: int | None = None, **equal: Any) -> list[T]:
        """Rows whose columns have these values. `also`: conditions, the same objects each time."""
        statement = _equal(cast(Any, type(self)), tuple(equal), also, order, limit)
        return await self._list(statement, equal)

    async def _first(self, *also: Any, order: str = "", **equal: Any) -> T | None:
        """The same of the only one, or of the first."""
        found = await self._by(*also, order=order, limit=1, **equal)
        return found[0] if found else None

    async def _in(self, column: str, values: Iterable[Any], *also: Any, order: str = "") -> list[T]:
        """Rows in which this column has one of many values."""
        statement, found = _among(cast(Any, type(self)), column, also, order), list[T]()
        for part in chunks(str(one) for one in values):
            found += await self._list(statement, {"among": part})
        return found

    async def _due(self, now: datetime, limit: int, *also: Any, column: str = "next_at") -> list[T]:
        """Rows whose moment has come, the earliest first."""
        return await self._list(_come(cast(Any, type(self)), column, also), {"now": now, "at_most": limit})


def _columns(table: Table, order: str) -> list[Any]:
    made = []
    for one in order.split(", ") if order else ():
        name, _, way = one.partition(" ")
        column = table.c[name]
        made.append({"": column, "desc": column.desc(), "desc nulls last": column.desc().nulls_last()}[way])
    return made


# To make a statement, and to find it among those that were compiled before, takes longer than SQLite takes to run it.
@lru_cache(maxsize=256)
def _equal(rows: type[Rows[Any, Any]], names: tuple[str, ...], also: tuple[Any, ...], order: str, limit: int | None) -> Select[Any]:
    return (
        rows.all_rows.where(*(rows.table.c[name] == bindparam(name) for name in names), *also)
        .order_by(*_columns(rows.table, order))
        .limit(limit)
    )


@lru_cache(maxsize=256)
def _among(rows: type[Rows[Any, Any]], column: str, also: tuple[Any, ...], order: str) -> Select[Any]:
    return rows.all_rows.where(rows.table.c[column].in_(bindparam("among", expanding=True)), *also).order_by(*_columns(rows.table, order))


@lru_cache(maxsize=256)
def _come(rows: type[Rows[Any, Any]], column: str, also: tuple[Any, ...]) -> Select[Any]:
    moment = rows.table.c[column]
    return rows.all_rows.where(moment <= bindparam("now"), *also).order_by(moment).limit(bindparam("at_most", type_=Integer))


def grouped(rows: Iterable[T], name: str) -> dict[Any, list[T]]:
    """Rows by one of their fields, order kept."""
    found: dict[Any, list[T]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def insertion_into(session: Session, table: Any) -> Any:
    """An INSERT that knows ON CONFLICT, in the database's dialect."""
    if session.postgresql:
        from sqlalchemy.dialects.postgresql import insert as dialect_insert
    else:
        from sqlalchemy.dialects.sqlite import insert as dialect_insert  # type: ignore[assignment]
    return dialect_insert(table)
