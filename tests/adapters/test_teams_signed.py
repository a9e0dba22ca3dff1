"""What nobody vouches for, or what is no activity of Teams': the right status, nothing changed, no content in the log (issue, Bad input)."""

import asyncio
import io
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from adapters.teams import keys as keys_module
from bot.model import Platform
from tests.adapters import fake_teams
from tests.adapters.fake_teams import APP, KID, TENANT, jwk
from tests.adapters.teams_tenant import OLIVIA, Tenant, asked, tenant

__all__ = ["tenant"]
pytestmark = pytest.mark.one_database
SECRET_WORDS = "nobody may read this"
NOW = int(time.time())  # noqa: TID251
Made = Callable[[Tenant], str]


def token(**claims: Any) -> Made:
    return lambda tenant: "Bearer " + fake_teams.token(**({"service": tenant.teams.service} | claims))


TOKENS: dict[str, tuple[Made, int]] = {
    "none": (lambda _: "", 401),
    "garbage": (lambda _: "Bearer garbage", 401),
    "three words": (lambda _: "Bearer a.b.c", 401),
    "two tokens": (lambda _: "Bearer a.b.c d.e.f", 401),
    "another scheme": (lambda tenant: "Basic " + fake_teams.token(tenant.teams.service), 401),
    "alg none": (token(algorithm="none"), 401),
    "signed with a shared secret": (token(algorithm="HS256"), 401),
    "another audience": (token(aud="6f1c2f0a-0000-4000-8000-0000000000ff"), 401),
    "many audiences": (token(aud=[APP, "another"]), 401),
    "no audience": (token(aud=None), 401),
    "another issuer": (token(iss="https://sts.windows.net/another/"), 401),
    "our own outbound token": (token(iss=f"https://sts.windows.net/{TENANT}/", aud="https://api.botframework.com", appid=APP), 401),
    "expired": (token(exp=NOW - 3600), 401),
    "never expires": (token(exp=None), 401),
    "not yet": (token(nbf=NOW + 3600), 401),
    "unknown key": (token(kid="a key nobody has"), 401),
    "another key under a known name": (token(signed_by="another"), 401),
    "another service": (token(service="https://smba.trafficmanager.net/teams/"), 403),
    "no service": (token(service=None), 403),
    "exp of no number": (token(exp="soon"), 401),
}


@pytest.mark.parametrize("case", TOKENS)
async def test_only_the_connectors_own_token_is_let_in(tenant: Tenant, case: str, capfd: pytest.CaptureFixture[str]) -> None:
    made, status = TOKENS[case]
    answer, _ = await tenant.post(fake_teams.message(OLIVIA, f"owner {SECRET_WORDS}", tenant.teams.service), Authorization=made(tenant))
    assert answer == status
    await nothing_came_of_it(tenant, capfd)


async def nothing_came_of_it(tenant: Tenant, capfd: pytest.CaptureFixture[str]) -> None:
    """Nobody was met, nothing was sent, and the log has no word of it."""
    await tenant.settled()
    async with tenant.scene.store.reading() as tx:
        assert await tx.accounts.of_tenant(Platform.TEAMS, TENANT) == []
    assert not tenant.teams.messages
    out, err = capfd.readouterr()
    assert SECRET_WORDS not in out + err and "Traceback" not in out + err and "eyJ" not in out + err


def activity(**more: Any) -> Callable[[Tenant], Any]:
    return lambda tenant: fake_teams.message(OLIVIA, SECRET_WORDS, tenant.teams.service) | more


def without(*names: str) -> Callable[[Tenant], Any]:
    def made(tenant: Tenant) -> Any:
        return {name: value for name, value in activity()(tenant).items() if name not in names}

    return made


