"""Socket Mode, for those without a public address (docs.slack.dev, Using Socket Mode).

Slack spreads an app's events over all its connections: several `serve` on one database may share them, anybody else takes them away.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.payload import Payload, text_in
from adapters.slack import quiet
from adapters.slack.client import Called, Told, call, client
from adapters.slack.settings import SlackTrouble
from bot.ports.sender import Busy, Refused

log = structlog.get_logger(__name__)
QUIET = 90.0  # seconds without a word or a ping: the connection is believed dead
PING = 10.0  # seconds between pings, and between two tries to connect
TRY = 30.0  # seconds that one try to connect may take
PATIENCE = 3.0  # seconds; nobody waits for an answer longer
Answer = Callable[[Payload, Mapping[str, str | Sequence[str]]], Awaitable[BoltResponse]]


class NoTicket(Exception):
    """Slack gave no address to connect to."""


class Socket:
    """`answer`: payload and headers → what goes back with the acknowledgement; a status other than 200 leaves it unacknowledged.

    `connections`: how many this app had, ours included, when Slack last greeted us; 0: it never did.
    """

    def __init__(self, app_token: str, session: aiohttp.ClientSession, api_url: str, answer: Answer) -> None:
        self._answer = answer
        self._client = _Client(
            app_token, logger=quiet.logger("slack_socket"), web_client=client(session, api_url, app_token), ping_interval=PING
        )
        self._client.on_message_listeners.append(self._heard)
        self._client.message_listeners.append(self._took)
        self._last = time.monotonic()
        self._connecting: asyncio.Task[None] | None = None
        self._at_work: set[asyncio.Task[None]] = set()
        self._closing = False
        self.connections = 0

    async def open(self) -> None:
        """From now on connected, and again when the connection is lost. Raises SlackTrouble where Slack says no for good."""
        answer = await self._client.ticket()
        if isinstance(answer, Refused):
            raise SlackTrouble(f"Slack does not take ROLLCALL_SLACK__APP_TOKEN ({answer.reason}). rollcall doctor says more.")
        self._client.wss_uri = _address(answer)
        self._last = time.monotonic()
        self._connecting = asyncio.create_task(self._client.connect())

    async def close(self) -> None:
        """Slack sends elsewhere from now on; what it sent before is answered first."""
        self._closing = True
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=PATIENCE)
        self._client.closed = True
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):  # Slack need not answer the farewell
                await self._client.disconnect()  # type: ignore[no-untyped-call]
        await self._client.close()  # type: ignore[no-untyped-call]

    @property
    def age(self) -> float:
        """Seconds since Slack was heard last."""
        since = [time.monotonic() - self._last]
        if self._client.last_ping_pong_time is not None:
            since.append(time.time() - self._client.last_ping_pong_time)  # noqa: TID251
        return max(0.0, min(since))

    @property
    def trouble(self) -> str:
        """Why nothing would arrive now; blank: it would."""
        if not self.connections:
            return "the connection to Slack is not open yet"
        return f"nothing was heard from Slack for {self.age:.0f} seconds" if self.age > QUIET else ""

    async def _heard(self, message: aiohttp.WSMessage) -> None:
        self._last = time.monotonic()

    async def _took(self, _: AsyncBaseSocketModeClient, message: dict[str, Any], __: str | None = None) -> None:
        """Every message but `disconnect`, upon which the client connects anew."""
        if message.get("type") == "hello":
            self._greeted(message.get("num_connections"))
        elif text_in(message, "envelope_id") and not self._closing:
            task = asyncio.create_task(self._acknowledge(message))
            self._at_work.add(task)
            task.add_done_callback(self._at_work.discard)
            await task

    def _greeted(self, connections: Any) -> None:
        self.connections = connections if isinstance(connections, int) and connections > 0 else 1
        (log.warning if self.connections > 1 else log.info)("slack_socket_open", connections=self.connections)

    async def _acknowledge(self, envelope: Payload) -> None:
        """With what `answer` says. What is none of ours is acknowledged as well: it would only come again."""
        payload = envelope.get("payload")
        attempt, reason = envelope.get("retry_attempt"), text_in(envelope, "retry_reason")
        request = SocketModeRequest(
            type=text_in(envelope, "type"),
            envelope_id=text_in(envelope, "envelope_id"),
            payload=payload if isinstance(payload, dict) else {},
            retry_attempt=attempt if isinstance(attempt, int) else None,
            retry_reason=reason or None,
        )
        response = await self._answer(request.payload, build_headers(request) or {})
        if response.status in (400, 404):
            log.warning("slack_envelope_not_ours", status=response.status)
            response = BoltResponse(status=200, body="")
        try:
            await send_async_response(self._client, request, response, time.time())  # noqa: TID251
        except (OSError, aiohttp.ClientError) as error:  # the connection went; Slack sends the envelope again
            log.warning("slack_envelope_not_acknowledged", why=type(error).__name__)


class _Client(SocketModeClient):
    """The SDK's client, which tries one address for ever; ours is good for one try, so it is forgotten with it."""

    async def connect(self) -> None:
        while not self.closed:
            with suppress(TimeoutError):
                async with asyncio.timeout(TRY):
                    await super().connect()  # type: ignore[no-untyped-call]
                return
            self.wss_uri = None

    async def ticket(self) -> Called:
        """An address to connect to, good once and for a short while."""
        return await call(self.web_client, "apps.connections.open")

    async def issue_new_wss_url(self) -> str:
        answer = await self.ticket()
        found = _address(answer)
        if found is None:
            log.warning("slack_socket_refused", why=str(answer))
            await asyncio.sleep(answer.seconds if isinstance(answer, Busy) else 0)
            raise NoTicket
        return found


def _address(answer: Called) -> str | None:
    return text_in(answer.data, "url") or None if isinstance(answer, Told) else None
