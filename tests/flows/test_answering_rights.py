"""A question is answered by whom it is addressed to, as long as they hold the seat or stand in on it (PRODUCT §6)."""

from dataclasses import replace

from bot import ids
from bot.events import AccountLeft, Caller, Commanded, Pressed, Submitted
from bot.model import Account, AccountId, OutOfReach, Platform, Role, Stage
from tests.flows.corners import labels, on, press
from tests.scene import Actor, Scene


async def question_of(scene: Scene, role: Role) -> str:
    """The open check-in of a role of the only system."""
    async with scene.store.reading() as tx:
        (system,) = await tx.systems.all()
        found = await tx.check_ins.open_of((await tx.seats.of(system.id))[role].id)
    assert found is not None
    return found.id


async def stage_of(scene: Scene) -> Stage:
    async with scene.store.reading() as tx:
        (system,) = await tx.systems.all()
    return system.stage


async def hand_over(scene: Scene, role: Role, holder: Actor, to: Actor) -> None:
    """The successor says yes; what was answered before stays answered."""
    await holder.owner(f"hand-over invoice triage {role.value} to @{to.name}")
    async with scene.store.reading() as tx:
        (system,) = await tx.systems.all()
        offers = await tx.assignments.open_of((await tx.seats.of(system.id))[role].id)
        offer = next(one for one in offers if one.person_id == to.id)
    words = {"skill": "knows it", "normal": "200 a day", "purpose": "paid in time", "earns_keep_when": "no more clerks"}
    done = await scene.desk.handle(Submitted(to.caller, "accept", offer.id, words))
    assert not done.problem, done
    scene.the_stage_is_set()


async def test_a_steward_who_handed_over_no_longer_decides(scene: Scene) -> None:
    olivia, max_, sam, tom = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Tom Torres")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-12-07 10:00", answering=(olivia, max_))
    asked = await question_of(scene, Role.STEWARD)
    kept = await scene.desk.handle(Submitted(sam.caller, "answer.keep", asked, {"review_on": "2027-03-01"}))
    assert not kept.problem, kept
    await hand_over(scene, Role.STEWARD, sam, tom)
    words = {"words": "enough", "review_on": "2027-03-01"}
    for action in ("answer.retire", "answer.keep", "change", "undo", "tomorrow"):
        event = Submitted(sam.caller, action, asked, words) if action.startswith("answer") else Pressed(sam.caller, action, asked)
        refused = await scene.desk.handle(event)
        assert refused.problem == "not_yours", (action, refused)
    assert await stage_of(scene) is Stage.PRODUCTION


