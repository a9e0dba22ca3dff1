"""The composition root: settings → store, desk, engine."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from adapters.cli.settings import Settings
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
    """Everything put together."""

    settings: Settings
    organisation: Organisation
    store: SqlStore
    clock: Clock

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Work]:
        """A look at the register as it is."""
        async with self.store.reading() as tx:
            yield Work(tx, self.clock.now(), self.organisation)

    async def write(self, do: Callable[[Work], Awaitable[T]]) -> T:
        """One transaction from the command line; it goes again where serve, or another command, was quicker."""

        async def once() -> T:
            async with self.store.writing() as tx:
                return await do(Work(tx, self.clock.now(), self.organisation))

        return await again(self.store, once)

    def desk(self) -> "Desk":
        """The front door."""
        from bot.desk import Desk

        return Desk(self.store, self.clock, self.organisation)

    def engine(self, senders: Mapping[Platform, Sender]) -> "Engine":
        """The clock's door."""
        from bot.engine import Engine

        return Engine(self.store, senders, self.organisation, self.clock)


@asynccontextmanager
async def house(settings: Settings, clock: Clock | None = None) -> AsyncIterator[House]:
    """Open, brought to the newest schema, closed at the end."""
    store = SqlStore(settings.database_url, audit_key=settings.audit_key())
    try:
        if not await store.is_current():
            await store.migrate()
        yield House(settings, settings.organisation(), store, clock or RealClock())
    finally:
        await store.close()
