"""Concerns from raised to normal again, and what happens when nobody takes the next step (PRODUCT §4, STATES, Concern)."""

from dataclasses import replace

from bot.events import Pressed, Submitted
from bot.model import Role, System
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
    assert dee.sees_at("It waited too long, so more people were told") == ["2026-11-26 09:00", "2026-12-03 09:00"]


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
    await scene.travel_to("2026-11-27 09:05")
    assert ada.sees_at("it pays twice") == ["2026-11-27 02:00", "2026-11-27 06:00"], "admins at any hour, every four"
    for other in (olivia, sam):
        assert other.sees_at("it pays twice") == ["2026-11-27 09:00"]
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


async def test_a_cosmetic_one_that_nobody_triages_reaches_the_steward_after_five_working_days(scene: Scene) -> None:
    _, sam, olivia, _, dee, _ = await four(scene)
    await raises(scene, dee, "cosmetic", "a typo in the greeting")
    await scene.travel_to("2026-12-02 10:00", answering=(olivia, sam))
    assert olivia.sees_at("a typo in the greeting") == ["2026-11-25 10:00", "2026-11-26 09:00"]
    assert sam.sees_at("a typo in the greeting") == ["2026-12-02 09:00"]
    assert dee.sees_at("It waited too long, so more people were told") == ["2026-12-02 09:00"]


async def test_a_duplicate_ends_with_its_reason_and_whoever_raised_it_hears(scene: Scene) -> None:
    _, _, olivia, max_, dee, _ = await four(scene)
    eve = await scene.person("Eve Early")
    await raises(scene, eve, words="wrong IBANs since Monday")
    await olivia.sees("wrong IBANs since Monday").press("For the maintainer")
    await max_.sees("wrong IBANs since Monday").press("I have it")
    await scene.travel_to("2026-11-26 09:30")
    await raises(scene, dee)
    async with scene.store.reading() as tx:
        first = next(one for one in await tx.concerns.open_of([one.id for one in await tx.systems.all()]) if one.raised_by == eve.id)
    done = await olivia.sees("Waits for Olivia Ortega").press("Duplicate…", other=first.id, words="the bank format again")
    assert not done.problem
    assert "it is known already, says Olivia Ortega" in dee.sees("it is known already").text
    assert eve.sees_at("Max Meyer works on it") == ["2026-11-25 10:00", "2026-11-26 09:00"], "triaged, then taken on: two steps"


async def test_not_a_concern_needs_a_word_which_whoever_raised_it_reads(scene: Scene) -> None:
    _, _, olivia, max_, dee, _ = await four(scene)
    await raises(scene, dee, words="it is slow on Fridays")
    await olivia.sees("it is slow on Fridays").press("For the maintainer")
    card = max_.sees("it is slow on Fridays")
    assert (await card.press("Not a concern…", words=" ")).problem == "incomplete"
    await card.press("Not a concern…", words="the batch runs on Fridays")
    await scene.travel_to("2026-11-27 18:00")
    assert dee.sees_at("the batch runs on Fridays") == ["2026-11-25 10:00", "2026-11-26 09:00"], "triaged, then no concern: two steps"


async def test_what_is_not_normal_again_is_reopened_and_its_maintainer_has_it_once_more(scene: Scene) -> None:
    _, _, olivia, max_, dee, _ = await four(scene)
    await raises(scene, dee)
    await olivia.sees("wrong IBANs").press("For the maintainer")
    await max_.sees("wrong IBANs").press("I have it")
    dee.sees("Max Meyer works on it")
    await scene.travel_to("2026-11-26 09:00")
    await max_.still_sees("works on it").press("Resolved…", cause="a new bank", fix="it knows the bank")
    dee.sees("Resolved; Olivia Ortega looks")
    await olivia.sees("looks whether it is normal again").press("Not yet…", words="two more this morning")
    assert "Waits for Max Meyer to take it on" in max_.sees("wrong IBANs").text
    await max_.still_sees("Waits for Max Meyer").press("I have it")
    await scene.travel_to("2026-11-27 09:00")
    dee.sees("Max Meyer works on it")


async def test_resolved_and_not_confirmed_reminds_the_operator_and_then_tells_the_steward(scene: Scene) -> None:
    _, sam, olivia, max_, dee, _ = await four(scene)
    await raises(scene, dee)
    await olivia.sees("wrong IBANs").press("For the maintainer")
    await max_.sees("wrong IBANs").press("I have it")
    dee.sees("Max Meyer works on it")
    await max_.still_sees("works on it").press("Resolved…", cause="c", fix="f")
    await scene.travel_to("2026-12-03 18:00", answering=(olivia, sam))
    assert dee.sees_at("Resolved; Olivia Ortega looks") == ["2026-11-26 09:00", "2026-12-02 09:00"]
    assert olivia.sees_at("looks whether it is normal again") == ["2026-11-26 09:00", "2026-11-27 09:00"]
    assert sam.sees_at("Olivia Ortega looks whether it is normal again") == ["2026-12-02 09:00"]


async def test_a_stop_that_nobody_takes_on_climbs_by_the_hour(scene: Scene) -> None:
    ada, sam, olivia, max_, dee, system = await four(scene)
    lena = await scene.person("Lena Lind")
    async with scene.store.reading() as tx:
        seats = await tx.seats.of(system.id)
    await scene.act(Submitted(sam.caller, "name_second", seats[Role.STEWARD].id, {"second": "Lena Lind"}))
    await lena.sees("second pair of eyes").press("Yes")
    await scene.travel_to("2026-11-26 12:00")
    await raises(scene, dee, "stop", "it pays twice")
    await scene.travel_to("2026-11-26 19:00")
    for holder in (olivia, max_):
        assert holder.sees_at("it pays twice") == ["2026-11-26 12:00"]
    assert sam.sees_at("it pays twice") == ["2026-11-26 12:00", "2026-11-26 13:00", "2026-11-26 16:00"]
    assert lena.sees_at("it pays twice") == ["2026-11-26 13:00", "2026-11-26 16:00"]
    assert ada.sees_at("it pays twice") == ["2026-11-26 16:00"]
    await max_.still_sees("it pays twice").press("I have it")
    await scene.travel_to("2026-11-27 18:00")
    assert dee.sees_at("Max Meyer works on it") == ["2026-11-26 13:00", "2026-11-27 09:00"]
