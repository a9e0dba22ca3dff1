"""A decision that is taken back, overtaken, or looked at by another steward; history to the day (PRODUCT §5, R7)."""

from bot.events import Submitted
from bot.model import AnswerKind, Decision, Role, Stage, System
from tests.scene import Actor, OnScreen, Scene


async def monthly(scene: Scene, **more: object) -> tuple[Actor, Actor, Actor, System, OnScreen]:
    """Sam is asked the monthly question about Invoice triage; nobody else is asked anything before."""
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    system = await scene.staffed("Invoice triage", olivia, max_, sam, **more)  # type: ignore[arg-type]
    await scene.travel_to("2026-11-30 09:30")
    olivia.sees("is this normal?")
    await scene.travel_to("2026-12-01 09:30")
    olivia.sees("Invoice triage is still waiting")
    return olivia, max_, sam, system, sam.sees("still needed, still the right shape")


async def system_of(scene: Scene, system: System) -> System:
    async with scene.store.reading() as tx:
        found = await tx.systems.get(system.id)
        assert found is not None
        return found


async def decisions(scene: Scene, system: System) -> list[Decision]:
    async with scene.store.reading() as tx:
        return await tx.decisions.of(system.id)


async def stages(scene: Scene, system: System, actor: Actor, wanted: str) -> None:
    reply = await actor.command(f"stage {system.slug}")
    assert reply.form is not None
    assert not (await actor.fill(reply.form, stage=wanted)).problem


async def test_undo_takes_the_decision_back_and_restores_the_retirement_it_had_ended(scene: Scene) -> None:
    olivia, max_, sam, system, question = await monthly(scene, stage=Stage.PILOT)
    await question.press("Retire", words="too dear", review_on="2027-03-01", act_on="2027-02-01")
    max_.sees("is to be switched off on 1 February")
    await scene.travel_to("2027-01-04 09:30", answering=(olivia, max_))
    sam.sees("still needed, still the right shape")
    changed = await sam.says("keep it")
    assert changed.card is not None and (await system_of(scene, system)).stage is Stage.PILOT, "a pilot again, not in production"
    max_.still_sees("is not to be switched off any more")
    undone = await OnScreen(sam, changed.card).press("Undo")
    assert not undone.problem
    retire, keep = await decisions(scene, system)
    assert (await system_of(scene, system)).stage is Stage.RETIRING and retire.next_at is not None
    assert keep.undone_at is not None and keep.next_at is None
    told = (await sam.owner("history invoice triage")).text
    assert "keep, 4 January 2027 by Sam Steward (taken back)" in told and "retire, 1 December 2026 by Sam Steward: “too dear”" in told
    assert "Decided last by then: retire" in (await sam.owner("invoice triage on 2027-01-04")).text
    off = await max_.still_sees("is to be switched off on 1 February").press("It is switched off")
    assert not off.problem and (await system_of(scene, system)).stage is Stage.RETIRED


async def test_a_stage_set_by_hand_ends_the_retirement(scene: Scene) -> None:
    olivia, max_, sam, system, question = await monthly(scene)
    await question.press("Retire", words="too dear", review_on="2027-03-01", act_on="2026-12-15")
    max_.sees("is to be switched off on 15 December")
    await stages(scene, system, sam, "production")
    max_.still_sees("is not to be switched off any more")
    (retirement,) = await decisions(scene, system)
    assert retirement.next_at is None and retirement.done_at is None
    await stages(scene, system, sam, "retiring")
    await stages(scene, system, sam, "retired")
    assert (await system_of(scene, system)).switched_off_at == scene.clock.now()
    asked = len(max_.inbox())
    await scene.travel_to("2026-12-30 12:00")
    assert len(max_.inbox()) == asked, "nobody is asked about it any more"
    for actor in (olivia, sam):
        actor.sees_nothing()


async def test_retired_by_hand_carries_the_retirement_out_and_its_steward_hears_it(scene: Scene) -> None:
    _, max_, sam, system, question = await monthly(scene)
    await question.press("Retire", words="too dear", review_on="2027-03-01", act_on="2026-12-15")
    max_.sees("is to be switched off on 15 December")
    await stages(scene, system, scene.actors["ada"], "retired")
    (retirement,) = await decisions(scene, system)
    assert (retirement.done_at, retirement.done_by) == (scene.clock.now(), scene.actors["ada"].id)
    max_.still_sees("is switched off, since")
    await scene.travel_to("2026-12-02 09:30")
    sam.sees("is switched off, says Ada Nowak")
    await scene.travel_to("2026-12-30 12:00")


