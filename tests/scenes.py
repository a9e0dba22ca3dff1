"""The scene as a fixture: at teardown nobody saw anything else."""

from collections.abc import AsyncIterator

import pytest

from storage.store import SqlStore
from tests.scene import Scene


@pytest.fixture
async def scene(store: SqlStore) -> AsyncIterator[Scene]:
    """Acme on Tuesday 24 November 2026, 10:00 in Berlin, with Ada as its admin."""
    made = Scene(store)
    await made.person("Ada Nowak")
    yield made
    made.nobody_saw_anything_else()
    assert await made.put_aside() == 0, "a message could not be made: see the log"
