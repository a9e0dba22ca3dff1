"""Installing through OAuth, against a Slack of the tests' own: who may, once, from the browser that asked, and the token sealed (issue, Slack)."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.slack.app import Slack, opened
from adapters.slack.oauth import BACK, INSTALL, OnceState, state_key
from adapters.slack.scopes import SCOPES
from adapters.slack.settings import SlackSettings
from adapters.vault import Vault
from bot.desk import Desk
from bot.engine import Engine
from bot.model import Installation, Platform
from tests.adapters import fake_slack
from tests.adapters.fake_slack import CLIENT_ID, CLIENT_SECRET, SECRET, TEAM, FakeSlack, granted
from tests.scene import Scene

pytestmark = pytest.mark.one_database

ORGANISATION = "E0ACME"
PUBLIC = "https://rollcall.acme.example"


class Browser:
    """Somebody's browser before Rollcall's pages. `cookie`: what it was given, and sends back where a test says so."""

    def __init__(
        self, scene: Scene, slack: FakeSlack, ours: Slack, client: TestClient[web.Request, web.Application], engine: Engine
    ) -> None:
        self.scene, self.slack, self.ours, self.client, self.engine = scene, slack, ours, client, engine
        self.cookie = ""

    async def begins(self) -> str:
        """`/slack/install`: the state that Slack's page is asked with."""
        answer = await self.client.get(INSTALL, allow_redirects=False)
        assert answer.status == 302, await answer.text()
        self.asked = urlsplit(answer.headers["Location"])
        name, _, rest = answer.headers["Set-Cookie"].partition("=")
        self.cookie = f"{name}={rest.partition(';')[0]}"
        assert "HttpOnly" in rest and "Secure" in rest
        return parse_qs(self.asked.query)["state"][0]

    async def comes_back(self, cookie: str | None = None, **query: str) -> tuple[int, str]:
        """Slack sends the browser to `/slack/oauth_redirect`: the page's status and text; what follows has been done."""
        headers = {"Cookie": self.cookie if cookie is None else cookie}
        answer = await self.client.get(BACK, params=query, headers=headers)
        text = await answer.text()
        await self.ours.front.afterwards.close()
        await self.engine.tick()
        await self.engine.deliver()
        return answer.status, text

    async def installs(self, token: str, user: str, **more: Any) -> tuple[int, str]:
        """From the beginning to the end, as `user`."""
        self.slack.codes["a code"] = granted(token, user, **more)
        return await self.comes_back(state=await self.begins(), code="a code")

    async def installation(self, tenant: str = TEAM) -> Installation | None:
        """What is kept."""
        async with self.scene.store.reading() as tx:
            return await tx.installations.open_of(Platform.SLACK, tenant)

    def messages(self, user: str) -> list[str]:
        """The direct messages to somebody, with what their buttons say."""
        return [" ".join((one["text"], *fake_slack.buttons(one))) for one in self.slack.messages["D" + user[1:]]]


@pytest.fixture
def allowed() -> str:
    """ROLLCALL_SLACK__ALLOWED_TEAMS."""
    return ""


@pytest.fixture
async def browser(scene: Scene, allowed: str) -> AsyncIterator[Browser]:
    slack = FakeSlack()
    for id, name in (("U0DEE", "Dee Diaz"), ("U0BEN", "Ben Baker"), ("U0OLI", "Olivia Ortega")):
        slack.person(id, name, f"{name.split()[0].lower()}@acme.example")
    server = TestServer(slack.app(), host="127.0.0.1")
    await server.start_server()
    settings = SlackSettings.model_validate(
        {
            "signing_secret": SECRET, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "allowed_teams": allowed,
            "api_url": f"http://127.0.0.1:{server.port}/api/",
        }
    )  # fmt: skip
    organisation = replace(scene.organisation, admins=("dee@acme.example", "ben@acme.example"))
    engines: list[Engine] = []

    async def nudge() -> int:
        return await engines[0].deliver()

    desk = Desk(scene.store, scene.clock, organisation)
    async with opened(settings, scene.store, desk, organisation, scene.clock, Vault(["a key for tests"]), nudge) as ours:
        engines.append(Engine(scene.store, {Platform.SLACK: ours.sender}, organisation, scene.clock))
        app = web.Application()
        ours.mount(app, scene.store, scene.clock, PUBLIC)
        client = TestClient(TestServer(app, host="127.0.0.1"))
        await client.start_server()
        yield Browser(scene, slack, ours, client, engines[0])
        await client.close()
    await server.close()


