"""`rollcall gate`: may this system go on? For pipelines (PRODUCT §10). Exit 0 it may, 1 it may not, 3 could not ask."""

import os
from typing import Any
from urllib.parse import quote

from adapters.cli.app import Problem, Wrong, out, say
from adapters.cli.gate_answer import Answer, heard
from adapters.cli.settings import BadSettings, load
from adapters.cli.wiring import RealClock, house
from bot.rules.clearance import Missing
from bot.views.clearance import missing as missing_words
from bot.views.clearance import sentence

GO_ON, NOT_CLEARED, COULD_NOT_ASK = 0, 1, 3
PATIENCE = 20.0  # seconds for a server to answer


async def gate(slug: str, server: str | None, as_json: bool) -> int:
    """Ask the database of the settings, or a server with the token in ROLLCALL_TOKEN."""
    if server is not None:
        return await _of_server(slug, server, as_json)
    try:
        return await _of_database(slug, as_json)
    except (Wrong, Problem, BadSettings) as wrong:
        return _not_asked(str(wrong), slug, as_json)
    except Exception as why:  # a pipeline must be able to tell "no" from "nobody answered"
        return _not_asked(f"The database did not answer ({type(why).__name__}). Is ROLLCALL_DATABASE_URL right?", slug, as_json)


async def _of_database(slug: str, as_json: bool) -> int:
    from adapters.web.api import UNKNOWN
    from adapters.web.api import as_json as shape
    from bot.actions import clearance

    async with house(load()) as home, home.reading() as work:
        found = await clearance.by_slug(work, slug)
    if found is None:
        if as_json:
            out({"system": slug, "cleared": False, "overridden_until": None, "missing": [], "problem": UNKNOWN})
        else:
            print(_unknown(slug))
        return NOT_CLEARED
    system, cleared = found
    if as_json:
        out(shape(system.slug, cleared))
    else:
        print(sentence(system, cleared))
    return GO_ON if cleared.may_go_on else NOT_CLEARED


def _unknown(slug: str) -> str:
    return f"“{slug}” is not in the register, so it is not cleared. Add it with /owner add, or check the slug with rollcall owner."


def _not_asked(why: str, slug: str, as_json: bool) -> int:
    say(why)
    if as_json:
        out({"system": slug, "cleared": False, "overridden_until": None, "missing": [], "problem": "could_not_ask"})
    return COULD_NOT_ASK


async def _of_server(slug: str, server: str, as_json: bool) -> int:
    import aiohttp

    token = os.environ.get("ROLLCALL_TOKEN", "").strip()
    if not token:
        return _not_asked("ROLLCALL_TOKEN is empty: make a token with rollcall token create on the server.", slug, as_json)
    if not server.startswith(("https://", "http://")):
        return _not_asked("--server wants an address like https://rollcall.example.com", slug, as_json)
    url = f"{server.rstrip('/')}/api/v1/systems/{quote(slug, safe='')}/clearance"
    try:
        # A redirect would carry the token to another host.
        limit, headers = aiohttp.ClientTimeout(total=PATIENCE), {"Authorization": f"Bearer {token}"}
        async with aiohttp.ClientSession(timeout=limit) as session, session.get(url, headers=headers, allow_redirects=False) as answer:
            body: Any = await answer.json(content_type=None)
            return _heard(slug, answer.status, body, as_json)
    except Exception as why:  # a strange charset, an endless nesting: nobody was asked, whatever it was
        return _not_asked(f"{server} did not answer as Rollcall does ({type(why).__name__}).", slug, as_json)


def _heard(slug: str, status: int, body: Any, as_json: bool) -> int:
    if status == 401:
        return _not_asked("The server does not know this token: it is wrong, revoked or over.", slug, as_json)
    answer = heard(status, body, RealClock().now())
    if answer is None:
        return _not_asked(f"The server answered {status} and not whether the system is cleared.", slug, as_json)
    if as_json:
        out(body)
    else:
        print(_unknown(slug) if answer.problem is not None else _told(answer))
    return GO_ON if answer.may_go_on else NOT_CLEARED


def _told(answer: Answer) -> str:
    if answer.cleared:
        return f"{answer.system} is cleared: three people have said yes."
    lacking = "; ".join(missing_words(Missing(one.role, one.known)) if one.known else f"{one.role} ({one.why})" for one in answer.missing)
    if answer.overridden_until is not None:
        return f"{answer.system} is not cleared and goes on by an admin's override until {answer.overridden_until}. Missing: {lacking}."
    return f"{answer.system} is not cleared. Missing: {lacking}."
