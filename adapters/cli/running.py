"""Whether `rollcall serve` runs here, and what it says of itself."""

from enum import StrEnum
from typing import Any

from adapters.cli.settings import Settings
from adapters.findings import Found, fine, look, wrong

LIMIT = 5.0  # seconds


def address(settings: Settings) -> str:
    """Where it listens, seen from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
    return f"http://{host}:{settings.port}"


class Silent(StrEnum):
    """Why serve says nothing of itself."""

    NOBODY = "nobody"  # nothing listens there
    SLOW = "slow"  # something listens, and does not answer
    ANOTHER = "another"  # what answers is another program


async def ready(settings: Settings) -> dict[str, Any] | Silent:
    """What its /readyz answers, or why that is not known."""
    import aiohttp

    try:
        timeout = aiohttp.ClientTimeout(total=LIMIT)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(f"{address(settings)}/readyz") as answer:
            said = await answer.json()
    except TimeoutError:  # before OSError, which it is one of
        return Silent.SLOW
    except aiohttp.ClientConnectorError:
        return Silent.NOBODY
    except (aiohttp.ClientError, OSError, ValueError):  # no JSON, or no HTTP at all
        return Silent.ANOTHER
    return said if isinstance(said, dict) and isinstance(said.get("ok"), bool) else Silent.ANOTHER


def said(found: dict[str, Any] | Silent) -> dict[str, Any] | None:
    """Without why it is not known."""
    return None if isinstance(found, Silent) else found


def serve_found(settings: Settings, said: dict[str, Any] | Silent) -> Found:
    """In a line."""
    where = address(settings)
    match said:
        case Silent.NOBODY:
            return look(f"rollcall serve does not run here: nothing listens on {where}.", "Start it, or run doctor where it runs.")
        case Silent.SLOW:
            return look(
                f"Something listens on {where} and does not answer within {LIMIT:.0f} seconds.", "See what it is; serve's log says more."
            )
        case Silent.ANOTHER:
            mend = "Set ROLLCALL_PORT to a port that is free, or stop that program: rollcall serve cannot start beside it."
            return look(f"Another program answers on {where}, and rollcall serve does not.", mend)
    if not said["ok"]:
        return wrong(f"rollcall serve on {address(settings)} is not ready: {said.get('why', 'it does not say why')}.", "Its log says more.")
    return fine(f"rollcall serve answers on {address(settings)}, and is ready.")
