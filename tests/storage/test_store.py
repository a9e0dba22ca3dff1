"""The memory keeps its promises, on both databases (DESIGN, Promises)."""

import asyncio
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from adapters.cli import logs
from bot import ids
from bot.again import again
from bot.model import (
    DEFAULT_CADENCE,
    Account,
    AccountId,
    Assignment,
    AssignmentId,
    AssignmentState,
    Check,
    ItemKind,
    Message,
    MessageId,
    MessageItem,
    MessageKind,
    MessageState,
    Money,
    Person,
    PersonId,
    Platform,
    Role,
    Seat,
    SeatId,
    System,
    SystemId,
)
from storage.store import NEWEST, SqlStore
from storage.tables import metadata
from tests.databases import KEY

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


async def a_system(store: SqlStore) -> tuple[System, dict[Role, Seat]]:
    """One with three seats and one person."""
    system = System(
        SystemId(ids.new()),
        "x",
        "Invoice triage",
        NOW,
        aliases=("Bills",),
        budget=Money(Decimal("800.10"), "EUR"),
        checks=(Check("five", None),),
    )
    seats = {role: Seat(SeatId(ids.new()), system.id, role, DEFAULT_CADENCE[role], next_ask_at=NOW) for role in Role}
    async with store.writing() as tx:
        await tx.people.add(Person(PersonId("olivia"), "Olivia Ortega", "olivia@acme.example"))
        await tx.systems.add(system)
        await tx.seats.add(*seats.values())
    return system, seats


async def test_what_is_kept_comes_back_as_it_was(store: SqlStore) -> None:
    system, seats = await a_system(store)
    async with store.reading() as tx:
        assert await tx.systems.get(system.id) == system
        assert await tx.seats.of(system.id) == seats
        assert [one.id for one in await tx.systems.exact("bills")] == [system.id]


async def test_a_time_without_a_zone_is_refused(store: SqlStore) -> None:
    naive = datetime(2026, 1, 1)
    with pytest.raises(StatementError):
        async with store.writing() as tx:
            await tx.systems.add(System(SystemId("s"), "y", "Y", naive))


async def test_what_a_reader_tries_to_write_fails(store: SqlStore) -> None:
    with pytest.raises(DBAPIError):
        async with store.reading() as tx:
            await tx.people.add(Person(PersonId("p"), "P"))


async def test_a_failed_transaction_leaves_nothing(store: SqlStore) -> None:
    with pytest.raises(RuntimeError):
        async with store.writing() as tx:
            await tx.people.add(Person(PersonId("p"), "P"))
            tx.audit.note("installation", "x", NOW)
            raise RuntimeError
    async with store.reading() as tx:
        assert await tx.people.get(PersonId("p")) is None
        assert await tx.audit.heads() == {}


async def test_a_seat_never_has_two_holders_or_two_open_offers(store: SqlStore) -> None:
    _, seats = await a_system(store)
    for state in (AssignmentState.ACCEPTED, AssignmentState.PROPOSED):
        rows = [Assignment(AssignmentId(ids.new()), seats[Role.OPERATOR].id, PersonId("olivia"), state, NOW) for _ in range(2)]
        with pytest.raises(IntegrityError):
            async with store.writing() as tx:
                await tx.assignments.add(*rows)


async def test_a_seat_that_is_due_is_taken_by_one_worker_only(database: str) -> None:
    one, two = SqlStore(database, audit_key=KEY), SqlStore(database, audit_key=KEY)
    await a_system(one)
    taken: list[str] = []

    async def take(store: SqlStore) -> None:
        async with store.writing() as tx:
            due = await tx.seats.due(NOW, 10)
            await asyncio.sleep(0.05)
            for seat in due:
                taken.append(seat.id)
                await tx.seats.save(Seat(seat.id, seat.system_id, seat.role, seat.cadence))

    await asyncio.gather(take(one), take(two))
    assert len(taken) == len(set(taken)) == 3
    await one.close()
    await two.close()


def message(number: int, person: str = "olivia") -> Message:
    """Waiting to be sent."""
    return Message(MessageId(f"m{number}"), f"key-{number}", PersonId(person), MessageKind.DAY, NOW + timedelta(minutes=number))


async def test_a_lane_lets_one_message_out_at_a_time_and_in_order(store: SqlStore) -> None:
    await a_system(store)
    async with store.writing() as tx:
        await tx.messages.add(message(2), message(1))
    later = NOW + timedelta(hours=1)
    async with store.writing() as tx:
        claims = await tx.messages.claim(later, "me", 16)
    assert [one.message_id for one in claims] == ["m1"]
    async with store.writing() as tx:
        assert await tx.messages.claim(later, "other", 16) == []
        assert await tx.messages.held(claims[0])
        sent = await tx.messages.get(MessageId("m1"))
        assert sent is not None
        await tx.messages.save(Message(sent.id, sent.key, sent.person_id, sent.kind, sent.send_at, state=MessageState.SENT))
        await tx.messages.release(claims[0])
        assert [one.message_id for one in await tx.messages.claim(later, "other", 16)] == ["m2"]


