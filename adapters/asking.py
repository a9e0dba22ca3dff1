"""Asking a server that is not ours: what it answered, or why nothing came; and how far its clock is from this machine's."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

ENOUGH = 4096  # bytes of an answer that are read
CHUNK = 64 * 1024
LONGEST = 3600.0  # seconds that a server may ask us to wait, whatever it says: then it can say it again


@dataclass(frozen=True, slots=True)
class Answered:
    """Somebody answered, whatever it was."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Silent:
    """Nobody did; `why` goes on after “at this address”."""

    why: str


async def ask(
    session: aiohttp.ClientSession, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None, *, method: str = "POST"
) -> Answered | Silent:
    """A request that follows nothing, as platforms' own do not."""
    try:
        async with session.request(method, url, data=body or None, headers=headers, allow_redirects=False) as answer:
            text = (await start_of(answer, ENOUGH)).decode("utf-8", "replace")
            return Answered(answer.status, dict(answer.headers), text)
    except (aiohttp.ClientError, ssl.SSLError, TimeoutError, OSError, ValueError) as error:
        return Silent(_why(error))


async def start_of(answer: aiohttp.ClientResponse, most: int) -> bytes:
    """The whole body, or its first `most` bytes: a stream's own `read(most)` ends with what has come so far. Raises as aiohttp does."""
    found = bytearray()
    while len(found) < most:
        part = await answer.content.read(min(CHUNK, most - len(found)))
        if not part:
            break
        found += part
    return bytes(found)


def _why(error: Exception) -> str:
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "its name is not known (DNS)"
        case aiohttp.ClientConnectorCertificateError():
            return "its certificate is not one that this machine trusts"
        case aiohttp.ClientSSLError() | ssl.SSLError():
            return "it does not speak TLS (https)"
        case TimeoutError():
            return "it did not answer in time"
        case aiohttp.ClientConnectorError():
            return "nothing takes connections there"
        case aiohttp.InvalidURL() | ValueError():
            return "it is no address"
        case _:
            return f"the connection broke ({type(error).__name__})"


def ahead(date: str, now: float) -> float | None:
    """How many seconds this machine's clock (`now`, since 1970) is before that of an answer's `Date` header; None: it says no time."""
    try:
        return now - parsedate_to_datetime(date).timestamp()
    except ValueError:
        return None


def retry_after(given: Any, otherwise: float) -> float:
    """Seconds, by a Retry-After header; `otherwise` where it says none that can be read."""
    try:
        return min(max(0.05, float(given)), LONGEST) if given is not None else otherwise
    except (TypeError, ValueError):
        return otherwise
