"""Everything that Slack sends, in Slack's own shapes: answered, never twice, never from elsewhere, never with content in the log (issue, Slack)."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.adapters import fake_slack, slack_payloads
from tests.adapters.fake_slack import TEAM
from tests.adapters.slack_payloads import ALL, Made
from tests.adapters.slack_workspace import Workspace, asked, workspace

__all__ = ["workspace"]
SECRETS = ("private words", "all good", "olivia@acme.example", "xoxb")


async def trail(workspace: Workspace) -> list[str]:
    """What was noted, as it stands in the trail."""
    async with workspace.scene.store.reading() as tx:
        return [row.body for row in await tx.audit.rows()]


def is_quiet(logs: list[Any]) -> bool:
    """Nothing went wrong on our side, and nobody's words are in it."""
    text = json.dumps(logs, default=str)
    return not [one for one in logs if one["log_level"] in ("error", "critical")] and not [one for one in SECRETS if one in text]


async def test_everything_that_slack_sends_is_answered_and_a_replay_does_nothing_twice(workspace: Workspace) -> None:
    await asked(workspace)
    for name, made in ALL.items():
        with capture_logs() as logs:
            status, answer = await workspace.post(made)
            await workspace.front.afterwards.close()
        assert status == 200 and is_quiet(logs), (name, status, logs)
        noted, sent = await trail(workspace), len(workspace.slack.sent("chat.postMessage"))
        status, again = await workspace.post(made, **{"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"})
        await workspace.front.afterwards.close()
        assert status == 200 and await trail(workspace) == noted, name
        assert len(workspace.slack.sent("chat.postMessage")) == sent, f"{name}: answered twice"
        assert again == answer or "form" in name, f"{name}: another answer"


async def test_half_a_character_wherever_it_stands_is_read_all_the_same(workspace: Workspace) -> None:
    """JSON may hold a lone surrogate, which nothing else can: neither a hash nor a database."""
    await asked(workspace)
    before = len(workspace.slack.messages["D0OLI"])
    made, kind = fake_slack.event(slack_payloads.said(text="owner cv \ud800 screening", thread_ts="1.\udfff"), "Ev\ud800")
    for _ in range(2):
        with capture_logs() as logs:
            status, _ = await workspace.post((made, kind), **{"X-Slack-Retry-Num": "1"})
            await workspace.front.afterwards.close()
        assert status == 200 and is_quiet(logs), logs
    assert len(workspace.slack.messages["D0OLI"]) == before + 1


async def test_the_address_is_verified_by_its_challenge(workspace: Workspace) -> None:
    body, kind = ALL["the address is verified"]
    answer = await workspace.client.post("/slack/events", data=body, headers={"Content-Type": kind, **fake_slack.signed(body)})
    assert answer.status == 200 and json.loads(body)["challenge"] in await answer.text()


@pytest.mark.parametrize("how", ["unsigned", "wrongly signed", "old"])
async def test_nothing_that_is_not_signed_now_is_taken(workspace: Workspace, how: str) -> None:
    await asked(workspace)
    noted, calls = await trail(workspace), len(workspace.slack.calls)
    for name, (body, kind) in ALL.items():
        signed = {
            "unsigned": {},
            "wrongly signed": fake_slack.signed(body, secret="another app's"),
            "old": fake_slack.signed(body, at=1_700_000_000),
        }[how]
        with capture_logs() as logs:
            answer = await workspace.client.post("/slack/events", data=body, headers={"Content-Type": kind, **signed})
        assert answer.status == 401 and is_quiet(logs), name
    assert await trail(workspace) == noted and len(workspace.slack.calls) == calls


async def test_another_workspace_reads_and_changes_nothing(workspace: Workspace) -> None:
    await asked(workspace)
    noted, calls = await trail(workspace), len(workspace.slack.calls)
    for name, (body, kind) in ALL.items():
        elsewhere = body.replace(TEAM.encode(), b"T0OTHER")
        with capture_logs() as logs:
            status, answer = await workspace.post((elsewhere, kind))
        assert status == 200 and is_quiet(logs), name
        assert "Olivia" not in json.dumps(answer) and "CV screening" not in json.dumps(answer), name
    assert await trail(workspace) == noted and len(workspace.slack.calls) == calls


async def the_question(workspace: Workspace) -> tuple[dict[str, Any], dict[str, Any]]:
    """Olivia's message, and its button *Looked: normal*."""
    message = await asked(workspace)
    return message, fake_slack.buttons(message)["Looked: normal"]


async def codes(workspace: Workspace, code: str) -> int:
    """How often this was noted."""
    return [json.loads(one)["code"] for one in await trail(workspace)].count(code)


async def test_a_button_of_somebody_elses_message_changes_nothing(workspace: Workspace) -> None:
    message, looked = await the_question(workspace)
    noted = await trail(workspace)
    for user in ("U0MAX", "U0ADA", "U0NOBODY"):
        status, _ = await workspace.post(fake_slack.press(user, looked, message, "D0OLI"))
        await workspace.front.afterwards.close()
        assert status == 200
    assert await trail(workspace) == noted
    await workspace.post(fake_slack.press("U0OLI", looked, message, "D0OLI"))
    assert len(await trail(workspace)) > len(noted)


