"""The questions of the week and the month on every platform, and what is said to them (PRODUCT §3; STATES, Check-in, Free text)."""

from tests.adapters.contract.platform import Platform
from tests.adapters.contract.stage import Somebody, Stage

QUESTION, MONDAY = "Invoice triage: is this normal?", "2026-11-30 09:00"


async def staffed(stage: Stage, platform: Platform) -> tuple[Somebody, Somebody, Somebody]:
    """Olivia operates, Max maintains, Sam stewards; Ada is the admin."""
    ada, olivia, max_, sam = await stage.enter(platform, "Ada Nowak", "Olivia Ortega", "Max Meyer", "Sam Steward")
    await stage.with_all_three("Invoice triage", ada, olivia, max_, sam)
    return olivia, max_, sam


async def test_the_weekly_question_comes_unasked_is_answered_with_one_click_and_changed_back(stage: Stage, platform: Platform) -> None:
    olivia, max_, _ = await staffed(stage, platform)
    await stage.go_to(MONDAY)
    question = await olivia.sees(QUESTION)
    await olivia.press(question, "Looked: normal")
    answered = await olivia.now(question)
    assert answered.says("Invoice triage: looked, normal, said Olivia Ortega") and "Looked: normal" not in answered.buttons, answered
    assert (await max_.owner("invoice triage")).says("Olivia Ortega, operator · ● looked, normal")
    choice = await olivia.press(answered, "Change")
    assert "Didn't look" in choice.buttons, choice
    await olivia.press(choice, "Didn't look")
    changed = await olivia.now(question)
    assert changed.says("didn't look this time, said Olivia Ortega"), changed
    await olivia.press(await olivia.press(changed, "Change"), "Looked: normal")
    assert (await olivia.now(question)).says("looked, normal, said Olivia Ortega")


async def test_words_that_are_plainly_an_answer_are_one_with_undo_and_others_ask_which_one_they_are(
    stage: Stage, platform: Platform
) -> None:
    olivia, _, _ = await staffed(stage, platform)
    await stage.go_to(MONDAY)
    question = await olivia.sees(QUESTION)
    done = await olivia.says("All good.")
    assert "Undo" in done.buttons, done
    assert (await olivia.now(question)).says("looked, normal, said Olivia Ortega")
    await olivia.press(done, "Undo")
    assert "Looked: normal" in (await olivia.now(question)).buttons
    answer = await olivia.says("all good, looked at ten")
    form = answer if answer.fields else await olivia.press(answer, "Send these words…")
    assert form.fields["words"] == "all good, looked at ten" and not form.fields["kind"], form
    await olivia.send(form, kind="normal")
    answered = await olivia.now(question)
    assert answered.says("looked, normal, said Olivia Ortega") and answered.says("looked at ten"), answered


async def test_words_with_nothing_to_answer_are_a_look_up(stage: Stage, platform: Platform) -> None:
    olivia, _, sam = await staffed(stage, platform)
    assert (await sam.says("invoice triage")).says("Olivia Ortega, operator")
    assert (await olivia.says("good morning")).says("I know no system called “good morning”")


async def test_a_click_on_what_is_over_changes_nothing_and_shows_what_is_asked_now(stage: Stage, platform: Platform) -> None:
    olivia, max_, sam = await staffed(stage, platform)
    await stage.go_to(MONDAY)
    first = await olivia.sees(QUESTION)
    await stage.go_to("2026-12-07 09:00", answering=(max_, sam))
    current = await olivia.sees(QUESTION)
    assert current.place != first.place
    await sam.sees("Nobody has said whether Invoice triage is normal")
    for _ in range(2):
        await olivia.sees("this question is closed without an answer")
    late = await olivia.press(first, "Looked: normal")
    assert late.says(QUESTION) and "Looked: normal" in late.buttons, late
    assert "Looked: normal" in (await olivia.now(current)).buttons, "nothing was answered"


async def test_somebody_elses_click_is_refused_in_private(stage: Stage, platform: Platform) -> None:
    olivia, max_, _ = await staffed(stage, platform)
    await stage.go_to(MONDAY)
    question = await olivia.sees(QUESTION)
    refused = await max_.press(question, "Looked: normal")
    assert refused.says("This question is for Olivia Ortega"), refused
    assert "Looked: normal" in (await olivia.now(question)).buttons


async def test_the_stewards_monthly_question_is_answered_with_its_reason(stage: Stage, platform: Platform) -> None:
    olivia, max_, sam = await staffed(stage, platform)
    await stage.go_to("2026-12-01 09:30", answering=(olivia, max_))
    question = await sam.sees("still needed, still the right shape")
    form = await sam.press(question, "Expand")
    assert {"words", "review_on"} <= set(form.fields), form
    await sam.send(form, words="it could do reminders too", review_on="2027-03-01")
    decided = await sam.now(question)
    assert decided.says("it could do reminders too") and decided.says("expand"), decided
    assert (await max_.owner("invoice triage")).says("expand")
    await stage.go_to("2026-12-02 09:30", answering=(olivia, max_))
    for holder in (olivia, max_, sam):
        await holder.sees("Invoice triage: still yours?")
