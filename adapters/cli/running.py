"""Whether `rollcall serve` runs here, and what it says of itself."""

from typing import Any

from adapters.cli.settings import Settings
from adapters.findings import Found, fine, look, wrong

LIMIT = 5.0  # seconds


def address(settings: Settings) -> str:
    """Where it listens, seen from this machine."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)
    return f"http://{host}:{settings.port}"


async def ready(settings: Settings) -> dict[str, Any] | None:
    """What its /readyz answers; None: nothing of ours answers there."""
    import aiohttp

    try:
        timeout = aiohttp.ClientTimeout(total=LIMIT)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(f"{address(settings)}/readyz") as answer:
            said = await answer.json()
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return None
    return said if isinstance(said, dict) and isinstance(said.get("ok"), bool) else None


def serve_found(settings: Settings, said: dict[str, Any] | None) -> Found:
    """In a line."""
    if said is None:
        return look(f"rollcall serve does not answer on {address(settings)}.", "Start it there, or run doctor where it runs.")
    if not said["ok"]:
        return wrong(f"rollcall serve on {address(settings)} is not ready: {said.get('why', 'it does not say why')}.", "Its log says more.")
    return fine(f"rollcall serve answers on {address(settings)}, and is ready.")
