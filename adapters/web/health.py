"""`/healthz` (the process answers) and `/readyz` (it can do its work)."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from aiohttp import web

from bot.actions import outages
from bot.model import Organisation
from bot.ports.clock import Clock
from bot.ports.store import Store

STALE = timedelta(minutes=5)  # a heartbeat older than this: the engine stands still
PATIENCE = 3.0  # seconds for the database to answer


@dataclass(frozen=True, slots=True)
class Probed:
    """What one part says of itself: why it cannot do its work (blank: it can), and its figures by name."""

    why: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


def health_app(store: Store, clock: Clock, organisation: Organisation, parts: Sequence[Callable[[], Probed]] = ()) -> web.Application:
    """Both probes; neither reads more than a row, and one for each workspace that is down. `parts`: what else must work, asked without waiting."""

    async def alive(request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def ready(request: web.Request) -> web.Response:
        probed = [part() for part in parts]
        why = next((one.why for one in (await _engine(store, clock, organisation.policy.outage_minutes), *probed) if one.why), "")
        figures = {name: value for one in probed for name, value in one.figures.items()}
        return web.json_response({"ok": not why, **({"why": why} if why else {}), **figures}, status=503 if why else 200)

    app = web.Application()
    app.add_routes([web.get("/healthz", alive), web.get("/readyz", ready)])
    return app


async def _engine(store: Store, clock: Clock, minutes: int) -> Probed:
    """The database answers, the engine ran a moment ago, and its messages leave (STATES, Our outage)."""
    try:
        async with asyncio.timeout(PATIENCE), store.reading() as tx:
            beat = await tx.engine.read("heartbeat")
            down = await outages.down(tx.engine, clock.now(), minutes)
    except Exception as why:
        return Probed(f"the database does not answer ({type(why).__name__})")
    if beat is None or clock.now() - datetime.fromisoformat(beat) > STALE:
        return Probed("the engine has not run for five minutes")
    platforms = sorted({platform.value for platform, _ in down})
    return Probed(f"{' and '.join(platforms)} does not answer" if platforms else "")
