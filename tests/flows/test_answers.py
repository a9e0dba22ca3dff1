"""Answers, one click each; details only when something is off (PRODUCT §3, STATES, Check-in)."""

from bot.events import Pressed, Submitted
from tests.scene import Actor, OnScreen, Scene


async def asked(scene: Scene) -> tuple[Actor, Actor, Actor, OnScreen]:
    """Olivia is asked about Invoice triage."""
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-11-30 09:00")
    return olivia, max_, sam, olivia.sees("Invoice triage: is this normal?")


async def test_something_off_becomes_a_concern_that_operator_and_maintainer_read(scene: Scene) -> None:
    olivia, max_, sam, question = await asked(scene)
    done = await question.press("Something's off", words="totals are doubled", since="2026-11-20", severity="customers")
    assert done.update is not None
    shown = olivia.still_sees("something is off, said Olivia Ortega")
    assert "totals are doubled" in shown.text
    await scene.travel_to("2026-12-01 10:00")
    told = max_.sees("totals are doubled")
    assert "wrong since 20 November 2026" in told.text
    await sam.sees("totals are doubled").press("Keep")
    await told.press("I have it")
    olivia.sees("Max Meyer works on it")
    resolved = await max_.still_sees("works on it").press("Resolved…", cause="a rule was applied twice", fix="applied once now")
    assert not resolved.problem
    await scene.travel_to("2026-12-02 10:00")
    olivia.sees("Resolved; Olivia Ortega looks whether it is normal again")


async def test_a_stop_reaches_all_three_at_once(scene: Scene) -> None:
    _, max_, sam, question = await asked(scene)
    await question.press("Something's off", words="it pays twice", severity="stop")
    for actor in (max_, sam):
        assert "To stop it" in actor.sees("it pays twice").text


async def test_a_double_click_is_one_answer_and_an_answer_can_be_changed(scene: Scene) -> None:
    olivia, _, _, question = await asked(scene)
    await question.press("Looked: normal")
    await question.press("Looked: normal")
    async with scene.store.reading() as tx:
        check_in = (await tx.check_ins.open_for(olivia.id))[0]
        assert len(await tx.answers.of(check_in.id)) == 1
    changed = await olivia.still_sees("looked, normal").press("Change")
    assert changed.card is not None
    await OnScreen(olivia, changed.card).press("Didn't look")
    olivia.still_sees("didn't look this time, said Olivia Ortega")
    async with scene.store.reading() as tx:
        assert len(await tx.answers.of(check_in.id)) == 2


async def test_somebody_elses_click_is_refused_in_private(scene: Scene) -> None:
    olivia, max_, _, question = await asked(scene)
    refused = await OnScreen(max_, question.card).press("Looked: normal")
    assert refused.problem == "not_yours" and refused.card is not None
    assert "This question is for Olivia Ortega" in OnScreen(max_, refused.card).text
    olivia.still_sees("is this normal?")


async def test_a_click_on_a_closed_question_changes_nothing_and_shows_the_current_one(scene: Scene) -> None:
    olivia, max_, sam, first = await asked(scene)
    await scene.travel_to("2026-12-07 09:00", answering=(max_, sam))
    await olivia.reads_questions()
    sam.sees("Nobody has said whether Invoice triage is normal")
    late = await first.press("Looked: normal")
    assert late.problem == "closed" and late.card is not None
    assert "is this normal?" in OnScreen(olivia, late.card).text
    async with scene.store.reading() as tx:
        current = (await tx.check_ins.open_for(olivia.id))[0]
        assert current.answer_id is None and current.period == "2026-W50"


async def test_a_known_phrase_is_an_answer_with_an_undo(scene: Scene) -> None:
    olivia, _, _, _ = await asked(scene)
    reply = await olivia.says("All good.")
    assert reply.card is not None
    olivia.still_sees("looked, normal")
    await OnScreen(olivia, reply.card).press("Undo")
    olivia.still_sees("is this normal?")
    async with scene.store.reading() as tx:
        assert (await tx.check_ins.open_for(olivia.id))[0].answer_id is None
    await olivia.says("looked, fine")


async def test_anything_longer_opens_a_form_with_the_words_in_it_and_nothing_chosen_beside_the_questions_own_buttons(scene: Scene) -> None:
    olivia, _, _, _ = await asked(scene)
    reply = await olivia.says("all good, looked at ten")
    assert reply.card is not None and reply.form is not None and not reply.problem
    beside = OnScreen(olivia, reply.card)
    assert "which answer is that?" in beside.text and "all good, looked at ten" in beside.text
    answers = ["Looked: normal", "Something's off", "Can't tell", "Didn't look"]
    assert [one.label for one in beside.buttons()] == [*answers, "Send these words…"]
    kind, words = reply.form.fields
    assert [one.label for one in kind.choices] == answers and (kind.value, words.value) == ("", "all good, looked at ten")
    unchosen = await olivia.fill(reply.form)
    assert unchosen.form is not None and set(unchosen.form.errors) == {"kind"} and unchosen.form.fields[1].value == words.value
    assert not (await olivia.fill(unchosen.form, kind="normal")).problem
    assert "all good, looked at ten" in olivia.still_sees("looked, normal").text


async def test_an_answer_that_wants_more_than_the_words_opens_its_own_form_with_them(scene: Scene) -> None:
    olivia, max_, _, _ = await asked(scene)
    typed = await olivia.says("two invoices are twice there")
    assert typed.form is not None
    wants = await olivia.fill(typed.form, kind="off")
    assert wants.form is not None and not wants.form.errors and wants.form.fields[0].value == "two invoices are twice there"
    assert not (await olivia.fill(wants.form, severity="customers")).problem
    assert "two invoices are twice there" in olivia.still_sees("something is off").text
    assert "two invoices are twice there" in max_.sees("raised by Olivia Ortega").text


