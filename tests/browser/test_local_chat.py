"""A person with no instructions, in a browser (issue, Done when 1)."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
REFUSED = "Failed to load resource"  # what the browser says of any 4xx; the page shows its words
PICTURES = os.environ.get("ROLLCALL_PICTURES")  # a folder: the screenshots are kept there


@pytest.fixture
async def address(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    """A demo of its own."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: the browser tests need Debian's package chromium")
    extra = ["--empty"] if getattr(request, "param", "") == "empty" else []
    command = [str(Path(sys.executable).parent / "rollcall"), "demo", "--no-browser", "--port", "0", *extra]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    assert process.stderr is not None
    while True:
        line = (await asyncio.wait_for(process.stderr.readline(), 240)).decode()
        assert line, "the demo ended"
        if "http://" in line:
            break
    yield line[line.index("http://") :].strip()
    process.terminate()
    await asyncio.wait_for(process.wait(), 20)


@pytest.fixture
async def page(address: str) -> AsyncIterator[Any]:
    """The chat in a browser; an error on the page fails the test."""
    from playwright.async_api import async_playwright

    errors: list[str] = []
    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = await browser.new_page(viewport={"width": 1440, "height": 900})
        opened.set_default_timeout(20_000)
        opened.on("pageerror", lambda error: errors.append(str(error)))
        opened.on(
            "console", lambda message: errors.append(message.text) if message.type == "error" and REFUSED not in message.text else None
        )
        await opened.goto(address)
        await opened.wait_for_selector(".p")
        yield opened
        await browser.close()
    assert errors == []


SEEN = "(() => { const box = document.querySelector('ID').getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth; })()"


async def look_as(page: Any, name: str) -> None:
    """Press a person on the left."""
    await page.click(f".p:has-text('{name}')")
    await page.wait_for_selector(f"#whose:has-text('{name}')", state="attached")


async def move(page: Any, step: str) -> None:
    """Press a button of the clock and wait until time has arrived."""
    await page.click(f"button:text-is('{step}')")
    await page.wait_for_selector("#running[hidden]", state="attached", timeout=120_000)


async def keep(page: Any, name: str) -> None:
    """A picture for people to look at."""
    if PICTURES:
        await page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


async def test_answer_look_up_move_on_watch_silence_climb_and_a_leaver_go(page: Any) -> None:
    await look_as(page, "Olivia Ortega")
    await move(page, "+1 hour")
    await page.click("#talk .m:last-child .line:has-text('Invoice triage') button:text-is('Looked: normal')")
    await page.wait_for_selector("text=Invoice triage: looked, normal, said Olivia Ortega")
    await keep(page, "answered")
    await page.fill("#text", "/owner cv")
    await page.wait_for_selector("#suggestions li:has-text('CV screening')")
    await page.press("#text", "ArrowDown")
    await page.press("#text", "Enter")
    assert await page.input_value("#text") == "/owner CV screening"
    await page.press("#text", "Enter")
    await page.wait_for_selector("#talk .m:last-child:has-text('technical side not confirmed')")
    await keep(page, "owner")
    await move(page, "+1 week")
    await page.wait_for_selector("#talk .m:last-child:has-text('Invoice triage')")
    await move(page, "+1 week")
    await look_as(page, "Sam Steward")
    await page.wait_for_selector("text=Nobody has said whether Invoice triage is normal")
    await keep(page, "silence")
    assert await page.is_visible("#register td.look:has-text('Olivia')")
    await look_as(page, "Lena Lindholm")
    await page.wait_for_selector("#people .p:has-text('Tom Tanaka') small:text-is('left')")
    await page.wait_for_selector("#talk:has-text('Chat helper has no maintainer')")
    await page.wait_for_selector("#register tr:has-text('Chat helper') td.gap")
    await keep(page, "leaver")


async def test_a_form_asks_again_for_what_is_missing_and_keeps_what_was_typed(page: Any) -> None:
    await look_as(page, "Olivia Ortega")
    await move(page, "+1 hour")
    await page.click("#talk .m:last-child .line:has-text('CV screening') button:text-is(\"Something's off\")")
    form = page.locator("#talk form")
    await form.locator("input[type=date]").fill("2020-01-01")
    await form.locator("button[type=submit]").click()
    await page.wait_for_selector("#talk form .error:has-text('One line is enough')")
    assert await page.locator("#talk form input[type=date]").input_value() == "2020-01-01"
    await keep(page, "form")
    await page.locator("#talk form textarea").fill("<img src=x onerror=alert(1)> all rejected")
    await page.locator("#talk form button[type=submit]").click()
    await page.wait_for_selector("text=<img src=x onerror=alert(1)> all rejected")
    assert await page.locator("#talk img").count() == 0


