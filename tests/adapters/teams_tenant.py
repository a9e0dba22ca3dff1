"""A Teams tenant with Rollcall in it, for tests: genuine activities in, a Teams of the tests' own behind it."""

import io
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.teams.app import Teams, opened
from adapters.teams.ids import MESSAGES
from adapters.teams.settings import TeamsSettings
from bot.desk import Desk
from bot.engine import Engine
from bot.events import Caller
from bot.model import Platform, Role
from tests.adapters import fake_teams
from tests.adapters.backstage import Backstage, a_day_passes, staffed
from tests.adapters.fake_teams import APP, SECRET, TENANT, FakeTeams, person_id
from tests.adapters.teams_rules import actions
from tests.scene import Scene

ADA, OLIVIA, MAX, SAM = (person_id(number) for number in range(11, 15))
NAMES = {ADA: "Ada Nowak", OLIVIA: "Olivia Ortega", MAX: "Max Meyer", SAM: "Sam Steward"}


class Tenant:
    """Rollcall in a tenant, where everybody has the app."""

    def __init__(
        self, scene: Scene, teams: FakeTeams, client: TestClient[web.Request, web.Application], engine: Engine, desk: Desk, ours: Teams
    ) -> None:
        self.scene, self.teams, self.client, self.engine, self.desk, self.ours = scene, teams, client, engine, desk, ours
        self._token = fake_teams.token(teams.service)

    async def post(self, activity: Any, **headers: str) -> tuple[int, Any]:
        """A genuine request; its status, and the JSON that came back or None."""
        body = activity if isinstance(activity, bytes | io.BytesIO) else json.dumps(activity).encode()
        given = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"} | headers
        answer = await self.client.post(MESSAGES, data=body, headers={name: value for name, value in given.items() if value})
        text = await answer.text()
        return answer.status, json.loads(text) if text.startswith("{") else None

    async def say(self, user: str, text: str) -> list[dict[str, Any]]:
        """Somebody writes in our own chat; what stands there afterwards that did not before."""
        before = len(self.teams.messages[f"a:{user}"])
        self.teams.number += 1
        status, _ = await self.post(fake_teams.message(user, text, self.teams.service, id=f"said{self.teams.number}"))
        assert status == 200
        await self.settled()
        return self.teams.messages[f"a:{user}"][before:]

    async def press(self, user: str, message: Mapping[str, Any], label: str, about: str = "", **typed: str) -> dict[str, Any]:
        """A button of a message, or of the card that took its place; what the click is answered."""
        button = the_button(card_of(message), label, about)
        data = dict(button.get("data", {})) | {name: value for name, value in filled(card_of(message), typed).items() if sends(button)}
        self.teams.number += 1
        made = fake_teams.pressed(
            user, data, button["verb"], str(message.get("id", "")), self.teams.service, id=f"click{self.teams.number}"
        )
        status, answer = await self.post(made)
        assert status == 200, (status, answer)
        await self.settled()
        found: dict[str, Any] = answer
        return found | {"id": message.get("id", "")}

    async def settled(self) -> None:
        """What goes on after an answer has ended."""
        await self.ours.front.afterwards.close()

    async def round(self) -> None:
        """The engine does what is due, and sends."""
        await self.engine.tick()
        await self.engine.deliver()

    def inbox(self, user: str) -> list[dict[str, Any]]:
        """Somebody's own chat with us."""
        return self.teams.messages[f"a:{user}"]


def card_of(message: Mapping[str, Any]) -> dict[str, Any]:
    """The card of a message, or of an answer to a click, or of a window."""
    if "attachments" in message:
        found: dict[str, Any] = message["attachments"][0]["content"]
        return found
    if "task" in message:
        found = message["task"]["value"]["card"]["content"]
        return found
    found = message["value"]
    return found


def words_of(message: Mapping[str, Any]) -> str:
    """Everything that is to be read on it."""
    if "text" in message:
        return str(message["text"])
    if isinstance(message.get("value"), str):
        return str(message["value"])
    return " ".join(_words(card_of(message)))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _words(one)
    elif isinstance(value, dict):
        for name in ("text", "title", "label", "value"):
            if isinstance(value.get(name), str):
                yield value[name]
        for one in value.values():
            if isinstance(one, dict | list):
                yield from _words(one)


