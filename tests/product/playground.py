"""Microsoft's own client for local development, in a browser: somebody who sees what Teams would show, and presses it."""

import asyncio
import os
import re
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp.test_utils import unused_port

from tests.adapters.fake_teams import APP, TENANT
from tests.product.npm import FOLDER
from tests.product.on_clock import eventually

PACKAGE = "@microsoft/m365agentsplayground"
PICTURES = os.environ.get("ROLLCALL_PICTURES")  # a folder: the screenshots are kept there
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync"]


@dataclass
class Person:
    """Somebody in front of Teams, in their own chat with us. `trouble`: what the page said went wrong."""

    name: str
    page: Any
    trouble: list[str] = field(default_factory=list)

    async def say(self, text: str) -> None:
        """Typed and sent."""
        box = self.page.locator("[contenteditable=true][role=textbox]").first
        await box.click()
        await box.type(text)
        await self.page.keyboard.press("Enter")

    def cards(self) -> Any:
        """Every card in the chat, the newest last."""
        return self.page.locator(".ac-adaptiveCard")

    async def sees(self, *words: str) -> Any:
        """The newest card with all these words; fails, telling what there is, if none comes."""

        async def look() -> Any:
            for number in reversed(range(await self.cards().count())):
                card = self.cards().nth(number)
                text = re.sub(r"\s+", " ", await card.inner_text())
                if all(one in text for one in words):
                    return card
            return None

        try:
            return await eventually(look, f"{self.name} sees {words}")
        except AssertionError as why:
            raise AssertionError(f"{why}, but:\n{await self.page.evaluate('document.body.innerText')}") from None

    async def press(self, card: Any, label: str) -> None:
        """A button of a card."""
        await card.get_by_role("button", name=label, exact=True).first.click()

    async def fill(self, card: Any, label: str, text: str) -> None:
        """A field by the label that it is read out with."""
        await card.get_by_label(label).first.fill(text)

    async def choose(self, card: Any, label: str, choice: str) -> None:
        """One of a list."""
        await card.get_by_label(label).first.click()
        await self.page.get_by_role("option", name=choice).first.click()

    async def skilled(self, form: Any) -> None:
        """What everybody who accepts a job says of their skill for it."""
        await self.fill(form, "By what skill", "I know it well")

    async def picture(self, name: str) -> None:
        """Kept where a folder is named, to be looked at."""
        if PICTURES:
            await self.page.screenshot(path=f"{PICTURES}/teams-{name}.png")


def _config(folder: Path, number: int, name: str, others: list[tuple[int, str]]) -> None:
    """Who looks at it, and whom a picker offers: five, no more and no less."""
    padded = [*others, *((90 + at, f"Colleague {letter}") for at, letter in enumerate("ABCDE"))][:5]
    given, chat = name.split()[0].casefold(), f"a-{name.split()[0].casefold()}"
    lines = ['version: "0.1.1"', f"tenantId: {TENANT}", "bot:", f"  id: {APP}", "  name: Rollcall", "currentUser:"]
    lines += [f"  {one}" for one in _user(number, name)]
    lines += ["users:"]
    for other in padded:
        lines += [f"  {'- ' if at == 0 else '  '}{one}" for at, one in enumerate(_user(*other))]
    lines += [f"personalChat:\n  id: {chat}", f"groupChat:\n  id: g-{given}\n  name: Group", f"team:\n  id: t-{given}\n  name: Acme"]
    lines += [f"  aadGroupId: 6f1c2f0a-0000-4000-8000-000000000031\n  channels:\n    - id: c-{given}\n      name: Announcements"]
    (folder / ".m365agentsplayground.yml").write_text("\n".join(lines) + "\n")


def _user(number: int, name: str) -> list[str]:
    given, _, family = name.partition(" ")
    address = f"{given.casefold()}@acme.example" if number < 90 else f"user{number}@acme.example"
    return [
        f"id: 29-{number}", f"name: {name}", f"userPrincipleName: {address}", f"aadObjectId: 6f1c2f0a-0000-4000-8000-{number:012d}",
        f"givenName: {given}", f"surname: {family}", f"email: {address}",
    ]  # fmt: skip


@asynccontextmanager
async def playground(folder: Path, ours: str, number: int, name: str, others: list[tuple[int, str]]) -> AsyncIterator[str]:
    """Its address. It listens on every interface, so its port is one of the moment."""
    folder.mkdir()
    _config(folder, number, name, others)
    port = unused_port()
    command = ["node", str(FOLDER / "node_modules" / PACKAGE / "cli.js"), "start", "-e", f"{ours}/api/messages", "-c", "msteams"]
    process = await asyncio.create_subprocess_exec(*command, "-p", str(port), "--dt", "true", cwd=folder, stdout=PIPE, stderr=STDOUT)
    assert process.stdout is not None
    try:
        line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        assert f"Listening on {port}" in line, line
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def looked_at(browser: Any, name: str, address: str) -> AsyncIterator[Person]:
    """A page of it: only now does it tell our bot that somebody added the app."""
    page = await browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(20_000)
    person = Person(name, page)
    page.on("pageerror", lambda error: person.trouble.append(str(error)))
    await page.goto(address)
    await page.get_by_text("Connected.").first.wait_for()
    yield person
    await page.close()
