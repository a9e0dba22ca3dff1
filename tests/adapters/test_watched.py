"""What a test with thousands of requests is judged by sees each kind of trouble."""

import asyncio
import gc
import logging
import threading
from collections.abc import Awaitable, Callable

import pytest
import structlog
from structlog.testing import capture_logs

from tests.adapters.watched import troubled, watched


def fails() -> None:
    raise KeyError("nobody waits for this")


async def a_traceback_in_a_warning() -> None:
    try:
        fails()
    except KeyError:
        logging.getLogger("some.library").debug("never mind", exc_info=True)


async def an_error_without_one() -> None:
    logging.getLogger("some.library").error("it failed")


async def a_lost_task() -> None:
    async def lost() -> None:
        fails()

    task = asyncio.create_task(lost())
    await asyncio.wait({task})


async def an_unraisable() -> None:
    class Gone:
        def __del__(self) -> None:
            fails()

    Gone()


async def a_thread() -> None:
    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()


KINDS = (a_traceback_in_a_warning, an_error_without_one, a_lost_task, an_unraisable, a_thread)


@pytest.mark.parametrize("trouble", KINDS, ids=lambda one: str(one.__name__))
async def test_trouble_of_each_kind_is_seen(trouble: Callable[[], Awaitable[None]]) -> None:
    with watched() as found:
        await trouble()
        gc.collect()
    assert len(found) == 1, found


async def test_what_is_no_trouble_is_not() -> None:
    with watched() as found, capture_logs() as logs:
        logging.getLogger("some.library").warning("that took long")
        structlog.get_logger().warning("slow")
        gc.collect()
    assert not found and not troubled(logs)


@pytest.mark.parametrize("level", ["debug", "warning", "error"])
async def test_a_traceback_is_trouble_at_whatever_level(level: str) -> None:
    with capture_logs() as logs:
        try:
            fails()
        except KeyError:
            getattr(structlog.get_logger(), level)("never mind", exc_info=True)
    assert len(troubled(logs)) == 1
