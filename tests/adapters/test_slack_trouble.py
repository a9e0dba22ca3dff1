"""Slack that is slow, in trouble, busy or cut off, at each step of a message's way: it arrives once all the same (issue, Slack, Done when 2)."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from adapters.slack.client import call
from bot.events import Caller, Submitted
from bot.model import Platform, Role, Stage
from bot.ports.sender import Busy, Unknown
from tests.adapters import fake_slack
from tests.adapters.backstage import waits_are_over
from tests.adapters.fake_slack import TEAM
from tests.adapters.slack_workspace import Workspace, asked, workspace

__all__ = ["workspace"]
pytestmark = pytest.mark.one_database
FAILURES = ("html", "odd:[1]", "429:0.05", "cut:before", "cut:after", "slow:before", "slow:after")
MET = 4  # calls of users.info that `asked` makes before the first message is on its way


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack is waited for a moment, not twenty seconds."""
    monkeypatch.setattr("adapters.slack.app.TIMEOUT", 0.3)


@pytest.mark.parametrize("failure", FAILURES)
async def test_nobody_knows_what_came_of_a_call_without_an_answer(workspace: Workspace, failure: str) -> None:
    workspace.slack.fails["auth.test"] = [failure]
    slack = await workspace.ours.sender.slack(TEAM)
    assert slack is not None
    answer = await call(slack, "auth.test")
    expected = {
        "429": Busy(0.05),
        "slow": Unknown("TimeoutError"),
        "html": Unknown("status_502"),
        "cut": Unknown("ServerDisconnectedError"),
        "odd": Unknown("AttributeError"),
    }
    assert answer == expected[failure.partition(":")[0]]


ODD = ("", "[]", '"ok"', "5", "null", "<html>", "[" * 100_000, '{"ok": false}', '{"ok": false, "error": ["account_inactive"]}')


@pytest.mark.parametrize("body", ODD, ids=lambda one: one[:10] or "empty")
async def test_an_answer_that_is_none_of_slacks_is_no_answer(workspace: Workspace, body: str) -> None:
    """Status 200, from whatever stands between Slack and us."""
    workspace.slack.fails["auth.test"] = [f"odd:{body}"]
    slack = await workspace.ours.sender.slack(TEAM)
    assert slack is not None and isinstance(await call(slack, "auth.test"), Unknown)


@pytest.mark.parametrize(("asked_for", "seconds"), [("600", 600), ("inf", 3600), ("1e9", 3600), ("nan", 0.05), ("-5", 0.05), ("Fri", 30)])
async def test_a_wait_ends_within_the_hour_whatever_is_asked_for(workspace: Workspace, asked_for: str, seconds: float) -> None:
    workspace.slack.fails["auth.test"] = [f"429:{asked_for}"]
    slack = await workspace.ours.sender.slack(TEAM)
    assert slack is not None and await call(slack, "auth.test") == Busy(seconds)


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("method", ["users.info", "conversations.open", "chat.postMessage"])
async def test_a_message_whose_way_fails_once_arrives_once(workspace: Workspace, method: str, failure: str) -> None:
    workspace.slack.fails[method] = [""] * (MET if method == "users.info" else 0) + [failure]
    with capture_logs() as logs:
        await asked(workspace)
    assert not workspace.slack.fails[method], f"{method} was not called"
    assert not [one for one in logs if one["log_level"] in ("error", "critical")]
    for channel, found in workspace.slack.messages.items():
        keys = [one["metadata"]["event_payload"]["key"] for one in found]
        assert len(keys) == len(set(keys)), f"{channel}: twice"


@pytest.mark.parametrize("failure", FAILURES)
async def test_whoever_cannot_be_looked_up_now_is_told_so_and_not_that_nobody_knows_them(workspace: Workspace, failure: str) -> None:
    workspace.slack.fails["users.info"] = [failure]
    assert "Slack did not answer" in fake_slack.words(await workspace.owner("U0OLI", "me"))
    assert "No AI system is in the register yet" in fake_slack.words(await workspace.owner("U0OLI", "me")), "nothing of it is remembered"


@pytest.mark.parametrize("failure", ["html", "cut"])
async def test_what_may_have_arrived_and_cannot_be_looked_for_now_is_looked_for_again(workspace: Workspace, failure: str) -> None:
    """To look changes nothing: Slack that does not even show a conversation is down, and the day is not lost to it."""
    workspace.slack.fails["chat.postMessage"], workspace.slack.fails["conversations.history"] = ["cut:after"], [failure]
    await asked(workspace)
    assert not workspace.slack.fails["chat.postMessage"] and not workspace.slack.fails["conversations.history"]
    for found in workspace.slack.messages.values():
        keys = [one["metadata"]["event_payload"]["key"] for one in found]
        assert len(keys) == len(set(keys)), "twice"
    async with workspace.scene.store.reading() as tx:
        assert not [one for one in await tx.audit.rows() if "message.unknown" in one.body]


