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
from tests.adapters.slack_payloads import ORG, THEIRS, WHOLE, of_organisation, of_shared_channel
from tests.adapters.slack_workspace import Workspace, asked, workspace
from tests.adapters.test_slack_inbound import codes, is_quiet, trail

__all__ = ["workspace"]
pytestmark = pytest.mark.one_database
STRANGER = "U9EVE"


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


async def test_a_click_in_an_organisation_that_installed_us_as_a_whole_is_an_answer(workspace: Workspace) -> None:
    question = await as_a_whole(workspace)
    looked = fake_slack.buttons(question)["Looked: normal"]
    status, _ = await workspace.post(fake_slack.press("U0OLI", looked, question, "D0OLI", **WHOLE))
    await workspace.front.afterwards.close()
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
    await workspace.front.afterwards.close()
    async with workspace.scene.store.reading() as tx:
        assert "CV ranking" in [one.name for one in await tx.systems.all()]
    made = slack_payloads.interaction(
        "block_suggestion", action_id="system", block_id="system#1", value="cv", view=slack_payloads.VIEW, **WHOLE
    )
    status, found = await workspace.post(made)
    assert status == 200 and len(found["options"]) == 2
    status, _ = await workspace.post(
        of_organisation({"type": "app_home_opened", "user": "U0OLI", "channel": "D0OLI", "tab": "home"}, "EvHome")
    )
    await workspace.front.afterwards.close()
    assert status == 200 and workspace.slack.sent("views.publish")[-1]["user_id"] == "U0OLI"


def but(made: tuple[bytes, str], **more: Any) -> tuple[bytes, str]:
    """The same interaction, but for this."""
    return fake_slack.interaction({**json.loads(parse_qs(made[0].decode())["payload"][0]), **more})


async def test_words_to_an_organisations_installation_are_answered_once(workspace: Workspace) -> None:
    await as_a_whole(workspace)
    before = len(workspace.slack.messages["D0OLI"])
    retry = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    for headers in ({}, retry):
        status, _ = await workspace.post(of_organisation(slack_payloads.said(text="owner cv screening"), "EvSaid"), **headers)
        await workspace.front.afterwards.close()
        assert status == 200
    assert len(workspace.slack.messages["D0OLI"]) == before + 1


async def test_an_organisation_that_takes_us_away_is_forgotten_with_its_token(workspace: Workspace) -> None:
    await as_a_whole(workspace)
    workspace.slack.revoked.add("xoxb-org")
    body, kind = of_organisation({"type": "app_uninstalled"}, "EvGone")
    assert (await workspace.post((body, kind)))[0] == 200
    await workspace.front.afterwards.close()
    assert await workspace.ours.installations.of(ORG) is None and await workspace.ours.installations.of(TEAM) is not None


@pytest.mark.parametrize(("tokens", "stays"), [({"oauth": ["U0OLI"], "bot": []}, True), ({"oauth": [], "bot": ["U0BOT"]}, False)])
async def test_only_a_bots_own_revoked_token_ends_an_installation(workspace: Workspace, tokens: dict[str, list[str]], stays: bool) -> None:
    workspace.slack.revoked.add("xoxb-test")
    assert (await workspace.post(fake_slack.event({"type": "tokens_revoked", "tokens": tokens}, "EvRevoked")))[0] == 200
    await workspace.front.afterwards.close()
    assert (await workspace.ours.installations.of(TEAM) is not None) is stays


@pytest.mark.parametrize(("tokens", "stays"), [({"oauth": ["U0OLI"], "bot": []}, True), ({"oauth": ["U0OLI"], "bot": ["U0BOT"]}, False)])
async def test_an_organisations_revoked_token_ends_its_own_installation_alone(
    workspace: Workspace, tokens: dict[str, list[str]], stays: bool
) -> None:
    await as_a_whole(workspace)
    workspace.slack.revoked.add("xoxb-org")
    assert (await workspace.post(of_organisation({"type": "tokens_revoked", "tokens": tokens}, "EvRevoked")))[0] == 200
    await workspace.front.afterwards.close()
    assert (await workspace.ours.installations.of(ORG) is not None) is stays and await workspace.ours.installations.of(TEAM) is not None
    status, answer = await workspace.post(fake_slack.command("U0OLI", "me", trigger="7.7", enterprise=ORG, whole=True))
    assert status == 200 and ("not installed" in answer["text"]) is not stays


