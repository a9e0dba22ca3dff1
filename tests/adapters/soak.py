"""Thousands of requests, each judged: the process goes on as before, and memory stays where it was (issues, Slack and Teams: the fuzz)."""

import functools
import gc
import os
import random
import tracemalloc
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from structlog.testing import capture_logs

from bot.ports.store import Store
from tests.adapters.watched import troubled, watched

COUNT = int(os.environ.get("ROLLCALL_TEST_FUZZ", "600"))
SEED = int(os.environ.get("ROLLCALL_TEST_SEED", "5"))
WEEK = 500  # requests; then time passes, and what they undid is put back: one that took us out would leave the rest nothing to change
GROWS = 4_000_000  # bytes that may stay behind between a third of the way and its end, of fifty thousand: some hundred a request
OURS = ("bot.", "adapters.", "storage.")
SECONDS = max(300, COUNT // 10)
Made = TypeVar("Made")


async def soak(
    store: Store,
    known: Sequence[Made],
    next_week: Callable[[], Awaitable[list[Made]]],
    send: Callable[[random.Random, Made, list[str]], Awaitable[None]],
) -> str:
    """COUNT of them, made of what is `known` and of what each week brings; returns what came of it. `send` judges, and is given what is heard."""
    dice, kept, reached, asked_now, noted = random.Random(SEED), 0, 0, list[Made](), await _noted(store)
    tracemalloc.start()
    with watched() as heard:
        for number in range(COUNT):
            if number % WEEK == 0:
                reached += await _noted(store) - noted
                with capture_logs() as logs:
                    asked_now = await next_week()
                assert not troubled(logs), troubled(logs)
                noted = await _noted(store)
            await send(dice, dice.choice([*known, *asked_now]), heard)
            if number == COUNT // 3:
                kept = memory()
        grown = memory() - kept  # what was lost without a word is heard of here at the latest
        assert not heard, heard
    tracemalloc.stop()
    reached += await _noted(store) - noted
    assert reached >= max(1, COUNT // WEEK), f"only {reached} came as far as the register"
    assert grown < GROWS, f"{grown:,} bytes more than a third of the way"
    return f"{COUNT:,} requests, {kept:,} bytes after a third, {kept + grown:,} at the end; {reached:,} changes noted"


def memory() -> int:
    """Bytes that Python holds, once what nobody needs is gone; and what our functions remember of values, which has limits of its own."""
    for one in gc.get_objects():
        if type(one) is functools._lru_cache_wrapper and one.__module__.startswith(OURS):
            one.cache_clear()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


async def _noted(store: Store) -> int:
    """How long the trail is."""
    async with store.reading() as tx:
        return len(list(await tx.audit.rows()))
