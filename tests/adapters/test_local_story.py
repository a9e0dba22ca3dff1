"""The demo's story: it can be killed at any moment of its start, and its clock never runs behind its history (issue, Done when 5)."""

from datetime import UTC, datetime, timedelta

from adapters.cli.simulate import SimulatedClock
from adapters.local import clock as clocks
from adapters.local import story as stories
from adapters.local.world import World
from bot.model import AssignmentState
from bot.ports.store import Store
from storage.store import SqlStore

OPENS = datetime(2026, 11, 23, 7, 55, tzinfo=UTC)


class Killed(Exception):
    """The process ends here."""


async def lived(store: Store, until: float = 2.0) -> World:
    """The story, or as much of it as comes before the kill."""

    def progress(share: float) -> None:
        if share > until:
            raise Killed

    return await stories.live_through(store, stories.load(), SimulatedClock(OPENS), OPENS, False, progress)


async def holders(store: Store) -> list[tuple[str, str, str]]:
    """Every open assignment, in words."""
    async with store.reading() as tx:
        systems = {one.id: one.name for one in await tx.systems.all()}
        seats = {one.id: one for one in await tx.seats.all()}
        found = await tx.assignments.open_all()
        return sorted((systems[seats[one.seat_id].system_id], seats[one.seat_id].role.value, one.state.value) for one in found)


async def test_the_opening_shows_a_quiet_side_an_open_offer_and_a_decision_for_its_steward(store: SqlStore) -> None:
    world = await lived(store)
    assert len(world.people) == 12 and next(iter(world.people)) == "olivia@acme.example"
    found = await holders(store)
    assert ("Meeting notes", "operator", AssignmentState.PROPOSED.value) in found
    async with store.reading() as tx:
        assert len(await tx.systems.all()) == 8
        quiet = [one for one in await tx.episodes.open_all() if one.kind.value == "silent"]
        assert len(quiet) == 1
        assert await tx.audit.verify([]) == []
    assert world.clock.now() == OPENS


async def test_a_start_that_was_killed_twice_goes_on_where_it_was(store: SqlStore) -> None:
    for share in (0.0, 0.6):
        try:
            await lived(store, share)
        except Killed:
            continue
        raise AssertionError("the story ended before the kill")
    world = await lived(store)
    again = await holders(store)
    assert len(again) == len({one[:2] for one in again}), again
    async with store.reading() as tx:
        assert len(await tx.systems.all()) == 8
    assert world.clock.now() == OPENS


async def test_a_clock_killed_while_it_moved_wakes_where_its_history_ends(store: SqlStore) -> None:
    assert await clocks.load(store) is None
    clock = clocks.DemoClock()
    await clock.save(store)
    ahead = datetime.now(UTC) + timedelta(days=35)
    async with store.writing() as tx:
        tx.audit.note("installation", "resumed", ahead)
    woken = await clocks.load(store)
    assert woken is not None and ahead <= woken.now() < ahead + timedelta(minutes=1)
    async with store.reading() as tx:
        assert await tx.engine.read("heartbeat") == ahead.isoformat()