async def test_an_organisations_shortcuts_and_windows_are_opened_with_its_token(workspace: Workspace) -> None:
    await as_a_whole(workspace)
    sent = {
        "views.open": slack_payloads.interaction("message_action", **{**slack_payloads.SHORTCUT, **WHOLE}),
        "views.update": slack_payloads.interaction(
            "block_actions", actions=[slack_payloads.BUTTON], view=slack_payloads.VIEW, container={"type": "view", "view_id": "V1"}, **WHOLE
        ),
    }
    for method, made in sent.items():
        status, _ = await workspace.post(made)
        await workspace.front.afterwards.close()
        calls = zip(workspace.slack.calls, workspace.slack.authorized, strict=True)
        assert status == 200 and [token for (name, _), token in calls if name == method] == ["Bearer xoxb-org"], method


async def test_an_organisation_where_we_are_not_reads_and_changes_nothing(workspace: Workspace) -> None:
    """Its people have the same ids as ours, and their workspace too."""
    question = await as_a_whole(workspace)
    elsewhere: dict[str, Any] = {**WHOLE, "enterprise": {"id": "E9THEIRS", "name": "Theirs"}}
    noted, calls = await trail(workspace), len(workspace.slack.calls)
    looked = fake_slack.buttons(question)["Looked: normal"]
    sent = [
        fake_slack.command("U0OLI", "cv screening", trigger="7.8", enterprise="E9THEIRS", whole=True),
        fake_slack.press("U0OLI", looked, question, "D0OLI", **elsewhere),
        slack_payloads.interaction("view_submission", view=slack_payloads.VIEW, **elsewhere),
        slack_payloads.interaction("view_closed", view=slack_payloads.VIEW, is_cleared=True, **elsewhere),
        slack_payloads.interaction("block_suggestion", action_id="system", block_id="system#1", value="cv", **elsewhere),
        slack_payloads.interaction("message_action", **{**slack_payloads.SHORTCUT, **elsewhere}),
        of_org(of_organisation({"type": "app_home_opened", "user": "U0OLI", "channel": "D0OLI", "tab": "home"}, "EvHome"), "E9THEIRS"),
        of_org(of_organisation(slack_payloads.said(), "EvSaid"), "E9THEIRS"),
        of_org(of_organisation({"type": "user_change", "user": {**slack_payloads.USER, "deleted": True}}, "EvChange"), "E9THEIRS"),
        of_org(of_organisation({"type": "app_uninstalled"}, "EvGone"), "E9THEIRS"),
        of_org(of_organisation({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}}, "EvRevoked"), "E9THEIRS"),
    ]
    for made in sent:
        with capture_logs() as logs:
            status, answer = await workspace.post(made)
            await workspace.front.afterwards.close()
        assert status == 200 and is_quiet(logs), made
        assert "CV screening" not in json.dumps(answer) and "Olivia" not in json.dumps(answer)
    assert await trail(workspace) == noted and len(workspace.slack.calls) == calls


def of_org(made: tuple[bytes, str], org: str) -> tuple[bytes, str]:
    """The same event of another organisation."""
    return made[0].replace(ORG.encode(), org.encode()), made[1]


