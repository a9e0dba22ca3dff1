"""Slack's own word for why a message is refused, as the state that it is, with its mend, and what ends it (issue, Slack: Out)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.installations import Installations
from adapters.slack.refusals import WHY
from adapters.vault import Vault
from bot.cards import Card, Plain
from bot.model import EpisodeKind, OutOfReach, Person, Platform
from bot.ports.sender import Down, Refused, Sent
from tests.adapters import fake_slack
from tests.adapters.fake_slack import TEAM
from tests.adapters.slack_workspace import Workspace, asked, workspace
from tests.adapters.test_slack_plainer import Sending, sending
from tests.scene import Scene

__all__ = ["sending", "workspace"]
pytestmark = pytest.mark.one_database
HELLO = Card((Plain("Hello"),))
# By method, as its page under reference/methods lists them; those of a token come from any of the three.
TOKEN = {
    "account_inactive": OutOfReach.UNINSTALLED,
    "invalid_auth": OutOfReach.UNINSTALLED,
    "not_authed": OutOfReach.UNINSTALLED,
    "token_revoked": OutOfReach.UNINSTALLED,
    "token_expired": OutOfReach.UNINSTALLED,
    "team_access_not_granted": OutOfReach.UNINSTALLED,
    "missing_scope": OutOfReach.SCOPE_MISSING,
    "no_permission": OutOfReach.SCOPE_MISSING,
    "not_allowed_token_type": OutOfReach.SCOPE_MISSING,
    "ekm_access_denied": OutOfReach.NOT_ALLOWED,
    "access_denied": OutOfReach.OTHER,
    "a_code_of_tomorrow": OutOfReach.OTHER,
}
REFUSALS = {
    "users.info": TOKEN | {"user_not_found": OutOfReach.NOT_FOUND, "user_not_visible": OutOfReach.NOT_ALLOWED},
    "conversations.open": TOKEN
    | {
        "user_disabled": OutOfReach.DEACTIVATED,
        "user_not_found": OutOfReach.NOT_FOUND,
        "user_not_visible": OutOfReach.NOT_ALLOWED,
        "invalid_user_combination": OutOfReach.NOT_ALLOWED,
        "cannot_dm_bot": OutOfReach.BOT,
    },
    "chat.postMessage": TOKEN
    | {
        "messages_tab_disabled": OutOfReach.MESSAGES_OFF,
        "restricted_action": OutOfReach.NOT_ALLOWED,
        "cannot_dm_bot": OutOfReach.BOT,
        "is_inactive": OutOfReach.DEACTIVATED,
    },
}
EACH = [(method, code, why) for method, codes in REFUSALS.items() for code, why in codes.items()]


@pytest.mark.parametrize(("method", "code", "why"), EACH)
async def test_each_refusal_of_slacks_is_one_way_of_being_out_of_reach(sending: Sending, method: str, code: str, why: OutOfReach) -> None:
    sending.slack.fails[method] = [code]
    assert await sending.sender.send(sending.account, HELLO, "k1") == Refused(code, why)
    assert not sending.slack.messages and not sending.slack.fails[method]


@pytest.mark.parametrize("code", ["channel_not_found", "is_archived", "not_in_channel"])
async def test_a_conversation_that_is_gone_is_opened_anew_and_only_then_is_it_the_person(sending: Sending, code: str) -> None:
    sending.slack.fails["chat.postMessage"] = [code]
    assert isinstance(await sending.sender.send(sending.account, HELLO, "k1"), Sent)
    assert len(sending.slack.sent("conversations.open")) == 2
    sending.slack.fails["chat.postMessage"] = [code, code]
    refused = await sending.sender.send(sending.account, HELLO, "k2")
    assert isinstance(refused, Refused) and refused.why is OutOfReach.BLOCKED


@pytest.mark.parametrize("method", ["users.info", "conversations.open", "chat.postMessage"])
async def test_a_workspace_that_moves_to_another_organisation_makes_nobody_unreachable(sending: Sending, method: str) -> None:
    sending.slack.fails[method] = ["org_login_required"]
    assert await sending.sender.send(sending.account, HELLO, "k1") == Down("org_login_required")


async def test_an_account_that_slack_reports_gone_is_deactivated_before_anything_is_posted(sending: Sending) -> None:
    """A post to a deactivated account succeeds without a word (slackapi/python-slack-sdk#1156)."""
    sending.slack.users["U0OLI"]["deleted"] = True
    refused = await sending.sender.send(sending.account, HELLO, "k1")
    assert isinstance(refused, Refused) and refused.why is OutOfReach.DEACTIVATED and not sending.slack.sent("chat.postMessage")


@pytest.mark.parametrize("method", ["users.info", "conversations.open", "chat.postMessage"])
async def test_a_workspace_that_another_process_installed_anew_is_not_gone(sending: Sending, scene: Scene, method: str) -> None:
    """At whatever step the old token is refused: a token is remembered for thirty seconds, or the message was on its way."""
    other = Installations(scene.store, scene.clock, scene.organisation, Vault(["a key for tests"]), lambda: 0.0)
    assert await sending.sender.slack(TEAM) is not None
    await other.save(TEAM, "Acme", "xoxb-new", "U0BOT", ("chat:write",), "U0ADA", whole=False)
    sending.slack.fails[method] = ["token_revoked"]
    assert isinstance(await sending.sender.send(sending.account, HELLO, "k1"), Sent)
    assert len(sending.slack.messages["D0OLI"]) == 1 and sending.slack.authorized[-1] == "Bearer xoxb-new"


async def test_a_token_that_nothing_followed_is_tried_once(sending: Sending) -> None:
    sending.slack.revoked.add("xoxb-test")
    before = len(sending.slack.calls)
    assert await sending.sender.send(sending.account, HELLO, "k1") == Refused("account_inactive", OutOfReach.UNINSTALLED)
    assert len(sending.slack.calls) == before + 1


async def test_where_we_are_not_installed_nothing_is_sent(sending: Sending) -> None:
    sending.slack.revoked.add("xoxb-test")
    await sending.sender._installations.end(TEAM, sending.sender.is_dead)
    for outcome in (
        await sending.sender.send(sending.account, HELLO, "k1"),
        await sending.sender.update(sending.account, "D0OLI:1", HELLO),
        await sending.sender.find(sending.account, "k1"),
    ):
        assert isinstance(outcome, Refused) and outcome.why is OutOfReach.UNINSTALLED


async def test_a_token_that_our_key_does_not_open_is_our_trouble_and_makes_nobody_unreachable(sending: Sending, monkeypatch: Any) -> None:
    monkeypatch.setattr(sending.sender._installations, "_vault", Vault(["another key than it was sealed with"]))
    for outcome in (
        await sending.sender.send(sending.account, HELLO, "k1"),
        await sending.sender.update(sending.account, "D0OLI:1", HELLO),
        await sending.sender.find(sending.account, "k1"),
    ):
        assert outcome == Down("token_unreadable")


# --- from the refusal to the state and back, through the whole of it


async def person(workspace: Workspace, name: str) -> Person:
    async with workspace.scene.store.reading() as tx:
        found = await tx.people.by_email(f"{name}@acme.example")
    assert found is not None
    return found


async def state(workspace: Workspace, user: str) -> OutOfReach | None:
    async with workspace.scene.store.reading() as tx:
        account = await tx.accounts.find(Platform.SLACK, TEAM, user)
    assert account is not None
    return account.out_of_reach


async def unreachable(workspace: Workspace, name: str = "olivia") -> bool:
    about = (await person(workspace, name)).id
    async with workspace.scene.store.reading() as tx:
        return any(one.kind is EpisodeKind.UNREACHABLE for one in await tx.episodes.open_about(about))


async def days(workspace: Workspace, number: int) -> None:
    for _ in range(number):
        workspace.scene.clock.time += timedelta(days=1)
        await workspace.round()


async def until_refused(workspace: Workspace, user: str, code: str) -> None:
    """Every message is refused from now on; a week brings the next question."""
    workspace.slack.fails["chat.postMessage"] = [code] * 200
    await days(workspace, 8)
    assert await state(workspace, user) is not None and await unreachable(workspace)


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("messages_tab_disabled", OutOfReach.MESSAGES_OFF),
        ("restricted_action", OutOfReach.NOT_ALLOWED),
        ("missing_scope", OutOfReach.SCOPE_MISSING),
        ("channel_not_found", OutOfReach.BLOCKED),
    ],
)
async def test_a_refused_question_is_a_state_and_a_message_that_arrives_ends_it(workspace: Workspace, code: str, why: OutOfReach) -> None:
    await asked(workspace)
    await until_refused(workspace, "U0OLI", code)
    assert await state(workspace, "U0OLI") is why
    workspace.slack.fails["chat.postMessage"] = []
    before = len(workspace.slack.messages["D0OLI"])
    await days(workspace, 8)
    assert len(workspace.slack.messages["D0OLI"]) > before
    assert await state(workspace, "U0OLI") is None and not await unreachable(workspace)


