"""The platforms that are switched on, opened for `serve` and closed with it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from adapters.cli.app import Wrong
from adapters.cli.settings import Settings
from adapters.cli.wiring import House
from bot.model import Platform
from bot.ports.sender import Sender

if TYPE_CHECKING:
    from aiohttp import web

    from adapters.slack.app import Slack

Nudge = Callable[[], Awaitable[object]]


@dataclass
class Platforms:
    """What is switched on: the ways out, by platform."""

    senders: dict[Platform, Sender] = field(default_factory=dict)
    slack: "Slack | None" = None

    def mount(self, app: "web.Application", home: House) -> None:
        """The ways in."""
        if self.slack is not None:
            self.slack.mount(app, home.store, home.clock, home.settings.public_url)

    async def begin(self, home: House) -> None:
        """Once everything listens: unseen admins are looked up, sockets are opened."""
        if self.slack is not None:
            await self.slack.welcome.admins()
            if self.slack.socket is not None:
                await self.slack.socket.open()


@asynccontextmanager
async def platforms(home: House, settings: Settings, nudge: Nudge, others: Mapping[Platform, Sender]) -> AsyncIterator[Platforms]:
    """`others`: senders that somebody else made. Raises Wrong where one cannot be used."""
    found = Platforms(dict(others))
    async with AsyncExitStack() as stack:
        if settings.slack.is_on:
            from adapters.slack.app import SlackTrouble, opened  # a quarter of a second, and only where Slack is used
            from adapters.vault import Vault

            vault = Vault(settings.vault_keys())
            slack = opened(settings.slack, home.store, home.desk(), home.organisation, home.clock, vault, nudge)
            try:
                found.slack = await stack.enter_async_context(slack)
            except SlackTrouble as why:
                raise Wrong(str(why)) from None
            found.senders[Platform.SLACK] = found.slack.sender
        yield found
