"""Two who write at the same time: nothing is written over unseen, and whoever was later goes again with what the other left.

On SQLite the second waits for its turn; on PostgreSQL it looks first, and finds when it writes that the world has moved on.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot import ids
from bot.actions import delivered, post
from bot.actions.work import Work
from bot.events import Event, Pressed, Submitted
from bot.model import Absence, AbsenceId, AssignmentState, ItemKind, MessageKind, MessageState, Person, Role, Stage, System
from bot.ports.sender import Unknown
from bot.ports.store import Claim
from bot.routing import pressed
from bot.views import actions
from storage.store import SqlStore
from tests.databases import KEY
from tests.flows.corners import five, seat_of
from tests.scene import Actor, Scene

ENOUGH = 0.3  # seconds in which the second has looked, and waits for the first


@pytest.fixture
async def scene(database: str) -> AsyncIterator[Scene]:
    """A database that two can use at the same time."""
    store = SqlStore(database, audit_key=KEY)
    made = Scene(store)
    await made.person("Ada Nowak")
    yield made
    await store.close()


async def beside(scene: Scene, first: Callable[[Work], Awaitable[object]], second: Callable[[], Awaitable[object]]) -> None:
    """`first` has written and not committed yet when `second` begins."""
    async with scene.store.writing() as tx:
        await first(Work(tx, scene.clock.now(), scene.organisation))
        task = asyncio.ensure_future(second())
        await asyncio.sleep(ENOUGH)
    await task


def by(actor: Actor, action: str, ref: str, **values: str) -> Callable[[Work], Awaitable[object]]:
    """Somebody's press or form, in a transaction that is still open."""

    async def do(work: Work) -> object:
        person = await work.tx.people.get(actor.id)
        assert person is not None
        reply = await pressed.pressed(work, person, action, ref, values or None)
        assert not reply.problem, reply
        return reply

    return do


def through_the_desk(scene: Scene, event: Event) -> Callable[[], Awaitable[object]]:
    """The same as it comes from a platform."""

    async def do() -> object:
        reply = await scene.desk.handle(event)
        assert not reply.problem, reply
        return reply

    return do


async def the_system(scene: Scene, system: System) -> System:
    async with scene.store.reading() as tx:
        found = await tx.systems.get(system.id)
    assert found is not None
    return found


async def test_an_edit_and_a_stage_are_both_kept(scene: Scene) -> None:
    olivia, _, sam, _, system = await five(scene, Stage.RETIRING)
    edit = Submitted(olivia.caller, actions.EDIT, system.id, {"name": system.name, "unit": "Finance"})
    await beside(scene, by(sam, actions.STAGE, system.id, stage="retired"), through_the_desk(scene, edit))
    after = await the_system(scene, system)
    assert (after.stage, after.unit) == (Stage.RETIRED, "Finance") and after.switched_off_at is not None


