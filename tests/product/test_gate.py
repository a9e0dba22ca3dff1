"""`rollcall gate`, `token` and `reader` as processes: exit 0 it may go on, 1 it may not, 3 nobody could be asked."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.product.test_cli import ROLLCALL, a_file, home, run

__all__ = ["home"]


@pytest.fixture
def served(home: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """A register with one system that has nobody."""
    run(home, "import", a_file(tmp_path, "r.csv", "name,stage\nVeritone,Pre-deployment\n"), "--map", "name=name", "--map", "stage=stage")
    return home


def test_the_gate_names_what_is_missing_and_tells_no_from_nobody_answered(served: dict[str, str]) -> None:
    told = run(served, "gate", "veritone")
    assert told.returncode == 1 and told.stdout.startswith("Veritone is not cleared. Missing: operator (looks at")
    body = json.loads(run(served, "gate", "veritone", "--json").stdout)
    assert body["cleared"] is False and [one["why"] for one in body["missing"]] == ["vacant"] * 3
    unknown = run(served, "gate", "nowhere")
    assert unknown.returncode == 1 and "not in the register" in unknown.stdout
    for more in ({"ROLLCALL_DATABASE_URL": "sqlite:////nowhere/r.db"}, {"ROLLCALL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}):
        failed = run(served | more, "gate", "veritone", "--json")
        assert failed.returncode == 3 and json.loads(failed.stdout)["problem"] == "could_not_ask" and "Traceback" not in failed.stderr


def test_a_gate_that_finds_no_register_makes_none(home: dict[str, str]) -> None:
    assert run(home, "gate", "veritone").returncode == 3
    assert not Path(home["ROLLCALL_DATABASE_URL"].removeprefix("sqlite:///")).exists()


def test_a_token_is_printed_once_listed_and_revoked(served: dict[str, str]) -> None:
    made = run(served, "token", "create", "pipeline", "--until", "2099-01-01")
    key = made.stdout.strip()
    assert made.returncode == 0 and key.startswith("rc_") and len(key) > 40
    assert run(served, "token", "create", "pipeline").returncode == 1
    assert run(served, "token", "create", " ").returncode == 2
    listed = run(served, "token", "list").stdout
    assert "pipeline" in listed and key not in listed
    assert run(served, "token", "revoke", "pipeline").returncode == 0 and "(revoked)" in run(served, "token", "list").stdout
    assert run(served, "token", "revoke", "nobody").returncode == 1
    assert key.encode() not in Path(served["ROLLCALL_DATABASE_URL"].removeprefix("sqlite:///")).read_bytes()


def test_a_reader_must_be_known(served: dict[str, str]) -> None:
    unknown = run(served, "reader", "add", "rita@acme.example", "--until", "2099-01-01")
    assert unknown.returncode == 1 and "seen on Slack or Teams" in unknown.stderr
    assert run(served, "reader", "end", "rita@acme.example").returncode == 1
    assert run(served, "reader", "list").returncode == 0


def test_a_server_is_asked_with_the_token_of_the_environment(served: dict[str, str]) -> None:
    key = run(served, "token", "create", "pipeline").stdout.strip()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    more = {"ROLLCALL_ADMINS": "ada@acme.example", "ROLLCALL_PORT": str(port)}
    nobody = run(served | {"ROLLCALL_TOKEN": key}, "gate", "veritone", "--server", url)
    assert nobody.returncode == 3 and "did not answer" in nobody.stderr
    server = subprocess.Popen([ROLLCALL, "serve"], env=served | more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"{url}/healthz")
        asked = run(served | {"ROLLCALL_TOKEN": key}, "gate", "veritone", "--server", url)
        assert asked.returncode == 1 and "Veritone is not cleared".casefold() in asked.stdout.casefold()
        assert run(served | {"ROLLCALL_TOKEN": key}, "gate", "../healthz", "--server", url).returncode == 1
        for wrong in ({}, {"ROLLCALL_TOKEN": "rc_wrong"}):
            assert run(served | wrong, "gate", "veritone", "--server", url).returncode == 3
    finally:
        server.terminate()
        server.wait(20)


def wait_for(url: str) -> None:
    """Until it answers, at most half a minute."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("the server never answered")


def test_privacy_is_printed_and_a_leaver_can_be_erased(home: dict[str, str], tmp_path: Path) -> None:
    file = a_file(tmp_path, "r.csv", "name,steward\nVeritone,olivia.ortega@acme.example\n")
    run(home, "import", file, "--map", "name=name", "--map", "steward=steward")
    told = run(home, "privacy")
    assert told.returncode == 0 and "assignment: who was offered" in told.stdout and "30 days" in told.stdout
    assert json.loads(run(home, "privacy", "--json").stdout)[0]["names_people_in"]
    assert run(home, "erase", "nobody@acme.example").returncode == 1
    still = run(home, "erase", "olivia.ortega@acme.example", "--yes")
    assert still.returncode == 1 and "has not left" in still.stderr
    run(home, "people", "left", "olivia.ortega@acme.example")
    dry = run(home, "erase", "olivia.ortega@acme.example", "--dry-run")
    assert dry.returncode == 0 and "becomes “Former colleague" in dry.stdout
    assert run(home, "erase", "olivia.ortega@acme.example").returncode == 1, "without a terminal it wants --yes"
    assert run(home, "erase", "olivia.ortega@acme.example", "--yes").returncode == 0
    assert run(home, "erase", "olivia.ortega@acme.example", "--yes").returncode == 1, "nobody has that address any more"
    assert run(home, "verify").returncode == 0
