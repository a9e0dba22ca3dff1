"""Transactions that stood in each other's way: the later one goes again from the start, with what the other left."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

from bot.ports.store import Store

TRIES = 8  # then the conflict is an error: by chance alone nobody is in the way so often
T = TypeVar("T")
_in_turn: WeakKeyDictionary[Store, asyncio.Lock] = WeakKeyDictionary()


async def again(store: Store, work: Callable[[], Awaitable[T]]) -> T:
    """Whoever writes goes through here, and never inside another. `work` is a whole transaction and what it needs to read before.

    Those of one process that go again do so one after another: sixteen who write into one chain are through after sixteen tries more.
    """
    try:
        return await work()
    except Exception as error:
        if not store.is_conflict(error):
            raise
    async with _in_turn.setdefault(store, asyncio.Lock()):
        for _ in range(TRIES - 1):
            try:
                return await work()
            except Exception as error:
                if not store.is_conflict(error):
                    raise
        return await work()
