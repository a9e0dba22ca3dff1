"""`/owner <system>`: whom to ask, and the state of each job as it is (PRODUCT §7, STATES)."""

from bot.model import Role
from bot.views import actions
from tests.flows.corners import ACCEPTED, five, labels, press, seat_of
from tests.scene import Scene


async def test_the_same_silence_reads_the_same_everywhere_however_long_it_lasts(scene: Scene) -> None:
    """Asked on Monday 30 November for the first time, and not one word in the sixteen weeks after it."""
    olivia, max_, sam, dee, _ = await five(scene)
    await scene.travel_to("2027-03-22 10:00", answering=(max_, sam))
    await olivia.reads_questions()
    assert "day-to-day side not confirmed since 30 November 2026" in (await dee.owner("invoice triage")).text
    gaps = (await sam.owner("gaps")).text
    assert "the day-to-day side (operator) has gone quiet since Monday 30 November" in gaps
    assert "the day-to-day side stopped first, 30 November 2026" in gaps
    file = (await press(sam, actions.GAPS_TABLE, "")).file
    assert file is not None and "quiet,2026-11-30," in file.text
    told = sam.still_sees("Nobody has said whether Invoice triage is normal")
    assert "Olivia Ortega was asked on Monday 30 November" in told.text
    scene.the_stage_is_set()


async def test_a_silence_after_an_answer_begins_with_the_first_question_that_was_missed(scene: Scene) -> None:
    olivia, max_, sam, dee, _ = await five(scene)
    await scene.travel_to("2026-11-30 10:00", answering=(olivia, max_, sam))
    await scene.travel_to("2026-12-10 10:00", answering=(max_, sam))
    told = sam.sees("Nobody has said whether Invoice triage is normal since Monday 7 December")
    assert "Olivia Ortega was asked that day and reminded twice" in told.text
    assert "day-to-day side not confirmed since 7 December 2026, Sam Steward knows" in (await dee.owner("invoice triage")).text
    await scene.travel_to("2026-12-21 10:00", answering=(max_, sam))
    assert "day-to-day side not confirmed since 7 December 2026" in (await dee.owner("invoice triage")).text
    assert "has gone quiet since Monday 7 December" in (await sam.owner("gaps")).text
    scene.the_stage_is_set()


async def test_nobody_knows_before_they_were_told(scene: Scene) -> None:
    olivia, max_, sam, dee, _ = await five(scene)
    await scene.travel_to("2026-11-27 18:00")
    await olivia.owner("away until 2026-12-11")
    friday = await dee.owner("invoice triage")
    assert "not confirmed for now" in friday.text and "knows" not in friday.text
    assert "Message Olivia" not in labels(friday) and "Message Max" in labels(friday), "who is away is not to be written to"
    await scene.travel_to("2026-11-30 10:00", answering=(max_,))
    sam.sees("Nobody is asked about Invoice triage")
    assert "Sam Steward knows" in (await dee.owner("invoice triage")).text
    await olivia.owner("back")
    scene.the_stage_is_set()


async def test_an_answer_belongs_to_who_gave_it(scene: Scene) -> None:
    olivia, max_, sam, dee, system = await five(scene)
    await scene.travel_to("2026-11-30 10:00", answering=(olivia, max_))
    await olivia.owner("hand-over @Dee Diaz")
    await dee.sees("asks you to be the operator").press("Accept…", **ACCEPTED)
    after = (await sam.owner("invoice triage")).text
    assert "Dee Diaz, operator · ● looked, normal, Monday 30 November, said Olivia Ortega" in after
    await scene.travel_to("2026-12-07 10:00", answering=(dee, max_))
    assert "Dee Diaz, operator · ● looked, normal, Monday 7 December" in (await sam.owner("invoice triage")).text
    assert "said Olivia" not in (await sam.owner("invoice triage")).text
    assert (await seat_of(scene, system, Role.OPERATOR)).next_ask_at is not None
    scene.the_stage_is_set()
