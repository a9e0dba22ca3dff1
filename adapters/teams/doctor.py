"""What `rollcall doctor` asks of Microsoft. Each answer is a value; no token is in any of them.

Whether somebody can be written to, Teams tells only when it refuses a message; whether it reaches us is tried from this machine.
"""

import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from adapters.asking import Answered, Silent, ask
from adapters.findings import Found, fine, look, wrong
from adapters.payload import text_in
from adapters.reaching import clock, no_address, nobody_there, not_ours, out_of_reach, passes_on
from adapters.teams.app import check
from adapters.teams.ids import MESSAGES, NO_TOKEN
from adapters.teams.settings import TeamsSettings, TeamsTrouble
from adapters.teams.settings_check import settings_found
from adapters.teams.signed import LEEWAY
from adapters.teams.tokens import BOT, GRAPH, NoToken, Tokens
from bot.model import OutOfReach, Platform
from bot.views.words import plural

LIMIT = 10.0  # seconds that any of them may take
FRESH = timedelta(hours=1)  # within which a leaver is to be known (R8)
WANTED = "User.Read.All"
PERMISSIONS = "In Azure, App registrations, API permissions"
SECRET = "In Azure, App registrations, Certificates & secrets: make a new client secret, and copy its Value to ROLLCALL_TEAMS__APP_SECRET."
CERTIFICATE = "In Azure, App registrations, Certificates & secrets: upload the certificate of ROLLCALL_TEAMS__CERTIFICATE."
IDS = "Copy both ids from Azure: App registrations, Overview."
MEANS = {  # the login's code → what it means, and what mends it (learn.microsoft.com/entra/identity-platform/reference-error-codes)
    "AADSTS7000215": ("the client secret is a wrong one", SECRET),
    "AADSTS7000222": ("the client secret has run out", SECRET),
    "AADSTS7000229": ("the application is not in this tenant", f"{PERMISSIONS}: Grant admin consent puts it there."),
    "AADSTS7000112": ("the application is switched off", "In Azure, Enterprise applications, Properties: let users sign in."),
    "AADSTS700016": ("the tenant knows no application of this id", IDS),
    "AADSTS700027": ("it does not know this certificate", CERTIFICATE),
    "AADSTS90002": ("there is no such tenant", IDS),
    "AADSTS900023": ("there is no such tenant", IDS),
    "AADSTS53003": ("a rule of the tenant (Conditional Access) keeps this application out", "Ask whoever looks after the tenant's rules."),
}
MENDS: dict[OutOfReach, str] = {  # what a steward or an admin does about it, in Teams' words
    OutOfReach.MESSAGES_OFF: "In the Teams admin center, Manage apps: allow Rollcall, and see that a permission policy does not block it.",
    OutOfReach.UNINSTALLED: "In the Teams admin center, Manage apps: allow Rollcall again, as docs/install-teams.md says.",
    OutOfReach.SCOPE_MISSING: "Look at the Azure Bot and its Teams channel: the bot may not write.",
    OutOfReach.NOT_ALLOWED: "See whether the account is in another cloud of Microsoft's, which this address does not serve; else name somebody inside.",
    OutOfReach.BLOCKED: "Ask them another way to open Rollcall in Teams, unblock it and write to it once.",
    OutOfReach.NOT_INSTALLED: "Ask them another way to add the app and write to it once; or let a setup policy install it for everybody.",
    OutOfReach.UNCONFIRMED: "Ask them another way whether the messages arrived: a click on one is enough.",
    OutOfReach.NOT_FOUND: "Ask them to write to Rollcall once, or name somebody else: rollcall gaps says where.",
    OutOfReach.BOT: "Name a person: rollcall gaps says where.",
    OutOfReach.DEACTIVATED: "Name somebody else: rollcall gaps says where.",
    OutOfReach.OTHER: "The log of rollcall serve has Teams' own word for it: account_refused.",
}


