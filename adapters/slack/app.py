"""Slack in our own web application: the raw check, Bolt's dispatch, OAuth and Socket Mode (docs.slack.dev/tools/bolt-python)."""

import logging
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from pydantic import SecretStr
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse

from adapters.admins import Admins
from adapters.incoming import Rejected, read
from adapters.payload import Payload, map_in, text_in
from adapters.slack import inbound, quiet, raw
from adapters.slack.client import TIMEOUT, Told, call, client
from adapters.slack.front import Front
from adapters.slack.installations import Installations
from adapters.slack.oauth import add_oauth
from adapters.slack.outbound import SlackSender
from adapters.slack.routing import routed
from adapters.slack.settings import SlackSettings, SlackTrouble
from adapters.slack.socket import Socket
from adapters.slack.welcome import Welcome
from adapters.vault import Vault
from bot.desk import Desk
from bot.model import Organisation
from bot.ports.clock import Clock
from bot.ports.sender import Busy, Down, Unknown
from bot.ports.store import Store
from bot.trouble import told

log = structlog.get_logger(__name__)
EVENTS = "/slack/events"
RETRY = "x-slack-retry-num"
ANY = re.compile(r".*", re.DOTALL)
SENT = "rollcall_sent"  # in a request's context: the payload, of which Bolt sees only what it goes by
Answer = Callable[..., Awaitable[Any]]
Listener = Callable[[Answer, Payload, AsyncBoltRequest], Awaitable[BoltResponse | None]]


@dataclass
class Slack:
    """Everything of Slack's, put together."""

    settings: SlackSettings
    installations: Installations
    sender: SlackSender
    front: Front
    welcome: Welcome
    bolt: AsyncApp
    socket: Socket | None

    def mount(self, app: web.Application, store: Store, clock: Clock, public_url: str | None) -> None:
        """Slack's routes; without a signing secret only Socket Mode comes in."""
        if self.settings.signing_secret is not None:
            app.router.add_post(EVENTS, self.receive)
        if self.settings.installs:
            add_oauth(app, self.settings, self.installations, self.welcome, store, clock, public_url, self.sender.session)

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Every command, click, form, option, shortcut and event."""
        secret = self.settings.signing_secret
        body = await read(request)
        found = body if isinstance(body, Rejected) else raw.check(_shown(secret), request.headers, body, time.time())  # noqa: TID251
        if isinstance(found, Rejected):
            log.warning("slack_request_refused", why=found.why)
            return web.Response(status=found.status, text=found.why)
        retry = request.headers.get(RETRY)
        return _as_aiohttps(await dispatch(self.bolt, found, {RETRY: retry} if retry else {}))


def _shown(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret is not None else ""


def _as_aiohttps(response: BoltResponse) -> web.Response:
    """Bolt's answer; ours has no cookies, and its body is bytes, which aiohttp sends as they are."""
    return web.Response(status=response.status, body=response.body.encode(), headers=response.first_headers())


async def dispatch(bolt: AsyncApp, payload: Payload, headers: Mapping[str, str | Sequence[str]]) -> BoltResponse:
    """Through Bolt, as if it had come over a socket. 400: none of Slack's. 500: trouble of ours, which is in the log, and Slack tries again."""
    known = routed(payload)
    if known is None:
        log.warning("slack_payload_not_routed", keys=len(payload))
        return BoltResponse(status=400, body="not_slacks")
    if "challenge" in known or "ssl_check" in known:  # Slack asks whether we are there (apis/events-api, url_verification)
        return BoltResponse(status=200, body={"challenge": known["challenge"]} if "challenge" in known else "")
    try:
        return await bolt.async_dispatch(AsyncBoltRequest(body=known, headers=dict(headers), context={SENT: payload}, mode="socket_mode"))
    except Exception as error:
        told("slack_dispatch_failed", error)
        return BoltResponse(status=500, body="")


