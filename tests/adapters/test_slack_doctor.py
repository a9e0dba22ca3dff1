"""What doctor finds of Slack, each with its mend: settings, tokens, scopes, sockets, the messages tab (issue, Slack: doctor)."""

from collections.abc import AsyncIterator

import pytest

from adapters.findings import Mark
from adapters.slack.doctor import Known, Workspace, slack_found
from adapters.slack.scopes import SCOPES
from adapters.slack.settings_check import forgotten, settings_found
from bot.model import OutOfReach, Platform
from bot.rules.reach import EVERYBODYS
from tests.adapters.asked_slack import ALL, FINE, LOOK, WRONG, AskedSlack, asked_slack, marks, rollcall, settings, the
from tests.adapters.fake_slack import SECRET, TEAM
from tests.scene import Scene

HEX = "0123456789abcdef" * 2
ONE = {"app_token": "xapp-1-secret", "bot_token": "xoxb-1-secret"}


@pytest.fixture
async def slack() -> AsyncIterator[AskedSlack]:
    async with asked_slack() as fake:
        yield fake


async def test_a_good_installation_has_nothing_but_good_lines(slack: AskedSlack) -> None:
    known = Known(refusing={}, ready={"ok": True, "slack_sockets": 1, "slack_socket_age_s": 2.6})
    found = await slack_found(settings(slack, **ONE), None, known)
    assert [one.mark for one in found] == [FINE] * len(found) and all(not one.mend for one in found)
    said = " ".join(one.words for one in found)
    assert f"the bot token of Acme ({TEAM})" in said and "clock" in said and "One socket is open. Slack was heard 3 seconds ago." in said
    assert "secret" not in said


# --- settings, without asking anybody


def test_slack_that_is_off_says_what_of_it_was_given_and_what_is_missing() -> None:
    assert forgotten(settings()) is None and forgotten(settings(signing_secret=HEX, bot_token="xoxb-1")) is None
    half = forgotten(settings(bot_token="xoxb-1"))
    assert half is not None and half.mark is WRONG and "ROLLCALL_SLACK__BOT_TOKEN is set, but Slack is off" in half.words
    assert "SIGNING_SECRET" in half.mend


@pytest.mark.parametrize(
    ("secret", "words"),
    [("xoxb-1-secret", "a token"), ("xapp-1-secret", "a token"), (HEX[:-1], "does not look like"), (HEX.upper(), "does not look like"),
     ("f" * 32, "client secret")],
)  # fmt: skip
def test_a_signing_secret_that_is_another_one_is_known_by_its_look(secret: str, words: str) -> None:
    given = settings(signing_secret=secret, client_id="1.2", client_secret="f" * 32)
    one = the(settings_found(given, "https://x.example"), "SIGNING_SECRET")
    assert one.mark is WRONG and words in one.words and "Basic Information" in one.mend and secret not in one.words + one.mend


def test_a_signing_secret_of_slacks_shape_is_fine_and_an_emulators_may_be_anything(slack: AskedSlack) -> None:
    assert marks(settings_found(settings(signing_secret=HEX), None), "signing secret") == [FINE]
    assert marks(settings_found(settings(slack, signing_secret=SECRET), None), "signing secret") == [FINE]


@pytest.mark.parametrize(
    ("given", "url", "words", "mark"),
    [
        ({"client_id": "1.2"}, "https://x.example", "CLIENT_SECRET is not", WRONG),
        ({"client_secret": "s"}, "https://x.example", "CLIENT_ID is not", WRONG),
        ({"client_id": "1.2", "client_secret": "s", "allowed_teams": TEAM}, None, "ROLLCALL_PUBLIC_URL is not set", WRONG),
        ({"client_id": "1.2", "client_secret": "s"}, "https://x.example", "Any workspace that finds our address", LOOK),
        ({}, "http://rollcall.example.com", "ROLLCALL_PUBLIC_URL is no address", WRONG),
        ({}, "https://rollcall.example.com/?x=1", "ROLLCALL_PUBLIC_URL is no address", WRONG),
        ({"allowed_teams": f"{TEAM}, acme"}, None, "“acme” is no id", WRONG),
    ],
)
def test_settings_that_go_with_others_are_held_against_them(given: dict[str, str], url: str | None, words: str, mark: Mark) -> None:
    one = the(settings_found(settings(signing_secret=HEX, **given), url), words)
    assert one.mark is mark and one.mend


# --- tokens and scopes


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive", "token_expired", "something_new"])
async def test_a_bot_token_that_slack_refuses_says_why_and_where_another_one_is(slack: AskedSlack, code: str) -> None:
    slack.fails["auth.test"] = [code]
    one = the(await slack_found(settings(slack, **ONE), None, Known()), "Slack does not take ROLLCALL_SLACK__BOT_TOKEN")
    assert one.mark is WRONG and "Bot User OAuth Token" in one.mend and "secret" not in repr(one)


async def test_every_installation_is_asked_and_one_our_keys_do_not_open_is_named(slack: AskedSlack) -> None:
    """The settings' own token stands for its workspace, whatever is kept of it."""
    slack.fails["auth.test"] = ["", "token_revoked"]
    kept = [Workspace(TEAM, "Acme", None), Workspace("T0BEE", "Bee", "xoxb-2-secret"), Workspace("T0CEE", "Cee", None)]
    found = await slack_found(settings(slack, **ONE), "https://rollcall.example.com/", Known(kept))
    assert marks(found, "Acme (T0ACME)") == [FINE] and marks(found, "Bee (T0BEE)") == [WRONG]
    unread = the(found, "Cee (T0CEE)")
    assert unread.mark is WRONG and "ROLLCALL_TOKEN_KEYS" in unread.mend and "https://rollcall.example.com/slack/install" in unread.mend
    assert "secret" not in repr(kept)


