"""Input that is not Slack's is a 4xx with a warning; a fault of ours is a 500 with its place in the log, before a listener begins as well as in one."""

import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from adapters.incoming import Rejected
from adapters.slack.app import dispatch
from adapters.slack.raw import check
from adapters.slack.routing import routed
from tests.adapters import fake_slack
from tests.adapters.fake_slack import SECRET
from tests.adapters.slack_payloads import ALL
from tests.adapters.slack_workspace import Workspace, workspace

__all__ = ["workspace"]
pytestmark = pytest.mark.one_database
WORDS = "private words of somebody"
KINDS = (
    "block_actions", "block_suggestion", "view_submission", "view_closed", "shortcut", "message_action", "event_callback", "url_verification",
    "app_rate_limited",
)  # fmt: skip
KEYS = st.sampled_from(
    ["type", "command", "ssl_check", "event", "actions", "view", "action_id", "callback_id", "challenge", "authorizations", "team"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(KINDS),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(KEYS, inside, max_size=6),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, JSON, max_size=8), st.sampled_from(KINDS))
def test_what_bolt_sees_is_made_of_texts_whatever_was_sent(payload: dict[str, Any], kind: str) -> None:
    for one in (payload, {**payload, "type": kind}):
        inside: list[Any] = [routed(one) or {}]
        while inside:
            found = inside.pop()
            assert isinstance(found, dict | list | str)
            inside += found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()


def test_everything_that_slack_sends_is_routed_as_what_it_is() -> None:
    for name, (body, kind) in ALL.items():
        payload = check(SECRET, {"Content-Type": kind, **fake_slack.signed(body, at=0)}, body, 0)
        assert not isinstance(payload, Rejected)
        known = routed(payload)
        assert known is not None, name
        told = {known.get("type"), known.get("event", {}).get("type")}  # a limit that is told bare goes as an event
        assert known.get("command") or known.get("ssl_check") or payload["type"] in told, name


UNREAD: tuple[Any, ...] = (
    {"type": "block_actions"}, {"type": "block_actions", "actions": []}, {"type": "block_actions", "actions": [{"action_id": 5}]},
    {"type": "view_submission", "view": None}, {"type": "view_closed", "view": {"type": "modal"}}, {"type": "shortcut"}, {"command": ["/owner"]},
    {"type": "event_callback", "event": "app_mention"}, {"type": "event_callback", "event": {"type": None}}, {"type": "url_verification"},
    {"type": ["block_actions"]}, {"type": WORDS}, {"ssl_check": 1}, {"words": WORDS}, {},
)  # fmt: skip


@pytest.mark.parametrize("payload", UNREAD)
async def test_what_bolt_cannot_route_is_a_400_and_a_warning(workspace: Workspace, payload: Any, caplog: pytest.LogCaptureFixture) -> None:
    with capture_logs() as logs:
        status, _ = await workspace.post((fake_slack.event({})[0], "application/json"))
        answer = await dispatch(workspace.ours.bolt, payload, {})
    assert (status, answer.status) == (400, 400)
    assert [(one["event"], one["log_level"]) for one in logs] == [("slack_payload_not_routed", "warning")] * 2
    assert WORDS not in str(logs) and not [one for one in caplog.records if one.levelno >= logging.WARNING]


async def broken(*_: Any, **__: Any) -> None:
    raise KeyError(WORDS)


def faults(logs: list[Any], caplog: pytest.LogCaptureFixture) -> str:
    """What stands in the log as an error, from us or from Bolt."""
    ours = [str(one) for one in logs if one["log_level"] == "error"]
    return "\n".join([*ours, *(one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR)])


@pytest.mark.parametrize("where", ["before Bolt", "before a listener", "in a listener"])
async def test_a_fault_of_ours_is_a_500_and_an_error_that_says_where(
    workspace: Workspace, where: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    match where:
        case "before Bolt":
            monkeypatch.setattr(workspace.ours.bolt, "async_dispatch", broken)
        case "before a listener":
            workspace.ours.bolt.use(broken)
        case _:
            monkeypatch.setattr(workspace.front, "command", broken)
    with capture_logs() as logs:
        status, _ = await workspace.post(fake_slack.command("U0OLI", "me"))
    found = faults(logs, caplog)
    assert status == 500 and "KeyError" in found and "test_slack_routing.py" in found and "broken" in found
    assert not [word for word in (WORDS, SECRET, "xoxb") if word in found + caplog.text + str(logs)]


async def test_what_slack_holds_back_is_in_the_log_however_it_is_told(workspace: Workspace) -> None:
    inner = {"type": "app_rate_limited", "token": "x", "team_id": fake_slack.TEAM, "minute_rate_limited": 1700000000, "api_app_id": "A1"}
    for body, kind in (fake_slack.event(inner), (json.dumps(inner).encode(), "application/json")):
        with capture_logs() as logs:
            status, _ = await workspace.post((body, kind))
        assert status == 200
        assert [(one["event"], one["tenant"]) for one in logs] == [("slack_events_held_back", fake_slack.TEAM)]
