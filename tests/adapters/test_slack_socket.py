"""Socket Mode against a Slack of the tests' own: what is acknowledged with what, and a connection that goes and comes back (issue, Slack)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import text

from adapters.slack import socket
from adapters.slack.app import Slack, opened
from adapters.slack.settings import SlackSettings, SlackTrouble
from adapters.vault import Vault
from bot.desk import Desk
from tests.adapters import fake_slack
from tests.adapters.fake_slack import TEAM
from tests.adapters.fake_socket import FakeSocketSlack, payload
from tests.scene import Scene

pytestmark = pytest.mark.one_database

Connect = Callable[[], Awaitable[Slack]]


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeSocketSlack]:
    """Slack, and a client that does not wait long before it tries again."""
    monkeypatch.setattr(socket, "PING", 0.05)
    fake = FakeSocketSlack()
    for id, name in (("U0ADA", "Ada Nowak"), ("U0OLI", "Olivia Ortega")):
        fake.person(id, name, f"{name.split()[0].lower()}@acme.example")
    server = TestServer(fake.app(), host="127.0.0.1")
    await server.start_server()
    fake.address = f"http://127.0.0.1:{server.port}"
    yield fake
    await server.close()


@pytest.fixture
async def connect(scene: Scene, slack: FakeSocketSlack) -> AsyncIterator[Connect]:
    """Rollcall with an app token and no address of its own; closed at the end."""
    async with AsyncExitStack() as stack:

        async def opening() -> Slack:
            made = await stack.enter_async_context(rollcall(scene, slack))
            assert made.socket is not None
            await made.socket.open()
            await slack.connected()
            return made

        yield opening


def rollcall(scene: Scene, slack: FakeSocketSlack) -> AbstractAsyncContextManager[Slack]:
    settings = SlackSettings.model_validate({"bot_token": "xoxb-test", "app_token": "xapp-test", "api_url": f"{slack.address}/api/"})
    organisation = replace(scene.organisation, admins=("ada@acme.example",))

    async def nudge() -> None:
        """Nothing waits to be sent here."""

    return opened(
        settings, scene.store, Desk(scene.store, scene.clock, organisation), organisation, scene.clock, Vault(["a key for tests"]), nudge
    )


def socket_of(made: Slack) -> socket.Socket:
    assert made.socket is not None
    return made.socket


def owner(words: str, user: str = "U0OLI") -> Any:
    return payload(fake_slack.command(user, words, trigger=f"{user}.{words}"))


def said(words: str, event_id: str) -> Any:
    inner = {"type": "message", "channel": "D0OLI", "channel_type": "im", "user": "U0OLI", "text": words, "ts": "1700000005.1"}
    return payload(fake_slack.event(inner, event_id))


async def test_a_command_is_acknowledged_with_its_answer(slack: FakeSocketSlack, connect: Connect) -> None:
    await connect()
    ack = await slack.send("slash_commands", owner("help"))
    assert ack["payload"]["response_type"] == "ephemeral" and ack["payload"]["blocks"]


async def test_a_click_is_acknowledged_without_one_and_opens_its_window(slack: FakeSocketSlack, connect: Connect) -> None:
    await connect()
    answer = (await slack.send("slash_commands", owner("me", "U0ADA")))["payload"]
    add = next(one for label, one in fake_slack.buttons(answer).items() if "Add" in label)
    ack = await slack.send("interactive", payload(fake_slack.press("U0ADA", add, {**answer, "ts": "1.1"}, "C1")))
    assert "payload" not in ack and slack.views[-1]["callback_id"] == "form"


async def test_a_form_is_acknowledged_with_what_its_window_shows_next(slack: FakeSocketSlack, connect: Connect) -> None:
    await connect()
    await slack.send("slash_commands", owner("add", "U0ADA"))
    typed: dict[str, dict[str, Any]] = {"name": {"type": "plain_text_input", "value": "CV screening"}}
    ack = await slack.send("interactive", payload(fake_slack.submission("U0ADA", slack.views[-1], typed)))
    assert ack["payload"]["response_action"] in ("update", "errors")


async def test_options_are_acknowledged_with_the_systems_that_fit(slack: FakeSocketSlack, connect: Connect, scene: Scene) -> None:
    await connect()
    await slack.send("slash_commands", owner("me"))
    await scene.system("CV screening")
    asked = {"type": "block_suggestion", "user": {"id": "U0OLI"}, "team": {"id": TEAM}, "action_id": "system", "block_id": "system#1"}
    ack = await slack.send("interactive", {**asked, "value": "cv"})
    assert [one["text"]["text"] for one in ack["payload"]["options"]] == ["CV screening"]


async def test_an_envelope_that_comes_again_does_nothing_twice(slack: FakeSocketSlack, connect: Connect) -> None:
    await connect()
    assert "payload" not in await slack.send("events_api", said("help", "Ev1"))
    again = await slack.send("events_api", said("help", "Ev1"), retry_attempt=1, retry_reason="timeout")
    assert "payload" not in again and len(slack.messages["D0OLI"]) == 1


async def test_what_nobody_handles_is_acknowledged(slack: FakeSocketSlack, connect: Connect) -> None:
    await connect()
    assert "payload" not in await slack.send("events_api", payload(fake_slack.event({"type": "something_new"})))


ODD: tuple[Any, ...] = (
    [1, 2],
    "words",
    None,
    5,
    {},
    {"text": "no kind"},
    {"type": 5},
    {"type": "nothing we know", "text": "a secret word"},
    {"type": "event_callback", "event": "x", "team": 7, "authorizations": 5},
    {"type": "block_actions", "response_urls": 5},
    {"type": "block_actions", "actions": "x", "user": []},
    {"type": "view_submission", "view": 3},
    {"command": ["/owner"], "text": {"a": 1}},
)


async def test_an_envelope_that_is_none_is_acknowledged_and_raises_nothing(
    slack: FakeSocketSlack, connect: Connect, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    await connect()
    for odd in ODD:
        await slack.send("interactive", odd)
    for line in ("[1, 2]", "no JSON", "{broken", '{"type": "interactive"}', '{"envelope_id": 5, "type": [], "payload": {}}', "[" * 50_000):
        await slack.put(line)
    assert (await slack.send("slash_commands", owner("help")))["payload"]["blocks"]
    said = caplog.text + capsys.readouterr().out
    assert "Traceback" not in said and "secret" not in said


async def test_what_fails_on_our_side_is_not_acknowledged_and_answered_when_it_comes_again(
    slack: FakeSocketSlack, connect: Connect, scene: Scene
) -> None:
    """Slack takes silence for a failure, and sends it again."""
    await connect()
    await rename(scene, "installation", "lost")
    broken = {"type": "slash_commands", "envelope_id": "broken", "payload": owner("help")}
    await slack.put(broken)
    await slack.send("interactive", {"type": "nothing of ours"})  # acknowledged after it, so nothing waits any more
    assert [one["envelope_id"] for one in slack.acks] == ["envelope-1"]
    await rename(scene, "lost", "installation")
    assert (await slack.again(broken))["payload"]["blocks"]


async def rename(scene: Scene, name: str, other: str) -> None:
    async with scene.store.writing() as tx:
        await tx.session.execute(text(f"ALTER TABLE {name} RENAME TO {other}"))  # type: ignore[attr-defined]


async def test_slack_asks_for_another_connection_and_gets_it_with_a_new_ticket(slack: FakeSocketSlack, connect: Connect) -> None:
    await connect()
    await slack.put({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})
    await slack.connected(2)
    assert slack.used == ["ticket-0", "ticket-1"]
    assert (await slack.send("slash_commands", owner("help")))["payload"]["blocks"]


@pytest.mark.parametrize("how", ["closed", "cut"])
async def test_a_lost_connection_comes_back_with_a_new_ticket(slack: FakeSocketSlack, connect: Connect, how: str) -> None:
    await connect()
    line = slack.lines[-1]
    if how == "closed":
        await line.close()
    else:
        transport = line._req.transport if line._req else None  # a network that goes away says no farewell
        assert transport is not None
        transport.abort()
    await slack.connected(2)
    assert slack.used == ["ticket-0", "ticket-1"]
    assert (await slack.send("slash_commands", owner("help")))["payload"]["blocks"]


async def test_a_ticket_that_is_turned_away_is_not_tried_for_ever(
    slack: FakeSocketSlack, connect: Connect, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(socket, "TRY", 0.3)
    slack.refused = 1
    await connect()
    assert slack.used[0] == "ticket-0" and slack.used[-1] == "ticket-1"
    assert "ticket" not in caplog.text and "Traceback" not in caplog.text


async def test_slack_that_is_down_at_the_start_is_connected_to_when_it_is_back(
    slack: FakeSocketSlack, scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fails["apps.connections.open"] = ["html", "429:0.05", "internal_error"]
    async with rollcall(scene, slack) as made:
        await socket_of(made).open()
        assert socket_of(made).trouble == "the connection to Slack is not open yet"
        await slack.connected()


async def test_an_app_token_that_slack_refuses_is_said_at_the_start(slack: FakeSocketSlack, scene: Scene) -> None:
    slack.fails["apps.connections.open"] = ["invalid_auth"]
    async with rollcall(scene, slack) as made:
        with pytest.raises(SlackTrouble, match=r"ROLLCALL_SLACK__APP_TOKEN \(invalid_auth\)"):
            await socket_of(made).open()


async def test_what_arrived_before_the_end_is_answered_and_slack_sees_the_farewell(slack: FakeSocketSlack, scene: Scene) -> None:
    slow = asyncio.Event()
    slack.held["users.info"] = slow
    async with rollcall(scene, slack) as made:
        await socket_of(made).open()
        await slack.connected()
        await slack.put({"type": "slash_commands", "envelope_id": "late", "payload": owner("me")})
        await slack.until(lambda: slack.waiting)
        closing = asyncio.create_task(socket_of(made).close())
        await asyncio.sleep(0)
        slow.set()
        await closing
        await slack.until(lambda: slack.lines[-1].closed)
    assert [one["envelope_id"] for one in slack.acks] == ["late"]


async def test_how_long_ago_slack_was_heard_is_known_and_too_long_is_trouble(
    slack: FakeSocketSlack, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = socket_of(await connect())
    await slack.send("slash_commands", owner("help"))
    assert made.age < socket.QUIET and made.trouble == "" and made.connections == 1
    monkeypatch.setattr(socket, "QUIET", -1.0)
    assert made.trouble == f"nothing was heard from Slack for {made.age:.0f} seconds"


async def test_more_than_one_process_on_the_app_is_known_from_the_greeting(slack: FakeSocketSlack, connect: Connect) -> None:
    slack.connections = 2
    made = socket_of(await connect())
    await slack.send("slash_commands", owner("help"))
    assert made.connections == 2
