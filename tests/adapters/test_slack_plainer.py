"""A workspace that refuses our newer blocks still gets every fact: without charts and tables first, then as words (issue, Slack)."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from adapters.slack.app import opened
from adapters.slack.outbound import SlackSender
from adapters.slack.settings import SlackSettings
from adapters.vault import Vault
from bot.cards import Button, Card, Chart, Plain, Point, Series
from bot.desk import Desk
from bot.events import Caller
from bot.model import Account, Platform
from bot.ports.sender import Refused, Sent
from tests.adapters import fake_slack
from tests.adapters.fake_slack import SECRET, TEAM, FakeSlack
from tests.scene import Scene

pytestmark = pytest.mark.one_database

YEAR = Chart("Cost a month", "Month", ("Oct", "Nov"), (Series("Cost", (Point(Decimal(700), "€700.00"), Point(Decimal(903), "€903.00"))),))
DRAWN = Card((Plain("November"),), (YEAR,), (Button("me", "", "Look at it"),))


class Sending:
    """Our sender against a Slack of the tests' own, and one account there."""

    def __init__(self, slack: FakeSlack, sender: SlackSender, account: Account) -> None:
        self.slack, self.sender, self.account = slack, sender, account


@pytest.fixture
async def sending(scene: Scene) -> AsyncIterator[Sending]:
    slack = FakeSlack()
    slack.person("U0OLI", "Olivia Ortega", "olivia@acme.example")
    server = TestServer(slack.app(), host="127.0.0.1")
    await server.start_server()
    settings = SlackSettings.model_validate(
        {"signing_secret": SECRET, "bot_token": "xoxb-test", "api_url": f"http://127.0.0.1:{server.port}/api/"}
    )
    desk = Desk(scene.store, scene.clock, scene.organisation)

    async def nothing() -> None:
        return None

    async with opened(settings, scene.store, desk, scene.organisation, scene.clock, Vault(["a key for tests"]), nothing) as made:
        await made.front.look_at(Caller(Platform.SLACK, TEAM, "U0OLI"))
        async with scene.store.reading() as tx:
            account = await tx.accounts.find(Platform.SLACK, TEAM, "U0OLI")
        assert account is not None
        yield Sending(slack, made.sender, account)
    await server.close()


def kinds(sent: dict[str, Any]) -> list[str]:
    return [one["type"] for one in sent["blocks"]]


async def test_a_workspace_that_refuses_charts_gets_the_same_figures_as_words_with_their_buttons(sending: Sending) -> None:
    sending.slack.fails["chat.postMessage"] = ["invalid_blocks"]
    assert isinstance(await sending.sender.send(sending.account, DRAWN, "k1"), Sent)
    first, second = sending.slack.sent("chat.postMessage")
    assert kinds(first) == ["rich_text", "data_visualization", "table", "actions"]
    assert kinds(second) == ["rich_text", "rich_text", "actions"]
    assert "Cost: Oct €700.00, Nov €903.00" in fake_slack.words(second["blocks"])
    assert fake_slack.buttons(second)["Look at it"] and len(sending.slack.messages["D0OLI"]) == 1


async def test_a_workspace_that_refuses_every_block_gets_words_alone(sending: Sending) -> None:
    sending.slack.fails["chat.postMessage"] = ["invalid_blocks", "invalid_blocks"]
    assert isinstance(await sending.sender.send(sending.account, DRAWN, "k1"), Sent)
    (kept,) = sending.slack.messages["D0OLI"]
    assert not kept["blocks"] and "Cost: Oct €700.00, Nov €903.00" in kept["text"]


async def test_a_message_without_charts_goes_straight_to_words(sending: Sending) -> None:
    sending.slack.fails["chat.postMessage"] = ["invalid_blocks"]
    assert isinstance(await sending.sender.send(sending.account, Card((Plain("Hello"),)), "k1"), Sent)
    assert [kinds(one) for one in sending.slack.sent("chat.postMessage")] == [["rich_text"], []]


async def test_a_change_in_place_is_tried_plainer_as_well(sending: Sending) -> None:
    sent = await sending.sender.send(sending.account, Card((Plain("Hello"),)), "k1")
    assert isinstance(sent, Sent)
    sending.slack.fails["chat.update"] = ["invalid_blocks"]
    assert await sending.sender.update(sending.account, sent.ref, DRAWN) == sent
    assert [kinds(one)[1] for one in sending.slack.sent("chat.update")] == ["data_visualization", "rich_text"]


async def test_what_is_refused_to_the_last_is_refused(sending: Sending) -> None:
    sending.slack.fails["chat.postMessage"] = ["invalid_blocks"] * 3
    assert await sending.sender.send(sending.account, DRAWN, "k1") == Refused("invalid_blocks")


@pytest.mark.parametrize(
    "url",
    [
        "https://[",
        "https://hooks.slack.com@evil.example/x",
        "http://hooks.slack.com/x",
        "https://hooks.slack.com.evil.example/",
        "//hooks.slack.com/x",
        "",
    ],
)
async def test_an_address_that_is_not_slacks_gets_nothing(sending: Sending, url: str) -> None:
    assert not sending.sender.may_take(url)
    assert sending.sender.may_take("https://hooks.slack.com/actions/T1/2/3")