async def test_a_workspace_installs_and_is_answered_with_its_own_token(browser: Browser) -> None:
    status, text = await browser.installs("xoxb-first", "U0OLI")
    assert status == 200 and "Rollcall is installed" in text and "Acme" in text
    asked = parse_qs(browser.asked.query)
    assert asked["client_id"] == [CLIENT_ID] and asked["redirect_uri"] == [PUBLIC + BACK] and asked["scope"] == [",".join(SCOPES)]
    kept = await browser.installation()
    assert kept is not None and (kept.name, kept.installed_by, kept.whole) == ("Acme", "U0OLI", False)
    assert kept.scopes == ("commands", "chat:write", "im:write") and await browser.ours.installations.token(TEAM) == "xoxb-first"
    body, kind = fake_slack.command("U0OLI", "help")
    answer = await browser.client.post("/slack/events", data=body, headers={"Content-Type": kind, **fake_slack.signed(body)})
    assert (await answer.json())["response_type"] == "ephemeral"
    assert browser.slack.authorized[-1] == "Bearer xoxb-first"


async def test_an_organisation_installs_as_a_whole(browser: Browser) -> None:
    """The token is the organisation's: its people are answered from every workspace of it."""
    for one in browser.slack.users.values():
        one["enterprise_user"] = {"id": one["id"], "enterprise_id": ORGANISATION, "teams": [TEAM, "T0OTHER"]}
    whole = {"team": None, "enterprise": {"id": ORGANISATION, "name": "Acme Group"}, "is_enterprise_install": True}
    status, text = await browser.installs("xoxb-whole", "U0DEE", **whole)
    kept = await browser.installation(ORGANISATION)
    assert status == 200 and "Acme Group" in text and kept is not None and kept.whole and await browser.installation() is None
    assert "Add your first system" in browser.messages("U0DEE")[0]
    made = fake_slack.command("U0OLI", "me")[0].replace(TEAM.encode(), b"T0OTHER")
    body = made.replace(b"is_enterprise_install=false", b"is_enterprise_install=true&enterprise_id=" + ORGANISATION.encode())
    headers = {"Content-Type": "application/x-www-form-urlencoded", **fake_slack.signed(body)}
    answer = await (await browser.client.post("/slack/events", data=body, headers=headers)).json()
    assert "No AI system is in the register yet" in answer["text"]


async def test_a_state_is_good_once(browser: Browser) -> None:
    state = await browser.begins()
    browser.slack.codes |= {"one": granted("xoxb-one", "U0OLI"), "two": granted("xoxb-two", "U0OLI")}
    assert (await browser.comes_back(state=state, code="one"))[0] == 200
    status, text = await browser.comes_back(state=state, code="two")
    assert status == 400 and "used already, or is too old" in text and "/slack/install" in text
    assert await browser.ours.installations.token(TEAM) == "xoxb-one"


async def test_a_state_is_good_for_ten_minutes(browser: Browser) -> None:
    machine = [1_800_000_000.0]
    states = OnceState(state_key(CLIENT_SECRET), browser.scene.store, browser.scene.clock, lambda: machine[0])
    first, second = await states.async_issue(), await states.async_issue()
    machine[0] += 599
    assert await states.async_consume(first)
    machine[0] += 2
    assert not await states.async_consume(second)


FORGED = ["", "x", "..", "9999999999.abc.def", "²³.abc.def", "9" * 5000 + ".abc.def", "9999999999.abc.\udcff", "9999999999.abc.dürfen"]


@pytest.mark.parametrize("state", FORGED)
async def test_a_forged_state_installs_nothing(browser: Browser, state: str, caplog: Any) -> None:
    """Whoever makes one up can also send the cookie that fits."""
    await browser.begins()
    browser.slack.codes["a code"] = granted("xoxb-first", "U0OLI")
    name = browser.cookie.partition("=")[0]
    address = f"{BACK}?code=a%20code&state={quote(state.encode(errors='surrogatepass'))}"
    answer = await browser.client.get(address, headers={"Cookie": f"{name}={quote(state.encode(errors='surrogatepass'))}"})
    assert answer.status == 400 and await browser.installation() is None and not browser.slack.calls
    assert "Traceback" not in caplog.text


