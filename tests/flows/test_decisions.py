"""Decisions and their follow-through; normal while the facts moved; one number a month (PRODUCT §3, §5)."""

from decimal import Decimal

from bot.actions import take_signal
from bot.actions.work import Work
from bot.model import Money, SignalKind, Stage, System
from bot.views.plain import plain
from tests.scene import Actor, OnScreen, Scene


async def monthly(scene: Scene, **more: object) -> tuple[Actor, Actor, Actor, System, OnScreen]:
    """Sam is asked the monthly question about Invoice triage."""
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    system = await scene.staffed("Invoice triage", olivia, max_, sam, **more)  # type: ignore[arg-type]
    await scene.travel_to("2026-12-01 09:30", answering=(olivia,))
    question = sam.sees("still needed, still the right shape")
    return olivia, max_, sam, system, question


async def stage(scene: Scene, system: System) -> Stage:
    async with scene.store.reading() as tx:
        found = await tx.systems.get(system.id)
        assert found is not None
        return found.stage


async def test_retire_asks_the_maintainer_until_the_switch_off_is_confirmed_and_then_nobody(scene: Scene) -> None:
    olivia, max_, sam, system, question = await monthly(scene)
    done = await question.press("Retire", words="the portal does it now", review_on="2027-03-01", act_on="2026-12-15")
    assert not done.problem and await stage(scene, system) is Stage.RETIRING
    await scene.travel_to("2026-12-02 09:30")
    asked = max_.sees("is to be switched off on 15 December")
    assert "the portal does it now" in asked.text
    late = await asked.press("Not yet…", act_on="2026-12-18", words="two invoices are still open")
    assert not late.problem
    await scene.travel_to("2026-12-03 09:30")
    assert "two invoices are still open" in sam.sees("is not switched off yet").text
    await scene.travel_to("2026-12-18 10:00", answering=(olivia, max_))
    again = max_.sees("is to be switched off on 18 December")
    off = await again.press("It is switched off")
    assert not off.problem and await stage(scene, system) is Stage.RETIRED
    await scene.travel_to("2026-12-21 09:30")
    sam.sees("is switched off, says Max Meyer")
    await scene.travel_to("2027-01-20 10:00")
    for actor in (olivia, max_, sam):
        actor.sees_nothing()
    async with scene.store.writing() as tx:
        found = await tx.systems.get(system.id)
        assert found is not None
        await take_signal.take(
            Work(tx, scene.clock.now(), scene.organisation), found, SignalKind.COST, Decimal(90), "2027-01", "billing", currency="EUR"
        )
    await scene.settle()
    sam.sees("is retired, and a cost still arrives for it")


async def test_a_retirement_that_is_taken_back_lets_the_system_live(scene: Scene) -> None:
    _, max_, sam, system, question = await monthly(scene)
    await question.press("Retire", words="too dear", review_on="2027-03-01")
    changed = await sam.still_sees("retire").press("Change")
    assert changed.card is not None
    await OnScreen(sam, changed.card).press("Keep")
    assert await stage(scene, system) is Stage.PRODUCTION
    max_.sees("is not to be switched off any more")
    await scene.travel_to("2026-12-02 09:30")
    max_.sees_nothing()


async def test_consolidate_names_the_other_system_whose_steward_hears_it(scene: Scene) -> None:
    lena = await scene.person("Lena Lind")
    await scene.staffed("Invoice archive", None, None, lena)
    *_, question = await monthly(scene)
    await lena.answers_as_usual()
    unknown = await question.press("Consolidate", other="nowhere", words="the same job twice", review_on="2027-03-01")
    assert unknown.problem == "incomplete" and unknown.form is not None and "Which system?" in unknown.form.errors["other"]
    done = await question.press("Consolidate", other="Invoice archive", words="the same job twice", review_on="2027-03-01")
    assert not done.problem
    await scene.travel_to("2026-12-03 09:30")
    assert "the same job twice" in lena.sees("wants Invoice triage to go together with Invoice archive").text


async def test_expand_asks_all_three_whether_their_hours_still_fit(scene: Scene) -> None:
    olivia, max_, sam, _, question = await monthly(scene)
    await question.press("Expand", words="two more countries: four hours more", review_on="2027-03-01")
    await scene.travel_to("2026-12-02 09:30")
    for actor in (olivia, max_, sam):
        assert "it is to be expanded" in actor.sees("still yours?").text


async def test_the_review_day_brings_the_decision_back_with_its_reason(scene: Scene) -> None:
    olivia, max_, sam, _, question = await monthly(scene)
    await question.press("Not sure", words="who uses it?", review_on="2026-12-16")
    await scene.travel_to("2026-12-16 09:30", answering=(olivia, max_))
    assert "who uses it?" in sam.sees("time to look at it again").text


async def test_a_keep_whose_words_no_longer_fit_offers_to_rewrite_them(scene: Scene) -> None:
    *_, sam, system, question = (await monthly(scene))[0:5]
    kept = await question.press("Keep")
    assert kept.update is not None
    await OnScreen(sam, kept.update).press("Rewrite what it is for…", purpose="invoices paid in two days")
    async with scene.store.reading() as tx:
        found = await tx.systems.get(system.id)
        assert found is not None and found.purpose == "invoices paid in two days"


async def test_normal_while_the_facts_moved_is_shown_first_to_the_person_then_told_of_the_system(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    system = await scene.staffed("Invoice triage", olivia, max_, sam, budget=Money(Decimal(800), "EUR"))
    async with scene.store.writing() as tx:
        work = Work(tx, scene.clock.now(), scene.organisation)
        for month, cost in (("2026-08", 700), ("2026-09", 710), ("2026-10", 950)):
            await take_signal.take(work, system, SignalKind.COST, Decimal(cost), month, "billing", currency="EUR")
    for day, next_day, told in (("2026-11-30", "2026-12-01", False), ("2026-12-07", "2026-12-08", True)):
        await scene.travel_to(f"{day} 09:30", answering=(max_, sam))
        question = olivia.sees("is this normal?")
        answered = await question.press("Looked: normal")
        assert answered.update is not None
        assert "While you said so, the facts moved: the cost is off its usual, the cost is over budget" in plain(answered.update)
        await scene.travel_to(f"{next_day} 18:00", answering=(max_, sam))
        if told:
            assert "Olivia" not in sam.sees("2 of 2 answers came while the facts moved").text, "a matter of the system, not of a person"


async def test_without_a_signal_one_number_a_month_is_asked_for_and_shown(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-11-30 09:30")
    given = await olivia.sees("is this normal?").press("Last month's number…", amount="4,1")
    assert not given.problem
    shown = olivia.still_sees("is this normal?")
    assert "Volume: 4.1 in October 2026" in shown.text
    assert "Last month's number…" not in [one.label for one in shown.buttons()]
    await shown.press("Looked: normal")
    await scene.travel_to("2026-12-07 09:30", answering=(olivia, sam))
    wrong = await max_.sees("anything changed underneath?").press("Last month's number…", amount="viel", currency="Euro")
    assert wrong.form is not None and set(wrong.form.errors) == {"amount", "currency"}
    right = await max_.still_sees("anything changed underneath?").press("Last month's number…", amount="903", currency="eur")
    assert not right.problem
    async with scene.store.reading() as tx:
        rows = await tx.signals.of(system.id, 9)
    assert [(one.kind, one.amount, one.currency, one.period) for one in rows] == [
        (SignalKind.COST, Decimal(903), "EUR", "2026-11"),
        (SignalKind.VOLUME, Decimal("4.1"), "", "2026-10"),
    ]
