"""Slack's Web API: one shared session, always POST, and what came of a call as a value.

Nothing is retried here: a dropped post may have arrived, so the outbox decides (facts of the client: docs/architecture.md, Slack).
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.asking import retry_after
from adapters.payload import text_in
from bot.ports.sender import Busy, Down, Refused, Unknown

TIMEOUT = 20  # seconds
WAIT = 30.0  # seconds, where Slack asks to wait and does not say how long


class PostClient(AsyncWebClient):
    """Every method by POST, which Slack takes everywhere, and so do servers that speak only POST."""

    async def api_call(self, api_method: str, *, http_verb: str = "POST", **given: Any) -> Any:
        """`params` go into the body, the client's name and secret of OAuth into the header (slack_sdk builds it with what aiohttp 4 drops)."""
        if (auth := given.pop("auth", None)) is not None:
            given["headers"] = {"Authorization": aiohttp.encode_basic_auth(auth["client_id"], auth["client_secret"])}
        if http_verb == "GET":
            params = given.pop("params", None) or {}
            given["data"] = {**params, **(given.get("data") or {})}
        return await super().api_call(api_method, http_verb="POST", **given)


def client(session: aiohttp.ClientSession, api_url: str, token: str | None = None) -> PostClient:
    """For one workspace, on the shared session."""
    return PostClient(token=token, base_url=api_url, session=session, timeout=TIMEOUT, retry_handlers=[], trust_env_in_session=False)


@dataclass(frozen=True, slots=True)
class Told:
    """Slack's yes, and what it said. `scopes`: of the token, None where Slack does not say (X-OAuth-Scopes)."""

    data: dict[str, Any]
    scopes: tuple[str, ...] | None = None


Called = Told | Refused | Busy | Down | Unknown
# Nobody knows what came of the call. The last two: JSON that is no object, which slack_sdk takes for one, or that is 100,000 deep.
NO_ANSWER = (TimeoutError, aiohttp.ClientError, SlackClientError, OSError, ValueError, AttributeError, RecursionError)
TROUBLE = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout", "team_added_to_org"})


async def call(slack: AsyncWebClient, method: str, **arguments: Any) -> Called:
    """One call. `Refused.reason` is Slack's own error code; `Unknown` where the call may have been carried out."""
    try:
        answer = await slack.api_call(method, json=arguments)
    except SlackApiError as error:
        return _failed(error)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, ssl.SSLError) as error:
        return Down(type(error).__name__)
    except NO_ANSWER as error:
        return Unknown(type(error).__name__)
    return Told(dict(answer.data), _scopes(answer.headers)) if isinstance(answer.data, dict) else Unknown("no_json")


def _scopes(headers: Mapping[str, Any]) -> tuple[str, ...] | None:
    given = headers.get("X-OAuth-Scopes")
    return tuple(one.strip() for one in str(given).split(",") if one.strip()) if given is not None else None


def _failed(error: SlackApiError) -> Called:
    answer = error.response
    status, data = getattr(answer, "status_code", 0), getattr(answer, "data", answer)
    if status == 429:
        return Busy(_seconds(getattr(answer, "headers", {})))
    if not isinstance(data, dict):  # a page of HTML instead of an answer: it may have been carried out
        return Unknown(f"status_{status}")
    code = text_in(data, "error")
    if code == "ratelimited":
        return Busy(_seconds(getattr(answer, "headers", {})))
    if not code or code in TROUBLE or status >= 500:
        return Unknown(f"status_{status}")
    return Refused(code)


def _seconds(headers: Any) -> float:
    given = next((value for name, value in dict(headers).items() if name.casefold() == "retry-after"), None)
    return retry_after(given[0] if isinstance(given, list) and given else given, WAIT)
