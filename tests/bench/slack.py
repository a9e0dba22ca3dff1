"""`/owner` through the whole stack, with real answers, against Bolt that does nothing: one core for the server, one run (issue, Slack)."""

import asyncio
import os
import tempfile
from collections.abc import Sequence
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
from tests.bench.side_by_side import CORE, compare, running, told

KEY = "a key for benchmarks only"
SYSTEMS, PEOPLE, MANY = 500, 500, 32  # everybody holds three roles


async def a_register(url: str, platform: Platform, accounts: Sequence[tuple[str, str]]) -> None:
    """Every system with three people who said yes. `accounts`: everybody's, as tenant and user."""
    store, began = SqlStore(url, audit_key=KEY.encode(), durable=False), datetime(2026, 1, 5, 9, tzinfo=UTC)
    await store.migrate()
    people = [Person(PersonId(ids.new()), f"Person {number}", f"p{number}@acme.example") for number in range(PEOPLE)]
    async with store.writing() as tx:
        await tx.people.add(*people)
        theirs = zip(people, accounts, strict=True)
        await tx.accounts.add(*(Account(AccountId(ids.new()), one.id, platform, tenant, user) for one, (tenant, user) in theirs))
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


def settings(url: str, api: str) -> dict[str, str]:
    """Of an ordinary installation, against a Slack of the tests' own."""
    return {
        "ROLLCALL_DATABASE_URL": url, "ROLLCALL_ADMINS": "p0@acme.example,p1@acme.example", "ROLLCALL_SECRET_KEY": KEY, "ROLLCALL_PORT": "0",
        "ROLLCALL_SLACK__SIGNING_SECRET": SECRET, "ROLLCALL_SLACK__BOT_TOKEN": "xoxb-bench", "ROLLCALL_SLACK__API_URL": api,
    }  # fmt: skip


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
        await a_register(url, Platform.SLACK, [(TEAM, f"U0P{number}") for number in range(PEOPLE)])
        here = settings(url, f"http://127.0.0.1:{server.port}/api/")
        async with (
            running("-m", "tests.bench.slack_floor", "before") as before,
            running("-m", "tests.bench.slack_floor", "default") as default,
            running("-c", "from adapters.cli import main; main()", "serve", environment=here) as ours,
        ):
            await measure(ours, asking(200), MANY)
            many = await compare({"Bolt, no-op, process_before_response": before, "Rollcall, /owner": ours}, MANY, 2000, asking)
            one = await compare({"Bolt, no-op": default, "Rollcall, /owner": ours}, 1, 150, asking)
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
