"""Who hears first in a workspace that installed us: the admins, wherever they are, and whoever installed (STATES, Organisation)."""

from collections.abc import Sequence
from functools import partial

from adapters.slack.answering import Answering
from adapters.slack.front import Front
from adapters.slack.outbound import SlackSender
from bot.actions import first_run
from bot.desk import Desk
from bot.events import AccountSeen, Caller
from bot.model import Platform
from bot.ports.store import Store


class Welcome:
    """For all workspaces. `admins`: the addresses in the settings."""

    def __init__(self, store: Store, desk: Desk, sender: SlackSender, front: Front, admins: Sequence[str]) -> None:
        self._store, self._desk, self._sender, self._front, self._admins = store, desk, sender, front, admins
        self._answering = Answering(store, sender)

    async def admins(self) -> None:
        """Those nobody has seen yet are looked up by their address."""
        async with self._store.reading() as tx:
            known = {one.email for one in await tx.people.by_emails(self._admins) if one.known and await tx.accounts.of(one.id)}
        for email in self._admins:
            seen = None if email in known else await self._sender.look_up(email)
            if isinstance(seen, AccountSeen):
                await self._desk.handle(seen)

    def soon(self, tenant: str, user: str) -> None:
        """After an installation: it stands, whatever becomes of this."""
        self._front.afterwards.later(self._installer(Caller(Platform.SLACK, tenant, user)))

    async def _installer(self, caller: Caller) -> None:
        """An admin is led on, anybody else is told who the admins are (DESIGN, Access)."""
        await self.admins()
        await self._front.people_of(caller.tenant, (caller.user,))
        reply = await self._desk.show(caller, partial(first_run.to_installer, caller=caller))
        if reply is not None:
            await self._answering.to_person(caller, reply)
