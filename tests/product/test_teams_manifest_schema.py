"""The app package is valid by Microsoft's own schema of its version (issue, Teams, Done when 6)."""

import json
import subprocess
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from adapters.teams.manifest import NOBODY, PLACEHOLDER, manifest
from tests.product import npm
from tests.product.test_cli import home, run

__all__ = ["home"]
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


@pytest.fixture(autouse=True)
def validator() -> None:
    if why := npm.missing("@microsoft/app-manifest"):
        pytest.skip(why)


def wrong_with(made: dict[str, Any]) -> list[str]:
    """What Microsoft's validator says."""
    done = subprocess.run(
        ["node", "manifest.mjs"], cwd=npm.FOLDER, input=json.dumps(made), capture_output=True, text=True, timeout=60, check=True
    )
    found: list[str] = json.loads(done.stdout)
    return found


def test_the_package_that_is_written_has_a_valid_manifest(home: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "rollcall-teams.zip"
    done = run(home, "manifest", "teams", "--url", "https://rollcall.acme.example", "--app-id", NOBODY, "--out", str(file))
    assert done.returncode == 0, done.stderr
    with ZipFile(file) as archive:
        assert wrong_with(json.loads(archive.read("manifest.json"))) == []


@pytest.mark.parametrize(("field", "value"), [("name", {"short": "x" * 31}), ("accentColor", "teal"), ("slashCommands", ["owner"])])
def test_the_validator_finds_what_is_wrong(field: str, value: object) -> None:
    assert wrong_with(manifest(NOBODY, PLACEHOLDER, "0.1.0") | {field: value}) != []