async def test_somebody_of_the_organisation_who_leaves_is_out_of_reach_in_it(workspace: Workspace) -> None:
    question = await as_a_whole(workspace)
    gone = {**slack_payloads.USER, "deleted": True, "enterprise_user": {"id": "U0OLI", "enterprise_id": ORG, "teams": [TEAM]}}
    assert (await workspace.post(of_organisation({"type": "user_change", "user": gone}, "EvLeft")))[0] == 200
    await workspace.front.afterwards.close()
    looked = fake_slack.buttons(question)["Looked: normal"]
    assert (await workspace.post(fake_slack.press("U0OLI", looked, question, "D0OLI", **WHOLE)))[0] == 200
    await workspace.front.afterwards.close()
    assert await codes(workspace, "check_in.answered") == 0


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
        slack_payloads.interaction("message_action", **{**slack_payloads.SHORTCUT, "callback_id": "raise_concern", "trigger_id": "8.4"}, **connected),
        slack_payloads.interaction("block_suggestion", action_id="system", block_id="system#1", value="cv", view=slack_payloads.VIEW, **connected),
        slack_payloads.interaction("view_submission", view={**slack_payloads.VIEW, "app_installed_team_id": TEAM}, **connected),
        slack_payloads.interaction("view_submission", view=slack_payloads.VIEW, **{**connected, "team": {"id": THEIRS, "domain": "theirs"}}),
        fake_slack.event({"type": "app_mention", "user": STRANGER, "user_team": THEIRS, "text": "<@U0BOT> cv screening", "channel": "C0SHARED", "ts": "1.4"}, "EvEve"),
        of_shared_channel({"type": "app_mention", "user": STRANGER, "user_team": THEIRS, "text": "<@U0BOT> cv screening", "channel": "C0SHARED", "ts": "1.5"}, "EvEve2"),
        of_shared_channel({"type": "app_home_opened", "user": STRANGER, "channel": "D9EVE", "tab": "home"}, "EvEve3"),
    ]  # fmt: skip
    for made in sent:
        with capture_logs() as logs:
            status, answer = await workspace.post(made)
            await workspace.front.afterwards.close()
        assert status == 200 and is_quiet(logs), made
        assert "Olivia" not in json.dumps(answer) and "CV screening" not in json.dumps(answer)
    shown = json.dumps([given for _, given in workspace.slack.calls if given.get("user") == STRANGER or given.get("channel") == "C0SHARED"])
    assert "Olivia" not in shown and await codes(workspace, "check_in.answered") == 0
    assert len(await trail(workspace)) <= noted + 1, "more than that somebody was seen"


async def test_one_of_us_in_a_shared_channel_is_answered_whoever_tells_of_it(workspace: Workspace) -> None:
    await asked(workspace)
    inner = {
        "type": "app_mention",
        "user": "U0OLI",
        "team": TEAM,
        "user_team": TEAM,
        "text": "<@U0BOT> cv screening",
        "channel": "C0SHARED",
        "ts": "1.6",
    }
    status, _ = await workspace.post(of_shared_channel(inner, "EvOli"))
    await workspace.front.afterwards.close()
    (shown,) = workspace.slack.sent("chat.postEphemeral")
    assert status == 200 and (shown["channel"], shown["user"]) == ("C0SHARED", "U0OLI") and "CV screening" in json.dumps(shown)


@pytest.mark.parametrize(("channel", "posted"), [("C0SHARED", 0), ("D0OLI", 1)])
async def test_the_answer_to_a_click_is_read_by_nobody_else(workspace: Workspace, channel: str, posted: int) -> None:
    """Slack's word on a message in a channel is as good as ours: whoever presses there is answered alone."""
    await asked(workspace)
    before = len(workspace.slack.sent("chat.postMessage"))
    made = {
        **slack_payloads.IN_CHANNEL,
        "channel": {"id": channel},
        "container": {**slack_payloads.IN_CHANNEL["container"], "channel_id": channel},
    }
    async with workspace.scene.store.reading() as tx:
        (system,) = await tx.systems.all()
    button = {**slack_payloads.BUTTON, "value": system.id}
    assert (await workspace.post(slack_payloads.interaction("block_actions", actions=[button], **made)))[0] == 200
    await workspace.front.afterwards.close()
    assert len(workspace.slack.sent("chat.postMessage")) == before + posted
    assert [one["response_type"] for one in workspace.slack.urls] == ["ephemeral"] * (1 - posted)


SUBTYPES: list[dict[str, Any]] = [
    {"subtype": "message_changed", "message": slack_payloads.said(), "previous_message": slack_payloads.said()},
    {"subtype": "message_deleted", "deleted_ts": "1.1", "previous_message": slack_payloads.said()},
    {"subtype": "message_replied", "message": {**slack_payloads.said(), "reply_count": 1}},
    {
        "subtype": "message_changed",
        "hidden": True,
        "message": {**slack_payloads.said(text="all good"), "edited": {"user": "U0OLI", "ts": "1.2"}},
    },
    {"subtype": "bot_message", "bot_id": "B9", "text": "owner cv screening", "username": "another bot"},
    {"subtype": "bot_message", "bot_id": "B9", "user": "U0OLI", "text": "all good", "app_id": "A9"},
    {"subtype": "me_message", "user": "U0OLI", "text": "all good"},
    {"subtype": "pinned_item", "user": "U0OLI", "text": "<@U0OLI> pinned a message", "item_type": "C"},
    {"subtype": "channel_join", "user": "U0OLI", "text": "<@U0OLI> has joined the channel"},
    {"subtype": "channel_topic", "user": "U0OLI", "topic": "cv screening", "text": "set the topic"},
    {"subtype": "reminder_add", "user": "U0OLI", "text": "set a reminder"},
    {"subtype": "tombstone", "user": "USLACKBOT", "text": "This message was deleted.", "hidden": True},
    {"subtype": "assistant_app_thread", "user": "U0OLI", "text": ""},
]


