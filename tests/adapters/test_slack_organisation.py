"""An organisation that installed Rollcall as a whole, and strangers who meet it in a shared channel (facts: Enterprise Grid, Slack Connect)."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest
from structlog.testing import capture_logs

from bot.model import Platform
from tests.adapters import fake_slack, slack_payloads
from tests.adapters.fake_slack import TEAM
from tests.adapters.slack_workspace import Workspace, asked, workspace
from tests.adapters.test_slack_inbound import codes, is_quiet, trail

__all__ = ["workspace"]
ORG, STRANGER, THEIRS = "E0ACME", "U9EVE", "T9THEIRS"
WHOLE: dict[str, Any] = {"is_enterprise_install": True, "enterprise": {"id": ORG, "name": "Acme"}, "team": None}


async def as_a_whole(workspace: Workspace) -> dict[str, Any]:
    """Everybody is of the organisation; Olivia's question stands in her direct message."""
    question = await asked(workspace)
    await workspace.ours.installations.save(ORG, "Acme", "xoxb-org", "U0BOT", ("chat:write", "im:write"), "", whole=True)
    async with workspace.scene.store.writing() as tx:
        for user in ("U0ADA", "U0OLI", "U0MAX", "U0SAM"):
            account = await tx.accounts.find(Platform.SLACK, TEAM, user)
            assert account is not None
            await tx.accounts.save(replace(account, tenant=ORG))
    return question


def an_event(inner: dict[str, Any], event_id: str) -> tuple[bytes, str]:
    """As the Events API tells it to an organisation's installation."""
    body, kind = fake_slack.event({"event_ts": "1700000002.000100", **inner}, event_id)
    given = [{"enterprise_id": ORG, "team_id": None, "user_id": "U0BOT", "is_bot": True, "is_enterprise_install": True}]
    return json.dumps({**json.loads(body), "enterprise_id": ORG, "authorizations": given}).encode(), kind


async def test_a_click_in_an_organisation_that_installed_us_as_a_whole_is_an_answer(workspace: Workspace) -> None:
    question = await as_a_whole(workspace)
    looked = fake_slack.buttons(question)["Looked: normal"]
    status, _ = await workspace.post(fake_slack.press("U0OLI", looked, question, "D0OLI", **WHOLE))
    await workspace.front.close()
    assert status == 200 and await codes(workspace, "check_in.answered") == 1
    made = zip(workspace.slack.calls, workspace.slack.authorized, strict=True)
    assert "Bearer xoxb-org" in [token for (method, _), token in made if method == "chat.update"]


async def test_an_organisations_form_window_and_tab_are_those_of_its_people(workspace: Workspace) -> None:
    await as_a_whole(workspace)
    status, _ = await workspace.post(fake_slack.command("U0ADA", "add CV ranking", trigger="7.1", enterprise=ORG, whole=True))
    assert status == 200
    (opened,) = workspace.slack.sent("views.open")
    sent = fake_slack.sends("U0ADA", opened["view"], {"name": "CV ranking", "purpose": "ranks"}, trigger="7.2")
    assert (await workspace.post(but(sent, **WHOLE)))[0] == 200
    await workspace.front.close()
    async with workspace.scene.store.reading() as tx:
        assert "CV ranking" in [one.name for one in await tx.systems.all()]
    made = slack_payloads.interaction(
        "block_suggestion", action_id="system", block_id="system#1", value="cv", view=slack_payloads.VIEW, **WHOLE
    )
    status, found = await workspace.post(made)
    assert status == 200 and len(found["options"]) == 2
    status, _ = await workspace.post(an_event({"type": "app_home_opened", "user": "U0OLI", "channel": "D0OLI", "tab": "home"}, "EvHome"))
    await workspace.front.close()
    assert status == 200 and workspace.slack.sent("views.publish")[-1]["user_id"] == "U0OLI"


def but(made: tuple[bytes, str], **more: Any) -> tuple[bytes, str]:
    """The same interaction, but for this."""
    return fake_slack.interaction({**json.loads(parse_qs(made[0].decode())["payload"][0]), **more})


async def test_words_to_an_organisations_installation_are_answered_once(workspace: Workspace) -> None:
    await as_a_whole(workspace)
    before = len(workspace.slack.messages["D0OLI"])
    retry = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    for headers in ({}, retry):
        status, _ = await workspace.post(an_event(slack_payloads.said(text="owner cv screening"), "EvSaid"), **headers)
        await workspace.front.close()
        assert status == 200
    assert len(workspace.slack.messages["D0OLI"]) == before + 1


async def test_an_organisation_that_takes_us_away_is_forgotten_with_its_token(workspace: Workspace) -> None:
    await as_a_whole(workspace)
    body, kind = an_event({"type": "app_uninstalled"}, "EvGone")
    assert (await workspace.post((body, kind)))[0] == 200
    await workspace.front.close()
    assert await workspace.ours.installations.of(ORG) is None and await workspace.ours.installations.of(TEAM) is not None


