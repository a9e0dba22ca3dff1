"""The demo's story: read from story.yaml and lived through the real engine up to the opening moment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from adapters.local.behaviour import Cast, read
from adapters.local.clock import newest
from adapters.local.world import MovableClock, World, caller
from bot import ids
from bot.actions.edit_system import create
from bot.actions.work import Work
from bot.events import Submitted
from bot.model import Assignment, AssignmentState, Check, Impact, Organisation, Role, Stage, System, SystemId
from bot.ports.store import Store
from bot.rules.cadence import at, organisation_calendar
from bot.rules.named_human import judge_text
from bot.rules.systems import money_of

HINT = "Press +1 week twice and answer nothing. Then look as Sam."
EMPTY_HINT = "You are Ada, the admin: press “Add your first system” and name its steward. Then +1 hour, look as the steward and say yes."
LATE = timedelta(days=2, hours=17)  # before the Monday it opens: Friday afternoon
DAYS = ("silent_from", "silent_until", "unreachable_from", "leaves")


def load() -> dict[str, Any]:
    """The packaged story."""
    from ruamel.yaml import YAML

    value: dict[str, Any] = YAML(typ="safe", pure=True).load((Path(__file__).parent / "story.yaml").read_text("utf-8"))
    return value


def organisation_of(story: dict[str, Any]) -> Organisation:
    """Acme."""
    place = story["organisation"]
    return Organisation(place["zone"], place["country"], tuple(story["admins"]), ("acme.example",))


def opening(real: datetime, organisation: Organisation) -> datetime:
    """The Monday of this week, 08:55 on the organisation's wall."""
    calendar = organisation_calendar(organisation)
    today = real.astimezone(UTC).date()
    return at(calendar, today - timedelta(days=today.weekday()), time(8, 55))


def cast_of(story: dict[str, Any], opens: date) -> Cast:
    """Days from the opening become dates."""
    people = {email: _dated(given, opens) for email, given in story["people"].items()}
    return read({"admins": story["admins"], "default": {"after": "2h"}, "people": people})


def _dated(given: dict[str, Any], opens: date) -> dict[str, Any]:
    dated: dict[str, Any] = {key: opens + timedelta(days=value) if key in DAYS else value for key, value in given.items()}
    if "away" in dated:
        dated["away"] = [
            {key: opens + timedelta(days=value) if isinstance(value, int) else value for key, value in one.items()} for one in dated["away"]
        ]
    return dated


async def live_through(
    store: Store, story: dict[str, Any], clock: MovableClock, opens: datetime, empty: bool, progress: Callable[[float], None]
) -> World:
    """People move in; unless `empty`, eight systems come in and the weeks before the opening happen.

    A start that was killed on the way goes on where it was: what is there already is not done again.
    """
    organisation = organisation_of(story)
    cast = cast_of(story, opens.date())
    began = opens - timedelta(weeks=0 if empty else story["weeks_before"])
    async with store.reading() as tx:
        told = await newest(tx)
    clock.set(max(began, told) if told is not None else began)
    world = World(store, organisation, cast, clock)
    for user in sorted(story["people"], key=lambda one: empty and one not in story["admins"]):
        await world.move_in(user)
    await world.remember()
    if not empty:
        for value in story["systems"]:
            await _system(world, value)

        async def step(moment: datetime) -> None:
            progress((moment - began) / (opens - began))

        world.step = step
        for user in story["people"]:
            world.plan(user)
        await world.run(opens - LATE)
        await _late(world, story)
        await world.run(opens)
        world.step = None
        await world.refresh_people()
    return world


async def resumed(store: Store, story: dict[str, Any], clock: MovableClock, opens: datetime) -> World:
    """A demo that was here before goes on where it left off."""
    world = World(store, organisation_of(story), cast_of(story, opens.date()), clock)
    async with store.reading() as tx:
        people = {person.email: person for person in await tx.people.everybody() if person.email}
    world.people = {user: people[user] for user in story["people"] if user in people}
    await world.remember()
    for user in world.people:
        world.plan(user)
    return world


