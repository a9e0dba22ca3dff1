"""Whoever an activity is from, or names: known to the core, or looked up when they are first met."""

from collections.abc import Iterable
from itertools import islice
from typing import Protocol

from adapters.payload import Payload
from adapters.teams import inbound, people
from adapters.teams.connector import Connector, Told
from adapters.teams.inbound import From
from bot.actions.work import Work
from bot.desk import Desk, Reading, T
from bot.events import AccountLeft, AccountSeen, Caller, CardReader, Event, Reply
from bot.model import Person, PersonId, Platform
from bot.ports.sender import Busy, Down, Refused, Unknown
from bot.ports.store import Store
from bot.views import errors
from bot.views.reach import NAMES


class Directory(Protocol):
    """Whoever can be asked about somebody who never wrote to us."""

    async def by_id(self, user: str) -> AccountSeen | AccountLeft | Busy | Down | None: ...


class Meeting:
    """Between the front and the desk. `directory`: None where Microsoft Graph may not be asked."""

    def __init__(self, store: Store, desk: Desk, connector: Connector, directory: Directory | None) -> None:
        self._store, self._desk, self._connector, self._directory = store, desk, connector, directory

    async def handle(self, who: From, event: Event) -> Reply:
        """Through the desk; whoever is unknown there is looked up once, and then it is asked again."""
        reply = await self._desk.handle(event)
        if reply.problem != "unknown_person":
            return reply
        there = await self.look_at(who)
        if there is None:
            return Reply(problem="not_met", card=errors.not_met(NAMES[Platform.TEAMS]), reader=reply.reader)
        return await self._desk.handle(event) if there else reply

    async def show(self, who: From, reading: Reading[T]) -> T | None:
        """The same of what only reads."""
        found = await self._desk.show(who.caller, reading)
        if found is None and await self.person(who.tenant, who.user) is None and await self.look_at(who):
            return await self._desk.show(who.caller, reading)
        return found

    async def reader(self, who: From) -> CardReader:
        """For whom a card is drawn that mentions nobody."""
        return await self.show(who, _reader) or CardReader()

    async def person(self, tenant: str, user: str) -> PersonId | None:
        """Of an account."""
        async with self._store.reading() as tx:
            account = await tx.accounts.find(Platform.TEAMS, tenant, user)
        return account.person_id if account is not None else None

    async def look_at(self, who: From) -> bool | None:
        """The Connector's word on whom the activity is from; whether there is such an account. None: it did not say."""
        silent = False
        for user in dict.fromkeys(one for one in (who.user, who.account) if one):
            word = await self._member(who, user)
            if isinstance(word, AccountSeen) and word.caller == who.caller:
                if await self._has_left(who.caller):
                    return False
                await self._desk.handle(word)
                return True
            silent = silent or isinstance(word, Busy | Down | Unknown)
        return None if silent else False

    async def _has_left(self, caller: Caller) -> bool:
        """Whoever left stays a member of our conversation for a while: only Microsoft Graph, which told of it, can say that they are back."""
        if self._directory is None:
            return False
        async with self._store.reading() as tx:
            account = await tx.accounts.find(caller.platform, caller.tenant, caller.user)
        return account is not None and account.deleted and not isinstance(await self._directory.by_id(caller.user), AccountSeen)

    async def _member(self, who: From, user: str) -> AccountSeen | Refused | Busy | Down | Unknown | None:
        answer = await self._connector.member(who.service, who.conversation, who.tenant, user)
        if not isinstance(answer, Told):
            return answer
        return people.seen(answer.data, who.tenant, who.zone if user in (who.user, who.account) else "")

    async def typed(self, who: From, activity: Payload) -> str:
        """What somebody wrote, with everybody who is mentioned as the core knows them."""
        known: dict[str, str] = {}
        for text, account in inbound.mentioned(activity).items():
            word = await self._member(who, account)
            person = await self._met(word) if isinstance(word, AccountSeen) else None
            if person is not None:
                known[text] = person
        return inbound.typed(activity, known)

    async def people_of(self, who: From, users: Iterable[str]) -> dict[str, PersonId]:
        """Entra object ids → people, as a picker gives them; whoever was never met is looked up, where Microsoft Graph may be asked."""
        found: dict[str, PersonId] = {}
        for user in islice(dict.fromkeys(one for one in users if inbound.ENTRA.fullmatch(one)), inbound.MENTIONS):
            plain = user.casefold()
            person = await self.person(who.tenant, plain)
            if person is None and self._directory is not None:
                word = await self._directory.by_id(plain)
                person = (
                    await self._met(word)
                    if isinstance(word, AccountSeen) and word.caller == Caller(Platform.TEAMS, who.tenant, plain)
                    else None
                )
            if person is not None:
                found[user] = person
        return found

    async def _met(self, word: AccountSeen) -> PersonId | None:
        caller = word.caller
        known = await self.person(caller.tenant, caller.user)
        if known is None:
            await self._desk.handle(word)
            known = await self.person(caller.tenant, caller.user)
        return known


async def _reader(work: Work, person: Person) -> CardReader:
    return CardReader(person.zone or work.organisation.zone)
