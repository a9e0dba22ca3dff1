"""kill -9 at a hundred random moments, and again: nothing twice, nothing lost (issue, Done when 5)."""

import asyncio
import itertools
import json
import os
import random
import re
import signal
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot import ids
from bot.model import (
    Account,
    AccountId,
    Assignment,
    AssignmentId,
    AssignmentState,
    Cadence,
    CheckInState,
    Person,
    PersonId,
    Platform,
    Rhythm,
    Role,
    Seat,
    SeatId,
    System,
    SystemId,
    VoidReason,
)
from bot.rules.cadence import Calendar, first_after
from storage.store import SqlStore
from tests.product.fake_platform import FakePlatform
from tests.product.serve_on_fake import BEGAN

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(800)]
KEY = "a secret key for tests only"
KILLS = int(os.environ.get("ROLLCALL_TEST_KILLS", "100"))
PEOPLE, SPEED = 60, 300.0  # slow enough that a dead process's lease ends long before the next day's question
BERLIN = Calendar("Europe/Berlin", "DE")


async def a_register(store: SqlStore) -> None:
    """Sixty operators, each asked every working day at a minute of their own."""
    began = BEGAN - timedelta(days=1)
    async with store.writing() as tx:
        for number in range(PEOPLE):
            person = Person(PersonId(ids.new()), f"Person {number}", f"p{number}@acme.example")
            system = System(SystemId(ids.new()), f"s{number}", f"System {number}", began)
            moment = datetime(2026, 1, 1, 9 + number * 7 // PEOPLE, number % 60).time()
            cadence = Cadence(Rhythm.DAILY, hour=moment)
            due = first_after(cadence, BERLIN, BERLIN, began)
            await tx.people.add(person)
            await tx.accounts.add(Account(AccountId(ids.new()), person.id, Platform.LOCAL, "local", f"p{number}"))
            await tx.systems.add(system)
            tx.audit.note(system.id, "system.created", began, None)
            for role in Role:
                asked = role is Role.OPERATOR
                seat = Seat(SeatId(ids.new()), system.id, role, cadence, *((due.moment, due.period, due.nominal) if asked else ()))
                await tx.seats.add(seat)
                if asked:
                    held = Assignment(AssignmentId(ids.new()), seat.id, person.id, AssignmentState.ACCEPTED, began, accepted_at=began)
                    await tx.assignments.add(held)
                    noted = {"assignment": held.id, "seat": seat.id, "role": role.value, "person": person.id}
                    tx.audit.note(system.id, "offer.accepted", began, None, **noted)


async def wait_until(port_of: asyncio.StreamReader, words: str) -> str:
    """A line with these words; what went before is dropped."""
    while True:
        line = (await asyncio.wait_for(port_of.readline(), 60)).decode()
        assert line, "the process ended"
        if words in line:
            return line


async def test_serve_is_killed_a_hundred_times_and_nothing_is_lost_or_doubled(database: str) -> None:
    """One process on SQLite; on PostgreSQL two that share it, each killed while the other goes on."""
    store = SqlStore(database, audit_key=KEY.encode())
    await a_register(store)
    platform = FakePlatform(drops=0.05)
    server = TestServer(platform.app())
    await server.start_server()
    environment = os.environ | {
        "ROLLCALL_DATABASE_URL": database, "ROLLCALL_ADMINS": "ada@acme.example", "ROLLCALL_SECRET_KEY": KEY,
        "ROLLCALL_TIME_ZONE": "Europe/Berlin", "ROLLCALL_COUNTRY": "DE", "ROLLCALL_PORT": "0", "ROLLCALL_POLICY__OUTAGE_MINUTES": "1440",
    }  # fmt: skip
    began = time.time()  # noqa: TID251
    command = [sys.executable, "-m", "tests.product.serve_on_fake", str(server.make_url("/")).rstrip("/"), str(began), str(SPEED)]
    together = 1 if store.sqlite else 2
    await asyncio.gather(*(_killed(command, environment, KILLS // together, seed) for seed in range(7, 7 + together)))
    last = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.DEVNULL)
    await _until_all_arrived(store)
    last.terminate()
    await last.wait()
    await server.close()
    await _prove(store, platform)
    await store.close()


async def _killed(command: list[str], environment: dict[str, str], times: int, seed: int) -> None:
    """Begun and killed, again and again, at moments of its own."""
    dice = random.Random(seed)
    for _ in range(times):
        process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.PIPE)
        assert process.stderr is not None
        await wait_until(process.stderr, "Rollcall runs")
        await asyncio.sleep(dice.random() * 0.6)
        process.send_signal(signal.SIGKILL)
        await process.wait()


async def _until_all_arrived(store: SqlStore) -> None:
    """A dead process's lease ends after thirty seconds; what then is out of somebody's hours leaves the next morning."""
    for _ in range(150):
        await asyncio.sleep(2)
        async with store.reading() as tx:
            seats = [one.id for one in await tx.seats.all() if one.next_nominal is not None]
            recent = await tx.check_ins.recent(seats, 9)
        if len(recent) == PEOPLE and all(rows[0].delivered_at is not None for rows in recent.values()):
            return


async def _prove(store: SqlStore, platform: FakePlatform) -> None:
    keys = Counter(key for _, key in platform.accepted)
    assert [key for key, count in keys.items() if count > 1] == [], "a message was sent twice although the platform could be asked"
    async with store.reading() as tx:
        assert await tx.audit.verify([]) == []
        seats = [one for one in await tx.seats.all() if one.next_nominal is not None]
        recent = await tx.check_ins.recent([one.id for one in seats], 100)
        asked = 0
        for seat in seats:
            rows = recent[seat.id]
            days = sorted(one.nominal for one in rows)
            assert len(days) == len(set(days)) and days[0].isoformat() == "2026-11-30"
            assert all((later - earlier).days in (1, 3) for earlier, later in itertools.pairwise(days)), "a question was lost"
            arrived = [one for one in rows if one.delivered_at is not None]
            late = [one for one in rows if one not in arrived and one.state is not CheckInState.OPEN]
            assert arrived and all(one.void_reason is VoidReason.OUR_OUTAGE for one in late), "a question was lost"
            asked += len(arrived)
    assert asked >= PEOPLE and len(keys) >= PEOPLE


async def test_the_demo_is_killed_a_hundred_times_and_goes_on(tmp_path: Path) -> None:
    path, dice = tmp_path / "demo.db", random.Random(11)
    command = [str(Path(sys.executable).parent / "rollcall"), "demo", "--no-browser", "--port", "0", "--db", str(path)]
    for kill in range(KILLS + 1):
        process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
        assert process.stderr is not None
        address = (await wait_until(process.stderr, "http://")).split("at ")[-1].strip()
        moving = asyncio.create_task(_move(address, "week" if kill < KILLS else "morning"))
        if kill < KILLS:
            await asyncio.sleep(dice.random() * 0.5)
            process.send_signal(signal.SIGKILL)
            await asyncio.gather(moving, return_exceptions=True)
        else:
            await moving
            process.terminate()
        await process.wait()
    store = SqlStore(f"sqlite:///{path}", audit_key=b"the demo keeps no secrets")
    async with store.reading() as tx:
        assert await tx.audit.verify([]) == []
        for seat in await tx.seats.all():
            rows = (await tx.check_ins.recent([seat.id], 1000)).get(seat.id, [])
            assert len({one.period for one in rows}) == len(rows)
            assert all(one.delivered_at or one.void_reason or one.state is CheckInState.OPEN for one in rows)
        bodies = [json.loads(row.body) for row in await tx.audit.rows()]
        delivered = Counter(one["check_in"] for one in bodies if one["code"] == "check_in.delivered")
        rerouted = {one["check_in"] for one in bodies if one["code"] == "check_in.rerouted"}
        assert {one: count for one, count in delivered.items() if count > 1 and one not in rerouted} == {}
    await store.close()


async def _move(address: str, step: str) -> Any:
    """Press a button of the clock from outside the page."""
    async with aiohttp.ClientSession() as session:
        async with session.get(address) as answer:
            found = re.search(r'name="token" content="([^"]+)"', await answer.text())
        assert found is not None
        headers = {"X-Token": found.group(1)}
        async with session.post(f"{address}clock", json={"as": "", "step": step}, headers=headers) as answer:
            return await answer.json()
