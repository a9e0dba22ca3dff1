"""The Bot Connector's keys: fetched when one is asked for that we do not have, kept when they cannot be fetched anew.

A key that is new is one that Microsoft has rolled in; asking for it again and again is what anybody can make us do, so it is done once a minute.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from jwt import PyJWK
from jwt.exceptions import PyJWKError, PyJWTError

from adapters.asking import start_of
from adapters.payload import Payload, text_in

log = structlog.get_logger(__name__)
AGAIN = 60.0  # seconds between two looks for keys
SOON = 5.0  # the same while we have none, and nobody can be let in
A_DAY = 24 * 3600.0  # after which they are looked at again although all are known (Microsoft: at least once a day)
LIMIT = 5.0  # seconds for each of the two documents
LARGEST = 1024 * 1024  # bytes of one
KEYS = 200


@dataclass(frozen=True, slots=True)
class Key:
    """One that signs. `endorses`: the channels it may sign for."""

    key: PyJWK
    endorses: frozenset[str]


class NoKeys(Exception):
    """None could be fetched yet, so nothing can be checked: ours to mend, and nobody's fault who asks."""


class Keys:
    """One for all requests. `machine`: seconds."""

    def __init__(self, session: aiohttp.ClientSession, metadata_url: str, machine: Callable[[], float]) -> None:
        self._session, self._url, self._machine = session, metadata_url, machine
        self._found: Mapping[str, Key] = {}
        self._looked = self._fetched = float("-inf")
        self._looking: asyncio.Task[None] | None = None

    async def of(self, kid: str) -> Key | None:
        """None: the Bot Connector has no such key. Raises NoKeys."""
        now = self._machine()
        wait = AGAIN if self._found else SOON
        if (kid not in self._found or now - self._fetched > A_DAY) and now - self._looked >= wait:
            self._looked = now
            self._looking = asyncio.create_task(self._look())
        if kid not in self._found and self._looking is not None:  # a known key waits for nobody
            await asyncio.shield(self._looking)
        if not self._found:
            raise NoKeys
        return self._found.get(kid)

    async def close(self) -> None:
        """Nothing is fetched after the session is gone."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _look(self) -> None:
        try:
            found = _keys(await self._document(self._jwks(await self._document(self._url))))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError) as why:
            log.warning("teams_keys_not_fetched", why=type(why).__name__)
            return
        if not found:
            log.warning("teams_keys_not_fetched", why="none")
            return
        self._found, self._fetched = found, self._machine()

    async def _document(self, url: str) -> Payload:
        async with self._session.get(url, allow_redirects=False, timeout=aiohttp.ClientTimeout(total=LIMIT)) as answer:
            body = await start_of(answer, LARGEST)
            if answer.status != 200:
                raise ValueError(answer.status)
        found = json.loads(body)
        if not isinstance(found, dict):
            raise ValueError("no object")
        return found

    def _jwks(self, metadata: Payload) -> str:
        """Where the keys are, by the document that says so: on the same host, for nobody else speaks for it."""
        url = text_in(metadata, "jwks_uri")
        here, there = urlsplit(self._url), urlsplit(url)
        if (there.scheme, there.netloc) != (here.scheme, here.netloc):
            raise ValueError("keys elsewhere")
        return url


def _keys(document: Payload) -> dict[str, Key]:
    """By kid; what is no key of a kind we take is left out."""
    rows = document.get("keys")
    found: dict[str, Key] = {}
    for row in rows[:KEYS] if isinstance(rows, list) else []:
        kid, endorses = (text_in(row, "kid"), row.get("endorsements")) if isinstance(row, dict) else ("", None)
        key = _key(row) if kid else None
        if key is not None:
            found[kid] = Key(key, frozenset(one for one in endorses if isinstance(one, str)) if isinstance(endorses, list) else frozenset())
    return found


def _key(row: dict[str, Any]) -> PyJWK | None:
    try:
        return PyJWK(row, "RS256") if row.get("kty") == "RSA" else None
    except (PyJWKError, PyJWTError, ValueError, TypeError):
        return None
