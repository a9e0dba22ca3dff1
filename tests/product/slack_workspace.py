"""A workspace of the emulator with Rollcall's real process beside it: what people do there, and what they see."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import unused_port
from yarl import URL

from adapters.slack.oauth import BACK
from tests.adapters import fake_slack
from tests.adapters.fake_slack import CLIENT_ID, CLIENT_SECRET, SECRET
from tests.product import slack_emulator
from tests.product.on_clock import OnClock, eventually, serving
from tests.product.slack_emulator import Wire

TEAM = "T000000001"  # the emulator's only one
APP, BOT, BOT_USER = "A0ROLLCALL", "B0ROLLCALL", "U0ROLLCALL"
LOOKS_ON = "xoxb-the-test-looks-on"  # a second token of the app's, for the test itself
SEES = ["im:history", "im:write", "users:read", "users:read.email"]


@dataclass
class Workspace(OnClock):
    """Rollcall in the emulator's workspace."""

    wire: Wire

    async def post(self, made: tuple[bytes, str]) -> Any:
        """A request as Slack signs it; the JSON that came back, or None."""
        body, kind = made
        headers = {"Content-Type": kind, **fake_slack.signed(body)}
        async with self.session.post(f"{self.ours}/slack/events", data=body, headers=headers) as answer:
            text = await answer.text()
            assert answer.status == 200, (answer.status, text)
            return json.loads(text) if text.startswith("{") else None

    async def event(self, **inner: Any) -> None:
        """An event of the Events API."""
        await self.post(fake_slack.event(inner, f"Ev{len(self.wire.calls)}{inner['type']}", TEAM))

    async def slack(self, method: str, **given: Any) -> dict[str, Any]:
        """The emulator's own word, past the wire."""
        headers = {"Authorization": f"Bearer {LOOKS_ON}"}
        async with self.session.post(f"{self.wire.emulator}/api/{method}", json=given, headers=headers) as answer:
            found: dict[str, Any] = await answer.json()
            assert found["ok"], (method, found)
            return found

    async def inspected(self, tab: str) -> str:
        """A page of the emulator's inspector, as words."""
        async with self.session.get(f"{self.wire.emulator}/", params={"tab": tab}) as answer:
            return re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", await answer.text(), flags=re.DOTALL))

    async def colleague(self, name: str) -> "Colleague":
        """Somebody of the workspace; `Ada Nowak` has the address ada@acme.example."""
        first = name.split()[0].casefold()
        user = (await self.slack("users.lookupByEmail", email=f"{first}@acme.example"))["user"]
        channel = (await self.slack("conversations.open", users=user["id"]))["channel"]["id"]
        return Colleague(self, name, user["id"], channel)


@dataclass
class Colleague:
    """Somebody in Slack: what they type, press and fill in, and what their direct message with Rollcall shows."""

    workspace: Workspace
    name: str
    id: str
    channel: str

    async def trigger(self) -> str:
        """What lets an app open one window, for three seconds."""
        return str((await self.workspace.slack("views.generateTriggerId", user_id=self.id))["trigger_id"])

    async def owner(self, text: str) -> Any:
        """`/owner text`: the answer."""
        return await self.workspace.post(fake_slack.command(self.id, text, await self.trigger(), team=TEAM))

    async def inbox(self) -> list[dict[str, Any]]:
        """The conversation, the newest first."""
        found: list[dict[str, Any]] = (await self.workspace.slack("conversations.history", channel=self.channel))["messages"]
        return found

    async def sees(self, words: str) -> dict[str, Any]:
        """The newest message with these words; fails, telling what there is, if none comes."""

        async def look() -> dict[str, Any] | None:
            return next((one for one in await self.inbox() if words.casefold() in one["text"].casefold()), None)

        try:
            return await eventually(look, f"{self.name} sees “{words}”")
        except AssertionError as why:
            there = "\n---\n".join(one["text"] for one in await self.inbox())
            raise AssertionError(f"{why}, but:\n{there}\n\nlog:\n{self.workspace.log.read_text()}") from None

    async def press(self, message: Mapping[str, Any], label: str) -> None:
        """A button of a message."""
        button = fake_slack.buttons(message)[label]
        trigger = await self.trigger()
        await self.workspace.post(fake_slack.press(self.id, button, message, self.channel, TEAM, trigger_id=trigger))

    async def window(self, title: str) -> dict[str, Any]:
        """The window that opened last, as Slack has it."""
        last = self.workspace.wire.answered("views.open")[-1]
        found: dict[str, Any] = last.answer["view"]
        assert title in json.dumps(last.given["view"]), last.given["view"]
        return found

    async def sends(self, window: Mapping[str, Any], **typed: str) -> Any:
        """The window's form, filled in: what Slack is told to show next."""
        answer = await self.workspace.post(fake_slack.sends(self.id, window, typed, await self.trigger(), TEAM))
        assert answer is None or answer["response_action"] != "errors", answer
        return answer


