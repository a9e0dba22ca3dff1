"""The composition root: settings → store, desk, engine."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from adapters.cli import database, trail_key
from adapters.cli.app import Wrong, say
from adapters.cli.settings import Settings
from adapters.cli.trail_key import Writer
from bot.actions.work import Work
from bot.again import again
from bot.model import Organisation, Platform
from bot.ports.clock import Clock
from bot.ports.sender import Sender
from storage.store import SqlStore

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.engine import Engine

T = TypeVar("T")


class RealClock:
    """The time it is."""

    def now(self) -> datetime:
        """Aware UTC."""
        return datetime.now(UTC)


@dataclass
class House:
    """Everything put together. `makes`: whoever opened it may begin a register."""

    settings: Settings
    organisation: Organisation
    store: SqlStore
    clock: Clock
    writer: Writer
    makes: bool = False

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Work]:
        """A look at the register as it is."""
        async with self.store.reading() as tx:
            yield Work(tx, self.clock.now(), self.organisation)

    async def write(self, do: Callable[[Work], Awaitable[T]]) -> T:
        """One transaction from the command line; it goes again where serve, or another command, was quicker. Raises Wrong (`may_write`)."""
        await self.may_write()

        async def once() -> T:
            async with self.store.writing() as tx:
                return await do(Work(tx, self.clock.now(), self.organisation))

        return await again(self.store, once)

    async def may_write(self) -> None:
        """The trail goes on under one key; a new register without one gets its own. Raises Wrong."""
        if self.writer is Writer.DEMO:
            return
        key = trail_key.key_of(self.settings)
        problem = trail_key.sentence(self.writer, key)
        if problem is not None:
            raise Wrong(f"Nothing was changed. {problem}")
        if key is None:
            if not self.makes:
                raise Wrong("Set ROLLCALL_SECRET_KEY first: it keys the audit trail. rollcall import makes one where none is set.")
            self.settings = self.settings.model_copy(update={"secret_key": trail_key.make()})
            key = trail_key.key_of(self.settings) or b""
            self.store.use_key(key)
        await trail_key.keep(self.store, key)
        self.writer = Writer.OURS

    def desk(self) -> "Desk":
        """The front door."""
        from bot.desk import Desk

        return Desk(self.store, self.clock, self.organisation)

    def engine(self, senders: Mapping[Platform, Sender]) -> "Engine":
        """The clock's door."""
        from bot.engine import Engine

        return Engine(self.store, senders, self.organisation, self.clock)


@asynccontextmanager
async def house(settings: Settings, clock: Clock | None = None, *, makes: bool = False, tells: bool = True) -> AsyncIterator[House]:
    """Open, brought to the newest schema, closed at the end. Raises NoRegister where there is none, unless the command `makes` one.

    `tells`: say so where the trail is not written with the settings' key.
    """
    url, key = settings.database_url, trail_key.key_of(settings)
    with database.opening(url):
        if not makes and not database.has_file(url):
            raise database.none_here(url)
    store = SqlStore(url, audit_key=key or b"")
    try:
        with database.opening(url):
            writer = await _opened(store, settings, makes)
        if tells and (problem := trail_key.sentence(writer, key)):
            say(problem)
        with database.using(url):
            yield House(settings, settings.organisation(), store, clock or RealClock(), writer, makes)
    finally:
        await store.close()


async def _opened(store: SqlStore, settings: Settings, makes: bool) -> Writer:
    version = await store.version()
    if version is None and not makes:
        raise database.none_here(settings.database_url)
    if not store.is_newest(version):
        await store.migrate()
    writer = await trail_key.writer_of(store, trail_key.key_of(settings))
    public = {Writer.DEMO: trail_key.DEMO, Writer.KEYLESS: trail_key.KEYLESS}
    if writer in public:
        store.use_key(public[writer])  # to prove it; House.may_write says what is written with it
    return writer
