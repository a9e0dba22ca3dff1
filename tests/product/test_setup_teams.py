"""`rollcall setup teams` in a terminal, beside a login of the tests' own: from nothing to `rollcall serve` (issue, Teams, App package)."""

import asyncio
import stat
import tomllib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer, unused_port

from adapters.teams.package import package
from tests.adapters.fake_teams import FakeTeams
from tests.product.terminal import Terminal
from tests.product.test_cli import REGISTER, ROLLCALL, a_file, home, run

__all__ = ["home"]
APP, TENANT = "6f1c2f0a-0000-4000-8000-000000000001", "7a2d3e1b-0000-4000-8000-000000000002"
SECRET = "Q8x~never-shown-aVeryLongSecret"
ADDRESS = "https://127.0.0.1:1"
DONE = (0, 1)  # whether doctor finds something to mend is doctor's own tests' business
Story = Callable[[Terminal], int]


@pytest.fixture
async def login() -> AsyncIterator[str]:
    async with TestServer(FakeTeams().app(), host="127.0.0.1") as server:
        yield str(server.make_url("/"))


@pytest.fixture
def env(home: dict[str, str], login: str, tmp_path: Path) -> dict[str, str]:
    """An installation of nothing."""
    more = {"TZ": "Europe/Berlin", "ROLLCALL_TEAMS__LOGIN_URL": login, "ROLLCALL_PORT": str(unused_port())}
    return home | {"ROLLCALL_SETTINGS": str(tmp_path / "rollcall.toml")} | more


def file(env: dict[str, str]) -> Path:
    return Path(env["ROLLCALL_SETTINGS"])


def zipped(env: dict[str, str]) -> Path:
    return file(env).with_name("app.zip")


async def told(env: dict[str, str], story: Story, *options: str, ends: tuple[int, ...] = DONE) -> Terminal:
    """The command with somebody at the keys; the login answers meanwhile."""
    with Terminal([ROLLCALL, "setup", "teams", "--out", str(zipped(env)), *options], env) as terminal:
        assert await asyncio.to_thread(story, terminal) in ends, terminal.screen
    return terminal


def up_to_the_bot(terminal: Terminal) -> None:
    terminal.sees("Public address: ")
    terminal.types(f"{ADDRESS}/")
    terminal.sees("App registrations, New registration")
    terminal.sees("Application (client) ID: ")
    terminal.types(APP)
    terminal.sees("Directory (tenant) ID: ")
    terminal.types(TENANT)
    terminal.sees("Client secret: ")
    terminal.types(SECRET)
    terminal.sees(f"{ADDRESS}/api/messages")
    terminal.sees("Press the return key when that is done: ")


def up_to_the_end(terminal: Terminal) -> None:
    """Up to the last question."""
    up_to_the_bot(terminal)
    terminal.types("")
    terminal.sees("E-mail addresses, as people sign in to Teams")
    terminal.types("ada@acme.example, ben@acme.example")
    terminal.sees("Time zone [Europe/Berlin]:")
    terminal.types("")
    terminal.sees("Country, for its holidays (two letters, or none) [DE]:")
    terminal.types("")
    terminal.sees("readable by you alone? [Y/n]:")


async def test_it_leads_from_nothing_to_serve(env: dict[str, str]) -> None:
    def story(terminal: Terminal) -> int:
        up_to_the_end(terminal)
        terminal.types("")
        return terminal.ends()

    terminal = await told(env, story)
    kept = tomllib.loads(file(env).read_text())
    assert kept["teams"] == {"app_id": APP, "tenant_id": TENANT, "app_secret": SECRET} and kept["public_url"] == ADDRESS
    assert (kept["admins"], kept["time_zone"], kept["country"]) == (["ada@acme.example", "ben@acme.example"], "Europe/Berlin", "DE")
    assert len(kept["secret_key"]) > 40 and stat.S_IMODE(file(env).stat().st_mode) == 0o600
    assert "never-shown" not in terminal.screen and kept["secret_key"] not in terminal.screen
    assert zipped(env).read_bytes() == package(APP, ADDRESS) and "Manage apps, Actions, Upload new app" in terminal.screen
    assert "Now I look whether it works:" in terminal.screen and "● 2 admins are named." in terminal.screen
    assert "No platform is set up" not in terminal.screen and terminal.screen.rstrip().endswith("type owner help.")


