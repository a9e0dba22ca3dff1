"""`rollcall setup slack` in a terminal, against a Slack of the tests' own: from nothing to `rollcall serve` (issue, Slack)."""

import asyncio
import json
import stat
import tomllib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp.test_utils import unused_port

from adapters.slack.manifest import manifest
from tests.adapters.asked_slack import AskedSlack, asked_slack
from tests.product.terminal import Terminal
from tests.product.test_cli import REGISTER, ROLLCALL, a_file, home, run

__all__ = ["home"]
APP, BOT, SIGNING = "xapp-1-never-shown", "xoxb-1-never-shown", "0123456789abcdef" * 2
Story = Callable[[Terminal], int]


@pytest.fixture
async def slack() -> AsyncIterator[AskedSlack]:
    async with asked_slack() as fake:
        yield fake


@pytest.fixture
def env(home: dict[str, str], slack: AskedSlack, tmp_path: Path) -> dict[str, str]:
    """An installation of nothing, beside a browser that notes what it is shown."""
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path / "opened"}\n')
    browser.chmod(0o755)
    more = {
        "TZ": "Europe/Berlin",
        "ROLLCALL_SLACK__API_URL": f"{slack.address}/api/",
        "BROWSER": str(browser),
        "ROLLCALL_PORT": str(unused_port()),
    }
    return home | {"ROLLCALL_SETTINGS": str(tmp_path / "rollcall.toml")} | more


def file(env: dict[str, str]) -> Path:
    return Path(env["ROLLCALL_SETTINGS"])


async def told(env: dict[str, str], story: Story, *options: str) -> Terminal:
    """The command with somebody at the keys; the fake Slack answers meanwhile."""
    with Terminal([ROLLCALL, "setup", "slack", *options], env) as terminal:
        assert await asyncio.to_thread(story, terminal) == 0, terminal.screen
    return terminal


def in_place(terminal: Terminal) -> None:
    """The machine's own zone, and the country it lies in."""
    terminal.sees("Time zone [Europe/Berlin]:")
    terminal.types("")
    terminal.sees("Country, for its holidays (two letters, or none) [DE]:")
    terminal.types("")


def by_socket(terminal: Terminal) -> None:
    """Up to the last question."""
    terminal.sees("Public address [socket]:")
    terminal.types("")
    terminal.sees("Open it in a browser here? [Y/n]:")
    terminal.types("")
    terminal.sees("App token: ")
    terminal.types(APP)
    terminal.sees("Bot token: ")
    terminal.types(BOT)
    terminal.sees("E-mail addresses")
    terminal.types("ada@acme.example, ben@acme.example")
    in_place(terminal)
    terminal.sees("readable by you alone? [Y/n]:")


async def test_it_leads_from_nothing_to_serve(env: dict[str, str], tmp_path: Path) -> None:
    def story(terminal: Terminal) -> int:
        by_socket(terminal)
        terminal.types("")
        return terminal.ends()

    terminal = await told(env, story)
    kept = tomllib.loads(file(env).read_text())
    assert kept["slack"] == {"app_token": APP, "bot_token": BOT} and kept["admins"] == ["ada@acme.example", "ben@acme.example"]
    assert (kept["time_zone"], kept["country"]) == ("Europe/Berlin", "DE")
    assert len(kept["secret_key"]) > 40 and stat.S_IMODE(file(env).stat().st_mode) == 0o600
    assert "never-shown" not in terminal.screen and kept["secret_key"] not in terminal.screen
    assert "● Slack takes the bot token of Acme (T0ACME)." in terminal.screen and "■" not in terminal.screen
    assert "▲ rollcall serve does not run here" in terminal.screen and terminal.screen.rstrip().endswith("type /owner help.")
    opened = (tmp_path / "opened").read_text()
    assert opened in terminal.screen and json.loads(parse_qs(urlsplit(opened).query)["manifest_json"][0]) == manifest(socket=True)


