"""What is written into the settings file leaves a person's own lines as they are (PRODUCT §11)."""

import stat
import tomllib
from pathlib import Path

import pytest

from adapters.cli.settings_file import standing, write

CHANGES = {"public_url": "https://rollcall.example.com", "slack.bot_token": 'x"y\\z', "admins": ["ada@acme.example"]}
WANTED = {"public_url": "https://rollcall.example.com", "slack": {"bot_token": 'x"y\\z'}, "admins": ["ada@acme.example"]}


@pytest.mark.parametrize(
    "before",
    [
        "",
        "# ours\n",
        'time_zone = "Europe/Berlin" # here\n',
        "[policy]\nfirst_telling = 2 # soon\n",
        '[slack]\nclient_id = "1.2"\n\n[policy]\nfirst_telling = 2\n',
        'slack.client_id = "1.2"\n',
        'slack = {client_id = "1.2"}\n',
        'public_url = "https://old.example"\r\n# and more\r\n[slack]\r\nbot_token = "old"\r\n',
    ],
)
def test_new_values_come_in_and_every_line_and_comment_stays(tmp_path: Path, before: str) -> None:
    file = tmp_path / "rollcall.toml"
    file.write_bytes(before.encode())
    write(file, CHANGES)
    after, kept = file.read_bytes().decode(), tomllib.loads(before)
    kept["slack"] = kept.get("slack", {}) | WANTED["slack"]
    assert tomllib.loads(after) == kept | {name: value for name, value in WANTED.items() if name != "slack"}
    untouched = [line for line in before.splitlines() if "old" not in line and not line.startswith("slack = ")]
    assert [line for line in untouched if line not in after.splitlines()] == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and list(tmp_path.iterdir()) == [file]


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    write(tmp_path / "new.toml", CHANGES)
    assert tomllib.loads((tmp_path / "new.toml").read_text()) == WANTED and stat.S_IMODE((tmp_path / "new.toml").stat().st_mode) == 0o600


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.toml").write_text("# kept elsewhere\n")
    (tmp_path / "rollcall.toml").symlink_to(tmp_path / "real.toml")
    write(tmp_path / "rollcall.toml", {"country": "DE"})
    assert (tmp_path / "rollcall.toml").is_symlink() and (tmp_path / "real.toml").read_text() == '# kept elsewhere\ncountry = "DE"\n'


def test_where_it_cannot_be_written_nothing_is_left_behind(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no folder"):
        write(tmp_path / "no folder" / "rollcall.toml", CHANGES)
    assert list(tmp_path.iterdir()) == []


def test_what_stands_in_the_file_is_read_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "rollcall.toml"
    assert standing(file, "slack.bot_token") is None
    write(file, CHANGES)
    assert standing(file, "slack.bot_token") == 'x"y\\z' and standing(file, "slack.app_token") is None
    assert standing(file, "public_url.x") is None