@dataclass(frozen=True, slots=True)
class Register:
    """What the database knows. `refusing`: how many accounts refused a message, by why. `seen`: when it was last read who left."""

    refusing: Mapping[OutOfReach, int]
    seen: datetime | None


async def teams_found(
    settings: TeamsSettings,
    host: str,
    public_url: str | None,
    now: datetime,
    register: Register | None,
    *,
    serving: bool,
    limit: float = LIMIT,
) -> list[Found]:
    """Every check of Teams', where Teams is on. `register`: None where it cannot be read; `serving`: rollcall serve runs here."""
    refused = out_of_reach(register.refusing if register else None, Platform.TEAMS, MENDS)
    try:
        check(settings, host)
    except TeamsTrouble as why:
        return [wrong(str(why)), *refused]
    found = settings_found(settings, public_url, now)
    if settings.emulator:
        return found + refused
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=limit)) as session:
        found += await _keys(session, settings.keys_url)
        found += await _tokens(settings)
        if settings.graph:
            found += await _graph(session, settings.graph_url, register, now)
        found += await endpoint(session, public_url, serving=serving)
    return found + refused


async def _keys(session: aiohttp.ClientSession, url: str) -> list[Found]:
    """Without the Bot Connector's keys nothing that Teams sends is believed."""
    answer = await ask(session, url, method="GET")
    now = time.time()  # noqa: TID251
    there = urlsplit(url).netloc
    if isinstance(answer, Silent):
        mend = "This machine must be allowed to open https there; until then all that Teams sends is refused."
        return [wrong(f"The Bot Connector's keys ({there}) cannot be reached: {answer.why}.", mend)]
    keys = await ask(session, _jwks(url, answer.text), method="GET") if answer.status == 200 else answer
    if isinstance(keys, Silent) or keys.status != 200 or '"keys"' not in keys.text:
        status = f"status {keys.status}" if isinstance(keys, Answered) else keys.why
        mend = "See that nothing between this machine and Microsoft answers in its place, and try later."
        return [wrong(f"The Bot Connector's keys ({there}) cannot be read: {status}.", mend)]
    return [fine(f"The Bot Connector's keys are there ({there})."), *clock(answer.headers.get("Date", ""), now, Platform.TEAMS, LEEWAY)]


def _jwks(metadata_url: str, text: str) -> str:
    """Where the keys are, by the document that says so; blank where it is another host, which `Keys` believes nothing."""
    try:
        found = json.loads(text)
        url = text_in(found, "jwks_uri") if isinstance(found, dict) else ""
        return url if urlsplit(url).netloc == urlsplit(metadata_url).netloc else ""
    except (ValueError, RecursionError):
        return ""


async def _tokens(settings: TeamsSettings) -> list[Found]:
    """Really asked for, as before a message; what the one for Graph may do stands in it."""
    tokens = Tokens(settings, time.monotonic, tells=False)
    bot = await tokens.of(BOT)
    if isinstance(bot, NoToken):
        return [token_found(bot, settings)]
    graph = await tokens.of(GRAPH)
    words = fine("Microsoft gives this application a token for the Bot Connector.")
    if isinstance(graph, NoToken):
        return [words, *([token_found(graph, settings, "for Microsoft Graph ")] if settings.graph else [])]
    return [words, *roles_found(roles_of(graph), wanted=settings.graph)]


def token_found(answer: NoToken, settings: TeamsSettings, what: str = "") -> Found:
    """Why there is none."""
    there = urlsplit(settings.login_url).netloc
    if answer.down:
        return wrong(f"Microsoft's login ({there}) does not answer ({answer.reason}).", "This machine must be allowed to open https there.")
    words, mend = MEANS.get(answer.reason, (answer.reason, f"{IDS} {CERTIFICATE if settings.certificate else SECRET}"))
    return wrong(f"Microsoft gives this application no token {what}: {words}.".replace(" :", ":"), mend)


