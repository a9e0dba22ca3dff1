"""*Something's off* on every platform: its form, who hears of it, and who takes it on (PRODUCT §4; STATES, Concern)."""

from tests.adapters.contract.platform import Platform
from tests.adapters.contract.stage import Stage

FORM = {"words", "since", "severity"}


async def test_something_off_reaches_the_maintainer_who_takes_it_on_and_resolves_it(stage: Stage, platform: Platform) -> None:
    ada, olivia, max_, sam = await stage.enter(platform, "Ada Nowak", "Olivia Ortega", "Max Meyer", "Sam Steward")
    await stage.with_all_three("Invoice triage", ada, olivia, max_, sam)
    await stage.go_to("2026-11-30 09:00", answering=(max_,))
    question = await olivia.sees("Invoice triage: is this normal?")
    form = await olivia.press(question, "Something's off")
    assert set(form.fields) >= FORM, form
    wrong = await olivia.send(form, words="totals are doubled", severity="customers", since="2026-12-24")
    assert set(wrong.errors) == {"since"} and wrong.fields["words"] == "totals are doubled", wrong
    await olivia.send(wrong, since="2026-11-27")
    answered = await olivia.now(question)
    assert answered.says("something is off, said Olivia Ortega") and answered.says("totals are doubled"), answered
    await stage.go_to("2026-12-01 10:00", answering=(sam,))
    told = await max_.sees("totals are doubled")
    assert told.says("wrong since 27 November") and "I have it" in told.buttons, told
    await max_.press(told, "I have it")
    taken = await max_.now(told)
    assert taken.says("Max Meyer works on it") and "Resolved…" in taken.buttons, taken
    await olivia.sees("Max Meyer works on it")
    await max_.press(taken, "Resolved…", cause="a rule was applied twice", fix="applied once now")
    await stage.go_to("2026-12-02 10:00")
    resolved = await olivia.sees("Resolved; Olivia Ortega looks whether it is normal again")
    await olivia.press(resolved, "Normal again")
    assert (await olivia.now(resolved)).says("normal again")


async def test_a_colleague_raises_a_concern_and_reads_who_will_look(stage: Stage, platform: Platform) -> None:
    ada, olivia, max_, sam, dee = await stage.enter(platform, "Ada Nowak", "Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await stage.with_all_three("Invoice triage", ada, olivia, max_, sam)
    form = await dee.press(await dee.owner("invoice triage"), "Raise a concern")
    assert set(form.fields) >= FORM, form
    done = await dee.send(form, words="wrong IBANs", severity="stop")
    assert done.says("Olivia Ortega"), done
    for holder in (olivia, max_, sam):
        assert (await holder.sees("wrong IBANs")).says("Dee Diaz")
