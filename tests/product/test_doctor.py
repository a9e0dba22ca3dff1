"""`rollcall doctor` as a process: a line a check, a mend for what is wrong, exit 1 only where something does not work (PRODUCT §11)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from aiohttp.test_utils import unused_port

from adapters.cli import doctor_teams, running
from adapters.cli.doctor_slack import kept
from adapters.cli.settings import Settings
from adapters.cli.trail_key import Writer
from adapters.cli.wiring import House
from adapters.teams.settings import TeamsSettings
from bot.events import AccountSeen
from bot.model import OutOfReach, Platform
from storage.store import SqlStore
from tests.adapters.asked_slack import AskedSlack, asked_slack
from tests.adapters.asked_teams import AskedTeams, asked_teams
from tests.adapters.fake_teams import APP, SECRET, TENANT
from tests.product.serving import readiness, serve, settings
from tests.product.test_cli import REGISTER, a_file, home, run
from tests.scene import Scene

__all__ = ["home"]


@pytest.fixture
async def slack() -> AsyncIterator[AskedSlack]:
    async with asked_slack() as fake:
        fake.person("U0ADA", "Ada Nowak", "ada@acme.example")
        fake.person("U0BEN", "Ben Berg", "ben@acme.example")
        yield fake


async def doctor(env: dict[str, str]) -> CompletedProcess[str]:
    """The fake Slack answers meanwhile."""
    done = await asyncio.to_thread(run, env, "doctor")
    said = done.stdout.replace("A secret key is set", "").replace("A client secret is set", "") + done.stderr
    assert "Traceback" not in done.stderr and "secret" not in said
    return done


def test_where_no_platform_is_set_up_it_says_how(home: dict[str, str], tmp_path: Path) -> None:
    run(home, "import", a_file(tmp_path, "r.csv", REGISTER))
    assert (
        "▲ No platform is set up, so nobody is asked anything.\n  → rollcall setup slack or rollcall setup teams leads through it.\n"
        in run(home, "doctor").stdout
    )


async def test_a_good_installation_has_only_good_lines(home: dict[str, str], slack: AskedSlack, tmp_path: Path) -> None:
    env = home | settings(slack)
    async with serve(env, tmp_path / "log"):
        await slack.connected()
        await readiness(env)
        done = await doctor(env)
    assert done.returncode == 0 and {line[0] for line in done.stdout.splitlines()} == {"●"}, done.stdout
    assert "One socket is open" in done.stdout and "and is ready" in done.stdout


async def test_before_serve_runs_there_is_something_to_look_at_and_nothing_wrong_with_slack(
    home: dict[str, str], slack: AskedSlack, tmp_path: Path
) -> None:
    env = home | settings(slack)
    async with serve(env, tmp_path / "log"):
        await readiness(env)
    done = await doctor(env)
    assert done.returncode == 0 and "▲ rollcall serve does not run here: nothing listens on http://127.0.0.1:" in done.stdout


async def test_a_register_that_cannot_be_read_hides_nothing_of_slack(home: dict[str, str], slack: AskedSlack) -> None:
    slack.scopes, slack.ahead = ["chat:write"], 4000
    done = await doctor(home | settings(slack) | {"ROLLCALL_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"})
    assert done.returncode == 1 and "■ The database x on 127.0.0.1 did not answer" in done.stdout
    assert "■ Acme lacks 7 scopes: commands (" in done.stdout and "seconds behind Slack's, so people are asked" in done.stdout


async def test_a_token_that_was_sealed_with_a_lost_key_is_named(home: dict[str, str], slack: AskedSlack, tmp_path: Path) -> None:
    env = home | settings(slack)
    async with serve(env | {"ROLLCALL_TOKEN_KEYS": "a key that is lost later"}, tmp_path / "log"):
        await readiness(env)
    done = await doctor({name: value for name, value in env.items() if name != "ROLLCALL_SLACK__BOT_TOKEN"})
    assert done.returncode == 1 and "■ The token of Acme (T0ACME) cannot be read with the keys of these settings." in done.stdout


async def test_another_program_on_the_port_is_told_from_no_program(home: dict[str, str], slack: AskedSlack) -> None:
    env = home | settings(slack) | {"ROLLCALL_PORT": slack.address.rpartition(":")[2]}
    done = await doctor(env)
    assert f"▲ Another program answers on {slack.address}, and rollcall serve does not.\n  → Set ROLLCALL_PORT" in done.stdout


async def test_a_program_that_speaks_no_http_or_says_nothing_is_told_too(home: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    left = asyncio.Semaphore(0)

    async def hang_up(answer: asyncio.StreamWriter) -> None:
        answer.close()
        with suppress(ConnectionError):
            await answer.wait_closed()
        left.release()

    async def rude(_: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        answer.write(b"220 mail.example ESMTP\r\n")
        await hang_up(answer)

    async def mute(read: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        await read.read()
        await hang_up(answer)

    monkeypatch.setattr(running, "LIMIT", 0.2)
    for speaks, words in ((rude, "Another program answers"), (mute, "does not answer within")):
        async with await asyncio.start_server(speaks, "127.0.0.1") as server:
            there = Settings.model_construct(port=server.sockets[0].getsockname()[1])
            assert words in running.serve_found(there, await running.ready(there)).words
            await left.acquire()  # nothing of this connection is left to the next test


@pytest.fixture
async def teams() -> AsyncIterator[AskedTeams]:
    async with asked_teams() as fake:
        yield fake


def on_teams(teams: AskedTeams) -> dict[str, str]:
    """By the environment, with Graph."""
    made = {"app_id": APP, "tenant_id": TENANT, "app_secret": SECRET, "graph": "true"}
    there = {"login_url": f"{teams.address}/", "graph_url": f"{teams.address}/graph/", "keys_url": f"{teams.address}/openid"}
    ours = {"PORT": str(unused_port()), "ADMINS": "ada@acme.example,ben@acme.example", "SECRET_KEY": "a key of sixteen letters"}
    return {f"ROLLCALL_TEAMS__{name.upper()}": value for name, value in (made | there).items()} | {
        f"ROLLCALL_{name}": value for name, value in ours.items()
    }


async def test_where_teams_is_the_one_platform_nothing_is_said_of_slack(home: dict[str, str], teams: AskedTeams) -> None:
    done = await doctor(home | on_teams(teams))
    assert "● Microsoft gives this application a token for the Bot Connector." in done.stdout
    assert "● Rollcall may ask Microsoft Graph who left (User.Read.All), and nothing else." in done.stdout
    assert "Slack" not in done.stdout and "No platform" not in done.stdout and not done.stderr
    assert "▲ rollcall serve does not run here" in done.stdout


async def test_with_both_platforms_serve_is_asked_once_and_each_of_them_is_looked_at(
    home: dict[str, str], slack: AskedSlack, teams: AskedTeams
) -> None:
    teams.roles = ()
    done = await doctor(home | settings(slack) | on_teams(teams))
    assert done.stdout.count("rollcall serve does not run here") == 1 and done.returncode == 1
    assert "● Slack takes the bot token of Acme" in done.stdout
    assert "■ Rollcall may not ask Microsoft Graph who left: the application permission User.Read.All is missing." in done.stdout


async def test_a_platform_that_was_given_in_part_is_told_beside_one_that_is_on(
    home: dict[str, str], teams: AskedTeams, slack: AskedSlack
) -> None:
    half = {"ROLLCALL_SLACK__BOT_TOKEN": "xoxb-1-secret"}
    done = await doctor(home | on_teams(teams) | half)
    assert done.returncode == 1 and "■ ROLLCALL_SLACK__BOT_TOKEN is set, but Slack is off." in done.stdout
    done = await asyncio.to_thread(run, home | {"ROLLCALL_TEAMS__TENANT_ID": TENANT}, "doctor")
    assert done.returncode == 1 and "■ ROLLCALL_TEAMS__TENANT_ID is set, but Teams is off." in done.stdout


async def test_a_wrong_setting_of_teams_leaves_teams_unasked_and_slack_looked_at(home: dict[str, str], slack: AskedSlack) -> None:
    done = await doctor(home | settings(slack) | {"ROLLCALL_TEAMS__APP_ID": "rollcall"})
    assert done.returncode == 1 and "▲ Teams is not asked before its settings are right." in done.stdout
    assert "● Slack takes the bot token of Acme" in done.stdout


async def test_how_fresh_the_knowledge_of_who_left_is_stands_in_the_register(scene: Scene) -> None:
    assert isinstance(scene.store, SqlStore)
    given = Settings.model_construct(teams=TeamsSettings.model_validate({"tenant_id": TENANT}))
    house = House(given, scene.organisation, scene.store, scene.clock, Writer.OURS)
    assert (await doctor_teams.kept(house)).seen is None
    async with scene.store.writing() as tx:
        await tx.engine.write(f"people_read/teams/{TENANT}", scene.clock.now().isoformat())
    assert await doctor_teams.kept(house) == doctor_teams.Kept({}, scene.clock.now())


async def test_who_is_out_of_reach_is_counted_by_why_until_they_are_back(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    scene.platform.refuses = {"olivia": "messages_off", "sam": "blocked"}
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-12-01 10:00")
    scene.the_stage_is_set()
    assert isinstance(scene.store, SqlStore)
    house = House(Settings.model_construct(), scene.organisation, scene.store, scene.clock, Writer.OURS)
    async with house.reading() as work:
        assert await work.tx.accounts.refusing(Platform.LOCAL) == {OutOfReach.MESSAGES_OFF: 1, OutOfReach.BLOCKED: 1}
    assert (await kept(house)).refusing == {}, "Slack's accounts are others"
    scene.platform.refuses = {}
    await scene.act(AccountSeen(sam.caller, "Sam Steward", None, None))
    async with house.reading() as work:
        assert await work.tx.accounts.refusing(Platform.LOCAL) == {OutOfReach.MESSAGES_OFF: 1}
    await scene.act(AccountSeen(olivia.caller, "Olivia Ortega", None, None))
    await scene.travel_to("2026-12-02 10:00")
    async with house.reading() as work:
        assert await work.tx.accounts.refusing(Platform.LOCAL) == {}
    scene.the_stage_is_set()


async def test_serve_says_at_its_start_what_of_teams_cannot_work(home: dict[str, str], teams: AskedTeams, tmp_path: Path) -> None:
    (tmp_path / "app.pem").write_text("no certificate")
    env = home | on_teams(teams) | {"ROLLCALL_TEAMS__CERTIFICATE": str(tmp_path / "app.pem")}
    async with serve(env, tmp_path / "log"):
        await readiness(env)
    said = (tmp_path / "log").read_text()
    assert "ROLLCALL_TEAMS__CERTIFICATE holds no private key that Rollcall can sign with. Write the path of a PEM file" in said
    assert SECRET not in said and "are both set" not in said
