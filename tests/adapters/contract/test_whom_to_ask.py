"""`/owner <system>` on every platform: whom to ask, or how to go on (PRODUCT §7; STATES, Look-up)."""

from tests.adapters.contract.platform import Platform
from tests.adapters.contract.stage import Stage


async def test_whom_to_ask_by_its_name_and_by_a_misspelt_one(stage: Stage, platform: Platform) -> None:
    ada, olivia, max_, sam, dee = await stage.enter(platform, "Ada Nowak", "Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await stage.with_all_three("Invoice triage", ada, olivia, max_, sam)
    for typed in ("Invoice triage", "  INVOICE   triage ", "invoice"):
        found = await dee.owner(typed)
        assert found.says("Strange output? Olivia Ortega, operator") and found.says("Max Meyer, maintainer"), found.words
        assert found.says("Should it exist? Sam Steward, steward") and "Raise a concern" in found.buttons, found.words
    misspelt = await dee.owner("invocie")
    assert misspelt.says("Did you mean") and "Invoice triage" in misspelt.buttons, misspelt.words
    assert (await dee.press(misspelt, "Invoice triage")).says("Olivia Ortega, operator")