async def test_everything_works_by_keyboard(page: Any) -> None:
    await look_as(page, "Olivia Ortega")
    await move(page, "+1 hour")
    button = page.locator("#talk .m:last-child .line:has-text('Invoice triage') button:text-is('Looked: normal')")
    await button.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_selector("text=Invoice triage: looked, normal, said Olivia Ortega")
    assert await page.evaluate("document.activeElement !== document.body")
    more = page.locator("#talk .m:last-child .line:has-text('CV screening') summary")
    await more.focus()
    await page.keyboard.press("Enter")
    assert await page.is_visible("#talk .m:last-child .line:has-text('CV screening') button:text-is('Tomorrow')")


async def test_a_refusal_is_shown_and_what_was_typed_comes_back(page: Any) -> None:
    await page.route("**/say", lambda route: route.fulfill(status=400, content_type="application/json", body='{"error": "Not this way."}'))
    await page.fill("#text", "/owner cv")
    await page.press("#text", "Enter")
    await page.wait_for_selector("#trouble:visible:has-text('Not this way.')")
    from playwright.async_api import expect

    await expect(page.locator("#text")).to_have_value("/owner cv")
    await page.unroute("**/say")
    await page.press("#text", "Escape")
    await page.press("#text", "Enter")
    await page.wait_for_selector("#talk .m:last-child:has-text('CV screening')")
    await expect(page.locator("#trouble")).to_be_hidden()


async def test_it_fits_a_phone_and_the_dark(page: Any) -> None:
    for name, size in (("phone", {"width": 390, "height": 844}), ("wide", {"width": 1440, "height": 900})):
        for scheme in ("light", "dark"):
            await page.set_viewport_size(size)
            await page.emulate_media(color_scheme=scheme)
            await look_as(page, "Sam Steward")
            assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
            assert await page.evaluate("document.getElementById('say').getBoundingClientRect().bottom <= window.innerHeight")
            assert await page.evaluate(SEEN.replace("ID", "[data-step=year]")) and await page.evaluate(SEEN.replace("ID", ".p.on"))
            await keep(page, f"{name}-{scheme}")
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.click(".folds button:text-is('Register')")
    assert await page.is_visible("#register table")


@pytest.mark.parametrize("address", ["empty"], indirect=True)
async def test_an_empty_house_leads_its_admin_to_three_people_who_said_yes_within_three_minutes(page: Any) -> None:
    began = asyncio.get_running_loop().time()
    await page.click("#talk button:text-is('Add your first system')")  # the page opens at Ada, whom it welcomes
    await keep(page, "first-run")
    await fill(page, name="Invoice triage", purpose="sorts invoices", places="#invoices", steward="Sam Steward")
    await page.wait_for_selector(
        "text=Sam Steward is asked to be its steward, who answers for its purpose and then offers the other two jobs."
    )
    await keep(page, "first-system")
    await move(page, "+1 hour")
    await accept(page, "Sam Steward", skill="leads finance", purpose="invoices paid in five days", earns_keep_when="no more clerks")
    await page.wait_for_selector("text=You are the steward of Invoice triage now")
    await keep(page, "first-steward")
    for role, name in (("operator", "Olivia Ortega"), ("maintainer", "Max Meyer")):
        await page.click(f"#talk button:text-is('Name its {role}') >> nth=-1")
        await fill(page, person=name)
        await page.wait_for_selector(f"text={name} is asked to be the {role} of Invoice triage.")
    await accept(page, "Olivia Ortega", skill="works with invoices", normal="about 200 a day")
    await accept(page, "Max Meyer", skill="runs it")
    await page.wait_for_selector("text=You are the maintainer of Invoice triage now")
    row = page.locator("#register tr:has-text('Invoice triage')")
    for first in ("Olivia", "Max", "Sam"):
        await row.locator(f"text={first}").first.wait_for()
    await keep(page, "three-people")
    assert asyncio.get_running_loop().time() - began < 180


async def fill(page: Any, **values: str) -> None:
    """Fill in the form that is open and send it."""
    form = page.locator("#talk form").last
    for name, value in values.items():
        await form.locator(f"[name={name}]").fill(value)
    await form.locator("button[type=submit]").click()


async def accept(page: Any, name: str, **values: str) -> None:
    """Look as the one who is asked, and say yes."""
    await look_as(page, name)
    await page.click("#talk button:text-is('Accept…')")
    await fill(page, **values)
    await page.wait_for_selector("#talk:has-text('of Invoice triage now')")
