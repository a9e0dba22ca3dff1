"""The diagnostic tells what is asked already, counts people as people, and says who can where its reader cannot (PRODUCT §8, R2)."""

from bot.actions.import_register import import_register
from bot.actions.work import Work
from bot.events import Submitted
from bot.model import Role
from bot.rules.register import RegisterRow
from tests.flows.corners import five, labels, on, press, seat_of
from tests.scene import Scene


async def test_a_steward_who_is_named_or_asked_already_is_not_to_be_named_first(scene: Scene) -> None:
    ada, sam = scene.actors["ada"], await scene.person("Sam Steward")
    system = await scene.system("Invoice triage")
    assert "name first its steward" in (await ada.owner("gaps")).text
    steward = await seat_of(scene, system, Role.STEWARD)
    await scene.act(Submitted(ada.caller, "offer", steward.id, {"person": sam.id, "hours": "2"}))
    sam.sees("asks you to be the steward")
    told = await ada.owner("gaps")
    assert "no operator, so nobody watches it day to day: its steward (purpose) has been asked, and offers this after a yes" in told.text
    assert "name first its steward" not in told.text and "Name its steward" not in labels(told)
    assert "Sam Steward has been asked to be the steward (purpose) and has not answered: name somebody else, or wait" in told.text


async def test_a_second_pair_of_eyes_who_was_asked_is_not_asked_for_anew(scene: Scene) -> None:
    _, _, sam, dee, system = await five(scene)
    assert "Sam Steward has no second pair of eyes" in (await sam.owner("gaps")).text
    steward = await seat_of(scene, system, Role.STEWARD)
    await scene.act(Submitted(sam.caller, "name_second", steward.id, {"second": "Dee Diaz"}))
    dee.sees("second pair of eyes")
    told = await sam.owner("gaps")
    assert "whom Sam Steward asked to be the second pair of eyes has not said yes: name another, or wait for the answer" in told.text
    assert "Name another" in labels(told) and "Name one" not in labels(told)


async def test_show_them_says_each_job_with_its_own_hours_and_does_not_count_anew(scene: Scene) -> None:
    ada = scene.actors["ada"]
    _, max_, sam, dee, _ = await five(scene)
    for name in ("Chat helper", "Route planner"):
        await scene.staffed(name, None, max_, sam)
    scene.the_stage_is_set()
    first = await ada.owner("gaps")
    assert "Max Meyer holds 3 roles: 12 hours a month needed, 6 granted. Spread them." in first.text
    each = on(ada, await first.press("Show them", about="Max Meyer"))
    assert each.text.count("Max Meyer is its maintainer (technical side): 4 hours a month needed, 2 granted.") == 3
    assert "holds 1 role" not in each.text
    dee.sees_nothing()


async def test_the_people_an_import_named_are_counted_once_each(scene: Scene) -> None:
    ada = scene.actors["ada"]
    rows = [RegisterRow(n, {"name": f"System {n}", "steward": "sam@acme.example", "operator": "olivia@acme.example"}) for n in range(1, 5)]
    async with scene.store.writing() as tx:
        await import_register(Work(tx, scene.clock.now(), scene.organisation), rows, source="register.csv", dry_run=False)
    assert "First: invite the 2 people who are named for 8 seats and have not been asked." in (await ada.owner("gaps")).text
    await scene.travel(days=2)
    assert "8 seats with 2 people named and not asked yet" in ada.sees("named and not asked yet").text
    assert "more retired" not in (await ada.owner("gaps")).text


async def test_where_nothing_is_a_holders_to_mend_each_line_says_who_can(scene: Scene) -> None:
    olivia, _, _, _, system = await five(scene)
    told = await olivia.owner("gaps")
    assert (
        "The worst stands first. What is not yours to mend says who can." in told.text
        and "First: mend the first line below" not in told.text
    )
    assert "Who can?" in labels(told)
    shown = on(olivia, await told.press("Who can?"))
    assert "Should it exist?" in shown.text and system.name in shown.text


async def test_what_is_no_longer_somebodys_is_said_once_a_message(scene: Scene) -> None:
    olivia, max_, _, dee, _ = await five(scene)
    for words in ("dates are swapped", "totals look odd", "vendors are missing"):
        reply = await max_.command("concern invoice triage")
        assert reply.form is not None
        await max_.fill(reply.form, words=words, severity="customers")
    await scene.travel_to("2026-11-26 10:00")
    assert "totals look odd" in olivia.sees("vendors are missing").text, "two concerns in one message"
    await olivia.owner("hand-over @Dee Diaz")
    await dee.sees("asks you to be the operator").press("Accept…", skill="s", normal="n")
    await scene.travel_to("2026-11-27 10:00")
    for one in dee.sees("totals look odd").buttons():
        if one.label == "Mine: input or use":
            await press(dee, one.action, one.ref)
    assert olivia.still_sees("no longer yours").text.count("Invoice triage is no longer yours") == 1
    scene.the_stage_is_set()


async def test_inviting_and_merging_are_for_admins(scene: Scene) -> None:
    _, _, sam, _, _ = await five(scene)
    for text in ("invite", "merge invoice triage into invoice triage"):
        assert "is for admins. Ask Ada Nowak." in (await sam.owner(text)).text


async def test_accepting_takes_a_place_to_look_for_each_check(scene: Scene) -> None:
    ada, olivia = scene.actors["ada"], await scene.person("Olivia Ortega")
    sam = await scene.person("Sam Steward")
    system = await scene.staffed("Invoice triage", None, None, sam)
    operator = await seat_of(scene, system, Role.OPERATOR)
    await scene.act(Submitted(ada.caller, "offer", operator.id, {"person": olivia.id, "hours": "2"}))
    asked = olivia.sees("asks you to be the operator")
    form = (await asked.press("Accept…")).form
    assert form is not None
    lacks = (await olivia.fill(form, check_1_link="https://acme.example/rejections", check_2="ten totals", check_2_link="the portal")).form
    assert lacks is not None and set(lacks.errors) == {"skill", "normal", "check_1", "check_2_link"}
    assert not {one.label for one in lacks.fields} & set(lacks.errors.values()), "an error says more than its field"
    done = await olivia.fill(
        lacks, skill="clerk", normal="200 a day", check_1="five rejections", check_2_link="https://acme.example/totals"
    )
    assert done.problem == ""
    await scene.travel_to("2026-11-30 10:00", answering=(sam,))
    assert "https://acme.example/rejections" in str(olivia.sees("five rejections").card)
    scene.the_stage_is_set()


async def test_my_data_counts_what_waited_and_what_others_were_told_apart(scene: Scene) -> None:
    olivia, max_, sam, _, _ = await five(scene)
    await scene.travel_to("2026-12-07 10:00", answering=(olivia, max_, sam))
    shown = (await olivia.owner("me data")).text
    assert "2 times that a job waited for you" in shown and "quiet" not in shown and "told to somebody else" not in shown
    assert "You wrote on 24 November 2026: “by what skill: knows the work; what is normal: about 200 a day" in shown
    assert "skill: knows" in shown and "skill: knows the work\n" not in shown and "check_" not in shown
    await scene.travel_to("2026-12-18 10:00", answering=(max_, sam))
    await olivia.reads_questions()
    assert "3 times that a job waited for you, 1 of these told to somebody else" in (await olivia.owner("me data")).text
    assert "1 time that you were told of a job that waits" in (await sam.owner("me data")).text
    scene.the_stage_is_set()
