"""The settings' database from outside: whether there is a register, and what is said where it cannot be used."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError, SQLAlchemyError

from adapters.cli.app import Problem, Wrong

SETTING = "ROLLCALL_DATABASE_URL"
IMPORT = "Bring one in with rollcall import FILE, or set ROLLCALL_DATABASE_URL to the one you mean."


class NoRegister(Problem):
    """There is nothing to read, and whoever only reads makes nothing."""


def name_of(url: str) -> str:
    """The file, or the database on its server; never a password."""
    made = make_url(url)
    return str(made.database) if made.get_backend_name() == "sqlite" else f"{made.database} on {made.host or 'this machine'}"


def file_of(url: str) -> Path | None:
    """SQLite's file; None: a server's."""
    made = make_url(url)
    return Path(made.database or "") if made.get_backend_name() == "sqlite" else None


def has_file(url: str) -> bool:
    """SQLite would make the file by opening it."""
    file = file_of(url)
    return file is None or (file.is_file() and file.stat().st_size > 0)


def none_here(url: str) -> NoRegister:
    """Said by whoever only reads."""
    return NoRegister(f"There is no register at {name_of(url)}. {IMPORT}")


@contextmanager
def opening(url: str, setting: str = SETTING) -> Iterator[None]:
    """Whatever hinders opening it becomes one sentence. `setting`: where the address, or the file, was said.

    Raises Wrong where the setting is wrong, Problem where it may be right later.
    """
    file = file_of(url)
    if file is not None and not file.absolute().parent.is_dir():
        raise Wrong(f"There is no folder {file.absolute().parent}. Make it, or set {setting} to another file.")
    if file is not None and file.is_dir():
        like = f"{'sqlite:///' if setting == SETTING else ''}{file}/rollcall.db"
        raise Wrong(f"{file} is a folder. Set {setting} to a file, like {like}")
    if file is not None and not file.exists() and not os.access(file.absolute().parent, os.W_OK):
        raise Wrong(f"Nothing may be written into {file.absolute().parent}. Allow it, or set {setting} to another file.")
    try:
        yield
    except (SQLAlchemyError, OSError, sqlite3.Error) as why:
        raise _told(url, why, setting) from None
    except Exception as why:
        if type(why).__module__.startswith("asyncpg"):  # the driver's own, before SQLAlchemy has a connection to wrap it in
            raise _told(url, why, setting) from None
        raise


@contextmanager
def using(url: str) -> Iterator[None]:
    """The same for a database that goes away, or turns out to be broken, in the middle of the work."""
    try:
        yield
    except DatabaseError as why:
        if type(why) in (DatabaseError, OperationalError):
            raise _told(url, why) from None
        raise
    except InterfaceError as why:
        raise _told(url, why) from None


def _told(url: str, why: BaseException, setting: str = SETTING) -> Wrong | Problem:
    reason, file = _reason(why), file_of(url)
    if file is None:
        return _server_told(url, reason, _state(why))
    if "not a database" in reason or "malformed" in reason:
        return Wrong(f"{file} is no database ({reason}). Set {setting} to another file, or bring it back from a backup.")
    return Problem(f"The database {file} cannot be used ({reason}). See that it may be read and written, then try again.")


def _server_told(url: str, reason: str, state: str) -> Wrong | Problem:
    """`state`: PostgreSQL's own code of what is wrong; blank where nothing of it answered (its manual, appendix A)."""
    if state.startswith("28"):
        return Wrong(f"The database {name_of(url)} does not let us in ({reason}). Mend the user or the password in ROLLCALL_DATABASE_URL.")
    if state == "3D000":
        return Wrong(f"There is no database {name_of(url)}. Make it there with createdb, or set ROLLCALL_DATABASE_URL to another.")
    if state in ("42501", "3F000"):
        return Wrong(
            f"The user of ROLLCALL_DATABASE_URL may not make tables in {name_of(url)} ({reason}). "
            "Let it, with GRANT CREATE, USAGE ON SCHEMA public TO that user; or name another."
        )
    return Problem(
        f"The database {name_of(url)} did not answer ({reason}). See that its server runs, and that ROLLCALL_DATABASE_URL is right."
    )


def _state(why: BaseException) -> str:
    inner = getattr(why, "orig", None) or why
    return str(getattr(inner, "sqlstate", None) or "")


def _reason(why: BaseException) -> str:
    """The driver's own words, on one line, without the statement."""
    inner = getattr(why, "orig", None) or why
    words = inner.strerror if isinstance(inner, OSError) and inner.strerror else str(inner)
    return (words.splitlines() or [type(inner).__name__])[0].removeprefix("<class 'asyncpg.exceptions.")[:200] or type(inner).__name__
