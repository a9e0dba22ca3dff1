"""Where we talk to somebody alone: the conversation, and the service it is at, as the latest activity had it.

Kept in the database, because a question comes unasked; remembered by this process, because hardly any activity says something new.
"""

from collections import OrderedDict

from adapters.teams.inbound import From
from bot.again import again
from bot.events import Caller
from bot.model import Account, Conversation
from bot.ports.store import Store

GLOBAL = "https://smba.trafficmanager.net/teams/"  # where nothing was heard of a tenant yet (Teams, Send proactive messages)
REMEMBERED = 10_000
SERVICE = "teams_service/"  # a tenant's latest service, for whoever never wrote


class Conversations:
    """Addresses of accounts, as "service conversation"."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._told: OrderedDict[Caller, str] = OrderedDict()

    async def keep(self, who: From) -> None:
        """What an activity in somebody's own conversation says of it."""
        address = f"{who.service} {who.conversation}"
        if not who.personal or not who.user or self._told.get(who.caller) == address:
            return
        if await again(self._store, lambda: self._keep(who.caller, address, who.service)):
            self._remember(who.caller, address)

    def _remember(self, caller: Caller, address: str) -> None:
        self._told[caller] = address
        self._told.move_to_end(caller)
        while len(self._told) > REMEMBERED:
            self._told.popitem(last=False)

    async def _keep(self, caller: Caller, address: str, service: str) -> bool:
        """Whether there is such an account yet."""
        async with self._store.reading() as tx:
            account = await tx.accounts.find(caller.platform, caller.tenant, caller.user)
            kept = await tx.conversations.of(account.id) if account is not None else None
            same = kept is not None and kept.address == address and await tx.engine.read(SERVICE + caller.tenant) == service
        if account is None or same:
            return account is not None
        async with self._store.writing() as tx:
            await tx.conversations.keep(Conversation(account.id, address))
            await tx.engine.write(SERVICE + caller.tenant, service)
        return True

    async def opened(self, account: Account, service: str, conversation: str) -> None:
        """We opened it ourselves."""
        address = f"{service} {conversation}"

        async def keep() -> None:
            async with self._store.writing() as tx:
                await tx.conversations.keep(Conversation(account.id, address))

        await again(self._store, keep)
        self._remember(Caller(account.platform, account.tenant, account.user), address)

    async def of(self, account: Account) -> tuple[str, str] | None:
        """Service and conversation; None: none is known."""
        async with self._store.reading() as tx:
            kept = await tx.conversations.of(account.id)
        service, _, conversation = kept.address.partition(" ") if kept is not None else ("", "", "")
        return (service, conversation) if service and conversation else None

    async def service_of(self, tenant: str) -> str:
        """Where to open one."""
        async with self._store.reading() as tx:
            return await tx.engine.read(SERVICE + tenant) or GLOBAL

    def forget(self, caller: Caller) -> None:
        """It is gone: the next activity says where it is."""
        self._told.pop(caller, None)
