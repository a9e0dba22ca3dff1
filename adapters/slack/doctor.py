"""What `rollcall doctor` asks of Slack. Each answer is a value; no token is in any of them.

How many sockets Slack counts is known from the serve that holds one: a socket opened to ask would take events away for as long as it is open.
Whether somebody can be written to, Slack tells only when it refuses a message.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from adapters.findings import Found, fine, look, wrong
from adapters.reaching import out_of_reach
from adapters.slack.client import Called, Told, call, client
from adapters.slack.connection import request_url, slack_answers
from adapters.slack.scopes import OPTIONAL, SCOPES
from adapters.slack.settings import SlackSettings
from adapters.slack.settings_check import settings_found
from bot.model import OutOfReach, Platform
from bot.ports.sender import Busy, Refused
from bot.views.words import plural

LIMIT = 10.0  # seconds that any of them may take
REINSTALL = "then Reinstall to Workspace."
MEANS = {  # Slack's error → what it means for a token
    "invalid_auth": "it is none that Slack knows",
    "token_revoked": "it was taken back",
    "account_inactive": "the app was removed there",
    "token_expired": "it has run out: token rotation is on, and our manifest leaves it off",
    "not_allowed_token_type": "it is a token of another kind",
    "missing_scope": "it lacks the scope connections:write",
    "access_denied": "Slack lets this app or this machine in no more",
}


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where we are installed. `token`: None where our keys do not open it. `tenant`: blank for the one of the settings, until Slack names it."""

    tenant: str
    name: str
    token: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """What the register and a running serve say. `ready`: what its /readyz answers, None: it does not run here.

    `refusing`: how many accounts Slack refused a message for, by why; None: the register cannot be read.
    """

    workspaces: Sequence[Workspace] = ()
    refusing: Mapping[OutOfReach, int] | None = None
    ready: Mapping[str, Any] | None = None


async def slack_found(settings: SlackSettings, public_url: str | None, known: Known, limit: float = LIMIT) -> list[Found]:
    """Every check of Slack's, where Slack is on. `limit`: seconds for each call."""
    found = settings_found(settings, public_url)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=limit)) as session:
        there, answered = await slack_answers(session, settings.api_url, signed=settings.app_token is None)
        found += answered
        if there:
            found += await _workspaces(session, settings, public_url, known.workspaces)
            found += await _socket(session, settings, known.ready)
        if settings.signing_secret is not None and settings.app_token is None:
            secret = settings.signing_secret.get_secret_value()
            found += await request_url(session, public_url, secret, serving=known.ready is not None)
    return found + out_of_reach(known.refusing, Platform.SLACK, MENDS)


async def _workspaces(
    session: aiohttp.ClientSession, settings: SlackSettings, public_url: str | None, installed: Sequence[Workspace]
) -> list[Found]:
    """The settings' own token, and those that OAuth brought."""
    again = f"Install again at {(public_url or 'https://…').rstrip('/')}/slack/install"
    found: list[Found] = []
    tenants: set[str] = set()
    if settings.bot_token is not None:
        ours = Workspace("", "ROLLCALL_SLACK__BOT_TOKEN", settings.bot_token.get_secret_value())
        answer = await call(client(session, settings.api_url, ours.token), "auth.test")
        tenants = {str(answer.data.get("team_id"))} if isinstance(answer, Told) else {one.tenant for one in installed}
        found += workspace_found(ours, answer, settings, "Copy the Bot User OAuth Token from OAuth & Permissions; it begins with xoxb-")
    others = [one for one in installed if one.tenant not in tenants]
    readable = [one for one in others if one.token is not None]
    answers = await asyncio.gather(*(call(client(session, settings.api_url, one.token), "auth.test") for one in readable))
    for one, answer in zip(readable, answers, strict=True):
        found += workspace_found(one, answer, settings, again)
    found += [unreadable(one, again) for one in others if one.token is None]
    return found or [_nowhere(settings, again)]


def unreadable(one: Workspace, again: str) -> Found:
    """Sealed with a key that is not in the settings."""
    mend = f"Put the key it was sealed with behind the new one in ROLLCALL_TOKEN_KEYS. Or: {again}."
    return wrong(f"The token of {one.name} ({one.tenant}) cannot be read with the keys of these settings.", mend)


def _nowhere(settings: SlackSettings, again: str) -> Found:
    if settings.installs:
        return look("No workspace has installed this app yet.", f"{again}, once rollcall serve runs.")
    return wrong("There is no bot token, so nothing can be sent.", "Set ROLLCALL_SLACK__BOT_TOKEN, or run rollcall setup slack.")


def workspace_found(one: Workspace, answer: Called, settings: SlackSettings, mend: str) -> list[Found]:
    """What auth.test answered to its token. `mend`: how to come by another one."""
    match answer:
        case Told(data, scopes):
            team, name = str(data.get("team_id", "")), str(data.get("team", ""))
            if settings.teams.isdisjoint({team, data.get("enterprise_id"), one.tenant}) and settings.teams:
                words = f"{name} ({team}) is not in ROLLCALL_SLACK__ALLOWED_TEAMS, so Rollcall does not talk to it."
                return [wrong(words, "Add its id there, or remove the app from that workspace.")]
            return [fine(f"Slack takes the bot token of {name} ({team})."), *scopes_found(name, scopes)]
        case Refused(reason):
            whose = f"the token of {one.name} ({one.tenant})" if one.tenant else one.name
            return [wrong(f"Slack does not take {whose}: {MEANS.get(reason, reason)}.", f"{mend}.")]
        case Busy(seconds):
            return [look(f"Slack asks to wait {seconds:.0f} seconds before it looks at the token of {one.name}.", "Try again then.")]
        case _:
            return [look(f"Slack did not answer about the token of {one.name} ({answer}).", "Try again.")]


