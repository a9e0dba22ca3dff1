"""Whether a database's address can be one: said in words that show nothing of it, for it may hold a password."""

import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

SHAPE = "sqlite:///file or postgresql://user:password@host/name"
CODES = "In a user's name and a password some signs are written as codes: @ is %40, : is %3A, / is %2F, # is %23, ? is %3F, % is %25"
TLS = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")  # of libpq's sslmode, as asyncpg has them


def trouble(url: str) -> str:
    """Why it is none, with what to do; blank: it looks like one."""
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        return _file(rest)
    if scheme == "postgresql":
        return _server(url)
    if scheme in ("postgres", "postgresql+asyncpg", "postgresql+psycopg2", "postgresql+psycopg"):
        return "begin it with postgresql:// and leave the rest as it is"
    if scheme in ("sqlite3", "sqlite+aiosqlite", "file"):
        return "begin it with sqlite:/// and then write the file"
    return f"write {SHAPE}; other databases are not supported"


def _file(rest: str) -> str:
    name = rest.removeprefix("/")
    if name == rest or not name:
        return "write the file behind three slashes, like sqlite:///rollcall.db, or behind four where its path begins with one"
    return "nothing may stand behind the file's name, so leave out what begins with ?" if "?" in name else ""


def _server(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket that opens no IPv6 address
        return f"the host cannot be read; write {SHAPE}"
    if parts.netloc.count("@") > 1 or "@" in parts.path + parts.query + parts.fragment or parts.fragment:
        return CODES
    try:
        parts.port  # noqa: B018
    except ValueError:
        return f"the port is no number up to 65535. {CODES}"
    if not re.fullmatch(r"/[^/]+", parts.path):
        return f"the database's name is missing, or more than a name; write {SHAPE}"
    return _options(parts)


def _options(parts: SplitResult) -> str:
    """What is meant for the driver; it ends with a TypeError at what it does not know."""
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if "sslmode" in options:
        return "for TLS write ?ssl=require (or verify-full) behind the name, in place of ?sslmode=…"
    if options.get("ssl", TLS[0]) not in TLS:
        return f"?ssl= is one of {', '.join(TLS)}"
    unknown = sorted(name for name in options if name not in ("ssl", "host", "port"))
    return "behind the name only ?ssl=… and ?host=… (a socket's folder) may stand" if unknown else ""
