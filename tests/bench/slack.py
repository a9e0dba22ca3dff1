"""`/owner` through the whole stack, with real answers, against Bolt that does nothing: one core for the server, one run (issue, Slack)."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from aiohttp.test_utils import TestServer

from bot import ids
from bot.model import (
    Account,
    AccountId,
    Assignment,
    AssignmentId,
    AssignmentState,
    Cadence,
    Person,
    PersonId,
    Platform,
    Rhythm,
    Role,
    Seat,
    SeatId,
    System,
    SystemId,
)
from storage.store import SqlStore
from tests.adapters import fake_slack
from tests.adapters.fake_slack import SECRET, TEAM, FakeSlack
from tests.bench.load import Measured, measure, request

KEY = "a key for benchmarks only"
SYSTEMS, PEOPLE, ROUNDS, MANY = 500, 500, 3, 32  # everybody holds three roles
CORE = 0  # the server's; whoever asks has the others


async def a_register(url: str) -> None:
    """Every system with three people who said yes, everybody with a Slack account."""
    store, began = SqlStore(url, audit_key=KEY.encode(), durable=False), datetime(2026, 1, 5, 9, tzinfo=UTC)
    await store.migrate()
    people = [Person(PersonId(ids.new()), f"Person {number}", f"p{number}@acme.example") for number in range(PEOPLE)]
    async with store.writing() as tx:
        await tx.people.add(*people)
        accounts = [Account(AccountId(ids.new()), one.id, Platform.SLACK, TEAM, f"U0P{number}") for number, one in enumerate(people)]
        await tx.accounts.add(*accounts)
        for number in range(SYSTEMS):
            system = System(SystemId(ids.new()), f"model-{number}", f"Model {number}", began)
            await tx.systems.add(system)
            for place, role in enumerate(Role):
                seat = Seat(SeatId(ids.new()), system.id, role, Cadence(Rhythm.WEEKLY))
                holder = people[(number + place) % PEOPLE]
                await tx.seats.add(seat)
                await tx.assignments.add(
                    Assignment(AssignmentId(ids.new()), seat.id, holder.id, AssignmentState.ACCEPTED, began, accepted_at=began)
                )
    await store.close()


def asking(count: int) -> list[bytes]:
    """Genuine commands of everybody about everything, each once."""
    made = []
    for number in range(count):
        body, kind = fake_slack.command(f"U0P{number % PEOPLE}", f"model {number % SYSTEMS}", trigger=f"{os.getpid()}.{number}")
        made.append(request("/slack/events", {"Content-Type": kind, **fake_slack.signed(body)}, body))
    return made


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


def settings(url: str, api: str) -> dict[str, str]:
    """Of an ordinary installation, against a Slack of the tests' own."""
    return {
        "ROLLCALL_DATABASE_URL": url, "ROLLCALL_ADMINS": "p0@acme.example,p1@acme.example", "ROLLCALL_SECRET_KEY": KEY, "ROLLCALL_PORT": "0",
        "ROLLCALL_SLACK__SIGNING_SECRET": SECRET, "ROLLCALL_SLACK__BOT_TOKEN": "xoxb-bench", "ROLLCALL_SLACK__API_URL": api,
    }  # fmt: skip


async def compare(ports: dict[str, int], connections: int, count: int) -> dict[str, Measured]:
    """Taken in turns, so that whatever else the machine does falls on all of them; the median round of each."""
    rounds: dict[str, list[Measured]] = {name: [] for name in ports}
    for _ in range(ROUNDS):
        for name, port in ports.items():
            rounds[name].append(await measure(port, asking(count), connections))
    return {name: sorted(found, key=lambda one: one.rate)[ROUNDS // 2] for name, found in rounds.items()}


def told(name: str, found: Measured) -> str:
    """One line of figures."""
    median, slow = (f"{found.percentile(share) * 1000:.1f} ms" for share in (0.5, 0.99))
    return f"  {name}: {found.rate:,.0f} a second, median {median}, 99th {slow}"


async def holds() -> bool:
    """Print what was measured; whether both promises hold."""
    os.sched_setaffinity(0, set(os.sched_getaffinity(0)) - {CORE} or {CORE})
    fake = FakeSlack()
    for number in range(PEOPLE):
        fake.person(f"U0P{number}", f"Person {number}", f"p{number}@acme.example")
    server = TestServer(fake.app(), host="127.0.0.1")
    await server.start_server()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        await a_register(url)
        here = settings(url, f"http://127.0.0.1:{server.port}/api/")
        async with (
            running("-m", "tests.bench.slack_floor", "before") as before,
            running("-m", "tests.bench.slack_floor", "default") as default,
            running("-c", "from adapters.cli import main; main()", "serve", environment=here) as ours,
        ):
            await measure(ours, asking(200), MANY)
            many = await compare({"Bolt, no-op, process_before_response": before, "Rollcall, /owner": ours}, MANY, 2000)
            one = await compare({"Bolt, no-op": default, "Rollcall, /owner": ours}, 1, 150)
    await server.close()
    return _promises(list(many.items()), list(one.items()))


def _promises(many: Sequence[tuple[str, Measured]], one: Sequence[tuple[str, Measured]]) -> bool:
    assert b"Person" in many[1][1].answer, "that was no answer"
    share, slow = many[1][1].rate / many[0][1].rate, many[1][1].percentile(0.99)
    times = one[1][1].rate / one[0][1].rate
    print(f"/owner in Slack, {MANY} connections:", *(told(*row) for row in many), sep="\n")
    print(f"  {share:.2f} of the floor (at least 0.25), 99th {slow * 1000:.0f} ms (at most 100)")
    print("/owner in Slack, one connection:", *(told(*row) for row in one), sep="\n")
    print(f"  {times:.1f} times the floor (at least 4)")
    return share >= 0.25 and slow <= 0.1 and times >= 4


if __name__ == "__main__":
    raise SystemExit(0 if asyncio.run(holds()) else 1)
