"""`rollcall simulate`: the real engine and rules on a fake clock and a fake platform, with people who behave as a file says."""

import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from adapters.cli.simulate_report import report
from adapters.local.behaviour import Cast
from adapters.local.world import World
from bot.actions import import_register, invite
from bot.actions.work import Work
from bot.model import Organisation
from bot.rules.cadence import at, organisation_calendar
from bot.rules.register import RegisterRow
from storage.store import SqlStore


class SimulatedClock:
    """Business time that stands still until it is set."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """The simulated moment."""
        return self._now

    def set(self, moment: datetime) -> None:
        """It is this moment now."""
        self._now = moment


async def prepare(world: World, rows: list[RegisterRow]) -> None:
    """The register comes in, everybody has an account, plans are laid, the offers go out on day 0."""
    async with world.store.writing() as tx:
        work = Work(tx, world.clock.now(), world.organisation)
        await import_register.import_register(work, rows, source="simulation", dry_run=False)
        named = {person.email for person in await tx.people.active() if person.email}
    behaviours = (*world.cast.people.values(), world.cast.default)
    covers = {one.cover for behaviour in behaviours for one in behaviour.away if one.cover}
    seconds = {behaviour.second for behaviour in behaviours if behaviour.second}
    for user in sorted(named | covers | seconds | set(world.cast.people) | set(world.organisation.admins)):
        await world.move_in(user)
        world.plan(user)
    async with world.store.writing() as tx:
        await invite.invite(Work(tx, world.clock.now(), world.organisation), None)


async def simulate(
    rows: list[RegisterRow], cast: Cast, organisation: Organisation, start: date, days: int, seen: Callable[[date], None]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Run `days` days from `start`; returns the report (docs/commands.md) and the messages per person and day."""
    first = at(organisation_calendar(organisation), start, time(0)).astimezone(UTC)
    with tempfile.TemporaryDirectory(prefix="rollcall-simulate-") as folder:
        store = SqlStore(f"sqlite:///{Path(folder) / 'simulation.db'}", audit_key=b"simulation", alone=True, durable=False)
        await store.migrate()

        async def step(moment: datetime) -> None:
            seen(moment.date())

        world = World(store, organisation, cast, SimulatedClock(first), step)
        try:
            await prepare(world, rows)
            await world.run(first + timedelta(days=days))
            return await report(store, organisation, first + timedelta(days=days))
        finally:
            await store.close()
