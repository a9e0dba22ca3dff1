"""Names by right: what a guest cannot find out, what a colleague reads beside a name, and who is written to (PRODUCT §6, §7)."""

from datetime import date

from bot import ids
from bot.events import Pressed, Submitted
from bot.model import Assignment, AssignmentId, AssignmentState, Reader, ReaderId, Role, Seat, System
from bot.views.plain import plain
from tests.scene import Actor, Scene


async def seats_of(scene: Scene, system: System) -> dict[Role, Seat]:
    async with scene.store.reading() as tx:
        return await tx.seats.of(system.id)


async def names(scene: Scene) -> list[str]:
    async with scene.store.reading() as tx:
        return [one.name for one in await tx.people.everybody()]


async def said(scene: Scene, actor: Actor, action: str, ref: str) -> str:
    reply = await scene.act(Pressed(actor.caller, action, ref))
    assert reply.card is not None and reply.form is None, reply
    return plain(reply.card)


async def test_a_guest_learns_nothing_of_who_is_known(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    gus = await scene.person("Gus Guest", external=True)
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    before = await names(scene)
    for who in ("@Olivia Ortega", "olivia@acme.example", "@Nobody Here", "jane.doe@other.example"):
        for command in (f"what-if {who} leaves", f"cover {who} by @Kim Lee", f"cover {who} by jane.doe@other.example"):
            refused = await gus.command(command)
            assert refused.problem == "may_not" and refused.card is not None, command
            assert "Olivia" not in plain(refused.card) and "ask ada" in plain(refused.card).casefold()
    assert await names(scene) == before, "and nobody comes into the register by it"
    seats = await seats_of(scene, system)
    for action in ("offer", "reassign", "mend_first"):
        assert "offered by its steward or an admin" in await said(scene, gus, action, seats[Role.OPERATOR].id)
    for ref in (olivia.id, f"{olivia.id}:{system.id}"):
        assert "olivia@" not in await said(scene, gus, "message", ref)
    assert (await gus.command("offer invoice triage operator")).problem == "guest"
    assert (await olivia.command("offer invoice triage maintainer")).problem == "may_not"
    assert "would need somebody" in (await olivia.owner("what-if @Olivia Ortega leaves")).text, "everybody asks about themselves"
    unknown = await sam.command("what-if jane.doe@other.example leaves")
    assert unknown.problem == "not_a_person" and await names(scene) == before, "a question makes nobody"


async def test_a_colleague_reads_that_somebody_was_asked_and_never_who_did_not_answer(scene: Scene) -> None:
    sam, dee, tom = await scene.people("Sam Steward", "Dee Diaz", "Tom Other")
    system = await scene.staffed("Invoice triage", None, None, sam)
    await scene.act(Submitted(sam.caller, "offer", (await seats_of(scene, system))[Role.OPERATOR].id, {"person": dee.id, "hours": "2"}))
    offer = dee.sees("asks you to be the operator")
    own = await dee.owner("history invoice triage")
    assert "Dee Diaz, asked on" in own.text, "everybody reads about themselves"
    declined = await offer.press("Decline", reason="no time")
    assert not declined.problem
    colleague = (await tom.owner("history invoice triage")).text
    assert "Operator: somebody was asked on 25 November 2026" in colleague
    assert "Dee" not in colleague and "declined" not in colleague
    steward = (await sam.owner("history invoice triage")).text
    assert "Dee Diaz, asked on 25 November 2026, declined" in steward
    await scene.travel(days=1)
    sam.sees("Dee Diaz declined")


async def test_a_name_of_an_import_that_nobody_asked_is_told_as_just_that(scene: Scene) -> None:
    dee, tom = await scene.people("Dee Diaz", "Tom Other")
    ada = scene.actors["ada"]
    system = await scene.system("Chat helper")
    async with scene.store.writing() as tx:
        seat = (await tx.seats.of(system.id))[Role.STEWARD]
        row = Assignment(AssignmentId(ids.new()), seat.id, dee.id, AssignmentState.PROPOSED, scene.clock.now(), claimed=True)
        await tx.assignments.add(row)
    shown = (await tom.owner("chat helper")).text
    assert "steward: nobody yet, Dee Diaz is named on import, not asked yet. Until then ask Ada Nowak." in shown
    assert "not asked yet" in (await tom.owner("history chat helper")).text
    await ada.command("invite")
    dee.sees("asks you to be the steward")
    shown = (await tom.owner("chat helper")).text
    assert "steward: nobody yet, somebody is asked and has not said yes" in shown and "Dee" not in shown
    assert "Dee" not in (await tom.owner("history chat helper")).text


async def test_who_has_left_is_not_written_to_and_somebody_who_is_here_is_named(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    card = await dee.owner("invoice triage")
    reply = await card.press("Message Olivia")
    assert reply.card is not None and "Write to Olivia Ortega (olivia@acme.example)" in plain(reply.card)
    await olivia.leaves()
    reply = await card.press("Message Olivia")
    assert reply.card is not None
    told = plain(reply.card)
    assert "Olivia" not in told and "Sam Steward, steward" in told and "[ Message Max ]" in told
    sent_long_ago = await scene.act(Pressed(dee.caller, "message", olivia.id))
    assert sent_long_ago.card is not None and "Ask Ada Nowak" in plain(sent_long_ago.card)
    await scene.travel(days=1)
    sam.sees("has no operator")


async def test_the_page_of_a_seat_is_for_a_cover_who_said_yes_and_not_before_the_absence(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    seat = (await seats_of(scene, system))[Role.STEWARD]
    form = (await scene.act(Pressed(sam.caller, "away", ""))).form
    assert form is not None
    await sam.fill(form, until="2026-12-20", cover="Dee Diaz")
    asked = dee.sees("stand in")
    refused = await scene.act(Pressed(dee.caller, "hand_over_page", seat.id))
    assert refused.problem == "may_not", "asked is not agreed"
    await asked.press("Yes, I cover")
    assert "what its steward needs to know" in await said(scene, dee, "hand_over_page", seat.id)


async def test_a_reader_from_outside_lists_and_finds_like_a_colleague(scene: Scene) -> None:
    rita, gus = await scene.person("Rita Reader", external=True), await scene.person("Gus Guest", external=True)
    await scene.system("Invoice triage")
    await scene.system("Invoice archive")
    async with scene.store.writing() as tx:
        await tx.readers.add(Reader(ReaderId(ids.new()), rita.id, date(2026, 12, 31), scene.clock.now()))
    assert "2 systems" in (await rita.owner("list")).text
    assert "Did you mean" in (await rita.owner("invoce tri")).text
    refused = await gus.command("list")
    assert refused.problem == "guest" and "register is empty" not in plain(refused.card)  # type: ignore[arg-type]


async def test_a_replay_is_answered_to_the_one_who_asked(scene: Scene) -> None:
    ada, gus = scene.actors["ada"], await scene.person("Gus Guest", external=True)
    await scene.system("Invoice triage")
    first = await scene.act(Pressed(ada.caller, "gaps", "", event_id="E9"))
    again = await scene.act(Pressed(ada.caller, "gaps", "", event_id="E9"))
    assert first.card == again.card
    other = await scene.act(Pressed(gus.caller, "gaps", "", event_id="E9"))
    assert other.problem == "may_not" and other.card != first.card
