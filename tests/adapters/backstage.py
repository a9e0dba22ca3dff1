"""What stands behind every platform of the tests: one desk and one engine, with a sender for each platform that is opened on it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol, TypeVar

from sqlalchemy import update

from bot.desk import Desk
from bot.engine import Engine
from bot.events import Caller, Submitted
from bot.model import Person, Platform, Role, SeatId, Stage, System
from bot.ports.sender import Sender
from storage import tables
from storage.store import SqlStore
from tests.scene import FakeClock, Scene

Message = TypeVar("Message")
WORDS = {"skill": "knows the work", "normal": "about 200 a day", "purpose": "paid in time", "earns_keep_when": "no more clerks"}


class Backstage:
    """Of a scene's store and clock. `senders`: whatever is put there later is used from then on."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.senders: dict[Platform, Sender] = {}
        self.desk = Desk(scene.store, scene.clock, scene.organisation)
        self.engine = Engine(scene.store, self.senders, scene.organisation, scene.clock)

    async def nudge(self) -> int:
        """As `serve` does it: what follows from an event is done, and all of it sent."""
        return await self.engine.tick() + await self.engine.deliver()


class Harness(Protocol):
    """Rollcall on one platform, as a test has it in hand."""

    scene: Scene
    engine: Engine
    desk: Desk

    async def round(self) -> None: ...


async def waits_are_over(harness: Harness) -> None:
    """Of the machine's time, which nobody can move: whoever waits for it, waits no longer."""
    assert isinstance(harness.scene.store, SqlStore)
    harness.engine._refreshing._resting.clear()
    async with harness.scene.store.writing() as tx:
        await tx.session.execute(update(tables.workspace).values(paused_until=0.0))
        await tx.session.execute(update(tables.lane).values(next_at=0.0))


async def a_day_passes(harness: Harness) -> None:
    """On both clocks; the engine does what is due, and sends."""
    assert isinstance(harness.scene.clock, FakeClock)
    harness.scene.clock.time += timedelta(days=1)
    await waits_are_over(harness)
    await harness.round()


async def staffed(harness: Harness, name: str, admin: Caller, holders: Mapping[Role, Caller]) -> System:
    """A system whose seats are held by these, who are known already; the steward comes first (R2)."""
    system = await harness.scene.system(name, Stage.PRODUCTION)
    async with harness.scene.store.reading() as tx:
        seats = await tx.seats.of(system.id)
    for role in (Role.STEWARD, Role.OPERATOR, Role.MAINTAINER):
        if role in holders:
            await hold(harness, seats[role].id, admin, holders[role])
    return system


async def hold(harness: Harness, seat: SeatId, admin: Caller, nominee: Caller) -> None:
    """Offered by the admin, accepted by its nominee; the words do not matter here."""
    person = await person_of(harness, nominee)
    made = await harness.desk.handle(Submitted(admin, "offer", seat, {"person": person.id, "hours": "2", "reason": "nobody else yet"}))
    assert not made.problem, made
    async with harness.scene.store.reading() as tx:
        offer = next(one for one in await tx.assignments.open_of(seat) if one.person_id == person.id)
    done = await harness.desk.handle(Submitted(nominee, "accept", offer.id, WORDS))
    assert not done.problem, done


async def person_of(harness: Harness, caller: Caller) -> Person:
    """Whose account it is."""
    async with harness.scene.store.reading() as tx:
        account = await tx.accounts.find(caller.platform, caller.tenant, caller.user)
        found = await tx.people.get(account.person_id) if account is not None and account.person_id is not None else None
    assert found is not None, caller
    return found