@asynccontextmanager
async def a_workspace(tmp_path: Path, began: datetime, *people: str) -> AsyncIterator[Workspace]:
    """`rollcall serve` on a free port with an empty register, and an emulated workspace with these people that it is not installed in."""
    ours = f"http://127.0.0.1:{unused_port()}"
    async with slack_emulator.running(_seed(ours, people)) as emulator:
        wire = Wire(emulator)
        wire.about[""] = {"is_email_confirmed": True, "tz": "Europe/Berlin"}
        async with wire.open() as address, serving(tmp_path, began, ours, _settings(address)) as made:
            workspace = Workspace(made.ours, made.home, made.log, made.clock, made.session, made.process, wire)
            await workspace.ready()
            yield workspace


def _seed(ours: str, people: tuple[str, ...]) -> dict[str, Any]:
    users = [{"name": one.split()[0].casefold(), "real_name": one, "email": f"{one.split()[0].casefold()}@acme.example"} for one in people]
    app = {
        "app_id": APP, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "name": "Rollcall", "redirect_uris": [ours + BACK],
        "scopes": [], "bot_id": BOT, "bot_user_id": BOT_USER, "bot_name": "rollcall",
    }  # fmt: skip
    token = {"token": LOOKS_ON, "type": "bot", "user_id": BOT_USER, "app_id": APP, "bot_id": BOT, "bot_user_id": BOT_USER, "scopes": SEES}
    team = {"name": "Acme", "domain": "acme"}
    return {"team": team, "users": users, "oauth_apps": [app], "tokens": [token], "strict_scopes": True}


def _settings(slack: str) -> dict[str, str]:
    return {
        "ROLLCALL_SLACK__SIGNING_SECRET": SECRET,
        "ROLLCALL_SLACK__CLIENT_ID": CLIENT_ID,
        "ROLLCALL_SLACK__CLIENT_SECRET": CLIENT_SECRET,
        "ROLLCALL_SLACK__API_URL": f"{slack}/api/",
    }


class Consent(HTMLParser):
    """The page on which somebody chooses who they are. `forms`: the hidden fields of each button."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Forms and what they carry."""
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((found["action"], {}))
        elif tag == "input" and self.forms:
            self.forms[-1][1][found["name"]] = found["value"]


def a_browser(workspace: Workspace) -> aiohttp.ClientSession:
    """Its cookies are for https alone, which browsers also send to their own machine."""
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=URL(workspace.ours)))


async def install(browser: aiohttp.ClientSession, workspace: Workspace, who: Colleague) -> tuple[URL, str]:
    """From `/slack/install` over Slack's page and back: where it ended, and what stands there."""
    async with browser.get(f"{workspace.ours}/slack/install") as page:
        assert page.status == 200 and page.url.path == "/oauth/v2/authorize", page.url
        asked, consent = page.url, Consent(await page.text())
    action, fields = next(form for form in consent.forms if form[1]["user_id"] == who.id)
    async with browser.post(asked.join(URL(action)), data=fields) as back:
        return back.url, await back.text()