async def test_a_review_names_whoever_took_the_decision_to_the_steward_of_today(scene: Scene) -> None:
    olivia, max_, sam, system, question = await monthly(scene)
    await question.press("Not sure", words="who uses it?", review_on="2026-12-02")
    tom = await scene.person("Tom Other")
    async with scene.store.reading() as tx:
        seat = (await tx.seats.of(system.id))[Role.STEWARD]
    await scene.hold(seat, tom, scene.actors["ada"])
    tom.sees("the steward of Invoice triage")
    await scene.travel_to("2026-12-02 09:30")
    scene.actors["ada"].sees("Tom Other is the steward")
    told = tom.sees("time to look at it again").text
    assert "Sam Steward said not sure on 1 December 2026" in told and "You said" not in told
    async with scene.store.reading() as tx:
        assert (await tx.decisions.last([system.id]))[system.id].kind is AnswerKind.NOT_SURE
    olivia.sees("still waiting")
    assert "Tom Other is the steward" in sam.sees("Invoice triage").text
    max_.sees_nothing()


async def test_a_cover_who_says_yes_late_covered_from_then_on(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.act(Submitted(olivia.caller, "away", "", {"until": "2026-12-04", "cover": dee.id}))
    asked = dee.sees("stand in")
    await scene.travel_to("2026-11-27 10:00")
    sam.sees("Olivia Ortega is away, and no cover has said yes")
    await asked.press("Yes, I cover")
    assert "covered by Dee Diaz from 27 November 2026 to 4 December 2026" in (await sam.owner("history invoice triage")).text
    assert "covered by Dee Diaz" in (await sam.owner("invoice triage on 2026-11-27")).text
    assert "covered by Dee Diaz" not in (await sam.owner("invoice triage on 2026-11-26")).text


async def test_a_decision_is_of_the_askers_day(scene: Scene) -> None:
    olivia, _, sam, _, question = await monthly(scene)
    ken = await scene.person("Ken Kato", zone="Asia/Tokyo", country="JP")
    await scene.travel_to("2026-12-01 18:30")  # in Tokyo it is the 2nd
    await question.press("Keep")
    assert "keep, 2 December 2026 by Sam" in (await ken.owner("history invoice triage")).text
    assert "keep, 2 December 2026 by Sam" in (await ken.owner("invoice triage on 2026-12-02")).text
    assert "Decided" not in (await ken.owner("invoice triage on 2026-12-01")).text
    assert "keep, 1 December 2026 by Sam" in (await sam.owner("history invoice triage")).text
    olivia.sees_nothing()


async def test_the_kept_system_tells_the_history_of_what_was_merged_into_it(scene: Scene) -> None:
    olivia, max_, sam, dee, tom = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz", "Tom Other")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.staffed("Invoice bot", dee, tom, sam)
    ada = scene.actors["ada"]
    assert not (await ada.command("merge invoice triage into invoice bot")).problem
    told = (await ada.owner("history invoice triage")).text
    assert "Invoice bot: who held what" in told and "Dee Diaz from 25 November 2026 to today" in told
    assert "Invoice triage, merged into it:" in told and "Olivia Ortega from 24 November 2026 to 26 November 2026" in told
    then = (await ada.owner("invoice bot on 2026-11-24")).text
    assert "Operator of Invoice triage, merged into it: Olivia Ortega" in then and "Operator: nobody; now Dee Diaz" in then
    later = (await ada.owner("invoice bot on 2026-11-26")).text
    assert "Operator: Dee Diaz" in later


async def test_what_arrives_after_the_day_of_the_switch_off_is_told_to_the_steward_and_shown(scene: Scene) -> None:
    olivia, max_, sam, _, question = await monthly(scene)
    await question.press("Retire", words="too dear", review_on="2027-03-01", act_on="2026-12-02")
    max_.sees("is to be switched off on 2 December")
    await olivia.still_sees("Invoice triage").press("Looked: normal")
    await scene.travel_to("2026-12-02 18:00")
    assert "signs of life" not in (await olivia.owner("invoice triage")).text, "it still had that day"
    max_.sees("is to be switched off")
    await scene.travel_to("2026-12-07 09:30")
    asked = olivia.sees("is this normal?")
    max_.sees("Invoice triage")
    await asked.press("Didn't look")
    assert "signs of life" not in (await olivia.owner("invoice triage")).text
    changed = await olivia.still_sees("didn't look").press("Change")
    assert changed.card is not None
    await OnScreen(olivia, changed.card).press("Looked: normal")
    told = (await olivia.owner("invoice triage")).text
    assert (
        "signs of life: an answer from the day-to-day side came on 7 December 2026, though it should be off since 3 December 2026" in told
    )
    assert "was to be off by now, and an answer from the day-to-day side still arrives" in sam.sees("Invoice triage").text
    await max_.still_sees("Last month").press("Last month's number…", amount="903", currency="EUR")
    await max_.still_sees("is to be switched off").press("It is switched off")
    assert "signs of life" not in (await olivia.owner("invoice triage")).text, "all that was before"
    await scene.travel_to("2026-12-08 09:30")
    assert "a cost still arrives" in sam.sees("Invoice triage").text