@pytest.mark.parametrize("inner", SUBTYPES, ids=[f"{one['subtype']}-{number}" for number, one in enumerate(SUBTYPES)])
async def test_what_is_nobodys_own_words_is_not_answered(workspace: Workspace, inner: dict[str, Any]) -> None:
    await asked(workspace)
    noted, sent = await trail(workspace), len(workspace.slack.sent("chat.postMessage"))
    plain = {"type": "message", "channel": "D0OLI", "channel_type": "im", "ts": "1700000003.1", "event_ts": "1700000003.1"}
    with capture_logs() as logs:
        status, _ = await workspace.post(fake_slack.event({**plain, **inner}, f"Ev{inner['subtype']}"))
        await workspace.front.afterwards.close()
    assert status == 200 and is_quiet(logs)
    assert await trail(workspace) == noted and len(workspace.slack.sent("chat.postMessage")) == sent


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "thread_broadcast", "thread_ts": "1.1", "root": {"type": "message", "user": "U0BOT", "ts": "1.1"}},
        {"subtype": "file_share", "files": [{"id": "F1", "name": "x.pdf"}], "upload": False},
        {"thread_ts": "1.1", "parent_user_id": "U0BOT"},
    ],
)
async def test_words_are_answered_wherever_in_the_conversation_they_stand(workspace: Workspace, more: dict[str, Any]) -> None:
    await asked(workspace)
    sent = len(workspace.slack.sent("chat.postMessage"))
    status, _ = await workspace.post(fake_slack.event(slack_payloads.said(text="owner cv screening", **more), f"Ev{more}"))
    await workspace.front.afterwards.close()
    assert status == 200 and len(workspace.slack.sent("chat.postMessage")) == sent + 1


GONE: list[dict[str, Any]] = [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}}]


@pytest.mark.parametrize("gone", GONE, ids=lambda one: str(one["type"]))
async def test_that_we_were_taken_out_told_late_or_again_ends_no_new_installation(workspace: Workspace, gone: dict[str, Any]) -> None:
    """Slack repeats what it did not see answered, up to five minutes later, and keeps no order."""
    workspace.slack.revoked.add("xoxb-test")
    await workspace.post(fake_slack.event(gone, "EvGone"))
    await workspace.ours.installations.save(TEAM, "Acme", "xoxb-new", "U0BOT", ("chat:write",), "U0ADA", whole=False)
    await workspace.post(fake_slack.event(gone, "EvGone"), **{"X-Slack-Retry-Num": "2"})
    assert await workspace.ours.installations.token(TEAM) == "xoxb-new"
    assert "not installed" not in json.dumps(await workspace.owner("U0OLI", "me"))


@pytest.mark.parametrize("failure", ["429:30", "html", "cut", "team_added_to_org"])
async def test_where_slack_cannot_say_so_now_nobody_is_taken_for_gone(workspace: Workspace, failure: str) -> None:
    workspace.slack.fails["auth.test"] = [failure]
    await workspace.post(fake_slack.event(GONE[0], "EvGone"))
    assert await workspace.ours.installations.token(TEAM) == "xoxb-test"


async def test_whoever_installs_again_while_slack_is_asked_stays_installed(workspace: Workspace) -> None:
    installations = workspace.ours.installations

    async def meanwhile(_: str) -> bool:
        await installations.save(TEAM, "Acme", "xoxb-new", "U0BOT", ("chat:write",), "U0ADA", whole=False)
        return True

    await installations.end(TEAM, meanwhile)
    assert await installations.token(TEAM) == "xoxb-new"