def labels(message: Mapping[str, Any]) -> list[str]:
    """Of all its buttons."""
    return [one["title"] for one in actions(card_of(message)) if one["type"] == "Action.Execute"]


def the_button(card: Mapping[str, Any], label: str, about: str = "") -> dict[str, Any]:
    """The first of this label, in the row that is about something where that is said."""
    rows = [one for one in _rows(card) if about in " ".join(_words(one))] if about else [dict(card)]
    found = [one for row in rows for one in actions(row) if one.get("title") == label and one["type"] == "Action.Execute"]
    assert found, (label, [one.get("title") for one in actions(dict(card))])
    return found[0]


def _rows(card: Any) -> Iterator[dict[str, Any]]:
    for one in card["body"]:
        if one["type"] == "Container":
            yield {"body": one["items"], "type": "AdaptiveCard"}


def sends(button: Mapping[str, Any]) -> bool:
    """Whether a form's inputs go along."""
    return button.get("associatedInputs") != "none"


def filled(card: Mapping[str, Any], typed: Mapping[str, str]) -> dict[str, str]:
    """Every input as it stands, or as it was filled in, by its field's name."""
    found = {one["id"]: one.get("value", "") for one in _inputs(card)}
    unknown = set(typed) - {id.rpartition(".")[2] for id in found}
    assert not unknown, unknown
    return {id: typed.get(id.rpartition(".")[2], value) for id, value in found.items()}


def _inputs(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from _inputs(one)
    elif isinstance(value, dict):
        if str(value.get("type", "")).startswith("Input."):
            yield value
        for one in value.values():
            yield from _inputs(one)


@asynccontextmanager
async def a_tenant(backstage: Backstage, **more: Any) -> AsyncIterator[Tenant]:
    """A tenant with nobody in it yet; `more`: settings."""
    scene, teams, desk = backstage.scene, FakeTeams(), backstage.desk
    async with TestServer(teams.app(), host="127.0.0.1") as server:
        teams.address = f"http://127.0.0.1:{server.port}"
        given = {
            "app_id": APP,
            "tenant_id": TENANT,
            "app_secret": SECRET,
            "keys_url": f"{teams.address}/openid",
            "login_url": f"{teams.address}/",
            "graph_url": f"{teams.address}/graph/",
        }
        settings = TeamsSettings.model_validate(given | more)
        async with opened(settings, "127.0.0.1", scene.store, desk, scene.organisation, scene.clock, backstage.nudge) as made:
            backstage.senders[Platform.TEAMS] = made.sender
            app = web.Application()
            made.mount(app)
            async with TestClient(TestServer(app, host="127.0.0.1")) as client:
                yield Tenant(scene, teams, client, backstage.engine, desk, made)
        teams.released.set()


@pytest.fixture
async def tenant(scene: Scene, request: pytest.FixtureRequest) -> AsyncIterator[Tenant]:
    """Its parameter, where a test gives one: more settings."""
    async with a_tenant(Backstage(scene), **getattr(request, "param", {})) as made:
        for id, name in NAMES.items():
            made.teams.person(id, name, f"{name.split()[0].lower()}@acme.example")
        yield made


async def asked(tenant: Tenant) -> dict[str, Any]:
    """Olivia's first weekly question, as it stands in her own chat."""
    for user in NAMES:
        await tenant.say(user, "owner me")
    ada, olivia, max_, sam = (Caller(Platform.TEAMS, TENANT, user) for user in NAMES)
    await staffed(tenant, "CV screening", ada, {Role.STEWARD: sam, Role.OPERATOR: olivia, Role.MAINTAINER: max_})
    for _ in range(10):
        await a_day_passes(tenant)
        found = [one for one in tenant.inbox(OLIVIA) if "Looked: normal" in labels(one)]
        if found:
            return found[-1]
    raise AssertionError("nobody was asked")
