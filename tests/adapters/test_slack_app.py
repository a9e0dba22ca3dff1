"""Slack from end to end against a Slack of the tests' own: signed requests in, Web API calls out (issue, Slack)."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from adapters.slack.app import opened
from adapters.slack.settings import SlackSettings, SlackTrouble
from adapters.vault import Vault
from bot.desk import Desk
from bot.model import Platform
from tests.adapters import fake_slack
from tests.adapters.fake_slack import SECRET, TEAM, FakeSlack
from tests.adapters.slack_workspace import Workspace, asked, workspace
from tests.scene import Scene

__all__ = ["workspace"]


def said(shown: Any) -> str:
    return str(shown["text"])


async def test_somebody_never_met_is_looked_up_and_answered(workspace: Workspace) -> None:
    answer = await workspace.owner("U0OLI", "me")
    assert answer["response_type"] == "ephemeral" and answer["blocks"]
    assert [one["user"] for one in workspace.slack.sent("users.info")] == ["U0OLI"]
    await workspace.owner("U0OLI", "help")
    assert len(workspace.slack.sent("users.info")) == 1


async def test_an_admin_adds_a_system_and_its_steward_accepts_in_the_direct_message(workspace: Workspace) -> None:
    """From an empty register to an accepted steward, by windows and buttons alone."""
    await workspace.owner("U0SAM", "me")
    answer = await workspace.owner("U0ADA", "add")
    assert not answer, answer
    view = workspace.slack.views[-1]
    assert view["callback_id"] == "form"
    typed: dict[str, dict[str, Any]] = {
        "name": {"type": "plain_text_input", "value": "CV screening"},
        "purpose": {"type": "plain_text_input", "value": "Sorts applications"},
        "stage": {"type": "static_select", "selected_option": {"value": "production"}},
        "steward": {"type": "users_select", "selected_user": "U0SAM"},
    }
    status, answer = await workspace.post(fake_slack.submission("U0ADA", view, typed))
    assert status == 200 and answer["response_action"] == "update", answer
    workspace.scene.clock.time += timedelta(days=1)
    await workspace.round()
    (offer,) = workspace.slack.messages["D0SAM"]
    assert "CV screening" in said(offer) and offer["unfurl_links"] is False
    accept = next(one for label, one in fake_slack.buttons(offer).items() if "accept" in label.casefold() or "yes" in label.casefold())
    status, _ = await workspace.post(fake_slack.press("U0SAM", accept, offer, "D0SAM"))
    assert status == 200
    if workspace.slack.views[-1] is not view:
        fields = {name["block_id"].partition("#")[0]: name for name in workspace.slack.views[-1]["blocks"] if name["type"] == "input"}
        kinds: dict[str, dict[str, Any]] = {
            "checkboxes": {"type": "checkboxes", "selected_options": [{"value": "yes"}]},
            "users_select": {"type": "users_select", "selected_user": "U0OLI"},
        }
        words = {"type": "plain_text_input", "value": "I know it well"}
        typed = {name: kinds.get(one["element"]["type"], words) for name, one in fields.items()}
        status, answer = await workspace.post(fake_slack.submission("U0SAM", workspace.slack.views[-1], typed, "4.4"))
        assert status == 200 and answer["response_action"] != "errors", answer
    answer = await workspace.owner("U0OLI", "cv screening")
    assert "U0SAM" in json.dumps(answer["blocks"])  # mentioned, so that one click writes to him


async def test_a_check_in_arrives_is_clicked_and_changes_in_place(workspace: Workspace) -> None:
    message = await asked(workspace)
    looked = fake_slack.buttons(message)["Looked: normal"]
    status, _ = await workspace.post(fake_slack.press("U0OLI", looked, message, "D0OLI"))
    assert status == 200
    await workspace.round()
    (after,) = [one for one in workspace.slack.messages["D0OLI"] if one["ts"] == message["ts"]]
    assert "Looked: normal" not in fake_slack.buttons(after) and workspace.slack.sent("chat.update")


async def test_a_lost_connection_after_accepting_sends_nothing_twice(workspace: Workspace) -> None:
    workspace.slack.fails["chat.postMessage"] = ["cut:after"]
    await asked(workspace)
    await workspace.round()
    keys = [one["metadata"]["event_payload"]["key"] for one in workspace.slack.messages["D0OLI"]]
    assert len(keys) == len(set(keys)) == 1


async def test_a_page_of_html_instead_of_an_answer_is_looked_into_and_sent_again(workspace: Workspace) -> None:
    workspace.slack.fails["chat.postMessage"] = ["html"]
    await asked(workspace)
    assert len(workspace.slack.messages["D0OLI"]) == 1


async def test_who_left_is_out_of_reach_at_the_event_and_gets_no_message(workspace: Workspace) -> None:
    message = await asked(workspace)
    gone = {**workspace.slack.users["U0OLI"], "deleted": True}
    status, _ = await workspace.post(fake_slack.event({"type": "user_change", "user": gone, "cache_ts": 1}))
    assert status == 200
    answer = await workspace.owner("U0MAX", "cv screening")
    assert "U0OLI" not in json.dumps(answer["blocks"])
    for _ in range(10):
        workspace.scene.clock.time += timedelta(days=1)
        await workspace.round()
    assert workspace.slack.messages["D0OLI"] == [message]


async def test_words_in_the_direct_message_are_answered_once_however_often_they_arrive(workspace: Workspace) -> None:
    await asked(workspace)
    before = len(workspace.slack.messages["D0OLI"])
    words = {"type": "message", "channel": "D0OLI", "channel_type": "im", "user": "U0OLI", "text": "all good", "ts": "1700000005.1"}
    await workspace.post(fake_slack.event(words, "Ev9"))
    await workspace.post(fake_slack.event(words, "Ev9"), **{"X-Slack-Retry-Num": "1"})
    assert len(workspace.slack.messages["D0OLI"]) == before + 1


async def test_words_that_are_no_known_answer_get_the_buttons_and_one_that_keeps_the_words(workspace: Workspace) -> None:
    await asked(workspace)
    words = {"type": "message", "channel": "D0OLI", "channel_type": "im", "user": "U0OLI", "text": "all good, looked at ten", "ts": "17.1"}
    await workspace.post(fake_slack.event(words, "Ev10"))
    message = workspace.slack.messages["D0OLI"][-1]
    found = fake_slack.buttons(message)
    assert "which answer is that?" in said(message) and {"Looked: normal", "Something's off", "Send these words…"} <= set(found)
    await workspace.post(fake_slack.press("U0OLI", found["Send these words…"], message, "D0OLI"))
    view = workspace.slack.views[-1]
    kind, typed = [one["element"] for one in view["blocks"] if one["type"] == "input"]
    assert "initial_option" not in kind and typed["initial_value"] == "all good, looked at ten"
    chosen = {"kind": {"type": "static_select", "selected_option": {"value": "normal"}}}
    status, _ = await workspace.post(fake_slack.submission("U0OLI", view, chosen | {"words": {"value": typed["initial_value"]}}))
    assert status == 200
    await workspace.round()
    assert any("looked, normal" in said(one) and "looked at ten" in said(one) for one in workspace.slack.messages["D0OLI"])


async def test_a_steward_sees_the_month_and_opens_one_system_of_it(workspace: Workspace) -> None:
    await asked(workspace)
    answer = await workspace.owner("U0SAM", "summary")
    assert answer["response_type"] == "ephemeral" and ": 1 system, 1 needs you. CV screening: " in answer["text"]
    assert "Its month" in fake_slack.buttons(answer)
    one = await workspace.owner("U0ADA", "summary cv screening")
    assert "CV screening in " in one["text"] and "Operator: Olivia Ortega: " in one["text"]
    assert "of no system, so there is no month to sum up" in (await workspace.owner("U0MAX", "summary"))["text"]


async def test_our_own_messages_and_edits_are_nobodys_words(workspace: Workspace) -> None:
    await asked(workspace)
    before = len(workspace.slack.messages["D0OLI"])
    for inner in (
        {"type": "message", "channel": "D0OLI", "channel_type": "im", "bot_id": "B0BOT", "user": "U0BOT", "text": "hello"},
        {"type": "message", "subtype": "message_changed", "channel": "D0OLI", "channel_type": "im", "message": {"text": "all good"}},
        {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U0OLI", "text": "all good"},
    ):
        status, _ = await workspace.post(fake_slack.event(inner, json.dumps(inner)[:40]))
        assert status == 200
    assert len(workspace.slack.messages["D0OLI"]) == before


async def test_the_home_tab_shows_what_waits(workspace: Workspace) -> None:
    await asked(workspace)
    await workspace.post(fake_slack.event({"type": "app_home_opened", "user": "U0OLI", "tab": "home", "channel": "D0OLI"}))
    assert "CV screening" in json.dumps(workspace.slack.homes["U0OLI"])


async def test_a_message_shortcut_finds_the_system_by_its_place_and_keeps_only_the_address(workspace: Workspace) -> None:
    await asked(workspace)
    async with workspace.scene.store.writing() as tx:
        (system,) = await tx.systems.all()
        await tx.systems.save(replace(system, places=("#hiring",)))
    payload = {
        "type": "message_action", "callback_id": "raise_concern", "trigger_id": "7.7", "message_ts": "1700000009.000100",
        "user": {"id": "U0MAX", "team_id": TEAM}, "team": {"id": TEAM, "domain": "acme"}, "channel": {"id": "C0HIR", "name": "hiring"},
        "message": {"type": "message", "text": "a candidate's secret", "ts": "1700000009.000100", "bot_id": "B9"},
    }  # fmt: skip
    status, _ = await workspace.post(fake_slack.interaction(payload))
    shown = json.dumps(workspace.slack.views[-1])
    assert status == 200 and "https://acme.slack.com/archives/C0HIR/p1700000009000100" in shown and "secret" not in shown
    await workspace.post(fake_slack.interaction({**payload, "callback_id": "who_owns", "trigger_id": "8.8"}))
    assert "Olivia" in json.dumps(workspace.slack.views[-1]) or "U0OLI" in json.dumps(workspace.slack.views[-1])


async def test_a_workspace_that_took_us_out_is_forgotten_with_its_token(workspace: Workspace) -> None:
    await workspace.owner("U0OLI", "me")
    workspace.slack.revoked.add("xoxb-test")
    await workspace.post(fake_slack.event({"type": "app_uninstalled"}))
    answer = await workspace.owner("U0OLI", "me")
    assert "not installed" in answer["text"]
    async with workspace.scene.store.reading() as tx:
        assert await tx.installations.open_of(Platform.SLACK, TEAM) is None


async def test_busy_is_waited_for_and_nothing_is_lost(workspace: Workspace) -> None:
    workspace.slack.fails["chat.postMessage"] = ["429:0.05"]
    await asked(workspace)
    assert len(workspace.slack.messages["D0OLI"]) == 1


BAD: dict[str, tuple[dict[str, str], bytes, int]] = {
    "unsigned": ({"X-Slack-Signature": ""}, b"{}", 401),
    "wrongly signed": ({"X-Slack-Signature": "v0=" + "0" * 64}, b"{}", 401),
    "stale": ({"X-Slack-Request-Timestamp": "1"}, b"{}", 401),
    "from the future": ({"X-Slack-Request-Timestamp": "99999999999"}, b"{}", 401),
    "no number": ({"X-Slack-Request-Timestamp": "abc"}, b"{}", 401),
    "a list": ({}, b"[1,2]", 400),
    "a hundred thousand deep": ({}, b"[" * 100_000, 400),
    "no UTF-8": ({}, b"\xff\xfe{}", 400),
    "no type": ({}, b"{}", 400),
    "too large": ({}, b"x" * 300_000, 413),
    "actions that are none": ({}, b'{"type": "block_actions", "actions": "x"}', 400),
    "addresses that are none": ({}, b'{"type": "block_actions", "response_urls": 5}', 400),
    "a form without a kind": ({}, b'{"type": "view_submission", "view": {"callback_id": "x"}}', 400),
}


async def test_what_is_not_slacks_is_refused(workspace: Workspace, caplog: Any) -> None:
    found = {}
    for name, (headers, body, _) in BAD.items():
        given = {"Content-Type": "application/json", **fake_slack.signed(body), **headers}
        found[name] = (await workspace.client.post("/slack/events", data=body, headers=given)).status
    assert found == {name: status for name, (_, _, status) in BAD.items()} and "Traceback" not in caplog.text


async def test_unknown_types_are_acknowledged_and_change_nothing(workspace: Workspace) -> None:
    for made in (
        fake_slack.event({"type": "something_new", "user": "U0OLI"}),
        fake_slack.interaction(
            {
                "type": "block_actions",
                "user": {"id": "U0OLI"},
                "team": {"id": TEAM},
                "actions": [{"type": "button", "action_id": "forged#1", "value": "x"}],
            }
        ),
    ):
        status, _ = await workspace.post(made)
        assert status == 200
    other = fake_slack.command("U0OLI", "me")[0].replace(TEAM.encode(), b"T0OTHER")
    status, answer = await workspace.post((other, "application/x-www-form-urlencoded"))
    assert status == 200 and "not installed" in answer["text"]


async def test_a_group_is_no_owner(workspace: Workspace) -> None:
    await asked(workspace)
    answer = await workspace.owner("U0SAM", "offer cv screening operator <!subteam^S1|@hiring-team>")
    assert answer["text"].startswith("@hiring-team is a group. If everybody owns it, nobody does")


async def says_of_a_group(workspace: Workspace, number: int) -> str:
    """What is answered to a direct message that names a group: there Slack gives its id alone."""
    text = "/owner offer cv screening operator <!subteam^S1>"
    event = {"type": "message", "channel_type": "im", "channel": "D0SAM", "user": "U0SAM", "text": text, "ts": f"1.{number}"}
    await workspace.post(fake_slack.event(event, f"Ev{number}"))
    await workspace.round()
    return str(workspace.slack.messages["D0SAM"][-1]["text"])


@pytest.mark.parametrize("workspace", ["chat:write,usergroups:read"], indirect=True)
async def test_a_group_that_only_its_id_is_known_of_is_asked_for_its_name_once(workspace: Workspace) -> None:
    await asked(workspace)
    workspace.slack.groups = {"S1": "hiring-team"}
    assert (await says_of_a_group(workspace, 1)).startswith("@hiring-team is a group.")
    assert (await says_of_a_group(workspace, 2)).startswith("@hiring-team is a group.")
    assert len(workspace.slack.sent("usergroups.list")) == 1


async def test_without_the_scope_a_group_is_refused_without_its_name(workspace: Workspace) -> None:
    await asked(workspace)
    workspace.slack.groups = {"S1": "hiring-team"}
    assert (await says_of_a_group(workspace, 1)).startswith("That is a group.")
    assert not workspace.slack.sent("usergroups.list")


@pytest.mark.parametrize("workspace", ["chat:write,usergroups:read"], indirect=True)
async def test_where_slack_does_not_say_a_groups_name_it_is_refused_all_the_same(workspace: Workspace) -> None:
    await asked(workspace)
    workspace.slack.fails["usergroups.list"] = ["html"]
    assert (await says_of_a_group(workspace, 1)).startswith("That is a group.")


async def test_systems_are_suggested_as_they_are_typed(workspace: Workspace) -> None:
    await asked(workspace)
    payload = {
        "type": "block_suggestion",
        "user": {"id": "U0MAX"},
        "team": {"id": TEAM},
        "action_id": "system",
        "block_id": "system#1",
        "value": "cv",
    }
    _, answer = await workspace.post(fake_slack.interaction(payload))
    assert [one["text"]["text"] for one in answer["options"]] == ["CV screening"]


@pytest.mark.parametrize("failure", ["html", "429:30", "cut:before"])
async def test_a_slack_that_is_down_at_start_keeps_nobody_from_starting_again(scene: Scene, failure: str) -> None:
    slack, desk = FakeSlack(), Desk(scene.store, scene.clock, scene.organisation)

    async def start(token: str) -> None:
        given = {"signing_secret": SECRET, "bot_token": token, "api_url": f"http://127.0.0.1:{server.port}/api/"}
        settings = SlackSettings.model_validate(given)
        async with opened(settings, scene.store, desk, scene.organisation, scene.clock, Vault(["a key for tests"]), nothing):
            pass

    async def nothing() -> None:
        return None

    async with TestServer(slack.app(), host="127.0.0.1") as server:
        await start("xoxb-known")
        slack.fails["auth.test"] = [failure] * 2
        await start("xoxb-known")
        with pytest.raises(SlackTrouble):
            await start("xoxb-never-seen")