async def test_a_number_is_taken_from_whoever_is_asked_now_and_only_if_it_can_be_one(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-11-30 10:00", answering=(max_, sam))
    asked = await question_of(scene, Role.OPERATOR)
    for wrong in ("1e999999999", "9" * 40, "1e13", "NaN", "0." + "1" * 60):
        refused = await scene.desk.handle(Submitted(olivia.caller, "number", asked, {"amount": wrong}))
        assert refused.problem == "incomplete", wrong
    answered = await scene.desk.handle(Pressed(olivia.caller, "answer.normal", asked))
    assert not answered.problem
    await hand_over(scene, Role.OPERATOR, olivia, dee)
    late = await scene.desk.handle(Submitted(olivia.caller, "number", asked, {"amount": "200"}))
    assert late.problem == "not_yours"
    async with scene.store.reading() as tx:
        (system,) = await tx.systems.all()
        assert await tx.signals.of(system.id, 10) == []


async def test_a_budget_beyond_all_reason_is_refused_and_stops_nobodys_questions(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    form = (await scene.desk.handle(Pressed(sam.caller, "edit", system.id))).form
    assert form is not None
    values = {one.name: one.value for one in form.fields} | {"budget": "9" * 30 + " EUR"}
    refused = await scene.desk.handle(Submitted(sam.caller, "edit", system.id, values))
    assert refused.problem == "incomplete" and refused.form is not None and "budget" in refused.form.errors


async def test_an_account_its_platform_took_away_does_nothing_any_more(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    second = Account(AccountId(ids.new()), olivia.id, Platform.LOCAL, "elsewhere", "olivia", "Olivia Ortega")
    async with scene.store.writing() as tx:
        await tx.accounts.add(second)
    there = Caller(Platform.LOCAL, "elsewhere", "olivia")
    assert (await scene.desk.handle(Commanded(there, "me"))).problem == ""
    await scene.desk.handle(AccountLeft(there))
    assert (await scene.desk.handle(Commanded(there, "me"))).problem == "unknown_person"
    assert (await scene.desk.handle(Commanded(there, "settings"))).problem == "unknown_person"
    async with scene.store.reading() as tx:
        assert (await tx.accounts.get(second.id)) == replace(second, deleted=True, out_of_reach=OutOfReach.DEACTIVATED)


async def test_what_somebody_said_stays_on_their_screen_and_cannot_be_changed_after_they_handed_over(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-11-30 10:00")
    await olivia.sees("is this normal?").press("Looked: normal")
    assert "Change" in labels(olivia.still_sees("looked, normal"))
    asked = await question_of(scene, Role.OPERATOR)
    await hand_over(scene, Role.OPERATOR, olivia, dee)
    await scene.settle()
    assert "Change" not in labels(olivia.still_sees("looked, normal, said Olivia Ortega"))
    refused = on(olivia, await press(olivia, "change", asked)).text
    assert "This question is for Dee Diaz" in refused and "What you said stays as it is." in refused
    newcomer = on(dee, await press(dee, "change", asked)).text
    assert "The next one comes to you" in newcomer


async def test_a_cover_whose_holder_is_back_decides_nothing_any_more(scene: Scene) -> None:
    olivia, max_, sam, cleo = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Cleo Carter")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await sam.owner("away until 2026-12-04 cover @Cleo Carter")
    await cleo.sees("asks you to stand in").press("Yes, I cover")
    await scene.travel_to("2026-12-01 09:30", answering=(olivia, max_))
    await cleo.sees("You stand in for Sam Steward").press("Keep")
    asked = await question_of(scene, Role.STEWARD)
    await sam.owner("back")
    scene.the_stage_is_set()
    retire = {"words": "enough", "review_on": "2027-03-01"}
    for action in ("answer.retire", "answer.keep", "answer.not_sure"):
        refused = await scene.desk.handle(Submitted(cleo.caller, action, asked, retire))
        assert refused.problem == "not_yours", action
    assert await stage_of(scene) is Stage.PRODUCTION
    assert "Change" not in labels(cleo.still_sees("keep, said Cleo Carter"))


async def test_a_figure_below_nothing_is_refused_but_for_what_it_brought(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-12-07 10:00", answering=(sam,))
    scene.the_stage_is_set()
    operators, maintainers = await question_of(scene, Role.OPERATOR), await question_of(scene, Role.MAINTAINER)
    for actor, ref, action, values in (
        (olivia, operators, "number", {"kind": "volume", "amount": "-5"}),
        (max_, maintainers, "number", {"currency": "EUR", "amount": "-5"}),
        (max_, maintainers, "answer.cost_off", {"words": "odd", "amount": "-5"}),
    ):
        refused = await scene.desk.handle(Submitted(actor.caller, action, ref, values))
        assert refused.form is not None and "amount" in refused.form.errors, (action, values)
    taken = await scene.desk.handle(Submitted(olivia.caller, "number", operators, {"kind": "value", "amount": "-5"}))
    assert not taken.problem, "it cost its users more than it brought"


async def test_an_outsider_who_presses_what_is_not_theirs_reads_no_name_of_it(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    gus = await scene.person("Gus Guest", external=True)
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-11-30 10:00", answering=(olivia, max_, sam))
    await olivia.command("concern invoice triage")
    raised = await scene.act(Submitted(olivia.caller, "concern", system.id, {"words": "doubled", "severity": "cosmetic"}))
    assert not raised.problem
    await sam.owner("offer invoice triage operator @Dee Diaz")
    async with scene.store.reading() as tx:
        seats = await tx.seats.of(system.id)
        check_in = await tx.check_ins.open_of(seats[Role.OPERATOR].id)
        offers = await tx.assignments.open_of(seats[Role.OPERATOR].id)
        (concern,) = await tx.concerns.open_of([system.id])
    assert check_in is not None
    offered = next(one for one in offers if one.person_id == dee.id)
    doors: list[tuple[str, str]] = [
        ("answer.normal", check_in.id),
        ("tomorrow", check_in.id),
        ("number", check_in.id),
        ("change", check_in.id),
    ]
    doors += [("accept", offered.id), ("ask_more", offered.id), ("decline", offered.id), ("withdraw", offered.id)]
    doors += [("concern_show", concern.id), ("concern_move.acknowledge", concern.id)]
    for action, ref in doors:
        refused = await press(gus, action, ref)
        assert refused.problem and refused.card is not None, action
        for name in ("Olivia", "Max", "Sam", "Dee", "Invoice"):
            assert name not in on(gus, refused).text, (action, on(gus, refused).text)
    scene.the_stage_is_set()