async def test_a_button_pressed_from_another_workspace_of_ours_changes_nothing(workspace: Workspace) -> None:
    message, looked = await the_question(workspace)
    await workspace.ours.installations.save("T0OTHER", "Other", "xoxb-other", "U0BOT", ("chat:write",), "", whole=False)
    noted = await trail(workspace)
    for user in ("U0OLI", "U0EVE"):
        status, _ = await workspace.post(fake_slack.press(user, looked, message, "D0OLI", team="T0OTHER"))
        await workspace.front.afterwards.close()
        assert status == 200 and await codes(workspace, "check_in.answered") == 0
    assert len(await trail(workspace)) <= len(noted) + 1, "more than that somebody was seen there"


async def test_two_clicks_at_once_are_one_answer(workspace: Workspace) -> None:
    message, looked = await the_question(workspace)
    clicks = [fake_slack.press("U0OLI", {**looked, "action_ts": f"1700000001.{number}"}, message, "D0OLI") for number in range(5)]
    assert [status for status, _ in await asyncio.gather(*(workspace.post(one) for one in clicks))] == [200] * 5
    await workspace.front.afterwards.close()
    assert await codes(workspace, "check_in.answered") == 1


async def test_a_click_on_a_message_of_last_year_is_no_answer_and_shows_what_is_asked_now(workspace: Workspace) -> None:
    message, looked = await the_question(workspace)
    workspace.scene.clock.time += timedelta(days=400)
    await workspace.round()
    before = len(workspace.slack.messages["D0OLI"])
    status, _ = await workspace.post(fake_slack.press("U0OLI", looked, message, "D0OLI"))
    await workspace.front.afterwards.close()
    assert status == 200 and await codes(workspace, "check_in.answered") == 0
    (shown,) = workspace.slack.messages["D0OLI"][before:]
    now = fake_slack.buttons(shown)["Looked: normal"]
    assert now["value"] != looked["value"]
    await workspace.post(fake_slack.press("U0OLI", {**now, "action_ts": "1700000002.0001"}, shown, "D0OLI"))
    await workspace.front.afterwards.close()
    assert await codes(workspace, "check_in.answered") == 1


FORGED = [
    "",
    "offer",
    "offer\n\n",
    "offer\n\nanother seat",
    "settings\n\n",
    "merge\n\nx",
    "\n\n\n",
    "answer.normal\n\nx",
    "x" * 3000,
    "erase\nall\nnow",
]


@pytest.mark.parametrize("metadata", FORGED)
async def test_a_window_with_forged_metadata_changes_nothing(workspace: Workspace, metadata: str) -> None:
    await asked(workspace)
    noted = await trail(workspace)
    view = {**slack_payloads.VIEW, "private_metadata": metadata}
    with capture_logs() as logs:
        status, _ = await workspace.post(slack_payloads.interaction("view_submission", view=view, trigger_id=f"f.{metadata[:20]}"))
        await workspace.front.afterwards.close()
    assert status == 200 and is_quiet(logs) and await trail(workspace) == noted


FAILS = ("html", "429:0.05", "cut:before", "cut:after", "user_not_found", "channel_not_found")
METHODS = ("views.open", "views.update", "views.publish", "chat.postMessage", "chat.postEphemeral")


@pytest.mark.one_database
@pytest.mark.parametrize("method", METHODS)
async def test_whatever_slack_answers_us_it_is_answered(workspace: Workspace, method: str) -> None:
    """Each way of failing, of each method, while everything comes in."""
    await asked(workspace)
    sent: list[Made] = [
        made for name, made in ALL.items() if any(one in name for one in ("button", "concern", "mention", "Home", "words", "command"))
    ]
    for failure in FAILS:
        workspace.slack.fails[method] = [failure] * 50
        for body, kind in sent:
            changed = body.replace(b"1.2.", f"{failure}.".encode()).replace(b'"Ev', f'"Ev{failure}'.encode())
            with capture_logs() as logs:
                status, _ = await workspace.post((changed, kind))
                await workspace.front.afterwards.close()
            assert status == 200 and is_quiet(logs), (failure, body[:80], logs)
        assert len(workspace.slack.fails[method]) < 50, f"{method} was not called"


@pytest.mark.parametrize("field", ["id", "tz", "email", "real_name", "title"])
async def test_somebody_whose_facts_hold_what_no_database_keeps_is_no_trouble(workspace: Workspace, field: str) -> None:
    """A NUL can be written in JSON, and PostgreSQL neither keeps nor looks for one."""
    profile = {"email": "olivia@acme.example", "real_name": "Olivia Ortega", "title": "Lead"}
    user: dict[str, Any] = {"id": "U0OLI", "team_id": TEAM, "tz": "Europe/Berlin", "is_email_confirmed": True, "profile": profile}
    holder = profile if field in profile else user
    holder[field] += "\x00"
    with capture_logs() as logs:
        status, _ = await workspace.post(fake_slack.event({"type": "user_change", "user": user, "cache_ts": 1}))
    assert status == 200 and is_quiet(logs)