async def test_what_two_say_on_accepting_at_the_same_time_is_both_kept(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, sam, sue = await scene.people("Olivia Ortega", "Sam Steward", "Sue Steward")
    system = await scene.system("Invoice triage")
    steward = await seat_of(scene, system, Role.STEWARD)
    await scene.hold(steward, sam, ada)
    offers = {}
    for seat, actor in ((await seat_of(scene, system, Role.OPERATOR), olivia), (steward, sue)):
        await scene.act(Submitted(ada.caller, "offer", seat.id, {"person": actor.id, "hours": "2", "reason": "it fits"}))
        async with scene.store.reading() as tx:
            (offers[actor.id],) = [one.id for one in await tx.assignments.open_of(seat.id) if one.state is AssignmentState.PROPOSED]
    first = by(olivia, "accept", offers[olivia.id], skill="invoices", normal="about 300 a day")
    said = {"skill": "budgets", "purpose": "invoices paid in three days", "earns_keep_when": "nobody waits"}
    await beside(scene, first, through_the_desk(scene, Submitted(sue.caller, "accept", offers[sue.id], said)))
    after = await the_system(scene, system)
    assert (after.normal, after.purpose) == ("about 300 a day", "invoices paid in three days")


async def test_a_yes_to_covering_does_not_take_back_that_somebody_is_back(scene: Scene) -> None:
    olivia, _, _, dee, _ = await five(scene)
    await olivia.command("away until 2026-12-18 cover @Dee Diaz")
    async with scene.store.reading() as tx:
        absence = await tx.absences.open_of(olivia.id)
    assert absence is not None

    async def back(work: Work) -> None:
        found = await work.tx.absences.get(absence.id)
        assert found is not None
        await work.tx.absences.save(replace(found, ended_at=work.now, next_at=None))

    await beside(scene, back, lambda: scene.desk.handle(Pressed(dee.caller, actions.COVER_ACCEPT, absence.id)))
    async with scene.store.reading() as tx:
        after = await tx.absences.get(AbsenceId(absence.id))
    assert isinstance(after, Absence) and after.ended_at is not None and after.cover_agreed_at is None


async def test_a_click_stands_when_the_engine_is_about_to_send_the_message_once_more(scene: Scene) -> None:
    olivia, *_ = await five(scene)
    scene.platform.finds = False
    scene.platform.next_outcomes = [Unknown("the line was cut")]
    await scene.travel_to("2026-11-30 09:00")
    async with scene.store.reading() as tx:
        (check_in,) = await tx.check_ins.open_for(olivia.id)
        (message,) = [one for one in await tx.messages.showing(check_in.id) if one.state is MessageState.UNKNOWN]
    scene.clock.time = scene.moment("2026-12-01 09:00")
    await beside(scene, lambda work: delivered.clicked(work, olivia.id, check_in.id), scene.engine.tick)
    async with scene.store.reading() as tx:
        after = await tx.messages.get(message.id)
    assert after is not None and after.state is MessageState.SENT


async def test_the_same_event_twice_at_once_gets_the_same_answer(scene: Scene) -> None:
    olivia, *_, system = await five(scene)
    event = Submitted(olivia.caller, actions.EDIT, system.id, {"name": system.name, "unit": "Finance"}, event_id="e1")
    replies = await asyncio.gather(*(scene.desk.handle(event) for _ in range(4)))
    assert {reply.problem for reply in replies} == {""}
    assert len({repr(reply) for reply in replies}) == 1


async def test_two_who_are_first_to_do_the_same_thing_get_an_answer_each(scene: Scene) -> None:
    """Both find the seat without an offer; the database lets one of them make it."""
    _, _, sam, dee, system = await five(scene)
    ada = scene.actors["ada"]
    seat = await seat_of(scene, system, Role.MAINTAINER)
    made = by(sam, "offer", seat.id, person=dee.id, hours="2")
    events = [Submitted(ada.caller, "offer", seat.id, {"person": dee.id, "hours": "3"})]
    replies: list[object] = []

    async def later() -> None:
        replies.append((await scene.desk.handle(events[0])).problem)

    await beside(scene, made, later)
    assert replies != ["trouble"]
    async with scene.store.reading() as tx:
        proposed = [one for one in await tx.assignments.open_of(seat.id) if one.state is AssignmentState.PROPOSED]
    assert len(proposed) == 1


async def claimed(scene: Scene, person: Person) -> Claim:
    async with scene.store.writing() as tx:
        claims = await tx.messages.claim(scene.clock.now(), scene.engine._owner, 16)
    return next(one for one in claims if one.person_id == person.id)


@pytest.mark.parametrize("kind", [MessageKind.DAY, MessageKind.OFFER])
async def test_a_line_that_comes_while_its_message_is_composed_is_not_lost(scene: Scene, kind: MessageKind) -> None:
    (sam,) = await scene.people("Sam Steward")
    lines: list[str] = []

    async def put(work: Work) -> None:
        person = await work.tx.people.get(sam.id)
        kept = await work.keep(f"Bot {ids.new()}", None)
        assert person is not None and kept is not None
        lines.append(kept.text or "")
        if kind is MessageKind.DAY:
            await post.in_days_message(work, person, ItemKind.NOTICE, f"sighting/{kept.id}")
        else:
            await post.at_once(work, person, ItemKind.NOTICE, f"sighting/{kept.id}")

    async with scene.store.writing() as tx:
        await put(Work(tx, scene.clock.now(), scene.organisation))
        person = await tx.people.get(sam.id)
    assert person is not None
    claim = await claimed(scene, person)
    await beside(scene, put, lambda: scene.engine._send(claim))
    await scene.travel(days=2)
    for line in lines:
        sam.still_sees(line)


async def test_whoever_is_asked_is_who_holds_the_role_when_the_question_opens(scene: Scene) -> None:
    """The hand-over was not there yet when the engine looked, and is when it has the seat."""
    olivia, _, _, dee, system = await five(scene)
    seat = await seat_of(scene, system, Role.OPERATOR)
    scene.clock.time = scene.moment("2026-11-30 09:00")

    async def handed_over(work: Work) -> None:
        await work.tx.seats.lock(seat.id)
        (held,) = await work.tx.assignments.open_of(seat.id)
        await work.tx.assignments.save(replace(held, person_id=dee.id))

    await beside(scene, handed_over, scene.engine.tick)
    await scene.settle()
    async with scene.store.reading() as tx:
        assert await tx.check_ins.open_for(olivia.id) == []
        assert len(await tx.check_ins.open_for(dee.id)) == 1


async def test_many_who_write_into_one_chain_all_come_through(scene: Scene) -> None:
    people = await scene.people(*(f"P{number} Person" for number in range(24)))
    hours = {"zone": "Europe/Berlin", "country": "DE", "hours_start": "08:00", "hours_end": "16:00"}
    told = [scene.desk.handle(Submitted(one.caller, "settings", "", hours)) for one in people]
    assert {reply.problem for reply in await asyncio.gather(*told)} == {""}
    async with scene.store.reading() as tx:
        assert await tx.audit.verify([]) == []


async def test_a_press_of_somebody_who_is_quick_is_never_trouble(scene: Scene) -> None:
    """Answers while the engine asks, tells and sends."""
    olivia, *_ = await five(scene)
    scene.clock.time = scene.moment("2026-11-30 09:00")
    await scene.engine.tick()
    async with scene.store.reading() as tx:
        (check_in,) = await tx.check_ins.open_for(olivia.id)
    results = await asyncio.gather(
        *(press_quickly(olivia, check_in.id, kind) for kind in ("normal", "cant_tell", "normal")), scene.engine.deliver()
    )
    assert "trouble" not in results
    scene.clock.time += timedelta(days=3)
    await scene.settle()


async def press_quickly(actor: Actor, check_in: str, kind: str) -> str:
    return (await actor.scene.desk.handle(Pressed(actor.caller, f"{actions.ANSWER}.{kind}", check_in))).problem
