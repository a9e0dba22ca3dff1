"""`owner …` in Teams through the whole stack, whose answer is a second call, against the SDK's own turn with the same card (issue, Teams, Done when 5).

Many tenants, because nobody may send more than fifty messages a second into one.
"""

import asyncio
import itertools
import json
import os
import tempfile
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.model import Platform
from tests.adapters import fake_teams
from tests.adapters.fake_teams import APP, SECRET, FakeTeams
from tests.bench.load import Measured, measure, request
from tests.bench.side_by_side import CORE, compare, running, told
from tests.bench.slack import KEY, MANY, PEOPLE, SYSTEMS, a_register

TENANTS, TIMES = 100, 3  # tenants; how many times the floor is promised
NUMBER = itertools.count()


def tenant_of(number: int) -> str:
    """Of somebody."""
    return fake_teams.person_id(900_000 + number % TENANTS)


def asking(service: str, token: str, count: int) -> list[bytes]:
    """Genuine messages of everybody about everything, each once."""
    made = []
    for number in range(count):
        tenant, user = tenant_of(number % PEOPLE), fake_teams.person_id(number % PEOPLE)
        where = {"conversationType": "personal", "tenantId": tenant, "id": f"a:{user}"}
        said = fake_teams.message(
            user,
            f"owner model {number % SYSTEMS}",
            service,
            id=str(next(NUMBER)),
            conversation=where,
            channelData={"tenant": {"id": tenant}},
        )
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        made.append(request("/api/messages", headers, json.dumps(said).encode()))
    return made


class Connector(FakeTeams):
    """Says yes to everything, at once: what is measured is who asks. `last`: what came."""

    last: bytes = b""

    async def _conversation(self, request: web.Request) -> web.StreamResponse:
        self.last = await request.read()
        return web.json_response({"id": "m1"}, status=201)


async def holds() -> bool:
    """Print what was measured; whether the promise holds."""
    os.sched_setaffinity(0, set(os.sched_getaffinity(0)) - {CORE} or {CORE})
    fake = Connector()
    server = TestServer(fake.app(), host="127.0.0.1")
    await server.start_server()
    fake.address = f"http://127.0.0.1:{server.port}"
    token = fake_teams.token(fake.service)
    with tempfile.TemporaryDirectory() as folder:
        url, card = f"sqlite:///{Path(folder) / 'bench.db'}", Path(folder) / "card.json"
        await a_register(url, Platform.TEAMS, [(tenant_of(number), fake_teams.person_id(number)) for number in range(PEOPLE)])
        async with running("-c", "from adapters.cli import main; main()", "serve", environment=_settings(url, fake.address)) as ours:
            await measure(ours, asking(fake.service, token, PEOPLE), MANY)  # who is where is kept once
            shown = json.loads(fake.last)["attachments"][0]["content"]
            assert "Person" in json.dumps(shown), "that was no answer"
            card.write_text(json.dumps(shown))
            async with running("-m", "tests.bench.teams_floor", str(card)) as floor:
                await measure(floor, asking(fake.service, "", 100), MANY)
                ports = {"the SDK's own turn": floor, "Rollcall, owner": ours}
                found = await compare(
                    ports,
                    MANY,
                    1000,
                    lambda count: asking(fake.service, token, count),
                    {floor: lambda count: asking(fake.service, "", count)},
                )
    await server.close()
    return _promise(list(found.items()))


def _settings(url: str, address: str) -> dict[str, str]:
    return {
        "ROLLCALL_DATABASE_URL": url, "ROLLCALL_ADMINS": "p0@acme.example,p1@acme.example", "ROLLCALL_SECRET_KEY": KEY, "ROLLCALL_PORT": "0",
        "ROLLCALL_TEAMS__APP_ID": APP, "ROLLCALL_TEAMS__APP_SECRET": SECRET, "ROLLCALL_TEAMS__TENANT_ID": tenant_of(0),
        "ROLLCALL_TEAMS__ALLOWED_TENANTS": ",".join(tenant_of(number) for number in range(TENANTS)),
        "ROLLCALL_TEAMS__KEYS_URL": f"{address}/openid", "ROLLCALL_TEAMS__LOGIN_URL": f"{address}/",
    }  # fmt: skip


def _promise(found: list[tuple[str, Measured]]) -> bool:
    times = found[1][1].rate / found[0][1].rate
    print(f"owner in Teams, {MANY} connections:", *(told(*row) for row in found), sep="\n")
    print(f"  {times:.1f} times the floor (at least {TIMES})")
    return times >= TIMES


if __name__ == "__main__":
    raise SystemExit(0 if asyncio.run(holds()) else 1)
