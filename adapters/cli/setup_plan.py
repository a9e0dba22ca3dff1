"""What every `rollcall setup …` does alike: ask until an answer can be used, keep what stands already, then write all of it in one go."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import typer
from pydantic import BaseModel, ValidationError

from adapters.cli import place, settings_file, trail_key
from adapters.cli.app import Wrong, say
from adapters.cli.setting_words import variable
from adapters.cli.settings import Settings
from bot.rules.cadence import is_country, is_zone

T = TypeVar("T")
NONE = "none"


@dataclass
class Plan:
    """What is to be written, by name; nothing is until all is known."""

    settings: Settings
    file: Path
    changes: dict[str, str | list[str]] = field(default_factory=dict)

    def is_kept(self, name: str) -> bool:
        """The environment has it, which wins over the file; or the file has it, and it is to stay."""
        if os.environ.get(variable(name)):
            say(f"{variable(name)} stands in the environment, which wins over the file. I leave it there.")
            return True
        if not settings_file.standing(self.file, name):
            return False
        if not asks():
            say(f"{name} stands in {self.file} already. I leave it as it is.")
            return True
        return typer.confirm(f"{name} stands in {self.file} already. Keep it?", default=True, err=True)

    def reached_at(self, address: str) -> str:
        """Our public address: this one, or the one that is to stay."""
        known = self.settings.public_url
        if address != known and self.is_kept("public_url"):
            return known or address
        if address != known:
            self.changes["public_url"] = address
        return address


def asks() -> bool:
    """Somebody sits there."""
    return sys.stdin.isatty()


def typed(words: str, name: str, read: Callable[[str], T], *, hidden: bool = False, default: str | None = None) -> T:
    """Asked until `read` takes it without a ValueError. Raises Wrong where there is no terminal to ask on. `name`: the setting's."""
    if not asks():
        raise Wrong(f"There is no terminal to ask on. Set {variable(name)} in the environment, or run this in a terminal.")
    while True:
        try:
            return read(typer.prompt(words, default=default, hide_input=hidden, err=True))
        except ValueError as why:
            say(str(why))


def shape_trouble(kind: type[BaseModel], name: str, value: str) -> str:
    """What the settings say of a value before it is written, as a sentence that does not show it; blank: nothing."""
    try:
        kind.model_validate({name: value})
    except ValidationError as why:
        said = str(why.errors()[0]["msg"]).removeprefix("Value error, ")
        return f"{said[0].upper()}{said[1:]}."
    return ""


def ask_organisation(plan: Plan, whose: str) -> None:
    """Who the admins are, and where all of them are. `whose`: which addresses, like `as Slack has them`."""
    if not plan.settings.admins:
        say("Who are the admins? They add systems, and hear of a last silence. Name two or more, so that one may be away.")
        named = typed(f"E-mail addresses, {whose}, separated by commas", "admins", _emails)
        plan.changes["admins"] = named
        if len(named) == 1:
            say("One is enough to begin. If they stopped, nobody would notice: add a second one to admins in the file soon.")
    if asks():
        _ask_place(plan)


def _ask_place(plan: Plan) -> None:
    """The organisation's zone and country; a script that says nothing of them gets the defaults, as `serve` does."""
    known = plan.settings.model_fields_set
    if not {"time_zone", "country"} - known:
        return
    say("Where is the organisation? People are asked in working hours, and not on public holidays. Each of them can choose their own.")
    zone = plan.settings.time_zone
    if "time_zone" not in known:
        plan.changes["time_zone"] = zone = typed("Time zone", "time_zone", _zone, default=place.zone_here())
    if "country" not in known:
        words = f"Country, for its holidays (two letters, or {NONE})"
        if country := typed(words, "country", _country, default=place.country_of(zone) or NONE):
            plan.changes["country"] = country


def _zone(said: str) -> str:
    if not is_zone(said.strip()):
        raise ValueError("I know no such zone. Write it like Europe/Berlin, or UTC.")
    return said.strip()


def _country(said: str) -> str:
    """Blank: none. Raises ValueError with a sentence."""
    code = said.strip().upper()
    if code == NONE.upper():
        return ""
    if not is_country(code):
        raise ValueError(f"Write two letters of a country whose holidays I know, like DE or US, or {NONE}.")
    return code


def _emails(said: str) -> list[str]:
    found = [one.strip() for one in said.split(",") if one.strip()]
    if not found or any(" " in one or not all(one.partition("@")[::2]) for one in found):
        raise ValueError("Write them like ada@example.com, ben@example.com.")
    return found


def settled(plan: Plan, ask: Callable[[Plan], None], *, is_new: bool) -> int | None:
    """Asks all there is to ask, then for a yes; None: go on and write. Else the exit code, and nothing was changed. Raises Wrong.

    `is_new`: there is no register yet, so none that was written with another key. The questions stand outside any event loop: inside one, Ctrl-C would not reach them.
    """
    try:
        ask(plan)
        if plan.settings.secret_key is None and is_new:
            plan.changes["secret_key"] = trail_key.new()
        if plan.changes and not _agreed(plan):
            say("Nothing was changed.")
            return 1
    except typer.Abort:
        say("Stopped. Nothing was changed.")
        return 130
    return None


def _agreed(plan: Plan) -> bool:
    names = ", ".join(sorted(plan.changes))
    return not asks() or typer.confirm(f"Write {names} into {plan.file}, readable by you alone?", default=True, err=True)


def write(plan: Plan) -> None:
    """Into the settings file. Raises Wrong with what to set instead."""
    if not plan.changes:
        return
    try:
        settings_file.write(plan.file, plan.changes)
    except OSError as why:
        names = ", ".join(variable(name) for name in sorted(plan.changes))
        raise Wrong(f"{plan.file} cannot be written ({why.strerror}). Set {names} in the environment instead.") from None
    say(f"Written into {plan.file.absolute()}, which only you can read. To run Rollcall in another folder, set ROLLCALL_SETTINGS to that.")
    if "secret_key" in plan.changes:
        say(trail_key.made(plan.file))
