"""Transactions that stood in each other's way: the later one goes again from the start, with what the other left."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.ports.store import Store

TRIES = 8  # then the conflict is an error: by chance alone nobody is in the way so often
PAUSE = 0.02  # seconds, more with each try, so that two do not meet again
T = TypeVar("T")


async def again(store: Store, work: Callable[[], Awaitable[T]]) -> T:
    """Whoever writes goes through here. `work` is a whole transaction and what it needs to read before."""
    for number in range(1, TRIES):
        try:
            return await work()
        except Exception as error:
            if not store.is_conflict(error):
                raise
        await asyncio.sleep(random.random() * PAUSE * number)
    return await work()
