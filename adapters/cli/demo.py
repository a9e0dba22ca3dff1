"""`rollcall demo`: the local chat on this machine, with a fresh story or one that goes on."""

import asyncio
import contextlib
import secrets
import signal
import tempfile
import webbrowser
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from adapters.cli import database, trail_key
from adapters.cli.app import Wrong, say
from adapters.cli.logs import quote_no_requests
from adapters.cli.trail_key import Writer
from adapters.local import story as stories
from adapters.local.app import Chat, build, everything_is_seen, live, save
from adapters.local.clock import DemoClock, load
from adapters.local.world import World, caller
from adapters.web.pages import add_pages
from bot.events import Caller
from storage.store import SqlStore


async def demo(port: int, browser: bool, db: Path | None, empty: bool) -> int:
    """Until Ctrl-C."""
    with contextlib.ExitStack() as kept:
        path = db or Path(kept.enter_context(tempfile.TemporaryDirectory(prefix="rollcall-demo-"))) / "demo.db"
        async with _store(path) as store:
            world = await _world(store, empty)
            chat = Chat(world, stories.EMPTY_HINT if empty else stories.HINT)
            await everything_is_seen(chat)
            await _run(chat, port, browser)
    return 0


@contextlib.asynccontextmanager
async def _store(path: Path) -> AsyncIterator[SqlStore]:
    url = f"sqlite:///{path}"
    with database.opening(url, "--db"):
        store = SqlStore(url, audit_key=trail_key.DEMO, alone=True)
    try:
        with database.opening(url, "--db"):
            if not await store.is_current():
                await store.migrate()
            writer = await trail_key.writer_of(store, None)
        if writer not in (Writer.NOBODY, Writer.DEMO):
            raise Wrong(f"{path} holds a register that is no demo's. Give --db another file.")
        await trail_key.keep(store, trail_key.DEMO)
        yield store
    finally:
        await store.close()


async def _world(store: SqlStore, empty: bool) -> World:
    from rich.console import Console
    from rich.progress import Progress

    story = stories.load()
    clock = await load(store)
    opens = stories.opening(datetime.now(UTC), stories.organisation_of(story))
    if clock is not None:
        async with store.reading() as tx:
            opens = datetime.fromisoformat(await tx.engine.read("demo_opens") or opens.isoformat())
        world = await stories.resumed(store, story, clock, opens)
        await world.engine.beat(clock.now())
        return world
    fresh = DemoClock()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("Living through the weeks before", total=1.0)
        world = await stories.live_through(store, story, fresh, opens, empty, lambda share: progress.update(bar, completed=share))
    async with store.writing() as tx:
        await tx.engine.write("demo_opens", opens.isoformat())
    return world


def _app(chat: Chat) -> web.Application:
    """The chat and its pages. Nobody signs in here: a link says whom the browser looks as, and the chat's guard keeps other sites out."""

    async def who(request: web.Request) -> Caller | None:
        user = request.query.get("as", "")
        return caller(user) if user in chat.world.people else None

    app = build(chat)
    add_pages(app, chat, who, secrets.token_bytes(32), carried=("as",))
    return app


async def _run(chat: Chat, port: int, browser: bool) -> None:
    await save(chat)
    quote_no_requests()
    runner = web.AppRunner(_app(chat), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        try:
            await site.start()
        except OSError:
            raise Wrong(f"Port {port} is in use. Try: rollcall demo --port 0") from None
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/"
        chat.world.is_reached_at(address)
        stop = asyncio.Event()
        for one in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(one, stop.set)
        say(f"The local chat is open at {address}\nPress Ctrl-C to end it. {chat.hint}")
        if browser:
            webbrowser.open(address)
        await live(chat, stop)
    finally:
        await save(chat)
        await runner.cleanup()
