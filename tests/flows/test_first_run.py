"""The first run of an empty house: it can be left at every step and taken up again (PRODUCT §7)."""

from bot.events import AccountSeen
from tests.scene import OnScreen, Scene


async def test_it_leads_from_nothing_to_three_people_and_is_taken_up_wherever_it_was_left(scene: Scene) -> None:
    ada = scene.actors["ada"]
    sam, olivia, max_ = await scene.people("Sam Steward", "Olivia Ortega", "Max Meyer")
    await scene.act(AccountSeen(ada.caller, "Ada Nowak", "ada@acme.example"))
    left = ada.sees("Welcome. I keep every AI system owned by three people who said yes")
    assert [one.label for one in left.buttons()] == ["Add your first system"]
    await (await ada.owner("me")).press("Add your first system", name="Invoice triage")
    await (await ada.owner("me")).press("Name its steward", person="Sam Steward")
    sam.sees("Ada Nowak asks you to be the steward of Invoice triage")
    accepted = await (await sam.owner("me")).press("Accept…", skill="budget", purpose="p", earns_keep_when="e")
    assert accepted.card is not None
    labels = [one.label for one in OnScreen(sam, accepted.card).buttons()]
    assert labels[:2] == ["Name its operator", "Name its maintainer"]
    await (await sam.owner("me")).press("Name its operator", person="Olivia Ortega")
    await olivia.sees("Sam Steward asks you to be the operator").press("Accept…", skill="s", normal="n")
    await (await sam.owner("me")).press("Name its maintainer", person="Max Meyer")
    await max_.sees("Sam Steward asks you to be the maintainer").press("Accept…", skill="s")
    assert "Name its" not in str([one.label for one in (await sam.owner("me")).buttons()])
    await scene.travel_to("2026-11-25 10:00")
    ada.sees("Sam Steward is the steward of Invoice triage now")
    assert sam.sees_at("Olivia Ortega is the operator of Invoice triage now") == ["2026-11-24 10:00"]
    assert sam.sees_at("Max Meyer is the maintainer of Invoice triage now") == ["2026-11-25 09:00"]


async def test_an_admin_is_welcomed_once_and_nobody_else_is(scene: Scene) -> None:
    ada, olivia = scene.actors["ada"], await scene.person("Olivia Ortega")
    for actor in (ada, olivia, ada):
        await scene.act(AccountSeen(actor.caller, actor.name, f"{actor.user}@acme.example"))
    ada.sees("Welcome")
    shown = await olivia.owner("me")
    assert "To add one ask Ada Nowak" in shown.text and shown.buttons() == []
