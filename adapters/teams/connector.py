"""The Bot Connector's REST calls over the shared session; every way of failing is a value (learn.microsoft.com, Bot Connector REST API).

Its answer decides: whether a call that failed may have been carried out is the difference between a message lost and one sent twice.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

import aiohttp

from adapters.asking import retry_after, start_of
from adapters.payload import NONE, map_in, object_of, text_in
from adapters.teams.pace import Pace
from adapters.teams.raw import may_take
from adapters.teams.text import Json
from adapters.teams.tokens import BOT, NoToken
from bot.ports.sender import Busy, Down, Refused, Unknown

TIMEOUT = 20.0  # seconds; shorter than a lane's lease
WAIT = 5.0  # seconds, where a busy answer says none
LARGEST = 1024 * 1024  # bytes of an answer
HOLD_ON = frozenset({412, 429})  # nothing was done; 412: two of ours met in one conversation (Bots, Rate limit: retry both)


@dataclass(frozen=True, slots=True)
class Told:
    """Yes, with what Microsoft said."""

    data: Mapping[str, Any]


Called = Told | Refused | Busy | Down | Unknown


class Tokens(Protocol):
    """Where our token comes from."""

    async def of(self, scope: str) -> str | NoToken: ...


class Connector:
    """One for all conversations. `local`: an emulator on this machine may be called, without a token."""

    def __init__(self, session: aiohttp.ClientSession, tokens: Tokens, pace: Pace, *, local: bool) -> None:
        self._session, self._tokens, self._pace, self._local = session, tokens, pace, local

    async def post(self, service: str, conversation: str, tenant: str, activity: Json, *, to: str = "", targeted: bool = False) -> Called:
        """A message; `to`: the activity it replies to. `targeted`: seen by its `recipient` alone (Teams, Targeted messages)."""
        path = f"v3/conversations/{_part(conversation)}/activities" + (f"/{_part(to)}" if to else "")
        made = activity | ({"replyToId": to} if to else {})
        return await self._paced(service, conversation, tenant, "POST", path + ("?isTargetedActivity=true" if targeted else ""), made)

    async def put(self, service: str, conversation: str, tenant: str, activity_id: str, activity: Json) -> Called:
        """The message reads so now; to ask again does no harm."""
        path = f"v3/conversations/{_part(conversation)}/activities/{_part(activity_id)}"
        return await self._paced(service, conversation, tenant, "PUT", path, activity | {"id": activity_id})

    async def open(self, service: str, tenant: str, user: str, bot: str) -> Called:
        """The conversation with somebody who has the app and may never have written (Teams, Send proactive messages)."""
        asked = {
            "bot": {"id": bot},
            "members": [{"id": user}],
            "isGroup": False,
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        return await self._paced(service, user, tenant, "POST", "v3/conversations", asked)

    async def member(self, service: str, conversation: str, tenant: str, user: str) -> Called:
        """Somebody of a conversation, with name and address."""
        path = f"v3/conversations/{_part(conversation)}/members/{_part(user)}"
        return await self._paced(service, conversation, tenant, "GET", path, None)

    async def _paced(self, service: str, conversation: str, tenant: str, method: str, path: str, body: Json | None) -> Called:
        if not may_take(service, local=self._local):
            return Down("another_service")  # nothing of ours is ever sent there
        wait = await self._pace.turn(tenant, conversation)
        if wait > 0:
            return Busy(wait)
        token = await self._tokens.of(BOT)
        if isinstance(token, NoToken):
            return Down(f"token_{token.reason}")
        return await self._call(method, f"{service.rstrip('/')}/{path}", body, {"Authorization": f"Bearer {token}"} if token else {})

    async def _call(self, method: str, url: str, body: Json | None, headers: Mapping[str, str]) -> Called:
        """Never follows a redirect: the token would go along."""
        try:
            async with self._session.request(method, url, json=body, headers=headers, allow_redirects=False) as answer:
                found = await start_of(answer, LARGEST)
                return _meant(answer.status, answer.headers, found)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, ssl.SSLError) as why:
            return Down(type(why).__name__)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as why:
            return Unknown(type(why).__name__)


def _meant(status: int, headers: Mapping[str, str], body: bytes) -> Called:
    found = object_of(body)
    data = found or NONE
    if 200 <= status < 300:
        return Told(data)
    if status in HOLD_ON:
        return Busy(retry_after(headers.get("Retry-After"), WAIT))
    if status == 503:
        return Busy(retry_after(headers["Retry-After"], WAIT)) if "Retry-After" in headers else Down("status_503")
    if status >= 500 or status == 408:
        return Unknown(f"status_{status}")
    if status == 401 or status < 400 or (body.strip() and found is None):
        return Down(f"status_{status}")  # our token, or something on the way that answers in Teams' place: nobody is out of reach by it
    return Refused(_code(data) or f"status_{status}")


def _code(data: Mapping[str, Any]) -> str:
    """The inner code says more, where there is one (Teams, Status codes: subCode)."""
    error = map_in(data, "error")
    inner = map_in(map_in(error, "innerHttpError"), "body")
    found = text_in(inner, "subCode") or text_in(error, "subCode") or text_in(error, "code") or text_in(data, "errorCode")
    return found[:60] if found.isascii() and found.isidentifier() else ""


def _part(id: str) -> str:
    """Of a path: whatever the id holds, it stays one part of it."""
    return quote(id, safe="")