def scopes_found(name: str, given: Sequence[str] | None) -> list[Found]:
    """`given`: what the token may do, None where Slack does not say. Too little, too much, and what is left out on purpose."""
    if given is None:
        return [look(f"Slack does not say which scopes {name} gives.")]
    missing = [one for one in SCOPES if one not in given]
    extra = sorted(set(given) - set(SCOPES) - set(OPTIONAL))
    found: list[Found] = []
    if missing:
        why = "; ".join(f"{one} ({SCOPES[one]})" for one in missing)
        found.append(
            wrong(
                f"{name} lacks {_permissions(len(missing))}: {why}.",
                f"Under OAuth & Permissions, Scopes: add {_it(len(missing))}, {REINSTALL}",
            )
        )
    if extra:
        words = f"{name} gives {_permissions(len(extra))} that Rollcall does not use: {', '.join(extra)}."
        found.append(look(words, f"Under OAuth & Permissions, Scopes: remove {_it(len(extra))}, {REINSTALL}"))
    if not found:
        without = "; ".join(f"{one} ({why})" for one, why in OPTIONAL.items() if one not in given)
        found.append(fine(f"{name} gives every scope that is needed, and no other." + (f" Left out: {without}." if without else "")))
    return found


def _it(number: int) -> str:
    return "it" if number == 1 else "them"


def _permissions(number: int) -> str:
    return "a scope" if number == 1 else f"{number} scopes"


async def _socket(session: aiohttp.ClientSession, settings: SlackSettings, ready: Mapping[str, Any] | None) -> list[Found]:
    if settings.app_token is None:
        return []
    answer = await call(client(session, settings.api_url, settings.app_token.get_secret_value()), "apps.connections.open")
    return [token_found(answer), *sockets_found(ready)]


def token_found(answer: Called) -> Found:
    """Whether a socket may be opened. Asking opens none."""
    match answer:
        case Told():
            return fine("Slack takes the app token: Socket Mode can connect.")
        case Refused("missing_scope" | "not_allowed_token_type" | "invalid_auth" | "token_revoked" as reason):
            mend = "Make one under Basic Information, App-Level Tokens, with the scope connections:write; it begins with xapp-."
            return wrong(f"Slack does not take ROLLCALL_SLACK__APP_TOKEN: {MEANS[reason]}.", mend)
        case Refused(reason):
            return wrong(f"Slack opens no socket ({reason}).", "In the app's settings, see that Socket Mode is enabled.")
        case _:
            return look(f"Slack did not answer about the app token ({answer}).", "Try again.")


def sockets_found(ready: Mapping[str, Any] | None) -> list[Found]:
    """What the serve that runs here says of its connection."""
    number, age = (ready or {}).get("slack_sockets"), (ready or {}).get("slack_socket_age_s")
    if not isinstance(number, int) or not isinstance(age, int | float):
        return []
    if number == 0:
        return [wrong("rollcall serve has no connection to Slack.", "Its log says why: slack_socket_refused, slack_socket_failed.")]
    heard = f"Slack was heard {plural(round(age), 'second')} ago."
    if number == 1:
        return [fine(f"One socket is open. {heard}")]
    return [
        look(
            f"Slack counted {number} sockets of this app when serve connected; each gets a part of what people do. {heard}",
            "Fine where serve runs that often on this database. If not, somebody else has the app token: make a new one, revoke the old one.",
        )
    ]


MENDS: dict[OutOfReach, str] = {  # what a steward or an admin does about it, in Slack's words
    OutOfReach.MESSAGES_OFF: "In the app's settings, App Home, turn on the Messages Tab and "
    "“Allow users to send Slash commands and messages from the messages tab”.",
    OutOfReach.UNINSTALLED: "Install the app there again, as docs/install-slack.md says.",
    OutOfReach.SCOPE_MISSING: f"Under OAuth & Permissions, Scopes: see that chat:write and im:write are there, {REINSTALL}",
    OutOfReach.NOT_ALLOWED: "See whether the workspace lets apps write to guests and to people of other organisations; else name somebody inside.",
    OutOfReach.BLOCKED: "Ask them another way to open Rollcall in Slack, unhide it and write to it once.",
    OutOfReach.NOT_INSTALLED: "Ask them another way to add the app and write to it once.",
    OutOfReach.UNCONFIRMED: "Ask them another way whether the messages arrived: a click on one is enough.",
    OutOfReach.NOT_FOUND: "Ask them to write to Rollcall once, or name somebody else: rollcall gaps says where.",
    OutOfReach.BOT: "Name a person: rollcall gaps says where.",
    OutOfReach.DEACTIVATED: "Name somebody else: rollcall gaps says where.",
    OutOfReach.OTHER: "The log of rollcall serve has Slack's own word for it: account_refused.",
}
