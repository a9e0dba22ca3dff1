"""Concerns from raised to normal again, and what happens when nobody takes the next step (PRODUCT §4, STATES, Concern)."""

from dataclasses import replace

from bot.events import Pressed
from bot.model import System
from bot.views.plain import plain
from tests.scene import Actor, Scene


async def four(scene: Scene) -> tuple[Actor, Actor, Actor, Actor, Actor, System]:
    """Olivia operates, Max maintains, Sam stewards; Dee is a colleague, Ada the admin."""
    sam, olivia, max_, dee = await scene.people("Sam Steward", "Olivia Ortega", "Max Meyer", "Dee Diaz")
    system = await scene.staffed("Invoice triage", olivia, max_, sam, how_to_stop="the switch in the finance portal")
    return scene.actors["ada"], sam, olivia, max_, dee, system


async def raises(scene: Scene, actor: Actor, severity: str = "customers", words: str = "wrong IBANs", **more: str) -> None:
    reply = await actor.command("concern invoice triage")
    assert reply.form is not None
    done = await actor.fill(reply.form, words=words, severity=severity, **more)
    assert not done.problem, done


async def test_a_colleagues_concern_goes_from_triage_to_normal_again_and_she_hears_of_every_step(scene: Scene) -> None:
    _, _, olivia, max_, dee, _ = await four(scene)
    await scene.travel_to("2026-11-26 10:00")
    await raises(scene, dee, since="2026-11-20", where="https://acme.example/chat/1")
    await scene.travel_to("2026-11-26 10:01")
    card = olivia.sees("wrong for 6 days before somebody said so")
    assert "Waits for Olivia Ortega to say whose it is" in card.text and "https://acme.example/chat/1" in card.text
    await card.press("For the maintainer")
    triaged = max_.sees("Waits for Max Meyer to take it on")
    assert "To stop it: the switch in the finance portal" in triaged.text
    await triaged.press("I have it")
    dee.sees("Max Meyer works on it")
    await scene.travel_to("2026-11-27 09:30")
    await max_.still_sees("Max Meyer works on it").press("Resolved…", cause="a new bank format", fix="the prompt knows it now")
    resolved = olivia.sees("looks whether it is normal again")
    dee.sees("Resolved")
    await resolved.press("Normal again")
    await scene.travel_to("2026-11-30 09:00")
    dee.sees("it is normal again")
    await olivia.reads_questions()
    reply = await dee.still_sees("it is normal again").press("The whole thread")
    assert reply.card is not None and "Max Meyer resolved it" in plain(reply.card)
    max_.still_sees("it is normal again")


async def test_untriaged_customers_reach_the_steward_after_one_working_day_then_everybody_weekly(scene: Scene) -> None:
    ada, sam, olivia, _, dee, _ = await four(scene)
    await raises(scene, dee)
    await scene.travel_to("2026-11-26 09:30")
    olivia.sees("wrong IBANs")
    sam.sees("Waits for Olivia Ortega to say whose it is")
    await scene.travel_to("2026-11-27 18:00")
    ada.sees_nothing()
    await scene.travel_to("2026-12-03 18:00", answering=(olivia, sam))
    for told in (ada, sam):
        assert told.sees_at("Waits for Olivia Ortega to say whose it is") == ["2026-12-03 09:00"]


async def test_a_cosmetic_one_reminds_the_operator_first_and_waits_five_days(scene: Scene) -> None:
    _, sam, olivia, _, dee, _ = await four(scene)
    await raises(scene, dee, "cosmetic", "a typo in the greeting")
    olivia.sees("a typo in the greeting")
    await scene.travel_to("2026-11-26 09:00")
    await olivia.sees("a typo in the greeting").press("Known edge case…", words="we left it on purpose")
    dee.sees("it was found to be no concern")
    sam.sees_nothing()


async def test_stop_reaches_all_three_at_once_and_by_night_only_those_who_agreed(scene: Scene) -> None:
    ada, sam, olivia, max_, dee, system = await four(scene)
    async with scene.store.writing() as tx:
        for rows in (await tx.assignments.open_of_many(seat.id for seat in (await tx.seats.of(system.id)).values())).values():
            await tx.assignments.save(*(replace(one, out_of_hours=one.person_id == max_.id) for one in rows))
    await scene.travel_to("2026-11-26 22:00")
    await raises(scene, dee, "stop", "it pays twice")
    urgent = max_.sees("it pays twice")
    assert "To stop it" in urgent.text
    for other in (olivia, sam, ada):
        other.sees_nothing()
    await scene.travel_to("2026-11-27 01:50")
    ada.sees_nothing()
    await scene.travel_to("2026-11-27 02:10")
    ada.sees("it pays twice")  # four hours, admins at any hour
    await scene.travel_to("2026-11-27 09:05")
    for other in (olivia, sam):
        other.sees("it pays twice")
    await max_.still_sees("it pays twice").press("I have it")
    await scene.travel_to("2026-11-27 16:00")
    dee.sees("Max Meyer works on it")
    ada.still_sees("Max Meyer works on it")
    seen = len(ada.inbox())
    await scene.travel_to("2026-11-29 12:00")
    assert len(ada.inbox()) == seen, "acknowledged: nobody is woken again"


async def test_without_an_operator_it_goes_straight_to_the_maintainer(scene: Scene) -> None:
    sam, max_ = await scene.people("Sam Steward", "Max Meyer")
    await scene.staffed("Invoice triage", None, max_, sam)
    await scene.travel_to("2026-11-26 10:00")
    await raises(scene, sam)
    max_.sees("Waits for Max Meyer to take it on")


async def test_whoever_worked_on_it_leaves_and_the_next_human_finds_it(scene: Scene) -> None:
    ada, sam, olivia, max_, dee, _ = await four(scene)
    await raises(scene, dee)
    await olivia.sees("wrong IBANs").press("For the maintainer")
    await max_.sees("wrong IBANs").press("I have it")
    dee.sees("Max Meyer works on it")
    await max_.leaves()
    await scene.travel_to("2026-11-26 12:00")
    assert "Waits for Sam Steward to take it on" in sam.sees("wrong IBANs").text
    assert "Waits for Sam Steward" in ada.sees("wrong IBANs").text  # a day has passed: the next human as well
    dee.sees("Waits for Sam Steward to take it on")


async def test_what_is_not_yours_to_do_changes_nothing_and_says_whose_it_is(scene: Scene) -> None:
    _, _, olivia, max_, dee, _ = await four(scene)
    await scene.travel_to("2026-11-26 10:00")
    await raises(scene, dee)
    card = olivia.sees("wrong IBANs")
    button = next(one for one in card.buttons() if one.label == "For the maintainer")
    for actor in (dee, max_):
        reply = await scene.act(Pressed(actor.caller, button.action, button.ref))
        assert reply.problem == "may_not"
    first = await card.press("For the maintainer")
    assert not first.problem
    for actor in (max_, dee):
        actor.sees("Waits for Max Meyer")
    again = await scene.act(Pressed(olivia.caller, button.action, button.ref))
    assert again.problem == "over", "a second click changes nothing"
