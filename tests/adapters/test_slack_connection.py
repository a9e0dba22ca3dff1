"""What doctor finds of clocks, and of who reaches whom: we Slack, Slack us (issue, Slack: doctor)."""

import asyncio
import datetime
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.findings import Found, Mark
from adapters.incoming import Rejected
from adapters.reaching import clock
from adapters.slack import raw
from adapters.slack.doctor import Known, slack_found
from bot.model import Platform
from tests.adapters.asked_slack import FINE, LOOK, WRONG, AskedSlack, asked_slack, marks, rollcall, settings
from tests.adapters.fake_slack import SECRET
from tests.scene import Scene

ONE = {"app_token": "xapp-1-secret", "bot_token": "xoxb-1-secret"}
HTTP = {"signing_secret": SECRET, "bot_token": "xoxb-1-secret"}


@pytest.fixture
async def slack() -> AsyncIterator[AskedSlack]:
    async with asked_slack() as fake:
        yield fake


# --- clocks


@pytest.mark.parametrize(
    ("apart", "mark", "words"),
    [(0, FINE, "agree"), (60, FINE, "agree"), (61, LOOK, "61 seconds ahead of"), (-61, LOOK, "61 seconds behind"),
     (300, LOOK, "300 seconds ahead"), (301, WRONG, "too far from ours"), (-4000, WRONG, "4,000 seconds behind")],
)  # fmt: skip
def test_clocks_that_differ_are_told_and_by_how_much(apart: float, mark: Mark, words: str) -> None:
    (one,) = clock("Mon, 23 Nov 2026 08:00:00 GMT", 1_795_420_800 + apart, Platform.SLACK, 300)
    assert one.mark is mark and words in one.words and ("NTP" in one.mend) == (mark is not FINE)


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Nov 2026 08:00:00 GMT"])
def test_a_date_that_is_none_says_nothing(date: str) -> None:
    assert clock(date, 0, Platform.SLACK, 300) == []


async def test_slacks_own_clock_is_the_one_that_counts_and_with_sockets_refuses_nothing(slack: AskedSlack) -> None:
    slack.ahead = 1000
    assert marks(await slack_found(settings(slack, **HTTP), None, Known()), "behind Slack's") == [WRONG]
    assert marks(await slack_found(settings(slack, **ONE), None, Known()), "behind Slack's") == [LOOK]


# --- Slack cannot be reached


async def test_slack_that_cannot_be_reached_is_one_line_and_the_tokens_are_not_blamed(slack: AskedSlack) -> None:
    nobody = f"http://127.0.0.1:{unused_port()}/api/"
    found = await slack_found(settings(**ONE, api_url=nobody), None, Known())
    assert [one.mark for one in found] == [WRONG] and "nothing takes connections there" in found[0].words
    slack.held["api.test"] = asyncio.Event()
    found = await slack_found(settings(slack, **ONE), None, Known(), limit=0.05)
    assert [one.mark for one in found] == [WRONG] and "did not answer in time" in found[0].words
    slack.held["api.test"].set()


async def test_slack_in_trouble_is_not_our_fault(slack: AskedSlack) -> None:
    slack.fails["api.test"] = ["html"]
    found = await slack_found(settings(slack, **ONE), None, Known())
    assert [one.mark for one in found] == [WRONG] and "in trouble itself (status 502)" in found[0].words


# --- whether Slack reaches us


Handler = Callable[[web.Request], Any]


@asynccontextmanager
async def standing(handler: Handler) -> AsyncIterator[str]:
    """Something at our address that is not Rollcall."""

    async def handled(request: web.Request) -> web.StreamResponse:
        found = await handler(request)
        assert isinstance(found, web.StreamResponse)
        return found

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handled)
    async with TestServer(app, host="127.0.0.1") as server:
        yield f"http://127.0.0.1:{server.port}"


async def reach(slack: AskedSlack, url: str | None, *, serving: bool = True, limit: float = 10, **other: str) -> Found:
    """The line about our address."""
    found = await slack_found(settings(slack, **HTTP | other), url, Known(ready={"ok": True} if serving else None), limit)
    (one,) = [one for one in found if "/slack/events" in one.words + one.mend]
    return one


