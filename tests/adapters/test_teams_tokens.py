"""Tokens: used again, renewed before they expire, fetched once for all who wait; each way of having none is a value (issue, Microsoft Teams)."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path

import jwt
import pytest
from aiohttp.test_utils import unused_port

from adapters.teams import certificate
from adapters.teams.certificate import BadCertificate
from adapters.teams.tokens import AGAIN, BOT, EARLY, GRAPH, NoToken, Tokens
from tests.adapters.asked_teams import AskedTeams, asked_teams, settings
from tests.adapters.fake_teams import APP, SECRET
from tests.adapters.teams_certificates import certified, key_of, pem

HOUR = 3600.0


class Machine:
    """Machine time that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def login() -> AsyncIterator[AskedTeams]:
    async with asked_teams() as fake:
        yield fake


@pytest.fixture
def machine() -> Machine:
    return Machine()


async def renewed(tokens: Tokens) -> None:
    """What is fetched behind a token that is still good has come."""
    await tokens.close()


# --- one that is good


async def test_a_token_is_fetched_once_and_used_until_shortly_before_it_expires(login: AskedTeams, machine: Machine) -> None:
    tokens = Tokens(settings(login), machine)
    assert await tokens.of(BOT) == "token 1"
    machine.now = HOUR - EARLY - 1
    assert await tokens.of(BOT) == "token 1" and len(login.logins) == 1
    assert login.logins[0]["scope"] == BOT and login.logins[0]["client_secret"] == SECRET


async def test_twenty_who_ask_at_once_make_one_call(login: AskedTeams, machine: Machine) -> None:
    tokens = Tokens(settings(login), machine)
    assert await asyncio.gather(*(tokens.of(BOT) for _ in range(20))) == ["token 1"] * 20
    assert len(login.logins) == 1


async def test_each_of_the_two_scopes_has_its_own_token_and_the_login_is_asked_what_it_offers_once(
    login: AskedTeams, machine: Machine
) -> None:
    tokens = Tokens(settings(login), machine)
    login.fails["login"] = ["", "500", "500"]
    bot, graph = await asyncio.gather(tokens.of(BOT), tokens.of(GRAPH))
    assert isinstance(bot, str) and isinstance(graph, str) and bot != graph
    assert {one["scope"] for one in login.logins} == {BOT, GRAPH}
    assert login.fails["login"] == ["500", "500"]


async def test_a_new_token_is_fetched_early_and_nobody_waits_for_it(login: AskedTeams, machine: Machine) -> None:
    tokens = Tokens(settings(login), machine)
    await tokens.of(BOT)
    login.fails["token"] = ["slow"]
    machine.now = HOUR - EARLY
    assert await asyncio.gather(*(tokens.of(BOT) for _ in range(20))) == ["token 1"] * 20
    login.released.set()
    await renewed(tokens)
    assert len(login.logins) == 2 and await tokens.of(BOT) == "token 1", "what came so late was none"
    machine.now += AGAIN
    assert await tokens.of(BOT) == "token 1"
    await renewed(tokens)
    assert await tokens.of(BOT) == "token 3" and len(login.logins) == 3


async def test_a_renewal_that_fails_is_tried_again_later_and_not_at_every_message(login: AskedTeams, machine: Machine) -> None:
    tokens = Tokens(settings(login), machine)
    await tokens.of(BOT)
    login.fails["token"] = ["cut"]
    machine.now = HOUR - EARLY
    for _ in range(5):
        assert await tokens.of(BOT) == "token 1"
        await renewed(tokens)
    assert len(login.logins) == 2
    machine.now += AGAIN
    assert await tokens.of(BOT) == "token 1"
    await renewed(tokens)
    assert await tokens.of(BOT) == "token 3"


async def test_one_that_has_expired_is_never_used(login: AskedTeams, machine: Machine) -> None:
    tokens = Tokens(settings(login), machine)
    await tokens.of(BOT)
    login.fails["token"] = ["cut"]
    machine.now = HOUR
    assert await tokens.of(BOT) == NoToken("ConnectionError", down=True)
    assert await tokens.of(BOT) == "token 3"


async def test_whoever_stops_waiting_stops_nobody_else(login: AskedTeams, machine: Machine) -> None:
    tokens = Tokens(settings(login), machine)
    login.fails["login"] = ["slow"]
    first, second = asyncio.create_task(tokens.of(BOT)), asyncio.create_task(tokens.of(BOT))
    await asyncio.sleep(0)
    first.cancel()
    login.fails["login"] = []
    assert await second == "token 1"


# --- none


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ('{"error": "invalid_client", "error_codes": [7000215, 1]}', "AADSTS7000215"),
        ('{"error": "unauthorized_client"}', "unauthorized_client"),
        ('{"error": "said <at length> and with secrets in it"}', "no_token"),
        ('{"error": "invalid_client", "error_codes": ["7000215 <b>"]}', "invalid_client"),
    ],
)
async def test_a_login_that_says_no_is_not_down_and_is_not_asked_again_at_once(
    login: AskedTeams, machine: Machine, answer: str, reason: str
) -> None:
    tokens = Tokens(settings(login), machine)
    login.fails["token"] = [f"odd:{answer}"]
    assert await tokens.of(BOT) == NoToken(reason, down=False)
    assert await tokens.of(BOT) == NoToken(reason, down=False) and len(login.logins) == 1
    machine.now = AGAIN
    assert await tokens.of(BOT) == "token 2"


async def test_a_wrong_secret_is_said_in_the_logins_own_code(login: AskedTeams, machine: Machine) -> None:
    assert await Tokens(settings(login, app_secret="another"), machine).of(BOT) == NoToken("AADSTS7000215", down=False)


