"""A small organisation on two platforms that a state machine may shake: it acts, time passes, and nothing that is due stays undone."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from bot import ids
from bot.actions import calendars, ladder, look_up, pressable
from bot.actions.work import Work
from bot.cards import Card
from bot.desk import Desk
from bot.engine import Engine
from bot.events import AccountSeen, Caller, Event, Reply
from bot.model import DEFAULT_CADENCE, Assignment, AssignmentState, PersonId, Platform, Role, Seat, SeatId, System, SystemId
from bot.ports.store import Ahead, Tx
from storage.store import SqlStore
from tests.databases import KEY
from tests.scene import ACME, FakeClock, FakePlatform

NAMES = ("ada", "sam", "olivia", "max", "dee", "lena")
T = TypeVar("T")


def platforms_of(name: str) -> tuple[Platform, ...]:
    """Half of them on Slack, half on Teams, one on both."""
    if name == "dee":
        return (Platform.SLACK, Platform.TEAMS)
    return (Platform.SLACK,) if name in ("ada", "olivia", "lena") else (Platform.TEAMS,)


def caller(name: str) -> Caller:
    """The account they act with."""
    return Caller(platforms_of(name)[0], "acme", name)


class World:
    """Six people, two systems. `disturbed`: when something last changed that a ladder depends on."""

    def __init__(self, url: str) -> None:
        self.loop = asyncio.new_event_loop()
        self.clock = FakeClock(datetime(2026, 11, 24, 9, tzinfo=UTC))
        self.platforms = {one: FakePlatform(self.clock) for one in (Platform.SLACK, Platform.TEAMS)}
        for kind, platform in self.platforms.items():
            platform.platform = kind
        self.store = SqlStore(url, audit_key=KEY, alone=url.startswith("sqlite"), durable=False)
        self.desk = Desk(self.store, self.clock, ACME)
        self.engine = Engine(self.store, dict(self.platforms), ACME, self.clock)
        self.seats: dict[tuple[int, Role], SeatId] = {}
        self.persons: dict[str, PersonId] = {}
        self.disturbed = self.clock.now()
        self._facts: frozenset[object] = frozenset()
        self.run(self._move_in())

    async def _move_in(self) -> None:
        for name in NAMES:
            await self._seen(name, "")
        async with self.store.writing() as tx:
            for number in range(2):
                system = System(SystemId(ids.new()), f"system-{number}", f"System {number}", self.clock.now())
                await tx.systems.add(system)
                for role in Role:
                    self.seats[number, role] = SeatId(ids.new())
                    await tx.seats.add(Seat(self.seats[number, role], system.id, role, DEFAULT_CADENCE[role]))

    def close(self) -> None:
        """The end of one run."""
        self.run(self.store.close())
        self.loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Hypothesis is not asynchronous; the product is."""
        return self.loop.run_until_complete(work)

    def seen(self, name: str, title: str) -> None:
        """They join, come back, or move to another job."""
        self.run(self._seen(name, title))

    async def _seen(self, name: str, title: str) -> None:
        for platform in platforms_of(name):
            await self._act(AccountSeen(Caller(platform, "acme", name), name.title(), f"{name}@acme.example", title=title))
        async with self.store.reading() as tx:
            found = await tx.people.by_email(f"{name}@acme.example")
            assert found is not None
            self.persons[name] = found.id

    def act(self, event: Event) -> Reply:
        """One event, and all that follows from it at once."""
        return self.run(self._act(event))

    async def _act(self, event: Event) -> Reply:
        reply = await self.desk.handle(event)
        assert reply.problem != "trouble", event
        await self._settle()
        return reply

    async def _settle(self) -> None:
        for _ in range(30):
            done = await self.engine.tick() + await self.engine.deliver()
            due = await self.engine.next_due()
            if due is None or due > self.clock.now():
                return await self._notice()
            assert done, f"what is due at {due} is never done"
        raise AssertionError("it does not come to rest")

    async def _notice(self) -> None:
        async with self.store.reading() as tx:
            facts = await self._what_ladders_depend_on(Work(tx, self.clock.now(), ACME))
        if facts != self._facts:
            self._facts, self.disturbed = facts, self.clock.now()

    async def _what_ladders_depend_on(self, work: Work) -> frozenset[object]:
        facts: set[object] = set()
        for name, id_ in self.persons.items():
            person = await work.tx.people.get(id_)
            if person is not None and person.active and await ladder.reachable(work, id_):
                facts.add((name, await calendars.is_away_now(work, person)))
        facts |= {(one.id, one.state, one.invited_at is None) for one in await work.tx.assignments.open_all()}
        facts |= {(one.id, one.cover_id, one.cover_agreed_at, one.starts_on, one.ends_on) for one in await work.tx.absences.open_all()}
        seconds = await work.tx.seconds.open_of_many(self.seats.values())
        return frozenset(facts | {(one.id, one.confirmed_at) for one in seconds.values()})

    def travel(self, hours: int) -> None:
        """Through every due moment, not over it."""
        self.run(self._travel(self.clock.now() + timedelta(hours=hours)))

    async def _travel(self, target: datetime) -> None:
        while (due := await self.engine.next_due()) is not None and due <= target:
            self.clock.time = max(due, self.clock.time)
            await self._settle()
        self.clock.time = target
        await self._settle()

    def blocks(self, name: str, blocked: bool) -> None:
        """The platform refuses what is sent to them, for good."""
        for platform in platforms_of(name):
            if blocked:
                self.platforms[platform].refuses[name] = "blocked"
            else:
                self.platforms[platform].refuses.pop(name, None)

    async def _open(self) -> list[Assignment]:
        async with self.store.reading() as tx:
            return await tx.assignments.open_all()

    def open(self, *states: AssignmentState) -> list[Assignment]:
        """Assignments in these states, the same order in every run."""
        return sorted(
            (one for one in self.run(self._open()) if one.state in states), key=lambda one: list(self.seats.values()).index(one.seat_id)
        )

    def held(self, number: int, role: Role) -> Assignment | None:
        """The accepted assignment of a seat."""
        return next((one for one in self.open(AssignmentState.ACCEPTED) if one.seat_id == self.seats[number, role]), None)

    def name_of(self, person: str) -> str:
        """Their account."""
        return next(name for name, id_ in self.persons.items() if id_ == person)

    def read(self, reading: Callable[[Tx], Awaitable[T]]) -> T:
        """Something from the database as it is."""

        async def within() -> T:
            async with self.store.reading() as tx:
                return await reading(tx)

        return self.run(within())

    def looked_up(self, name: str, number: int, *, ahead: bool) -> Card | None:
        """What somebody reads of a system: with everything read ahead, or every question asked of the database. None: they have left."""
        return self.run(self._looked_up(caller(name), number, ahead))

    async def _looked_up(self, who: Caller, number: int, ahead: bool) -> Card | None:
        async with self.store.reading() as tx:
            work, asker = Work(tx, self.clock.now(), ACME), (who.platform, who.tenant, who.user)
            if ahead:
                await tx.read_ahead(Ahead(f"system {number}", "", ACME.admins, asker))
            account = await tx.accounts.find(*asker)
            person = await tx.people.get(account.person_id) if account and account.person_id else None
            if person is None or not person.active:
                return None
            (system,) = await tx.systems.exact(f"system {number}")
            return await pressable.by(work, person, await look_up.of_system(work, person, system))