async def test_our_own_address_takes_what_is_signed_and_refuses_what_is_not(slack: AskedSlack, scene: Scene) -> None:
    given = settings(slack, **HTTP)
    async with rollcall(scene, given) as made:
        app = web.Application()
        made.mount(app, scene.store, scene.clock, None)
        async with TestServer(app, host="127.0.0.1") as server:
            url = f"http://127.0.0.1:{server.port}"
            assert await reach(slack, url + "/") == Found(FINE, f"{url}/slack/events answers what is signed, and refuses what is not.")
            one = await reach(slack, url, signing_secret="another secret")
            assert one.mark is WRONG and "another signing secret" in one.words


async def echo(request: web.Request) -> web.StreamResponse:
    return web.json_response({"challenge": (await request.json())["challenge"]})


def says(status: int, text: str = "", **headers: str) -> Handler:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=text, headers=headers)

    return answer


@pytest.mark.parametrize(
    ("handler", "mark", "words"),
    [
        (echo, WRONG, "answers what nobody signed"),
        (says(200, "hello"), WRONG, "answered by something else (status 200)"),
        (says(401, "stale"), WRONG, "its machine's clock is wrong"),
        (says(401, "Please sign in"), WRONG, "refused by something in front of Rollcall (status 401)"),
        (says(403), WRONG, "refused by something in front of Rollcall (status 403)"),
        (says(301, Location="https://elsewhere.example"), WRONG, "sends elsewhere (status 301)"),
        (says(404), WRONG, "is not there (status 404)"),
        (says(502), WRONG, "behind it nobody (status 502)"),
        (says(500), WRONG, "answered by something else (status 500)"),
    ],
)
async def test_what_is_not_rollcall_at_our_address_is_told_apart(slack: AskedSlack, handler: Handler, mark: Mark, words: str) -> None:
    async with standing(handler) as url:
        one = await reach(slack, url)
    assert one.mark is mark and words in one.words and one.mend


@pytest.mark.parametrize("handler", [says(404), says(503)])
async def test_before_serve_runs_nothing_is_wrong_with_the_address_yet(slack: AskedSlack, handler: Handler) -> None:
    async with standing(handler) as url:
        one = await reach(slack, url, serving=False)
    assert one.mark is LOOK and one.mend == "Start rollcall serve, then run rollcall doctor again."
    nobody = await reach(slack, f"http://127.0.0.1:{unused_port()}", serving=False)
    assert nobody.mark is LOOK and "does not answer yet: nothing takes connections there" in nobody.words


async def test_an_address_that_does_not_answer_says_which_way(slack: AskedSlack) -> None:
    async def never(_: web.Request) -> web.StreamResponse:
        await asyncio.sleep(1)
        return web.Response()

    async def cut(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    nobody = unused_port()
    assert "nothing takes connections there" in (await reach(slack, f"http://127.0.0.1:{nobody}")).words
    assert "(DNS)" in (await reach(slack, "http://rollcall.invalid")).words
    assert "it is no address" in (await reach(slack, "https://[")).words
    async with standing(never) as url:
        assert "did not answer in time" in (await reach(slack, url, limit=0.2)).words
    async with standing(cut) as url:
        assert "the connection broke" in (await reach(slack, url)).words
        assert "does not speak TLS" in (await reach(slack, url.replace("http:", "https:"))).words
    assert marks(await slack_found(settings(slack, **HTTP), None, Known()), "ROLLCALL_PUBLIC_URL is not set") == [LOOK]


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """Signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "rollcall.example")])
    begin = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, begin, begin.replace(year=2099)).sign(key, hashes.SHA256())
    file = tmp_path / "certificate.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


async def test_a_certificate_that_nobody_vouches_for_is_told_from_no_tls_at_all(slack: AskedSlack, certificate: ssl.SSLContext) -> None:
    server = TestServer(web.Application(), host="127.0.0.1", scheme="https")
    await server.start_server(ssl=certificate)
    one = await reach(slack, f"https://127.0.0.1:{server.port}")
    await server.close()
    assert one.mark is WRONG and "its certificate is not one that this machine trusts" in one.words


async def test_with_sockets_no_address_is_asked_after(slack: AskedSlack) -> None:
    found = await slack_found(settings(slack, **HTTP, app_token="xapp-1"), "https://rollcall.invalid", Known())
    assert not [one for one in found if "/slack/events" in one.words + one.mend]


def test_what_doctor_signs_is_what_serve_takes() -> None:
    body = b'{"type": "url_verification"}'
    headers = raw.sign(SECRET, body, 1_700_000_000.9)
    assert isinstance(raw.check(SECRET, headers, body, 1_700_000_000), dict)
    assert raw.check("another", headers, body, 1_700_000_000) == Rejected(401, "wrong_signature")
