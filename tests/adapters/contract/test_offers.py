"""An offer on every platform, from asking to accepted (PRODUCT R2, R3; STATES, Offer)."""

from tests.adapters.contract.platform import Platform
from tests.adapters.contract.stage import Stage


async def test_an_offer_goes_from_asking_to_accepted_with_an_error_beside_its_field_on_the_way(stage: Stage, platform: Platform) -> None:
    ada, sam, dee = await stage.enter(platform, "Ada Nowak", "Sam Steward", "Dee Diaz")
    await stage.system("Invoice triage")
    form = await ada.owner("offer invoice triage steward")
    wrong = await ada.send(form, person="Sam Steward", hours="many")
    assert set(wrong.errors) == {"hours"} and wrong.fields["hours"] == "many", wrong
    offered = await ada.send(wrong, hours="2")
    assert offered.says("Sam Steward") and not offered.errors, offered
    asked = await sam.sees("Ada Nowak asks you to be the steward of Invoice triage")
    form = await sam.press(asked, "Accept…")
    assert {"skill", "purpose", "earns_keep_when"} <= set(form.fields), form
    done = await sam.send(form, skill="budget", purpose="invoices on time", earns_keep_when="no more clerks")
    assert done.words, done
    assert "Accept…" not in (await sam.now(asked)).buttons
    assert (await dee.owner("invoice triage")).says("Sam Steward, steward")
    await stage.go_to("2026-11-25 10:00")
    await ada.sees("Sam Steward is the steward of Invoice triage now")


async def test_whom_a_steward_mentions_is_asked_and_may_decline(stage: Stage, platform: Platform) -> None:
    ada, sam, olivia = await stage.enter(platform, "Ada Nowak", "Sam Steward", "Olivia Ortega")
    await stage.system("Invoice triage")
    await ada.owner("offer invoice triage steward @Sam Steward")
    asked = await sam.sees("asks you to be the steward")
    await sam.press(asked, "Accept…", skill="budget", purpose="invoices on time", earns_keep_when="no more clerks")
    await sam.owner("offer invoice triage operator @Olivia Ortega")
    asked = await olivia.sees("Sam Steward asks you to be the operator of Invoice triage")
    await olivia.press(asked, "Decline", reason="no time")
    await stage.go_to("2026-11-25 10:00")
    await ada.sees("Sam Steward is the steward of Invoice triage now")
    told = await sam.sees("Olivia Ortega declined to be the operator")
    assert told.says("no time") and told.says("Invoice triage has no operator"), "one message, whatever the platform"
    refused = await sam.owner("offer invoice triage operator @data-team")
    assert refused.says("a team can't answer"), refused
