"""A request on its way in: read up to a limit and no longer than a platform takes to send it; refused with a status and a word for the log."""

import asyncio
from dataclasses import dataclass

from aiohttp import web

LIMIT = 256 * 1024  # bytes; platforms' own requests are far smaller
PATIENCE = 10.0  # seconds for the whole of a body


@dataclass(frozen=True, slots=True)
class Rejected:
    """The status and a word for the log; no content."""

    status: int
    why: str


async def read(request: web.Request) -> bytes | Rejected:
    """Until it is more than we take; the rest is never read. Platforms send at once: whoever drips is not waited for."""
    found = bytearray()
    try:
        if request.content.is_eof():  # it came with the headers, as platforms' do: nothing to wait for
            return request.content.read_nowait()
        async with asyncio.timeout(PATIENCE):
            while len(found) <= LIMIT and (part := await request.content.readany()):
                found += part
    except TimeoutError:
        return Rejected(408, "too_slow")
    except (web.RequestPayloadError, ConnectionError):
        return Rejected(400, "broken_off")
    return bytes(found)
