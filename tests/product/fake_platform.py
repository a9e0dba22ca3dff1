"""A chat platform over HTTP: it keeps what it accepts, and sometimes the connection breaks after it has accepted."""

import random
from typing import Any

import aiohttp
from aiohttp import web

from bot.cards import Card
from bot.cards_json import card_to_json
from bot.events import AccountSeen
from bot.model import Account, Platform
from bot.ports.sender import Busy, Down, Outcome, Sent, Unknown


class FakePlatform:
    """The server's side. `accepted`: (user, key) in the order of arrival."""

    def __init__(self, drops: float = 0.0, seed: int = 1) -> None:
        self.accepted: list[tuple[str, str]] = []
        self.drops = drops
        self.dice = random.Random(seed)

    def app(self) -> web.Application:
        """Its two methods."""
        app = web.Application()
        app.add_routes([web.post("/send", self._send), web.get("/find", self._find)])
        return app

    async def _send(self, request: web.Request) -> web.StreamResponse:
        value: dict[str, Any] = await request.json()
        roll = self.dice.random()
        if roll < self.drops / 2:
            return web.Response(status=429, headers={"Retry-After": "0.05"})
        self.accepted.append((value["user"], value["key"]))
        if roll > 1 - self.drops and request.transport is not None:
            request.transport.close()
        return web.json_response({"ok": True})

    async def _find(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"found": any(key == request.query["key"] for _, key in self.accepted)})


class HttpSender:
    """Our side of it."""

    platform = Platform.LOCAL
    finds = True

    def __init__(self, url: str) -> None:
        self.url = url

    async def send(self, account: Account, card: Card, key: str) -> Outcome:
        """Accepted, not now, or nobody knows."""
        body = {"user": account.user, "key": key, "card": card_to_json(card)}
        try:
            async with aiohttp.ClientSession() as session, session.post(f"{self.url}/send", json=body) as answer:
                return Busy(float(answer.headers["Retry-After"])) if answer.status == 429 else Sent(key)
        except aiohttp.ClientConnectorError as why:
            return Down(str(why))
        except (aiohttp.ClientError, TimeoutError) as why:
            return Unknown(type(why).__name__)

    async def update(self, account: Account, ref: str, card: Card) -> Outcome:
        """Always fine."""
        return Sent(ref)

    async def find(self, account: Account, key: str) -> Outcome | None:
        """Whether it arrived."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/find", params={"key": key}) as answer:
            return Sent(key) if (await answer.json())["found"] else None

    async def look_up(self, email: str) -> AccountSeen | None:
        """Nobody is found by an address here."""
        return None
