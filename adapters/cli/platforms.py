"""The platforms that are switched on, opened for `serve` and closed with it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from adapters.cli.app import Wrong, say
from adapters.cli.settings import Settings
from adapters.cli.switched_off import switched_off
from adapters.cli.wiring import House
from adapters.findings import Mark
from adapters.slack.settings import SlackTrouble
from adapters.slack.settings_check import settings_found
from adapters.teams.settings import TeamsTrouble
from adapters.teams.settings_check import settings_found as teams_settings_found
from adapters.web.health import Probed
from bot.model import Platform
from bot.ports.sender import Sender

if TYPE_CHECKING:
    from aiohttp import web

    from adapters.slack.app import Slack
    from adapters.teams.app import Teams

Nudge = Callable[[], Awaitable[object]]


@dataclass
class Platforms:
    """What is switched on: the ways out, by platform."""

    senders: dict[Platform, Sender] = field(default_factory=dict)
    slack: "Slack | None" = None
    teams: "Teams | None" = None

    def mount(self, app: "web.Application", home: House) -> None:
        """The ways in."""
        if self.slack is not None:
            self.slack.mount(app, home.store, home.clock, home.settings.public_url)
        if self.teams is not None:
            self.teams.mount(app)

    async def begin(self, home: House) -> None:
        """Once everything listens: unseen admins are looked up, sockets are opened."""
        if self.slack is not None:
            await self.slack.welcome.admins.look_up()
            if self.slack.socket is not None:
                with _as_wrong():
                    await self.slack.socket.open()
        if self.teams is not None:
            await self.teams.begin()

    def probes(self) -> list[Callable[[], Probed]]:
        """What /readyz asks beside the engine."""
        found: list[Callable[[], Probed]] = []
        if self.slack is not None and (socket := self.slack.socket) is not None:
            found.append(lambda: Probed(socket.trouble, {"slack_socket_age_s": round(socket.age, 1), "slack_sockets": socket.connections}))
        if self.teams is not None and (leavers := self.teams.leavers) is not None:
            found.append(lambda: Probed(leavers.trouble))
        return found


def _tell(settings: Settings, found: Platforms, now: datetime) -> None:
    """What cannot work with these settings, said before anybody waits for it."""
    rows = [] if found.senders else switched_off(settings)
    if settings.slack.is_on:
        rows += [one for one in settings_found(settings.slack, settings.public_url) if one.mark is Mark.WRONG]
    if settings.teams.is_on:
        rows += [one for one in teams_settings_found(settings.teams, settings.public_url, now) if one.mark is Mark.WRONG]
    for one in rows:
        say(f"{one.words} {one.mend}")


@contextmanager
def _as_wrong() -> Iterator[None]:
    try:
        yield
    except (SlackTrouble, TeamsTrouble) as why:
        raise Wrong(str(why)) from None


@asynccontextmanager
async def platforms(home: House, settings: Settings, nudge: Nudge, others: Mapping[Platform, Sender]) -> AsyncIterator[Platforms]:
    """`others`: senders that somebody else made. Raises Wrong where one cannot be used."""
    found = Platforms(dict(others))
    _tell(settings, found, home.clock.now())
    async with AsyncExitStack() as stack:
        if settings.slack.is_on:
            from adapters.slack.app import opened  # a quarter of a second, and only where Slack is used
            from adapters.vault import Vault

            vault = Vault(settings.vault_keys())
            slack = opened(settings.slack, home.store, home.desk(), home.organisation, home.clock, vault, nudge)
            with _as_wrong():
                found.slack = await stack.enter_async_context(slack)
            found.senders[Platform.SLACK] = found.slack.sender
        if settings.teams.is_on:
            from adapters.teams.app import opened as opened_teams  # half a second, and only where Teams is used

            teams = opened_teams(settings.teams, settings.host, home.store, home.desk(), home.organisation, home.clock, nudge)
            with _as_wrong():
                found.teams = await stack.enter_async_context(teams)
            found.senders[Platform.TEAMS] = found.teams.sender
        yield found
