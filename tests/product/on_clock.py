"""`rollcall serve` as a process on a clock that a test moves."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import aiohttp
from yarl import URL

T = TypeVar("T")
LEAP = timedelta(hours=12)  # less than what counts as an outage of ours, and never over a whole working day
A_ROUND = timedelta(minutes=6)  # longer than /readyz forgives: a heartbeat after it is the next round's
PATIENCE = 30.0  # seconds until what should have happened is believed not to


async def eventually(look: Callable[[], Awaitable[T | None]], what: str) -> T:
    """What another process does in its own time."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline:
        found = await look()
        if found:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"this did not happen: {what}")


@dataclass
class OnClock:
    """`ours`: Rollcall's address. `home`: the environment it was started with. `log`: what it wrote."""

    ours: str
    home: dict[str, str]
    log: Path
    clock: Path
    session: aiohttp.ClientSession
    process: asyncio.subprocess.Process

    def now(self) -> datetime:
        """Business time."""
        return datetime.fromisoformat(self.clock.read_text())

    async def travel_to(self, moment: datetime) -> None:
        """By leaps, each shorter than an outage of ours; what is due on the way has been done and sent in its time."""
        while self.now() < moment:
            await self._leap(min(moment, self.now() + LEAP))

    async def _leap(self, moment: datetime) -> None:
        """A round begins with a heartbeat, so the heartbeat after the next one says that it has ended."""
        for at in (moment, moment + A_ROUND):
            whole = self.clock.with_suffix(".next")
            whole.write_text(at.isoformat())
            whole.replace(self.clock)
            await self.ready()

    async def ready(self) -> None:
        """`/readyz` says yes."""

        async def look() -> bool:
            try:
                async with self.session.get(f"{self.ours}/readyz") as answer:
                    return answer.status == 200
            except aiohttp.ClientConnectorError:
                assert self.process.returncode is None, self.log.read_text()
                return False

        await eventually(look, "serve is ready")

    async def stop(self) -> int:
        """SIGTERM; its exit code."""
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), 30)


@asynccontextmanager
async def serving(tmp_path: Path, began: datetime, ours: str, settings: dict[str, str]) -> AsyncIterator[OnClock]:
    """With an empty register of Acme's in Berlin, whose only admin is Ada; not yet ready."""
    clock, log = tmp_path / "now", tmp_path / "log"
    clock.write_text(began.isoformat())
    home = _home(tmp_path, ours) | settings
    command = [sys.executable, "-m", "tests.product.serve_on_clock", str(clock)]
    async with aiohttp.ClientSession() as session:
        with log.open("wb") as written:
            process = await asyncio.create_subprocess_exec(*command, env=home, stdout=written, stderr=written)
        made = OnClock(ours, home, log, clock, session, process)
        try:
            yield made
        finally:
            if process.returncode is None:
                await made.stop()


def _home(tmp_path: Path, ours: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("ROLLCALL_", "SLACK_"))}
    return clean | {
        "ROLLCALL_SETTINGS": str(tmp_path / "none.toml"), "ROLLCALL_DATABASE_URL": f"sqlite:///{tmp_path / 'rollcall.db'}",
        "ROLLCALL_SECRET_KEY": "a secret key for tests only", "ROLLCALL_ADMINS": "ada@acme.example",
        "ROLLCALL_EMAIL_DOMAINS": "acme.example", "ROLLCALL_TIME_ZONE": "Europe/Berlin", "ROLLCALL_COUNTRY": "DE",
        "ROLLCALL_PORT": str(URL(ours).port), "ROLLCALL_PUBLIC_URL": ours, "ROLLCALL_POLICY__OUTAGE_MINUTES": "1440",
    }  # fmt: skip
