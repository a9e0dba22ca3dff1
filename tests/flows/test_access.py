"""What colleagues see and do not see (PRODUCT §6): member, guest, external maintainer, holder, steward, reader, admin."""

from datetime import date
from decimal import Decimal

import pytest

from bot import ids
from bot.model import Money, Reader, ReaderId, Role, System
from bot.views.plain import plain
from tests.access_table import PAGE, page
from tests.scene import Actor, Scene


async def house(scene: Scene) -> tuple[dict[str, Actor], System]:
    """A system whose maintainer comes from outside and whose operator has gone quiet."""
    olivia, sam, dee, rita = await scene.people("Olivia Ortega", "Sam Steward", "Dee Diaz", "Rita Reader")
    max_ = await scene.person("Max Meyer", external=True)
    gus = await scene.person("Gus Guest", external=True)
    system = await scene.staffed("Invoice triage", olivia, max_, sam, budget=Money(Decimal(800), "EUR"))
    async with scene.store.writing() as tx:
        await tx.readers.add(Reader(ReaderId(ids.new()), rita.id, date(2026, 12, 31), scene.clock.now()))
    await scene.travel_to("2026-12-01 09:30")
    await sam.sees("still needed").press("Keep")
    await scene.travel_to("2026-12-08 12:00")
    sam.sees("Nobody has said whether Invoice triage is normal")
    for silent in (olivia, max_):
        await silent.reads_questions()
    who = {"guest": gus, "external": max_, "member": dee, "holder": olivia, "steward": sam, "reader": rita, "admin": scene.actors["ada"]}
    return who, system


async def says(actor: Actor, command: str) -> str:
    reply = await actor.command(command)
    return plain(reply.card) if reply.card else f"form {reply.form.title}" if reply.form else ""


SEES = {  # who: look-up, decision in it, history, the diagnostic of it, of everything, what-if, editing
    "guest": (False, False, False, False, False, False, False),
    "external": (True, False, False, False, False, False, False),
    "member": (True, True, True, False, False, False, False),
    "holder": (True, True, True, True, False, False, True),
    "steward": (True, True, True, True, False, True, True),
    "reader": (True, True, True, True, True, True, False),
    "admin": (True, True, True, True, True, True, True),
}


@pytest.mark.parametrize("standing", list(SEES))
async def test_everybody_sees_what_the_table_says(scene: Scene, standing: str) -> None:
    who, _ = await house(scene)
    actor = who[standing]
    look_up, decision, history, gaps, everything, what_if, edit = SEES[standing]
    seen = await says(actor, "invoice triage")
    assert ("Olivia Ortega" in seen) == look_up
    assert ("keep" in seen) == decision
    assert ("who held what" in await says(actor, "history invoice triage")) == history
    assert ("Operator: Olivia" in await says(actor, "invoice triage on 2026-12-01")) == history
    diagnostic = await says(actor, "gaps")
    assert ("thing" in diagnostic or "First:" in diagnostic) == (gaps or everything)
    assert ("would need somebody" in await says(actor, "what-if @Olivia Ortega leaves")) == (what_if or standing == "holder")
    assert (await says(actor, "edit invoice triage")).startswith("form Edit") == edit
    for word in ("silent", "reminded", "has not answered"):
        assert word not in seen, "colleagues read the state of the job, never silence beside a name"


async def test_an_outsider_reads_no_budget_until_told(scene: Scene) -> None:
    who, system = await house(scene)
    max_, sam, olivia = who["external"], who["steward"], who["holder"]
    question = max_.still_sees("anything changed underneath?")
    assert "800" not in question.text
    await question.press("All steady")
    await olivia.still_sees("is this normal?").press("Looked: normal")
    async with scene.store.reading() as tx:
        seat = (await tx.seats.of(system.id))[Role.MAINTAINER]
    from bot.events import Pressed

    form = (await scene.act(Pressed(sam.caller, "hours", seat.id))).form
    assert form is not None
    await sam.fill(form, told_all="yes")
    await scene.travel_to("2026-12-21 09:30", answering=(olivia,))
    assert "€800.00" in max_.sees("anything changed underneath?").text


async def test_a_reader_is_one_until_the_last_day(scene: Scene) -> None:
    who, _ = await house(scene)
    rita, holder, external = who["reader"], who["holder"], who["external"]
    await holder.still_sees("is this normal?").press("Looked: normal")
    await external.still_sees("anything changed underneath?").press("All steady")
    await scene.travel_to("2026-12-31 23:00", answering=(holder, external))
    assert "First:" in await says(rita, "gaps")
    await scene.travel_to("2027-01-01 01:00")
    assert "First:" not in await says(rita, "gaps")


def test_the_page_is_the_table() -> None:
    assert PAGE.read_text("utf-8") == page()
