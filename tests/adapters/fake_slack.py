"""A Slack of the tests' own: the Web API methods we call, people who leave, and a network that fails in every way we know of."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

SECRET = "a signing secret for tests"
TEAM = "T0ACME"
CLIENT_ID, CLIENT_SECRET = "1.2", "a client secret for tests"


@dataclass
class FakeSlack:
    """`calls`: (method, arguments) in the order of arrival. `fails`: what the next calls of a method get instead of an answer, "" for one; what was cut or is slow was carried out `:after`.

    `codes`: what OAuth gives for a code, once. `authorized`: each call's Authorization header, in the same order as `calls`.
    """

    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    authorized: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    fails: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    views: list[dict[str, Any]] = field(default_factory=list)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)
    urls: list[dict[str, Any]] = field(default_factory=list)
    busy: dict[str, int] = field(default_factory=dict)  # token → seconds that its workspace asks to wait, whatever is called
    released: asyncio.Event = field(default_factory=asyncio.Event)  # whatever is slow is answered then
    revoked: set[str] = field(default_factory=set)  # tokens that are no good any more
    refuses: dict[str, str] = field(default_factory=dict)  # conversation → the error of every post to it
    down: bool = False  # it answers nobody
    number: int = 0
    granted: str = ""  # of the bot's token, as the header X-OAuth-Scopes tells them
    groups: dict[str, str] = field(default_factory=dict)  # id to handle

    def person(self, id: str, name: str, email: str, **more: Any) -> None:
        """Somebody with an account."""
        profile = {"real_name": name, "email": email}
        plain = {"id": id, "team_id": TEAM, "name": name.split()[0].lower(), "deleted": False, "tz": "Europe/Berlin", "is_bot": False}
        self.users[id] = {**plain, "is_email_confirmed": True, "profile": profile, **more}

    def app(self) -> web.Application:
        """Slack's side."""
        made = web.Application()
        made.add_routes([web.post("/api/{method}", self._method), web.post("/respond/{id:.*}", self._respond)])
        return made

    def forgets(self) -> None:
        """What was sent so far."""
        for kept in (self.calls, self.views, self.urls, self.messages, self.homes):
            kept.clear()

    def sent(self, method: str) -> list[dict[str, Any]]:
        """The arguments of every call of a method."""
        return [arguments for name, arguments in self.calls if name == method]

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        self.urls.append(await request.json())
        return web.json_response({"ok": True})

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        given = await request.json() if request.content_type == "application/json" else dict(await request.post())
        self.calls.append((method, given))
        self.authorized.append(request.headers.get("Authorization", ""))
        if self.down:
            return web.json_response({"ok": False, "error": "service_unavailable"}, status=503)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token in self.revoked:
            return web.json_response({"ok": False, "error": "account_inactive"})
        wait = self.busy.get(token)
        if wait is not None:
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": str(wait)})
        failure = self.fails[method].pop(0) if self.fails[method] else ""
        match failure.partition(":"):
            case ("429", _, seconds):
                return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": seconds})
            case ("html", _, _):
                return web.Response(status=502, text="<html>Bad gateway</html>", content_type="text/html")
            case ("odd", _, body):
                return web.Response(text=body, content_type="application/json")
            case ("cut" | "slow" as how, _, when):
                if when == "after":
                    self._answer(method, given)
                if how == "slow":
                    await self.released.wait()
                if request.transport is not None:
                    request.transport.close()
                return web.Response()
            case ("", _, _):
                return web.json_response(self._answer(method, given), headers=self._scopes())
            case (code, _, _):
                return web.json_response({"ok": False, "error": code})

    def _scopes(self) -> dict[str, str]:
        return {"X-OAuth-Scopes": self.granted} if self.granted else {}

    def _answer(self, method: str, given: Mapping[str, Any]) -> dict[str, Any]:
        made = getattr(self, "_" + method.replace(".", "_"), None)
        return made(given) if made else {"ok": False, "error": "unknown_method"}

    def _auth_test(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"ok": True, "team_id": TEAM, "team": "Acme", "user_id": "U0BOT", "bot_id": "B0BOT"}

    def _oauth_v2_access(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """reference/methods/oauth.v2.access: the client's name and secret come in the header, a code is good once."""
        if self.authorized[-1] != "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode():
            return {"ok": False, "error": "invalid_client_id"}
        return self.codes.pop(str(given.get("code")), {"ok": False, "error": "invalid_code"})

    def _users_info(self, given: Mapping[str, Any]) -> dict[str, Any]:
        user = self.users.get(str(given.get("user")))
        return {"ok": True, "user": user} if user else {"ok": False, "error": "user_not_found"}

    def _users_lookupByEmail(self, given: Mapping[str, Any]) -> dict[str, Any]:
        user = next((one for one in self.users.values() if one["profile"]["email"] == given.get("email")), None)
        return {"ok": True, "user": user} if user else {"ok": False, "error": "users_not_found"}

    def _usergroups_list(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """reference/methods/usergroups.list"""
        if "usergroups:read" not in self.granted:
            return {"ok": False, "error": "missing_scope"}
        return {"ok": True, "usergroups": [{"id": id, "handle": handle} for id, handle in self.groups.items()]}

    def _conversations_open(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"ok": True, "channel": {"id": "D" + str(given["users"])[1:]}}

    def _chat_postMessage(self, given: Mapping[str, Any]) -> dict[str, Any]:
        if given["channel"] in self.refuses:
            return {"ok": False, "error": self.refuses[given["channel"]]}
        self.number += 1
        ts = f"1700000000.{self.number:06}"
        self.messages[given["channel"]].append({**given, "ts": ts})
        return {"ok": True, "ts": ts, "channel": given["channel"]}

    def _chat_postEphemeral(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"ok": True, "message_ts": "1"}

    def _chat_update(self, given: Mapping[str, Any]) -> dict[str, Any]:
        for one in self.messages[given["channel"]]:
            if one["ts"] == given["ts"]:
                one.update(given)
                return {"ok": True, "ts": given["ts"], "channel": given["channel"]}
        return {"ok": False, "error": "message_not_found"}

    def _conversations_history(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"ok": True, "messages": list(reversed(self.messages[given["channel"]]))[: int(given.get("limit", 100))]}

    def _views_open(self, given: Mapping[str, Any]) -> dict[str, Any]:
        self.views.append(given["view"])
        return {"ok": True, "view": {"id": f"V{len(self.views)}"}}

    def _views_update(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return self._views_open(given)

    def _views_publish(self, given: Mapping[str, Any]) -> dict[str, Any]:
        self.homes[given["user_id"]] = given["view"]
        return {"ok": True}


def granted(token: str, user: str, **more: Any) -> dict[str, Any]:
    """What OAuth gives for a code: the bot's token, whose it is, and who said yes."""
    return {
        "ok": True, "app_id": "A1", "access_token": token, "token_type": "bot", "scope": "commands,chat:write,im:write",
        "bot_user_id": "U0BOT", "team": {"id": TEAM, "name": "Acme"}, "enterprise": None, "is_enterprise_install": False,
        "authed_user": {"id": user}, **more,
    }  # fmt: skip


def signed(body: bytes, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """Slack's two headers for this body."""
    stamp = str(int(time.time() if at is None else at))  # noqa: TID251
    mac = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac}"}


def command(
    user: str, text: str, trigger: str = "1.1", url: str = "", team: str = TEAM, enterprise: str = "", whole: bool = False
) -> tuple[bytes, str]:
    """A slash command's body and content type; `whole`: the organisation installed us as a whole."""
    fields = {
        "token": "x", "team_id": team, "team_domain": "acme", "channel_id": "C1", "channel_name": "general", "user_id": user,
        "user_name": "x", "command": "/owner", "text": text, "api_app_id": "A1", "is_enterprise_install": str(whole).lower(),
        "response_url": url, "trigger_id": trigger, **({"enterprise_id": enterprise, "enterprise_name": "x"} if enterprise else {}),
    }  # fmt: skip
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def interaction(payload: Mapping[str, Any]) -> tuple[bytes, str]:
    """A click, a form, a shortcut."""
    return urlencode({"payload": json.dumps(payload)}).encode(), "application/x-www-form-urlencoded"


def event(inner: Mapping[str, Any], event_id: str = "Ev1", team: str = TEAM) -> tuple[bytes, str]:
    """An event of the Events API."""
    outer = {
        "token": "x", "team_id": team, "api_app_id": "A1", "event": inner, "type": "event_callback", "event_id": event_id,
        "event_time": 1700000000, "authorizations": [{"enterprise_id": None, "team_id": team, "user_id": "U0BOT", "is_bot": True}],
    }  # fmt: skip
    return json.dumps(outer).encode(), "application/json"


def press(
    user: str, element: Mapping[str, Any], message: Mapping[str, Any] | None, channel: str = "", team: str = TEAM, **more: Any
) -> tuple[bytes, str]:
    """A block_actions payload for an element of a message."""
    action = {"action_ts": "1700000001.0001", "type": "button", **element, "block_id": "b"}
    plain = {
        "type": "block_actions", "user": {"id": user, "team_id": team}, "team": {"id": team, "domain": "acme"}, "api_app_id": "A1",
        "trigger_id": "2.2", "actions": [action],
    }  # fmt: skip
    if message is not None:
        plain |= {
            "channel": {"id": channel}, "message": dict(message), "response_url": "",
            "container": {"type": "message", "message_ts": message["ts"], "channel_id": channel, "is_ephemeral": False},
        }  # fmt: skip
    return interaction(plain | more)


def submission(user: str, view: Mapping[str, Any], values: Mapping[str, Mapping[str, Any]], trigger: str = "3.3") -> tuple[bytes, str]:
    """A view_submission; `values`: field → its state."""
    state = {f"{name}#1": {"x": dict(value)} for name, value in values.items()}
    made = {**view, "id": "V1", "state": {"values": state}}
    return interaction(
        {
            "type": "view_submission",
            "user": {"id": user, "team_id": TEAM},
            "team": {"id": TEAM, "domain": "acme"},
            "trigger_id": trigger,
            "view": made,
        }
    )


def sends(user: str, view: Mapping[str, Any], typed: Mapping[str, str], trigger: str = "3.3", team: str = TEAM) -> tuple[bytes, str]:
    """A view_submission of a window as Slack showed it: what stood in its fields, and what was typed there, by field name."""
    return interaction(
        {
            "type": "view_submission",
            "user": {"id": user, "team_id": team},
            "team": {"id": team, "domain": "acme"},
            "trigger_id": trigger,
            "view": {**view, "state": {"values": filled(view, typed)}},
        }
    )


def filled(view: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, Any]:
    """`state.values`. Fails where Slack would not send the form: an unknown field, or a required one that is empty."""
    inputs = {one["block_id"]: one for one in view["blocks"] if one["type"] == "input"}
    given = {f"{name}#1": value for name, value in typed.items()}
    assert set(given) <= set(inputs), f"no field {set(given) - set(inputs)} in {sorted(inputs)}"
    values: dict[str, Any] = {}
    for key, one in inputs.items():
        text = given.get(key, initial(one["element"]))
        assert text or one.get("optional"), f"{key} is required"
        values[key] = {one["element"]["action_id"]: _state(one["element"], text)}
    return values


def initial(element: Mapping[str, Any]) -> str:
    """What stands in an input before anybody types."""
    options = element.get("initial_options") or [element.get("initial_option") or {}]
    found = (element.get("initial_value"), element.get("initial_user"), element.get("initial_date"), options[0].get("value"))
    return next((str(one) for one in found if one), "")


def _state(element: Mapping[str, Any], text: str) -> dict[str, Any]:
    kind = element["type"]
    offered = [one["value"] for one in element.get("options", ())]
    assert not text or not offered or text in offered, f"{text} is none of {offered}"
    chosen = {"value": text} if text else None
    match kind:
        case "users_select":
            return {"type": kind, "selected_user": text or None}
        case "datepicker":
            return {"type": kind, "selected_date": text or None}
        case "checkboxes":
            return {"type": kind, "selected_options": [chosen] if chosen else []}
        case "static_select" | "external_select":
            return {"type": kind, "selected_option": chosen}
        case _:
            return {"type": kind, "value": text or None}


def buttons(shown: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every button of a message or view, by its label."""
    found: dict[str, dict[str, Any]] = {}
    for block in shown["blocks"]:
        for one in [*block.get("elements", []), block.get("accessory") or {}]:
            if isinstance(one, dict) and one.get("type") == "button":
                found[one["text"]["text"]] = one
    return found


def words(shown: Any) -> str:
    """Every text of a message or view, as it is read."""
    if isinstance(shown, list):
        return "".join(map(words, shown))
    if not isinstance(shown, dict):
        return ""
    text = shown.get("text")
    return text if isinstance(text, str) else "".join(words(one) for one in shown.values())
