"""`/healthz` (the process answers) and `/readyz` (it can do its work)."""

import asyncio
from datetime import datetime, timedelta

from aiohttp import web

from bot.ports.clock import Clock
from bot.ports.store import Store

STALE = timedelta(minutes=5)  # a heartbeat older than this: the engine stands still
PATIENCE = 3.0  # seconds for the database to answer


def health_app(store: Store, clock: Clock) -> web.Application:
    """Both probes; neither reads more than one row."""

    async def alive(request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def ready(request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(PATIENCE), store.reading() as tx:
                beat = await tx.engine.read("heartbeat")
        except Exception as why:
            return web.json_response({"ok": False, "why": f"the database does not answer ({type(why).__name__})"}, status=503)
        if beat is None or clock.now() - datetime.fromisoformat(beat) > STALE:
            return web.json_response({"ok": False, "why": "the engine has not run for five minutes"}, status=503)
        return web.json_response({"ok": True})

    app = web.Application()
    app.add_routes([web.get("/healthz", alive), web.get("/readyz", ready)])
    return app
