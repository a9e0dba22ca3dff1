"""`rollcall setup slack`: every question first, then one write, then a look at whether it works. Secrets are typed unseen and shown nowhere."""

import asyncio
import os
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

import typer
from pydantic import ValidationError

from adapters.cli import place, settings_file, trail_key
from adapters.cli.app import Problem, Wrong, say
from adapters.cli.database import NoRegister
from adapters.cli.doctor import told
from adapters.cli.doctor_slack import Kept, kept, slack
from adapters.cli.settings import Settings, load
from adapters.cli.settings import settings_file as file_of_settings
from adapters.cli.wiring import house
from adapters.slack.manifest import create_link, manifest
from adapters.slack.settings import SlackSettings
from adapters.slack.settings_check import signing_trouble
from adapters.typed import is_public
from bot.rules.cadence import is_country, is_zone

T = TypeVar("T")
SOCKET = "socket"
NONE = "none"
WHERE = {  # where Slack shows it
    "signing_secret": "The signing secret: Basic Information, App Credentials, Signing Secret, Show.",
    "bot_token": "The bot token: Install App, Install to Workspace, Allow; then copy the Bot User OAuth Token, which begins with xoxb-.",
    "app_token": "The app token: Basic Information, App-Level Tokens, Generate, scope connections:write; it begins with xapp-.",
}
NEXT = "Start rollcall serve. Then, in Slack, type /owner help."
VERIFY = (
    "If Event Subscriptions in the app's settings says that the request URL is not verified, press Retry there while rollcall serve runs."
)


@dataclass
class Plan:
    """What is to be written, by name; nothing is until all is known."""

    settings: Settings
    file: Path
    changes: dict[str, str | list[str]] = field(default_factory=dict)

    def is_kept(self, name: str) -> bool:
        """The environment has it, which wins over the file; or the file has it, and it is to stay."""
        if os.environ.get(_variable(name)):
            say(f"{_variable(name)} stands in the environment, which wins over the file. I leave it there.")
            return True
        if not settings_file.standing(self.file, name):
            return False
        if not _asks():
            say(f"{name} stands in {self.file} already. I leave it as it is.")
            return True
        return typer.confirm(f"{name} stands in {self.file} already. Keep it?", default=True, err=True)


def setup(url: str, socket: bool, browser: bool) -> int:
    """Exit 0: it works; 1: something does not yet, and what; 130: stopped, nothing was changed. Raises Wrong.

    The questions stand outside any event loop: inside one, Ctrl-C would not reach them.
    """
    plan = Plan(load(), file_of_settings())
    register, is_new = asyncio.run(_register(plan.settings))
    try:
        _ask(plan, url, socket, browser)
        if plan.settings.secret_key is None and is_new:
            plan.changes["secret_key"] = trail_key.new()
        if plan.changes and not _agreed(plan):
            say("Nothing was changed.")
            return 1
    except typer.Abort:
        say("Stopped. Nothing was changed.")
        return 130
    _write(plan)
    print("Now I look whether it works:")
    code = told(asyncio.run(slack(load(), register)))
    if plan.changes.get("slack.signing_secret"):
        say(VERIFY)
    say(NEXT if code == 0 else f"Mend what is marked ■; rollcall doctor looks again. {NEXT}")
    return code


async def _register(settings: Settings) -> tuple[Kept | None, bool]:
    """What it knows, None where it cannot be read; and whether there is none yet, so that it has no key either."""
    try:
        async with house(settings, tells=False) as home:
            return await kept(home), False
    except NoRegister:
        return None, True
    except (Problem, Wrong) as why:
        say(str(why))
        return None, False


def _ask(plan: Plan, url: str, socket: bool, browser: bool) -> None:
    if url and socket:
        raise Wrong("Say either --url or --socket: Socket Mode needs no address.")
    address = None if socket else _address(plan, url)
    _create(manifest(socket=True) if address is None else manifest(address), browser)
    _ask_secret(plan, "app_token" if address is None else "signing_secret")
    if plan.settings.slack.installs:
        say("Workspaces install through OAuth here, so no bot token is asked for.")
    else:
        _ask_secret(plan, "bot_token")
    if address is not None and plan.settings.slack.app_token is not None:
        say("An app token is set as well, so everything comes in through Socket Mode. Take it out of the settings to use the address.")
    if not plan.settings.admins:
        say("Who are the admins? They add systems, and hear of a last silence. Name two or more, so that one may be away.")
        named = _typed("E-mail addresses, as Slack has them, separated by commas", "ROLLCALL_ADMINS", _emails)
        plan.changes["admins"] = named
        if len(named) == 1:
            say("One is enough to begin. If they stopped, nobody would notice: add a second one to admins in the file soon.")
    if _asks():
        _place(plan)


def _place(plan: Plan) -> None:
    """The organisation's zone and country; a script that says nothing of them gets the defaults, as `serve` does."""
    known = plan.settings.model_fields_set
    if not {"time_zone", "country"} - known:
        return
    say("Where is the organisation? People are asked in working hours, and not on public holidays. Each of them can choose their own.")
    zone = plan.settings.time_zone
    if "time_zone" not in known:
        plan.changes["time_zone"] = zone = _typed("Time zone", "ROLLCALL_TIME_ZONE", _zone, default=place.zone_here())
    if "country" not in known:
        words = f"Country, for its holidays (two letters, or {NONE})"
        if country := _typed(words, "ROLLCALL_COUNTRY", _country, default=place.country_of(zone) or NONE):
            plan.changes["country"] = country


