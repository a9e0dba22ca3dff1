"""Installing in a workspace or a whole organisation: OAuth v2 by Bolt's flow, with a state that is good once (docs.slack.dev, Installing with OAuth)."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from adapters.html.cards import environment
from adapters.slack.client import NO_ANSWER, client
from adapters.slack.installations import Installations
from adapters.slack.scopes import SCOPES
from adapters.slack.settings import SlackSettings
from adapters.slack.welcome import Welcome
from bot.again import again
from bot.model import Platform
from bot.ports.clock import Clock
from bot.ports.store import Store

log = structlog.get_logger(__name__)
TEMPLATES = Path(__file__).parent / "templates"
INSTALL, BACK = "/slack/install", "/slack/oauth_redirect"
GOOD_FOR = 600  # seconds


def state_key(client_secret: str) -> bytes:
    """What states are signed with: whoever lacks the client's secret can make none up."""
    return hashlib.sha256(b"oauth " + client_secret.encode()).digest()


class OnceState(AsyncOAuthStateStore):
    """Signed with its time; used up in the inbound record, so that no replica takes it again."""

    def __init__(self, key: bytes, store: Store, clock: Clock, machine: Callable[[], float]) -> None:
        self._key, self._store, self._clock, self._machine = key, store, clock, machine

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """A new one."""
        body = f"{int(self._machine()) + GOOD_FOR}.{secrets.token_hex(16)}"
        return f"{body}.{self._signature(body)}"

    async def async_consume(self, state: str) -> bool:
        """True once, in time."""
        body, _, signature = state.rpartition(".")
        until = body.partition(".")[0]
        if not (until.isascii() and until.isdigit() and hmac.compare_digest(signature.encode(), self._signature(body).encode())):
            return False
        if self._machine() > int(until):
            return False
        key = hashlib.sha256(f"oauth/{state}".encode()).hexdigest()

        async def use() -> bool:
            async with self._store.writing() as tx:
                if await tx.inbound.answer_of(Platform.SLACK, key) is not None:
                    return False
                await tx.inbound.remember(Platform.SLACK, key, "{}", self._clock.now())
            return True

        return await again(self._store, use)

    def _signature(self, body: str) -> str:
        return hmac.new(self._key, body.encode(), hashlib.sha256).hexdigest()


class Kept(AsyncInstallationStore):
    """Bolt's view of our installations: it only saves."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def async_save(self, installation: Installation) -> None:
        """The bot's token, sealed. Raises BoltError where this workspace may not install."""
        tenant = installation.enterprise_id if installation.is_enterprise_install else installation.team_id
        if not tenant or not installation.bot_token:
            raise BoltError("Slack named no workspace or gave no token")
        scopes = installation.bot_scopes or []
        name = (installation.enterprise_name if installation.is_enterprise_install else installation.team_name) or tenant
        granted = tuple(scopes.split(",") if isinstance(scopes, str) else scopes)
        if not self._installations.is_allowed(tenant, installation.enterprise_id):
            raise BoltError("not_allowed")
        await self._installations.save(
            tenant, name, installation.bot_token, installation.bot_user_id or "", granted, installation.user_id or "",
            whole=bool(installation.is_enterprise_install),
        )  # fmt: skip


class NoAnswer(Exception):
    """Slack was asked for the token, and nobody knows what it made of it."""


class Flow(AsyncOAuthFlow):
    """Bolt's, which takes only Slack's no for an answer."""

    async def run_installation(self, code: str) -> Installation | None:
        """None: Slack refused the code. Raises NoAnswer."""
        try:
            return await super().run_installation(code)
        except NO_ANSWER as why:
            raise NoAnswer from why


def add_oauth(
    app: web.Application,
    settings: SlackSettings,
    installations: Installations,
    welcome: Welcome,
    store: Store,
    clock: Clock,
    public_url: str | None,
    session: aiohttp.ClientSession,
) -> None:
    """`/slack/install` and where Slack sends the browser back to."""
    secret = settings.client_secret.get_secret_value() if settings.client_secret else ""

    async def installed(args: AsyncSuccessArgs) -> BoltResponse:
        made = args.installation
        tenant = made.enterprise_id if made.is_enterprise_install else made.team_id
        if tenant and made.user_id:
            welcome.soon(tenant, made.user_id)
        name = made.team_name or made.enterprise_name or "your workspace"
        return _page(200, "Rollcall is installed", f"Rollcall is in {name} now. In Slack, type /owner help. You may close this page.")

    async def failed(args: AsyncFailureArgs) -> BoltResponse:
        if isinstance(args.error, BoltError) and str(args.error) == "not_allowed":
            log.warning("slack_install_failed", why="not_allowed")
            return _page(
                403, "Not here", "This workspace is not on the list of those that may use this Rollcall. Whoever runs it can add it."
            )
        return _not_installed(args.reason, 400 if args.suggested_status_code < 500 else 500)

    flow = Flow(
        client=client(session, settings.api_url),
        settings=AsyncOAuthSettings(
            client_id=settings.client_id,
            client_secret=secret,
            scopes=list(SCOPES),
            redirect_uri=f"{public_url.rstrip('/')}{BACK}" if public_url else None,
            install_path=INSTALL,
            redirect_uri_path=BACK,
            install_page_rendering_enabled=False,
            installation_store=Kept(installations),
            state_store=OnceState(state_key(secret), store, clock, time.time),  # noqa: TID251
            state_expiration_seconds=GOOD_FOR,
            authorization_url=_authorize_url(settings.api_url),
            callback_options=AsyncCallbackOptions(success=installed, failure=failed),
        ),
    )

    async def begin(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await flow.handle_installation(await to_bolt_request(request)))

    async def back(request: web.Request) -> web.StreamResponse:
        try:
            answer = await flow.handle_callback(await to_bolt_request(request))
        except NoAnswer:
            answer = _not_installed("no_answer", 502)
        return await to_aiohttp_response(answer)

    app.router.add_get(INSTALL, begin)
    app.router.add_get(BACK, back)


SENTENCES = {
    "access_denied": "You said no, so nothing was installed.",
    "invalid_browser": "The installation was begun in another browser, or too long ago.",
    "invalid_state": "This link was used already, or is too old.",
    "missing_code": "Slack sent no code.",
    "invalid_code": "Slack did not take the code.",
    "storage_error": "Slack named no workspace, or gave no token.",
    "no_answer": "Slack did not answer.",
}


def _not_installed(reason: str, status: int) -> BoltResponse:
    """The reason is Slack's, or anybody's who can write an address: only those we know are kept in the log."""
    log.warning("slack_install_failed", why=reason if reason in SENTENCES else "other")
    words = SENTENCES.get(reason, "Slack did not complete the installation. Nothing was changed.")
    return _page(status, "Not installed", f"{words} Start again at {INSTALL}.")


def _authorize_url(api_url: str) -> str:
    """Slack's page, or the emulator's beside its API."""
    return f"{api_url.removesuffix('/').removesuffix('/api')}/oauth/v2/authorize"


def _page(status: int, title: str, words: str) -> BoltResponse:
    headers: dict[str, str | Sequence[str]] = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    }
    body = environment(TEMPLATES).get_template("said.html").render(title=title, words=words)
    return BoltResponse(status=status, body=body, headers=headers)