async def test_app_home_opened_and_user_change_show_that_somebody_is_back(workspace: Workspace) -> None:
    await asked(workspace)
    for event in (
        {"type": "app_home_opened", "user": "U0OLI", "tab": "home", "channel": "D0OLI", "event_ts": "1.1"},
        {"type": "user_change", "user": workspace.slack.users["U0OLI"], "cache_ts": 1},
    ):
        await until_refused(workspace, "U0OLI", "channel_not_found")
        workspace.slack.fails["chat.postMessage"] = []
        before = len(workspace.slack.messages["D0OLI"])
        status, _ = await workspace.post(fake_slack.event(event, event_id=str(event["type"])))
        await workspace.front.afterwards.close()
        workspace.scene.clock.time += timedelta(days=1)
        await workspace.round()
        assert status == 200 and await state(workspace, "U0OLI") is None
        assert len(workspace.slack.messages["D0OLI"]) > before, event["type"]


async def test_an_uninstalled_app_is_a_state_of_everybody_until_it_is_installed_again(workspace: Workspace) -> None:
    await asked(workspace)
    workspace.slack.revoked.add("xoxb-test")
    await workspace.post(fake_slack.event({"type": "app_uninstalled"}))
    users = ("U0ADA", "U0OLI", "U0MAX", "U0SAM")
    assert {await state(workspace, one) for one in users} == {OutOfReach.UNINSTALLED}
    await days(workspace, 8)
    assert await unreachable(workspace)
    before = len(workspace.slack.messages["D0OLI"])
    await workspace.ours.sender._installations.save(TEAM, "Acme", "xoxb-new", "U0BOT", ("chat:write",), "U0ADA", whole=False)
    assert {await state(workspace, one) for one in users} == {None}
    await days(workspace, 1)
    assert len(workspace.slack.messages["D0OLI"]) > before and not await unreachable(workspace)


async def test_a_conversation_opened_with_a_disabled_account_ends_its_roles(workspace: Workspace) -> None:
    """R8: Slack said nothing of it, and the refusal does."""
    await asked(workspace)
    workspace.slack.fails["chat.postMessage"] = ["channel_not_found"] * 3
    workspace.slack.fails["conversations.open"] = ["user_disabled"] * 3
    await days(workspace, 8)
    assert await state(workspace, "U0OLI") is OutOfReach.DEACTIVATED and not (await person(workspace, "olivia")).active


def test_every_state_stands_in_the_page_that_the_admin_reads() -> None:
    page = (Path(__file__).parents[2] / "docs" / "install-slack.md").read_text(encoding="utf-8")
    of_slack = [one for one in OutOfReach if one is not OutOfReach.NOT_INSTALLED]  # Teams, where each has the app for themselves
    assert [one for one in of_slack if f"| {one.value} |" not in page] == []


def test_no_way_of_slacks_out_of_reach_is_one_of_another_platform() -> None:
    assert OutOfReach.NOT_INSTALLED not in WHY.values()
