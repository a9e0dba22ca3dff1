"""`rollcall doctor` as a process: a line a check, a mend for what is wrong, exit 1 only where something does not work (PRODUCT §11)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from adapters.cli import running
from adapters.cli.doctor_slack import kept
from adapters.cli.settings import Settings
from adapters.cli.trail_key import Writer
from adapters.cli.wiring import House
from bot.events import AccountSeen
from bot.model import OutOfReach, Platform
from storage.store import SqlStore
from tests.adapters.asked_slack import AskedSlack, asked_slack
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
    assert "Traceback" not in done.stderr and "secret" not in done.stdout.replace("A secret key is set", "") + done.stderr
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
