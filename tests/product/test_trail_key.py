"""One key writes a register's trail: made where none is set, told apart from a changed trail, changed only in the open; reading makes nothing."""

import os
import sqlite3
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.product.test_cli import REGISTER, a_file, home, run

__all__ = ["home"]

OURS, OTHER = {"ROLLCALL_SECRET_KEY": "one key of sixteen letters"}, {"ROLLCALL_SECRET_KEY": "another key of sixteen letters"}


def settings(home: dict[str, str]) -> Path:
    return Path(home["ROLLCALL_SETTINGS"])


def database(home: dict[str, str]) -> Path:
    return Path(home["ROLLCALL_DATABASE_URL"].removeprefix("sqlite:///"))


def change(home: dict[str, str], *statements: str) -> None:
    """As somebody who owns the file can."""
    with sqlite3.connect(database(home)) as connection:
        for statement in statements:
            connection.execute(statement)


def refused(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """One kind sentence, and the exit code that is documented."""
    assert done.returncode == code, done.stderr
    assert all(word in done.stderr + done.stdout for word in words), done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_an_import_without_a_key_makes_one_says_so_and_its_trail_proves_from_then_on(home: dict[str, str], tmp_path: Path) -> None:
    settings(home).write_text('time_zone = "Europe/Berlin"\n\n[policy]\nfirst_telling = 2\n')
    done = run(home, "import", a_file(tmp_path, "r.csv", REGISTER))
    assert done.returncode == 0 and f"wrote it into {settings(home)}" in done.stderr and "keep a copy" in done.stderr
    kept = tomllib.loads(settings(home).read_text())
    assert len(kept["secret_key"]) > 40 and kept["secret_key"] not in done.stderr + done.stdout
    assert kept["time_zone"] == "Europe/Berlin" and kept["policy"] == {"first_telling": 2}
    assert stat.S_IMODE(settings(home).stat().st_mode) == 0o600
    again = run(home, "people", "left", "ada@acme.example")
    assert again.returncode == 0 and "secret key" not in again.stderr and tomllib.loads(settings(home).read_text()) == kept
    assert run(home, "verify").stdout == "3 chains prove.\n"


def test_where_no_settings_file_can_be_written_the_sentence_says_what_to_set(home: dict[str, str], tmp_path: Path) -> None:
    nowhere = home | {"ROLLCALL_SETTINGS": str(tmp_path / "no folder" / "rollcall.toml")}
    refused(run(nowhere, "import", a_file(tmp_path, "r.csv", REGISTER)), 2, "set it as ROLLCALL_SECRET_KEY")
    refused(run(home | OURS, "verify"), 1, "nothing to prove")


def test_another_key_is_a_finding_of_its_own_and_writes_nothing(home: dict[str, str], tmp_path: Path) -> None:
    run(home | OURS, "import", a_file(tmp_path, "r.csv", REGISTER))
    refused(run(home | OTHER, "verify"), 1, "written with another key than ROLLCALL_SECRET_KEY")
    assert "was changed" not in run(home | OTHER, "verify").stdout
    refused(run(home | OTHER, "people", "left", "ada@acme.example"), 2, "Nothing was changed.", "another key")
    assert "another key" in run(home | OTHER, "gaps").stderr and run(home | OTHER, "gaps").returncode == 0
    refused(run(home, "verify"), 1, "none is set")
    refused(run(home, "import", a_file(tmp_path, "r.csv", REGISTER)), 2, "none is set")
    assert not settings(home).exists(), "a second key would not have been this register's"
    assert run(home | OURS, "verify").returncode == 0


def test_another_key_is_known_where_no_fingerprint_was_kept_yet(home: dict[str, str], tmp_path: Path) -> None:
    run(home | OURS, "import", a_file(tmp_path, "r.csv", REGISTER))
    change(home, "DELETE FROM fact WHERE name = 'audit_key'")
    refused(run(home | OTHER, "verify"), 1, "another key")
    assert run(home | OURS, "people", "left", "ada@acme.example").returncode == 0
    assert run(home | OURS, "verify").returncode == 0


def keyless(home: dict[str, str]) -> None:
    """A register as it was kept before every register had a key."""
    code = (
        "import asyncio, sys; from datetime import UTC, datetime; from storage.store import SqlStore\n"
        "async def main():\n"
        "    store = SqlStore(sys.argv[1], audit_key=b'rollcall without a secret key'); await store.migrate()\n"
        "    async with store.writing() as tx: tx.audit.note('installation', 'outage', datetime(2026, 1, 5, tzinfo=UTC))\n"
        "    async with store.writing() as tx: await tx.audit.anchor(datetime(2026, 1, 6, tzinfo=UTC))\n"
        "    await store.close()\n"
        "asyncio.run(main())"
    )
    subprocess.run([sys.executable, "-c", code, home["ROLLCALL_DATABASE_URL"]], check=True, env=home)


def test_a_register_without_a_key_goes_on_under_one_and_what_was_before_stays_proved(home: dict[str, str], tmp_path: Path) -> None:
    keyless(home)
    register = a_file(tmp_path, "r.csv", REGISTER)
    refused(run(home, "verify"), 1, "written without a key", "rollcall rekey")
    refused(run(home, "import", register), 2, "written without a key", "rollcall rekey")
    done = run(home, "rekey")
    assert done.returncode == 0 and "2 chains are sealed" in done.stdout and settings(home).exists()
    assert run(home, "import", register).returncode == 0 and run(home, "verify").returncode == 0
    assert "Nothing was changed" in run(home, "rekey").stdout
    change(home, "DROP TRIGGER audit_no_update", "UPDATE audit SET body = replace(body, 'outage', 'holiday')")
    refused(run(home, "verify"), 1, "installation, row 2: what stands before it was changed after it was sealed")


def test_a_changed_trail_is_not_taken_over(home: dict[str, str]) -> None:
    keyless(home)
    change(home, "DROP TRIGGER audit_no_delete", "DELETE FROM audit WHERE chain = 'installation'")
    refused(run(home, "rekey"), 1, "does not prove with the old key", "Nothing was changed")
    assert not settings(home).exists()


def test_a_key_is_changed_only_by_whoever_has_the_old_one_and_anchors_stay_good(home: dict[str, str], tmp_path: Path) -> None:
    run(home | OURS, "import", a_file(tmp_path, "r.csv", REGISTER))
    anchors = str(tmp_path / "anchors")
    run(home | OURS, "verify", "--write-anchor", anchors)
    old = {"ROLLCALL_OLD_SECRET_KEY": OURS["ROLLCALL_SECRET_KEY"]}
    refused(run(home | OTHER, "rekey"), 2, "Set ROLLCALL_OLD_SECRET_KEY")
    refused(run(home | OTHER | {"ROLLCALL_OLD_SECRET_KEY": "a third key of sixteen"}, "rekey"), 2, "is not the key")
    assert run(home | OTHER | old, "rekey").returncode == 0
    assert "so does 1 anchor" in run(home | OTHER, "verify", "--anchor", anchors).stdout
    assert run(home | OTHER, "people", "left", "ada@acme.example").returncode == 0
    assert run(home | OTHER, "verify", "--anchor", anchors).returncode == 0
    refused(run(home | OURS, "verify"), 1, "another key")


def test_a_key_is_not_changed_under_a_server_that_runs(home: dict[str, str], tmp_path: Path) -> None:
    run(home | OURS, "import", a_file(tmp_path, "r.csv", REGISTER))
    beat = "INSERT INTO fact (name, value) VALUES ('heartbeat', strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now'))"
    change(home, beat)
    refused(run(home | OTHER | {"ROLLCALL_OLD_SECRET_KEY": OURS["ROLLCALL_SECRET_KEY"]}, "rekey"), 1, "Stop it everywhere")


def test_a_demo_kept_in_a_file_proves_whatever_key_is_set(home: dict[str, str], tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from adapters.cli import main; main()", "demo", "--empty", "--no-browser", "--port", "0"]
    with subprocess.Popen([*command, "--db", str(database(home))], env=home, stderr=subprocess.PIPE, text=True) as demo:
        assert demo.stderr is not None and any("local chat is open" in line for line in demo.stderr)
        demo.terminate()
        assert demo.wait(30) == 0
    for more in ({}, OURS):
        done = run(home | more, "verify")
        assert done.returncode == 0 and "its key is public" in done.stderr
    assert not settings(home).exists()


def test_a_demo_does_not_open_a_register_that_is_none(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "r.csv", REGISTER))
    refused(run(home, "demo", "--no-browser", "--port", "0", "--db", str(database(home))), 2, "no demo's")


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify"], ["gaps"], ["owner", "x"], ["export"], ["invite"], ["resume"], ["people", "left", "x@acme.example"], ["token", "list"],
        ["erase", "x@acme.example"], ["pause", "--until", "2999-01-01", "--reason", "x"], ["rekey"],
    ],
)  # fmt: skip
def test_where_there_is_no_register_none_is_made(home: dict[str, str], tmp_path: Path, arguments: list[str]) -> None:
    for missing in ("mistyped.db", "empty.db"):
        (tmp_path / "empty.db").touch()
        there = home | {"ROLLCALL_DATABASE_URL": f"sqlite:///{tmp_path / missing}"}
        refused(run(there, *arguments), 1, f"There is no register at {tmp_path / missing}", "rollcall import FILE")
    assert sorted(os.listdir(tmp_path)) == ["empty.db"] and (tmp_path / "empty.db").stat().st_size == 0


