"""Socket Mode, for those without a public address (docs.slack.dev, Using Socket Mode). One process holds it: a second one would take half the events."""

import time
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

QUIET = 90.0  # seconds without a word or a ping: the connection is believed dead


class Socket:
    """`age` tells the health page how long ago Slack was heard."""

    def __init__(self, bolt: AsyncApp, app_token: str, session: aiohttp.ClientSession, api_url: str) -> None:
        web = AsyncWebClient(token=app_token, base_url=api_url, session=session, retry_handlers=[])
        self._handler = AsyncSocketModeHandler(bolt, app_token, web_client=web)
        self._handler.client.on_message_listeners.append(self._heard)
        self._last = time.monotonic()

    async def open(self) -> None:
        """Connected; reconnects by itself from now on."""
        await self._handler.connect_async()  # type: ignore[no-untyped-call]
        self._last = time.monotonic()

    async def close(self) -> None:
        """Slack sends elsewhere from now on."""
        await self._handler.close_async()  # type: ignore[no-untyped-call]

    async def _heard(self, message: Any) -> None:
        self._last = time.monotonic()

    @property
    def age(self) -> float:
        """Seconds since Slack was heard last."""
        pinged = getattr(self._handler.client, "last_ping_pong_time", None)
        since = [time.monotonic() - self._last]
        if isinstance(pinged, float):
            since.append(time.time() - pinged)  # noqa: TID251
        return max(0.0, min(since))