async def _system(world: World, value: dict[str, Any]) -> None:
    """Named by the admin; the seats are offered and accepted by those who hold them."""
    async with world.store.reading() as tx:
        system = next((one for one in await tx.systems.all() if one.name == value["name"]), None)
    if system is None:
        system = await _named(world, value)
    for role in (Role.STEWARD, Role.OPERATOR, Role.MAINTAINER):
        who = value["seats"].get(role.value)
        if who is not None:
            await _hold(world, system, role, who, value)


async def _named(world: World, value: dict[str, Any]) -> System:
    async with world.store.writing() as tx:
        work = Work(tx, world.clock.now(), world.organisation)
        system = _described(value, world.clock.now())
        await create(work, system, None)
        seats = await tx.seats.of(system.id)
        for role, given in value.get("given", {}).items():
            seat = seats[Role(role)]
            await tx.seats.save(replace(seat, gap_given=given, gap_reason=judge_text(given).reason or "", from_import=True))
    return system


async def _hold(world: World, system: System, role: Role, who: str, value: dict[str, Any]) -> None:
    user = next(one for one in world.people if one.startswith(f"{who}@"))
    by = (
        world.organisation.admins[0]
        if role is Role.STEWARD
        else next(one for one in world.people if one.startswith(f"{value['seats']['steward']}@"))
    )
    if await _offers(world, system, role, AssignmentState.ACCEPTED):
        return
    if not await _offers(world, system, role, AssignmentState.PROPOSED):
        await _offer(world, system, role, user, by)
    offer = (await _offers(world, system, role, AssignmentState.PROPOSED))[0]
    values = {
        "skill": "Has done the work it does for years",
        "normal": value.get("normal", ""),
        "check_1": next(iter(value.get("checks", [])), ""),
        "purpose": value.get("purpose", ""),
        "earns_keep_when": value.get("earns_keep_when", ""),
        "second": world.cast.of(user).second or "",
    }
    await world.act(Submitted(caller(user), "accept", offer.id, values))


async def _offers(world: World, system: System, role: Role, state: AssignmentState) -> list[Assignment]:
    async with world.store.reading() as tx:
        seat = (await tx.seats.of(system.id))[role]
        return [one for one in await tx.assignments.open_of(seat.id) if one.state is state]


async def _offer(world: World, system: System, role: Role, user: str, by: str) -> None:
    async with world.store.reading() as tx:
        seat = (await tx.seats.of(system.id))[role]
    await world.act(Submitted(caller(by), "offer", seat.id, {"person": user, "hours": "2", "authority": "stop it"}))


async def _late(world: World, story: dict[str, Any]) -> None:
    """One seat is only offered when the curtain rises."""
    async with world.store.reading() as tx:
        systems = {one.name: one for one in await tx.systems.all()}
    for value in story["systems"]:
        for role, who in value.get("offered", {}).items():
            user = next(one for one in world.people if one.startswith(f"{who}@"))
            steward = next(one for one in world.people if one.startswith(f"{value['seats']['steward']}@"))
            system = systems[value["name"]]
            if not await _offers(world, system, Role(role), AssignmentState.PROPOSED):
                await _offer(world, system, Role(role), user, steward)


def _described(value: dict[str, Any], now: datetime) -> System:
    return System(
        SystemId(ids.new()),
        value["name"].casefold().replace(" ", "-"),
        value["name"],
        now,
        unit=value.get("unit", ""),
        purpose=value.get("purpose", ""),
        impact=Impact(value.get("impact", "usual")),
        stage=Stage(value.get("stage", "production")),
        normal=value.get("normal", ""),
        checks=tuple(Check(one) for one in value.get("checks", [])),
        how_to_stop=value.get("how_to_stop", ""),
        who_may_stop=value.get("who_may_stop", ""),
        earns_keep_when=value.get("earns_keep_when", ""),
        vendor=value.get("vendor", ""),
        models=tuple(value.get("models", [])),
        budget=money_of(value.get("budget", ""))[0],
    )
