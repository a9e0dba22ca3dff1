"""The diagnostic as the method has it: three names for every live system, each gap with its risk and the one act that mends it (PRODUCT §8)."""

from dataclasses import replace
from datetime import timedelta

from bot import ids
from bot.actions import diagnose
from bot.desk import Desk
from bot.events import Commanded, Pressed
from bot.model import Assignment, AssignmentId, AssignmentState, Impact, Role, Stage
from bot.rules.gaps import Gap
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


async def test_a_quiet_job_is_named_with_since_when_and_asked_again_from_its_line(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-12-15 12:00", answering=(max_, sam))
    await olivia.reads_questions()
    assert sam.sees_at("Nobody has said whether Invoice triage is normal") == ["2026-12-03 09:00", "2026-12-10 09:00"]
    assert ada.sees_at("Nobody has said whether Invoice triage is normal") == ["2026-12-10 09:00"]
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
    max_.sees("asks you to be the operator of Invoice triage")
    units = await ada.owner("gaps unit")
    assert "Support" in units.text and "3 things to mend" in units.text


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
    sam.sees("Olivia Ortega is the maintainer of Invoice triage now")
    shown = (await ada.owner("gaps")).text
    assert "holds another job of it (“nobody else knows the prompts yet”)" in shown and "almost always worth the cost" in shown


async def test_a_planned_system_is_not_cleared_until_staffed(scene: Scene) -> None:
    ada, sam = scene.actors["ada"], await scene.person("Sam Steward")
    system = await scene.staffed("CV screening", None, None, sam, Stage.PLANNED)
    assert "no operator" not in (await ada.owner("gaps")).text, "planned: no vacancy is told"
    shown = await scene.act(Pressed(ada.caller, "gaps", f"system:{system.id}"))
    assert shown.card is not None
    assert "CV screening is not cleared. Missing: operator (looks at" in OnScreen(ada, shown.card).text


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


async def test_how_a_system_is_owned_is_held_against_who_owns_it(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    form = (await ada.command("edit invoice triage")).form
    assert form is not None
    await ada.fill(form, pattern="vendor", vendor="Contoso")
    shown = (await ada.owner("gaps")).text
    assert "it is vendor managed, and its maintainer (technical side) is not the vendor's person" in shown
    assert "it is vendor managed, and nobody has written down when the contract ends" in shown


async def test_more_hours_needed_than_granted_stand_on_the_diagnostic(scene: Scene) -> None:
    ada = scene.actors["ada"]
    sam, max_ = await scene.people("Sam Steward", "Max Meyer")
    system = await scene.staffed("Invoice triage", None, max_, sam)
    async with scene.store.reading() as tx:
        seat = (await tx.seats.of(system.id))[Role.MAINTAINER]
    form = (await scene.act(Pressed(sam.caller, "hours", seat.id))).form
    assert form is not None
    await sam.fill(form, hours="1")
    assert "4 hours a month needed, 1 granted" in (await ada.owner("gaps person")).text
    assert "Max Meyer holds 1 role: 4 hours a month needed, 1 granted" in (await ada.owner("gaps")).text


async def test_the_card_leads_to_the_page_and_to_a_table_of_ones_own_lines(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.system("Chat helper")
    assert "one page" not in (await ada.owner("gaps")).text, "nobody serves pages"
    reached = Desk(scene.store, scene.clock, replace(scene.organisation, pages_at="https://rollcall.acme.example/"))
    card = (await reached.handle(Commanded(sam.caller, "gaps"))).card
    assert card is not None and "Everything on one page (https://rollcall.acme.example/pages/gaps)" in OnScreen(sam, card).text
    mine = await (await sam.owner("gaps")).press("As a table")
    assert mine.file is not None and mine.file.media_type == "text/csv" and mine.file.name == "rollcall-gaps-2026-11-25.csv"
    assert "Invoice triage" in mine.file.text and "Chat helper" not in mine.file.text and not mine.public
    everything = await (await ada.owner("gaps")).press("As a table")
    assert everything.file is not None and "Chat helper" in everything.file.text
    nothing = await scene.act(Pressed(dee.caller, "gaps_table", ""))
    assert nothing.file is None and nothing.problem == "may_not"


async def test_a_page_reads_the_register_once_until_something_is_noted(scene: Scene) -> None:
    ada = scene.actors["ada"]
    sam = await scene.person("Sam Steward")
    await scene.staffed("Invoice triage", None, None, sam)
    first = await scene.desk.show(ada.caller, diagnose.seen_by)
    again = await scene.desk.show(ada.caller, diagnose.seen_by)
    assert first is not None and again is not None and again.found is first.found
    done = await (await ada.owner("gaps")).press("Name a person", about="no operator", person="Sam Steward")
    assert not done.problem
    sam.sees("asks you to be the operator")
    after = await scene.desk.show(ada.caller, diagnose.seen_by)
    assert after is not None and after.found is not first.found and Gap.PROPOSED in {one.gap for one in after.found.lines}
    scene.clock.time += timedelta(minutes=1)
    later = await scene.desk.show(ada.caller, diagnose.seen_by)
    assert later is not None and later.found is not after.found, "what notes nothing is seen within half a minute"
