"""One of everything that Slack sends, written by hand in Slack's shapes (docs.slack.dev, Interactivity, Slash commands, Events API)."""

import json
from collections.abc import Mapping
from typing import Any

from tests.adapters import fake_slack
from tests.adapters.fake_slack import TEAM

Made = tuple[bytes, str]
ORG, THEIRS = "E0ACME", "T9THEIRS"  # the organisation of our workspace, and a workspace of another one
WHOLE: dict[str, Any] = {"is_enterprise_install": True, "enterprise": {"id": ORG, "name": "Acme"}, "team": None}
WHO = {"id": "U0OLI", "username": "olivia", "name": "olivia", "team_id": TEAM}
WHERE = {"id": TEAM, "domain": "acme"}
BUTTON = {
    "type": "button",
    "action_id": "explain#0",
    "block_id": "b",
    "text": {"type": "plain_text", "text": "Why"},
    "value": "x",
    "action_ts": "1.2",
}
STATE = {"values": {"name#1": {"line": {"type": "plain_text_input", "value": "CV screening"}}}}
VIEW = {
    "id": "V1", "team_id": TEAM, "type": "modal", "callback_id": "form", "private_metadata": "add\n\n", "hash": "1.1", "state": STATE,
    "title": {"type": "plain_text", "text": "Add a system"}, "blocks": [], "root_view_id": "V1", "app_id": "A1", "bot_id": "B0BOT",
}  # fmt: skip
MESSAGE = {
    "type": "message", "user": "U0BOT", "ts": "1700000000.000001", "bot_id": "B0BOT", "text": "Is this normal?", "team": TEAM,
    "blocks": [{"type": "actions", "block_id": "b", "elements": [BUTTON]}],
}  # fmt: skip
ON_MESSAGE = {
    "container": {"type": "message", "message_ts": MESSAGE["ts"], "channel_id": "D0OLI", "is_ephemeral": False},
    "channel": {"id": "D0OLI", "name": "directmessage"}, "message": MESSAGE, "response_url": "https://hooks.slack.com/actions/T0ACME/1/x",
}  # fmt: skip

IN_CHANNEL: dict[str, Any] = {**ON_MESSAGE, "container": {"type": "message", "message_ts": MESSAGE["ts"], "channel_id": "C0SHARED", "is_ephemeral": False}, "channel": {"id": "C0SHARED", "name": "shared"}}  # fmt: skip


def interaction(kind: str, **more: Any) -> Made:
    """What every interaction has, and what this one has besides."""
    plain = {"type": kind, "user": WHO, "team": WHERE, "api_app_id": "A1", "token": "x", "trigger_id": f"1.2.{kind}", "enterprise": None}
    return fake_slack.interaction({**plain, "is_enterprise_install": False, **more})


def event(inner: Mapping[str, Any], **more: Any) -> Made:
    """Of the Events API, with an id of its own."""
    return fake_slack.event({"event_ts": "1700000002.000100", **inner}, f"Ev{inner.get('type')}{more}{inner.get('subtype', '')}")


def of_organisation(inner: Mapping[str, Any], event_id: str) -> Made:
    """An event, as it is told to an organisation that installed us as a whole."""
    body, kind = fake_slack.event({"event_ts": "1700000002.000100", **inner}, event_id)
    given = [{"enterprise_id": ORG, "team_id": None, "user_id": "U0BOT", "is_bot": True, "is_enterprise_install": True}]
    return json.dumps({**json.loads(body), "enterprise_id": ORG, "authorizations": given}).encode(), kind


def of_shared_channel(inner: Mapping[str, Any], event_id: str) -> Made:
    """An event that another organisation's workspace tells of; whose it is for is among its authorizations."""
    body, kind = fake_slack.event({"event_ts": "1700000002.000100", **inner}, event_id)
    theirs = {"team_id": THEIRS, "enterprise_id": "E9THEIRS", "context_team_id": THEIRS, "is_ext_shared_channel": True}
    return json.dumps({**json.loads(body), **theirs}).encode(), kind


def said(**more: Any) -> dict[str, Any]:
    """A message in the direct message."""
    plain = {
        "type": "message",
        "channel": "D0OLI",
        "channel_type": "im",
        "user": "U0OLI",
        "text": "all good",
        "ts": "1700000003.1",
        "team": TEAM,
    }
    return {**plain, "client_msg_id": "c1", "blocks": [{"type": "rich_text", "elements": []}], **more}


USER: dict[str, Any] = {
    "id": "U0OLI", "team_id": TEAM, "name": "olivia", "deleted": False, "real_name": "Olivia Ortega", "tz": "Europe/Berlin", "is_bot": False,
    "is_restricted": False, "is_ultra_restricted": False, "is_email_confirmed": True, "updated": 1700000000,
    "profile": {"real_name": "Olivia Ortega", "email": "olivia@acme.example", "title": "Clerk", "status_text": "", "team": TEAM},
}  # fmt: skip
HOME = {"type": "app_home_opened", "user": "U0OLI", "channel": "D0OLI", "tab": "home"}
SHORTCUT = {
    "callback_id": "who_owns", "message_ts": "1700000009.000100", "channel": {"id": "C0HIR", "name": "hiring"},
    "response_url": "https://hooks.slack.com/app/T0ACME/1/x",
    "message": {"type": "message", "ts": "1700000009.000100", "text": "private words", "bot_id": "B9", "bot_profile": {"id": "B9", "name": "CV bot", "app_id": "A9"}},
}  # fmt: skip
OVERFLOW = {
    "type": "overflow", "action_id": "more#1", "block_id": "b", "action_ts": "1.3", "selected_option": {"text": {"type": "plain_text", "text": "Why"}, "value": "explain x"},
}  # fmt: skip

