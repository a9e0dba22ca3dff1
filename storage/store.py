"""The Store: two ways in, because a read must not wait for SQLite's one writer (docs/architecture.md, The engine)."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Any

from sqlalchemy import event, inspect, make_url, text
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.ports.store import Ahead
from storage.asking import AnswerRows, CheckInRows, EpisodeRows, LookedRows, TellingRows
from storage.audit import AuditRows
from storage.inline import InlineConnection, InlineEngine
from storage.installation import ContentRows, EngineRows, InboundRows
from storage.outbox import MessageRows
from storage.ownership import AssignmentRows, ConfirmationRows, ExcuseRows, OverrideRows, SecondRows
from storage.people import AbsenceRows, AccountRows, PeopleRows, ReaderRows, TokenRows
from storage.platforms import ConversationRows, InstallationRows
from storage.privacy import PrivacyRows
from storage.read_ahead import read_ahead
from storage.register import ConcernRows, DecisionRows, SeatRows, SightingRows, SignalRows, SystemRows
from storage.rows import Session

BUSY_MILLISECONDS = 30_000
CONFLICTS = ("40P01", "40001", "23505")  # a deadlock, a row changed since we looked, a row that somebody else was quicker to add
BEGIN_WRITING = "BEGIN IMMEDIATE"
AnyEngine = AsyncEngine | InlineEngine
NEWEST = "0006"  # the newest migration; a test compares


class SqlTx:
    """One transaction: every noun, made when it is first asked for."""

    def __init__(self, session: Session, key: bytes, machine: Callable[[], float]) -> None:
        self.session = session
        self._key = key
        self._machine = machine

    async def read_ahead(self, wanted: Ahead) -> None:
        """All that a look-up asks, in one statement."""
        await read_ahead(self, wanted)

    @cached_property
    def people(self) -> PeopleRows:
        return PeopleRows(self.session)

    @cached_property
    def accounts(self) -> AccountRows:
        return AccountRows(self.session)

    @cached_property
    def systems(self) -> SystemRows:
        return SystemRows(self.session)

    @cached_property
    def seats(self) -> SeatRows:
        return SeatRows(self.session)

    @cached_property
    def assignments(self) -> AssignmentRows:
        return AssignmentRows(self.session)

    @cached_property
    def check_ins(self) -> CheckInRows:
        return CheckInRows(self.session)

    @cached_property
    def answers(self) -> AnswerRows:
        return AnswerRows(self.session)

    @cached_property
    def episodes(self) -> EpisodeRows:
        return EpisodeRows(self.session)

    @cached_property
    def tellings(self) -> TellingRows:
        return TellingRows(self.session)

    @cached_property
    def looked(self) -> LookedRows:
        return LookedRows(self.session)

    @cached_property
    def absences(self) -> AbsenceRows:
        return AbsenceRows(self.session)

    @cached_property
    def seconds(self) -> SecondRows:
        return SecondRows(self.session)

    @cached_property
    def excuses(self) -> ExcuseRows:
        return ExcuseRows(self.session)

    @cached_property
    def concerns(self) -> ConcernRows:
        return ConcernRows(self.session)

    @cached_property
    def decisions(self) -> DecisionRows:
        return DecisionRows(self.session)

    @cached_property
    def confirmations(self) -> ConfirmationRows:
        return ConfirmationRows(self.session)

    @cached_property
    def overrides(self) -> OverrideRows:
        return OverrideRows(self.session)

    @cached_property
    def signals(self) -> SignalRows:
        return SignalRows(self.session)

    @cached_property
    def tokens(self) -> TokenRows:
        return TokenRows(self.session)

    @cached_property
    def readers(self) -> ReaderRows:
        return ReaderRows(self.session)

    @cached_property
    def privacy(self) -> PrivacyRows:
        return PrivacyRows(self.session)

    @cached_property
    def installations(self) -> InstallationRows:
        return InstallationRows(self.session)

    @cached_property
    def conversations(self) -> ConversationRows:
        return ConversationRows(self.session)

    @cached_property
    def contents(self) -> ContentRows:
        return ContentRows(self.session)

    @cached_property
    def messages(self) -> MessageRows:
        return MessageRows(self.session, self._machine)

    @cached_property
    def sightings(self) -> SightingRows:
        return SightingRows(self.session)

    @cached_property
    def engine(self) -> EngineRows:
        return EngineRows(self.session)

    @cached_property
    def inbound(self) -> InboundRows:
        return InboundRows(self.session)

    @cached_property
    def audit(self) -> AuditRows:
        return AuditRows(self.session, self._key)


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

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[SqlTx]:
        """A snapshot to read; what tries to write fails."""
        async with self._reading.begin() as connection:
            yield self._tx(connection, writing=False)

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
            tx = self._tx(connection, writing=True)
            yield tx
            await tx.audit.flush()

    def is_conflict(self, error: Exception) -> bool:
        """Two transactions of PostgreSQL in each other's way: one of them goes again."""
        return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in CONFLICTS

    def _tx(self, connection: AsyncConnection | InlineConnection, *, writing: bool) -> SqlTx:
        return SqlTx(Session(connection, writing), self._key, self._machine)


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