async def test_without_a_token_anywhere_the_way_to_one_is_said(slack: AskedSlack) -> None:
    assert marks(await slack_found(settings(slack, app_token="xapp-1"), None, Known()), "There is no bot token") == [WRONG]
    oauth = settings(slack, app_token="xapp-1", client_id="1.2", client_secret="s", allowed_teams=TEAM)
    one = the(await slack_found(oauth, "https://rollcall.example.com", Known()), "No workspace has installed this app yet")
    assert one.mark is LOOK and "https://rollcall.example.com/slack/install" in one.mend


async def test_a_workspace_that_is_not_allowed_is_named(slack: AskedSlack) -> None:
    one = the(await slack_found(settings(slack, allowed_teams="T0OTHER", **ONE), None, Known()), "ALLOWED_TEAMS")
    assert one.mark is WRONG and "Acme (T0ACME)" in one.words


async def test_a_busy_slack_is_no_fault_of_the_token(slack: AskedSlack) -> None:
    slack.fails["auth.test"] = ["429:7"]
    assert marks(await slack_found(settings(slack, **ONE), None, Known()), "asks to wait 7 seconds") == [LOOK]
    slack.fails["auth.test"] = ["html"]
    assert marks(await slack_found(settings(slack, **ONE), None, Known()), "did not answer about the token") == [LOOK]


async def test_a_missing_scope_is_named_with_what_it_is_for_and_one_too_many_as_well(slack: AskedSlack) -> None:
    slack.scopes = [one for one in SCOPES if one != "im:history"] + ["channels:history"]
    found = await slack_found(settings(slack, **ONE), None, Known())
    missing, extra = the(found, "Acme lacks a scope"), the(found, "that Rollcall does not use")
    assert missing.mark is WRONG and f"im:history ({SCOPES['im:history']})" in missing.words and "Reinstall" in missing.mend
    assert extra.mark is LOOK and "channels:history" in extra.words and "remove it" in extra.mend


async def test_what_is_left_out_on_purpose_is_no_fault(slack: AskedSlack) -> None:
    slack.scopes = list(SCOPES)
    assert the(await slack_found(settings(slack, **ONE), None, Known()), "files:write").mark is FINE
    slack.scopes = None
    assert the(await slack_found(settings(slack, **ONE), None, Known()), "does not say which scopes").mark is LOOK


async def test_the_scopes_of_the_settings_token_are_kept_with_the_installation(slack: AskedSlack, scene: Scene) -> None:
    """Only who has files:write sends files."""
    async with rollcall(scene, settings(slack, **ONE)), scene.store.reading() as tx:
        kept = await tx.installations.open_of(Platform.SLACK, TEAM)
    assert kept is not None and kept.scopes == ALL


# --- sockets


@pytest.mark.parametrize(
    ("code", "words", "mend"),
    [("missing_scope", "connections:write", "App-Level Tokens"), ("not_allowed_token_type", "another kind", "xapp-"),
     ("forbidden_team", "opens no socket (forbidden_team)", "Socket Mode is enabled")],
)  # fmt: skip
async def test_an_app_token_that_opens_no_socket_says_why(slack: AskedSlack, code: str, words: str, mend: str) -> None:
    slack.fails["apps.connections.open"] = [code]
    one = the(await slack_found(settings(slack, **ONE), None, Known()), words)
    assert one.mark is WRONG and mend in one.mend


async def test_asking_opens_no_socket(slack: AskedSlack) -> None:
    await slack_found(settings(slack, **ONE), None, Known())
    assert slack.tickets and not slack.used


@pytest.mark.parametrize(("number", "mark", "words"), [(0, WRONG, "no connection"), (1, FINE, "One socket"), (3, LOOK, "3 sockets")])
async def test_how_many_sockets_there_are_is_told_by_the_serve_that_has_one(slack: AskedSlack, number: int, mark: Mark, words: str) -> None:
    known = Known(ready={"ok": True, "slack_sockets": number, "slack_socket_age_s": 1})
    assert marks(await slack_found(settings(slack, **ONE), None, known), words) == [mark]


# --- who is out of reach


@pytest.mark.parametrize("why", list(OutOfReach))
async def test_whom_slack_refuses_is_known_by_why_with_its_mend(slack: AskedSlack, why: OutOfReach) -> None:
    (one,) = [row for row in await slack_found(settings(slack, **ONE), None, Known(refusing={why: 3})) if "3 people" in row.words]
    assert one.mark is (WRONG if why in EVERYBODYS else LOOK) and one.mend
    assert ("App Home" in one.mend) == (why is OutOfReach.MESSAGES_OFF)


async def test_each_way_of_being_out_of_reach_stands_alone_and_none_is_said(slack: AskedSlack) -> None:
    found = await slack_found(settings(slack, **ONE), None, Known(refusing=dict.fromkeys(OutOfReach, 1)))
    assert sum("1 person gets no message" in one.words for one in found) == len(OutOfReach)
    assert the(await slack_found(settings(slack, **ONE), None, Known(refusing={})), "refuses no message").mark is FINE
