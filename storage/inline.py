"""SQLite without a thread between: statements run where they are awaited. For readers, and for databases of one process.

A thread hop costs some 0.1 ms and a statement makes six; a simulated year is 200,000 statements. Whoever writes to a database
that others share keeps the thread: there a lock may be waited for, and the loop must not stand still meanwhile.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Dialect, Engine, Executable, create_engine
from sqlalchemy.engine import URL

T = TypeVar("T")


class InlineConnection:
    """What storage asks of an AsyncConnection, done at once."""

    def __init__(self, connection: Connection) -> None:
        self.sync_connection = connection
        self.dialect: Dialect = connection.dialect

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """Run it here."""
        return self.sync_connection.execute(statement, parameters)

    async def exec_driver_sql(self, statement: str, parameters: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """The driver's own SQL, here."""
        return self.sync_connection.exec_driver_sql(statement, parameters)

    async def run_sync(self, function: Callable[[Connection], T]) -> T:
        """Here, as everything."""
        return function(self.sync_connection)


class InlineEngine:
    """What the store asks of an AsyncEngine. Connections are never waited for: that would stand in the loop's way."""

    def __init__(self, url: URL, pool_size: int) -> None:
        self.sync_engine: Engine = create_engine(
            url.set(drivername="sqlite+pysqlite"), pool_size=pool_size, max_overflow=-1, hide_parameters=True
        )

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[InlineConnection]:
        """A connection and its transaction, committed when it is left normally."""
        with self.sync_engine.begin() as connection:
            yield InlineConnection(connection)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[InlineConnection]:
        """A connection whose transaction, if it began one, is rolled back."""
        with self.sync_engine.connect() as connection:
            yield InlineConnection(connection)

    async def dispose(self) -> None:
        """Give every connection back."""
        self.sync_engine.dispose()
