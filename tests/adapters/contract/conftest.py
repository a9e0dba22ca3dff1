"""The stage on each platform: SQLite for all, PostgreSQL for the two at once (the SQL is the same, and tests/storage has both)."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from adapters.local.app import Chat, build
from adapters.local.behaviour import Behaviour, Cast
from adapters.local.world import World
from storage.store import SqlStore
from tests.adapters.backstage import Backstage
from tests.adapters.contract.on_local import OnLocal
from tests.adapters.contract.on_slack import OnSlack
from tests.adapters.contract.on_teams import OnTeams
from tests.adapters.contract.platform import Platform
from tests.adapters.contract.stage import Stage
from tests.adapters.slack_workspace import a_workspace
from tests.adapters.teams_tenant import a_tenant
from tests.databases import KEY


@asynccontextmanager
async def _slack(stage: Stage) -> AsyncIterator[Platform]:
    backstage = Backstage(stage)
    stage.on(backstage.desk, backstage.engine)
    async with a_workspace(backstage) as workspace:
        yield OnSlack(workspace)


@asynccontextmanager
async def _teams(stage: Stage) -> AsyncIterator[Platform]:
    backstage = Backstage(stage)
    stage.on(backstage.desk, backstage.engine)
    async with a_tenant(backstage, graph=True) as tenant:
        yield OnTeams(tenant)


@asynccontextmanager
async def _local(stage: Stage) -> AsyncIterator[Platform]:
    behaviours: dict[str, Behaviour] = {}
    world = World(stage.store, stage.organisation, Cast(people=behaviours), stage.clock)
    stage.on(world.desk, world.engine)
    async with TestClient(TestServer(build(Chat(world, "")), host="127.0.0.1")) as client:
        yield OnLocal(client, behaviours)


PLATFORMS = {"slack": _slack, "teams": _teams, "local": _local}


@asynccontextmanager
async def _staged(kind: str, template: Path, path: Path) -> AsyncIterator[tuple[Stage, Platform]]:
    """Acme on Tuesday 24 November 2026, 10:00 in Berlin, with Ada as its admin; at the end nobody sees anything else."""
    shutil.copyfile(template, path)
    store = SqlStore(f"sqlite:///{path}", audit_key=KEY, alone=True, durable=False)
    try:
        stage = Stage(store)
        async with PLATFORMS[kind](stage) as platform:
            yield stage, platform
            await stage.nobody_sees_anything_else()
    finally:
        await store.close()


@pytest.fixture(params=PLATFORMS)
async def staged(sqlite_template: Path, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[tuple[Stage, Platform]]:
    """A stage and the platform on it."""
    async with _staged(request.param, sqlite_template, tmp_path / "rollcall.db") as made:
        yield made


@pytest.fixture
def stage(staged: tuple[Stage, Platform]) -> Stage:
    """Where a conversation takes place."""
    return staged[0]


@pytest.fixture
def platform(staged: tuple[Stage, Platform]) -> Platform:
    """Each of them."""
    return staged[1]


@pytest.fixture
async def each(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[dict[str, tuple[Stage, Platform]]]:
    """All of them, each on a stage of its own."""
    async with AsyncExitStack() as stack:
        yield {kind: await stack.enter_async_context(_staged(kind, sqlite_template, tmp_path / f"{kind}.db")) for kind in PLATFORMS}


@pytest.fixture
async def both(store: SqlStore) -> AsyncIterator[tuple[Stage, OnSlack, OnTeams]]:
    """One store, one desk, one engine with both senders, and both ways in; on each database."""
    stage = Stage(store)
    backstage = Backstage(stage)
    stage.on(backstage.desk, backstage.engine)
    async with a_workspace(backstage) as workspace, a_tenant(backstage, graph=True) as tenant:
        yield stage, OnSlack(workspace), OnTeams(tenant)
        await stage.nobody_sees_anything_else()
