"""What doctor finds of Teams, each with its mend: settings, tokens, permissions, keys, our address, who is out of reach (issue, Teams: doctor)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from adapters.findings import Found, Mark
from adapters.teams.doctor import Register, fresh, roles_of, teams_found
from adapters.teams.settings_check import forgotten, settings_found
from bot.model import OutOfReach
from bot.rules.reach import EVERYBODYS
from tests.adapters.asked_slack import FINE, LOOK, WRONG, marks, the
from tests.adapters.asked_teams import AskedTeams, asked_teams, settings
from tests.adapters.fake_teams import SECRET, TENANT, person_id
from tests.adapters.teams_certificates import BEGINS, certified, key_of, pem
from tests.adapters.teams_tenant import Tenant, tenant
from tests.adapters.test_slack_connection import standing

__all__ = ["tenant"]
NOW = datetime(2026, 11, 27, 14, tzinfo=UTC)
OTHERS = 'odd:{"jwks_uri": "https://keys.example/keys"}'
FRESH = Register({}, NOW - timedelta(minutes=7))


@pytest.fixture
async def teams() -> AsyncIterator[AskedTeams]:
    async with asked_teams() as fake:
        yield fake


async def found(
    teams: AskedTeams | None = None, url: str | None = None, register: Register | None = FRESH, *, serving: bool = True, **given: Any
) -> list[Found]:
    """What doctor says; Graph is on unless the test says otherwise."""
    made = settings(teams, **{"graph": True, **given})
    return await teams_found(made, given.get("host", "127.0.0.1"), url, NOW, register, serving=serving, limit=1)


async def test_a_good_installation_has_nothing_but_good_lines(tenant: Tenant) -> None:
    url = str(tenant.client.make_url("")).rstrip("/")
    made = tenant.ours.settings.model_copy(update={"graph": True})
    rows = await teams_found(made, "127.0.0.1", url, NOW, FRESH, serving=True)
    assert [one.mark for one in rows] == [FINE] * len(rows) and all(not one.mend for one in rows), rows
    said = " ".join(one.words for one in rows)
    for words in (
        "a token for the Bot Connector",
        "User.Read.All",
        "7 minutes ago",
        "clock",
        f"{url}/api/messages refuses what Teams did not sign",
    ):
        assert words in said
    assert SECRET not in repr(rows) and "eyJ" not in repr(rows)


# --- settings, without asking anybody


def test_teams_that_is_off_says_what_of_it_was_given_and_what_is_missing() -> None:
    assert forgotten(settings(app_id="", tenant_id="", app_secret=None)) is None and forgotten(settings()) is None
    half = forgotten(settings(app_id=""))
    assert half is not None and half.mark is WRONG and "APP_ID" in half.mend
    assert half.words == "ROLLCALL_TEAMS__TENANT_ID and ROLLCALL_TEAMS__APP_SECRET are set, but Teams is off."


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"tenant_id": ""}, "ROLLCALL_TEAMS__TENANT_ID is missing"),
        ({"app_secret": None}, "ROLLCALL_TEAMS__APP_SECRET is missing"),
        ({"tenant_id": "", "app_secret": None}, "ROLLCALL_TEAMS__TENANT_ID and ROLLCALL_TEAMS__APP_SECRET is missing"),
    ],
)
async def test_what_it_cannot_run_without_is_the_one_thing_said(given: dict[str, Any], words: str) -> None:
    rows = await found(register=None, **given)
    assert [one.mark for one in rows] == [WRONG] and words in rows[0].words


async def test_an_emulator_is_told_plainly_and_nobody_else_is_asked(teams: AskedTeams) -> None:
    (one,) = await found(teams, register=None, emulator=True)
    assert one.mark is LOOK and "nobody signed" in one.words and "ROLLCALL_TEAMS__EMULATOR" in one.mend
    assert not teams.calls and not teams.logins
    made = settings(teams, emulator=True)
    (one,) = await teams_found(made, "0.0.0.0", None, NOW, None, serving=True)
    assert one.mark is WRONG and "ROLLCALL_HOST=127.0.0.1" in one.words


def certificate(tmp_path: Path, content: bytes) -> dict[str, Any]:
    file = tmp_path / "app.pem"
    file.write_bytes(content)
    return {"certificate": file, "app_secret": None}


@pytest.mark.parametrize(
    ("ends", "now", "mark", "words"),
    [
        (NOW + timedelta(days=31), NOW, FINE, "good until 28 December 2026"),
        (NOW + timedelta(days=29), NOW, LOOK, "ends on 26 December 2026"),
        (NOW, NOW, WRONG, "ended on 27 November 2026"),
        (NOW, BEGINS - timedelta(days=1), WRONG, "not good before 1 January 2026"),
    ],
)
def test_a_certificate_says_until_when_it_is_good(tmp_path: Path, ends: datetime, now: datetime, mark: Mark, words: str) -> None:
    given = certificate(tmp_path, pem(key_of("ours")) + pem(certified(key_of("ours"), ends)))
    (one,) = settings_found(settings(**given), None, now)
    assert one.mark is mark and words in one.words and bool(one.mend) == (mark is not FINE)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"none", "holds no private key"),
        (pem(key_of("ours")), "holds no certificate"),
        (pem(key_of("ours"), b"password") + pem(certified(key_of("ours"))), "key with a password"),
        (pem(key_of("ours")) + pem(certified(key_of("another"))), "belongs to none of its certificates"),
    ],
)
def test_a_certificate_file_that_is_of_no_use_says_why(tmp_path: Path, content: bytes, words: str) -> None:
    (one,) = settings_found(settings(**certificate(tmp_path, content)), None, NOW)
    assert one.mark is WRONG and words in one.words and one.mend


def test_a_certificate_file_that_went_away_cannot_be_read(tmp_path: Path) -> None:
    made = settings(**certificate(tmp_path, b""))
    (tmp_path / "app.pem").unlink()
    (one,) = settings_found(made, None, NOW)
    assert one.mark is WRONG and "cannot be read" in one.words


def test_a_secret_beside_a_certificate_is_one_too_many(tmp_path: Path) -> None:
    good = certificate(tmp_path, pem(key_of("ours")) + pem(certified(key_of("ours"))))
    rows = settings_found(settings(**good | {"app_secret": SECRET}), None, NOW)
    assert the(rows, "are both set").mark is LOOK and the(rows, "good until").mark is FINE


@pytest.mark.parametrize(
    ("given", "url", "words", "mark"),
    [
        ({}, "http://rollcall.example.com", "ROLLCALL_PUBLIC_URL is no address", WRONG),
        ({}, "https://rollcall.example.com/?x=1", "ROLLCALL_PUBLIC_URL is no address", WRONG),
        ({"allowed_tenants": person_id(7)}, "https://rollcall.example.com", "your own organisation is refused", LOOK),
    ],
)
def test_settings_that_go_with_others_are_held_against_them(given: dict[str, str], url: str, words: str, mark: Mark) -> None:
    one = the(settings_found(settings(**given), url, NOW), words)
    assert one.mark is mark and one.mend
    both = settings_found(settings(allowed_tenants=f"{person_id(7)}, {TENANT}"), "https://rollcall.example.com", NOW)
    assert [row.mark for row in both] == [FINE]


# --- tokens and permissions


@pytest.mark.parametrize(
    ("number", "words", "mend"),
    [(7000215, "client secret is a wrong one", "Value"), (7000222, "has run out", "Value"), (700016, "no application of this id", "both ids"),
     (1234567, "no token: AADSTS1234567.", "both ids")],
)  # fmt: skip
async def test_a_login_that_says_no_says_why_and_what_mends_it(teams: AskedTeams, number: int, words: str, mend: str) -> None:
    teams.fails["token"] = [f'odd:{{"error": "invalid_client", "error_codes": [{number}]}}']
    one = the(await found(teams), "gives this application no token")
    assert one.mark is WRONG and words in one.words and mend in one.mend and SECRET not in repr(one)


async def test_a_wrong_secret_and_a_tenant_that_is_none_are_said(teams: AskedTeams) -> None:
    assert "a wrong one" in the(await found(teams, app_secret="another"), "no token").words
    teams.no_tenant = True
    assert "there is no such tenant" in the(await found(teams), "no token").words


async def test_a_login_that_does_not_answer_is_not_our_settings_fault(teams: AskedTeams) -> None:
    teams.fails["login"] = ["503"]
    one = the(await found(teams), "login")
    assert one.mark is WRONG and "does not answer (status_503)" in one.words and "https" in one.mend


async def test_a_missing_permission_is_named_with_what_it_is_for_and_one_too_many_as_well(teams: AskedTeams) -> None:
    teams.roles = ("Mail.Read", "Directory.Read.All")
    rows = await found(teams)
    missing, extra = the(rows, "User.Read.All is missing"), the(rows, "2 permissions in Microsoft Graph that Rollcall does not use")
    assert missing.mark is WRONG and "Grant admin consent" in missing.mend
    assert extra.mark is LOOK and "Directory.Read.All, Mail.Read" in extra.words and "remove them" in extra.mend


async def test_where_graph_is_off_every_permission_is_one_too_many_and_what_it_costs_is_said(teams: AskedTeams) -> None:
    rows = await found(teams, graph=False)
    extra, without = the(rows, "1 permission in Microsoft Graph"), the(rows, "is not asked who left")
    assert extra.mark is LOOK and "User.Read.All" in extra.words and without.mark is LOOK and "ROLLCALL_TEAMS__GRAPH" in without.mend
    assert not marks(rows, "last read")
    teams.roles = ()
    assert not marks(await found(teams, graph=False), "permission in Microsoft Graph")


async def test_a_token_that_cannot_be_read_says_so_and_asking_goes_on(teams: AskedTeams) -> None:
    assert roles_of("sealed") is roles_of("a.%%.c") is roles_of("a.W10.c") is None
    teams.fails["token"] = ["", 'odd:{"access_token": "sealed", "expires_in": 3600}']
    assert the(await found(teams), "does not say which permissions").mark is LOOK


async def test_a_token_for_graph_alone_that_is_refused_is_said_of_graph(teams: AskedTeams) -> None:
    teams.fails["token"] = ["", 'odd:{"error": "invalid_client", "error_codes": [53003]}']
    rows = await found(teams)
    assert the(rows, "a token for the Bot Connector").mark is FINE and the(rows, "no token for Microsoft Graph:").mark is WRONG


# --- keys, Graph, clocks


async def test_keys_that_cannot_be_reached_or_read_are_told_apart(teams: AskedTeams) -> None:
    nobody = f"http://127.0.0.1:{unused_port()}/openid"
    assert "nothing takes connections there" in the(await found(teams, keys_url=nobody), "keys").words
    for failures in (
        {"openid": ["html"]},
        {"keys": ["503"]},
        {"openid": ["odd:[]"]},
        {"openid": ["odd:{"]},
        {"openid": [OTHERS]},
        {"keys": ["odd:{}"]},
    ):
        teams.fails.update(failures)
        one = the(await found(teams), "keys")
        assert one.mark is WRONG and "cannot be read" in one.words and one.mend


async def test_graph_that_cannot_be_reached_is_said(teams: AskedTeams) -> None:
    one = the(await found(teams, graph_url=f"http://127.0.0.1:{unused_port()}/"), "Microsoft Graph (")
    assert one.mark is WRONG and "nothing takes connections there" in one.words


@pytest.mark.parametrize(
    ("ago", "mark", "words"),
    [(timedelta(minutes=1), FINE, "1 minute ago"), (timedelta(hours=1), FINE, "60 minutes ago"),
     (timedelta(minutes=61), WRONG, "61 minutes ago"), (timedelta(days=2), WRONG, "48 hours ago")],
)  # fmt: skip
def test_how_fresh_the_knowledge_of_who_left_is(ago: timedelta, mark: Mark, words: str) -> None:
    one = fresh(NOW - ago, NOW)
    assert one.mark is mark and words in one.words and bool(one.mend) == (mark is WRONG)


async def test_where_nobody_has_asked_who_left_yet_serve_does_it(teams: AskedTeams) -> None:
    assert the(await found(teams, register=Register({}, None)), "Nobody has read yet who left").mark is LOOK


# --- whether Teams reaches us


async def reach(teams: AskedTeams, url: str | None, *, serving: bool = True) -> Found:
    """The line about our address."""
    (one,) = [one for one in await found(teams, url, serving=serving) if "/api/messages" in one.words + one.mend]
    return one


@pytest.mark.parametrize(
    ("status", "text", "words"),
    [
        (200, "hello", "answers what nobody signed"),
        (401, "Please sign in", "refused by something in front of Rollcall (status 401)"),
        (403, "", "refused by something in front of Rollcall (status 403)"),
        (301, "", "sends elsewhere (status 301), and Teams does not follow"),
        (404, "", "is not there (status 404)"),
        (502, "", "behind it nobody (status 502)"),
        (500, "", "answered by something else (status 500)"),
    ],
)
async def test_what_is_not_rollcall_at_our_address_is_told_apart(teams: AskedTeams, status: int, text: str, words: str) -> None:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=text)

    async with standing(answer) as url:
        one = await reach(teams, url)
    assert one.mark is WRONG and words in one.words and one.mend


async def test_before_serve_runs_nothing_is_wrong_with_the_address_yet(teams: AskedTeams) -> None:
    async with TestServer(web.Application(), host="127.0.0.1") as server:
        one = await reach(teams, f"http://127.0.0.1:{server.port}", serving=False)
    assert one.mark is LOOK and one.mend == "Start rollcall serve, then run rollcall doctor again."
    nobody = await reach(teams, f"http://127.0.0.1:{unused_port()}", serving=False)
    assert nobody.mark is LOOK and "does not answer yet: nothing takes connections there" in nobody.words
    assert (await reach(teams, None)).mark is LOOK


# --- who is out of reach


@pytest.mark.parametrize("why", list(OutOfReach))
async def test_whom_teams_refuses_is_known_by_why_with_its_mend(why: OutOfReach) -> None:
    (one,) = [row for row in await found(register=Register({why: 3}, None), emulator=True) if "3 people" in row.words]
    assert one.mark is (WRONG if why in EVERYBODYS else LOOK) and one.mend and "on Teams" in one.words


async def test_that_nobody_is_out_of_reach_is_said(teams: AskedTeams) -> None:
    assert the(await found(teams), "Teams refuses no message").mark is FINE
