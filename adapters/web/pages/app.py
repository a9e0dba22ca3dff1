"""`/pages/gaps`, its files, and what its buttons and forms do: everything through the desk, by the reader's own rights (PRODUCT §8)."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

import structlog
from aiohttp import web

from adapters.html.cards import Posts
from adapters.web.pages import guard, query, render
from adapters.web.pages.query import BadQuery, Links
from bot.actions import show_gaps
from bot.actions.show_gaps import Shown
from bot.cards import FieldKind, When
from bot.desk import Reading, T
from bot.events import Caller, Event, File, Pressed, Reply, Submitted
from bot.rules.gaps import GapLine
from bot.views import actions, gaps_table
from bot.views.gap_groups import By
from bot.views.gaps_page import Wanted

log = structlog.get_logger(__name__)
Who = Callable[[web.Request], Awaitable[Caller | None]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
STATIC = Path(__file__).parent / "static"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROOT = "/pages"
FORM = "application/x-www-form-urlencoded"
TYPED = "v."  # before the names of a form's own fields


class Door(Protocol):
    """The desk, or something around it."""

    async def handle(self, event: Event) -> Reply: ...

    async def show(self, caller: Caller, reading: Reading[T]) -> T | None: ...


class Told(Exception):
    """A page that says one kind sentence."""

    def __init__(self, status: int, title: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.title, self.sentence = status, title, sentence


NOBODY = partial(
    Told, 403, "Whose page is this?", "I can't tell who you are, so I can't show this page. Open it from the chat: /owner gaps."
)
NOT_THERE = partial(
    Told, 404, "Not here", "There is no such page, or it is about a system that is not yours to see. /owner gaps leads to yours."
)
NOT_OURS = partial(
    Told, 403, "Not sent", "That did not come from this page, or the page is from an earlier start. Nothing was changed: open it again."
)
UNREADABLE = partial(
    Told,
    400,
    "Not like this",
    "That was not sent the way this page sends it, so I can't read it. Nothing was changed: open the page again.",
)


def add_pages(app: web.Application, door: Door, who: Who, key: bytes, *, carried: tuple[str, ...] = (), address: str = "") -> None:
    """Mount the pages. `who` tells whose page a request is for, None: nobody we know. `key` makes the forms' tokens.

    `carried`: names of the query that every link takes along, where those say who it is. `address`: our public one, if another.
    """
    pages = _Pages(door, who, key, carried, address)
    mounted = web.Application(middlewares=[_kindly])
    mounted.add_routes(
        [
            web.get("/gaps", pages.gaps),
            web.get("/gaps.csv", pages.csv),
            web.get("/gaps.xlsx", pages.xlsx),
            web.post("/press", pages.press),
            web.post("/submit", pages.submit),
            web.get("/pages.css", _static("pages.css", "text/css")),
            web.get("/icon.svg", _static("icon.svg", "image/svg+xml")),
        ]
    )
    app.add_subapp(ROOT, mounted)


class _Pages:
    """One person's request at a time; keeps nothing between them."""

    def __init__(self, door: Door, who: Who, key: bytes, carried: tuple[str, ...], address: str) -> None:
        self._door, self._who, self._key, self._carried, self._address = door, who, key, carried, address

    async def gaps(self, request: web.Request) -> web.Response:
        """The diagnostic, or a part of it."""
        caller, wanted = await self._caller(request), _wanted(request)
        shown = await self._shown(caller, wanted)
        links = self._links(request, wanted)
        posts = self._posts(caller, links, links.here)
        if shown.nobody is not None:
            return _page(render.card([shown.nobody], shown.reader, posts, way_back=False))
        if shown.page is None:
            raise NOT_THERE()
        return _page(render.gaps(shown.page, wanted, shown.reader, links, posts, When(shown.reader.now, "moment")))

    async def csv(self, request: web.Request) -> web.Response:
        """The same lines as a file."""
        shown, lines = await self._lines(request)
        text = gaps_table.text(lines, shown.reader.zone)
        return _file(gaps_table.file_name(shown.reader.today, "csv"), "text/csv", text.encode())

    async def xlsx(self, request: web.Request) -> web.Response:
        """The same lines as a spreadsheet, made beside the loop: ten thousand rows take a second."""
        from adapters.xlsx import write_xlsx

        shown, lines = await self._lines(request)
        made = io.BytesIO()
        await asyncio.to_thread(write_xlsx, made, gaps_table.FIELDS, gaps_table.rows(lines, shown.reader.zone))
        return _file(gaps_table.file_name(shown.reader.today, "xlsx"), XLSX, made.getvalue())

    async def press(self, request: web.Request) -> web.StreamResponse:
        """A button. Another view of the diagnostic is an address of its own here."""
        caller, sent = await self._sent(request)
        links, action, ref = self._links(request), sent.get("action", ""), sent.get("ref", "")
        if action == actions.GAPS:
            raise web.HTTPSeeOther(_view(links, ref))
        event_id = guard.once(sent["token"], "press", action, ref, sent.get("once", ""))
        reply = await self._door.handle(Pressed(caller, action, ref, event_id=event_id))
        return await self._answer(caller, reply, self._posts(caller, links, sent.get("back", "")))

    async def submit(self, request: web.Request) -> web.StreamResponse:
        """A form: its answer, or itself again with what was typed and what is missing."""
        caller, sent = await self._sent(request)
        action, ref = sent.get("action", ""), sent.get("ref", "")
        typed = {name.removeprefix(TYPED): value for name, value in sent.items() if name.startswith(TYPED)}
        event_id = guard.once(sent["token"], action, ref, sent.get("once", ""), *(f"{name}={typed[name]}" for name in sorted(typed)))
        reply = await self._door.handle(Submitted(caller, action, ref, typed, event_id))
        posts = self._posts(caller, self._links(request), sent.get("back", ""))
        return await self._answer(caller, await self._asked_again(caller, reply, action, ref), posts, typed)

    async def _asked_again(self, caller: Caller, reply: Reply, action: str, ref: str) -> Reply:
        """Who was named is no one person: the refusal, and below it the form that the button opened."""
        if reply.problem != "not_a_person" or reply.form is not None:
            return reply
        again = await self._door.handle(Pressed(caller, action, ref))
        return Reply(card=reply.card, form=again.form, problem=reply.problem)

    async def _answer(self, caller: Caller, reply: Reply, posts: Posts, typed: Mapping[str, str] | None = None) -> web.Response:
        if reply.file is not None:
            return _text_file(reply.file)
        names = reply.form is not None and any(one.kind is FieldKind.PERSON for one in reply.form.fields)
        reader = await self._door.show(caller, partial(show_gaps.reader_of, colleagues=names))
        if reader is None:
            raise NOBODY()
        form = render.filled(reply.form, typed) if reply.form and typed else reply.form
        cards = [one for one in (reply.card or reply.update,) if one is not None]
        return _page(render.card(cards, reader, posts, form), 500 if reply.problem == "trouble" else 200)

    async def _lines(self, request: web.Request) -> tuple[Shown, tuple[GapLine, ...]]:
        shown = await self._shown(await self._caller(request), _wanted(request))
        if shown.lines is None:
            raise NOT_THERE()
        return shown, shown.lines

    async def _shown(self, caller: Caller, wanted: Wanted) -> Shown:
        shown = await self._door.show(caller, partial(show_gaps.show, wanted=wanted))
        if shown is None:
            raise NOBODY()
        return shown

    async def _caller(self, request: web.Request) -> Caller:
        caller = await self._who(request)
        if caller is None:
            raise NOBODY()
        return caller

    async def _sent(self, request: web.Request) -> tuple[Caller, dict[str, str]]:
        """What a form of ours sent, and for whom."""
        if guard.is_foreign(request, self._address):
            raise NOT_OURS()
        caller = await self._caller(request)
        sent = await _fields(request)
        if not guard.is_token(self._key, caller, sent.get("token", "")):
            raise NOT_OURS()
        return caller, sent

    def _links(self, request: web.Request, wanted: Wanted | None = None) -> Links:
        return Links(ROOT, {name: request.query[name] for name in self._carried if name in request.query}, wanted)

    def _posts(self, caller: Caller, links: Links, back: str) -> Posts:
        hidden = {"token": guard.token_of(self._key, caller), "back": back, "once": guard.nonce()}
        return Posts(links.to("press"), links.to("submit"), links.back(back), hidden)


