"""A Slack workspace with Rollcall in it, for tests: genuine requests in, a Slack of the tests' own behind it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.slack.app import Slack, opened
from adapters.slack.settings import SlackSettings
from adapters.vault import Vault
from bot.desk import Desk
from bot.engine import Engine
from bot.events import Caller
from bot.model import Platform, Role
from tests.adapters import fake_slack
from tests.adapters.backstage import Backstage, a_day_passes, staffed
from tests.adapters.fake_slack import SECRET, TEAM, FakeSlack
from tests.scene import Scene

HOOKS = "https://hooks.slack.com"
NAMES = {"U0ADA": "Ada Nowak", "U0OLI": "Olivia Ortega", "U0MAX": "Max Meyer", "U0SAM": "Sam Steward"}


class Workspace:
    """Rollcall in a Slack workspace, with everybody's account there."""

    def __init__(
        self, scene: Scene, slack: FakeSlack, client: TestClient[web.Request, web.Application], engine: Engine, desk: Desk, ours: Slack
    ) -> None:
        self.scene, self.slack, self.client, self.engine, self.desk, self.ours = scene, slack, client, engine, desk, ours
        self.front, self.api = ours.front, ours.settings.api_url

    async def post(self, made: tuple[bytes, str], **headers: str) -> tuple[int, Any]:
        """A genuine request; its status, and the JSON that came back or None."""
        body, kind = self.local(made)
        answer = await self.client.post("/slack/events", data=body, headers={"Content-Type": kind, **fake_slack.signed(body), **headers})
        text = await answer.text()
        return answer.status, json.loads(text) if text.startswith("{") else None

    def local(self, made: tuple[bytes, str]) -> tuple[bytes, str]:
        """Its response_url leads to the tests' Slack, so that nothing leaves this machine."""
        here = f"{self.api.removesuffix('/api/')}/respond"
        body, kind = made
        return body.replace(quote(HOOKS, safe="").encode(), quote(here, safe="").encode()), kind

    async def owner(self, user: str, text: str) -> Any:
        """What `/owner text` answers."""
        status, answer = await self.post(fake_slack.command(user, text, trigger=f"{user}.{text}"))
        assert status == 200
        return answer

    async def round(self) -> None:
        """The engine does what is due, and sends."""
        await self.engine.tick()
        await self.engine.deliver()


@asynccontextmanager
async def a_workspace(backstage: Backstage, granted: str = "") -> AsyncIterator[Workspace]:
    """A Slack with nobody in it yet; `granted`: the scopes of the token."""
    scene, slack, vault, desk = backstage.scene, FakeSlack(granted=granted), Vault(["a key for tests"]), backstage.desk
    async with TestServer(slack.app(), host="127.0.0.1") as server:
        settings = SlackSettings.model_validate(
            {"signing_secret": SECRET, "bot_token": "xoxb-test", "api_url": f"http://127.0.0.1:{server.port}/api/"}
        )
        async with opened(settings, scene.store, desk, scene.organisation, scene.clock, vault, backstage.nudge) as made:
            backstage.senders[Platform.SLACK] = made.sender
            app = web.Application()
            made.mount(app, scene.store, scene.clock, None)
            async with TestClient(TestServer(app, host="127.0.0.1")) as client:
                yield Workspace(scene, slack, client, backstage.engine, desk, made)
        slack.released.set()


@pytest.fixture
async def workspace(scene: Scene, request: pytest.FixtureRequest) -> AsyncIterator[Workspace]:
    """Its parameter, where a test gives one: the scopes of the token."""
    async with a_workspace(Backstage(scene), getattr(request, "param", "")) as made:
        for id, name in NAMES.items():
            made.slack.person(id, name, f"{name.split()[0].lower()}@acme.example")
        await made.ours.welcome.admins.look_up()
        yield made


async def asked(workspace: Workspace) -> dict[str, Any]:
    """Olivia's first weekly question, as it stands in her direct message."""
    for user in NAMES:
        await workspace.owner(user, "me")
    ada, olivia, max_, sam = (Caller(Platform.SLACK, TEAM, user) for user in NAMES)
    await staffed(workspace, "CV screening", ada, {Role.STEWARD: sam, Role.OPERATOR: olivia, Role.MAINTAINER: max_})
    for _ in range(10):
        await a_day_passes(workspace)
        found = [one for one in workspace.slack.messages["D0OLI"] if "Looked: normal" in fake_slack.buttons(one)]
        if found:
            return found[-1]
    raise AssertionError("nobody was asked")
