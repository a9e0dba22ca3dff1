"""A Slack that others wrote: npm's `emulate`, pinned in tests/emulator, and a wire to it on which a test reads what passed."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.product import npm

PASSED_ON = ("Authorization", "Content-Type", "Cookie")
PEOPLE = ("users.info", "users.lookupByEmail")


def missing() -> str:
    """Why there is no emulator on this machine; blank where there is one."""
    return npm.missing("emulate")


@asynccontextmanager
async def running(seed: Mapping[str, Any]) -> AsyncIterator[str]:
    """The emulator's address. It ends with its standard input, so with this process at the latest."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec("node", "start.mjs", cwd=npm.FOLDER, stdin=pipe, stdout=pipe)
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(json.dumps(seed).encode() + b"\n")
        await process.stdin.drain()
        address = (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()
        assert address, "the emulator did not start"
        yield address
    finally:
        process.stdin.close()
        await asyncio.wait_for(process.wait(), 10)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Web API, as it was asked and answered."""

    method: str
    given: dict[str, Any]
    answer: dict[str, Any]


class Wire:
    """Between Rollcall and the emulator. `calls`: what passed.

    `about`: what Slack says of somebody and the emulator leaves out, by user id (of everybody: "").
    """

    def __init__(self, emulator: str) -> None:
        self.emulator = emulator
        self.calls: list[Call] = []
        self.about: dict[str, dict[str, Any]] = {}

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Its address."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._pass)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as self._session, TestServer(app, host="127.0.0.1") as server:
            yield str(server.make_url("")).rstrip("/")

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        body = await request.read()
        url = self.emulator + str(request.rel_url)
        async with self._session.request(request.method, url, data=body or None, headers=headers, allow_redirects=False) as answer:
            text = await answer.text()
            if request.path.startswith("/api/"):
                text = self._noted(request, body.decode(), text)
            kept = {name: answer.headers[name] for name in ("Content-Type", "Location", "Retry-After") if name in answer.headers}
            return web.Response(status=answer.status, body=text.encode(), headers=kept)

    def _noted(self, request: web.Request, body: str, text: str) -> str:
        method = request.path.removeprefix("/api/")
        answer = json.loads(text)
        if method in PEOPLE and "user" in answer:
            answer["user"] |= self.about.get("", {}) | self.about.get(answer["user"]["id"], {})
        given = json.loads(body) if request.content_type == "application/json" else dict(parse_qsl(body))
        self.calls.append(Call(method, given, answer))
        return json.dumps(answer)

    def answered(self, method: str) -> list[Call]:
        """The calls of a method to which the emulator said yes."""
        return [one for one in self.calls if one.method == method and one.answer.get("ok")]
