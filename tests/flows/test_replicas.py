"""Several `serve` against one database: exactly one question a period, one message a key, whoever is quicker (DESIGN, The engine)."""

import asyncio
from collections import Counter

from bot.engine import Engine
from bot.events import Pressed
from bot.model import CheckInState, Platform, Role
from bot.views import actions
from storage.store import SqlStore
from tests.databases import KEY
from tests.scene import Scene


async def test_two_replicas_and_busy_people_ask_and_send_everything_once(database: str) -> None:
    scene = Scene(SqlStore(database, audit_key=KEY))
    ada = await scene.person("Ada Nowak")
    actors = [await scene.person(f"P{number} Person") for number in range(8)]
    for number, actor in enumerate(actors):
        await scene.staffed(f"System {number}", actor, actors[(number + 1) % 8], ada)
    other = SqlStore(database, audit_key=KEY)
    engines = [scene.engine, Engine(other, {Platform.LOCAL: scene.platform}, scene.organisation, scene.clock)]

    async def press(actor_number: int) -> None:
        actor = actors[actor_number]
        async with scene.store.reading() as tx:
            open_ = await tx.check_ins.open_for(actor.id)
        for check_in in open_:
            for action in (f"{actions.ANSWER}.normal", f"{actions.ANSWER}.steady"):
                reply = await scene.desk.handle(Pressed(actor.caller, action, check_in.id))
                assert reply.problem != "trouble"

    for moment in ("2026-12-07 09:00", "2026-12-08 09:00", "2026-12-14 09:00", "2026-12-17 09:00", "2026-12-21 09:00"):
        scene.clock.time = scene.moment(moment)
        for _ in range(4):
            rounds = [step() for engine in engines for step in (engine.tick, engine.deliver)]
            await asyncio.gather(*rounds, *(press(number) for number in range(0, 8, 2)))
    keys = Counter(one.key for one in scene.platform.messages)
    assert [key for key, count in keys.items() if count > 1] == []
    async with scene.store.reading() as tx:
        assert await tx.audit.verify([]) == []
        for seat in await tx.seats.all():
            rows = (await tx.check_ins.recent([seat.id], 50)).get(seat.id, [])
            assert len({one.period for one in rows}) == len(rows)
            assert sum(one.state is CheckInState.OPEN for one in rows) <= 1
            if seat.role is Role.OPERATOR:
                assert {"2026-W50", "2026-W51", "2026-W52"} <= {one.period for one in rows}
    await other.close()
    await scene.store.close()  # type: ignore[attr-defined]
