"""`GET /api/v1/systems/{slug}/clearance`: programs ask with a token; nothing about a wrong one is told (PRODUCT §10)."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.api import add_api, digest
from bot import ids
from bot.model import Role, Stage, Token, TokenId
from bot.ports.store import Store
from tests.scene import Scene

KEY = "rc_test-key-for-tests-only"
DOCS = Path(__file__).parents[2] / "docs" / "api.md"
Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(scene: Scene) -> AsyncIterator[Client]:
    """A server over the scene's database, with one token."""
    app = web.Application()
    add_api(app, scene.store, scene.clock, scene.organisation)
    await keep(scene.store, Token(TokenId(ids.new()), "pipeline", digest(KEY), scene.clock.now(), date(2026, 12, 31)))
    made = TestClient(TestServer(app, host="127.0.0.1"))
    await made.start_server()
    yield made
    await made.close()


async def keep(store: Store, token: Token) -> None:
    async with store.writing() as tx:
        await (tx.tokens.save(token) if await tx.tokens.by_name(token.name) else tx.tokens.add(token))


async def ask(client: Client, slug: str, key: str | None = KEY, kind: str = "Bearer") -> tuple[int, dict[str, object]]:
    headers = {"Authorization": f"{kind} {key}"} if key is not None else {}
    answer = await client.get(f"/api/v1/systems/{slug}/clearance", headers=headers)
    return answer.status, await answer.json()


async def test_a_staffed_system_is_cleared_and_an_unstaffed_one_names_every_seat(scene: Scene, client: Client) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("CV screening", olivia, max_, sam, Stage.PLANNED)
    await scene.staffed("Chat helper", None, None, sam, Stage.PLANNED)
    assert await ask(client, "cv-screening") == (
        200, {"system": "cv-screening", "cleared": True, "overridden_until": None, "missing": [], "problem": None},
    )  # fmt: skip
    status, body = await ask(client, "chat-helper")
    assert status == 200 and body["cleared"] is False
    assert body["missing"] == [{"role": role.value, "why": "vacant"} for role in (Role.OPERATOR, Role.MAINTAINER)]
    await max_.leaves()
    assert (await ask(client, "cv-screening"))[1]["missing"] == [{"role": "maintainer", "why": "vacant"}]


@pytest.mark.parametrize("slug", ["nowhere", "%2e%2e", "a%2Fb", "%00", "%F0%9F%A4%96", "x" * 300, "'%20or%201=1"])
async def test_an_unknown_system_is_not_cleared_whatever_it_is_called(client: Client, slug: str) -> None:
    answer = await client.get(f"/api/v1/systems/{slug}/clearance", headers={"Authorization": f"Bearer {KEY}"})
    assert answer.status == 404
    if answer.content_type == "application/json":
        assert (await answer.json())["cleared"] is False


@pytest.mark.parametrize(
    ("key", "kind"), [(None, ""), ("", "Bearer"), ("rc_wrong", "Bearer"), (KEY, "Basic"), (KEY.upper(), "Bearer"), ("x" * 5000, "Bearer"), ("ü", "Bearer")]
)  # fmt: skip
async def test_without_a_good_token_nothing_is_told(client: Client, key: str | None, kind: str) -> None:
    status, body = await ask(client, "cv-screening", key, kind)
    assert status == 401 and set(body) == {"problem"} and KEY not in str(body)


async def test_a_token_that_is_over_or_revoked_opens_nothing(scene: Scene, client: Client) -> None:
    async with scene.store.reading() as tx:
        token = await tx.tokens.by_name("pipeline")
    assert token is not None and (await ask(client, "nowhere"))[0] == 404
    await keep(scene.store, replace(token, revoked_at=scene.clock.now()))
    assert (await ask(client, "nowhere"))[0] == 401
    await keep(scene.store, replace(token, revoked_at=None, until=date(2026, 11, 23)))
    assert (await ask(client, "nowhere"))[0] == 401


async def test_the_key_itself_is_nowhere_in_the_database(scene: Scene, client: Client) -> None:
    async with scene.store.reading() as tx:
        assert all(KEY not in str(one) for one in await tx.tokens.all())


async def test_the_page_shows_what_comes_back(scene: Scene, client: Client) -> None:
    sam = await scene.person("Sam Steward")
    await scene.staffed("Chat helper", None, None, sam, Stage.PLANNED)
    shown = json.loads(re.findall(r"```json\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)[0])
    _, body = await ask(client, "chat-helper")
    assert set(shown) == set(body) and set(shown["missing"][0]) == {"role", "why"}
