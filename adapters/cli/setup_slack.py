"""`rollcall setup slack`: every question first, then one write, then a look at whether it works. Secrets are typed unseen and shown nowhere."""

import asyncio
import webbrowser
from functools import partial

import typer

from adapters.cli import running
from adapters.cli.app import Problem, Wrong, say
from adapters.cli.database import NoRegister
from adapters.cli.doctor import told
from adapters.cli.doctor_slack import Kept, kept, slack
from adapters.cli.settings import Settings, load, settings_file
from adapters.cli.setup_plan import Plan, ask_organisation, asks, settled, shape_trouble, typed, write
from adapters.cli.wiring import house
from adapters.findings import Found
from adapters.slack.manifest import create_link, manifest
from adapters.slack.settings import SlackSettings
from adapters.slack.settings_check import signing_trouble
from adapters.typed import is_public

SOCKET = "socket"
WHERE = {  # where Slack shows it
    "signing_secret": "The signing secret: Basic Information, App Credentials, Signing Secret, Show.",
    "bot_token": "The bot token: Install App, Install to Workspace, Allow; then copy the Bot User OAuth Token, which begins with xoxb-.",
    "app_token": "The app token: Basic Information, App-Level Tokens, Generate, scope connections:write; it begins with xapp-.",
}
NEXT = "Start rollcall serve. Then, in Slack, type /owner help."
VERIFY = (
    "If Event Subscriptions in the app's settings says that the request URL is not verified, press Retry there while rollcall serve runs."
)


def setup(url: str, socket: bool, browser: bool) -> int:
    """Exit 0: it works; 1: something does not yet, and what; 130: stopped, nothing was changed. Raises Wrong."""
    plan = Plan(load(), settings_file())
    register, is_new = asyncio.run(_register(plan.settings))
    stopped = settled(plan, lambda plan: _ask(plan, url, socket, browser), is_new=is_new)
    if stopped is not None:
        return stopped
    write(plan)
    print("Now I look whether it works:")
    code = told(asyncio.run(_found(load(), register)))
    if plan.changes.get("slack.signing_secret"):
        say(VERIFY)
    say(NEXT if code == 0 else f"Mend what is marked ■; rollcall doctor looks again. {NEXT}")
    return code


async def _found(settings: Settings, register: Kept | None) -> list[Found]:
    ready = await running.ready(settings)
    return [running.serve_found(settings, ready), *await slack(settings, register, running.said(ready))]


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
    ask_organisation(plan, "as Slack has them")


def _address(plan: Plan, url: str) -> str | None:
    """Ours, None for Socket Mode."""
    if not url and not asks():
        raise Wrong("Say how Slack reaches this Rollcall: --url https://rollcall.example.com, or --socket if nobody outside can.")
    if url:
        try:
            address = _reachable(url)
        except ValueError as why:
            raise Wrong(str(why)) from None
    else:
        say(f"How does Slack reach this Rollcall? Type its public address (https://…), or {SOCKET} for Socket Mode, which needs none.")
        address = typed("Public address", "public_url", _reachable, default=plan.settings.public_url or SOCKET)
    return None if address == SOCKET else plan.reached_at(address)


def _reachable(said: str) -> str:
    """An address without what we add to it. Raises ValueError with a sentence."""
    address = said.strip().rstrip("/").removesuffix("/slack/events")
    if address != SOCKET and not is_public(address):
        raise ValueError(f"Slack sends to https only. Write it like https://rollcall.example.com, or {SOCKET}.")
    return address


def _create(made: dict[str, object], browser: bool) -> None:
    link = create_link(made)
    print(f"Make the app with this link: choose your workspace, then Create. (You have one already? Go on.)\n\n{link}\n")
    if browser and asks() and typer.confirm("Open it in a browser here?", default=True, err=True) and not webbrowser.open(link):
        say("There is no browser here. Open the link on another machine.")


def _ask_secret(plan: Plan, name: str) -> None:
    if plan.is_kept(f"slack.{name}"):
        return
    say(WHERE[name])
    words = name.replace("_", " ").capitalize()
    plan.changes[f"slack.{name}"] = typed(words, f"slack.{name}", partial(_shaped, name, plan.settings.slack), hidden=True)


def _shaped(name: str, slack: SlackSettings, said: str) -> str:
    """Its own shape, before anything is written. Raises ValueError with a sentence that does not show it."""
    value = said.strip()
    trouble = shape_trouble(SlackSettings, name, value) or (signing_trouble(value, slack) if name == "signing_secret" else "")
    if trouble or not value:
        raise ValueError(f"{trouble} {WHERE[name]}".strip())
    return value