async def test_a_tenant_that_is_none_is_said_in_the_logins_own_code(login: AskedTeams, machine: Machine) -> None:
    login.fails["login"] = ["404:of another shape"]
    assert await Tokens(settings(login), machine).of(BOT) == NoToken("status_404", down=False)
    login.no_tenant = True
    assert await Tokens(settings(login), machine).of(BOT) == NoToken("AADSTS90002", down=False)


@pytest.mark.parametrize("where", ["login", "token"])
@pytest.mark.parametrize(
    "failure",
    ["500", "503", "html", "cut", "302", "408", "429~1", "odd:[]", "odd:null", "odd:7", "odd:<html>", "odd:", "odd:{}",
     'odd:{"access_token": ""}', 'odd:{"access_token": 7}'],
)  # fmt: skip
async def test_a_login_that_does_not_answer_as_one_is_down_and_is_asked_again(
    login: AskedTeams, machine: Machine, where: str, failure: str
) -> None:
    login.fails[where] = [failure]
    found = await Tokens(settings(login), machine).of(BOT)
    assert isinstance(found, NoToken) and found.down and found.reason.isidentifier()
    assert isinstance(await Tokens(settings(login), machine).of(BOT), str)


@pytest.mark.parametrize("seconds", ['"soon"', "null", "[]", '"nan"'])
async def test_a_token_that_does_not_say_how_long_it_is_good_is_none(login: AskedTeams, machine: Machine, seconds: str) -> None:
    login.fails["token"] = [f'odd:{{"access_token": "a token", "expires_in": {seconds}}}']
    found = await Tokens(settings(login), machine).of(BOT)
    assert isinstance(found, NoToken) and found.down


async def test_busy_said_in_the_logins_own_words_is_down(login: AskedTeams, machine: Machine) -> None:
    login.fails["token"] = ['odd:{"error": "temporarily_unavailable", "error_codes": [90055]}']
    assert await Tokens(settings(login), machine).of(BOT) == NoToken("AADSTS90055", down=True)


async def test_nobody_there_is_down(machine: Machine) -> None:
    nobody = settings(login_url=f"http://127.0.0.1:{unused_port()}/")
    assert await Tokens(nobody, machine).of(BOT) == NoToken("ConnectionError", down=True)


async def test_a_slow_login_holds_up_nothing_but_who_waits_for_it(login: AskedTeams, machine: Machine) -> None:
    login.fails["token"] = ["slow"]
    tokens = Tokens(settings(login), machine)
    waiting = asyncio.create_task(tokens.of(BOT))
    longest = 0.0
    while not login.logins:
        before = time.monotonic()
        await asyncio.sleep(0.005)
        longest = max(longest, time.monotonic() - before)
    assert longest < 0.5 and not waiting.done()
    login.released.set()
    assert isinstance(await waiting, NoToken)


async def test_an_emulator_gets_nothing_of_ours(login: AskedTeams, machine: Machine) -> None:
    assert await Tokens(settings(login, emulator=True), machine).of(BOT) == "" and not login.logins


# --- secrets


async def test_neither_the_secret_nor_a_token_is_in_a_log_or_in_what_is_shown_of_anything(
    login: AskedTeams, machine: Machine, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = Tokens(settings(login), machine)
    login.fails["token"] = [f"odd:<html>{SECRET}", f'odd:{{"error": "{SECRET}"}}', "500", ""]
    shown = []
    for _ in range(4):
        shown.append(await tokens.of(BOT))
        machine.now += AGAIN
    out, err = capfd.readouterr()
    said = out + err + caplog.text + repr([one for one in shown if isinstance(one, NoToken)]) + repr(vars(tokens))
    assert "teams_no_token" in said and SECRET not in said and "token 3" not in said and "token 4" not in said
    assert shown[-1] == "token 4" and all(isinstance(one, NoToken) for one in shown[:-1])


# --- a certificate


async def test_a_certificate_signs_instead_of_a_secret(login: AskedTeams, machine: Machine, tmp_path: Path) -> None:
    file = tmp_path / "app.pem"
    key = key_of("ours")
    file.write_bytes(pem(certified(key_of("another"))) + pem(key) + pem(certified(key)))
    tokens = Tokens(settings(login, app_secret=None, certificate=file), machine)
    assert await tokens.of(BOT) == "token 1"
    (given,) = login.logins
    assert "client_secret" not in given
    said = jwt.decode(given["client_assertion"], key.public_key(), algorithms=["RS256", "PS256"], options={"verify_aud": False})
    assert said["iss"] == said["sub"] == APP


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no_key"),
        (b"-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n", "no_key"),
        (pem(key_of("ours")), "no_certificate"),
        (pem(certified(key_of("ours"))), "no_key"),
        (pem(key_of("ours"), password=b"a password") + pem(certified(key_of("ours"))), "key_has_a_password"),
        (pem(key_of("ours")) + pem(certified(key_of("another"))), "another_key"),
    ],
)
async def test_a_file_that_is_of_no_use_says_of_what_kind_its_trouble_is(
    login: AskedTeams, machine: Machine, tmp_path: Path, content: bytes, why: str
) -> None:
    file = tmp_path / "app.pem"
    file.write_bytes(content)
    with pytest.raises(BadCertificate, match=f"^{why}$"):
        certificate.read(file)
    given = settings(login, app_secret=None, certificate=file)
    assert await Tokens(given, machine).of(BOT) == NoToken(why, down=False)


def test_a_file_that_is_gone_or_a_folder_is_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.pem"):
        with pytest.raises(BadCertificate, match="unreadable"):
            certificate.read(path)
