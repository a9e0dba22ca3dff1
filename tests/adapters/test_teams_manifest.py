"""The app package is what Teams takes, and asks for no more than the code uses (issue, Teams, App package)."""

import io
import json
import re
import struct
import zlib
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest

from adapters.teams import icons
from adapters.teams.ids import OWNER, RAISE, WHO_OWNS
from adapters.teams.inbound import command
from adapters.teams.manifest import ALONE, NOBODY, PERMISSIONS, PLACEHOLDER, manifest
from adapters.teams.package import package, written
from adapters.typed import is_public
from bot import commands
from tests.product.test_cli import documented

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "manifest" / "teams"
MADE = manifest(NOBODY, PLACEHOLDER, "0.1.0")
BOT, EXTENSION = MADE["bots"][0], MADE["composeExtensions"][0]


def ours() -> str:
    version = re.search(r'^version = "(.+)"$', documented("pyproject.toml"), re.MULTILINE)
    assert version is not None
    return version[1]


def pixels(png: bytes) -> tuple[int, int, bytes]:
    """Width, height, and RGBA row by row, each behind the number of its filter."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    found, at = {}, 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        found[kind] = png[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + found[kind]) == struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0]
        at += length + 12
    width, height, depth, colours = struct.unpack(">IIBB", found[b"IHDR"][:10])
    assert (depth, colours) == (8, 6) and b"IEND" in found
    return width, height, zlib.decompress(found[b"IDAT"])


def test_the_files_are_what_the_code_makes() -> None:
    assert (FOLDER / "manifest.json").read_bytes() == written(manifest(NOBODY, PLACEHOLDER, ours()))
    assert pixels((FOLDER / "color.png").read_bytes()) == pixels(icons.colour())
    assert pixels((FOLDER / "outline.png").read_bytes()) == pixels(icons.outline())


def test_the_package_has_three_files_at_its_root_and_is_the_same_each_time() -> None:
    made = package(NOBODY, PLACEHOLDER)
    with ZipFile(io.BytesIO(made)) as archive:
        assert archive.namelist() == ["manifest.json", MADE["icons"]["color"], MADE["icons"]["outline"]] and archive.testzip() is None
        assert json.loads(archive.read("manifest.json")) == manifest(NOBODY, PLACEHOLDER, ours())
        assert archive.read("color.png") == icons.colour() and archive.read("outline.png") == icons.outline()
    assert made == package(NOBODY, PLACEHOLDER)


def dots(png: bytes) -> list[bytes]:
    """Each pixel's four bytes, row by row."""
    width, _, found = pixels(png)
    rows = [found[at + 1 : at + 1 + 4 * width] for at in range(0, len(found), 4 * width + 1)]
    return [row[at : at + 4] for row in rows for at in range(0, 4 * width, 4)]


def test_the_coloured_icon_is_192_wide_and_full_and_what_is_drawn_on_it_96() -> None:
    assert pixels(icons.colour())[:2] == (192, 192)
    assert {one[3] for one in dots(icons.colour())} == {255}
    drawn = [at % 192 for at, one in enumerate(dots(icons.colour())) if one[:3] != bytes(icons.TEAL)]
    assert (min(drawn), max(drawn)) == (48, 143)


def test_the_outline_is_32_wide_and_white_on_nothing() -> None:
    found = dots(icons.outline())
    assert pixels(icons.outline())[:2] == (32, 32) and {one[:3] for one in found} == {b"\xff\xff\xff"}
    assert found[0][3] == 0 and any(one[3] == 255 for one in found)


def test_it_has_what_the_schema_asks_for_and_keeps_its_lengths() -> None:
    assert {"manifestVersion", "version", "id", "developer", "name", "description", "icons", "accentColor"} <= set(MADE)
    assert MADE["manifestVersion"] in MADE["$schema"] and re.fullmatch("#[0-9A-F]{6}", MADE["accentColor"])
    assert len(MADE["developer"]["name"]) <= 32 and len(MADE["name"]["short"]) <= 30 and len(MADE["name"]["full"]) <= 100
    assert len(MADE["description"]["short"]) <= 80 and len(MADE["description"]["full"]) <= 4000
    assert all(is_public(MADE["developer"][one]) for one in ("websiteUrl", "privacyUrl", "termsOfUseUrl"))


