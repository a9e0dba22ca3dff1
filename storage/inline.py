"""SQLite without a thread between: statements run where they are awaited. For readers, and for databases of one process.

A thread hop costs some 0.1 ms and a statement makes six; a simulated year is 200,000 statements. Whoever writes to a database
that others share keeps the thread: there a lock may be waited for, and the loop must not stand still meanwhile.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Dialect, Engine, Executable, PoolProxiedConnection, create_engine
from sqlalchemy.engine import URL

T = TypeVar("T")


class InlineConnection:
    """What storage asks of an AsyncConnection, done at once."""

    def __init__(self, engine: Engine, pooled: PoolProxiedConnection) -> None:
        self.dialect: Dialect = engine.dialect
        self._engine, self._pooled = engine, pooled

    @cached_property
    def sync_connection(self) -> Connection:
        """SQLAlchemy's own, for statements that are its own: a look-up has none, and does without."""
        return Connection(self._engine, connection=self._pooled)

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """Run it here."""
        return self.sync_connection.execute(statement, parameters)

    def rows(self, statement: str, parameters: Mapping[str, str]) -> list[tuple[Any, ...]]:
        """What the driver itself brings, without a result's makings around it: for what is read again and again."""
        driver: Any = self._pooled.driver_connection
        found: list[tuple[Any, ...]] = driver.execute(statement, parameters).fetchall()
        return found

    async def run_sync(self, function: Callable[[Connection], T]) -> T:
        """Here, as everything."""
        return function(self.sync_connection)


class InlineEngine:
    """What the store asks of an AsyncEngine. Connections are never waited for: that would stand in the loop's way."""

    def __init__(self, url: URL, pool_size: int, begin: str) -> None:
        self._begin = begin
        self.sync_engine: Engine = create_engine(
            url.set(drivername="sqlite+pysqlite"),
            pool_size=pool_size,
            max_overflow=-1,
            pool_reset_on_return=None,  # every transaction is ended here
            hide_parameters=True,
        )

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[InlineConnection]:
        """A connection and its transaction, committed when it is left normally."""
        pooled = self.sync_engine.raw_connection()
        driver: Any = pooled.driver_connection
        try:
            driver.execute(self._begin)
            yield InlineConnection(self.sync_engine, pooled)
            driver.commit()
        except BaseException:
            driver.rollback()
            raise
        finally:
            pooled.close()

    async def dispose(self) -> None:
        """Give every connection back."""
        self.sync_engine.dispose()
