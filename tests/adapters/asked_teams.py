"""The fake Teams as those ask it who ask first: the login of a tenant that may be none."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.teams.settings import TeamsSettings
from tests.adapters.fake_teams import APP, SECRET, TENANT, FakeTeams


@dataclass
class AskedTeams(FakeTeams):
    """`no_tenant`: the login knows none of this id."""

    no_tenant: bool = False

    async def _login(self, request: web.Request) -> web.StreamResponse:
        if self.no_tenant:
            return web.json_response({"error": "invalid_tenant", "error_codes": [90002], "error_description": "not shown"}, status=400)
        return await super()._login(request)


def settings(teams: AskedTeams | None = None, /, **given: Any) -> TeamsSettings:
    """As the environment would give them; without a Teams of the tests' own they are the real one's addresses."""
    there = (
        {"login_url": f"{teams.address}/", "graph_url": f"{teams.address}/graph/", "keys_url": f"{teams.address}/openid"} if teams else {}
    )
    return TeamsSettings.model_validate({"app_id": APP, "tenant_id": TENANT, "app_secret": SECRET, **there, **given})


@asynccontextmanager
async def asked_teams() -> AsyncIterator[AskedTeams]:
    """On this machine."""
    fake = AskedTeams()
    async with TestServer(fake.app(), host="127.0.0.1") as server:
        fake.address = f"http://127.0.0.1:{server.port}"
        yield fake
        fake.released.set()