async def test_a_state_of_another_installation_of_rollcall_is_forged(browser: Browser) -> None:
    states = OnceState(state_key("another client's secret"), browser.scene.store, browser.scene.clock, lambda: 1_800_000_000.0)
    state = await states.async_issue()
    await browser.begins()
    name = browser.cookie.partition("=")[0]
    status, _ = await browser.comes_back(f"{name}={state}", state=state, code="a code")
    assert status == 400 and not browser.slack.calls


@pytest.mark.parametrize("cookie", ["", "slack-app-oauth-state=another", "unrelated=1"])
async def test_another_browser_than_the_one_that_asked_installs_nothing(browser: Browser, cookie: str) -> None:
    state = await browser.begins()
    browser.slack.codes["a code"] = granted("xoxb-first", "U0OLI")
    status, text = await browser.comes_back(cookie, state=state, code="a code")
    assert status == 400 and "begun in another browser" in text and await browser.installation() is None
    assert (await browser.comes_back(state=state, code="a code"))[0] == 200  # nothing was used up


async def test_who_says_no_to_slack_reads_that_nothing_was_installed(browser: Browser) -> None:
    status, text = await browser.comes_back(error="access_denied", state=await browser.begins())
    assert status == 400 and "You said no, so nothing was installed." in text and await browser.installation() is None


async def test_a_reason_that_is_not_slacks_is_not_kept_in_the_log(browser: Browser, capsys: Any) -> None:
    status, text = await browser.comes_back(error="<script>alert(1)</script>", state=await browser.begins())
    assert status == 400 and "script>" not in text and "alert" not in capsys.readouterr().out


@pytest.mark.parametrize("code", [{}, {"code": "unknown"}])
async def test_no_code_or_one_that_slack_refuses_installs_nothing(browser: Browser, code: dict[str, str]) -> None:
    status, text = await browser.comes_back(state=await browser.begins(), **code)
    assert status == 400 and "Start again at /slack/install" in text and await browser.installation() is None


@pytest.mark.parametrize("failure", ["html", "odd:[1]", "cut:before", "429:5", "internal_error"])
@pytest.mark.parametrize("method", ["oauth.v2.access", "auth.test"])
async def test_where_slack_does_not_answer_the_page_says_so(browser: Browser, method: str, failure: str, caplog: Any) -> None:
    browser.slack.fails[method] = [failure]
    status, text = await browser.installs("xoxb-first", "U0OLI")
    assert status in (400, 502) and "Start again at /slack/install" in text and await browser.installation() is None
    assert "Traceback" not in caplog.text and "xoxb" not in caplog.text
    assert (await browser.installs("xoxb-first", "U0OLI"))[0] == 200


@pytest.mark.parametrize("allowed", ["T0OTHER, E0OTHER"])
async def test_a_workspace_that_is_not_on_the_list_is_refused_and_nothing_is_kept(browser: Browser) -> None:
    status, text = await browser.installs("xoxb-first", "U0OLI")
    assert status == 403 and "not on the list" in text
    async with browser.scene.store.reading() as tx:
        assert await tx.installations.open_all(Platform.SLACK) == []
    assert not browser.slack.sent("chat.postMessage")
    whole = {"team": None, "enterprise": {"id": ORGANISATION, "name": "Acme Group"}, "is_enterprise_install": True}
    assert (await browser.installs("xoxb-whole", "U0OLI", **whole))[0] == 403 and await browser.installation(ORGANISATION) is None


@pytest.mark.parametrize("allowed", [TEAM])
async def test_a_workspace_on_the_list_installs(browser: Browser) -> None:
    assert (await browser.installs("xoxb-first", "U0OLI"))[0] == 200