async def test_words_belong_to_whoever_is_asked(scene: Scene) -> None:
    olivia, max_, _, question = await asked(scene)
    ref = question.buttons()[0].ref
    for values in ({}, {"kind": "normal", "words": "fine by me"}):
        assert (await scene.act(Submitted(max_.caller, "in_words", ref, values))).problem == "not_yours"
    assert (await scene.act(Pressed(olivia.caller, "in_words", "x"))).problem == "over"
    olivia.still_sees("is this normal?")


async def test_words_with_nothing_to_answer_are_a_look_up_and_are_not_counted_as_asked_for(scene: Scene) -> None:
    olivia, _, _, question = await asked(scene)
    await question.press("Looked: normal")
    found = await olivia.says("invoice triage")
    assert found.card is not None and "Strange output?" in OnScreen(olivia, found.card).text
    nothing = await olivia.says("thank you very much")
    assert nothing.card is not None
    said = OnScreen(olivia, nothing.card).text
    assert "Nothing waits for your answer, and I know no system called “thank you very much”." in said and "/owner help" in said
    late = await olivia.says("all good")
    assert (
        late.card is not None and OnScreen(olivia, late.card).text == "Nothing waits for your answer. /owner help shows what I understand."
    )
    async with scene.store.reading() as tx:
        assert await tx.sightings.top(5) == []


async def test_help_is_help_whatever_waits(scene: Scene) -> None:
    olivia, _, _, _ = await asked(scene)
    reply = await olivia.says("Help")
    assert reply.form is None and reply.card is not None and "/owner <system>" in OnScreen(olivia, reply.card).text


async def test_tomorrow_brings_the_question_again_once_in_place_of_the_reminder(scene: Scene) -> None:
    olivia, _, sam, question = await asked(scene)
    assert (await question.press("Tomorrow")).problem == ""
    assert all(button.label != "Tomorrow" for button in olivia.still_sees("is this normal?").buttons())
    await scene.travel_to("2026-12-01 10:00")
    await sam.sees("still needed").press("Keep")
    again = olivia.sees("still waiting for your word")
    await again.press("Looked: normal")
    await scene.travel_to("2026-12-04 10:00")


async def test_cannot_tell_twice_tells_the_steward_that_normal_is_not_defined(scene: Scene) -> None:
    olivia, max_, sam, question = await asked(scene)
    await question.press("Can't tell", words="no figures")
    await scene.travel_to("2026-12-07 09:00", answering=(max_, sam))
    await olivia.sees("is this normal?").press("Can't tell", words="still no figures")
    await scene.travel_to("2026-12-08 10:00")
    sam.sees("“normal” is not defined well enough")


async def test_a_decision_wants_a_line_of_reason_and_a_date_and_the_next_review_quotes_it(scene: Scene) -> None:
    olivia, max_, sam, question = await asked(scene)
    await question.press("Looked: normal")
    await scene.travel_to("2026-12-01 09:00")
    review = sam.sees("still needed, still the right shape, still earning its keep?")
    assert "Operator: Olivia Ortega: " in review.text and "invoices paid in five days" in review.text
    empty = await review.press("Expand", words="")
    assert empty.problem == "incomplete" and empty.form is not None and set(empty.form.errors) == {"words", "review_on"}
    await review.press("Expand", words="another country", review_on="2027-03-01")
    sam.still_sees("expand, said Sam Steward")
    await scene.travel_to("2026-12-02 09:30")
    for actor in (olivia, max_, sam):
        await actor.sees("it is to be expanded").press("Still mine")
    await scene.travel_to("2027-01-04 09:30", answering=(olivia, max_))
    assert "You said: expand, 1 December 2026: “another country”, to be looked at again on 1 March 2027" in sam.sees("You said").text


async def test_unknown_buttons_and_foreign_refs_change_nothing(scene: Scene) -> None:
    olivia, _, _, _ = await asked(scene)
    for action, ref in (
        ("nonsense", "x"),
        ("answer.normal", "x"),
        ("answer.keep", "x"),
        ("accept", "x"),
        ("looked", "x"),
        ("edit", "x"),
        ("cover", "\x00"),
        ("share", "' OR 1=1"),
    ):
        reply = await scene.desk.handle(Pressed(olivia.caller, action, ref))
        assert reply.problem and reply.problem != "trouble", (action, reply)


async def test_a_replayed_event_gets_its_first_answer(scene: Scene) -> None:
    olivia, _, _, question = await asked(scene)
    button = question._button("Looked: normal", "")
    once = await scene.act(Pressed(olivia.caller, button.action, button.ref, event_id="E1"))
    twice = await scene.act(Pressed(olivia.caller, button.action, button.ref, event_id="E1"))
    assert once == twice


async def test_a_cover_never_decides_retire(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await sam.owner("away until 2026-12-31 cover @Olivia Ortega")
    await olivia.sees("asks you to stand in").press("Yes, I cover")
    await scene.travel_to("2026-11-30 09:00", answering=(olivia,))
    await scene.travel_to("2026-12-01 09:00")
    question = olivia.sees("You stand in for Sam Steward")
    labels = [button.label for button in question.buttons()]
    assert "Keep" in labels and "Retire" not in labels and "Consolidate" not in labels