def test_doctor_makes_no_register_and_finds_nothing_wrong_with_there_being_none_yet(home: dict[str, str], tmp_path: Path) -> None:
    done = run(home | {"ROLLCALL_DATABASE_URL": f"sqlite:///{tmp_path / 'first.db'}"}, "doctor")
    assert f"▲ There is no register yet at {tmp_path / 'first.db'}" in done.stdout and "rollcall import FILE" in done.stdout
    assert os.listdir(tmp_path) == []


def test_a_dry_run_of_a_first_import_leaves_nothing_behind(home: dict[str, str], tmp_path: Path) -> None:
    file = a_file(tmp_path, "r.csv", REGISTER)
    done = run(home, "import", file, "--dry-run")
    assert done.returncode == 0 and "2 created" in done.stdout and os.listdir(tmp_path) == ["r.csv"]


def test_an_empty_file_of_anchors_proves_nothing(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "r.csv", REGISTER))
    refused(run(home, "verify", "--anchor", a_file(tmp_path, "anchors", "\n")), 1, "is empty: it proves nothing")
    refused(run(home, "verify", "--anchor", a_file(tmp_path, "anchors", b"\xff\xfe\x00")), 2, "no text in UTF-8")


def test_an_anchor_that_cannot_be_kept_outside_is_not_noted(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "r.csv", REGISTER))
    refused(run(home, "verify", "--write-anchor", str(tmp_path / "no folder" / "x")), 2, "No such file or directory", "No anchor was made")
    assert run(home, "verify").stdout == "3 chains prove.\n"


