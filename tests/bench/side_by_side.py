"""Two servers under the same load in the same run, each on the one core, while whoever asks has the others."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from tests.bench.load import Measured, measure

CORE = 0  # the servers'
ROUNDS = 3
Asking = Callable[[int], Sequence[bytes]]


@asynccontextmanager
async def running(*command: str, environment: dict[str, str] | None = None) -> AsyncIterator[int]:
    """A server on its own core; yields its port."""
    process = await asyncio.create_subprocess_exec(
        "taskset", "-c", str(CORE), sys.executable, *command, env=os.environ | (environment or {}),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    while "http://" not in (line := (await process.stdout.readline()).decode()):
        assert line, "the server ended"
    reading = asyncio.create_task(_drain(process.stdout))
    try:
        yield int(line.rpartition(":")[2].split(".")[0])
    finally:
        process.terminate()
        await process.wait()
        await reading


async def _drain(stream: asyncio.StreamReader) -> None:
    while await stream.readline():
        pass


async def compare(
    ports: dict[str, int], connections: int, count: int, asking: Asking, others: Mapping[int, Asking] | None = None
) -> dict[str, Measured]:
    """`others`: what is asked of a port where it is asked differently. Taken in turns, so that whatever else the machine does falls on all of them; the median round of each."""
    rounds: dict[str, list[Measured]] = {name: [] for name in ports}
    for _ in range(ROUNDS):
        for name, port in ports.items():
            rounds[name].append(await measure(port, (others or {}).get(port, asking)(count), connections))
    return {name: sorted(found, key=lambda one: one.rate)[ROUNDS // 2] for name, found in rounds.items()}


def told(name: str, found: Measured) -> str:
    """One line of figures."""
    median, slow = (f"{found.percentile(share) * 1000:.1f} ms" for share in (0.5, 0.99))
    return f"  {name}: {found.rate:,.0f} a second, median {median}, 99th {slow}"
