"""What is shown can be pressed by whoever reads it: a cover decides nothing, the steward comes first (R2, R3, STATES, People)."""

from bot.model import Role
from tests.flows.corners import five, labels, on, press, seat_of
from tests.scene import Actor, Scene


async def covered(scene: Scene) -> tuple[Actor, Actor, Actor, Actor]:
    """Sam is away and Dee stands in for them."""
    olivia, max_, sam, dee, _ = await five(scene)
    await sam.owner("away until 2026-12-18 cover @Dee Diaz")
    await dee.sees("stand in").press("Yes, I cover")
    return olivia, max_, sam, dee


async def test_a_cover_of_the_steward_sees_what_they_see_and_decides_nothing(scene: Scene) -> None:
    _, _, _, dee = await covered(scene)
    refused = await dee.command("stage invoice triage")
    assert refused.problem == "may_not" and refused.form is None
    assert (await dee.command("edit invoice triage")).problem == "may_not"
    assert labels(await dee.owner("invoice triage")) == ["Message Olivia", "Raise a concern", "History", "Share here"]


async def test_a_cover_is_told_of_a_leaver_and_sees_who_can_name_somebody(scene: Scene) -> None:
    olivia, max_, _, dee = await covered(scene)
    await olivia.leaves()
    left = await max_.command("step-down")
    assert left.form is not None
    await max_.fill(left.form, reason="another team")
    await scene.travel_to("2026-11-26 10:00")
    leaving = dee.sees("Max Meyer steps down as maintainer")
    assert "is free on Wednesday 9 December, successor or not" in leaving.text
    assert labels(leaving) == labels(dee.sees("has no operator")) == ["Who can?"]
    assert "Name a person" not in labels(await dee.owner("invoice triage"))


async def test_where_no_steward_is_the_button_names_the_steward(scene: Scene) -> None:
    ada = scene.actors["ada"]
    sam, olivia = await scene.people("Sam Steward", "Olivia Ortega")
    form = (await ada.command("add Invoice triage")).form
    assert form is not None
    added = on(ada, await ada.fill(form))
    assert labels(added) == ["Name its steward"]
    await scene.travel_to("2026-11-25 10:00")
    told = ada.sees("has no operator")
    assert labels(told).count("Name its steward") == 2, "operator and maintainer wait for it"
    assert not (await told.press("Name its steward", about="no operator", person="Sam Steward")).problem
    sam.sees("asks you to be the steward")
    refused = on(ada, await ada.command("offer invoice triage operator @Olivia Ortega"))
    assert labels(refused) == ["Name another steward"], "Sam is asked already"
    assert labels(await ada.owner("invoice triage")).count("Name a person") == 0
    olivia.sees_nothing()


async def test_the_form_of_an_offer_opens_for_those_who_can_offer_and_is_one(scene: Scene) -> None:
    olivia, _, sam, _, system = await five(scene)
    guest = await scene.person("Gus Guest", external=True)
    seat = await seat_of(scene, system, Role.OPERATOR)
    for actor in (guest, olivia):
        refused = await press(actor, "offer", seat.id)
        assert refused.problem == "may_not" and refused.form is None
    by_button, by_command = (await press(sam, "offer", seat.id)).form, (await sam.command("offer invoice triage operator")).form
    assert by_button is not None and by_button == by_command
    assert next(one.value for one in by_button.fields if one.name == "hours") == "2"


async def test_a_holder_reads_the_diagnostic_without_the_stewards_buttons(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, None, sam)
    shown = await olivia.owner("gaps")
    assert "no maintainer" in shown.text and "Name a person" not in labels(shown)
    offered = await (await sam.owner("gaps")).press("Name a person", about="no maintainer", person="Max Meyer")
    assert not offered.problem
    max_.sees("asks you to be the maintainer")


async def test_naming_a_cover_for_somebody_who_is_here_is_told_to_them_and_taken_back_by_them(scene: Scene) -> None:
    olivia, max_, sam, dee, _ = await five(scene)
    said = await sam.owner("cover @Olivia Ortega by @Dee Diaz")
    assert "Olivia Ortega counts as away until they say they are back" in said.text and "you" not in said.text
    told = olivia.sees("Sam Steward has marked you as away, and Dee Diaz is asked to stand in")
    asked = dee.sees("Sam Steward asks you to stand in for Olivia Ortega")
    await asked.press("Yes, I cover")
    await told.press("I'm here")
    await scene.travel_to("2026-11-30 09:30")
    await olivia.sees("is this normal?").press("Looked: normal")
    assert olivia.still_sees("You are not marked as away any more") and dee.still_sees("nothing to cover")
    for actor in (max_, sam, dee):
        actor.sees_nothing()


async def test_a_steward_does_not_say_away_for_the_jobs_of_others(scene: Scene) -> None:
    olivia, max_, sam, _, _ = await five(scene)
    (lena,) = await scene.people("Lena Lind")
    await scene.staffed("CV screening", olivia, max_, lena)
    refused = await sam.command("cover @Olivia Ortega by @Dee Diaz")
    assert refused.problem == "not_away"
    assert "has not said that they are away" in on(sam, refused).text and "Ada Nowak" in on(sam, refused).text
    olivia.sees_nothing()
