"""The diagnostic by its reader's rights: who may read it, who may read a name beside a silence, who may press what (PRODUCT §6, §8)."""

from datetime import date

from bot import ids
from bot.events import Pressed, Submitted
from bot.model import Reader, ReaderId, Role, Seat, System
from bot.views.plain import plain
from tests.scene import Actor, Scene


async def seats_of(scene: Scene, system: System) -> dict[Role, Seat]:
    async with scene.store.reading() as tx:
        return await tx.seats.of(system.id)


async def asked(scene: Scene) -> tuple[Actor, Actor, Actor, System]:
    """Dee was asked to be operator and says nothing; Max maintains from outside, Mia her own system; who may grant it was told."""
    sam, mia, dee = await scene.people("Sam Steward", "Mia Holder", "Dee Diaz")
    max_ = await scene.person("Max Meyer", external=True)
    system = await scene.staffed("Invoice triage", None, max_, sam)
    await scene.staffed("Chat helper", mia, None, sam)
    scene.the_stage_is_set()  # how the two were staffed is not the subject
    form = (await scene.act(Pressed(sam.caller, "offer", (await seats_of(scene, system))[Role.OPERATOR].id))).form
    assert form is not None
    await sam.fill(form, person="Dee Diaz", hours="2")
    dee.sees("asks you to be the operator")
    return sam, mia, max_, system


async def shown(scene: Scene, actor: Actor, ref: str) -> str:
    reply = await scene.act(Pressed(actor.caller, "gaps", ref))
    assert reply.card is not None
    return plain(reply.card)


async def test_the_diagnostic_is_not_for_an_outsider_whatever_they_press(scene: Scene) -> None:
    _, _, max_, system = await asked(scene)
    for ref in ("", "person", "unit", "system", f"system:{system.id}", f"person:{max_.id}", "unit:", "page:1"):
        reply = await scene.act(Pressed(max_.caller, "gaps", ref))
        assert reply.problem == "may_not" and reply.card is not None
        told = plain(reply.card)
        assert "Dee" not in told and "Sam" not in told and "hours" not in told and "ask Ada Nowak" in told, "and it names a living human"


async def test_a_holder_reads_the_state_of_the_job_and_whoever_grants_it_the_name(scene: Scene) -> None:
    sam, _, max_, system = await asked(scene)
    tom = await scene.person("Tom Other")
    await scene.hold((await seats_of(scene, system))[Role.MAINTAINER], tom, scene.actors["ada"])
    tom.sees("You are the maintainer")
    for told in (sam, max_):
        told.sees("Tom Other is the maintainer")
    steward = await sam.owner("gaps")
    assert "Dee Diaz has been asked to be the operator (day-to-day side) and has not answered" in steward.text
    await steward.press("Name somebody", about="Dee Diaz")
    holder = await tom.owner("gaps")
    assert "Invoice triage: somebody has been asked to be the operator (day-to-day side) and has not answered" in holder.text
    assert "Dee" not in holder.text and "Name somebody" not in holder.text and "Name one" not in holder.text


async def test_by_person_a_holder_finds_themselves_and_a_steward_the_people_of_their_systems(scene: Scene) -> None:
    sam, mia, _, _ = await asked(scene)
    own = await shown(scene, mia, "person")
    assert "Mia Holder" in own and "Sam Steward" not in own, "nobody else's load"
    assert "Sam" not in await shown(scene, mia, f"person:{sam.id}")
    mine = await shown(scene, mia, f"person:{mia.id}")
    assert "Chat helper" in mine and "Name somebody" not in mine, "a job is handed over, not offered on, by its holder"
    people = await shown(scene, sam, "person")
    assert "Mia Holder" in people and "Dee Diaz" in people
    assert "Name somebody" in await shown(scene, sam, f"person:{mia.id}")


async def test_a_reader_reads_everything_and_is_offered_nothing_to_press(scene: Scene) -> None:
    await asked(scene)
    rita = await scene.person("Rita Reader", external=True)
    await scene.system("Meeting notes")
    async with scene.store.writing() as tx:
        await tx.readers.add(Reader(ReaderId(ids.new()), rita.id, date(2026, 12, 31), scene.clock.now()))
    await scene.actors["ada"].command("holiday planner")
    first = await rita.owner("gaps")
    assert (
        "Dee Diaz has been asked to be the operator (day-to-day side) and has not answered" in first.text
        and "“holiday planner”" in first.text
    )
    changes = {one.action for one in first.buttons()} - {"gaps", "gaps_table", "look_up"}
    assert not changes, f"a reader changes nothing, and is offered {changes}"
    assert "Add it" in (await scene.actors["ada"].owner("gaps")).text


async def test_inviting_is_for_who_may_invite(scene: Scene) -> None:
    sam, _, _, _ = await asked(scene)
    refused = await scene.act(Submitted(sam.caller, "invite_these", "", {}))
    assert refused.problem == "may_not"
    assert not (await scene.actors["ada"].command("invite")).problem
