"""Merged, retired, left: what ends then, who is told, and that nothing goes on asking (R2, R3, R8, STATES, System)."""

from decimal import Decimal

from bot.events import Submitted
from bot.model import AssignmentState, Role, Stage, System
from tests.flows.corners import ACCEPTED, five, labels, on, seat_of
from tests.scene import Actor, Scene

STEWARDS = {"skill": "runs payables", "purpose": "invoices paid", "earns_keep_when": "no more clerks"}


async def stages(scene: Scene, actor: Actor, system: System, *wanted: Stage) -> None:
    """Through the form of the stage."""
    for stage in wanted:
        form = (await actor.command(f"stage {system.name}")).form
        assert form is not None
        done = await actor.fill(form, stage=stage.value)
        assert not done.problem, done


async def test_a_merger_asks_the_steward_first_and_the_others_once_that_one_has_said_yes(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, sam, _, system = await five(scene)
    seat = await seat_of(scene, system, Role.OPERATOR)
    await scene.act(Submitted(sam.caller, "hours", seat.id, {"hours": "9", "authority": "stop it"}))
    kept = await scene.system("Invoice sorter")
    await ada.owner("merge invoice triage into invoice sorter")
    olivia.sees_nothing()
    max_.sees_nothing()
    async with scene.store.reading() as tx:
        waiting = await tx.assignments.open_of((await tx.seats.of(kept.id))[Role.OPERATOR].id)
    assert [(one.state, one.invited_at, one.hours) for one in waiting] == [(AssignmentState.PROPOSED, None, Decimal(9))]
    await sam.sees("asks you to be the steward of Invoice sorter").press("Accept…", **STEWARDS)
    asked = olivia.sees("Sam Steward asks you to be the operator of Invoice sorter")
    assert "grants you 9 hours a month, and you may stop it" in asked.text
    await asked.press("Accept…", **ACCEPTED)
    max_.sees("asks you to be the maintainer of Invoice sorter")
    assert "Olivia Ortega, operator" in (await ada.owner("invoice triage")).text, "its old name finds it"
    await scene.travel_to("2026-11-26 10:00")
    ada.sees("is the steward of Invoice sorter now")
    sam.sees("is the operator of Invoice sorter now")


async def test_a_merger_into_a_system_with_a_steward_asks_in_their_name(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, _, _, _, _ = await five(scene)
    lena, mia = await scene.people("Lena Lind", "Mia Moss")
    await scene.staffed("Invoice sorter", None, mia, lena)
    await ada.owner("merge invoice triage into invoice sorter")
    assert "Lena Lind asks you to be the operator of Invoice sorter" in olivia.sees("asks you").text


async def test_a_leaver_is_told_of_though_somebody_is_asked_already(scene: Scene) -> None:
    olivia, _, sam, dee, _ = await five(scene)
    await sam.owner("offer invoice triage operator @Dee Diaz")
    dee.sees("asks you to be the operator")
    await olivia.leaves()
    await scene.travel_to("2026-11-26 10:00")
    told = sam.sees("Olivia Ortega left the organisation, so Invoice triage has no operator now")
    assert "Dee Diaz is asked and has not said yes" in told.text and labels(told) == ["Name somebody else"]


async def test_a_retired_system_takes_its_offers_back_and_asks_nobody_anything(scene: Scene) -> None:
    olivia, max_, sam, dee, system = await five(scene)
    await sam.owner("offer invoice triage operator @Dee Diaz")
    dee.sees("asks you to be the operator")
    await stages(scene, sam, system, Stage.RETIRING, Stage.RETIRED)
    assert dee.still_sees("was withdrawn: it is retired").buttons() == []
    await scene.travel_to("2027-12-01 10:00")
    for actor in (olivia, max_, sam, dee):
        actor.sees_nothing()  # a year later nobody is asked whether it is still theirs


async def test_an_override_ends_with_its_system(scene: Scene) -> None:
    ada = scene.actors["ada"]
    (sam,) = await scene.people("Sam Steward")
    system = await scene.staffed("CV screening", None, None, sam, Stage.PLANNED)
    form = (await ada.command("stage cv screening")).form
    assert form is not None
    assert not (await ada.fill(form, stage="pilot", reason="a date was promised", until="2026-12-04")).problem
    sam.sees("has no operator")
    await stages(scene, ada, system, Stage.RETIRING, Stage.RETIRED)
    await scene.travel_to("2026-12-30 10:00")
    sam.sees_nothing()
    assert "override" not in (await ada.owner("gaps")).text


async def test_a_reason_for_two_jobs_counts_on_whichever_it_was_given(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, sam, _, _ = await five(scene)
    form = (await sam.command("offer invoice triage operator")).form
    assert form is not None
    asked = (await sam.fill(form, person="Max Meyer")).form
    assert asked is not None
    await sam.fill(asked, reason="nobody else knows it")
    await max_.sees("asks you to be the operator").press("Accept…", **ACCEPTED)
    shown = await ada.owner("gaps")
    assert "holds another job of it (“nobody else knows it”)" in shown.text and "no reason is written down" not in shown.text
    await scene.travel_to("2026-11-26 10:00")
    olivia.sees("You are released")
    sam.sees("is the operator of Invoice triage now")


async def test_the_only_one_who_could_grant_it_is_told_so_on_stepping_down(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, dee = await scene.people("Olivia Ortega", "Max Meyer", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, ada)
    left = on(ada, await (await ada.owner("me")).press("Not me any more…", reason="too much"))
    assert "Nobody else can grant this role" in left.text
    assert labels(left) == ["I stay after all", "Name a successor", "Name a second pair of eyes"]
    assert not (await left.press("Name a second pair of eyes", second="Dee Diaz")).problem
    dee.sees("second pair of eyes")


async def test_what_is_retired_reminds_no_second_pair_of_eyes_and_is_not_looked_at_again(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, sam, dee, system = await five(scene)
    await scene.travel_to("2026-12-01 10:00", answering=(olivia, max_))
    await sam.sees("still needed").press("Expand", words="for every unit", review_on="2027-01-15")
    await scene.travel_to("2026-12-02 10:00", answering=(olivia, max_))
    scene.the_stage_is_set()
    seat = await seat_of(scene, system, Role.STEWARD)
    await scene.act(Submitted(sam.caller, "name_second", seat.id, {"second": "Dee Diaz"}))
    dee.sees("second pair of eyes")
    await stages(scene, ada, system, Stage.RETIRING, Stage.RETIRED)
    dee.still_sees("You are not asked any more to be the second pair of eyes")
    await scene.travel_to("2027-02-01 10:00")
    for actor in (dee, sam, olivia, max_):
        actor.sees_nothing()
