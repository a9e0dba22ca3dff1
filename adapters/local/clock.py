"""The demo's clock: real time and an offset that is kept in the demo's database."""

import json
from datetime import UTC, datetime, timedelta

from bot.ports.store import Store, Tx

NAME = "demo_clock_offset"


class DemoClock:
    """Business time that runs like the real one and can be moved ahead."""

    def __init__(self, offset: timedelta = timedelta()) -> None:
        self._offset = offset

    def now(self) -> datetime:
        """Aware UTC, at full microseconds of the real clock."""
        return datetime.now(UTC) + self._offset

    def set(self, moment: datetime) -> None:
        """It is this moment now."""
        self._offset = moment - datetime.now(UTC)

    async def save(self, store: Store) -> None:
        """So that a restart goes on where this left off."""
        async with store.writing() as tx:
            await tx.engine.write(NAME, str(self._offset.total_seconds()))


async def load(store: Store) -> DemoClock | None:
    """The clock of a demo that was here before; None for a fresh database."""
    async with store.reading() as tx:
        kept = await tx.engine.read(NAME)
        told = await newest(tx)
    if kept is None:
        return None
    clock = DemoClock(timedelta(seconds=float(kept)))
    if told is not None and told > clock.now():  # killed while time was moving: its offset was not saved any more
        clock.set(told)
        async with store.writing() as tx:
            await tx.engine.write("heartbeat", told.isoformat())  # moving ahead is no outage
    return clock


async def newest(tx: Tx) -> datetime | None:
    """When the last thing happened that the history tells of."""
    rows = await tx.audit.recent(1)
    return datetime.fromisoformat(json.loads(rows[0].body)["at"]) if rows else None
