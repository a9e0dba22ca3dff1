"""A database's address that is wrong, or leads nowhere: one kind sentence, what to do, and nothing of the password (PRODUCT §11)."""

import os
from pathlib import Path

import pytest
from sqlalchemy import make_url

from adapters.cli.app import Wrong
from adapters.cli.database import opening
from adapters.cli.database_url import trouble
from tests.product.test_cli import home, run

__all__ = ["home"]

SECRET = "hunter2"
WRONG = {
    "": "write sqlite:///file or postgresql://user:password@host/name",
    "rollcall.db": "write sqlite:///file",
    "mysql://u:hunter2@h/name": "other databases are not supported",
    "postgres://u:hunter2@h/name": "begin it with postgresql://",
    "postgresql+psycopg2://u:hunter2@h/name": "begin it with postgresql://",
    "sqlite+aiosqlite:///x.db": "begin it with sqlite:///",
    "sqlite://x.db": "behind three slashes",
    "sqlite:///": "behind three slashes",
    "sqlite:///x.db?mode=ro": "nothing may stand behind the file's name",
    "postgresql://": "the database's name is missing",
    "postgresql://u:hunter2@h": "the database's name is missing",
    "postgresql://u:hunter2@h/one/two": "more than a name",
    "postgresql://u:hunter2@[::1/name": "the host cannot be read",
    "postgresql://u:hunter2@h:x/name": "the port is no number",
    "postgresql://u:hunter2@h:99999/name": "the port is no number",
    "postgresql://u:hun/ter2@h/name": "/ is %2F",
    "postgresql://u:hun@ter2@h/name": "@ is %40",
    "postgresql://u:hun#ter2@h/name": "# is %23",
    "postgresql://u:hun?ter2@h/name": "? is %3F",
    "postgresql://u:hunter2@h/name?sslmode=require": "?ssl=require",
    "postgresql://u:hunter2@h/name?ssl=yes": "disable, allow, prefer, require",
    "postgresql://u:hunter2@h/name?options=x": "only ?ssl=",
}
RIGHT = (
    "sqlite:///rollcall.db", "sqlite:////var/lib/rollcall.db", "postgresql://u:hun%40ter2@db.example:5432/name", "postgresql:///name",
    "postgresql://u@[::1]:5432/name", "postgresql://u:@/name?host=/run/postgresql", "postgresql://u:hunter2@h/name?ssl=verify-full",
)  # fmt: skip


@pytest.mark.parametrize("url", WRONG)
def test_an_address_that_can_be_none_is_told_why_without_being_shown(url: str) -> None:
    said = trouble(url)
    assert WRONG[url] in said and SECRET not in said and "ter2" not in said


@pytest.mark.parametrize("url", RIGHT)
def test_an_address_that_can_be_one_is_left_alone(url: str) -> None:
    assert trouble(url) == ""


def told(home: dict[str, str], url: str, *command: str) -> tuple[int, str]:
    """How it ends, and all it said; a secret or a traceback is in none of it."""
    ready = {"ROLLCALL_SECRET_KEY": "a key of sixteen letters", "ROLLCALL_ADMINS": "ada@acme.example,ben@acme.example"}
    done = run(home | ready | {"ROLLCALL_DATABASE_URL": url}, *command)
    said = done.stdout + done.stderr
    assert "Traceback" not in said and SECRET not in said and "Error" not in said, said
    return done.returncode, said


@pytest.mark.parametrize("command", [("serve",), ("gaps",), ("doctor",)], ids="-".join)
@pytest.mark.parametrize("url", ["mysql://u:hunter2@h/name", "postgresql://u:hunter2@h:99999/name"])
def test_no_command_goes_on_with_a_wrong_address(home: dict[str, str], url: str, command: tuple[str, ...]) -> None:
    code, said = told(home, url, *command)
    assert code != 0 and f"ROLLCALL_DATABASE_URL: {trouble(url)}" in said


@pytest.mark.parametrize("command", ["serve", "gaps", "doctor"])
def test_a_server_that_is_not_there_is_named_without_the_password(home: dict[str, str], command: str) -> None:
    code, said = told(home, "postgresql://u:hunter2@127.0.0.1:1/name", command)
    assert code == 1 and "The database name on 127.0.0.1 did not answer" in said and "ROLLCALL_DATABASE_URL is right" in said


def test_what_a_server_refuses_is_told_with_its_mend(home: dict[str, str], postgresql_server: str) -> None:
    server = make_url(postgresql_server)
    nobody = server.set(username="nobody_here", password=SECRET).render_as_string(hide_password=False)
    code, said = told(home, nobody, "serve")
    assert code == 2 and "does not let us in" in said and "Mend the user or the password in ROLLCALL_DATABASE_URL." in said
    nowhere = server.set(password=SECRET, database="no_such_database").render_as_string(hide_password=False)
    code, said = told(home, nowhere, "serve")
    assert code == 2 and "There is no database no_such_database on " in said and "createdb" in said


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said by the system's own word; whoever runs the tests as root may write anywhere."""
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != tmp_path)
    with (
        pytest.raises(Wrong, match=r"Nothing may be written into .* Allow it, or set ROLLCALL_DATABASE_URL"),
        opening(f"sqlite:///{tmp_path / 'r.db'}"),
    ):
        pytest.fail("it was opened")


@pytest.mark.parametrize(("file", "why"), [("none/x.db", "There is no folder"), (".", "is a folder"), ("text.txt", "is no database")])
def test_the_demos_file_is_told_of_by_its_own_option(home: dict[str, str], tmp_path: Path, file: str, why: str) -> None:
    (tmp_path / "text.txt").write_text("not a database, but long enough to be taken for one by its length alone" * 20)
    code, said = told(home, f"sqlite:///{tmp_path / 'r.db'}", "demo", "--no-browser", "--port", "0", "--db", str(tmp_path / file))
    assert code == 2 and why in said and "set --db to" in said.replace("Set", "set") and "ROLLCALL_DATABASE_URL" not in said
