"""Who hears first in a workspace that installed us: the admins, wherever they are, and whoever installed (STATES, Organisation)."""

from functools import partial

from adapters.admins import Admins
from adapters.slack.answering import Answering
from adapters.slack.front import Front
from adapters.slack.outbound import SlackSender
from bot.actions import first_run
from bot.desk import Desk
from bot.events import Caller
from bot.model import Platform
from bot.ports.store import Store


class Welcome:
    """For all workspaces."""

    def __init__(self, store: Store, desk: Desk, sender: SlackSender, front: Front, admins: Admins) -> None:
        self._desk, self._front, self.admins = desk, front, admins
        self._answering = Answering(store, sender)

    def soon(self, tenant: str, user: str) -> None:
        """After an installation: it stands, whatever becomes of this."""
        self._front.afterwards.later(self._installer(Caller(Platform.SLACK, tenant, user)))

    async def _installer(self, caller: Caller) -> None:
        """An admin is led on, anybody else is told who the admins are (DESIGN, Access)."""
        await self.admins.look_up()
        await self._front.people_of(caller.tenant, (caller.user,))
        reply = await self._desk.show(caller, partial(first_run.to_installer, caller=caller))
        if reply is not None:
            await self._answering.to_person(caller, reply)
