"""`rollcall serve` as it is, with the tests' platform as its way out and a clock that runs fast.

Arguments: the platform's address, the machine time at which the test began, business seconds a machine second.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta

from adapters.cli.serve import serve
from adapters.cli.settings import load
from bot.model import Platform
from tests.product.fake_platform import HttpSender

BEGAN = datetime(2026, 11, 30, 7, 50, tzinfo=UTC)  # a Monday, before nine in Berlin


class FastClock:
    """Business time that passes faster, and goes on from where it was after a restart."""

    def __init__(self, began: float, speed: float) -> None:
        self._began, self._speed = began, speed

    def now(self) -> datetime:
        """From the machine's clock."""
        return BEGAN + timedelta(seconds=(time.time() - self._began) * self._speed)  # noqa: TID251


if __name__ == "__main__":
    url, began, speed = sys.argv[1], float(sys.argv[2]), float(sys.argv[3])
    raise SystemExit(asyncio.run(serve(load(), {Platform.LOCAL: HttpSender(url)}, FastClock(began, speed))))
