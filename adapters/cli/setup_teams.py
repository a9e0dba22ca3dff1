"""`rollcall setup teams`: every question first, then one write and the app package, then a look at whether it works. The secret is typed unseen and shown nowhere."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import typer

from adapters.cli import package_file
from adapters.cli.app import Problem, Wrong, say
from adapters.cli.database import NoRegister
from adapters.cli.doctor import doctor
from adapters.cli.settings import Settings, load, settings_file
from adapters.cli.setup_plan import Plan, ask_organisation, asks, settled, shape_trouble, typed, write
from adapters.cli.wiring import house
from adapters.teams.ids import MESSAGES
from adapters.teams.settings import TeamsSettings
from adapters.typed import is_public

REGISTER = """
1. Who Rollcall is to Microsoft: https://portal.azure.com, App registrations, New registration.
   Name it Rollcall; accounts in this organisation only (single tenant); no redirect URI; Register.
   Its Overview shows both ids. (You have one already? Go on.)
"""
SECRET = """
2. Its secret, in the same place: Certificates & secrets, Client secrets, New client secret, Add.
   Copy the Value, not the Secret ID: Azure shows it only now.
"""
BOT = """
3. The bot: https://portal.azure.com, Create a resource, Azure Bot, Create.
   Type of app: Single Tenant. Creation type: Use existing app registration, with the two ids above.
   Once it is there: Settings, Configuration. The messaging endpoint is

   {endpoint}

   then Apply; and Channels, Microsoft Teams, agree, Apply.
"""
NEXT = "Start rollcall serve. Then, in Teams, open Rollcall and type owner help."
LABELS = {"app_id": "Application (client) ID", "tenant_id": "Directory (tenant) ID", "app_secret": "Client secret"}
AGAIN = "That is the application's id again; the directory's stands beneath it."


def setup(url: str, file: Path) -> int:
    """Exit 0: it works; 1: something does not yet, and what; 130: stopped, nothing was changed. Raises Wrong or Problem. `file`: where the package goes."""
    plan = Plan(load(), settings_file())
    stopped = settled(plan, lambda plan: _ask(plan, url), is_new=asyncio.run(_is_new(plan.settings)))
    if stopped is not None:
        return stopped
    write(plan)
    settings = load()
    package_file.write(file, settings.teams.app_id, settings.public_url or "")
    print("Now I look whether it works:")
    code = asyncio.run(doctor())
    say(NEXT if code == 0 else f"Mend what is marked ■; rollcall doctor looks again. {NEXT}")
    return code


async def _is_new(settings: Settings) -> bool:
    """There is no register yet, so that it has no key either."""
    try:
        async with house(settings, tells=False):
            return False
    except NoRegister:
        return True
    except (Problem, Wrong) as why:
        say(str(why))
        return False


def _ask(plan: Plan, url: str) -> None:
    address = _address(plan, url)
    print(REGISTER)
    app_id = _ask_for(plan, "app_id", _id_of("app_id"))
    _ask_for(plan, "tenant_id", _id_of("tenant_id", other_than=app_id))
    if plan.settings.teams.certificate is not None:
        say("A certificate is set, so no secret is asked for.")
    else:
        print(SECRET)
        _ask_for(plan, "app_secret", _secret, hidden=True)
    print(BOT.format(endpoint=f"{address}{MESSAGES}"))
    if asks():
        typer.prompt("Press the return key when that is done", default="", show_default=False, err=True)
    if plan.settings.teams.emulator:
        say("ROLLCALL_TEAMS__EMULATOR is on, which is for this machine alone. Take it out of the settings for Teams itself.")
    ask_organisation(plan, "as people sign in to Teams")


def _address(plan: Plan, url: str) -> str:
    """Ours; Teams reaches nobody without one."""
    known = plan.settings.public_url or ""
    if not url and asks():
        say("How does Teams reach this Rollcall? Type its public address; something in front of rollcall serve speaks https there.")
        return plan.reached_at(typed("Public address", "public_url", _reachable, default=known or None))
    try:
        return plan.reached_at(_reachable(url or known))
    except ValueError as why:
        raise Wrong(f"{why} Say it with --url.") from None


def _reachable(said: str) -> str:
    """An address without what we add to it. Raises ValueError with a sentence."""
    address = said.strip().rstrip("/").removesuffix(MESSAGES)
    if not is_public(address):
        raise ValueError("Teams sends to https only. Write it like https://rollcall.example.com.")
    return address


def _ask_for(plan: Plan, name: str, read: Callable[[str], str], *, hidden: bool = False) -> str:
    """What goes into the file, or stands already."""
    if plan.is_kept(f"teams.{name}"):
        return str(getattr(plan.settings.teams, name))
    value = typed(LABELS[name], f"teams.{name}", read, hidden=hidden)
    plan.changes[f"teams.{name}"] = value
    return value


def _id_of(name: str, other_than: str = "") -> Callable[[str], str]:
    """Reads an id as Azure shows it."""

    def read(said: str) -> str:
        value = said.strip().casefold()
        trouble = shape_trouble(TeamsSettings, name, value) or (AGAIN if value == other_than else "")
        if trouble or not value:
            raise ValueError(trouble or f"It stands in the app registration's Overview, as {LABELS[name]}.")
        return value

    return read


def _secret(said: str) -> str:
    value = said.strip()
    if trouble := shape_trouble(TeamsSettings, "app_secret", value):
        raise ValueError(trouble)
    if not value:
        raise ValueError("Copy it from Certificates & secrets, the column Value.")
    return value