async def test_a_lost_lease_can_no_longer_finish_and_what_was_composed_is_uncertain(database: str) -> None:
    time = [1000.0]
    store = SqlStore(database, audit_key=KEY, machine=lambda: time[0])
    await a_system(store)
    async with store.writing() as tx:
        await tx.messages.add(message(1))
        claim = (await tx.messages.claim(NOW + timedelta(hours=1), "dead", 1))[0]
        waiting = await tx.messages.get(MessageId("m1"))
        assert waiting is not None
        await tx.messages.save(
            Message(waiting.id, waiting.key, waiting.person_id, waiting.kind, waiting.send_at, state=MessageState.COMPOSED, attempt=1)
        )
    if not store.sqlite:
        async with store.writing() as tx:
            await tx.session.connection.execute(text("UPDATE lane SET lease_until = 0"))
    time[0] += 60
    async with store.writing() as tx:
        again = (await tx.messages.claim(NOW + timedelta(hours=1), "alive", 1))[0]
        assert again.ambiguous and again.attempt == 2
        assert not await tx.messages.held(claim) and await tx.messages.held(again)
    await store.close()


async def test_a_workspace_that_asks_to_wait_holds_nobody_else(store: SqlStore) -> None:
    async with store.writing() as tx:
        await tx.messages.pause(Platform.SLACK, "T1", 600)
        assert await tx.messages.paused_for(Platform.SLACK, "T1") > 590
        assert await tx.messages.paused_for(Platform.SLACK, "T2") == 0.0


async def test_the_same_line_is_kept_once(store: SqlStore) -> None:
    await a_system(store)
    async with store.writing() as tx:
        await tx.messages.add(message(1))
        for shown in (False, True):
            await tx.messages.put_items(MessageItem(MessageId("m1"), ItemKind.QUESTION, "c1", 0, shown=shown))
        assert [one.shown for one in await tx.messages.items(MessageId("m1"))] == [True]