async def test_with_a_public_address_the_signing_secret_is_asked_for(env: dict[str, str], tmp_path: Path) -> None:
    def story(terminal: Terminal) -> int:
        terminal.sees("Public address")
        terminal.types("http://rollcall.acme.example")
        terminal.sees("Slack sends to https only.")
        terminal.types("https://127.0.0.1:1/slack/events/")
        terminal.sees("Open it in a browser here?")
        terminal.types("n")
        terminal.sees("Signing secret: ")
        terminal.types(SIGNING)
        terminal.sees("Bot token: ")
        terminal.types(BOT)
        terminal.sees("E-mail addresses")
        terminal.types("ada@acme.example")
        terminal.sees("If they stopped, nobody would notice: add a second one")
        terminal.sees("Time zone [Europe/Berlin]:")
        terminal.types("Berlin")
        terminal.sees("I know no such zone. Write it like Europe/Berlin, or UTC.")
        terminal.types("America/New_York")
        terminal.sees("[US]:")
        terminal.types("America")
        terminal.sees("Write two letters of a country")
        terminal.types("none")
        terminal.sees("Write admins, public_url, secret_key, slack.bot_token, slack.signing_secret, time_zone into")
        terminal.types("")
        return terminal.ends()

    terminal = await told(env, story)
    kept = tomllib.loads(file(env).read_text())
    assert kept["public_url"] == "https://127.0.0.1:1" and kept["slack"] == {"signing_secret": SIGNING, "bot_token": BOT}
    assert "request URL is not verified, press Retry" in terminal.screen
    assert "▲ https://127.0.0.1:1/slack/events does not answer yet" in terminal.screen and not (tmp_path / "opened").exists()


async def test_what_has_another_shape_is_asked_again_at_once_and_never_shown(env: dict[str, str]) -> None:
    def story(terminal: Terminal) -> int:
        terminal.sees("App token: ")
        terminal.types(BOT)
        terminal.sees("An app-level token begins with xapp- (Basic Information, App-Level Tokens); the one that begins with xoxb- is")
        terminal.sees("App token: ")
        terminal.types("  ")
        terminal.sees("The app token: Basic Information")
        terminal.sees("App token: ")
        terminal.types(f" {APP} ")
        terminal.sees("Bot token: ")
        terminal.types(APP)
        terminal.sees("A bot token begins with xoxb- (OAuth & Permissions, Bot User OAuth Token); this one is another.")
        terminal.sees("Bot token: ")
        terminal.types(BOT)
        terminal.sees("E-mail addresses")
        terminal.types("ada")
        terminal.sees("Write them like ada@example.com")
        terminal.types("ada@acme.example")
        in_place(terminal)
        terminal.sees("[Y/n]:")
        terminal.types("")
        return terminal.ends()

    terminal = await told(env, story, "--socket", "--no-browser")
    assert "never-shown" not in terminal.screen and tomllib.loads(file(env).read_text())["slack"]["app_token"] == APP


@pytest.mark.parametrize("where", ["App token: ", "readable by you alone?"])
async def test_ctrl_c_changes_nothing(env: dict[str, str], where: str) -> None:
    def story(terminal: Terminal) -> int:
        if where == "App token: ":
            terminal.sees("Public address")
            terminal.types("socket")
            terminal.sees("browser here?")
            terminal.types("n")
            terminal.sees(where)
        else:
            by_socket(terminal)
        terminal.interrupts()
        terminal.sees("Stopped. Nothing was changed.")
        return 0 if terminal.ends() == 130 else 1

    await told(env, story)
    assert not file(env).exists()


async def test_no_at_the_end_changes_nothing(env: dict[str, str]) -> None:
    def story(terminal: Terminal) -> int:
        by_socket(terminal)
        terminal.types("n")
        terminal.sees("Nothing was changed.")
        return 0 if terminal.ends() == 1 else 1

    await told(env, story)
    assert not file(env).exists()


BEFORE = f"""# ours since March
time_zone = "Europe/Berlin"   # where we are
country = "DE"
admins = ["ada@acme.example"]
secret_key = "a key of sixteen letters"

[slack]
app_token = "{APP}"   # made by Ada
bot_token = "xoxb-old"

[policy]
first_telling = 2
"""