def roles_of(token: str) -> frozenset[str] | None:
    """The application permissions in a token for Graph, which is not verified: it is ours. None: it cannot be read (it is Graph's alone)."""
    try:
        part = token.split(".")[1]
        found: Any = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (IndexError, ValueError, RecursionError):
        return None
    roles = found.get("roles", []) if isinstance(found, dict) else None
    return frozenset(one for one in roles if isinstance(one, str)) if isinstance(roles, list) else None


def roles_found(roles: frozenset[str] | None, *, wanted: bool) -> list[Found]:
    """Too few permissions, and too many. `wanted`: Graph is on."""
    if roles is None:
        return [look("Microsoft does not say which permissions the application has in Microsoft Graph.")] if wanted else []
    extra = sorted(roles - ({WANTED} if wanted else set()))
    found: list[Found] = []
    if wanted and WANTED not in roles:
        words = f"Rollcall may not ask Microsoft Graph who left: the application permission {WANTED} is missing."
        found.append(wrong(words, f"{PERMISSIONS}: add it under Microsoft Graph, Application permissions, then Grant admin consent."))
    if extra:
        words = f"The application has {plural(len(extra), 'permission')} in Microsoft Graph that Rollcall does not use: {', '.join(extra)}."
        found.append(look(words, f"{PERMISSIONS}: remove {'it' if len(extra) == 1 else 'them'}."))
    if not found and wanted:
        found.append(fine(f"Rollcall may ask Microsoft Graph who left ({WANTED}), and nothing else."))
    if not wanted:
        words = "Microsoft Graph is not asked who left: somebody whose account is switched off is known by the next message alone."
        found.append(look(words, f"Grant the application permission {WANTED} and set ROLLCALL_TEAMS__GRAPH=true; or rollcall people left."))
    return found


async def _graph(session: aiohttp.ClientSession, url: str, register: Register | None, now: datetime) -> list[Found]:
    answer = await ask(session, url, method="GET")  # whatever it says without a token, it is there
    there = urlsplit(url).netloc
    if isinstance(answer, Silent):
        return [wrong(f"Microsoft Graph ({there}) cannot be reached: {answer.why}.", "This machine must be allowed to open https there.")]
    return [fresh(register.seen, now)] if register else []


def fresh(seen: datetime | None, now: datetime) -> Found:
    """How old the knowledge of who left is."""
    if seen is None:
        return look("Nobody has read yet who left.", "rollcall serve reads it when it starts, and four times an hour.")
    minutes = max(0, round((now - seen) / timedelta(minutes=1)))
    ago = plural(minutes, "minute") if minutes < 120 else plural(minutes // 60, "hour")
    if now - seen <= FRESH:
        return fine(f"Who left was last read {ago} ago.")
    mend = "Start rollcall serve; if it runs, its log says why: teams_people_not_read."
    return wrong(f"Who left was last read {ago} ago, so somebody may be asked who is gone.", mend)


async def endpoint(session: aiohttp.ClientSession, public_url: str | None, *, serving: bool) -> list[Found]:
    """What Teams would meet at our address, seen from this machine: what nobody signed must be refused, by us."""
    if public_url is None:
        return [no_address(Platform.TEAMS, MESSAGES)]
    url = f"{public_url.rstrip('/')}{MESSAGES}"
    answer = await ask(session, url, b"{}", {"Content-Type": "application/json"})
    if isinstance(answer, Silent):
        return [nobody_there(url, answer.why, Platform.TEAMS, serving=serving)]
    if answer.status == 401 and answer.text.strip() == NO_TOKEN:
        return [fine(f"{url} refuses what Teams did not sign.")]
    if 200 <= answer.status < 300:
        return [wrong(f"{url} answers what nobody signed.", passes_on(MESSAGES))]
    return [not_ours(url, MESSAGES, answer, Platform.TEAMS, serving=serving)]
