"""The diagnostic as the method has it: three names for every live system, each gap with its risk and the one act that mends it (PRODUCT §8)."""

from dataclasses import replace

from bot import ids
from bot.events import Pressed
from bot.model import Assignment, AssignmentId, AssignmentState, Impact, Role, Stage
from tests.scene import OnScreen, Scene


async def test_every_button_of_the_first_screen_mends_its_line(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, sam, dee, lena = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz", "Lena Lind")
    await scene.staffed("Invoice triage", olivia, max_, sam, impact=Impact.HIGH)
    system = await scene.system("Chat helper")
    async with scene.store.writing() as tx:
        seat = (await tx.seats.of(system.id))[Role.STEWARD]
        await tx.seats.save(replace(seat, gap_given="the team", gap_reason="team"))
    first = await ada.owner("gaps")
    assert "First: name a steward" in first.text
    assert "no steward (“the team” was given: a team), so nobody answers for whether it should exist" in first.text
    assert "no operator, so nobody watches it day to day: name first its steward" in first.text
    done = await first.press("Name a person", about="Chat helper", person="Dee Diaz")
    assert not done.problem
    dee.sees("asks you to be the steward")
    done = await first.press("Name one", about="Invoice triage", second="Lena Lind")
    assert not done.problem
    assert "Invoice triage" in lena.sees("second pair of eyes").text
    scene.everything_is_read()


async def test_a_quiet_job_is_named_with_since_when_and_asked_again_from_its_line(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-12-15 12:00")
    scene.everything_is_read()
    shown = await sam.owner("gaps")
    assert "the day-to-day side (operator) has gone quiet since Monday 30 November: ask again, or name somebody else." in shown.text
    assert "Invoice triage drifts: the day-to-day side stopped first, 30 November 2026; ask again, or name somebody else." in shown.text
    done = await shown.press("Ask again", about="day-to-day side")
    assert not done.problem
    olivia.sees("Invoice triage")
    everything = await ada.owner("gaps")
    assert "drifts" in everything.text
    by_system = await everything.press("By system")
    assert by_system.card is not None
    one = await OnScreen(ada, by_system.card).press("Show", about="Invoice triage")
    assert one.card is not None and "stopped first" in OnScreen(ada, one.card).text
    scene.everything_is_read()


async def test_by_person_and_by_unit_lead_to_what_can_be_spread(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam, unit="Finance")
    await scene.system("Chat helper", unit="Support")
    people = await ada.owner("gaps person")
    assert "Olivia Ortega" in people.text and "1 role: 2 hours a month needed, 2 granted" in people.text
    mine = await people.press("Show", about="Olivia Ortega")
    assert mine.card is not None
    handed = await OnScreen(ada, mine.card).press("Name somebody", about="Invoice triage", person="Max Meyer")
    assert handed.problem == "needs_reason" and handed.form is not None, "operator and maintainer in one person"
    again = await ada.fill(handed.form, reason="until the new hire starts")
    assert not again.problem
    units = await ada.owner("gaps unit")
    assert "Support" in units.text and "3 things to mend" in units.text
    scene.everything_is_read()


async def test_one_person_with_the_technical_side_and_another_job_needs_a_reason_which_stays_visible(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, sam = await scene.people("Olivia Ortega", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, None, sam)
    first = await ada.owner("gaps")
    refused = await first.press("Name a person", about="no maintainer", person="Olivia Ortega")
    assert refused.problem == "needs_reason" and refused.form is not None and "two jobs" in refused.form.errors["reason"]
    asked = await ada.fill(refused.form, reason="nobody else knows the prompts yet")
    assert not asked.problem
    await olivia.sees("asks you to be the maintainer").press("Accept…", skill="wrote it")
    scene.everything_is_read()
    shown = (await ada.owner("gaps")).text
    assert "holds another job of it (“nobody else knows the prompts yet”)" in shown and "almost always worth the cost" in shown


async def test_a_planned_system_is_not_cleared_until_staffed(scene: Scene) -> None:
    ada, sam = scene.actors["ada"], await scene.person("Sam Steward")
    system = await scene.staffed("CV screening", None, None, sam, Stage.PLANNED)
    assert "no operator" not in (await ada.owner("gaps")).text, "planned: no vacancy is told"
    shown = await scene.act(Pressed(ada.caller, "gaps", f"system:{system.id}"))
    assert shown.card is not None
    assert "CV screening is not cleared. Missing: operator (looks at" in OnScreen(ada, shown.card).text
    scene.everything_is_read()


async def test_what_was_asked_for_in_vain_is_counted_and_can_be_added(scene: Scene) -> None:
    ada, dee = scene.actors["ada"], await scene.person("Dee Diaz")
    await scene.system("Chat helper")
    for _ in range(3):
        await dee.command("meeting notes bot")
    shown = await ada.owner("gaps")
    assert "Asked for 3 times: “meeting notes bot”. Not in the register." in shown.text
    reply = await shown.press("Add it")
    assert reply.form is not None and reply.form.fields[0].value == "meeting notes bot"


async def test_one_silent_offer_of_an_import_is_released_from_its_line(scene: Scene) -> None:
    ada = scene.actors["ada"]
    sam, olivia = await scene.people("Sam Steward", "Olivia Ortega")
    system = await scene.system("Chat helper")
    async with scene.store.writing() as tx:
        seats = await tx.seats.of(system.id)
        for role, person in ((Role.STEWARD, sam), (Role.OPERATOR, olivia)):
            row = Assignment(AssignmentId(ids.new()), seats[role].id, person.id, AssignmentState.PROPOSED, scene.clock.now(), claimed=True)
            await tx.assignments.add(row)
    shown = await ada.owner("gaps")
    too_early = await scene.act(Pressed(ada.caller, "invite_one", seats[Role.OPERATOR].id))
    assert too_early.problem == "steward_first", "in chat the steward comes first (R2)"
    done = await shown.press("Invite its steward", about="Olivia Ortega")
    assert not done.problem
    sam.sees("asks you to be the steward of Chat helper")
    olivia.sees_nothing()
