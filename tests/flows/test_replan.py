"""Whose facts change is whose ladders are planned anew, and nobody else's (docs/architecture.md, A plan is never stale)."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot import ids
from bot.actions import invite
from bot.actions.work import Work
from bot.events import Submitted
from bot.model import (
    Assignment,
    AssignmentId,
    AssignmentState,
    Episode,
    EpisodeId,
    EpisodeKind,
    Person,
    PersonId,
    Role,
    Second,
    SecondId,
    System,
)
from storage.rows import Session
from tests.flows.corners import seat_of
from tests.scene import Actor, Scene

HOURS = {"zone": "Europe/Berlin", "country": "DE", "hours_start": "09:00", "hours_end": "16:00"}


async def two_silences(scene: Scene) -> tuple[Actor, Actor, Actor, Actor, list[System]]:
    """Sam stewards the first, Sue the second; both have a seat about which somebody is to be told tomorrow."""
    olivia, sam, sue, dee = await scene.people("Olivia Ortega", "Sam Steward", "Sue Steward", "Dee Diaz")
    systems = [await scene.staffed("First", olivia, None, sam), await scene.staffed("Second", olivia, None, sue)]
    for system in systems:
        seat = await seat_of(scene, system, Role.OPERATOR)
        async with scene.store.writing() as tx:
            later = scene.clock.now() + timedelta(days=1)
            await tx.episodes.add(Episode(EpisodeId(ids.new()), seat.id, EpisodeKind.UNCOVERED, scene.clock.now(), next_at=later))
    return olivia, sam, sue, dee, systems


async def planned_anew(scene: Scene, systems: list[System], change: Callable[[], Awaitable[object]]) -> list[str]:
    """The systems whose silence was looked at because of it."""
    await change()
    found: list[str] = []
    for system in systems:
        seat = await seat_of(scene, system, Role.OPERATOR)
        async with scene.store.reading() as tx:
            (episode,) = [one for one in await tx.episodes.open_of(seat.id) if one.kind is EpisodeKind.UNCOVERED]
        found += [system.name] if episode.next_at == scene.clock.now() else []
    return found


def new_hours(scene: Scene, actor: Actor) -> Callable[[], Awaitable[object]]:
    return lambda: scene.desk.handle(Submitted(actor.caller, "settings", "", HOURS))


async def test_somebody_without_a_role_changes_nobodys_plan(scene: Scene) -> None:
    *_, dee, systems = await two_silences(scene)
    assert await planned_anew(scene, systems, new_hours(scene, dee)) == []


async def test_a_steward_changes_the_plans_of_their_own_systems(scene: Scene) -> None:
    _, sam, *_, systems = await two_silences(scene)
    assert await planned_anew(scene, systems, new_hours(scene, sam)) == ["First"]


async def test_an_operator_changes_the_plans_of_every_system_they_stand_in(scene: Scene) -> None:
    olivia, *_, systems = await two_silences(scene)
    assert await planned_anew(scene, systems, new_hours(scene, olivia)) == ["First", "Second"]


async def test_an_admin_is_told_of_everything_so_everything_is_planned_anew(scene: Scene) -> None:
    *_, systems = await two_silences(scene)
    assert await planned_anew(scene, systems, new_hours(scene, scene.actors["ada"])) == ["First", "Second"]


async def test_a_second_pair_of_eyes_and_a_cover_stand_on_a_ladder_as_well(scene: Scene) -> None:
    _, sam, sue, dee, systems = await two_silences(scene)
    steward = await seat_of(scene, systems[0], Role.STEWARD)
    async with scene.store.writing() as tx:
        await tx.seconds.add(Second(SecondId(ids.new()), steward.id, dee.id, sam.id, scene.clock.now(), confirmed_at=scene.clock.now()))
    assert await planned_anew(scene, systems, new_hours(scene, dee)) == ["First"]
    scene.clock.time += timedelta(minutes=1)
    await sue.command("away cover @Dee Diaz")
    await dee.sees("asks you to stand in").press("Yes, I cover")
    scene.clock.time += timedelta(minutes=1)
    assert await planned_anew(scene, systems, new_hours(scene, dee)) == ["First", "Second"]
    scene.the_stage_is_set()


class Counted:
    """How many statements something takes."""

    def __init__(self) -> None:
        self.before, self.number = Session.execute, 0

    def __enter__(self) -> "Counted":
        counted = self

        async def execute(session: Session, *given: object, **named: object) -> object:
            counted.number += 1
            return await counted.before(session, *given, **named)  # type: ignore[arg-type]

        Session.execute = execute  # type: ignore[method-assign, assignment]
        return self

    def __exit__(self, *_: object) -> None:
        Session.execute = self.before  # type: ignore[method-assign]


async def test_what_i_am_asked_is_read_at_once_however_much_it_is(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    for number in range(2):
        await scene.staffed(f"Few {number}", olivia, max_, sam)
    await scene.travel_to("2026-12-21 09:30")
    with Counted() as few:
        await olivia.command("me")
    for number in range(4):
        await scene.staffed(f"More {number}", olivia, max_, sam)
    await scene.travel_to("2027-01-11 09:30")
    with Counted() as more:
        await olivia.command("me")
    assert more.number - few.number <= 4 * 6, "six for each question, a role is read with the others"
    scene.the_stage_is_set()


async def test_whom_an_import_named_is_read_at_once_however_many_they_are(scene: Scene) -> None:
    async def named(count: int) -> int:
        for _ in range(count):
            system = await scene.system(f"S {ids.new()}")
            person = Person(PersonId(ids.new()), "Nora Novak", f"{ids.new()}@acme.example", known=False)
            async with scene.store.writing() as tx:
                await tx.people.add(person)
                for seat in (await tx.seats.of(system.id)).values():
                    offer = Assignment(
                        AssignmentId(ids.new()), seat.id, person.id, AssignmentState.PROPOSED, scene.clock.now(), claimed=True
                    )
                    await tx.assignments.add(offer)
        async with scene.store.reading() as tx:
            work = Work(tx, scene.clock.now(), scene.organisation)
            with Counted() as counted:
                for limit in (None, 3):
                    found = await invite.waiting(work, None, limit, False)
                    assert {one.role for one in found} == {Role.STEWARD} and len(found) == (limit or len(found))
        return counted.number

    assert await named(3) == await named(9)
