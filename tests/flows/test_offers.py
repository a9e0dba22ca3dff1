"""Offered, accepted, funded, backed (PRODUCT R2, R3; STATES, Offer)."""

from bot.actions import import_register
from bot.actions.work import Work
from bot.cards_json import card_from_json
from bot.model import Role
from bot.rules.register import RegisterRow
from bot.views.plain import plain
from tests.scene import OnScreen, Scene


async def test_a_steward_accepts_offers_the_other_two_and_hears_what_they_say(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, sam, lena = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Lena Lind")
    await scene.system("Invoice triage")
    assert "has been asked" not in (await ada.owner("offer invoice triage steward @Sam Steward")).text
    offered = sam.sees("Ada Nowak asks you to be the steward of Invoice triage")
    assert "you answer for whether it is still needed" in offered.text
    accepted = await offered.press(
        "Accept…", skill="budget", purpose="invoices on time", earns_keep_when="no more clerks", second="Lena Lind"
    )
    assert accepted.card is not None and not accepted.problem
    await lena.sees("names you as second pair of eyes").press("Yes")
    form = await sam.command("offer invoice triage operator")
    assert form.form is not None
    await sam.fill(form.form, person="Olivia Ortega", hours="2", authority="stop it")
    asked = olivia.sees("Sam Steward asks you to be the operator")
    assert "Sam Steward grants you 2 hours a month, and you may stop it." in asked.text
    await asked.press("Accept…", skill="I do the work", normal="200 a day", check_1="five rejections")
    sam.sees("Olivia Ortega is the operator of Invoice triage now")
    await sam.owner("offer invoice triage maintainer max@acme.example")
    await max_.sees("maintainer of Invoice triage").press("Decline", reason="no time")
    looked_up = await scene.actors["lena"].owner("invoice")
    assert "Olivia Ortega, operator" in looked_up.text and "maintainer: nobody" in looked_up.text
    await scene.travel_to("2026-11-25 10:00")
    ada.sees("Sam Steward is the steward of Invoice triage now")
    told = sam.sees("declined to be the maintainer")
    assert "no time" in told.text and "has no maintainer" in told.text


async def test_no_operator_is_nominated_while_there_is_no_steward(scene: Scene) -> None:
    ada = scene.actors["ada"]
    await scene.people("Olivia Ortega")
    await scene.system("Invoice triage")
    assert "has no steward yet" in (await ada.owner("offer invoice triage operator @Olivia Ortega")).text


async def test_what_is_no_person_is_refused_kindly(scene: Scene) -> None:
    ada = scene.actors["ada"]
    await scene.system("Invoice triage")
    for given, words in (
        ("@data-team", "a team can't answer"),
        ("support@acme.example", "mailbox"),
        ("TBD", "names nobody yet"),
        ("Nobody Known", "I don't know"),
    ):
        assert words in (await ada.owner(f"offer invoice triage steward {given}")).text


async def test_only_the_one_who_is_asked_can_accept(scene: Scene) -> None:
    sam, lena = await scene.people("Sam Steward", "Lena Lind")
    await scene.system("Invoice triage")
    await scene.actors["ada"].owner("offer invoice triage steward sam@acme.example")
    offer = sam.sees("asks you to be the steward")
    refused = await OnScreen(lena, offer.card).press("Accept…")
    assert refused.problem == "not_yours" and refused.card is not None


async def test_an_offer_is_reminded_told_and_expires(scene: Scene) -> None:
    ada = scene.actors["ada"]
    (sam,) = await scene.people("Sam Steward")
    await scene.system("Invoice triage")
    await ada.owner("offer invoice triage steward @Sam Steward")
    offer = sam.sees("asks you to be the steward")
    await scene.travel_to("2026-11-26 10:00")
    sam.sees("still asks you")
    await scene.travel_to("2026-11-30 10:00")
    sam.sees("still asks you")
    await scene.travel_to("2026-12-01 10:00")
    ada.sees("has been asked since Tuesday 24 November and has not answered")
    await scene.travel_to("2026-12-08 10:00")
    ended = ada.sees("It has expired")
    assert "Invoice triage has no steward" in ended.text
    late = await offer.press("Accept…")
    assert late.problem == "over"


async def test_asking_for_more_stops_the_clock_until_it_is_answered(scene: Scene) -> None:
    ada = scene.actors["ada"]
    (sam,) = await scene.people("Sam Steward")
    await scene.system("Invoice triage")
    await ada.owner("offer invoice triage steward @Sam Steward")
    await sam.sees("asks you to be the steward").press("Ask for more…", words="four hours, and a say in the budget")
    asked = ada.sees("asks for more before saying yes")
    assert "four hours, and a say in the budget" in asked.text
    await asked.press("Answer…", hours="4", authority="spend up to 200 EUR")
    again = sam.sees("grants you 4 hours a month, and you may spend up to 200 EUR")
    await again.press("Accept…", skill="budget", purpose="p", earns_keep_when="e")
    await scene.travel_to("2026-11-25 10:00")
    ada.sees("Sam Steward is the steward")


async def test_a_reassigned_seat_stays_with_its_holder_until_the_successor_accepts(scene: Scene) -> None:
    olivia, dee, sam = await scene.people("Olivia Ortega", "Dee Diaz", "Sam Steward")
    system = await scene.staffed("Invoice triage", olivia, None, sam)
    await scene.travel_to("2026-11-30 09:00")
    question = olivia.sees("is this normal?")
    await sam.owner("offer invoice triage operator @Dee Diaz")
    assert "Olivia Ortega, operator" in (await dee.owner("invoice triage")).text
    await dee.sees("asks you to be the operator").press("Accept…", skill="s", normal="n")
    assert "Dee Diaz, operator" in (await dee.owner("invoice triage")).text
    refused = await question.press("Looked: normal")
    assert refused.problem == "not_yours"
    olivia.still_sees("this question went to Dee Diaz")
    await dee.sees("Invoice triage: is this normal?").press("Looked: normal")
    async with scene.store.reading() as tx:
        seats = await tx.seats.of(system.id)
        assert len(await tx.assignments.open_of(seats[Role.OPERATOR].id)) == 1
    await scene.travel_to("2026-12-01 10:00")
    sam.sees("Dee Diaz is the operator of Invoice triage now")
    sam.sees("still needed, still the right shape")
    olivia.sees("You are released, thank you")


async def test_a_withdrawn_offer_says_so_where_it_was_read_and_cannot_be_accepted(scene: Scene) -> None:
    ada = scene.actors["ada"]
    sam, lena = await scene.people("Sam Steward", "Lena Lind")
    await scene.system("Invoice triage")
    await ada.owner("offer invoice triage steward @Sam Steward")
    offer = sam.sees("asks you to be the steward")
    await scene.travel_to("2026-12-01 10:00")
    assert sam.sees_at("still asks you") == ["2026-11-26 09:00", "2026-11-30 09:00"]
    await ada.sees("has not answered").press("Withdraw")
    sam.still_sees("The offer to be the steward of Invoice triage (answers for")
    await ada.owner("offer invoice triage steward @Lena Lind")
    await lena.sees("asks you to be the steward").press("Accept…", skill="s", purpose="p", earns_keep_when="e")
    late = await offer.press("Accept…")
    assert late.problem == "over" and late.card is not None
    assert "was withdrawn. Lena Lind is the steward now" in OnScreen(sam, late.card).text
    await scene.travel_to("2026-12-31 10:00", answering=(lena,))
    ada.sees("Lena Lind is the steward of Invoice triage now")


async def test_asking_for_more_that_nobody_answers_reaches_the_admins_after_five_working_days(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, sam = await scene.people("Olivia Ortega", "Sam Steward")
    await scene.staffed("Invoice triage", None, None, sam)
    await sam.owner("offer invoice triage operator @Olivia Ortega")
    await olivia.sees("asks you to be the operator").press("Ask for more…", words="four hours")
    assert sam.sees_at("asks for more before saying yes") == ["2026-11-25 10:00"]
    await scene.travel_to("2026-12-01 18:00", answering=(sam,))
    ada.sees_nothing()
    await scene.travel_to("2026-12-14 18:00", answering=(sam,))
    assert ada.sees_at("“four hours”") == ["2026-12-02 09:00", "2026-12-09 09:00"], "then weekly; it neither reminds nor expires meanwhile"


async def test_what_an_import_names_one_person_for_comes_in_one_message(scene: Scene) -> None:
    ada, sam = scene.actors["ada"], await scene.person("Sam Steward")
    rows = [
        RegisterRow(number, {"name": name, "steward": "sam@acme.example"}) for number, name in ((2, "Invoice triage"), (3, "Chat helper"))
    ]
    async with scene.store.writing() as tx:
        work = Work(tx, scene.clock.now(), scene.organisation)
        await import_register.import_register(work, rows, source="register.csv", dry_run=False, skip_refused=False)
    await scene.settle()
    await ada.sees("1 person named and not asked yet").press("Invite these")
    offers = sam.sees("2 things for you")
    for name in ("Invoice triage", "Chat helper"):
        assert (await offers.press("Accept…", about=name, skill="s", purpose="p", earns_keep_when="e")).problem == ""
    await scene.travel_to("2026-11-25 10:00")
    told = ada.sees("Sam Steward is the steward of Chat helper now")
    assert "Sam Steward is the steward of Invoice triage now" in told.text


async def test_what_was_offered_and_what_was_said_on_accepting_is_kept_as_it_was(scene: Scene) -> None:
    ada, sam = scene.actors["ada"], await scene.person("Sam Steward")
    system = await scene.system("Invoice triage")
    form = await ada.command("offer invoice triage steward")
    assert form.form is not None
    await ada.fill(form.form, person="Sam Steward", hours="3", authority="spend up to 200 EUR")
    await sam.sees("asks you").press("Accept…", skill="runs the budget", purpose="paid in time", earns_keep_when="no more clerks")
    edit = await sam.command("edit invoice triage")
    assert edit.form is not None
    await sam.fill(edit.form, purpose="something else now")
    async with scene.store.reading() as tx:
        seat = (await tx.seats.of(system.id))[Role.STEWARD]
        held = (await tx.assignments.open_of(seat.id))[0]
        texts = await tx.contents.texts([held.shown_id, held.accepted_id])
    assert held.shown_id and "grants you 3 hours a month, and you may spend up to 200 EUR" in plain(card_from_json(texts[held.shown_id]))
    assert held.accepted_id and "runs the budget" in texts[held.accepted_id] and "paid in time" in texts[held.accepted_id]
    ada.sees("Sam Steward is the steward of Invoice triage now")
