"""Silence climbs, and ends (STATES, Episodes)."""

from tests.scene import Scene


async def test_a_silent_operator_is_reminded_twice_and_then_the_steward_is_told(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-11-30 09:00")
    asked = olivia.sees("Invoice triage: is this normal?")
    assert "about 200 a day" in asked.text
    await scene.travel_to("2026-12-01 10:00")
    await sam.sees("still needed").press("Keep")
    olivia.sees("still waiting for your word")
    await scene.travel_to("2026-12-02 10:00")
    olivia.sees("still waiting for your word")
    await scene.travel_to("2026-12-03 10:00")
    told = sam.sees("Nobody has said whether Invoice triage is normal")
    assert "Olivia Ortega was asked" in told.text
    reply = await olivia.still_sees("is this normal?").press("Looked: normal")
    assert reply.update is not None
    olivia.still_sees("looked, normal, said Olivia Ortega")
