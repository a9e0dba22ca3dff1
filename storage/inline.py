"""SQLite without a thread between: statements run where they are awaited. For readers, and for databases of one process.

A thread hop costs some 0.1 ms and a statement makes six; a simulated year is 200,000 statements. Whoever writes to a database
that others share keeps the thread: there a lock may be waited for, and the loop must not stand still meanwhile.
"""

from collections.abc import Callable, Mapping
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

    def __init__(self, url: URL, kept: int, begin: str) -> None:
        """`kept`: how many connections stay open; `begin`: the statement that begins a transaction."""
        self._kept, self._begin = kept, begin
        self.idle: list[PoolProxiedConnection] = []
        self.sync_engine: Engine = create_engine(
            url.set(drivername="sqlite+pysqlite"), pool_size=kept, max_overflow=-1, pool_reset_on_return=None, hide_parameters=True
        )

    def begin(self) -> "Transaction":
        """A connection and its transaction, committed when it is left normally."""
        return Transaction(self, self._begin)

    def take(self) -> PoolProxiedConnection:
        """One that nobody uses; it stays checked out of SQLAlchemy's pool, which costs as much to ask as to begin a transaction."""
        return self.idle.pop() if self.idle else self.sync_engine.raw_connection()

    def give_back(self, pooled: PoolProxiedConnection) -> None:
        """Its transaction is over."""
        if len(self.idle) < self._kept:
            self.idle.append(pooled)
        else:
            pooled.close()

    async def dispose(self) -> None:
        """Give every connection back."""
        while self.idle:
            self.idle.pop().close()
        self.sync_engine.dispose()


class Transaction:
    """Between BEGIN and COMMIT, or ROLLBACK where it is left with an error."""

    def __init__(self, engine: InlineEngine, begin: str) -> None:
        self._engine, self._begin = engine, begin

    async def __aenter__(self) -> InlineConnection:
        self._pooled = self._engine.take()
        driver: Any = self._pooled.driver_connection
        self._driver = driver
        try:
            driver.execute(self._begin)
        except BaseException:
            self._engine.give_back(self._pooled)
            raise
        return InlineConnection(self._engine.sync_engine, self._pooled)

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._driver.commit()
        finally:
            if self._driver.in_transaction:  # left with an error, or refused by the database at its end
                self._driver.rollback()
            self._engine.give_back(self._pooled)
