"""Our tokens for the Bot Connector and Microsoft Graph: by msal, in a thread, used again until shortly before they expire.

msal blocks, and speaks of what it sends; so it never runs on the loop, and its words are quoted nowhere.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from adapters.teams.settings import TeamsSettings

if TYPE_CHECKING:
    from msal import ConfidentialClientApplication

log = structlog.get_logger(__name__)
BOT, GRAPH = "https://api.botframework.com/.default", "https://graph.microsoft.com/.default"
EARLY = 300.0  # seconds before a token expires from which a new one is fetched
AGAIN = 20.0  # seconds after a refusal until it is asked again: a wrong secret does not become right by asking


@dataclass(frozen=True, slots=True)
class NoToken:
    """`reason`: the login's own code. `down`: it did not answer; else it said no."""

    reason: str
    down: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    token: str | NoToken
    until: float


class BadCertificate(Exception):
    """The file of the settings holds no certificate with its key; the words say of what kind the trouble is."""


class Tokens:
    """One for all. `machine`: seconds."""

    def __init__(self, settings: TeamsSettings, machine: Callable[[], float]) -> None:
        self._settings, self._machine = settings, machine
        self._kept: dict[str, _Kept] = {}
        self._fetching: dict[str, asyncio.Task[str | NoToken]] = {}
        self._app: ConfidentialClientApplication | None = None

    async def of(self, scope: str) -> str | NoToken:
        """Blank for an emulator, to which nothing of ours is sent. One that still serves is used while the next is fetched."""
        if self._settings.emulator:
            return ""
        kept, now = self._kept.get(scope), self._machine()
        if kept is not None and now < kept.until - (EARLY if isinstance(kept.token, str) else 0):
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
        if isinstance(found, _Kept):
            self._kept[scope] = _Kept(found.token, now + found.until)
            return found.token
        log.warning("teams_no_token", why=found.reason, down=found.down)
        if before is None or isinstance(before.token, NoToken) or now >= before.until:
            self._kept[scope] = _Kept(found, now + (0.0 if found.down else AGAIN))
        return found

    def _ask(self, scope: str) -> _Kept | NoToken:
        """In a thread of its own. `until` of what it returns: for how many seconds."""
        try:
            if self._app is None:
                from adapters.teams.login import application  # msal and requests: a fifth of a second, and only where Teams is used

                self._app = application(self._settings)
            answer: dict[str, Any] = self._app.acquire_token_for_client([scope])
        except BadCertificate as why:
            return NoToken(str(why), down=False)
        except (OSError, ValueError, AttributeError, TypeError, KeyError) as why:  # no answer, or one that is none of a login's
            return NoToken(type(why).__name__, down=True)
        token = answer.get("access_token")
        if isinstance(token, str) and token:
            return _Kept(token, float(answer.get("expires_in", 0)))
        codes = answer.get("error_codes")
        reason = f"AADSTS{codes[0]}" if isinstance(codes, list) and codes else str(answer.get("error", "no_token"))[:60]
        return NoToken(reason, down=reason in ("temporarily_unavailable", "server_error"))
