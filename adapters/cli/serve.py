"""`rollcall serve`: web server, timer and delivery in one process; several of them share one PostgreSQL by row locks."""

import asyncio
import errno
import gc
import signal
import socket
from collections.abc import Mapping

from aiohttp import web

from adapters.cli.app import Wrong, say
from adapters.cli.logs import log_as_json
from adapters.cli.platforms import platforms
from adapters.cli.privacy import rows
from adapters.cli.settings import Settings
from adapters.cli.wiring import House, house
from adapters.web.about import add_about
from adapters.web.api import add_api
from adapters.web.health import health_app
from bot.actions import retain
from bot.actions.named import ANCHOR, plan_anchor
from bot.actions.work import Work
from bot.engine import Engine
from bot.model import Person, Platform
from bot.ports.clock import Clock
from bot.ports.sender import Sender

FAREWELL = 10.0  # seconds in which what has arrived is still answered


def check(settings: Settings) -> None:
    """What serve cannot run without. Raises Wrong with the sentence that mends it."""
    if not settings.admins:
        raise Wrong(
            "No admin is named, so nobody could mend a gap or hear of a last silence.\n"
            "Set ROLLCALL_ADMINS to e-mail addresses, like ROLLCALL_ADMINS=ada@example.com,ben@example.com; rollcall setup asks for them."
        )
    if settings.secret_key is None:
        raise Wrong(
            "ROLLCALL_SECRET_KEY is missing: it keys the audit trail.\n"
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))' and keep it safe; rollcall setup makes one too."
        )


async def serve(settings: Settings, senders: Mapping[Platform, Sender] | None = None, clock: Clock | None = None) -> int:
    """Until SIGTERM or Ctrl-C. `senders`: the platforms' ways out, made by the adapters."""
    check(settings)
    log_as_json()
    async with house(settings, clock, makes=True) as home:
        await _begin(home)
        stop = asyncio.Event()
        for one in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(one, stop.set)
        await _serve(home, home.settings, senders or {}, stop)
    return 0


async def _serve(home: House, settings: Settings, senders: Mapping[Platform, Sender], stop: asyncio.Event) -> None:
    """The web server listens before the engine begins, so that nothing is asked whose answer could not arrive."""
    engines: list[Engine] = []

    async def nudge() -> int:
        """What follows from an event first, so that it goes in the same message as the event's own word."""
        return await engines[0].tick() + await engines[0].deliver() if engines else 0

    async with platforms(home, settings, nudge, senders) as found:
        engines.append(home.engine(found.senders))
        site_app = health_app(home.store, home.clock, home.organisation, found.probes())
        add_api(site_app, home.store, home.clock, home.organisation)
        add_about(site_app, rows(home.organisation.policy))
        found.mount(site_app, home)
        # Nobody who calls us compresses, and to unpack what anybody sends would hold up everybody: 3 MB can be 3 GB.
        runner = web.AppRunner(site_app, access_log=None, auto_decompress=False, shutdown_timeout=FAREWELL)
        await runner.setup()
        try:
            await _listen(runner, settings)
            await found.begin(home)
            _spare_the_collector()
            await engines[0].run(stop)
        finally:
            await runner.cleanup()


def _spare_the_collector() -> None:
    """What is here now stays: to walk through it again would stop every answer for 0.1 s. A look-up makes 2,000 objects, hardly a circle."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    site = web.TCPSite(runner, settings.host, settings.port)
    try:
        await site.start()
    except OSError as why:
        raise Wrong(_unusable(settings, why)) from None
    say(f"Rollcall runs on http://{settings.host}:{runner.addresses[0][1]}. Ctrl-C ends it.")


def _unusable(settings: Settings, why: OSError) -> str:
    """Why nothing can listen there; asyncio puts a sentence of its own before the reason."""
    if why.errno == errno.EADDRINUSE:
        mend = "Stop that one, or set ROLLCALL_PORT to another port"
        return f"Port {settings.port} on {settings.host} is in use, perhaps by another rollcall serve. {mend}."
    if isinstance(why, socket.gaierror) or why.errno == errno.EADDRNOTAVAIL:
        return f"{settings.host} is no address of this machine. Set ROLLCALL_HOST to 127.0.0.1, or to 0.0.0.0 for all it has."
    reason = (why.strerror or str(why)).rpartition(": ")[2]
    return f"Port {settings.port} on {settings.host} cannot be used ({reason}). Set ROLLCALL_PORT to another port."


async def _begin(home: House) -> None:
    """Said at every start: who can act. The daily anchor and the nightly retention are planned once."""
    admins = await home.write(_planned)
    if len(home.organisation.admins) == 1:
        say("Only one admin is named. If they stopped, nobody would notice: add a second one to ROLLCALL_ADMINS.")
    if not admins:
        say(
            "No admin is known on a platform yet: each is looked up by their e-mail address now, and known at the latest when they write to me."
        )


async def _planned(work: Work) -> list[Person]:
    if await work.tx.engine.read(ANCHOR) is None:
        await plan_anchor(work)
    if await work.tx.engine.read(retain.RETENTION) is None:
        await retain.plan(work)
    return await work.admins()
