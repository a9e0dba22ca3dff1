"""Pause, off and accepted gap: who can, from where, and that each ends with what it excused (R10)."""

from bot.events import Submitted
from bot.model import EpisodeKind, Role
from tests.flows.corners import ACCEPTED, asked, five, labels, on, press, seat_of
from tests.scene import Scene


async def test_an_accepted_gap_ends_when_somebody_says_yes_and_the_newcomer_is_asked(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    system = await scene.staffed("Invoice triage", None, max_, sam)
    seat = await seat_of(scene, system, Role.OPERATOR)
    form = (await press(sam, "excuse", seat.id)).form
    assert form is not None and [one.value for one in form.fields[0].choices] == ["accepted_gap"], "nobody is asked, so nothing to pause"
    refused = await sam.fill(form, kind="pause", reason="hiring", until="2027-02-15")
    assert refused.problem == "incomplete"
    done = await sam.fill(form, reason="hiring", until="2027-02-15")
    assert not done.problem
    await sam.owner("offer invoice triage operator @Olivia Ortega")
    await olivia.sees("asks you to be the operator").press("Accept…", **ACCEPTED)
    await scene.travel_to("2026-11-30 09:30")
    sam.sees("is the operator of Invoice triage now")
    await olivia.sees("is this normal?").press("Looked: normal")
    assert "excused" not in (await sam.owner("gaps")).text


async def test_a_steward_pauses_a_held_job_from_the_look_up_and_ends_it_before_its_date(scene: Scene) -> None:
    olivia, max_, sam, _, _ = await five(scene)
    assert "Pause a job…" not in labels(await max_.owner("invoice triage")), "not theirs to grant"
    which = on(sam, await (await sam.owner("invoice triage")).press("Pause a job…"))
    assert "operator (day-to-day side): Olivia Ortega" in which.text and "steward" not in which.text, "of the others, not of themselves"
    done = await which.press("Pause the questions…", about="operator", kind="pause", reason="migration", until="2027-01-15")
    assert not done.problem
    await scene.travel_to("2026-11-30 09:30")
    olivia.sees_nothing()
    gaps = await sam.owner("gaps")
    assert "excused until 15 January 2027 by Sam Steward" in gaps.text
    over = on(sam, await gaps.press("Change it…", about="Invoice triage", kind="end"))
    assert "no longer excused. The next question comes on Monday 7 December." in over.text
    await scene.travel_to("2026-12-01 09:30")
    await sam.sees("still needed").press("Keep")
    await scene.travel_to("2026-12-07 09:30")
    await max_.sees("anything changed underneath?").press("All steady")
    await olivia.sees("is this normal?").press("Looked: normal")


async def test_a_pause_ends_the_silence_about_the_question_that_it_voids(scene: Scene) -> None:
    olivia, max_, sam, _, system = await five(scene)
    await scene.travel_to("2026-12-01 10:00")
    await sam.sees("still needed").press("Keep")
    await scene.travel_to("2026-12-03 10:00")
    assert len(asked(olivia, "Invoice triage")) >= 3
    for _ in range(3):
        olivia.sees("Invoice triage")
    told = sam.sees("Nobody has said whether Invoice triage is normal")
    done = await told.press("Pause the questions…", kind="pause", reason="migration", until="2026-12-11")
    assert not done.problem
    seat = await seat_of(scene, system, Role.OPERATOR)
    async with scene.store.reading() as tx:
        assert [one.kind for one in await tx.episodes.open_of(seat.id)] == []
        ended = [one for one in await tx.episodes.of_seat(seat.id) if one.kind is EpisodeKind.SILENT]
    assert [one.ended_by for one in ended] == ["paused"]
    await scene.travel_to("2026-12-07 09:30")
    await max_.sees("anything changed underneath?").press("All steady")
    await scene.travel_to("2026-12-14 09:30")
    ended_ = sam.sees("What now?")
    assert "excused by Sam Steward until Friday 11 December" in ended_.text and labels(ended_) == ["Excuse it longer…"]
    await olivia.sees("is this normal?").press("Looked: normal")
    assert "gone quiet" not in (await sam.owner("gaps")).text, "nobody is accused of what was paused"


async def test_a_leaver_ends_the_pause_and_the_vacancy_is_told(scene: Scene) -> None:
    olivia, _, sam, _, system = await five(scene)
    seat = await seat_of(scene, system, Role.OPERATOR)
    pause = {"kind": "pause", "reason": "migration", "until": "2027-01-15"}
    refused = await scene.act(Submitted(sam.caller, "excuse", seat.id, {**pause, "kind": "accepted_gap"}))
    assert refused.problem == "incomplete", "there is no gap to accept"
    assert not (await scene.act(Submitted(sam.caller, "excuse", seat.id, pause))).problem
    await olivia.leaves()
    await scene.travel_to("2026-11-26 10:00")
    assert "Olivia Ortega left the organisation" in sam.sees("has no operator").text
