"""`/owner summary`: the month so far, for whoever answers for the outcome (PRODUCT §7, §8)."""

from decimal import Decimal

from bot.actions import take_signal
from bot.actions.work import Work
from bot.events import Pressed
from bot.model import Money, Role, SignalKind
from tests.flows.test_figures import costs
from tests.scene import OnScreen, Scene


async def test_its_first_line_says_how_many_need_somebody_and_what_is_worst(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.staffed("CV screening", olivia, None, sam)
    await scene.staffed("Chat helper", olivia, max_, dee)
    await (await sam.owner("gaps")).press("Name one", second=dee.name)
    await dee.sees("second pair of eyes").press("Yes")
    card = await sam.owner("summary")
    assert card.text.startswith("November: 2 systems, ") and "CV screening: no maintainer" in card.text.splitlines()[0]
    assert "Chat helper" not in card.text, "somebody else's"
    assert "Name a person" in [one.label for one in card.buttons()]


async def test_a_steady_system_is_named_and_asks_for_nothing(scene: Scene) -> None:
    olivia, max_, sam, lena = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Lena Lang")
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    async with scene.store.reading() as tx:
        seat = (await tx.seats.of(system.id))[Role.MAINTAINER]
    form = (await scene.act(Pressed(sam.caller, "hours", seat.id))).form
    assert form is not None
    await sam.fill(form, hours="4")
    await (await sam.owner("gaps")).press("Name one", second=lena.name)
    await lena.sees("second pair of eyes").press("Yes")
    card = await sam.owner("summary")
    assert card.text.splitlines() == ["November: 1 system, none needs you.", "Steady: Invoice triage."]


async def test_one_systems_month_has_its_figures_its_jobs_and_its_last_decision(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    system = await scene.staffed("Invoice triage", olivia, max_, sam, budget=Money(Decimal(800), "EUR"))
    await costs(scene, system, 700, 710, 720)
    await scene.travel_to("2026-12-01 09:30", answering=(olivia,))
    await sam.sees("still needed").press("Keep")
    await scene.travel_to("2026-12-07 09:30", answering=(olivia,))
    await max_.sees("anything changed underneath?").press("Did upkeep", words="patched")
    async with scene.store.writing() as tx:
        work = Work(tx, scene.clock.now(), scene.organisation)
        await take_signal.take(work, system, SignalKind.COST, Decimal(903), "2026-11", "billing", currency="EUR")
    overview = await sam.owner("summary")
    reply = await overview.press("Its month")
    assert reply.card is not None
    month = OnScreen(sam, reply.card).text
    assert month.startswith("Invoice triage in December: ") and "€903.00 in November 2026 (+27 % against the four before)" in month
    assert "Operator: Olivia Ortega: answered 1 of 1 on the day-to-day side this month, 2 hours a month granted" in month
    assert "Upkeep: last done on 7 December 2026" in month and "You said: keep, 1 December 2026" in month
    assert "What it is for: “invoices paid in five days”" in month


async def test_where_the_question_of_the_month_waits_its_answers_are_there(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-12-01 09:30", answering=(olivia, max_))
    sam.sees("still needed")
    assert "1 question of the month waits for your decision" in (await sam.owner("summary")).text
    await (await sam.owner("summary invoice triage")).press("Keep")
    sam.still_sees("keep, said Sam Steward")


async def test_it_is_for_stewards_their_cover_and_admins(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    for command in ("summary", "summary invoice triage"):
        assert (await olivia.command(command)).problem == "may_not"
    assert (await scene.act(Pressed(olivia.caller, "summary", system.id))).problem == "may_not"
    assert "Invoice triage in November" in (await scene.actors["ada"].owner("summary invoice triage")).text
    await sam.owner("away until 2026-12-31 cover @Dee Diaz")
    await dee.sees("asks you to stand in").press("Yes, I cover")
    assert "Invoice triage" in (await dee.owner("summary")).text
    scene.the_stage_is_set()
