"""A planned system does not go on unstaffed; an override has a name, a reason and a date, and does not go away by itself (R5)."""

from bot.model import Role, Stage, System
from bot.views.plain import text
from tests.scene import Actor, Scene


async def planned(scene: Scene) -> tuple[Actor, Actor, Actor, System]:
    """Sam stewards a planned system that has nobody else."""
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    system = await scene.staffed("CV screening", None, None, sam, Stage.PLANNED)
    return olivia, max_, sam, system


async def stage(scene: Scene, system: System) -> Stage:
    async with scene.store.reading() as tx:
        found = await tx.systems.get(system.id)
        assert found is not None
        return found.stage


async def hold(scene: Scene, system: System, role: Role, actor: Actor) -> None:
    async with scene.store.reading() as tx:
        seat = (await tx.seats.of(system.id))[role]
    await scene.hold(seat, actor, scene.actors["ada"])


async def test_leaving_planned_needs_three_accepted_people(scene: Scene) -> None:
    olivia, max_, sam, system = await planned(scene)
    form = (await sam.command("stage cv screening")).form
    assert form is not None and "operator (looks at what it does day to day" in text(form.intro)
    refused = await sam.fill(form, stage="building", reason="hurry", until="2026-12-20")
    assert refused.problem == "not_cleared" and await stage(scene, system) is Stage.PLANNED, "only an admin overrides"
    await hold(scene, system, Role.OPERATOR, olivia)
    await hold(scene, system, Role.MAINTAINER, max_)
    form = (await sam.command("stage cv screening")).form
    assert form is not None and not form.intro
    done = await sam.fill(form, stage="building")
    assert not done.problem and await stage(scene, system) is Stage.BUILDING
    for told in (sam, scene.actors["ada"]):
        told.sees("Olivia Ortega is the operator of CV screening now")
    olivia.sees("You are the operator of CV screening")
    max_.sees("You are the maintainer of CV screening")


async def test_an_override_stays_visible_and_asks_again_until_it_is_staffed(scene: Scene) -> None:
    olivia, max_, sam, system = await planned(scene)
    ada = scene.actors["ada"]
    form = (await ada.command("stage cv screening")).form
    assert form is not None
    for wrong in ({"reason": "", "until": "2026-12-20"}, {"reason": "pilot", "until": ""}, {"reason": "pilot", "until": "2027-12-20"}):
        assert (await ada.fill(form, stage="pilot", **wrong)).problem == "not_cleared"
    assert await stage(scene, system) is Stage.PLANNED
    done = await ada.fill(form, stage="pilot", reason="the pilot has a date", until="2026-12-04")
    assert not done.problem and await stage(scene, system) is Stage.PILOT
    async with scene.store.reading() as tx:
        assert [one.until.isoformat() for one in await tx.overrides.open_all()] == ["2026-12-04"]
    sam.sees("CV screening has no operator")
    await scene.travel_to("2026-12-07 09:30", answering=(sam,))
    for actor in (ada, sam):
        told = actor.sees("was let go on unstaffed until 4 December")
        assert "the pilot has a date" in told.text and "still lacks its operator" in told.text
        assert actor.sees_at("CV screening has no operator") == ["2026-12-02 09:00"]
    await scene.travel_to("2026-12-14 09:30")
    for actor in (ada, sam):
        assert actor.sees_at("was let go on unstaffed until 4 December") == ["2026-12-14 09:00"]
        assert actor.sees_at("CV screening has no operator") == ["2026-12-09 09:00"]
    await hold(scene, system, Role.OPERATOR, olivia)
    await hold(scene, system, Role.MAINTAINER, max_)
    async with scene.store.reading() as tx:
        assert await tx.overrides.open_all() == [], "staffed: nothing is overridden any more"
    olivia.sees("You are the operator of CV screening")
    max_.sees("You are the maintainer of CV screening")


async def test_going_back_to_planned_ends_the_override(scene: Scene) -> None:
    _, _, sam, system = await planned(scene)
    ada = scene.actors["ada"]
    for wanted, more in (("pilot", {"reason": "a date", "until": "2026-12-20"}), ("planned", {})):
        form = (await ada.command("stage cv screening")).form
        assert form is not None
        assert not (await ada.fill(form, stage=wanted, **more)).problem
    async with scene.store.reading() as tx:
        assert await tx.overrides.open_all() == []
    assert await stage(scene, system) is Stage.PLANNED
    sam.sees("CV screening has no operator")