async def test_what_has_another_shape_is_asked_again_at_once_and_never_shown(env: dict[str, str]) -> None:
    def story(terminal: Terminal) -> int:
        terminal.sees("Public address: ")
        terminal.types("http://rollcall.acme.example")
        terminal.sees("Teams sends to https only. Write it like https://rollcall.example.com.")
        terminal.types("https://*.acme.example")
        terminal.sees("Teams sends to https only.")
        terminal.types(f"{ADDRESS}/api/messages")
        terminal.sees("Application (client) ID: ")
        terminal.types("Rollcall")
        terminal.sees("Write the id as Azure shows it")
        terminal.types(f" {APP.upper()} ")
        terminal.sees("Directory (tenant) ID: ")
        terminal.types(APP)
        terminal.sees("That is the application's id again")
        terminal.types(TENANT)
        terminal.sees("Client secret: ")
        terminal.types(TENANT)
        terminal.sees("That is the secret's id; Azure shows the secret itself beside it, under Value, and only once.")
        terminal.sees("Client secret: ")
        terminal.types("  ")
        terminal.sees("Copy it from Certificates & secrets")
        terminal.sees("Client secret: ")
        terminal.types(f" {SECRET} ")
        terminal.sees("Press the return key")
        terminal.types("")
        terminal.sees("E-mail addresses")
        terminal.types("ada@acme.example")
        terminal.sees("If they stopped, nobody would notice: add a second one")
        terminal.sees("Time zone")
        terminal.types("")
        terminal.sees("[DE]:")
        terminal.types("none")
        terminal.sees("Write admins, public_url, secret_key, teams.app_id, teams.app_secret, teams.tenant_id, time_zone into")
        terminal.types("")
        return terminal.ends()

    terminal = await told(env, story)
    assert "never-shown" not in terminal.screen
    assert tomllib.loads(file(env).read_text())["teams"] == {"app_id": APP, "tenant_id": TENANT, "app_secret": SECRET}


@pytest.mark.parametrize("where", ["Public address", "Press the return key", "readable by you alone?"])
async def test_ctrl_c_changes_nothing(env: dict[str, str], where: str) -> None:
    def story(terminal: Terminal) -> int:
        if where == "Public address":
            terminal.sees(where)
        else:
            (up_to_the_bot if where == "Press the return key" else up_to_the_end)(terminal)
        terminal.interrupts()
        terminal.sees("Stopped. Nothing was changed.")
        return terminal.ends()

    await told(env, story, ends=(130,))
    assert not file(env).exists() and not zipped(env).exists()


async def test_no_at_the_end_changes_nothing(env: dict[str, str]) -> None:
    def story(terminal: Terminal) -> int:
        up_to_the_end(terminal)
        terminal.types("n")
        terminal.sees("Nothing was changed.")
        return terminal.ends()

    await told(env, story, ends=(1,))
    assert not file(env).exists() and not zipped(env).exists()


BEFORE = f"""# ours since March
time_zone = "Europe/Berlin"   # where we are
country = "DE"
admins = ["ada@acme.example"]
public_url = "{ADDRESS}"
secret_key = "a key of sixteen letters"

[slack]
signing_secret = "0123456789abcdef0123456789abcdef"

[teams]
app_id = "{APP}"   # made by Ada
tenant_id = "{TENANT}"
app_secret = "the old one, never-shown"
"""