@asynccontextmanager
async def opened(
    settings: SlackSettings,
    store: Store,
    desk: Desk,
    organisation: Organisation,
    clock: Clock,
    vault: Vault,
    nudge: Callable[[], Awaitable[object]],
) -> AsyncIterator[Slack]:
    """Slack, ready to be mounted; its session and what it began are closed at the end. Raises SlackTrouble."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT, connect=5)
    async with aiohttp.ClientSession(timeout=timeout, auto_decompress=True) as session:
        installations = Installations(store, clock, organisation, vault, time.monotonic, settings.teams)
        sender = SlackSender(store, desk, installations, session, settings.api_url, time.monotonic, organisation.zone)
        front = Front(store, desk, sender, installations, nudge)
        welcome = Welcome(store, desk, sender, front, Admins(store, desk, sender, organisation.admins))
        if settings.bot_token is not None:
            await _adopt(settings.bot_token.get_secret_value(), settings, installations, session)
        bolt = bolt_app(settings, installations, sender, front)
        token = settings.app_token.get_secret_value() if settings.app_token else ""
        socket = Socket(token, session, settings.api_url, partial(dispatch, bolt)) if token else None
        try:
            yield Slack(settings, installations, sender, front, welcome, bolt, socket)
        finally:
            if socket is not None:
                await socket.close()
            await front.afterwards.end()


async def _adopt(token: str, settings: SlackSettings, installations: Installations, session: aiohttp.ClientSession) -> None:
    """The one workspace whose token stands in the settings. While Slack is down, what is known of it from before will do."""
    answer = await call(client(session, settings.api_url, token), "auth.test")
    if isinstance(answer, Down | Busy | Unknown) and await installations.has(token):
        log.warning("slack_down_at_start", why=type(answer).__name__)
        return
    if not isinstance(answer, Told):
        raise SlackTrouble(f"Slack does not take ROLLCALL_SLACK__BOT_TOKEN ({answer}). rollcall doctor says more.")
    team, name = str(answer.data.get("team_id", "")), str(answer.data.get("team", ""))
    if not installations.is_allowed(team, answer.data.get("enterprise_id")):
        raise SlackTrouble(
            f"ROLLCALL_SLACK__BOT_TOKEN is for the workspace {name} ({team}), which ROLLCALL_SLACK__ALLOWED_TEAMS leaves out."
        )
    await installations.adopt(team, name, token, str(answer.data.get("user_id", "")), answer.scopes or ())


class _App(AsyncApp):
    """Bolt, without a client of its own for each request: that takes longer than anything else it does, and ours calls Slack."""

    def _init_context(self, req: AsyncBoltRequest) -> None:
        req.context["logger"] = self._base_logger
        req.context["token"] = None
        req.context["client"] = self._async_client
        req.context["listener_runner"] = self.listener_runner


def bolt_app(settings: SlackSettings, installations: Installations, sender: SlackSender, front: Front) -> AsyncApp:
    """Bolt with everything said explicitly: it would read the environment otherwise, and log whole bodies."""
    logging.getLogger("slack_sdk").setLevel(logging.ERROR)

    async def authorize(enterprise_id: str | None, team_id: str | None, **_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_user_id=None, bot_token=None)

    app = _App(
        name="rollcall",
        logger=quiet.logger("slack_bolt"),
        signing_secret="checked before Bolt sees a request",
        client=client(sender.session, settings.api_url),
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ignoring_self_events_enabled=False,
        ssl_check_enabled=False,
        url_verification_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    _listen(app, front)
    return app


def _listen(app: AsyncApp, front: Front) -> None:
    """One listener a kind; what nobody handles is acknowledged, so that Slack does not send it again."""

    async def command(ack: Answer, body: Payload, _: AsyncBoltRequest) -> BoltResponse | None:
        made = await front.command(body)
        return BoltResponse(status=200, body=made) if isinstance(made, str) else await ack(**made)

    async def press(ack: Answer, body: Payload, _: AsyncBoltRequest) -> None:
        if body.get("type") == "block_actions":
            await front.press(body)
        await ack()

    async def submit(ack: Answer, body: Payload, _: AsyncBoltRequest) -> None:
        made = await front.submit(body) if body.get("type") == "view_submission" else None
        await (ack(**made) if made else ack())

    async def options(ack: Answer, body: Payload, _: AsyncBoltRequest) -> None:
        await ack(**await front.options(body))

    async def shortcut(ack: Answer, body: Payload, _: AsyncBoltRequest) -> None:
        await front.shortcut(body)
        await ack()

    async def event(ack: Answer, body: Payload, request: AsyncBoltRequest) -> None:
        await on_event(front, body, retried=RETRY in request.headers)
        await ack()

    app.command(ANY)(_given(command))
    app.action(ANY)(_given(press))
    app.view(ANY)(_given(submit))
    app.view_closed(ANY)(_given(submit))
    app.options(ANY)(_given(options))
    app.shortcut(ANY)(_given(shortcut))
    app.event(ANY)(_given(event))


def _given(listener: Listener) -> Callable[[Answer, AsyncBoltRequest], Awaitable[BoltResponse | None]]:
    async def given(ack: Answer, request: AsyncBoltRequest) -> BoltResponse | None:
        return await listener(ack, request.context[SENT], request)

    return given


async def on_event(front: Front, body: Payload, *, retried: bool) -> None:
    """By its type; those we did not ask for are nobody's."""
    event = map_in(body, "event")
    match text_in(event, "type") or text_in(body, "type"):
        case "app_home_opened" if event.get("tab") in ("home", None):
            who = inbound.sender(body)
            if await front.is_ours(who):
                await front.home(who)
        case "message":
            await front.said(body, retried)
        case "app_mention":
            await front.mentioned(body, retried)
        case "user_change" | "team_join":
            await front.account_changed(body)
        case "app_uninstalled" | "tokens_revoked":
            await front.gone(body)
        case "app_rate_limited":
            log.warning("slack_events_held_back", tenant=inbound.sender(body).tenant)
        case _:
            pass