async def test_what_stands_in_the_file_stays_unless_somebody_says_otherwise(env: dict[str, str]) -> None:
    file(env).write_text(BEFORE)

    def story(terminal: Terminal) -> int:
        terminal.sees("slack.app_token stands in")
        terminal.types("")
        terminal.sees("slack.bot_token stands in")
        terminal.types("n")
        terminal.sees("Bot token: ")
        terminal.types(BOT)
        terminal.sees("Write slack.bot_token into")
        terminal.types("")
        return terminal.ends()

    terminal = await told(env, story, "--socket", "--no-browser")
    assert file(env).read_text() == BEFORE.replace("xoxb-old", BOT)
    assert stat.S_IMODE(file(env).stat().st_mode) == 0o600 and "never-shown" not in terminal.screen


async def scripted(env: dict[str, str], *options: str) -> Any:
    """Nobody sits there."""
    return await asyncio.to_thread(run, env, "setup", "slack", *options)


async def test_a_script_gives_the_secrets_in_the_environment_and_they_stay_there(env: dict[str, str]) -> None:
    given = env | {"ROLLCALL_SLACK__APP_TOKEN": APP, "ROLLCALL_SLACK__BOT_TOKEN": BOT, "ROLLCALL_ADMINS": "ada@acme.example"}
    done = await scripted(given, "--socket")
    assert done.returncode == 0 and "● Slack takes the app token" in done.stdout, done.stderr
    assert list(tomllib.loads(file(env).read_text())) == ["secret_key"]
    assert "never-shown" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "--url https://rollcall.example.com, or --socket"),
        (("--socket",), "Set ROLLCALL_SLACK__APP_TOKEN in the environment"),
        (("--url", "ftp://x"), "Slack sends to https only"),
        (("--url", "https://x.example", "--socket"), "either --url or --socket"),
    ],
)
async def test_a_script_that_leaves_something_out_hears_what(env: dict[str, str], options: tuple[str, ...], words: str) -> None:
    done = await scripted(env, *options)
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr and not file(env).exists()


async def test_a_register_that_has_a_key_gets_no_other(env: dict[str, str], tmp_path: Path) -> None:
    await asyncio.to_thread(run, env | {"ROLLCALL_SECRET_KEY": "a key of sixteen letters"}, "import", a_file(tmp_path, "r.csv", REGISTER))
    given = env | {"ROLLCALL_SLACK__APP_TOKEN": APP, "ROLLCALL_SLACK__BOT_TOKEN": BOT, "ROLLCALL_ADMINS": "ada@acme.example"}
    done = await scripted(given, "--socket")
    assert done.returncode == 0 and not file(env).exists(), done.stderr


async def test_a_slack_that_says_no_is_told_with_its_mend(env: dict[str, str], slack: AskedSlack) -> None:
    slack.fails["auth.test"] = ["invalid_auth"]
    given = env | {"ROLLCALL_SLACK__APP_TOKEN": APP, "ROLLCALL_SLACK__BOT_TOKEN": BOT, "ROLLCALL_ADMINS": "ada@acme.example"}
    done = await scripted(given, "--socket")
    assert (
        done.returncode == 1 and "■ Slack does not take ROLLCALL_SLACK__BOT_TOKEN" in done.stdout and "Mend what is marked" in done.stderr
    )


async def test_a_file_that_cannot_be_written_names_what_to_set_instead(env: dict[str, str], tmp_path: Path) -> None:
    nowhere = env | {"ROLLCALL_SETTINGS": str(tmp_path / "no folder" / "rollcall.toml"), "ROLLCALL_ADMINS": "ada@acme.example"}
    done = await scripted(nowhere | {"ROLLCALL_SLACK__APP_TOKEN": APP, "ROLLCALL_SLACK__BOT_TOKEN": BOT}, "--socket")
    assert done.returncode == 2 and "Set ROLLCALL_SECRET_KEY in the environment" in done.stderr and "Traceback" not in done.stderr