def _zone(typed: str) -> str:
    if not is_zone(typed.strip()):
        raise ValueError("I know no such zone. Write it like Europe/Berlin, or UTC.")
    return typed.strip()


def _country(typed: str) -> str:
    """Blank: none. Raises ValueError with a sentence."""
    code = typed.strip().upper()
    if code == NONE.upper():
        return ""
    if not is_country(code):
        raise ValueError(f"Write two letters of a country whose holidays I know, like DE or US, or {NONE}.")
    return code


def _address(plan: Plan, url: str) -> str | None:
    """Ours, None for Socket Mode."""
    known = plan.settings.public_url
    if not url and not _asks():
        raise Wrong("Say how Slack reaches this Rollcall: --url https://rollcall.example.com, or --socket if nobody outside can.")
    if url:
        try:
            address = _reachable(url)
        except ValueError as why:
            raise Wrong(str(why)) from None
    else:
        say(f"How does Slack reach this Rollcall? Type its public address (https://…), or {SOCKET} for Socket Mode, which needs none.")
        address = _typed("Public address", "ROLLCALL_PUBLIC_URL", _reachable, default=known or SOCKET)
    if address == SOCKET:
        return None
    if address != known and plan.is_kept("public_url"):
        return known or address
    if address != known:
        plan.changes["public_url"] = address
    return address


def _reachable(typed: str) -> str:
    """An address without what we add to it. Raises ValueError with a sentence."""
    address = typed.strip().rstrip("/").removesuffix("/slack/events")
    if address != SOCKET and not is_public(address):
        raise ValueError(f"Slack sends to https only. Write it like https://rollcall.example.com, or {SOCKET}.")
    return address


def _create(made: dict[str, object], browser: bool) -> None:
    link = create_link(made)
    print(f"Make the app with this link: choose your workspace, then Create. (You have one already? Go on.)\n\n{link}\n")
    if browser and _asks() and typer.confirm("Open it in a browser here?", default=True, err=True) and not webbrowser.open(link):
        say("There is no browser here. Open the link on another machine.")


def _ask_secret(plan: Plan, name: str) -> None:
    if plan.is_kept(f"slack.{name}"):
        return
    say(WHERE[name])
    words = name.replace("_", " ").capitalize()
    plan.changes[f"slack.{name}"] = _typed(words, _variable(f"slack.{name}"), partial(_shaped, name, plan.settings.slack), hidden=True)


def _typed(words: str, variable: str, read: Callable[[str], T], *, hidden: bool = False, default: str | None = None) -> T:
    """Asked until `read` takes it without a ValueError. Raises Wrong where there is no terminal to ask on."""
    if not _asks():
        raise Wrong(f"There is no terminal to ask on. Set {variable} in the environment, or run this in a terminal.")
    while True:
        try:
            return read(typer.prompt(words, default=default, hide_input=hidden, err=True))
        except ValueError as why:
            say(str(why))


def _shaped(name: str, slack: SlackSettings, typed: str) -> str:
    """Its own shape, before anything is written. Raises ValueError with a sentence that does not show it."""
    value = typed.strip()
    trouble = signing_trouble(value, slack) if name == "signing_secret" else ""
    try:
        SlackSettings.model_validate({name: value})
    except ValidationError as why:
        said = str(why.errors()[0]["msg"]).removeprefix("Value error, ")
        trouble = f"{said[0].upper()}{said[1:]}."
    if trouble or not value:
        raise ValueError(f"{trouble} {WHERE[name]}".strip())
    return value


def _emails(typed: str) -> list[str]:
    found = [one.strip() for one in typed.split(",") if one.strip()]
    if not found or any(" " in one or not all(one.partition("@")[::2]) for one in found):
        raise ValueError("Write them like ada@example.com, ben@example.com.")
    return found


def _variable(name: str) -> str:
    return f"ROLLCALL_{name.upper().replace('.', '__')}"


def _agreed(plan: Plan) -> bool:
    names = ", ".join(sorted(plan.changes))
    return not _asks() or typer.confirm(f"Write {names} into {plan.file}, readable by you alone?", default=True, err=True)


def _write(plan: Plan) -> None:
    if not plan.changes:
        return
    try:
        settings_file.write(plan.file, plan.changes)
    except OSError as why:
        names = ", ".join(_variable(name) for name in sorted(plan.changes))
        raise Wrong(f"{plan.file} cannot be written ({why.strerror}). Set {names} in the environment instead.") from None
    say(f"Written into {plan.file.absolute()}, which only you can read. To run Rollcall in another folder, set ROLLCALL_SETTINGS to that.")
    if "secret_key" in plan.changes:
        say(trail_key.made(plan.file))


def _asks() -> bool:
    """Somebody sits there."""
    return sys.stdin.isatty()
