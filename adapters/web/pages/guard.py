"""Who may post to a page: its own forms only, by a token made for one person; and what every answer says to the browser."""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from aiohttp import web

from bot.events import Caller

# A form that is posted under `no-referrer` comes with the origin `null`, like a stranger's.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def token_of(key: bytes, caller: Caller) -> str:
    """Nobody can make it without the key, and it is worth nothing to anybody else."""
    whom = "\n".join((caller.platform.value, caller.tenant, caller.user))
    return hmac.new(key, whom.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def is_token(key: bytes, caller: Caller, given: str) -> bool:
    """In constant time."""
    return hmac.compare_digest(token_of(key, caller).encode(), given.encode("utf-8", "replace"))


def is_foreign(request: web.Request, address: str) -> bool:
    """Another site's page sent it. A browser that tells no origin is judged by the token alone."""
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc not in {request.host, urlsplit(address).netloc} - {""}


def once(token: str, *typed: str) -> str:
    """One press or one form as it was filled in: loading its answer again does nothing twice."""
    told = hashlib.sha256("\x00".join((token, *typed)).encode("utf-8", "replace")).hexdigest()
    return f"page.{told[:40]}"


def nonce() -> str:
    """Tells one showing of a form from the next."""
    return secrets.token_urlsafe(9)