async def test_what_stands_in_the_file_stays_unless_somebody_says_otherwise(env: dict[str, str]) -> None:
    file(env).write_text(BEFORE)

    def story(terminal: Terminal) -> int:
        terminal.sees(f"Public address [{ADDRESS}]:")
        terminal.types("")
        terminal.sees("teams.app_id stands in")
        terminal.types("")
        terminal.sees("teams.tenant_id stands in")
        terminal.types("")
        terminal.sees("teams.app_secret stands in")
        terminal.types("n")
        terminal.sees("Client secret: ")
        terminal.types(SECRET)
        terminal.sees("Press the return key")
        terminal.types("")
        terminal.sees("Write teams.app_secret into")
        terminal.types("")
        return terminal.ends()

    terminal = await told(env, story)
    assert file(env).read_text() == BEFORE.replace("the old one, never-shown", SECRET)
    assert "never-shown" not in terminal.screen and zipped(env).read_bytes() == package(APP, ADDRESS)


async def test_with_a_certificate_no_secret_is_asked_for(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "app.pem").write_text("a certificate and its key")
    file(env).write_text(BEFORE.replace('app_secret = "the old one, never-shown"', f'certificate = "{tmp_path / "app.pem"}"'))

    def story(terminal: Terminal) -> int:
        for asked in ("Public address", "teams.app_id stands in", "teams.tenant_id stands in"):
            terminal.sees(asked)
            terminal.types("")
        terminal.sees("A certificate is set, so no secret is asked for.")
        terminal.sees("Press the return key")
        terminal.types("")
        return terminal.ends()

    terminal = await told(env, story)
    assert "Client secret:" not in terminal.screen and zipped(env).exists()


async def scripted(env: dict[str, str], *options: str) -> Any:
    """Nobody sits there."""
    return await asyncio.to_thread(run, env, "setup", "teams", "--out", str(zipped(env)), *options)


def given(env: dict[str, str]) -> dict[str, str]:
    """All that a script says in the environment."""
    ids = {"ROLLCALL_TEAMS__APP_ID": APP, "ROLLCALL_TEAMS__TENANT_ID": TENANT, "ROLLCALL_TEAMS__APP_SECRET": SECRET}
    return env | ids | {"ROLLCALL_ADMINS": "ada@acme.example,ben@acme.example"}


async def test_a_script_gives_it_all_in_the_environment_and_it_stays_there(env: dict[str, str]) -> None:
    done = await scripted(given(env), "--url", ADDRESS)
    assert done.returncode in DONE and "Now I look whether it works:" in done.stdout, done.stderr
    assert sorted(tomllib.loads(file(env).read_text())) == ["public_url", "secret_key"]
    assert "never-shown" not in done.stdout + done.stderr and zipped(env).read_bytes() == package(APP, ADDRESS)
    again = await scripted(given(env))
    assert again.returncode in DONE and zipped(env).read_bytes() == package(APP, ADDRESS), again.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "Teams sends to https only. Write it like https://rollcall.example.com. Say it with --url."),
        (("--url", "http://x.example"), "Teams sends to https only"),
        (("--url", ADDRESS), "Set ROLLCALL_TEAMS__APP_ID in the environment"),
    ],
)
async def test_a_script_that_leaves_something_out_hears_what(env: dict[str, str], options: tuple[str, ...], words: str) -> None:
    done = await scripted(env, *options)
    assert done.returncode == 2 and words in done.stderr and "Traceback" not in done.stderr
    assert not file(env).exists() and not zipped(env).exists()


async def test_a_register_that_has_a_key_gets_no_other(env: dict[str, str], tmp_path: Path) -> None:
    await asyncio.to_thread(run, env | {"ROLLCALL_SECRET_KEY": "a key of sixteen letters"}, "import", a_file(tmp_path, "r.csv", REGISTER))
    done = await scripted(given(env) | {"ROLLCALL_PUBLIC_URL": ADDRESS})
    assert done.returncode in DONE and not file(env).exists() and zipped(env).exists(), done.stderr


async def test_a_package_that_cannot_be_written_is_told(env: dict[str, str], tmp_path: Path) -> None:
    done = await scripted(given(env), "--url", ADDRESS, "--out", str(tmp_path / "no folder" / "app.zip"))
    assert done.returncode == 1 and "Name another place with --out" in done.stderr and "Traceback" not in done.stderr
