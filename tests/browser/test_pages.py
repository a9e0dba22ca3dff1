"""The diagnostic's page, opened from the chat and worked with, without a script (PRODUCT §8)."""

from typing import Any

import pytest

from tests.browser.test_local_chat import address, keep, look_as, move, page

__all__ = ["address", "page"]
pytestmark = pytest.mark.browser
FITS = "document.documentElement.scrollWidth <= window.innerWidth"


async def open_it(page: Any, name: str) -> Any:
    """`/owner gaps`, and the link at its foot in a tab of its own."""
    await look_as(page, name)
    await page.fill("#text", "/owner gaps")
    await page.press("#text", "Enter")
    async with page.expect_popup() as opened:
        await page.click("#talk .m:last-child a:text-is('Everything on one page')")
    found = await opened.value
    await found.wait_for_selector("h1")
    return found


async def test_a_gap_is_mended_on_the_page_with_the_keyboard_alone(page: Any) -> None:
    await move(page, "+1 week")
    tab = await open_it(page, "Ada Nowak")
    assert "as Ada Nowak sees it" in await tab.inner_text("header")
    await keep(tab, "page")
    await tab.focus("tr:has-text('Route planner') button:text-is('Name a person')")
    await tab.keyboard.press("Enter")
    await tab.wait_for_selector("h1:has-text('Name its operator: Route planner')")
    await keep(tab, "page-form")
    await tab.focus("input[list]")
    await tab.keyboard.type("the platform team")
    await tab.keyboard.press("Enter")
    await tab.wait_for_selector("input[value='the platform team']")
    await keep(tab, "page-refused")
    await tab.fill("input[list]", "Dee Diaz")
    await tab.press("input[list]", "Enter")
    await tab.wait_for_selector("h1:has-text('Dee Diaz is asked to be the operator of Route planner')")
    await keep(tab, "page-answer")
    await tab.focus("text=Back to the diagnostic")
    await tab.keyboard.press("Enter")
    await tab.wait_for_selector("tr:has-text('Dee Diaz has been asked to be the operator (day-to-day side) and has not answered')")
    await move(page, "+1 hour")  # offers are sent in the reader's hours
    await look_as(page, "Dee Diaz")
    await page.wait_for_selector("#talk:has-text('operator of Route planner')")


async def test_the_page_fits_a_phone_the_dark_and_paper(page: Any) -> None:
    await move(page, "+1 week")
    tab = await open_it(page, "Sam Steward")
    for name, width in (("phone", 390), ("wide", 1280)):
        for scheme in ("light", "dark"):
            await tab.set_viewport_size({"width": width, "height": 844})
            await tab.emulate_media(color_scheme=scheme)
            for view in ("Worst first", "By system", "By person", "By unit", "What drifts"):
                await tab.click(f".views a:text-is('{view}')")
                await tab.wait_for_selector(f".views a[aria-current=page]:text-is('{view}')")
                assert await tab.evaluate(FITS), (name, view)
                await keep(tab, f"page-{name}-{scheme}-{view.replace(' ', '-')}")
    await tab.click(".views a:text-is('Worst first')")
    await tab.emulate_media(media="print")
    assert not await tab.is_visible(".lines button") and await tab.is_visible(".lines .what >> nth=0")
    await keep(tab, "page-print")
    async with tab.expect_download() as kept:
        await tab.emulate_media(media="screen")
        await tab.click("text=XLSX")
    assert (await kept.value).suggested_filename.endswith(".xlsx")
    await page.click("#talk .m:last-child summary")
    async with page.expect_download() as table:
        await page.click("#talk .m:last-child button:text-is('As a table')")
    assert (await table.value).suggested_filename.endswith(".csv")
