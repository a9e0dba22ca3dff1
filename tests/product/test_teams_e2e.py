"""`rollcall serve` and Microsoft's own client: from adding the app to the steward's monthly question (issue, Teams, Done when 1)."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port

from tests.product import npm
from tests.product.on_clock import OnClock, serving
from tests.product.playground import PACKAGE, QUIET, Person, looked_at, playground

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(240)]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
MONDAY, TUESDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC), datetime(2026, 12, 1, 8, 0, tzinfo=UTC)  # nine in Berlin
NEXT_MONDAY, WEDNESDAY = datetime(2026, 12, 7, 8, 0, tzinfo=UTC), datetime(2026, 12, 9, 8, 0, tzinfo=UTC)
ADA, OLIVIA = (11, "Ada Nowak"), (12, "Olivia Ortega")


@dataclass
class Acme:
    """Rollcall, and two people in front of Teams."""

    ours: OnClock
    ada: Person
    olivia: Person


@pytest.fixture
async def acme(tmp_path: Path) -> AsyncIterator[Acme]:
    from playwright.async_api import async_playwright

    if why := npm.missing(PACKAGE) or ("" if CHROMIUM else "no chromium on this machine: Debian's package chromium is needed"):
        pytest.skip(why)
    ours = f"http://127.0.0.1:{unused_port()}"
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(serving(tmp_path, FRIDAY, ours, {"ROLLCALL_TEAMS__EMULATOR": "true"}))
        await made.ready()
        play = await stack.enter_async_context(async_playwright())
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        people = []
        for (number, name), other in ((OLIVIA, ADA), (ADA, OLIVIA)):
            address = await stack.enter_async_context(playground(tmp_path / str(number), ours, number, name, [other]))
            people.append(await stack.enter_async_context(looked_at(browser, name, address)))
        yield Acme(made, people[1], people[0])
        await browser.close()


async def test_a_tenant_adds_rollcall_and_lives_with_it(acme: Acme) -> None:
    await an_admin_is_led_to_the_first_system_and_offers_its_jobs(acme)
    await an_offer_is_accepted(acme)
    await anybody_asks_whom_to_ask(acme)
    await a_weekly_question_comes_unasked_and_changes_in_place(acme)
    await the_steward_is_asked_once_a_month(acme)
    await something_is_off(acme)
    nothing_went_wrong(acme)


async def an_admin_is_led_to_the_first_system_and_offers_its_jobs(acme: Acme) -> None:
    ada, olivia = acme.ada, acme.olivia
    await olivia.sees("Rollcall is installed here now")
    await ada.press(await ada.sees("Welcome"), "Add your first system")
    form = await ada.sees("Add a system", "What is it called?")
    await ada.fill(form, "What is it called?", "CV screening")
    await ada.picture("form")
    await ada.press(form, "Add it")
    await ada.sees("CV screening", "in the register")
    await ada.say("owner offer CV screening steward @Ada Nowak")


async def an_offer_is_accepted(acme: Acme) -> None:
    """In the card it came in: the form takes its place, and what came of it the form's."""
    ada, olivia = acme.ada, acme.olivia
    await ada.press(await ada.sees("asks you to be the steward"), "Accept…")
    form = await ada.sees("Be its steward: CV screening")
    await ada.fill(form, "What is it for?", "Finds who to invite")
    await ada.fill(form, "It earns its keep when", "fewer hours than by hand")
    await ada.skilled(form)
    await ada.press(form, "Accept")
    await ada.say("owner offer CV screening operator @Olivia Ortega")
    await olivia.press(await olivia.sees("asks you to be the operator"), "Accept…")
    form = await olivia.sees("Be its operator: CV screening")
    await olivia.press(form, "Accept")
    await olivia.sees("This is needed.")
    await olivia.fill(form, "What does normal look like", "About 200 a day")
    await olivia.skilled(form)
    await olivia.picture("accepting")
    await olivia.press(form, "Accept")
    await olivia.sees("You are the operator of CV screening now")


async def anybody_asks_whom_to_ask(acme: Acme) -> None:
    """However it is said; *Not now* brings the answer back from a form."""
    olivia = acme.olivia
    for said in ("owner CV screening", "/owner cv screening", "CV screening"):
        await olivia.say(said)
        card = await olivia.sees("Strange output?", "Olivia Ortega", "Ada Nowak")
        await olivia.press(card, "Raise a concern")
        form = await olivia.sees("What is off?")
        await olivia.press(form, "Not now")
        await olivia.sees("Strange output?", "Raise a concern")
    await olivia.picture("look-up")


async def a_weekly_question_comes_unasked_and_changes_in_place(acme: Acme) -> None:
    await acme.ours.travel_to(MONDAY)
    olivia = acme.olivia
    question = await olivia.sees("CV screening: is this normal?")
    await olivia.picture("question")
    there = await olivia.cards().count()
    await olivia.press(question, "Looked: normal")
    await olivia.sees("looked, normal")
    assert await olivia.cards().count() == there, "the card changed in place"
    await olivia.picture("answered")


async def the_steward_is_asked_once_a_month(acme: Acme) -> None:
    await acme.ours.travel_to(TUESDAY)
    ada = acme.ada
    question = await ada.sees("still needed")
    await ada.picture("month")
    await ada.press(question, "Keep")
    await ada.sees("keep", "Change")


async def something_is_off(acme: Acme) -> None:
    """The form opens in the question's card; nobody keeps it running, so the steward hears of it."""
    await acme.ours.travel_to(NEXT_MONDAY)
    olivia = acme.olivia
    await olivia.press(await olivia.sees("is this normal?"), "Something's off")
    form = await olivia.sees("What is off?", "How bad?")
    await olivia.fill(form, "What is off?", "It rejects **everybody** <at>Ada</at>")
    await olivia.choose(form, "How bad?", "Customers notice")
    await olivia.picture("off")
    await olivia.press(form, "Send")
    await olivia.sees("something is off")
    await acme.ours.travel_to(WEDNESDAY)
    await acme.ada.sees("It rejects **everybody** <at>Ada</at>")
    await acme.ada.picture("concern")


def nothing_went_wrong(acme: Acme) -> None:
    assert acme.ada.trouble == acme.olivia.trouble == []
    log = acme.ours.log.read_text()
    assert "Traceback" not in log and '"level": "error"' not in log, log