@pytest.mark.parametrize(("tokens", "stays"), [({"oauth": ["U0OLI"], "bot": []}, True), ({"oauth": [], "bot": ["U0BOT"]}, False)])
async def test_only_a_bots_own_revoked_token_ends_an_installation(workspace: Workspace, tokens: dict[str, list[str]], stays: bool) -> None:
    assert (await workspace.post(fake_slack.event({"type": "tokens_revoked", "tokens": tokens}, "EvRevoked")))[0] == 200
    await workspace.front.close()
    assert (await workspace.ours.installations.of(TEAM) is not None) is stays


async def test_strangers_of_a_shared_channel_read_and_change_nothing(workspace: Workspace) -> None:
    """Whatever their own workspace calls them: their requests come with ours, or with theirs, and neither is a member's."""
    question = await asked(workspace)
    workspace.slack.person(STRANGER, "Eve Elsewhere", "eve@elsewhere.example", team_id=THEIRS, is_stranger=True)
    noted = len(await trail(workspace))
    looked = fake_slack.buttons(question)["Looked: normal"]
    connected = {"user": {"id": STRANGER, "team_id": THEIRS}}
    sent = [
        fake_slack.command(STRANGER, "cv screening", trigger="8.1"),
        fake_slack.command(STRANGER, "cv screening", trigger="8.2", team=THEIRS),
        but(fake_slack.press(STRANGER, looked, question, "C0SHARED"), **connected),
        fake_slack.press(STRANGER, looked, question, "C0SHARED", team=THEIRS),
        slack_payloads.interaction("message_action", **slack_payloads.SHORTCUT, **connected),
        fake_slack.event({"type": "app_mention", "user": STRANGER, "user_team": THEIRS, "text": "<@U0BOT> cv screening", "channel": "C0SHARED", "ts": "1.4"}, "EvEve"),
    ]  # fmt: skip
    for made in sent:
        with capture_logs() as logs:
            status, answer = await workspace.post(made)
            await workspace.front.close()
        assert status == 200 and is_quiet(logs), made
        assert "Olivia" not in json.dumps(answer)
    shown = json.dumps([given for _, given in workspace.slack.calls if given.get("user") == STRANGER or given.get("channel") == "C0SHARED"])
    assert "Olivia" not in shown and await codes(workspace, "check_in.answered") == 0
    assert len(await trail(workspace)) <= noted + 1, "more than that somebody was seen"


SUBTYPES = [
    {"subtype": "message_changed", "message": slack_payloads.said(), "previous_message": slack_payloads.said()},
    {"subtype": "message_deleted", "deleted_ts": "1.1", "previous_message": slack_payloads.said()},
    {"subtype": "message_replied", "message": {**slack_payloads.said(), "reply_count": 1}},
    {"subtype": "bot_message", "bot_id": "B9", "text": "owner cv screening", "username": "another bot"},
    {"subtype": "channel_join", "user": "U0OLI", "text": "<@U0OLI> has joined the channel"},
    {"subtype": "channel_topic", "user": "U0OLI", "topic": "cv screening", "text": "set the topic"},
    {"subtype": "reminder_add", "user": "U0OLI", "text": "set a reminder"},
    {"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "hidden": True},
    {"subtype": "assistant_app_thread", "user": "U0OLI", "text": ""},
]


@pytest.mark.parametrize("inner", SUBTYPES, ids=lambda one: str(one["subtype"]))
async def test_what_is_nobodys_own_words_is_not_answered(workspace: Workspace, inner: dict[str, Any]) -> None:
    await asked(workspace)
    noted, sent = await trail(workspace), len(workspace.slack.sent("chat.postMessage"))
    plain = {"type": "message", "channel": "D0OLI", "channel_type": "im", "ts": "1700000003.1", "event_ts": "1700000003.1"}
    with capture_logs() as logs:
        status, _ = await workspace.post(fake_slack.event({**plain, **inner}, f"Ev{inner['subtype']}"))
        await workspace.front.close()
    assert status == 200 and is_quiet(logs)
    assert await trail(workspace) == noted and len(workspace.slack.sent("chat.postMessage")) == sent


@pytest.mark.parametrize(
    "more", [{"subtype": "thread_broadcast", "thread_ts": "1.1"}, {"subtype": "file_share", "files": [{"id": "F1"}]}, {"thread_ts": "1.1"}]
)
async def test_words_are_answered_wherever_in_the_conversation_they_stand(workspace: Workspace, more: dict[str, Any]) -> None:
    await asked(workspace)
    sent = len(workspace.slack.sent("chat.postMessage"))
    status, _ = await workspace.post(fake_slack.event(slack_payloads.said(text="owner cv screening", **more), f"Ev{more}"))
    await workspace.front.close()
    assert status == 200 and len(workspace.slack.sent("chat.postMessage")) == sent + 1
