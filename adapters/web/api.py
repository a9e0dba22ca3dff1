"""The read API: is a system cleared? For pipelines, by bearer token (PRODUCT §10). The shape is written down in docs/api.md."""

import asyncio
import hashlib
from typing import Any

import structlog
from aiohttp import web

from bot.actions import clearance
from bot.actions.work import Work
from bot.model import Organisation, Token
from bot.ports.clock import Clock
from bot.ports.store import Store, Tx
from bot.rules.cadence import local_day, organisation_calendar
from bot.rules.clearance import Clearance

log = structlog.get_logger(__name__)
PATIENCE = 5.0  # seconds for the database to answer
LONGEST = 200  # characters of a token or slug that are looked at
UNKNOWN = "unknown_system"


def digest(token: str) -> str:
    """What is kept of a token: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def add_api(app: web.Application, store: Store, clock: Clock, organisation: Organisation) -> None:
    """`GET /api/v1/systems/{slug}/clearance`."""

    async def asked(request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(PATIENCE), store.reading() as tx:
                work = Work(tx, clock.now(), organisation)
                if not await _knows(work, tx, request):
                    return _problem(
                        401, "Send a token that is not revoked or over, as Authorization: Bearer …", **{"WWW-Authenticate": "Bearer"}
                    )
                slug = "".join(one for one in request.match_info["slug"][:LONGEST] if one.isprintable())
                found = await clearance.by_slug(work, slug)
        except Exception:
            log.exception("api_failed")
            return _problem(503, "The register does not answer. Ask again in a minute.")
        if found is None:
            body = {"system": slug, "cleared": False, "overridden_until": None, "missing": [], "problem": UNKNOWN}
            return web.json_response(body, status=404)
        return web.json_response(as_json(found[0].slug, found[1]))

    app.router.add_get("/api/v1/systems/{slug}/clearance", asked)


def as_json(slug: str, found: Clearance) -> dict[str, Any]:
    """The same for the API and `rollcall gate --json`."""
    return {
        "system": slug,
        "cleared": found.cleared,
        "overridden_until": found.overridden_until.isoformat() if found.overridden_until else None,
        "missing": [{"role": one.role.value, "why": one.why.value} for one in found.missing],
        "problem": None,
    }


async def _knows(work: Work, tx: Tx, request: web.Request) -> bool:
    """A token is found by its digest, so nothing about a wrong one can be learnt from how long the answer takes."""
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind.casefold() != "bearer" or not given.strip():
        return False
    token = await tx.tokens.by_digest(digest(given.strip()[:LONGEST]))
    return token is not None and stands(token, work)


def stands(token: Token, work: Work) -> bool:
    """Neither revoked nor over; the last day counts."""
    today = local_day(organisation_calendar(work.organisation), work.now)
    return token.revoked_at is None and (token.until is None or token.until >= today)


def _problem(status: int, words: str, **headers: str) -> web.Response:
    return web.json_response({"problem": words}, status=status, headers=headers)
