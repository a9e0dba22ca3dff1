"""`/owner <system>` on every platform: whom to ask, or how to go on (PRODUCT §7; STATES, Look-up)."""

from tests.adapters.contract.platform import Platform
from tests.adapters.contract.stage import Stage

TELL = "Not in the list: tell the admins"


async def test_whom_to_ask_by_its_name_by_a_misspelt_one_and_by_one_that_the_register_does_not_have(
    stage: Stage, platform: Platform
) -> None:
    ada, olivia, max_, sam, dee = await stage.enter(platform, "Ada Nowak", "Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await stage.with_all_three("Invoice triage", ada, olivia, max_, sam)
    for typed in ("Invoice triage", "  INVOICE   triage ", "invoice"):
        found = await dee.owner(typed)
        assert found.says("Strange output? Olivia Ortega, operator") and found.says("Max Meyer, maintainer"), found.words
        assert found.says("Should it exist? Sam Steward, steward") and "Raise a concern" in found.buttons, found.words
    misspelt = await dee.owner("invocie")
    assert misspelt.says("Did you mean") and "Invoice triage" in misspelt.buttons, misspelt.words
    assert (await dee.press(misspelt, "Invoice triage")).says("Olivia Ortega, operator")
    unknown = await dee.owner("weather oracle")
    assert unknown.says("I don't know") and unknown.says("weather oracle") and TELL in unknown.buttons, unknown.words
    done = await dee.press(unknown, TELL)
    assert done.words and done.words != unknown.words, done.words
    await stage.go_to("2026-11-26 10:00")
    await ada.sees("weather oracle")


async def test_an_empty_register_says_who_can_begin_it(stage: Stage, platform: Platform) -> None:
    ada, dee = await stage.enter(platform, "Ada Nowak", "Dee Diaz")
    for somebody, words, buttons in (
        (ada, "No AI system is in the register yet.", ("Add your first system",)),
        (dee, "No AI system is in the register yet. To add one ask Ada Nowak.", ()),
    ):
        for answer in (await somebody.owner("billing"), await somebody.says("billing")):
            assert answer.says(words) and answer.buttons == buttons, answer
    form = await ada.press(await ada.owner("billing"), "Add your first system")
    assert "name" in form.fields and "steward" in form.fields
    added = await ada.send(form, name="Invoice triage", steward="Dee Diaz")
    assert added.says("Invoice triage"), added
    await stage.go_to("2026-11-25 10:00")
    await dee.sees("asks you to be the steward of Invoice triage")
    await ada.sees("Invoice triage has no operator")
