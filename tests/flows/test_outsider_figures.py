"""What an outside maintainer reads of a cost that is known already (PRODUCT §3, §6)."""

from decimal import Decimal

from bot.model import Signal, SignalId, SignalKind
from tests.scene import Scene


async def test_a_cost_that_is_known_is_neither_asked_for_nor_called_missing(scene: Scene) -> None:
    olivia, sam = await scene.people("Olivia Ortega", "Sam Steward")
    max_ = await scene.person("Max Meyer", external=True)
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    async with scene.store.writing() as tx:
        cost = Signal(SignalId("s"), system.id, SignalKind.COST, scene.clock.now(), "the bill", Decimal(903), "EUR", "2026-11")
        await tx.signals.add(cost)
    await scene.travel_to("2026-11-30 09:30")
    await olivia.sees("is this normal?").press("Looked: normal")
    await scene.travel_to("2026-12-01 09:30")
    await sam.sees("still needed").press("Keep")
    await scene.travel_to("2026-12-07 09:30")
    await olivia.sees("is this normal?").press("Looked: normal")
    question = max_.sees("anything changed underneath?")
    assert "Cost: known here, and not shown to you" in question.text and "903" not in question.text
    assert not any("number" in one.label for one in question.buttons())