async def test_the_audit_refuses_to_be_changed(store: SqlStore) -> None:
    async with store.writing() as tx:
        tx.audit.note("installation", "x", NOW, None, person="p1")
    for statement in ("UPDATE audit SET body = ''", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with store.writing() as tx:
                await tx.session.connection.execute(text(statement))


async def test_the_migrated_schema_is_the_tables_schema(database: str) -> None:
    store = SqlStore(database, audit_key=KEY)
    assert await store.is_current()
    async with store.writing() as tx:
        connection = tx.session.connection

        def differences(sync: object) -> list[object]:
            context = MigrationContext.configure(sync, opts={"compare_type": True})  # type: ignore[arg-type]
            return list(compare_metadata(context, metadata))

        assert await connection.run_sync(differences) == []
        assert (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar_one() == NEWEST
    await store.close()


async def test_looking_whether_the_schema_is_the_newest_waits_for_no_writer(database: str) -> None:
    """Every command asks; `serve` may be writing."""
    one, two = SqlStore(database, audit_key=KEY), SqlStore(database, audit_key=KEY)
    async with one.writing() as tx:
        await tx.people.add(Person(PersonId("p"), "P"))
        assert await asyncio.wait_for(two.is_current(), 5)
    await one.close()
    await two.close()


async def test_no_schema_is_not_the_newest(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path / 'fresh.db'}", audit_key=KEY)
    assert not await store.is_current()
    await store.migrate()
    assert await store.is_current()
    await store.close()


async def test_whoever_waited_for_a_lock_is_in_conflict_and_not_left_with_an_old_picture(database: str) -> None:
    store = SqlStore(database, audit_key=KEY)
    system, seats = await a_system(store)
    seat = seats[Role.OPERATOR]
    seen: list[int] = []

    async def count() -> None:
        async with store.writing() as tx:
            await tx.systems.get(system.id)  # it has begun to look
            await tx.seats.lock(seat.id)
            seen.append(len(await tx.assignments.open_of(seat.id)))

    async with store.writing() as tx:
        await tx.seats.lock(seat.id)
        await tx.assignments.add(Assignment(AssignmentId(ids.new()), seat.id, PersonId("olivia"), AssignmentState.PROPOSED, NOW))
        waiting = asyncio.ensure_future(again(store, count))
        await asyncio.sleep(0.2)
    await waiting
    assert seen == [1]
    await store.close()


def test_the_migration_goes_down_again() -> None:
    from alembic import command

    from storage.migrations.run import config

    with create_engine("sqlite://").begin() as connection:
        command.upgrade(config(connection), "head")
        command.downgrade(config(connection), "base")
        left = connection.execute(
            text("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name != 'alembic_version'")
        ).scalar_one()
        assert left == 0


def test_a_register_of_the_first_schema_comes_along_with_what_it_holds() -> None:
    """From 0001: a closed concern ends as confirmed, an account that took no messages says why as far as it is known, the other checks stay."""
    from alembic import command

    from storage.migrations.run import config

    with create_engine("sqlite://").begin() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        command.upgrade(config(connection), "0001")
        _first_rows(connection)
        command.upgrade(config(connection), "head")
        assert connection.exec_driver_sql("SELECT state, told FROM concern ORDER BY id").all() == [("confirmed", 0), ("open", 0)]
        assert connection.exec_driver_sql("SELECT tells_moved FROM system").scalar_one() == 1
        found = connection.exec_driver_sql("SELECT id, out_of_reach FROM account ORDER BY id").all()
        assert found == [("gone", "deactivated"), ("refusing", "other"), ("there", None)]
        for wrong in ("concern SET severity = 'loud'", "concern SET state = 'closed'", "account SET out_of_reach = 'shy'"):
            with pytest.raises(IntegrityError):
                connection.exec_driver_sql(f"UPDATE {wrong}")
        command.downgrade(config(connection), "0005")
        found = connection.exec_driver_sql("SELECT id, reachable FROM account ORDER BY id").all()
        assert found == [("gone", 0), ("refusing", 0), ("there", 1)]


def _first_rows(connection: Any) -> None:
    """A system with a closed and an open concern, and accounts, as the first schema has them; every other column as it may be."""
    filled: dict[str, dict[str, object]] = {
        "system": {"id": "s", "slug": "cv", "name": "CV", "impact": "usual", "stage": "production", "pattern": "operational"},
        "concern": {"system_id": "s", "raised_by": "p", "severity": "stop"},
        "account": {"platform": "slack", "tenant": "T1"},
    }
    rows: list[tuple[str, dict[str, object]]] = [
        ("system", {}),
        ("concern", {"id": "a", "state": "closed"}),
        ("concern", {"id": "b", "state": "open"}),
        ("account", {"id": "there", "user": "U1", "reachable": 1}),
        ("account", {"id": "refusing", "user": "U2", "reachable": 0}),
        ("account", {"id": "gone", "user": "U3", "reachable": 0, "deleted": 1}),
    ]
    for table, values in rows:
        row = filled[table] | values
        for _, name, kind, needed, *_ in connection.exec_driver_sql(f"PRAGMA table_info({table})").all():
            if needed and name not in row:
                row[name] = "2026-11-24 08:00:00" if kind == "DATETIME" else 0 if kind == "BOOLEAN" else "[]"
        columns, places = ", ".join(f'"{one}"' for one in row), ", ".join("?" for _ in row)
        connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({places})", tuple(row.values()))


async def test_what_the_database_refused_is_not_quoted_in_the_log(store: SqlStore) -> None:
    secret = "olivia.secret@acme.example"
    with pytest.raises(IntegrityError) as refused:
        async with store.writing() as tx:
            for name in ("a", "b"):
                await tx.people.add(Person(PersonId(name), secret, secret))
    whole = "".join(traceback.format_exception(refused.value))
    assert secret not in str(refused.value) or not store.sqlite, "no parameters"
    event = logs._without_values(None, "error", {"exception": whole})
    assert secret not in event["exception"]
    assert "IntegrityError" in event["exception"] and "INSERT INTO person" in event["exception"]


async def test_what_may_have_arrived_is_known_as_such_until_it_has_been_looked_for(store: SqlStore) -> None:
    """Whoever held it could not look, and its workspace asks to wait: the person's next message does not overtake it."""
    await a_system(store)
    later = NOW + timedelta(hours=1)
    account = Account(AccountId("a1"), PersonId("olivia"), Platform.SLACK, "T1", "U1")
    async with store.writing() as tx:
        await tx.accounts.add(account)
        await tx.messages.add(message(1), message(2))
        (claim,) = await tx.messages.claim(later, "me", 16)
        await tx.messages.save(replace(message(1), state=MessageState.COMPOSED, account_id=account.id))
        await tx.messages.release(claim, unsure=True)
        await tx.messages.pause(Platform.SLACK, "T1", 600)
    async with store.writing() as tx:
        assert await tx.messages.claim(later, "me", 16) == [], "neither it, nor what comes after it"
        await tx.messages.pause(Platform.SLACK, "T1", -1)
        (again,) = await tx.messages.claim(later, "me", 16)
        assert (again.message_id, again.ambiguous) == ("m1", True)
        await tx.messages.save(replace(message(1), state=MessageState.SENT))
        await tx.messages.release(again)
        assert [(one.message_id, one.ambiguous) for one in await tx.messages.claim(later, "me", 16)] == [("m2", False)]
