"""The Store: two ways in, because a read must not wait for SQLite's one writer (docs/architecture.md, The engine)."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import TracebackType
from typing import Any

from sqlalchemy import event, inspect, make_url, text
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.inline import InlineConnection, InlineEngine
from storage.rows import Session
from storage.tx import SqlTx

BUSY_MILLISECONDS = 30_000
CONFLICTS = ("40P01", "40001", "23505")  # a deadlock, a row changed since we looked, a row that somebody else was quicker to add
BEGIN_WRITING = "BEGIN IMMEDIATE"
AnyEngine = AsyncEngine | InlineEngine
NEWEST = "0006"  # the newest migration; a test compares


class SqlStore:
    """Rollcall's memory on SQLite or PostgreSQL. `audit_key` keys the chain; `machine` is the leases' time in seconds."""

    def __init__(
        self, url: str, *, audit_key: bytes, machine: Callable[[], float] = time.time, alone: bool = False, durable: bool = True
    ) -> None:
        self.url = async_url(url)
        self._key = audit_key
        self._machine = machine
        self._alone = alone  # this process alone uses the database: no thread between
        self._durable = durable  # False: a throw-away database that need not survive the machine
        self._one_writer = asyncio.Lock()
        self._reading = self._engine(writing=False)
        self._writing = self._engine(writing=True)

    @property
    def engines(self) -> tuple[AnyEngine, AnyEngine]:
        """The readers' and the writers', for whoever counts what they are asked."""
        return self._reading, self._writing

    @property
    def sqlite(self) -> bool:
        """One file, one writer."""
        return self.url.get_backend_name() == "sqlite"

    def _engine(self, *, writing: bool) -> AnyEngine:
        if not self.sqlite:
            options = {} if writing else {"postgresql_readonly": True}
            return create_async_engine(
                self.url, pool_size=10, max_overflow=20, pool_pre_ping=True, isolation_level="REPEATABLE READ", hide_parameters=True,
                execution_options=options,
            )  # fmt: skip
        engine: AnyEngine
        if self._alone or not writing:
            engine = InlineEngine(self.url, 1 if writing else 8, BEGIN_WRITING if writing else "BEGIN")
        else:
            engine = create_async_engine(self.url, pool_size=1, max_overflow=0, hide_parameters=True)
            event.listen(engine.sync_engine, "begin", _begin_writing)
        event.listen(engine.sync_engine, "connect", _on_connect if self._durable else _on_connect_fast)
        if not writing:
            event.listen(engine.sync_engine, "connect", _only_reads)
        return engine

    async def migrate(self) -> None:
        """Bring the database to the newest schema."""
        from storage.migrations.run import upgrade  # Alembic only where the schema is at stake

        engine = create_async_engine(self.url, poolclass=NullPool, hide_parameters=True)
        if self.sqlite:
            event.listen(engine.sync_engine, "connect", _on_connect)
            event.listen(engine.sync_engine, "begin", _begin_writing)
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
        await engine.dispose()

    async def version(self) -> str | None:
        """The schema's; None: no register was ever kept here. Cheap, so that every command may ask."""
        async with self._reading.begin() as connection:
            if not await connection.run_sync(lambda inside: inspect(inside).has_table("alembic_version")):
                return None
            found = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one_or_none()
        return str(found) if found is not None else None

    @staticmethod
    def is_newest(version: str | None) -> bool:
        """Nothing is left to migrate."""
        return version == NEWEST

    async def is_current(self) -> bool:
        """Whether the schema is the newest."""
        return self.is_newest(await self.version())

    def use_key(self, key: bytes) -> None:
        """What is written and proved from now on is so with this key."""
        self._key = key

    async def close(self) -> None:
        """Give every connection back."""
        await self._reading.dispose()
        await self._writing.dispose()

    def reading(self) -> "Reading":
        """A snapshot to read; what tries to write fails."""
        return Reading(self)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[SqlTx]:
        """A transaction that commits when it is left normally, with its audit rows, and else leaves nothing.

        It sees one moment, and writes over nothing that changed since: then it is in conflict, and goes again (bot/again.py).
        """
        if self.sqlite:
            async with self._one_writer, self._write() as tx:
                yield tx
        else:
            async with self._write() as tx:
                yield tx

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[SqlTx]:
        async with self._writing.begin() as connection:
            tx = self.tx(connection, writing=True)
            yield tx
            await tx.audit.flush()

    def is_conflict(self, error: Exception) -> bool:
        """Two transactions of PostgreSQL in each other's way: one of them goes again."""
        return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in CONFLICTS

    def tx(self, connection: AsyncConnection | InlineConnection, *, writing: bool) -> SqlTx:
        """What is asked of a connection whose transaction has begun."""
        return SqlTx(Session(connection, writing), self._key, self._machine)


class Reading:
    """A transaction that reads. A class, for a generator's makings cost a look-up as much as its BEGIN."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self._begun: AbstractAsyncContextManager[AsyncConnection | InlineConnection] = store.engines[0].begin()

    async def __aenter__(self) -> SqlTx:
        return self._store.tx(await self._begun.__aenter__(), writing=False)

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._begun.__aexit__(kind, error, trace)


def async_url(url: str) -> URL:
    """`sqlite:///file` and `postgresql://…` with the drivers we use. Raises ValueError for anything else."""
    made = make_url(url)
    match made.get_backend_name():
        case "sqlite":
            return made.set(drivername="sqlite+aiosqlite")
        case "postgresql":
            return made.set(drivername="postgresql+asyncpg")
        case other:
            raise ValueError(f"{other} is no database Rollcall knows: sqlite:///file or postgresql://…")


def _on_connect(connection: Any, _record: Any) -> None:
    """The driver's own transactions lose updates; ours begin as we say (measured: docs/architecture.md, The engine)."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MILLISECONDS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _on_connect_fast(connection: Any, record: Any) -> None:
    """Simulations: the same transactions, nothing waits for the disk."""
    _on_connect(connection, record)
    connection.cursor().execute("PRAGMA synchronous=OFF")


def _only_reads(connection: Any, _record: Any) -> None:
    connection.cursor().execute("PRAGMA query_only=ON")


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql(BEGIN_WRITING)
