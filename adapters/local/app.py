"""The local chat's server: loopback only, its own Host and Origin, a token a start, nothing from outside (issue, The local chat)."""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web

from adapters.html.cards import environment
from adapters.local import page, steps
from adapters.local.page import TEMPLATES, Entry, Talk
from adapters.local.world import World, caller
from bot import commands
from bot.actions.work import Work
from bot.cards import Card, Form
from bot.desk import Reading, T
from bot.events import Caller, Commanded, Event, Pressed, Reply, Said, Submitted
from bot.rules.cadence import calendar_of

log = structlog.get_logger(__name__)
LIMIT = 64 * 1024
PAGES = "/pages/"  # no script there that could send our header: their forms carry a token of their own
STATIC = Path(__file__).parent / "static"
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self'; style-src 'self'; script-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Chat:
    """The world, and what the page keeps beside it."""

    world: World
    hint: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    talks: dict[str, Talk] = field(default_factory=dict)
    streams: set[asyncio.Queue[tuple[str, str] | None]] = field(default_factory=set)
    moving: bool = False
    number: int = 0

    def tell(self, event: str, data: str = "{}") -> None:
        """To every open page."""
        for stream in self.streams:
            if stream.qsize() < 100:
                stream.put_nowait((event, data))

    async def handle(self, event: Event) -> Reply:
        """Through the desk; what follows from it happens at once, and every open page hears of it."""
        async with self.world.lock:
            reply = await self.world.desk.handle(event)
            await self.world.settle()
            await self.world.refresh_people()
        self.tell("changed")
        return reply

    async def show(self, caller: Caller, reading: Reading[T]) -> T | None:
        """What a page shows one person."""
        return await self.world.desk.show(caller, reading)

    def close(self) -> None:
        """The demo ends: time stops, and open pages are let go instead of waited for."""
        self.world.stopping = True
        for stream in self.streams:
            stream.put_nowait(None)

    def entry(self, user: str, **what: Any) -> Entry:
        """Something private in a conversation."""
        self.number += 1
        made = Entry(f"e{self.number}", self.world.clock.now(), **what)
        talk = self.talks.setdefault(user, Talk())
        talk.entries = [*talk.entries[-200:], made]
        return made

    def forget(self, user: str, entry: str) -> None:
        """A form that was sent or put away."""
        talk = self.talks.setdefault(user, Talk())
        talk.entries = [one for one in talk.entries if one.id != entry]


class BadRequest(Exception):
    """A 4xx with a kind sentence."""

    def __init__(self, status: int, words_: str) -> None:
        super().__init__(words_)
        self.status = status


CHAT: web.AppKey[Chat] = web.AppKey("chat", Chat)


def build(chat: Chat) -> web.Application:
    """The application; the caller binds it to the loopback."""
    app = web.Application(client_max_size=LIMIT, middlewares=[_guard])
    app[CHAT] = chat
    app.on_shutdown.append(_end)
    app.add_routes(
        [
            web.get("/", _page),
            web.get("/healthz", _health),
            web.get("/app.js", _static("app.js", "text/javascript")),
            web.get("/app.css", _static("app.css", "text/css")),
            web.get("/icon.svg", _static("icon.svg", "image/svg+xml")),
            web.get("/state", _state),
            web.get("/suggest", _suggest),
            web.get("/events", _events),
            web.post("/press", _press),
            web.post("/submit", _submit),
            web.post("/say", _say),
            web.post("/dismiss", _dismiss),
            web.post("/clock", _clock),
            web.post("/stop", _stop),
        ]
    )
    return app


async def _end(app: web.Application) -> None:
    app[CHAT].close()


@web.middleware
async def _guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Only this machine's own page may speak to us: Host, Origin, JSON, token; bad input is a sentence, never a traceback."""
    try:
        _check(request)
        response = await handler(request)
    except BadRequest as bad:
        response = web.json_response({"error": str(bad)}, status=bad.status)
    except web.HTTPException as other:
        response = web.json_response({"error": other.reason}, status=other.status)
    except Exception:
        log.exception("local_chat_failed")
        response = web.json_response({"error": "Something went wrong on our side; nothing was changed."}, status=500)
    if not response.prepared:
        for name, value in HEADERS.items():  # what is stricter already stays
            response.headers.setdefault(name, value)
    return response


