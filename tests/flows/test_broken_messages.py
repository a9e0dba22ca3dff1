"""What cannot be made stops nobody else's messages, and nobody's other lines; it is tried again (DESIGN, Failure)."""

import time
from collections.abc import Iterator
from decimal import Decimal

import pytest

from bot.actions import compose
from bot.actions.work import Work
from bot.cards import Card, Fact
from bot.model import Account, Message, Money
from bot.ports.sender import Outcome, Unknown
from bot.views import check_in as views
from bot.views import words
from tests.scene import Actor, Scene

SECRET = "what only the house may read"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The maintainer's question of Invoice triage cannot be made, until it is mended."""
    whole = views._maintainer

    def made(facts: views.QuestionFacts) -> list[Fact]:
        if facts.system.name == "Invoice triage":
            raise ValueError(SECRET)
        return whole(facts)

    with monkeypatch.context() as patch:
        patch.setattr(views, "_maintainer", made)
        yield patch


async def two_systems(scene: Scene) -> tuple[Actor, Actor, Actor]:
    """Max maintains both; Olivia and Tom operate one each."""
    olivia, max_, sam, tom = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Tom Torres")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.staffed("Chat helper", tom, max_, sam)
    await scene.travel_to("2026-12-07 08:00", answering=(olivia, tom, sam, max_))
    scene.the_stage_is_set()
    return olivia, max_, tom


async def test_a_line_that_cannot_be_made_holds_up_no_other_and_comes_when_it_is_mended(
    scene: Scene, broken: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    olivia, max_, tom = await two_systems(scene)
    await scene.travel_to("2026-12-07 09:30")
    await olivia.sees("Invoice triage: is this normal?").press("Looked: normal")
    await tom.sees("Chat helper: is this normal?").press("Looked: normal")
    whole = max_.sees("Chat helper: anything changed underneath?")
    assert "Invoice triage" not in whole.text
    await whole.press("All steady")
    assert await scene.put_aside() == 1, "which doctor tells"
    logged = capsys.readouterr().out
    assert "line_failed" in logged and "message_failed" in logged and "ValueError" in logged and SECRET not in logged
    tries = logged.count("message_failed")
    await scene.travel_to("2026-12-07 12:30")
    assert 1 < tries + capsys.readouterr().out.count("message_failed") < 12, "tried again, each time after twice as long"
    broken.undo()
    await scene.travel_to("2026-12-07 15:30")
    await max_.sees("Invoice triage: anything changed underneath?").press("All steady")


async def test_what_cannot_be_made_anew_on_screen_keeps_no_other_from_its_change(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    olivia, max_, tom = await two_systems(scene)
    await scene.travel_to("2026-12-07 09:30", answering=(max_,))
    whole = compose.recompose

    async def breaking(work: Work, message: Message) -> tuple[Message, Card]:
        if message.person_id == olivia.id:
            raise ValueError(SECRET)
        return await whole(work, message)

    with monkeypatch.context() as patch:
        patch.setattr(compose, "recompose", breaking)
        await olivia.sees("Invoice triage: is this normal?").press("Looked: normal")
        await tom.sees("Chat helper: is this normal?").press("Looked: normal")
        tom.still_sees("looked, normal, said Tom Torres")
    logged = capsys.readouterr().out
    assert logged.count("update_failed") == 1 and SECRET not in logged, "it rests"
    monkeypatch.setattr(scene.engine._refreshing, "_machine", lambda: time.monotonic() + 60)
    await scene.settle()
    olivia.still_sees("looked, normal, said Olivia Ortega")


async def test_a_platform_that_breaks_over_one_card_gets_the_others(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    olivia, max_, tom = await two_systems(scene)
    send = scene.platform.send

    async def breaking(account: Account, card: Card, key: str) -> Outcome:
        if account.user == "olivia":
            raise KeyError(SECRET)
        return await send(account, card, key)

    with monkeypatch.context() as patch:
        patch.setattr(scene.platform, "send", breaking)
        await scene.travel_to("2026-12-07 09:30", answering=(max_,))
        await tom.sees("is this normal?").press("Looked: normal")
        olivia.sees_nothing()
    await scene.travel_to("2026-12-07 13:00")
    await olivia.sees("is this normal?").press("Looked: normal")


async def test_what_cannot_be_made_anew_the_second_time_is_sent_as_it_was_and_holds_up_nobody(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A round of the engine that ended with it would end so for ever, and ask nobody any more."""
    olivia, max_, tom = await two_systems(scene)
    scene.platform.finds = False
    scene.platform.next_outcomes = [Unknown("broken")] * 3
    await scene.travel_to("2026-12-07 12:00")
    whole = views._operator

    def made(facts: views.QuestionFacts) -> list[Fact]:
        if facts.system.name == "Invoice triage":
            raise ValueError(SECRET)
        return whole(facts)

    with monkeypatch.context() as patch:
        patch.setattr(views, "_operator", made)
        await scene.travel_to("2026-12-08 12:00")
        assert "message_failed" in (logged := capsys.readouterr().out) and SECRET not in logged
        await tom.sees("Sent a second time").press("Looked: normal")
        await max_.sees("Sent a second time").press("All steady", about="Chat helper")
    await olivia.sees("Invoice triage: is this normal?").press("Looked: normal")


def test_an_amount_that_was_kept_before_it_was_bounded_can_still_be_said() -> None:
    assert words.money(Money(Decimal("9" * 30), "EUR")).startswith("€999,999")
