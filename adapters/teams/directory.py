"""Microsoft Graph's word on people, where it may be asked: who has this address or id, and who left (learn.microsoft.com/graph, user).

Least permission: User.Read.All, an application's, granted by an admin of the tenant.
"""

import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp

from adapters.asking import retry_after, start_of
from adapters.payload import map_in, object_of, text_in
from adapters.teams.connector import Told
from adapters.teams.inbound import entra_in
from adapters.teams.people import GUEST, said
from adapters.teams.settings import TeamsSettings
from adapters.teams.tokens import GRAPH, NoToken, Tokens
from bot.events import AccountLeft, AccountSeen, Caller
from bot.model import Platform
from bot.ports.sender import Busy, Down, Refused

FIELDS = "id,displayName,userPrincipalName,userType,accountEnabled,jobTitle,department"
LARGEST = 8 * 1024 * 1024  # bytes of an answer: a page of the delta has some hundreds of people
WAIT = 10.0  # seconds, where a busy answer says none
GONE = "Request_ResourceNotFound"  # nobody of this id or address, or somebody deleted (graph/resolve-auth-errors, Error codes)
NOT_ALLOWED = frozenset({"Authorization_RequestDenied", "status_403"})  # the application lacks the permission
ELSEWHERE = Refused("another_host")


Answer = Told | Refused | Busy | Down


class Directory:
    """Of our own tenant."""

    def __init__(self, settings: TeamsSettings, session: aiohttp.ClientSession, tokens: Tokens) -> None:
        self._base = settings.graph_url if settings.graph_url.endswith("/") else settings.graph_url + "/"
        self.tenant = settings.tenant_id
        self._session, self._tokens = session, tokens

    async def by_upn(self, upn: str) -> AccountSeen | Busy | Down | None:
        """Whoever has this address here and can be asked; None: nobody, or somebody who left."""
        word = await self._user(upn)
        return None if isinstance(word, AccountLeft) else word

    async def by_id(self, user: str) -> AccountSeen | AccountLeft | Busy | Down | None:
        """Somebody by Entra object id; whoever was there and is no more has left. None: an answer that is about nobody."""
        found = await self._user(user, AccountLeft(Caller(Platform.TEAMS, self.tenant, user)))
        return found if not isinstance(found, AccountSeen | AccountLeft) or found.caller.user == user else None

    async def _user(self, key: str, gone: AccountLeft | None = None) -> AccountSeen | AccountLeft | Busy | Down | None:
        answer = await self.get(f"{self._base}users/{quote(key, safe='@')}?$select={FIELDS}")
        match answer:
            case Told(data):
                return self.word(data)
            case Refused(reason):
                if reason in NOT_ALLOWED or reason.startswith("status_"):  # ours to mend, or no word of Graph's
                    return Down(reason)
                return gone if reason == GONE else None
            case other:
                return other

    def word(self, user: Mapping[str, Any]) -> AccountSeen | AccountLeft | None:
        """A `user` as an event; None where it is none. Never raises."""
        return word_of(user, self.tenant)

    def is_its(self, url: str) -> bool:
        """Whether an address is Graph's own: our token is sent nowhere else."""
        try:
            here, there = urlsplit(self._base), urlsplit(url)
        except ValueError:  # a bracket that opens no IPv6 address
            return False
        return (there.scheme, there.netloc) == (here.scheme, here.netloc) and there.path.startswith(here.path)

    async def get(self, url: str) -> Answer:
        """One call, which follows nothing."""
        if not self.is_its(url):
            return ELSEWHERE
        token = await self._tokens.of(GRAPH)
        if isinstance(token, NoToken):
            return Down(f"token_{token.reason}")
        try:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            async with self._session.get(url, headers=headers, allow_redirects=False) as answer:
                return _meant(answer.status, answer.headers, await start_of(answer, LARGEST))
        except (aiohttp.ClientError, ssl.SSLError, TimeoutError, OSError, ValueError) as why:
            return Down(type(why).__name__)


def word_of(user: Mapping[str, Any], tenant: str) -> AccountSeen | AccountLeft | None:
    """A `user` of Graph's as an event (graph/api/resources/user): switched off or removed is gone; a guest has no address that vouches."""
    id = entra_in(user, "id")
    if not id:
        return None
    caller = Caller(Platform.TEAMS, tenant, id)
    if "@removed" in user or user.get("accountEnabled") is False:
        return AccountLeft(caller)
    upn = said(user, "userPrincipalName")
    guest = said(user, "userType").casefold() == "guest" or GUEST in upn.upper()
    return AccountSeen(
        caller,
        said(user, "displayName") or upn or id,
        upn if "@" in upn and not guest else None,
        title=said(user, "jobTitle"),
        unit=said(user, "department"),
        guest=guest,
    )


def _meant(status: int, headers: Mapping[str, str], body: bytes) -> Answer:
    found = object_of(body)
    if status == 429 or (status == 503 and "Retry-After" in headers):
        return Busy(retry_after(headers.get("Retry-After"), WAIT))
    if found is None or status >= 500 or status == 401 or 300 <= status < 400:  # none of these is Graph's word on anybody
        return Down(f"status_{status}")
    if 200 <= status < 300:
        return Told(found)
    code = text_in(map_in(found, "error"), "code")
    return Refused(code if code.isascii() and code.replace("_", "").isalnum() else f"status_{status}")
