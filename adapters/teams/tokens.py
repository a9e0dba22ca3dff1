"""Our tokens for the Bot Connector and Microsoft Graph: by msal, in a thread, used again until shortly before they expire.

msal blocks, and speaks of what it sends; so it never runs on the loop, and its words are quoted nowhere.
"""

import asyncio
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from adapters.teams.settings import TeamsSettings

if TYPE_CHECKING:
    from msal import ConfidentialClientApplication

log = structlog.get_logger(__name__)
BOT, GRAPH = "https://api.botframework.com/.default", "https://graph.microsoft.com/.default"
EARLY = 300.0  # seconds before a token expires from which a new one is fetched
AGAIN = 20.0  # seconds after a refusal until it is asked again: a wrong secret does not become right by asking
TRANSIENT = ("temporarily_unavailable", "server_error")  # errors that say nothing of us (RFC 6749, 4.1.2.1)
CODE = re.compile(r"[A-Za-z0-9_]{1,60}")


@dataclass(frozen=True, slots=True)
class NoToken:
    """`reason`: the login's own code, or a plain word. `down`: it did not answer; else it said no."""

    reason: str
    down: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """`until`: when it ends; `next`: from when on another is fetched."""

    token: str | NoToken = field(repr=False)
    until: float
    next: float


@dataclass(frozen=True, slots=True)
class _Given:
    token: str = field(repr=False)
    seconds: float  # for which it is good


class LoginRefused(Exception):
    """The login says no, or cannot be asked with these settings; the words are a code, and nothing secret."""


class LoginDown(Exception):
    """Whatever answered says nothing of us; the words are its status."""


class Tokens:
    """One for all. `machine`: seconds. `tells`: the log hears why there is none."""

    def __init__(self, settings: TeamsSettings, machine: Callable[[], float], *, tells: bool = True) -> None:
        self._settings, self._machine, self._tells = settings, machine, tells
        self._kept: dict[str, _Kept] = {}
        self._fetching: dict[str, asyncio.Task[str | NoToken]] = {}
        self._app: ConfidentialClientApplication | None = None
        self._making = threading.Lock()

    async def of(self, scope: str) -> str | NoToken:
        """Blank for an emulator, to which nothing of ours is sent. One that still serves is used while the next is fetched."""
        if self._settings.emulator:
            return ""
        kept, now = self._kept.get(scope), self._machine()
        if kept is not None and now < kept.next:
            return kept.token
        running = self._fetching.get(scope)
        if running is None:
            running = self._fetching[scope] = asyncio.create_task(self._fetched(scope))
            running.add_done_callback(lambda _: self._fetching.pop(scope, None))
        if kept is not None and isinstance(kept.token, str) and now < kept.until:
            return kept.token
        return await asyncio.shield(running)

    async def close(self) -> None:
        """What is being fetched is waited for: a thread cannot be called back."""
        await asyncio.gather(*self._fetching.values(), return_exceptions=True)

    async def _fetched(self, scope: str) -> str | NoToken:
        found = await asyncio.to_thread(self._ask, scope)
        now, before = self._machine(), self._kept.get(scope)
        if isinstance(found, _Given):
            until = now + found.seconds
            self._kept[scope] = _Kept(found.token, until, until - min(EARLY, found.seconds / 2))
            return found.token
        if self._tells:
            log.warning("teams_no_token", why=found.reason, down=found.down)
        if before is not None and isinstance(before.token, str) and now < before.until:
            self._kept[scope] = _Kept(before.token, before.until, min(now + AGAIN, before.until))
        elif not found.down:
            self._kept[scope] = _Kept(found, now, now + AGAIN)
        return found

    def _ask(self, scope: str) -> _Given | NoToken:
        """In a thread of its own. Whatever msal raises: its words may quote what was sent, so the kind of it is all that is kept."""
        from msal.exceptions import MsalError

        try:
            app = self._application()
            app.remove_tokens_for_client()  # what msal remembers it would give again; we remember ourselves
            return _meant(app.acquire_token_for_client([scope]))
        except LoginRefused as why:
            return NoToken(str(why), down=False)
        except LoginDown as why:
            return NoToken(str(why), down=True)
        except (
            MsalError,
            RuntimeError,
            OSError,
            ValueError,
            AttributeError,
            TypeError,
            KeyError,
        ) as why:  # no answer, or none of a login's
            return NoToken(type(why).__name__, down=True)

    def _application(self) -> "ConfidentialClientApplication":
        """Made when it is first needed: that asks the login what it offers."""
        with self._making:
            if self._app is None:
                from adapters.teams.login import application  # msal and requests: a fifth of a second, and only where Teams is used

                self._app = application(self._settings)
            return self._app


def _meant(answer: Mapping[str, Any]) -> _Given | NoToken:
    """What the token endpoint said (learn.microsoft.com/entra/identity-platform, OAuth 2.0 client credentials flow)."""
    token = answer.get("access_token")
    if isinstance(token, str) and token:
        return _Given(token, max(0.0, float(answer["expires_in"])))
    return NoToken(code_of(answer), down=answer.get("error", "server_error") in TRANSIENT)


def code_of(answer: Mapping[str, Any]) -> str:
    """Why the login says no: AADSTS and its number, or the kind of error; nothing else of what it wrote."""
    codes, error = answer.get("error_codes"), answer.get("error")
    if isinstance(codes, list) and codes and type(codes[0]) is int:
        return f"AADSTS{codes[0]}"
    return error if isinstance(error, str) and CODE.fullmatch(error) else "no_token"
