"""The stage on each platform: SQLite for all, PostgreSQL for the two at once (the SQL is the same, and tests/storage has both)."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
    client = TestClient(TestServer(build(Chat(world, "")), host="127.0.0.1"))
    await client.start_server()
    try:
        yield OnLocal(client, behaviours)
    finally:
        await client.close()


PLATFORMS = {"slack": _slack, "teams": _teams, "local": _local}


@pytest.fixture
async def stage(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    """Acme on Tuesday 24 November 2026, 10:00 in Berlin, with Ada as its admin; at the end nobody sees anything else."""
    path = tmp_path / "rollcall.db"
    shutil.copyfile(sqlite_template, path)
    store = SqlStore(f"sqlite:///{path}", audit_key=KEY, alone=True, durable=False)
    yield Stage(store)
    await store.close()


@pytest.fixture(params=PLATFORMS)
async def platform(stage: Stage, request: pytest.FixtureRequest) -> AsyncIterator[Platform]:
    """Each of them."""
    async with PLATFORMS[request.param](stage) as made:
        yield made
        await stage.nobody_sees_anything_else()


@pytest.fixture
async def both(store: SqlStore) -> AsyncIterator[tuple[Stage, OnSlack, OnTeams]]:
    """One store, one desk, one engine with both senders, and both ways in; on each database."""
    stage = Stage(store)
    backstage = Backstage(stage)
    stage.on(backstage.desk, backstage.engine)
    async with a_workspace(backstage) as workspace, a_tenant(backstage, graph=True) as tenant:
        yield stage, OnSlack(workspace), OnTeams(tenant)
        await stage.nobody_sees_anything_else()
