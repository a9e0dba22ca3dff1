"""`rollcall import --prune` as a process: shown first, done after a yes, and then only once."""

import json
import os
import pty
import subprocess
from pathlib import Path

from tests.product.test_cli import ROLLCALL, ROOT, a_file, home, run

__all__ = ["home"]

FULL = "name,operator,steward\nVeritone,olivia@acme.example,sam@acme.example\nVeritone Hub,Max Meyer,sam@acme.example\n"
LESS = "name,operator,steward\nVeritone,,sam@acme.example\nVeritone Hub,Max Meyer,sam@acme.example\n"


def seats(home: dict[str, str]) -> dict[str, int]:
    return dict(json.loads(run(home, "gaps", "--json").stdout)["seats"])


def test_without_prune_it_is_only_said(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "r.csv", FULL))
    run(home, "invite", "--without-steward")
    again = run(home, "import", a_file(tmp_path, "r.csv", FULL))
    assert "no longer names" not in again.stdout and "Nobody was sent anything." in again.stdout
    told = run(home, "import", a_file(tmp_path, "less.csv", LESS), "--dry-run")
    assert told.returncode == 0 and "less.csv no longer names 1 person whom an import named before" in told.stdout
    assert "--prune would release them; see first: rollcall import" in told.stdout and "--prune --dry-run" in told.stdout
    body = json.loads(run(home, "import", a_file(tmp_path, "less.csv", LESS), "--json").stdout)
    assert body["prunes_nobody"] is None and body["missing"][0]["person"] == "olivia@acme.example"
    assert body["missing"][0]["seats"] == [
        {"system": "veritone", "role": "operator", "tie": "offered", "told": [], "ended": False},
    ]


def test_without_a_terminal_it_needs_a_yes_and_nothing_changes_until_then(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "r.csv", FULL))
    run(home, "invite", "--without-steward")
    before, less = seats(home), a_file(tmp_path, "less.csv", LESS + "Third,,\n")
    dry = run(home, "import", less, "--prune", "--dry-run")
    assert dry.returncode == 0 and "the offer to be operator of Veritone would be withdrawn" in dry.stdout and seats(home) == before
    asked = run(home, "import", less, "--prune")
    assert asked.returncode == 1 and "would be withdrawn" in asked.stderr and "Traceback" not in asked.stderr
    assert "neither imported nor released" in asked.stderr and f"rollcall import {less} --prune --yes" in asked.stderr
    assert seats(home) == before
    done = run(home, "import", less, "--prune", "--yes")
    assert done.returncode == 0 and "the offer to be operator of Veritone is withdrawn" in done.stdout
    assert seats(home)["proposed"] == before["proposed"] - 1
    again = run(home, "import", less, "--prune")
    assert again.returncode == 0 and "there is nobody to release" in again.stdout and "Nobody was sent anything." in again.stdout
    assert run(home, "verify").returncode == 0


def on_a_terminal(home: dict[str, str], typed: str, *arguments: str) -> tuple[int, str]:
    """One command whose keyboard is a terminal."""
    keyboard, end = pty.openpty()
    os.write(keyboard, f"{typed}\n".encode())
    done = subprocess.run(
        [ROLLCALL, *arguments], check=False, env=home, stdin=end, capture_output=True, text=True, timeout=60, cwd=ROOT
    )  # fmt: skip
    os.close(keyboard)
    os.close(end)
    return done.returncode, done.stdout + done.stderr


def test_silent_proposals_follow_the_file_without_a_question(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "r.csv", FULL))
    less = a_file(tmp_path, "less.csv", LESS)
    assert "no longer names" not in run(home, "import", less, "--dry-run").stdout
    done = run(home, "import", less, "--prune")
    assert done.returncode == 0 and "the silent proposal as operator of Veritone is withdrawn; nobody is told" in done.stdout
    assert "Nobody was sent anything." in done.stdout and seats(home)["proposed"] == 3


def test_on_a_terminal_it_asks(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "r.csv", FULL))
    run(home, "invite", "--without-steward")
    before, less = seats(home), a_file(tmp_path, "less.csv", LESS)
    code, text = on_a_terminal(home, "no", "import", less, "--prune")
    assert code == 1 and "Type prune to go on" in text and "nothing was changed" in text and seats(home) == before
    code, text = on_a_terminal(home, "prune", "import", less, "--prune")
    assert code == 0 and "the offer to be operator of Veritone is withdrawn" in text
    assert seats(home)["proposed"] == before["proposed"] - 1


def test_a_file_that_cannot_tell_prunes_nobody_and_each_file_is_on_its_own(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "r.csv", FULL))
    run(home, "invite", "--without-steward")
    before = seats(home)
    bad = run(home, "import", a_file(tmp_path, "bad.csv", LESS + "a,b,c,d,e\n"), "--prune", "--yes", "--skip-refused")
    assert bad.returncode == 1 and "A refused row may name anybody" in bad.stdout
    bare = run(home, "import", a_file(tmp_path, "bare.csv", "name,purpose\nVeritone,p\n"), "--prune", "--yes")
    assert bare.returncode == 0 and "no column for a role" in bare.stdout and seats(home) == before
    unread = run(home, "import", a_file(tmp_path, "odd.csv", "use case,sponsor\nVeritone,\n"), "--prune")
    assert unread.returncode == 1 and "--prune\nRun this line" in unread.stderr and "--yes" not in unread.stderr
    two = run(
        home, "import", a_file(tmp_path, "less.csv", LESS), a_file(tmp_path, "more.csv", "name,operator\nOther,Una Unger\n"), "--prune"
    )
    assert two.returncode == 1 and "neither imported nor released" in two.stderr and "1 created" in two.stdout
