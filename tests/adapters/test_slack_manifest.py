"""The manifest asks for what the code uses, and no more (issue, Slack)."""

import json
import re
from pathlib import Path

import pytest

from adapters.slack.manifest import manifest
from adapters.slack.scopes import EVENTS, OPTIONAL, SCOPES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("name", "socket"), [("slack", False), ("slack-socket", True)])
def test_the_files_are_what_the_code_makes(name: str, socket: bool) -> None:
    assert json.loads((ROOT / "manifest" / f"{name}.json").read_text("utf-8")) == manifest(socket=socket)


def test_every_scope_and_event_is_explained_to_who_installs_us() -> None:
    page = (ROOT / "docs" / "install-slack.md").read_text("utf-8")
    assert [one for one in (*SCOPES, *OPTIONAL, *EVENTS) if f"`{one}`" not in page] == []


def test_with_sockets_no_address_of_ours_is_named() -> None:
    assert "http" not in json.dumps(manifest(socket=True))
    assert set(re.findall(r"https://[a-z.]+", json.dumps(manifest("https://our.example/")))) == {"https://our.example"}


def test_it_keeps_slacks_limits() -> None:
    about = manifest()["display_information"]
    assert 175 <= len(about["long_description"]) <= 4000 and len(about["description"]) <= 140
    assert all(len(one["name"]) <= 24 for one in manifest()["features"]["shortcuts"])
    assert manifest()["features"]["slash_commands"][0]["should_escape"] is True
    assert manifest()["features"]["app_home"]["messages_tab_read_only_enabled"] is False