@pytest.mark.parametrize("command", ["gaps", "verify"])
def test_a_database_that_cannot_be_used_is_told_in_one_sentence(home: dict[str, str], tmp_path: Path, command: str) -> None:
    no_database = a_file(tmp_path, "x.db", "not a database, whatever its name says\n" * 99)
    for url, code, words in (
        (f"sqlite:///{tmp_path}/no folder/r.db", 2, "There is no folder"),
        (f"sqlite:///{no_database}", 2, "is no database"),
        (f"sqlite:///{tmp_path}", 2, "is a folder"),
        ("postgresql://rollcall:secret@127.0.0.1:1/register", 1, "The database register on 127.0.0.1 did not answer"),
    ):
        done = run(home | {"ROLLCALL_DATABASE_URL": url}, command)
        refused(done, code, words)
        assert len(done.stderr.splitlines()) == 1 and "secret" not in done.stderr


@pytest.mark.parametrize("text", [b"time_zone = [", b'time_zone = "\xff"'])
def test_settings_that_are_no_toml_are_told_in_one_sentence(home: dict[str, str], text: bytes) -> None:
    settings(home).write_bytes(text)
    done = run(home, "gaps")
    refused(done, 2, str(settings(home)))
    assert len(done.stderr.splitlines()) == 1