def _check(request: web.Request) -> None:
    port = request.url.port
    own = {f"{name}:{port}" for name in ("localhost", "127.0.0.1", "[::1]")} | (
        {"localhost", "127.0.0.1", "[::1]"} if port == 80 else set()
    )
    local = request.transport.get_extra_info("sockname") if request.transport else None
    if local is not None and request.host not in {f"{name}:{local[1]}" for name in ("localhost", "127.0.0.1", "[::1]")}:
        raise BadRequest(403, "This page answers only to its own machine.")
    origin = request.headers.get("Origin")
    if origin is not None and origin.removeprefix("http://") not in own:
        raise BadRequest(403, "Another page may not speak for you.")
    if request.path in ("/", "/healthz", "/events") or "." in request.path or request.path.startswith(PAGES):
        return
    given = request.headers.get("X-Token", "").encode("utf-8", "surrogateescape")
    if not secrets.compare_digest(given, request.app[CHAT].token.encode()):
        raise BadRequest(403, "This page is from an earlier start. Reload it.")
    if request.method == "POST" and (request.content_type != "application/json" or "Content-Encoding" in request.headers):
        raise BadRequest(415, "JSON, please.")


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        value = json.loads(await request.text())
    except (ValueError, LookupError, RecursionError):  # no JSON, no text in the charset it names, no charset of that name
        raise BadRequest(400, "That was no JSON.") from None
    if not isinstance(value, dict):
        raise BadRequest(400, "A JSON object, please.")
    if not _is_text(json.dumps(value, ensure_ascii=False)):
        raise BadRequest(400, "Some of these characters are broken. Please type them again.")
    return value


def _is_text(text: str) -> bool:
    """Half a character (a lone surrogate) can be written in JSON and nowhere else."""
    return not any("\ud800" <= one <= "\udfff" for one in text)


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name, "")
    if not isinstance(found, str):
        raise BadRequest(400, f"{name}: text, please.")
    return found


def _user(chat: Chat, given: str) -> str:
    if not given:
        return next(iter(chat.world.people))
    if given not in chat.world.people:
        raise BadRequest(404, "I don't know this person. Reload the page.")
    return given


def _static(name: str, kind: str) -> Handler:
    async def handler(request: web.Request) -> web.StreamResponse:
        return web.Response(text=(STATIC / name).read_text("utf-8"), content_type=kind)

    return handler


async def _page(request: web.Request) -> web.StreamResponse:
    chat = request.app[CHAT]
    html = environment(TEMPLATES).get_template("page.html").render(token=chat.token, hint=chat.hint)
    return web.Response(text=html, content_type="text/html")


async def _health(request: web.Request) -> web.StreamResponse:
    return web.json_response({"ok": True})


async def _state(request: web.Request) -> web.StreamResponse:
    chat = request.app[CHAT]
    user = _user(chat, request.query.get("as", ""))
    chat.world.own = {user}
    async with chat.world.store.reading() as tx:
        work = Work(tx, chat.world.clock.now(), chat.world.organisation)
        return web.json_response(await page.state(work, user, chat.world.people, chat.talks))


async def _events(request: web.Request) -> web.StreamResponse:
    """Server-sent events: `changed` asks the page to look again, `moving` tells how far the clock is."""
    chat = request.app[CHAT]
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", **HEADERS})
    await response.prepare(request)
    stream: asyncio.Queue[tuple[str, str] | None] = asyncio.Queue()
    chat.streams.add(stream)
    try:
        with contextlib.suppress(ConnectionResetError):  # the page was closed
            await _tell_on(stream, response)
    finally:
        chat.streams.discard(stream)
    return response


async def _tell_on(stream: asyncio.Queue[tuple[str, str] | None], response: web.StreamResponse) -> None:
    while True:
        try:
            told = await asyncio.wait_for(stream.get(), 20)
        except TimeoutError:
            await response.write(b": still here\n\n")
            continue
        if told is None:
            return
        await response.write(f"event: {told[0]}\ndata: {told[1]}\n\n".encode())


async def _act(chat: Chat, user: str, event: Event) -> Reply:
    reply = await chat.handle(event)
    if reply.card is not None:
        chat.entry(user, card=_beside(reply.card, reply.form), public=reply.public)
    if reply.form is not None:
        chat.entry(user, form=reply.form)
    return reply


def _beside(card: Card, form: Form | None) -> Card:
    """The form stands below: no button is needed that opens it."""
    return replace(card, buttons=tuple(one for one in card.buttons if form is None or (one.action, one.ref) != (form.action, form.ref)))


async def _press(request: web.Request) -> web.StreamResponse:
    chat, value = request.app[CHAT], await _body(request)
    user = _user(chat, _text(value, "as"))
    reply = await _act(chat, user, Pressed(caller(user), _text(value, "action"), _text(value, "ref")))
    file = {"name": reply.file.name, "type": reply.file.media_type, "text": reply.file.text} if reply.file else None
    return web.json_response({"ok": True, "file": file})


