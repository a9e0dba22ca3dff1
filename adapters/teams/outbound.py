"""Messages out: Teams as a Sender. Its ways of failing are values; what is refused for good says which mend it needs (PRODUCT §9).

Teams cannot be asked whether a message arrived, so `finds` is false: what may have arrived is sent once more another day, marked (STATES, Messages).
"""

from adapters.teams import activities
from adapters.teams.connector import Connector, Told
from adapters.teams.conversations import Conversations
from adapters.teams.directory import Directory
from adapters.teams.inbound import id_in
from adapters.teams.refusals import DEACTIVATED, GONE, NO_CONVERSATION, meant, not_sent
from adapters.teams.text import Json
from bot.actions.card_reader import card_reader
from bot.cards import Card
from bot.events import AccountSeen, Caller
from bot.model import Account, OutOfReach, Platform
from bot.ports.sender import Busy, Down, Outcome, Refused, Sent
from bot.ports.store import Store


class TeamsSender:
    """One for all tenants. `bot`: our id there; `zone`: the organisation's, for whoever has none."""

    platform = Platform.TEAMS
    finds = False

    def __init__(
        self, store: Store, connector: Connector, conversations: Conversations, directory: Directory | None, bot: str, zone: str
    ) -> None:
        self._store, self.connector, self.conversations = store, connector, conversations
        self._directory, self._bot, self._zone = directory, bot, zone

    async def send(self, account: Account, card: Card, key: str) -> Outcome:
        """In the person's own conversation, which is opened where they have the app and never wrote."""
        if account.deleted:
            return DEACTIVATED
        shown = await self._shown(account, card)
        for anew in (False, True):
            where = await self._where(account, anew=anew)
            if not isinstance(where, tuple):
                return where
            service, conversation = where
            answer = await self.connector.post(service, conversation, account.tenant, shown)
            if isinstance(answer, Told):
                return Sent(f"{service} {conversation} {id_in(answer.data, 'id')}")
            if not (isinstance(answer, Refused) and answer.reason in GONE):
                return meant(answer)
        return NO_CONVERSATION

    async def to_person(self, account: Account, activity: Json) -> Outcome:
        """What is no message of the outbox: an answer that is too private for where it was asked."""
        where = await self._where(account, anew=False)
        if not isinstance(where, tuple):
            return where
        answer = await self.connector.post(*where, account.tenant, activity)
        return Sent(id_in(answer.data, "id")) if isinstance(answer, Told) else meant(answer)

    async def _where(self, account: Account, *, anew: bool) -> tuple[str, str] | Outcome:
        kept = None if anew else await self.conversations.of(account)
        if kept is not None:
            return kept
        service = await self.conversations.service_of(account.tenant)
        answer = await self.connector.open(service, account.tenant, account.user, self._bot)
        if not isinstance(answer, Told):
            refused = isinstance(answer, Refused) and answer.reason in GONE
            return Refused("NotInstalled", OutOfReach.NOT_INSTALLED) if refused else not_sent(answer)
        conversation = id_in(answer.data, "id")
        if not conversation:
            return Down("no_conversation")
        await self.conversations.opened(account, service, conversation)
        return service, conversation

    async def _shown(self, account: Account, card: Card) -> Json:
        async with self._store.reading() as tx:
            person = await tx.people.get(account.person_id) if account.person_id else None
            caller = Caller(account.platform, account.tenant, account.user)
            reader = await card_reader(tx, self._zone, caller, person, [card])
        return activities.unasked(card, reader.zone)

    async def update(self, account: Account, ref: str, card: Card) -> Outcome:
        """In place; `ref` is service, conversation and activity, of which the service may be another by now. A message that is gone stays so."""
        service, _, rest = ref.partition(" ")
        conversation, _, activity_id = rest.partition(" ")
        if not activity_id:
            return Refused("no_message")
        now = await self.conversations.of(account)
        service = now[0] if now is not None and now[1] == conversation else service
        shown = await self._shown(account, card)
        shown.pop("channelData")  # nobody is called to look again
        answer = await self.connector.put(service, conversation, account.tenant, activity_id, shown)
        return Sent(ref) if isinstance(answer, Told) else answer

    async def find(self, account: Account, key: str) -> Outcome | None:
        """Teams has no way to look (facts: no key goes along with a message)."""
        return Down("not_findable")

    async def look_up(self, email: str) -> AccountSeen | Busy | Down | None:
        """By UPN in our own tenant, where Microsoft Graph may be asked; else nobody is known before they write."""
        return await self._directory.by_upn(email) if self._directory is not None else None
