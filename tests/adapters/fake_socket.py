"""The fake Slack with Socket Mode: addresses that are good once, envelopes, and connections that end in every way (docs.slack.dev, Using Socket Mode)."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import WSMsgType, web

from tests.adapters.fake_slack import FakeSlack

LONG = 10  # seconds after which something is believed not to come


@dataclass
class FakeSocketSlack(FakeSlack):
    """`acks`: what came back, in order. `refused`: how many of the next connections are turned away. `connections`: what `hello` says.

    `held`: methods that are answered only when their event is set.
    """

    address: str = ""
    acks: list[dict[str, Any]] = field(default_factory=list)
    lines: list[web.WebSocketResponse] = field(default_factory=list)
    tickets: set[str] = field(default_factory=set)
    used: list[str] = field(default_factory=list)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    refused: int = 0
    connections: int = 1
    envelopes: int = 0
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def app(self) -> web.Application:
        """Slack's side, and the socket's."""
        made = super().app()
        made.router.add_get("/link", self._link)
        return made

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if method in self.held:
            self.waiting.append(method)
            await self._tell()
            await self.held[method].wait()
        return await super()._method(request)

    def _apps_connections_open(self, given: Mapping[str, Any]) -> dict[str, Any]:
        ticket = f"ticket-{len(self.tickets)}"
        self.tickets.add(ticket)
        return {"ok": True, "url": f"{self.address.replace('http', 'ws', 1)}/link?ticket={ticket}"}

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query["ticket"]
        again, turned_away = ticket in self.used, self.refused > 0
        self.used.append(ticket)
        if again or turned_away or ticket not in self.tickets:
            self.refused = max(0, self.refused - 1)
            await self._tell()
            return web.Response(status=408)
        line = web.WebSocketResponse()
        await line.prepare(request)
        await line.send_json({"type": "hello", "num_connections": self.connections, "connection_info": {"app_id": "A1"}})
        self.lines.append(line)
        await self._tell()
        async for message in line:
            if message.type is WSMsgType.TEXT:
                self.acks.append(json.loads(message.data))
                await self._tell()
        await self._tell()
        return line

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def until(self, enough: Any) -> None:
        """`enough()` is true; TimeoutError where it never is."""
        async with asyncio.timeout(LONG), self._changed:
            await self._changed.wait_for(enough)

    async def connected(self, number: int = 1) -> web.WebSocketResponse:
        """The newest of at least so many connections there were."""
        await self.until(lambda: len(self.lines) >= number)
        return self.lines[-1]

    async def put(self, message: Any) -> None:
        """Any message, or text, on the newest connection."""
        await self.lines[-1].send_str(message if isinstance(message, str) else json.dumps(message))

    async def send(self, kind: str, payload: Any, **more: Any) -> dict[str, Any]:
        """An envelope, and its acknowledgement."""
        self.envelopes += 1
        envelope = {"type": kind, "envelope_id": f"envelope-{self.envelopes}", "payload": payload, "accepts_response_payload": True}
        return await self.again({**envelope, **more})

    async def again(self, envelope: Mapping[str, Any]) -> dict[str, Any]:
        """The same, with an id of one's own; where the connection is lost before the acknowledgement it comes again on the next one."""
        before, line = len(self.acks), self.lines[-1]

        def acknowledged() -> dict[str, Any] | None:
            return next((one for one in self.acks[before:] if one.get("envelope_id") == envelope["envelope_id"]), None)

        await self.put(envelope)
        await self.until(lambda: acknowledged() or self.lines[-1] is not line)
        return acknowledged() or await self.again(envelope)


def payload(made: tuple[bytes, str]) -> Any:
    """What a signed request carries, as an envelope carries it."""
    body, kind = made
    if kind == "application/json":
        return json.loads(body)
    fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return json.loads(fields["payload"]) if "payload" in fields else fields
