"""Figures over time in the steward's question, and whom they are shown to (PRODUCT §6, §8)."""

from decimal import Decimal

from bot.actions import take_signal
from bot.actions.work import Work
from bot.cards import Chart
from bot.model import Money, SignalKind, System
from tests.scene import Scene


async def costs(scene: Scene, system: System, *amounts: int) -> None:
    """A source reports one a month, up to October."""
    async with scene.store.writing() as tx:
        work = Work(tx, scene.clock.now(), scene.organisation)
        for month, amount in enumerate(amounts, 11 - len(amounts)):
            await take_signal.take(work, system, SignalKind.COST, Decimal(amount), f"2026-{month:02d}", "billing", currency="EUR")


async def test_the_steward_sees_the_costs_of_the_last_months_beside_the_budget(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    system = await scene.staffed("Invoice triage", olivia, max_, sam, budget=Money(Decimal(800), "EUR"))
    await costs(scene, system, 700, 710, 720)
    await scene.travel_to("2026-12-01 09:30", answering=(olivia, max_))
    question = sam.sees("still needed")
    (chart,) = [part for part in question.card.parts if isinstance(part, Chart)]
    assert chart.title == "Cost a month, Aug 2026 to Oct 2026, EUR" and chart.labels == ("Aug", "Sep", "Oct")
    assert "Cost: Aug €700.00, Sep €710.00, Oct €720.00\nBudget now: €800.00 throughout" in question.text
    await question.press("Keep")


async def test_two_months_are_figures_and_no_picture(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    await costs(scene, system, 710, 720)
    await scene.travel_to("2026-12-01 09:30", answering=(olivia, max_))
    question = sam.sees("still needed")
    assert not [part for part in question.card.parts if isinstance(part, Chart)] and "€720.00 in October 2026" in question.text
    await question.press("Keep")
