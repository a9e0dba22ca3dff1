"""Teams in our own web application: the raw check, the token, one turn of the SDK's handler (facts of the protocol: see `raw` and `signed`)."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from aiohttp import web

from adapters.admins import Admins
from adapters.afterwards import Afterwards
from adapters.incoming import Rejected, read
from adapters.payload import Payload
from adapters.teams import raw, signed
from adapters.teams.answering import Answering
from adapters.teams.connector import TIMEOUT, Connector
from adapters.teams.conversations import Conversations
from adapters.teams.directory import Directory
from adapters.teams.front import Front
from adapters.teams.ids import MESSAGES, NO_TOKEN
from adapters.teams.inbound import sender
from adapters.teams.keys import Keys
from adapters.teams.leavers import Leavers
from adapters.teams.meeting import Meeting
from adapters.teams.outbound import TeamsSender
from adapters.teams.pace import Pace
from adapters.teams.settings import LOOPBACK, TeamsSettings, TeamsTrouble
from adapters.teams.tokens import Tokens
from adapters.teams.turns import Handler, Turns
from bot.desk import Desk
from bot.model import Organisation
from bot.ports.clock import Clock
from bot.ports.store import Store
from bot.trouble import told

log = structlog.get_logger(__name__)
NOT_YOURS = "Rollcall is not set up for your organisation. Ask whoever runs it to add your tenant to those that may use it."


@dataclass
class Teams:
    """Everything of Teams', put together."""

    settings: TeamsSettings
    keys: Keys
    sender: TeamsSender
    front: Front
    meeting: Meeting
    answering: Answering
    turns: Turns
    admins: Admins
    leavers: Leavers | None

    async def begin(self) -> None:
        """Once everything listens: admins nobody has seen yet are looked up, and who left is asked from now on."""
        await self.admins.look_up()
        if self.leavers is not None:
            self.front.afterwards.until_the_end(self.leavers.run)

    def mount(self, app: web.Application) -> None:
        """Its one route."""
        app.router.add_post(MESSAGES, self.receive)

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Every message, click, form, search and installation."""
        found = await self._checked(request)
        if isinstance(found, Rejected):
            log.warning("teams_request_refused", why=found.why)
            return web.Response(status=found.status, text=found.why)
        try:
            answer = await self.turns.run(found)
        except Exception as error:
            told("teams_turn_failed", error)
            return web.Response(status=500)
        if answer is None:
            return web.Response(status=200)
        return web.json_response(answer.body, status=answer.status) if answer.body is not None else web.Response(status=answer.status)

    async def _checked(self, request: web.Request) -> Payload | Rejected:
        """The token first: nothing that nobody vouches for is parsed, but for an emulator's on this machine."""
        token = raw.bearer(request.headers)
        claims: Any = None
        if token or not self._may_be_unsigned(request):
            claims = await signed.claims_of(self.keys, self.settings.id, token) if token else Rejected(401, NO_TOKEN)
            if isinstance(claims, Rejected):
                return claims
        body = await read(request)
        found = body if isinstance(body, Rejected) else raw.shape(request.headers, body)
        if isinstance(found, Rejected):
            return found
        refused = raw.belongs(self.settings, found, claims)
        if refused is None and not raw.is_ours(self.settings, found):
            self._say_no(found)
            return Rejected(403, "another_tenant")
        return refused or found

    def _may_be_unsigned(self, request: web.Request) -> bool:
        """An emulator signs nothing; it is on this machine, and so is whoever speaks for it."""
        return self.settings.emulator and "Authorization" not in request.headers and request.remote in LOOPBACK

    def _say_no(self, activity: Payload) -> None:
        """To somebody of a tenant that may not use us, who wrote; a word where they are, and nothing is kept."""
        who = sender(activity)
        if activity.get("type") == "message" and who.user and who.personal:
            self.front.afterwards.later(self.answering.say(who, NOT_YOURS))


def check(settings: TeamsSettings, host: str) -> None:
    """What it cannot run without. Raises TeamsTrouble with the sentence that mends it. `host`: where our web server listens."""
    if settings.local and host not in LOOPBACK:
        what = "ROLLCALL_TEAMS__EMULATOR" if settings.emulator else "ROLLCALL_TEAMS__KEYS_URL on this machine"
        raise TeamsTrouble(f"{what} lets anybody in who reaches us, so it needs ROLLCALL_HOST=127.0.0.1; for Teams itself take it out.")
    if settings.emulator:
        return
    missing = [name for name, there in (("APP_ID", settings.app_id), ("TENANT_ID", settings.tenant_id)) if not there]
    if settings.app_secret is None and settings.certificate is None:
        missing.append("APP_SECRET")
    if missing:
        names = " and ".join(f"ROLLCALL_TEAMS__{one}" for one in missing)
        raise TeamsTrouble(f"Teams is not set up: {names} is missing. rollcall setup teams leads through it.")


@asynccontextmanager
async def opened(
    settings: TeamsSettings,
    host: str,
    store: Store,
    desk: Desk,
    organisation: Organisation,
    clock: Clock,
    nudge: Callable[[], Awaitable[object]],
) -> AsyncIterator[Teams]:
    """Teams, ready to be mounted; its session and what it began are closed at the end. Raises TeamsTrouble."""
    check(settings, host)
    timeout = aiohttp.ClientTimeout(total=TIMEOUT, connect=5)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        keys = Keys(session, settings.keys_url, time.monotonic)
        tokens = Tokens(settings, time.monotonic)
        connector = Connector(session, tokens, Pace(time.monotonic), local=settings.local)
        directory = Directory(settings, session, tokens) if settings.graph else None
        conversations = Conversations(store)
        bot = f"28:{settings.id}"
        sender_ = TeamsSender(store, connector, conversations, directory, bot, organisation.zone)
        meeting, answers, afterwards = (
            Meeting(store, desk, connector, directory),
            Answering(store, sender_, session, local=settings.local),
            Afterwards(nudge),
        )
        front = Front(desk, sender_, meeting, answers, afterwards)
        leavers = Leavers(store, desk, directory, clock, settings.graph_url) if directory is not None else None
        admins = Admins(store, desk, sender_, organisation.admins)
        try:
            yield Teams(settings, keys, sender_, front, meeting, answers, Turns(Handler(front)), admins, leavers)
        finally:
            await afterwards.end()
            await keys.close()
            await tokens.close()