@pytest.mark.parametrize("failure", FAILURES)
async def test_an_answered_message_that_cannot_be_changed_now_is_changed_later(workspace: Workspace, failure: str) -> None:
    message = await asked(workspace)
    workspace.slack.fails["chat.update"] = [failure]
    status, _ = await workspace.post(fake_slack.press("U0OLI", fake_slack.buttons(message)["Looked: normal"], message, "D0OLI"))
    await workspace.front.afterwards.close()
    await waits_are_over(workspace)
    await workspace.round()
    (after,) = [one for one in workspace.slack.messages["D0OLI"] if one["ts"] == message["ts"]]
    assert status == 200 and not workspace.slack.fails["chat.update"]
    assert "Looked: normal" not in fake_slack.buttons(after)


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_command_is_answered_although_slack_says_nothing_of_who_asks(workspace: Workspace, failure: str) -> None:
    workspace.slack.fails["users.info"] = [failure]
    first = await workspace.owner("U0OLI", "me")
    await workspace.front.afterwards.close()
    assert fake_slack.words(first) and not workspace.slack.fails["users.info"]
    again = await workspace.owner("U0OLI", "me please") or {}
    assert fake_slack.words(again)


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("elsewhere", [False, True])
async def test_an_offer_waits_until_slack_can_say_whose_an_address_is(workspace: Workspace, failure: str, elsewhere: bool) -> None:
    """Slack lets us ask for some fifty addresses a minute: whoever an import names after that is nobody out of reach."""
    await workspace.owner("U0ADA", "me")
    if elsewhere:  # a workspace that says no is none that keeps us from knowing
        await workspace.ours.installations.save("T0OTHER", "Other", "xoxb-other", "U0BOT", ("chat:write",), "", whole=False)
    workspace.slack.person("U0NEW", "Nina New", "nina@acme.example")
    tenants = [one.tenant for one in await workspace.ours.installations.all()]
    first = [failure if one == TEAM else "users_not_found" for one in tenants]
    workspace.slack.fails["users.lookupByEmail"] = first + ["users_not_found"] * tenants.index(TEAM)
    system = await workspace.scene.system("CV screening", Stage.PRODUCTION)
    async with workspace.scene.store.reading() as tx:
        seats = await tx.seats.of(system.id)
    ada, values = Caller(Platform.SLACK, TEAM, "U0ADA"), {"person": "nina@acme.example", "hours": "2", "reason": "nobody else yet"}
    assert not (await workspace.desk.handle(Submitted(ada, "offer", seats[Role.STEWARD].id, values))).problem
    for _ in range(2):
        workspace.scene.clock.time += timedelta(days=1)
        await waits_are_over(workspace)
        await workspace.round()
        assert not workspace.slack.messages["D0ADA"], "nobody is told that there is no such account"
    (offer,) = workspace.slack.messages["D0NEW"]
    assert "CV screening" in offer["text"] and not workspace.slack.fails["users.lookupByEmail"]


async def test_who_was_deactivated_meanwhile_gets_nothing_and_is_out_of_reach(workspace: Workspace) -> None:
    message = await asked(workspace)
    workspace.slack.users["U0OLI"]["deleted"] = True  # and Slack sends no event of it
    workspace.ours.sender._checked.clear()
    for _ in range(10):
        workspace.scene.clock.time += timedelta(days=1)
        await workspace.round()
    assert workspace.slack.messages["D0OLI"] == [message]
    assert "U0OLI" not in str(await workspace.owner("U0MAX", "cv screening"))


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_window_that_slack_does_not_open_leaves_everything_as_it_was(workspace: Workspace, failure: str) -> None:
    message = await asked(workspace)
    workspace.slack.fails["views.open"] = [failure]
    off = fake_slack.buttons(message)["Something's off"]
    for _ in range(2):
        status, _ = await workspace.post(fake_slack.press("U0OLI", off, message, "D0OLI"))
        await workspace.front.afterwards.close()
        assert status == 200
    assert not workspace.slack.fails["views.open"] and workspace.slack.views, "the second click opens it"
    (after,) = workspace.slack.messages["D0OLI"]
    assert "Looked: normal" in fake_slack.buttons(after)


@pytest.mark.parametrize("looked", ["429:0.05", "html", "cut:before", "internal_error", "missing_scope", "odd:[1]"])
async def test_what_may_have_arrived_is_looked_for_before_it_goes_again_however_often_slack_cannot_say(
    workspace: Workspace, looked: str
) -> None:
    """Cut off after Slack had it; then Slack is busy, in trouble, or says nothing."""
    workspace.slack.fails["chat.postMessage"] = ["cut:after"]
    workspace.slack.fails["conversations.history"] = [looked] * 2
    await asked(workspace)
    for _ in range(4):
        workspace.scene.clock.time += timedelta(minutes=10)
        await waits_are_over(workspace)
        await workspace.round()
    assert not workspace.slack.fails["chat.postMessage"]
    for channel, found in workspace.slack.messages.items():
        keys = [one["metadata"]["event_payload"]["key"] for one in found]
        assert len(keys) == len(set(keys)), f"{channel}: twice"