ALL: dict[str, Made] = {
    "a command": fake_slack.command("U0OLI", "cv screening", trigger="9.1"),
    "a command with mentions, as should_escape writes them": fake_slack.command(
        "U0OLI", "offer cv screening operator <@U0MAX|max> in <#C1|general> &amp; &lt;x&gt;", trigger="9.2"
    ),
    "a command of an organisation that installed us as a whole": fake_slack.command("U0OLI", "me", trigger="9.3", enterprise="E0ACME"),
    "a command of an organisation where it was installed as a whole": fake_slack.command("U0OLI", "me", trigger="9.4", enterprise=ORG, whole=True),
    "an organisation's button": interaction("block_actions", actions=[BUTTON], **{**ON_MESSAGE, **WHOLE, "trigger_id": "1.3.whole"}),
    "an organisation's form": interaction("view_submission", view=VIEW, response_urls=[], **{**WHOLE, "trigger_id": "1.3.form"}),
    "what goes on from a few letters in an organisation": interaction("block_suggestion", action_id="system", block_id="system#1", value="cv", view=VIEW, **WHOLE),
    "words to an organisation's installation": of_organisation(said(), "EvWhole"),
    "the Home tab of an organisation": of_organisation(HOME, "EvWholeHome"),
    "a stranger's button": interaction("block_actions", actions=[BUTTON], **{**IN_CHANNEL, "user": {**WHO, "id": "U9EVE", "team_id": THEIRS}, "trigger_id": "1.3.eve"}),
    "a mention in a shared channel": of_shared_channel({"type": "app_mention", "user": "U0OLI", "text": "<@U0BOT> me", "channel": "C0SHARED", "ts": "1.4", "team": TEAM}, "EvOurs"),
    "a limit of events, told bare": (json.dumps({"type": "app_rate_limited", "token": "x", "team_id": TEAM, "minute_rate_limited": 1700000000, "api_app_id": "A1"}).encode(), "application/json"),
    "a button on a message": interaction("block_actions", actions=[BUTTON], **ON_MESSAGE),
    "a menu on a message": interaction("block_actions", actions=[OVERFLOW], **ON_MESSAGE),
    "a button on an answer only they see": interaction(
        "block_actions", actions=[BUTTON], container={"type": "message", "message_ts": "1.1", "channel_id": "C1", "is_ephemeral": True},
        channel={"id": "C1", "name": "general"}, response_url="https://hooks.slack.com/actions/T0ACME/2/x",
    ),
    "a button in a window": interaction("block_actions", actions=[BUTTON], view=VIEW, container={"type": "view", "view_id": "V1"}),
    "a button on the Home tab": interaction(
        "block_actions", actions=[BUTTON], view={**VIEW, "type": "home", "callback_id": ""}, container={"type": "view", "view_id": "V1"}
    ),
    "a form": interaction("view_submission", view=VIEW, response_urls=[]),
    "a window that was closed": interaction("view_closed", view=VIEW, is_cleared=False),
    "what goes on from a few letters": interaction("block_suggestion", action_id="system", block_id="system#1", value="cv", view=VIEW),
    "who owns this": interaction("message_action", **SHORTCUT),
    "raise a concern": interaction("message_action", **{**SHORTCUT, "callback_id": "raise_concern"}),
    "a shortcut that is not ours": interaction("shortcut", callback_id="else"),
    "the Home tab": event({**HOME, "view": {"id": "V9", "type": "home", "team_id": TEAM}}),
    "the Messages tab": event({**HOME, "tab": "messages"}),
    "words in the direct message": event(said()),
    "words with a file": event(said(subtype="file_share", files=[{"id": "F1"}])),
    "words that were edited": event({"type": "message", "subtype": "message_changed", "channel": "D0OLI", "channel_type": "im", "message": said(), "previous_message": said()}),
    "words that were deleted": event({"type": "message", "subtype": "message_deleted", "channel": "D0OLI", "channel_type": "im", "deleted_ts": "1.1", "previous_message": said()}),
    "our own words": event(said(user="U0BOT", bot_id="B0BOT", app_id="A1")),
    "a mention in a channel": event({"type": "app_mention", "user": "U0OLI", "text": "<@U0BOT> owner cv screening", "channel": "C1", "ts": "1.4", "team": TEAM}),
    "a mention in a thread": event({"type": "app_mention", "user": "U0OLI", "text": "<@U0BOT> cv screening", "channel": "C1", "ts": "1.5", "thread_ts": "1.4"}),
    "somebody who changed": event({"type": "user_change", "user": USER, "cache_ts": 1700000000}),
    "somebody who joined": event({"type": "team_join", "user": {**USER, "id": "U0NEW", "profile": {**USER["profile"], "email": "new@acme.example"}}}),
    "somebody's status": event({"type": "user_status_changed", "user": USER}),
    "tokens of people, not ours, that were revoked": event({"type": "tokens_revoked", "tokens": {"oauth": ["U0OLI"], "bot": []}}),
    "a limit of events": event({"type": "app_rate_limited", "team_id": TEAM, "minute_rate_limited": 1700000000}),
    "an event of a shared channel": fake_slack.event(
        said(channel="C0SHARED", channel_type="channel", user="U9OTHER", user_team="T9OTHER", source_team="T9OTHER"), "EvShared"
    ),
    "the address is verified": (b'{"token": "x", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P", "type": "url_verification"}', "application/json"),
    "the certificate is verified": (b"token=x&ssl_check=1", "application/x-www-form-urlencoded"),
}  # fmt: skip