async def _fields(request: web.Request) -> dict[str, str]:
    """As our own forms send them, and no other way."""
    if request.content_type != FORM or "Content-Encoding" in request.headers:
        raise UNREADABLE()
    try:
        sent = await request.post()
    except (ValueError, LookupError):  # no text in the charset it names, no charset of that name, too many fields
        raise UNREADABLE() from None
    return {name: value.replace("\r\n", "\n") for name, value in sent.items() if isinstance(value, str)}


def _wanted(request: web.Request) -> Wanted:
    try:
        return query.read(request.query)
    except BadQuery as why:
        raise Told(400, "Not like this", str(why)) from None


def _view(links: Links, ref: str) -> str:
    """A button that shows the diagnostic otherwise: by something, or one of it."""
    kind, _, which = ref.partition(":")
    if kind not in set(By):
        return links.gaps()
    return links.gaps(**{kind: which}) if which else links.gaps(by=kind)


@web.middleware
async def _kindly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever goes wrong is a page with a sentence, never a traceback."""
    try:
        response = await handler(request)
    except web.HTTPRedirection as elsewhere:
        response = web.Response(status=elsewhere.status, headers={"Location": elsewhere.headers["Location"]})
    except Told as told:
        response = _page(render.told(told.title, told.sentence), told.status)
    except web.HTTPRequestEntityTooLarge:
        response = _page(render.told("Too long", "That is more than a form holds. Nothing was changed: shorten it and send it again."), 413)
    except web.HTTPException as other:
        response = _page(render.told("Not here", "There is no such page. /owner gaps leads to yours."), other.status)
    except Exception:
        log.exception("page_failed")
        response = _page(
            render.told("Trouble on our side", "Something went wrong on our side; nothing was changed. Try again in a minute."), 500
        )
    response.headers.update(guard.HEADERS)
    return response


def _static(name: str, kind: str) -> Handler:
    text = (STATIC / name).read_text("utf-8")

    async def handler(request: web.Request) -> web.StreamResponse:
        return web.Response(text=text, content_type=kind)

    return handler


def _page(html: str, status: int = 200) -> web.Response:
    return web.Response(text=html, content_type="text/html", charset="utf-8", status=status)


def _text_file(file: File) -> web.Response:
    return _file(file.name, file.media_type, file.text.encode())


def _file(name: str, media_type: str, body: bytes) -> web.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    charset = "utf-8" if media_type.startswith("text/") else None
    return web.Response(body=body, content_type=media_type, charset=charset, headers=headers)
