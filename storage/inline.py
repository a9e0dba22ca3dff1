"""SQLite without a thread between: statements run where they are awaited. For readers, and for databases of one process.

A thread hop costs some 0.1 ms and a statement makes six; a simulated year is 200,000 statements. Whoever writes to a database
that others share keeps the thread: there a lock may be waited for, and the loop must not stand still meanwhile.
"""

import sqlite3
from typing import Any


class InlineCursor:
    """What SQLAlchemy asks of an asynchronous cursor."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    async def __aenter__(self) -> "InlineCursor":
        return self

    async def execute(self, statement: str, parameters: Any = ()) -> "InlineCursor":
        """Run it here."""
        self._cursor.execute(statement, parameters)
        return self

    async def executemany(self, statement: str, parameters: Any) -> "InlineCursor":
        """Run it here, many times."""
        self._cursor.executemany(statement, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """What is left."""
        return self._cursor.fetchall()

    async def close(self) -> None:
        """Done."""
        self._cursor.close()

    @property
    def description(self) -> Any:
        """The columns."""
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        """The row id of the last insert."""
        return self._cursor.lastrowid


class _Now:
    """aiosqlite's queue of things to do in its thread: here they are done at once."""

    def put_nowait(self, item: Any) -> None:
        """Do it and say so."""
        future, function = item
        future.set_result(function())


class InlineConnection:
    """What SQLAlchemy asks of an asynchronous connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._conn = connection
        self._connection: sqlite3.Connection | None = connection
        self._tx = _Now()

    @property
    def isolation_level(self) -> str | None:
        """Ours is none: transactions begin as we say."""
        return self._conn.isolation_level

    def cursor(self) -> InlineCursor:
        """A new one."""
        return InlineCursor(self._conn.cursor())

    async def commit(self) -> None:
        """Commit here."""
        self._conn.commit()

    async def rollback(self) -> None:
        """Roll back here."""
        self._conn.rollback()

    async def close(self) -> None:
        """Close here."""
        self._connection = None
        self._conn.close()

    def stop(self) -> None:
        """Nothing runs beside us."""
        self._connection = None
        self._conn.close()

    async def create_function(self, *arguments: Any, **named: Any) -> None:
        """SQLAlchemy brings a regular expression of its own."""
        self._conn.create_function(*arguments, **named)


async def connect(*arguments: Any, **named: Any) -> InlineConnection:
    """The creator that SQLAlchemy's aiosqlite dialect calls."""
    return InlineConnection(sqlite3.connect(*arguments, **named))