async def _submit(request: web.Request) -> web.StreamResponse:
    chat, value = request.app[CHAT], await _body(request)
    user = _user(chat, _text(value, "as"))
    typed = value.get("values")
    if not isinstance(typed, dict) or not all(isinstance(one, str) for one in typed.values()):
        raise BadRequest(400, "values: names and texts, please.")
    chat.forget(user, _text(value, "entry"))
    await _act(chat, user, Submitted(caller(user), _text(value, "action"), _text(value, "ref"), typed))
    return web.json_response({"ok": True})


async def _say(request: web.Request) -> web.StreamResponse:
    chat, value = request.app[CHAT], await _body(request)
    user, text = _user(chat, _text(value, "as")), _text(value, "text").strip()
    if not text:
        raise BadRequest(400, "Type a word first.")
    chat.entry(user, text=text[:2000])
    is_command = text.casefold().split()[0] == "/owner"
    await _act(chat, user, Commanded(caller(user), text[len("/owner") :].strip()) if is_command else Said(caller(user), text))
    return web.json_response({"ok": True})


async def _dismiss(request: web.Request) -> web.StreamResponse:
    chat, value = request.app[CHAT], await _body(request)
    chat.forget(_user(chat, _text(value, "as")), _text(value, "entry"))
    return web.json_response({"ok": True})


async def _suggest(request: web.Request) -> web.StreamResponse:
    """Commands and systems that go on from what was typed."""
    chat = request.app[CHAT]
    typed = request.query.get("q", "")[:200].casefold()
    rest = typed.removeprefix("/owner").strip()
    async with chat.world.store.reading() as tx:
        names = sorted({one.name for one in await tx.systems.briefs()}, key=str.casefold)
    found = [{"text": f"/owner {name}", "about": "whom to ask"} for name in names if not rest or rest in name.casefold()]
    found += [
        {"text": command.split(" · ")[0].split(" [")[0].split(" <")[0], "about": about}
        for command, about in commands.HELP
        if command.startswith(typed) or not rest
    ]
    return web.json_response({"suggestions": found[:9]})


async def _clock(request: web.Request) -> web.StreamResponse:
    """Move the clock through every due moment; a year takes a while and can be stopped."""
    chat, value = request.app[CHAT], await _body(request)
    person = chat.world.people[_user(chat, _text(value, "as"))]
    target = steps.target(calendar_of(person, chat.world.organisation), _text(value, "step"), chat.world.clock.now())
    if target is None:
        raise BadRequest(400, "step: hour, morning, week, month or year.")
    if chat.moving:
        raise BadRequest(409, "Time is moving already.")
    chat.moving = True
    try:
        await _run(chat, target)
    finally:
        chat.moving = False
        chat.tell("changed")
    return web.json_response({"ok": True})


async def _run(chat: Chat, target: datetime) -> None:
    world, start, loop = chat.world, chat.world.clock.now(), asyncio.get_running_loop()
    last = loop.time()

    async def step(moment: datetime) -> None:
        nonlocal last
        if loop.time() - last > 0.2:
            last = loop.time()
            share = (moment - start) / (target - start)
            chat.tell("moving", json.dumps({"now": steps.told(moment, world.organisation.zone), "share": share}))

    world.step = step
    try:
        await world.run(target)
    finally:
        world.step = None
        await world.refresh_people()
        await save(chat)


async def everything_is_seen(chat: Chat) -> None:
    """What happened before the curtain rose is history: only what comes now counts as new."""
    async with chat.world.store.reading() as tx:
        for user, person in chat.world.people.items():
            chat.talks[user] = Talk(seen=len(await tx.messages.of_person(person.id, 100_000)))


async def save(chat: Chat) -> None:
    """The clock, and that we were alive: moving it is no outage."""
    await chat.world.engine.alive(chat.world.clock.now())
    saved = getattr(chat.world.clock, "save", None)
    if saved is not None:
        await saved(chat.world.store)


async def _stop(request: web.Request) -> web.StreamResponse:
    request.app[CHAT].world.stopping = True
    return web.json_response({"ok": True})


async def live(chat: Chat, stop: asyncio.Event) -> None:
    """Between the jumps the clock runs like the real one."""
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), 2)
        except TimeoutError:
            if not chat.moving:
                async with chat.world.lock:
                    before = await chat.world.engine.next_due()
                    await chat.world.settle()
                    await chat.world.engine.alive(chat.world.clock.now())
                if before is not None and before <= chat.world.clock.now():
                    chat.tell("changed")