@pytest.mark.parametrize("allowed", [ORGANISATION])
async def test_a_workspace_of_an_organisation_on_the_list_installs_and_is_answered(browser: Browser) -> None:
    """One rule for the page, for what Slack sends, and for a token in the settings."""
    ours = {"enterprise": {"id": ORGANISATION, "name": "Acme Group"}}
    assert (await browser.installs("xoxb-first", "U0ADA", **ours))[0] == 200
    body, kind = fake_slack.command("U0ADA", "help", enterprise=ORGANISATION)
    answer = await browser.client.post("/slack/events", data=body, headers={"Content-Type": kind, **fake_slack.signed(body)})
    assert (await answer.json())["blocks"]
    body, kind = fake_slack.command("U0ADA", "help", trigger="2.2", enterprise="E0OTHER")
    answer = await browser.client.post("/slack/events", data=body, headers={"Content-Type": kind, **fake_slack.signed(body)})
    assert "not installed" in (await answer.json())["text"]


async def test_the_token_is_sealed_where_it_is_kept(browser: Browser, database: str) -> None:
    await browser.installs("xoxb-a-token-that-nobody-reads", "U0OLI")
    kept = await browser.installation()
    assert kept is not None and "nobody-reads" not in kept.token and len(kept.token) > 20
    if database.startswith("sqlite:///"):
        path = Path(database.removeprefix("sqlite:///"))
        assert path.stat().st_size and not [one for one in path.parent.glob(path.name + "*") if b"nobody-reads" in one.read_bytes()]


async def test_installing_again_replaces_the_token(browser: Browser) -> None:
    await browser.installs("xoxb-first", "U0OLI")
    first = await browser.installation()
    status, _ = await browser.installs("xoxb-second", "U0DEE", scope="commands,chat:write,im:write,files:write")
    async with browser.scene.store.reading() as tx:
        (second,) = await tx.installations.open_all(Platform.SLACK)
    assert status == 200 and first is not None and second.id == first.id and second.installed_by == "U0DEE"
    assert "files:write" in second.scopes and await browser.ours.installations.token(TEAM) == "xoxb-second"


async def test_an_admin_who_installs_is_led_to_the_first_system_once(browser: Browser) -> None:
    await browser.installs("xoxb-first", "U0DEE")
    assert len(browser.messages("U0DEE")) == 1 and "Add your first system" in browser.messages("U0DEE")[0]
    await browser.installs("xoxb-second", "U0DEE")
    assert len(browser.messages("U0DEE")) == 1


async def test_an_admin_of_a_register_that_holds_something_reads_how_to_go_on(browser: Browser) -> None:
    await browser.scene.system("Invoice triage")
    await browser.installs("xoxb-first", "U0DEE")
    (said,) = browser.messages("U0DEE")
    assert "1 system" in said and "/owner gaps" in said


@pytest.mark.parametrize("systems", [0, 1])
async def test_anybody_else_who_installs_is_told_who_the_admins_are(browser: Browser, systems: int) -> None:
    """The admins are looked up at once, so that they have names, and are written to."""
    for number in range(systems):
        await browser.scene.system(f"Invoice triage {number}")
    await browser.installs("xoxb-first", "U0OLI")
    (said,) = browser.messages("U0OLI")
    assert "Ben Baker or Dee Diaz" in said and "Add your first system" not in said
    assert [one["email"] for one in browser.slack.sent("users.lookupByEmail")] == ["dee@acme.example", "ben@acme.example"]
    assert len(browser.messages("U0DEE")) == len(browser.messages("U0BEN")) == (0 if systems else 1)


async def test_admins_who_are_not_in_the_workspace_are_named_by_their_addresses(browser: Browser) -> None:
    del browser.slack.users["U0DEE"], browser.slack.users["U0BEN"]
    await browser.installs("xoxb-first", "U0OLI")
    (said,) = browser.messages("U0OLI")
    assert "dee@acme.example or ben@acme.example" in said


async def test_what_follows_an_installation_may_fail_and_it_stays(browser: Browser) -> None:
    browser.slack.fails["users.info"] = ["html"]
    status, _ = await browser.installs("xoxb-first", "U0OLI")
    assert status == 200 and await browser.installation() is not None and browser.messages("U0OLI") == []
    assert json.dumps(browser.slack.calls).count("xoxb") == 0  # a token travels in the header alone
