"""What watches over serve is told whether it can do its work, and why not."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from adapters.web.health import STALE, Probed, health_app
from bot.actions import outages
from bot.actions.work import Work
from bot.engine import Engine
from bot.model import Account
from tests.scene import Scene


async def ready(scene: Scene, *parts: Callable[[], Probed]) -> tuple[int, Any]:
    """What /readyz answers."""
    async with TestClient(TestServer(health_app(scene.store, scene.clock, scene.organisation, parts), host="127.0.0.1")) as client:
        answer = await client.get("/readyz")
        return answer.status, await answer.json()


async def beat(scene: Scene) -> None:
    await Engine(scene.store, {}, scene.organisation, scene.clock).beat(scene.clock.now())


async def test_an_engine_that_stands_still_is_not_ready(scene: Scene) -> None:
    assert await ready(scene) == (503, {"ok": False, "why": "the engine has not run for five minutes"})
    await beat(scene)
    assert await ready(scene) == (200, {"ok": True})
    scene.clock.time += STALE * 1.1
    assert (await ready(scene))[0] == 503


async def test_a_database_that_does_not_answer_is_said_by_its_kind(scene: Scene) -> None:
    await beat(scene)
    async with scene.store.writing() as tx:
        await tx.session.execute(text("DROP TABLE fact"))  # type: ignore[attr-defined]
    status, said = await ready(scene)
    assert status == 503 and said["why"] in {f"the database does not answer ({kind}Error)" for kind in ("Operational", "Programming")}


async def test_a_workspace_that_does_not_answer_is_not_ready_until_it_does(scene: Scene) -> None:
    """From when it is an outage, by the policy's minutes (STATES, Our outage)."""
    async with scene.store.reading() as tx:
        (account,) = await tx.accounts.of(scene.actors["ada"].id)
    await noted(scene, outages.went_down, account)
    await beat(scene)
    assert (await ready(scene))[0] == 200, "a hiccup is none"
    scene.clock.time += timedelta(minutes=scene.organisation.policy.outage_minutes)
    await beat(scene)
    assert await ready(scene) == (503, {"ok": False, "why": "local does not answer"})
    await noted(scene, outages.came_back, account)
    assert (await ready(scene))[0] == 200


async def noted(scene: Scene, what: Callable[[Work, Account], Awaitable[None]], account: Account) -> None:
    async with scene.store.writing() as tx:
        await what(Work(tx, scene.clock.now(), scene.organisation), account)


async def test_a_part_gives_its_figures_and_one_that_cannot_work_says_why(scene: Scene) -> None:
    await beat(scene)
    fine: Sequence[Callable[[], Probed]] = (
        lambda: Probed(figures={"slack_socket_age_s": 3.5}),
        lambda: Probed(figures={"slack_sockets": 1}),
    )
    assert await ready(scene, *fine) == (200, {"ok": True, "slack_socket_age_s": 3.5, "slack_sockets": 1})
    broken = Probed("nothing was heard from Slack for 95 seconds", {"slack_socket_age_s": 95})
    told = {"ok": False, "why": "nothing was heard from Slack for 95 seconds", "slack_socket_age_s": 95}
    assert await ready(scene, lambda: broken) == (503, told)
