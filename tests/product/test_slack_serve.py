"""`rollcall serve` with Socket Mode as a process: it says whether Slack is heard, and goes with a farewell (issue, Slack)."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from tests.adapters import fake_slack
from tests.adapters.fake_socket import FakeSocketSlack, payload
from tests.product.serving import readiness, serve, settings
from tests.product.test_cli import home

__all__ = ["home"]


@pytest.fixture
async def slack() -> AsyncIterator[FakeSocketSlack]:
    fake = FakeSocketSlack()
    fake.person("U0ADA", "Ada Nowak", "ada@acme.example")
    async with TestServer(fake.app(), host="127.0.0.1") as server:
        fake.address = f"http://127.0.0.1:{server.port}"
        yield fake


async def test_serve_says_how_long_ago_slack_was_heard_and_ends_with_a_farewell(
    home: dict[str, str], slack: FakeSocketSlack, tmp_path: Path
) -> None:
    async with serve(env := home | settings(slack), tmp_path / "log") as process:
        line = await slack.connected()
        ack = await slack.send("slash_commands", payload(fake_slack.command("U0ADA", "help")))
        assert ack["payload"]["blocks"]
        said = await readiness(env)
        assert said["slack_sockets"] == 1 and said["slack_socket_age_s"] < 90
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0
        await slack.until(lambda: line.closed)
        assert line.close_code == 1000
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log and "ticket" not in log and "secret" not in log
    assert "slack_socket_open" in [json.loads(one)["event"] for one in log.splitlines() if one.startswith("{")]


async def test_serve_without_slacks_yes_to_the_app_token_ends_with_a_sentence(
    home: dict[str, str], slack: FakeSocketSlack, tmp_path: Path
) -> None:
    slack.fails["apps.connections.open"] = ["invalid_auth"] * 3
    async with serve(home | settings(slack), tmp_path / "log") as process:
        assert await asyncio.wait_for(process.wait(), 30) == 2
    log = (tmp_path / "log").read_text()
    assert "Slack does not take ROLLCALL_SLACK__APP_TOKEN (invalid_auth). rollcall doctor says more." in log
    assert "Traceback" not in log and "xapp" not in log


async def test_no_answer_in_slack_leads_to_a_page_that_serve_does_not_have(
    home: dict[str, str], slack: FakeSocketSlack, tmp_path: Path
) -> None:
    ours = "https://rollcall.acme.example"
    async with serve(home | settings(slack) | {"ROLLCALL_PUBLIC_URL": ours}, tmp_path / "log"):
        await slack.connected()
        ack = await slack.send("slash_commands", payload(fake_slack.command("U0ADA", "gaps")))
        assert "register is empty" in ack["payload"]["text"] and ours not in json.dumps(ack["payload"])


@pytest.mark.parametrize(
    ("change", "words"), [("port", "is in use, perhaps by another rollcall serve"), ("host", "is no address of this machine")]
)
async def test_where_it_cannot_listen_it_says_which_setting_mends_it(
    home: dict[str, str], slack: FakeSocketSlack, tmp_path: Path, change: str, words: str
) -> None:
    taken = slack.address.rpartition(":")[2]
    env = home | settings(slack) | ({"ROLLCALL_PORT": taken} if change == "port" else {"ROLLCALL_HOST": "203.0.113.7"})
    async with serve(env, tmp_path / "log") as process:
        assert await asyncio.wait_for(process.wait(), 30) == 2
    log = (tmp_path / "log").read_text()
    assert (
        words in log and f"set ROLLCALL_{change.upper()} to" in log.replace("Set", "set") and "Traceback" not in log and "Errno" not in log
    )
