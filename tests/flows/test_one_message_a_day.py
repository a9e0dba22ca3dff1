"""A day's message takes along what its reader is asked later that day, and only that (PRODUCT §3, STATES, Messages)."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.actions import ask
from bot.model import CheckInState, Role, SeatId, System
from tests.flows.corners import asked, seat_of
from tests.scene import Actor, Scene


async def at_ten(scene: Scene, system: System) -> SeatId:
    """The operator is asked an hour later than the others are."""
    seat = await seat_of(scene, system, Role.OPERATOR)
    assert seat.next_ask_at is not None
    async with scene.store.writing() as tx:
        later = replace(seat.cadence, hour=time(10))
        await tx.seats.save(replace(seat, cadence=later, next_ask_at=seat.next_ask_at + timedelta(hours=1)))
    return seat.id


async def two_systems(scene: Scene) -> tuple[Actor, Actor, SeatId]:
    """Olivia is asked about hers at ten, Cleo about hers at nine."""
    olivia, max_, sam, cleo = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Cleo Cover")
    seat = await at_ten(scene, await scene.staffed("Olivias", olivia, max_, sam))
    await scene.staffed("Cleos", cleo, max_, sam)
    return olivia, cleo, seat


async def state_of(scene: Scene, seat: SeatId) -> list[CheckInState]:
    async with scene.store.reading() as tx:
        return [one.state for one in (await tx.check_ins.recent([seat], 3)).get(seat, [])]


async def test_a_message_of_whoever_might_cover_takes_nothing_of_the_holder_with_it(scene: Scene) -> None:
    olivia, cleo, seat = await two_systems(scene)
    await scene.travel_to("2026-11-29 12:00")
    await olivia.command("away cover @Cleo Cover")
    await scene.travel_to("2026-11-30 09:05")
    cleo.sees("Cleos: is this normal?")
    assert await state_of(scene, seat) == [], "its moment has not come"
    await olivia.command("back")
    await scene.travel_to("2026-11-30 12:00")
    olivia.sees("Olivias: is this normal?")
    scene.the_stage_is_set()


async def test_a_message_of_a_cover_who_said_yes_takes_the_question_with_it(scene: Scene) -> None:
    olivia, cleo, seat = await two_systems(scene)
    await olivia.command("away cover @Cleo Cover")
    await cleo.sees("asks you to stand in").press("Yes, I cover")
    await at_ten(scene, (await system_of(scene, seat)))
    await scene.travel_to("2026-11-30 09:05")
    both = cleo.sees("Cleos: is this normal?")
    assert "Olivias: is this normal?" in both.text and await state_of(scene, seat) == [CheckInState.OPEN]
    scene.the_stage_is_set()


async def system_of(scene: Scene, seat: SeatId) -> System:
    async with scene.store.reading() as tx:
        found = await tx.seats.get(seat)
        system = await tx.systems.get(found.system_id) if found else None
    assert system is not None
    return system


async def test_however_many_messages_leave_each_takes_its_readers_questions_along(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "BATCH", 1)
    alex, bea, max_, sam = await scene.people("Alex One", "Bea Two", "Max Meyer", "Sam Steward")
    for actor in (alex, bea):
        await scene.staffed(f"{actor.name} early", actor, max_, sam)
        await at_ten(scene, await scene.staffed(f"{actor.name} late", actor, max_, sam))
    await scene.travel_to("2026-11-30 12:00")
    for actor in (alex, bea):
        assert asked(actor) == ["2026-11-30"], "one message"
        both = actor.sees("early: is this normal?")
        assert f"{actor.name} late: is this normal?" in both.text
    scene.the_stage_is_set()