def test_it_keeps_the_limits_of_commands() -> None:
    assert len(BOT["commandLists"]) <= 3 and len(EXTENSION["commands"]) <= 10
    assert all(1 <= len(one["commands"]) <= 12 for one in BOT["commandLists"])
    every = [command for one in BOT["commandLists"] for command in one["commands"]] + EXTENSION["commands"]
    assert all(len(one["title"]) <= 32 and 0 < len(one["description"]) <= 128 for one in every)
    titles = [[command["title"] for command in one["commands"]] for one in BOT["commandLists"]]
    assert all(len(one) == len(set(one)) for one in titles)


def test_every_command_of_the_menu_is_understood() -> None:
    """Chosen, it stands in the message box; a system is only looked for where a name is meant."""
    for word, _ in ALONE:
        typed = command(f"owner {word}".strip())
        assert typed == word
        assert word == "" or not isinstance(commands.parse(word, date(2026, 11, 24)), commands.LookUp)
        assert any(word in re.findall(r"[a-z-]+", usage) for usage, _ in commands.HELP) or word == ""


def test_the_examples_of_the_menu_are_understood_too() -> None:
    examples = [about.partition(": owner ")[2] for _, about in ALONE if ": owner " in about]
    assert [type(commands.parse(one, date(2026, 11, 24))).__name__ for one in examples] == [
        "LookUp",
        "About",
        "OfferTo",
        "HandOver",
        "Away",
    ]


def test_it_is_everywhere_and_among_others_a_slash_command_that_only_its_author_sees() -> None:
    assert BOT["scopes"] == ["personal", "team", "groupChat"] and BOT["supportsTargetedMessages"] is True
    assert [(one["scopes"], one.get("triggers")) for one in BOT["commandLists"]] == [
        (["personal"], None),
        (["team", "groupChat"], ["mention", "slash"]),
    ]


def test_the_search_and_the_actions_are_those_the_way_in_knows() -> None:
    search, *actions = EXTENSION["commands"]
    assert (search["id"], search["type"], search["initialRun"]) == (OWNER, "query", True) and search["context"] == ["compose", "commandBox"]
    assert [one["name"] for one in search["parameters"]] == ["system"]
    assert [(one["id"], one["type"], one["context"], one["fetchTask"]) for one in actions] == [
        (WHO_OWNS, "action", ["message"], True),
        (RAISE, "action", ["message"], True),
    ]


def test_it_asks_for_no_channels_messages_no_roster_and_no_sign_in() -> None:
    assert not {"authorization", "webApplicationInfo", "devicePermissions", "configurableTabs", "connectors"} & set(MADE)


def test_every_permission_is_explained_to_who_installs_us() -> None:
    page = documented("docs/install-teams.md")
    assert [one for one in (*PERMISSIONS, "User.Read.All") if f"`{one}`" not in page] == []


@pytest.mark.parametrize("url", ["https://rollcall.acme.example/", "https://rollcall.acme.example:8443/bots"])
def test_only_our_own_host_is_named_and_never_a_wildcard(url: str) -> None:
    made = manifest(NOBODY, url, "0.1.0")
    assert made["validDomains"] == ["rollcall.acme.example"] and "*" not in json.dumps(made)
    assert set(re.findall(r"https://[a-z.]+", json.dumps(made))) == {"https://developer.microsoft.com", "https://rollcall.acme.example"}


@pytest.mark.parametrize(
    "url",
    ["", "rollcall.acme.example", "http://rollcall.acme.example", "https://*.acme.example", "https://a b.example", "https://",
     "https://x.example/?a=b", "https://x.example/#a", "https://me:secret@x.example", "https://[::1", "https://x.example:port"],
)  # fmt: skip
def test_an_address_that_teams_cannot_send_to_is_none(url: str) -> None:
    assert not is_public(url)


def test_an_app_keeps_its_id_and_two_bots_are_two_apps() -> None:
    again, other = manifest(NOBODY, "https://elsewhere.example", "9.9.9"), manifest(NOBODY.replace("4000", "4001"), PLACEHOLDER, "0.1.0")
    assert again["id"] == MADE["id"] != other["id"] and re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", MADE["id"])


@pytest.mark.parametrize(("version", "told"), [("0.1.0", "0.1.0"), ("1.12.3", "1.12.3"), ("0.2.0.dev1", "0.2.0"), ("1.0.0rc2", "1.0.0")])
def test_the_version_is_three_numbers(version: str, told: str) -> None:
    assert manifest(NOBODY, PLACEHOLDER, version)["version"] == told
