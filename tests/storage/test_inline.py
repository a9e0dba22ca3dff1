"""SQLite where it is awaited: a transaction ends as it was left, and its connection serves on (storage/inline.py)."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from storage.inline import InlineEngine
from storage.store import SqlStore
from tests.databases import KEY


@pytest.fixture
async def alone(tmp_path: Path) -> SqlStore:
    """A store of this process alone, with a table."""
    made = SqlStore(f"sqlite:///{tmp_path / 'inline.db'}", audit_key=KEY, alone=True, durable=False)
    await made.migrate()
    return made


def reader_of(store: SqlStore) -> InlineEngine:
    """Its readers' connections."""
    found = store.engines[0]
    assert isinstance(found, InlineEngine)
    return found


async def facts(store: SqlStore) -> str | None:
    """What was committed."""
    async with store.reading() as tx:
        return await tx.engine.read("it")


class Left(Exception):
    """Somebody left in the middle."""


@pytest.mark.parametrize("error", [Left(), asyncio.CancelledError(), KeyboardInterrupt()], ids=lambda one: type(one).__name__)
async def test_whoever_leaves_with_an_error_leaves_nothing_and_the_connection_serves_on(alone: SqlStore, error: BaseException) -> None:
    with pytest.raises(type(error)):
        async with alone.writing() as tx:
            await tx.engine.write("it", "half")
            raise error
    assert await facts(alone) is None
    async with alone.writing() as tx:
        await tx.engine.write("it", "whole")
    assert await facts(alone) == "whole"
    await alone.close()


async def test_a_statement_that_fails_takes_its_transaction_along(alone: SqlStore) -> None:
    with pytest.raises(OperationalError):
        async with alone.writing() as tx:
            await tx.engine.write("it", "half")
            await tx.session.connection.execute(text("SELECT nothing FROM nowhere"))
    assert await facts(alone) is None
    await alone.close()


async def test_a_reader_that_writes_is_refused(alone: SqlStore) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        async with alone.reading() as tx:
            await tx.engine.write("it", "no")
    assert await facts(alone) is None
    await alone.close()


async def test_nobody_waits_for_a_readers_connection_and_few_stay_open(alone: SqlStore) -> None:
    """Each sees its own moment: what is committed meanwhile is not in it."""
    async with AsyncExitStack() as stack:
        readers = [await stack.enter_async_context(alone.reading()) for _ in range(20)]
        assert [await one.engine.read("it") for one in readers] == [None] * 20
        async with alone.writing() as tx:
            await tx.engine.write("it", "new")
        assert [await one.engine.read("it") for one in readers] == [None] * 20
    assert await facts(alone) == "new"
    idle = reader_of(alone).idle
    assert len(idle) == 8 and not [one for one in idle if one.driver_connection is None or one.driver_connection.in_transaction]
    await alone.close()
    assert reader_of(alone).idle == []
