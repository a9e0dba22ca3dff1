"""Whose key writes the trail. A fingerprint stands among the facts, so that another key is told from a changed trail."""

import secrets
from enum import StrEnum
from pathlib import Path

from pydantic import SecretStr

from adapters.cli.app import Wrong, say
from adapters.cli.settings import Settings, settings_file
from adapters.cli.settings_file import write
from bot import audit
from storage.audit import ANCHORS
from storage.store import SqlStore

FACT = "audit_key"
KEYLESS = b"rollcall without a secret key"  # what was used before every register had a key of its own
DEMO = b"the demo keeps no secrets"
REKEY = "rollcall rekey goes on under a key of yours."


class Writer(StrEnum):
    """Whose key a trail is written with, seen from these settings."""

    NOBODY = "nobody"  # nothing is written yet
    OURS = "ours"
    DEMO = "demo"
    KEYLESS = "keyless"
    OTHER = "other"


def key_of(settings: Settings) -> bytes | None:
    """The settings' own."""
    return settings.secret_key.get_secret_value().encode() if settings.secret_key else None


async def writer_of(store: SqlStore, ours: bytes | None) -> Writer:
    """By the fingerprint; a register that has none yet is known by the newest line of its trail."""
    known = {Writer.DEMO: DEMO, Writer.KEYLESS: KEYLESS} | ({Writer.OURS: ours} if ours is not None else {})
    async with store.reading() as tx:
        kept = await tx.engine.read(FACT)
        newest = (await tx.audit.recent(1) or (await tx.audit.rows(ANCHORS))[-1:]) if kept is None else []
    if kept is None and not newest:
        return Writer.NOBODY
    for writer, key in known.items():
        if kept == audit.fingerprint(key) if kept is not None else audit.proves(key, newest[0]):
            return writer
    return Writer.OTHER


def sentence(writer: Writer, ours: bytes | None) -> str | None:
    """What is said of a trail that is not written with the settings' key; None: all is well."""
    match writer:
        case Writer.KEYLESS:
            return f"This trail was written without a key, so anybody could have rewritten it. {REKEY}"
        case Writer.OTHER if ours is None:
            return "This trail was written with a key, and none is set. Set ROLLCALL_SECRET_KEY, or name the settings file in ROLLCALL_SETTINGS."
        case Writer.OTHER:
            return f"This trail was written with another key than ROLLCALL_SECRET_KEY. Set that one; or, with the old one at hand, {REKEY}"
        case _:
            return None


async def keep(store: SqlStore, key: bytes) -> None:
    """The first key that writes is the register's. Raises Wrong for a second one."""
    async with store.writing() as tx:
        if await tx.engine.keep(FACT, audit.fingerprint(key)) != audit.fingerprint(key):
            raise Wrong(sentence(Writer.OTHER, key) or "")


def make() -> SecretStr:
    """A new key, written into the settings file. Raises Wrong where that cannot be."""
    path, key = settings_file(), new()
    try:
        write(path, {"secret_key": key})
    except OSError as why:
        raise Wrong(
            f"No secret key is set, and none can be written into {path} ({why.strerror}).\n"
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))' and set it as ROLLCALL_SECRET_KEY."
        ) from None
    say(made(path))
    return SecretStr(key)


def new() -> str:
    """A key that nobody guesses."""
    return secrets.token_urlsafe(32)


def made(path: Path) -> str:
    """What whoever gets a key is told."""
    return (
        f"No secret key was set, so I made one and wrote it into {path}, which only you can read.\n"
        "It keys the audit trail: keep a copy somewhere safe. Whoever works on this register needs the same one."
    )