BODIES: dict[str, tuple[Callable[[Tenant], Any], int]] = {
    "no JSON": (lambda _: b"this is none", 400),
    "nothing": (lambda _: b"", 400),
    "a list": (lambda _: [1, 2, 3], 400),
    "a text": (lambda _: "text", 400),
    "100,000 deep": (lambda _: b"[" * 100_000 + b"]" * 100_000, 400),
    "100,000 deep within": (lambda _: b'{"type":' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
    "no UTF-8": (lambda _: b'{"type":"message","text":"\xff"}', 400),
    "10 MB": (lambda _: b'{"type":"' + b"m" * 10_000_000 + b'"}', 413),
    "no type": (without("type"), 400),
    "a type that is a list": (activity(type=["message"]), 400),
    "no conversation": (without("conversation"), 400),
    "a conversation without an id": (activity(conversation={"conversationType": "personal"}), 400),
    "another channel": (activity(channelId="webchat"), 403),
    "no channel": (without("channelId"), 403),
    "no service": (without("serviceUrl"), 403),
    "a forged service": (activity(serviceUrl="https://smba.trafficmanager.net.evil.example/teams/"), 403),
    "a service with a user": (activity(serviceUrl="https://smba.trafficmanager.net@evil.example/"), 403),
    "a service by http": (activity(serviceUrl="http://smba.trafficmanager.net/teams/"), 403),
    "a service that is none": (activity(serviceUrl="https://[smba/"), 403),
    "another tenant": (
        activity(channelData={"tenant": {"id": fake_teams.person_id(99)}}, conversation={"id": "19:x", "isGroup": True}),
        403,
    ),
    "no tenant": (activity(channelData={}, conversation={"id": "a:1"}), 403),
}


@pytest.mark.parametrize("case", BODIES)
async def test_what_is_no_activity_of_ours_is_refused(tenant: Tenant, case: str, capfd: pytest.CaptureFixture[str]) -> None:
    made, status = BODIES[case]
    body = made(tenant)
    answer, _ = await tenant.post(io.BytesIO(body) if isinstance(body, bytes) else body)
    assert answer == status
    await nothing_came_of_it(tenant, capfd)


async def test_a_service_that_its_own_token_names_is_still_none_of_microsofts(tenant: Tenant, capfd: pytest.CaptureFixture[str]) -> None:
    """Our token is sent to Microsoft's hosts and to nobody else, whatever was signed."""
    service = "https://evil.example/teams/"
    made = fake_teams.message(OLIVIA, SECRET_WORDS, service)
    status, _ = await tenant.post(made, Authorization="Bearer " + fake_teams.token(service))
    assert status == 403
    await nothing_came_of_it(tenant, capfd)


async def test_text_is_no_json(tenant: Tenant) -> None:
    """A page of another site can make a browser send text, and no JSON."""
    made = fake_teams.message(OLIVIA, "owner me", tenant.teams.service)
    status, _ = await tenant.post(json.dumps(made).encode(), **{"Content-Type": "text/plain"})
    assert status == 415


@pytest.mark.parametrize(
    "kind", ["typing", "endOfConversation", "event", "messageReaction", "conversationUpdate", "trace", "never heard of"]
)
async def test_what_we_did_not_ask_for_is_answered_quietly(tenant: Tenant, kind: str) -> None:
    status, answer = await tenant.post(fake_teams.activity(kind, OLIVIA, tenant.teams.service))
    assert (status, answer) == (200, None) and not tenant.teams.messages


@pytest.mark.parametrize("name", ["signin/verifyState", "task/unknown", "", "config/fetch"])
async def test_an_invoke_we_do_not_know_is_told_so(tenant: Tenant, name: str) -> None:
    status, _ = await tenant.post(fake_teams.activity("invoke", OLIVIA, tenant.teams.service, name=name, value={}))
    assert status == 501


async def test_somebody_of_another_tenant_is_told_whom_to_ask(tenant: Tenant) -> None:
    elsewhere = {"channelData": {"tenant": {"id": fake_teams.person_id(99)}}}
    tenant.teams.installed.add(OLIVIA)
    status, _ = await tenant.post(fake_teams.message(OLIVIA, "owner me", tenant.teams.service, **elsewhere))
    await tenant.settled()
    assert status == 403 and "not set up for your organisation" in tenant.inbox(OLIVIA)[-1]["text"]
    async with tenant.scene.store.reading() as tx:
        assert await tx.accounts.find(Platform.TEAMS, fake_teams.person_id(99), OLIVIA) is None


async def test_a_new_key_is_fetched_once_and_an_unknown_one_not_again_for_a_minute(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(tenant.ours.keys, "_machine", lambda: clock[0])
    await tenant.say(OLIVIA, "owner help")
    fetched = len(tenant.teams.sent("GET /keys"))
    clock[0] += keys_module.AGAIN
    for _ in range(5):
        assert await told(tenant, "rolled in") == 401
    assert len(tenant.teams.sent("GET /keys")) == fetched + 1
    tenant.teams.keys = [jwk("rolled in")]
    assert await told(tenant, "rolled in") == 401, "within the minute nobody makes us ask again"
    clock[0] += keys_module.AGAIN
    assert await told(tenant, "rolled in") == 200
    assert await told(tenant, KID) == 401, "a key that was rolled out is one no more"


async def test_keys_that_cannot_be_fetched_leave_those_we_have(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(tenant.ours.keys, "_machine", lambda: clock[0])
    await tenant.say(OLIVIA, "owner help")
    for failure in ("html", "500", "cut", "odd:[]", 'odd:{"jwks_uri": "https://evil.example/keys"}'):
        clock[0] += keys_module.A_DAY + 1
        tenant.teams.fails["openid"] = [failure]
        assert await told(tenant, KID) == 200, failure


async def test_without_any_key_nothing_is_let_in_and_teams_may_try_again(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(tenant.ours.keys, "_machine", lambda: clock[0])
    tenant.teams.fails["openid"] = ["500", "500"]
    assert [await told(tenant, KID) for _ in range(3)] == [503] * 3
    assert len(tenant.teams.fails["openid"]) == 1, "asked once, whoever asks"
    clock[0] += keys_module.SOON
    assert await told(tenant, KID) == 503
    clock[0] += keys_module.SOON
    assert await told(tenant, KID) == 200, "nobody waits a minute for the first keys"


async def test_a_key_that_may_not_speak_for_teams_does_not(tenant: Tenant) -> None:
    tenant.teams.keys = [jwk("of another channel", "webchat")]
    assert await told(tenant, "of another channel") == 401


async def told(tenant: Tenant, kid: str) -> int:
    made = fake_teams.message(OLIVIA, "owner help", tenant.teams.service)
    return (await tenant.post(made, Authorization="Bearer " + fake_teams.token(tenant.teams.service, kid=kid)))[0]


async def answers_given(tenant: Tenant) -> list[int]:
    """How many there are to each of Olivia's open questions."""
    async with tenant.scene.store.reading() as tx:
        account = await tx.accounts.find(Platform.TEAMS, TENANT, OLIVIA)
        assert account is not None and account.person_id is not None
        open_ = await tx.check_ins.open_for(account.person_id)
        return [len(await tx.answers.of(one.id)) for one in open_]


async def test_what_is_delivered_again_is_answered_alike_and_done_once(tenant: Tenant) -> None:
    question = await asked(tenant)
    button = next(one for one in question["attachments"][0]["content"]["body"][-1:])
    assert button
    answers = []
    for _ in range(3):
        tenant.teams.number = 5000
        answers.append(await tenant.press(OLIVIA, question, "Looked: normal"))
    assert answers[0] == answers[1] == answers[2]
    assert await answers_given(tenant) == [1]


async def test_thirty_clicks_at_once_are_one_answer(tenant: Tenant) -> None:
    question = await asked(tenant)
    tenant.teams.number = 7000
    found = await asyncio.gather(*(tenant.press(OLIVIA, question, "Looked: normal") for _ in range(30)))
    assert all(one["statusCode"] == 200 for one in found)
    assert await answers_given(tenant) == [1]


async def test_an_action_of_another_persons_card_changes_nothing(tenant: Tenant) -> None:
    from tests.adapters.teams_tenant import MAX, card_of, the_button

    question = await asked(tenant)
    button = the_button(card_of(question), "Looked: normal")
    made = fake_teams.pressed(MAX, button["data"], button["verb"], question["id"], tenant.teams.service)
    status, answer = await tenant.post(made)
    await tenant.settled()
    assert status == 200 and answer["statusCode"] == 200
    assert await answers_given(tenant) == [0]
