"""Whose payload it is, in Slack's own shapes: one workspace's, an organisation's, or one of a shared channel (docs.slack.dev, Enterprise, Slack Connect)."""

from typing import Any

import pytest

from adapters.slack import people
from adapters.slack.inbound import From, sender
from bot.events import AccountSeen

OUR, THEIR = {"id": "T0ACME", "domain": "acme"}, {"id": "T9THEIRS", "domain": "theirs"}
GRID = {**OUR, "enterprise_id": "E0ACME", "enterprise_name": "Acme"}
ORG = {"id": "E0ACME", "name": "Acme"}
OLI = {"id": "U0OLI", "username": "olivia", "name": "olivia", "team_id": "T0ACME"}
EVE = {"id": "U9EVE", "username": "eve", "name": "eve", "team_id": "T9THEIRS"}
ALONE = {"enterprise_id": None, "team_id": "T0ACME", "user_id": "U0BOT", "is_bot": True, "is_enterprise_install": False}
IN_GRID = {**ALONE, "enterprise_id": "E0ACME"}
AS_A_WHOLE = {**IN_GRID, "team_id": None, "is_enterprise_install": True}
WORDS = {"type": "message", "user": "U0OLI", "text": "hello", "channel": "D0OLI", "channel_type": "im", "team": "T0ACME"}
BY_EVE = {
    **WORDS,
    "user": "U9EVE",
    "team": "T9THEIRS",
    "user_team": "T9THEIRS",
    "source_team": "T9THEIRS",
    "channel": "C0SHARED",
    "channel_type": "channel",
}

FOUND: dict[str, tuple[dict[str, Any], From]] = {
    "a click": ({"team": OUR, "enterprise": None, "user": OLI, "is_enterprise_install": False}, From("T0ACME", "U0OLI", "T0ACME")),
    "a click in a workspace of an organisation that installed us there": (
        {"team": GRID, "enterprise": ORG, "user": OLI, "is_enterprise_install": False}, From("T0ACME", "U0OLI", "T0ACME", "E0ACME"),
    ),
    "a click in an organisation that installed us as a whole": (
        {"team": None, "enterprise": ORG, "user": OLI, "is_enterprise_install": True}, From("E0ACME", "U0OLI", "T0ACME", "E0ACME"),
    ),
    "the same, where a workspace is told": (
        {"team": GRID, "enterprise": ORG, "user": OLI, "is_enterprise_install": True}, From("E0ACME", "U0OLI", "T0ACME", "E0ACME"),
    ),
    "a form of such an organisation, which is named by its workspace alone": (
        {"team": GRID, "user": OLI, "is_enterprise_install": True}, From("E0ACME", "U0OLI", "T0ACME", "E0ACME"),
    ),
    "a form in a channel that is shared, sent by our own": (
        {"team": OUR, "enterprise": None, "user": OLI, "view": {"app_installed_team_id": "T0ACME", "team_id": "T0ACME"}}, From("T0ACME", "U0OLI", "T0ACME"),
    ),
    "a stranger's click on our message": ({"team": OUR, "enterprise": None, "user": EVE, "is_enterprise_install": False}, From("T0ACME", "U9EVE", "T0ACME")),
    "a stranger's click, told by their workspace": (
        {"team": THEIR, "enterprise": {"id": "E9THEIRS"}, "user": EVE, "is_enterprise_install": False}, From("T9THEIRS", "U9EVE", "T9THEIRS", "E9THEIRS"),
    ),
    "a command": ({"team_id": "T0ACME", "user_id": "U0OLI", "is_enterprise_install": "false"}, From("T0ACME", "U0OLI", "T0ACME")),
    "a command in an organisation that installed us as a whole": (
        {"team_id": "T0ACME", "enterprise_id": "E0ACME", "user_id": "U0OLI", "is_enterprise_install": "true"}, From("E0ACME", "U0OLI", "T0ACME", "E0ACME"),
    ),
    "words": ({"team_id": "T0ACME", "event": WORDS, "authorizations": [ALONE]}, From("T0ACME", "U0OLI", "T0ACME")),
    "words in an organisation that installed us as a whole": (
        {"team_id": "T0ACME", "enterprise_id": "E0ACME", "event": WORDS, "authorizations": [AS_A_WHOLE]}, From("E0ACME", "U0OLI", "T0ACME", "E0ACME"),
    ),
    "words of a stranger in a shared channel, told by their organisation": (
        {"team_id": "T9THEIRS", "enterprise_id": "E9THEIRS", "is_ext_shared_channel": True, "event": BY_EVE, "authorizations": [ALONE]},
        From("T0ACME", "U9EVE", "T0ACME"),
    ),
    "the same, where theirs had installed an app as a whole": (
        {"team_id": "T9THEIRS", "enterprise_id": "E9THEIRS", "is_enterprise_install": True, "event": BY_EVE, "authorizations": [IN_GRID]},
        From("T0ACME", "U9EVE", "T0ACME", "E0ACME"),
    ),
    "somebody who changed": ({"team_id": "T0ACME", "event": {"type": "user_change", "user": OLI}, "authorizations": [ALONE]}, From("T0ACME", "U0OLI", "T0ACME")),
    "a revoked token, which is nobody's doing": (
        {"team_id": "T0ACME", "event": {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}}, "authorizations": [ALONE]}, From("T0ACME", "", "T0ACME"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_a_payload_is_of_whoever_it_was_sent_for(name: str) -> None:
    payload, expected = FOUND[name]
    assert sender(payload) == expected


@pytest.mark.parametrize("teams", [[{}], [["T0ACME"]], [None, 5, "T0ACME"], "T0ACME", {"T0ACME": 1}])
def test_whose_workspaces_are_none_is_still_somebody(teams: object) -> None:
    found = people.seen({"id": "U1", "team_id": "T0ACME", "enterprise_user": {"teams": teams, "enterprise_id": ["E1"]}}, "T0ACME")
    assert isinstance(found, AccountSeen) and not found.stranger
