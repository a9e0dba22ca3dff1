"""`rollcall manifest teams`: the file, what it says to do next, and what it says where something is wrong (issue, Teams, App package)."""

import json
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from adapters.teams.package import NAME, package
from tests.product.test_cli import ROLLCALL, home, run

__all__ = ["home"]
URL, APP = "https://rollcall.acme.example", "6f1c2f0a-0000-4000-8000-000000000001"


def test_it_writes_the_package_into_this_folder_and_says_what_to_do_next(home: dict[str, str], tmp_path: Path) -> None:
    line = [str(Path(ROLLCALL).absolute()), "manifest", "teams", "--url", URL, "--app-id", f" {APP.upper()} "]
    done = subprocess.run(line, check=False, env=home, capture_output=True, text=True, timeout=60, cwd=tmp_path)
    assert done.returncode == 0 and (tmp_path / NAME).read_bytes() == package(APP, URL), done.stderr
    assert str(tmp_path / NAME) in done.stderr and "Manage apps, Actions, Upload new app" in done.stderr


def test_a_changed_package_has_a_version_that_teams_takes(home: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "app.zip"
    done = run(home, "manifest", "teams", "--url", URL, "--app-id", APP, "--package-version", "0.1.10", "--out", str(file))
    with ZipFile(file) as archive:
        made = json.loads(archive.read("manifest.json"))
    assert done.returncode == 0 and made["version"] == "0.1.10", done.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--app-id", APP), "--url https://rollcall.example.com"),
        (("--url", "http://rollcall.acme.example", "--app-id", APP), "https, one host, and nothing behind"),
        (("--url", "https://*.acme.example", "--app-id", APP), "https, one host, and nothing behind"),
        (("--url", URL), "Application (client) ID"),
        (("--url", URL, "--app-id", "Rollcall"), "Application (client) ID"),
        *(
            (("--url", URL, "--app-id", APP, "--package-version", one), "--package-version 0.1.1")
            for one in ("2", "1.2", "1.02.3", "v1.2.3", "1.2.3\n")
        ),
    ],
)
def test_what_is_missing_or_wrong_is_told_and_nothing_written(
    home: dict[str, str], tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    file = tmp_path / "app.zip"
    done = run(home, "manifest", "teams", *options, "--out", str(file))
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr and not file.exists()


def test_a_place_that_cannot_be_written_is_told(home: dict[str, str], tmp_path: Path) -> None:
    done = run(home, "manifest", "teams", "--url", URL, "--app-id", APP, "--out", str(tmp_path / "no folder" / "app.zip"))
    assert done.returncode == 1 and "Name another place with --out" in done.stderr and "Traceback" not in done.stderr
