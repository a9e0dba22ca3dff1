"""A Teams of the tests' own: the Bot Connector with its keys and tokens, people with and without the app, Graph, and a network that fails."""

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

APP, TENANT = "6f1c2f0a-0000-4000-8000-00000000000a", "6f1c2f0a-0000-4000-8000-000000000001"
SECRET = "an app secret for tests"
BOT = f"28:{APP}"
ISSUER = "https://api.botframework.com"
KID = "the connector's key"


@lru_cache(maxsize=8)
def key(kid: str = KID) -> RSAPrivateKey:
    """A key by its name; making one takes a tenth of a second."""
    return generate_private_key(65537, 2048)


def jwk(kid: str, *channels: str) -> dict[str, Any]:
    """As the Connector publishes it."""
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key(kid).public_key()))
    return {**public, "kid": kid, "use": "sig", "endorsements": list(channels or ("msteams",))}


def person_id(number: int) -> str:
    """An Entra object id."""
    return f"6f1c2f0a-0000-4000-8000-{number:012d}"


@dataclass
class FakeTeams:
    """`calls`: (method and path, body) in the order of arrival. `fails`: what the next calls whose path holds this word get instead.

    `members`: everybody by Entra id. `installed`: who has the app. `messages`: what stands in a conversation, newest last.
    """

    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    installed: set[str] = field(default_factory=set)
    messages: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    calls: list[tuple[str, Any]] = field(default_factory=list)
    authorized: list[str] = field(default_factory=list)
    fails: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    busy: dict[str, int] = field(default_factory=dict)  # conversation → seconds that Teams asks to wait
    keys: list[dict[str, Any]] = field(default_factory=lambda: [jwk(KID)])
    graph: dict[str, dict[str, Any]] = field(default_factory=dict)  # users by id
    pages: list[dict[str, Any]] = field(default_factory=list)  # of the delta
    roles: tuple[str, ...] = ("User.Read.All",)  # of the token for Graph
    logins: list[dict[str, Any]] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    down: bool = False  # the Connector answers nobody
    address: str = ""
    number: int = 0

    @property
    def service(self) -> str:
        """Where the Connector is."""
        return f"{self.address}/teams/"

    def person(self, id: str, name: str, upn: str, *, app: bool = True, **more: Any) -> None:
        """Somebody of the tenant."""
        given, _, family = name.partition(" ")
        plain = {"id": f"29:{id}", "name": name, "givenName": given, "surname": family, "email": f"mail.{upn}", "userPrincipalName": upn}
        self.members[id] = {**plain, "aadObjectId": id, "tenantId": TENANT, "userRole": "user", **more}
        if app:
            self.installed.add(id)

    def app(self) -> web.Application:
        """Microsoft's side."""
        made = web.Application()
        made.add_routes(
            [
                web.get("/openid", self._openid),
                web.put("/drive/{name}", self._drive),
                web.get("/keys", self._jwks),
                web.get("/{tenant}/v2.0/.well-known/openid-configuration", self._login),
                web.post("/{tenant}/oauth2/v2.0/token", self._token),
                web.get("/graph/users/delta", self._delta),
                web.get("/graph/users/{key}", self._user),
                web.post("/teams/v3/conversations", self._open),
                web.route("*", "/teams/v3/conversations/{id}/{what:.*}", self._conversation),
            ]
        )
        return made

    def forgets(self) -> None:
        """What was sent so far."""
        for kept in (self.calls, self.authorized, self.messages):
            kept.clear()

    def sent(self, path: str) -> list[Any]:
        """The bodies of every call whose method and path hold this."""
        return [body for where, body in self.calls if path in where]

    async def _drive(self, request: web.Request) -> web.StreamResponse:
        self.calls.append((f"PUT {request.path}", await request.read()))
        self.authorized.append(request.headers.get("Authorization", ""))
        return await self._failing("drive", lambda: web.json_response({}, status=201))

    async def _openid(self, request: web.Request) -> web.StreamResponse:
        return await self._failing("openid", lambda: web.json_response({"issuer": ISSUER, "jwks_uri": f"{self.address}/keys"}))

    async def _jwks(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(("GET /keys", None))
        return await self._failing("keys", lambda: web.json_response({"keys": self.keys}))

    async def _login(self, request: web.Request) -> web.StreamResponse:
        base = f"{self.address.replace('http:', 'https:')}/{request.match_info['tenant']}"  # msal takes no other
        made = {"issuer": f"{base}/v2.0", "token_endpoint": f"{base}/oauth2/v2.0/token", "authorization_endpoint": f"{base}/authorize"}
        return await self._failing("login", lambda: web.json_response(made))

    async def _token(self, request: web.Request) -> web.StreamResponse:
        given = dict(await request.post())
        self.logins.append(given)
        if given.get("client_secret") != SECRET and "client_assertion" not in given:
            return web.json_response({"error": "invalid_client", "error_codes": [7000215]}, status=401)
        graph = "graph" in str(given.get("scope"))
        token = (
            jwt.encode({"roles": list(self.roles)}, "a key of nobody's, thirty-two bytes long") if graph else f"token {len(self.logins)}"
        )
        made = {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
        return await self._failing("token", lambda: web.json_response(made))

    async def _user(self, request: web.Request) -> web.StreamResponse:
        wanted = request.match_info["key"].casefold()
        found = next((one for one in self.graph.values() if wanted in (one["id"], one["userPrincipalName"].casefold())), None)
        none = {"error": {"code": "Request_ResourceNotFound"}}
        return await self._failing("graph", lambda: web.json_response(found or none, status=200 if found else 404))

    async def _delta(self, request: web.Request) -> web.StreamResponse:
        self.calls.append(("GET /graph/users/delta", dict(request.query)))
        nothing = {"value": [], "@odata.deltaLink": f"{self.address}/graph/users/delta?$deltatoken=later"}
        return await self._failing("delta", lambda: web.json_response(self.pages.pop(0) if self.pages else nothing))

    async def _open(self, request: web.Request) -> web.StreamResponse:
        given = await self._given(request)
        user = given["members"][0]["id"]
        if user not in self.installed:
            return self._error(403, "ForbiddenOperationException")
        return await self._failing("open", lambda: web.json_response({"id": f"a:{user}"}, status=201))

    async def _conversation(self, request: web.Request) -> web.StreamResponse:
        id, (what, _, one) = request.match_info["id"], request.match_info["what"].partition("/")
        given = await self._given(request)
        if self.down:
            return self._error(503, "ServiceUnavailable")
        if id in self.busy:
            return web.json_response({"error": {"code": "Throttled"}}, status=429, headers={"Retry-After": str(self.busy[id])})
        if what == "members":
            found = next((member for key, member in self.members.items() if one in (key, member["id"])), None)
            wrong = self._error(404, "MemberNotFoundInConversation")
            return await self._failing("member", lambda: web.json_response(found) if found else wrong)
        if id.startswith("a:") and id.removeprefix("a:") not in self.installed:
            return self._error(403, "BotNotInConversationRoster")
        if request.method == "PUT":
            return await self._failing("update", lambda: self._changed(id, one, given))
        return await self._failing(
            f"post {id}" if self.fails[f"post {id}"] else "post",
            lambda: self._posted(id, given | {"targeted": request.query.get("isTargetedActivity") == "true"}),
        )

    async def _given(self, request: web.Request) -> Any:
        given = await request.json() if request.can_read_body else None
        self.calls.append((f"{request.method} {request.path}", given))
        self.authorized.append(request.headers.get("Authorization", ""))
        return given

    def _posted(self, conversation: str, activity: Mapping[str, Any]) -> web.StreamResponse:
        self.number += 1
        self.messages[conversation].append({**activity, "id": f"m{self.number}"})
        return web.json_response({"id": f"m{self.number}"}, status=201)

    def _changed(self, conversation: str, one: str, activity: Mapping[str, Any]) -> web.StreamResponse:
        for at, message in enumerate(self.messages[conversation]):
            if message["id"] == one:
                self.messages[conversation][at] = {**activity, "id": one}
                return web.json_response({"id": one})
        return self._error(404, "ActivityNotFoundInConversation")

    def _error(self, status: int, code: str) -> web.StreamResponse:
        return web.json_response({"error": {"code": code, "message": "not shown to anybody"}}, status=status)

    async def _failing(self, what: str, answer: Any) -> web.StreamResponse:
        """The answer, or what the test said: a status, `status:code`, `status~seconds`, html, html:status, cut, cut:after, slow, odd:body."""
        failure = self.fails[what].pop(0) if self.fails[what] else ""
        if not failure:
            made: web.StreamResponse = answer()
            return made
        if failure.startswith("html"):
            return web.Response(status=int(failure[5:] or 502), text="<html>a proxy's</html>", content_type="text/html")
        if failure.startswith("odd:"):
            return web.Response(text=failure.removeprefix("odd:"), content_type="application/json")
        if failure[:3].isdigit():
            status, code, seconds = int(failure[:3]), failure[4:] if failure[3:4] == ":" else "", failure[4:] if failure[3:4] == "~" else ""
            headers = {"Retry-After": seconds} if seconds else {}
            return web.json_response({"error": {"code": code}} if code else {}, status=status, headers=headers)
        if failure.endswith(":after"):
            answer()
        if failure.startswith("slow"):
            await self.released.wait()
            return web.json_response({})
        return _Cut()


class _Cut(web.Response):
    """The connection ends before an answer."""

    async def prepare(self, request: web.BaseRequest) -> Any:
        if request.transport is not None:
            request.transport.abort()
        return await super().prepare(request)


def token(service: str, *, kid: str = KID, signed_by: str = "", algorithm: str = "RS256", **claims: Any) -> str:
    """As the Connector signs; a claim that is None is left out."""
    now = int(time.time())  # noqa: TID251
    said = {"iss": ISSUER, "aud": APP, "serviceurl": service, "nbf": now - 60, "exp": now + 3600} | claims
    said = {name: value for name, value in said.items() if value is not None}
    if algorithm != "RS256":
        return jwt.encode(
            said, "a secret of thirty-two characters" if algorithm != "none" else "", algorithm=algorithm, headers={"kid": kid}
        )
    return jwt.encode(said, key(signed_by or kid), algorithm="RS256", headers={"kid": kid})


def activity(kind: str, user: str, service: str, **more: Any) -> dict[str, Any]:
    """An activity in Teams' shape, from somebody's own chat with us."""
    made: dict[str, Any] = {
        "type": kind,
        "id": f"1732600000{abs(hash((kind, user, json.dumps(more, sort_keys=True, default=str)))) % 10**6:06d}",
        "timestamp": "2026-11-27T09:00:00.000Z",
        "localTimestamp": "2026-11-27T10:00:00.000+01:00",
        "localTimezone": "Europe/Berlin",
        "serviceUrl": service,
        "channelId": "msteams",
        "from": {"id": f"29:{user}", "name": "Somebody", "aadObjectId": user},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": f"a:{user}"},
        "recipient": {"id": BOT, "name": "Rollcall"},
        "entities": [{"locale": "en-GB", "country": "DE", "platform": "Web", "timezone": "Europe/Berlin", "type": "clientInfo"}],
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "en-GB",
    }
    return made | more


def message(user: str, text: str, service: str, **more: Any) -> dict[str, Any]:
    """Somebody writes to us."""
    return activity("message", user, service, text=text, textFormat="plain", **more)


def pressed(user: str, data: Mapping[str, Any], verb: str, on: str, service: str, **more: Any) -> dict[str, Any]:
    """An Action.Execute of a card."""
    value = {"action": {"type": "Action.Execute", "title": "", "verb": verb, "data": data}, "trigger": "manual"}
    return activity("invoke", user, service, name="adaptiveCard/action", value=value, replyToId=on, **more)


def channel(user: str, text: str, service: str, **more: Any) -> dict[str, Any]:
    """Somebody mentions us in a channel."""
    mention = {"type": "mention", "text": "<at>Rollcall</at>", "mentioned": {"id": BOT, "name": "Rollcall"}}
    where = {"isGroup": True, "conversationType": "channel", "tenantId": TENANT, "id": "19:general@thread.tacv2;messageid=1"}
    return message(user, f"<at>Rollcall</at> {text}", service, conversation=where, entities=[mention], **more)
