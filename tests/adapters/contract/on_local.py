"""The local chat's driver: its page's own requests, and the page it draws."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient

from adapters.local.app import CHAT, Chat
from adapters.local.behaviour import Behaviour
from bot.events import Caller
from bot.model import Platform
from tests.adapters.contract.platform import Shown

LONG_AGO = date(2020, 1, 1)
LINES = frozenset({"p", "div", "dt", "dd", "td", "th", "blockquote", "caption", "label", "li", "strong", "form"})
INLINE = frozenset({"strong"})  # those of LINES that go on in the line they stand in


class OnLocal:
    """Rollcall in a browser. `behaviours`: of the imagined people, who do nothing here by themselves."""

    name = "local"

    def __init__(self, client: TestClient[web.Request, web.Application], behaviours: dict[str, Behaviour]) -> None:
        self.client, self._behaviours = client, behaviours

    @property
    def chat(self) -> Chat:
        """What is behind the page."""
        return self.client.app[CHAT]

    def caller(self, who: str) -> Caller:
        """By their address."""
        return Caller(Platform.LOCAL, "local", _email(who))

    async def arrives(self, who: str, name: str, *, guest: bool = False) -> None:
        """They move in."""
        assert not guest, "nobody is a guest here"
        self._behaviours[_email(who)] = Behaviour(name=name, silent_from=LONG_AGO)
        await self.chat.world.move_in(_email(who))

    async def owner(self, who: str, text: str) -> Shown:
        """Typed like any words."""
        return await self.says(who, f"/owner {text}")

    async def says(self, who: str, text: str) -> Shown:
        """The answer is an entry of the conversation."""
        return await self._after(who, "/say", {"text": text}, Shown(""))

    async def press(self, who: str, shown: Shown, label: str) -> Shown:
        """A new entry, or the message changed."""
        action, ref = shown.raw.pressable[label]
        return await self._after(who, "/press", {"action": action, "ref": ref}, shown)

    async def send(self, who: str, form: Shown, typed: Mapping[str, str]) -> Shown:
        """The form goes, and what comes of it stands at the end."""
        values = dict(form.fields) | dict(typed)
        given = {"action": form.raw.action, "ref": form.raw.ref, "values": values, "entry": form.raw.entry}
        return await self._after(who, "/submit", given, Shown(""))

    async def _after(self, who: str, path: str, given: Mapping[str, Any], shown: Shown) -> Shown:
        before = self.chat.number  # of the newest entry
        answer = await self.client.post(path, json={"as": _email(who), **given}, headers=self._token)
        assert answer.status == 200, await answer.text()
        entries = await self._entries(who)
        new = [one for one in entries if not one.place and not one.raw.typed and int(one.raw.entry.removeprefix("e")) > before]
        if new:
            return new[-1]
        return next((one for one in entries if shown.place and one.place == shown.place), shown)

    async def inbox(self, who: str) -> list[Shown]:
        """What was sent, without what was answered."""
        return [one for one in await self._entries(who) if one.place]

    async def leaves(self, who: str) -> None:
        """As an imagined person's behaviour has it."""
        await self.chat.world.leave(_email(who))

    async def keeps_us_out(self, who: str) -> None:
        """As an imagined person's behaviour has it."""
        self._behave(who, unreachable_from=LONG_AGO)

    async def lets_us_in(self, who: str) -> None:
        """And asks us something."""
        self._behave(who, unreachable_from=None)
        await self.owner(who, "help")

    def _behave(self, who: str, **more: Any) -> None:
        self._behaviours[_email(who)] = replace(self._behaviours[_email(who)], **more)

    async def settled(self) -> None:
        """Everything ends before the page is answered."""

    @property
    def _token(self) -> dict[str, str]:
        return {"X-Token": self.chat.token}

    async def _entries(self, who: str) -> list[Shown]:
        answer = await self.client.get("/state", params={"as": _email(who)}, headers=self._token)
        assert answer.status == 200, await answer.text()
        return [_shown(one) for one in (await answer.json())["entries"] if one["kind"] != "day"]


def _email(who: str) -> str:
    return f"{who}@acme.example"


def _shown(entry: Mapping[str, str]) -> Shown:
    read = Read(entry)
    place = entry["id"] if entry["id"].startswith("m") else ""
    return Shown("\n".join(read.lines), tuple(read.pressable), read.fields, read.errors, place, read)


class Read(HTMLParser):
    """An entry of the page, as it is read and can be pressed. `pressable`: action and ref by label. `typed`: their own words."""

    def __init__(self, entry: Mapping[str, str]) -> None:
        super().__init__()
        self.entry, self.typed = entry["id"], entry["kind"] == "m me"
        self.lines: list[str] = [""]
        self.pressable: dict[str, tuple[str, str]] = {}
        self.fields: dict[str, str] = {}
        self.errors: dict[str, str] = {}
        self.action = self.ref = ""
        self._field, self._error = "", False
        self._button: tuple[str, str] | None = None
        self._label, self._silent, self._filling = "", False, False
        self.feed(entry["html"])
        self.lines = [line for line in (one.strip() for one in self.lines) if line]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Blocks begin lines; buttons and inputs are no words."""
        given = {name: value or "" for name, value in attrs}
        if tag in LINES - INLINE:
            self.lines.append("")
        match tag:
            case "div" if given.get("class") == "w":  # who wrote it and when
                self._silent = True
            case "form":
                self.action, self.ref = given["data-action"], given["data-ref"]
            case "button":
                self._button, self._label = (given.get("data-action", ""), given.get("data-ref", "")), ""
            case "input" | "textarea" | "select":
                self._input(tag, given)
            case "option":
                self._silent = True
                if "selected" in given:
                    self.fields[self._field] = given["value"]
            case "summary":
                self._silent = True
            case "p" if "error" in given.get("class", "").split():
                self._error = True
            case "span" if "req" in given.get("class", "").split():
                self._silent = True

    def _input(self, tag: str, given: Mapping[str, str]) -> None:
        self._field = given["name"]
        is_unchecked = given.get("type") == "checkbox" and "checked" not in given
        self.fields[self._field] = "" if is_unchecked else given.get("value", "")
        self._filling = tag == "textarea"

    def handle_data(self, data: str) -> None:
        """Words, or a label, or what stands in a field."""
        if self._button is not None:
            self._label += data
        elif self._filling:
            self.fields[self._field] += data
        elif self._error:
            self.errors[self._field] = self.errors.get(self._field, "") + data
        elif not self._silent:
            self.lines[-1] += data

    def handle_endtag(self, tag: str) -> None:
        """Whatever ends, the words go on."""
        match tag:
            case "button":
                if self._button is not None and self._button[0]:
                    self.pressable[self._label] = self._button
                self._button = None
            case "textarea":
                self._filling = False
            case "option" | "summary" | "span" | "div":
                self._silent = False
            case "p":
                self._error = False
