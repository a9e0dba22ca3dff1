"""A Slack workspace with Rollcall in it, for tests: genuine requests in, a Slack of the tests' own behind it."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import update

from adapters.slack.app import Slack, opened
from adapters.slack.settings import SlackSettings
from adapters.vault import Vault
from bot.desk import Desk
from bot.engine import Engine
from bot.events import Caller, Submitted
from bot.model import Organisation, Person, Platform, Role, SeatId, Stage
from storage import tables
from storage.store import SqlStore
from tests.adapters import fake_slack
from tests.adapters.fake_slack import SECRET, TEAM, FakeSlack
from tests.scene import Scene

HOOKS = "https://hooks.slack.com"


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


@pytest.fixture
async def workspace(scene: Scene, request: pytest.FixtureRequest) -> AsyncIterator[Workspace]:
    """Its parameter, where a test gives one: the scopes of the token."""
    slack = FakeSlack(granted=getattr(request, "param", ""))
    for id, name in (("U0ADA", "Ada Nowak"), ("U0OLI", "Olivia Ortega"), ("U0MAX", "Max Meyer"), ("U0SAM", "Sam Steward")):
        slack.person(id, name, f"{name.split()[0].lower()}@acme.example")
    server = TestServer(slack.app(), host="127.0.0.1")
    await server.start_server()
    settings = SlackSettings.model_validate(
        {"signing_secret": SECRET, "bot_token": "xoxb-test", "api_url": f"http://127.0.0.1:{server.port}/api/"}
    )
    organisation: Organisation = replace(scene.organisation, admins=("ada@acme.example",))
    desk = Desk(scene.store, scene.clock, organisation)
    engines: list[Engine] = []

    async def nudge() -> int:
        return await engines[0].deliver()

    async with opened(settings, scene.store, desk, organisation, scene.clock, Vault(["a key for tests"]), nudge) as made:
        engines.append(Engine(scene.store, {Platform.SLACK: made.sender}, organisation, scene.clock))
        app = web.Application()
        made.mount(app, scene.store, scene.clock, None)
        client = TestClient(TestServer(app, host="127.0.0.1"))
        await client.start_server()
        await made.welcome.admins.look_up()
        yield Workspace(scene, slack, client, engines[0], desk, made)
        await client.close()
    slack.released.set()
    await server.close()


async def asked(workspace: Workspace) -> dict[str, Any]:
    """Olivia's first weekly question, as it stands in her direct message."""
    scene = workspace.scene
    for user in ("U0ADA", "U0OLI", "U0MAX", "U0SAM"):
        await workspace.owner(user, "me")
    system = await scene.system("CV screening", Stage.PRODUCTION)
    async with scene.store.reading() as tx:
        seats = await tx.seats.of(system.id)
        people = {name: await tx.people.by_email(f"{name}@acme.example") for name in ("olivia", "max", "sam")}
    for role, name, user in ((Role.STEWARD, "sam", "U0SAM"), (Role.OPERATOR, "olivia", "U0OLI"), (Role.MAINTAINER, "max", "U0MAX")):
        await hold(workspace, seats[role].id, people[name], user)
    for _ in range(10):
        scene.clock.time += timedelta(days=1)
        await ten_minutes_pass(workspace)  # a day on the machine's clock as well
        await workspace.round()
        found = [one for one in workspace.slack.messages["D0OLI"] if "Looked: normal" in fake_slack.buttons(one)]
        if found:
            return found[-1]
    raise AssertionError("nobody was asked")


async def hold(workspace: Workspace, seat: str, person: Person | None, user: str) -> None:
    """Offered by the admin, accepted by its nominee; the words do not matter here."""
    assert person is not None
    ada, nominee = (Caller(Platform.SLACK, TEAM, one) for one in ("U0ADA", user))
    made = await workspace.desk.handle(Submitted(ada, "offer", seat, {"person": person.id, "hours": "2", "reason": "nobody else yet"}))
    assert not made.problem, made
    async with workspace.scene.store.reading() as tx:
        offer = next(one for one in await tx.assignments.open_of(SeatId(seat)) if one.person_id == person.id)
    words = {"skill": "knows the work", "normal": "about 200 a day", "purpose": "paid in time", "earns_keep_when": "no more clerks"}
    done = await workspace.desk.handle(Submitted(nominee, "accept", offer.id, words))
    assert not done.problem, done


async def ten_minutes_pass(workspace: Workspace, tenant: str = TEAM) -> None:
    """Of the machine's time, which nobody can move: whoever waits for it, waits no longer."""
    assert isinstance(workspace.scene.store, SqlStore)
    workspace.engine._refreshing._resting.clear()
    async with workspace.scene.store.writing() as tx:
        await tx.messages.pause(Platform.SLACK, tenant, -1.0)
        await tx.session.execute(update(tables.lane).values(next_at=0.0))
