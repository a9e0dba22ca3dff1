"""The admins of the settings, whom nobody may have seen yet: each is looked up by address at start (STATES, Organisation)."""

from collections.abc import Sequence

from bot.desk import Desk
from bot.events import AccountSeen
from bot.ports.sender import Sender
from bot.ports.store import Store


class Admins:
    """On one platform. `addresses`: from the settings."""

    def __init__(self, store: Store, desk: Desk, sender: Sender, addresses: Sequence[str]) -> None:
        self._store, self._desk, self._sender, self._addresses = store, desk, sender, addresses

    async def look_up(self) -> None:
        """Those who have no account yet, on any platform."""
        async with self._store.reading() as tx:
            known = {one.email for one in await tx.people.by_emails(self._addresses) if one.known and await tx.accounts.of(one.id)}
        for email in self._addresses:
            seen = None if email in known else await self._sender.look_up(email)
            if isinstance(seen, AccountSeen):
                await self._desk.handle(seen)
