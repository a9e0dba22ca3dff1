"""People and their accounts; absences."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from bot.model import Absence, AbsenceId, Account, AccountId, OutOfReach, Person, PersonId, Platform, Reader, ReaderId, Token, TokenId
from bot.rules.folding import folded
from storage import tables
from storage.rows import Rows, grouped, remembered, remembered_each


class PeopleRows(Rows[PersonId, Person]):
    """Everybody who was ever named."""

    table = tables.person
    noun = Person
    extra = ("folded",)

    def _extra(self, value: Person) -> dict[str, Any]:
        return {"folded": folded(value.name)}

    async def by_email(self, email: str) -> Person | None:
        """The person of this address, lower case."""
        return await self._first(email=email)

    @remembered
    async def by_emails(self, emails: Iterable[str]) -> list[Person]:
        """The people of these addresses."""
        return await self._in("email", emails)

    async def called(self, name: str) -> list[Person]:
        """Everybody of this full name, active first."""
        return await self._by(folded=folded(name), order="active desc, email")

    async def everybody(self) -> list[Person]:
        """Who left as well, by name."""
        return await self._by(order="folded, email")

    async def active(self) -> list[Person]:
        """Everybody who has not left, by name."""
        return await self._by(active=True, order="folded, email")


OUT_OF_REACH = tables.account.c.out_of_reach.is_not(None)


class AccountRows(Rows[AccountId, Account]):
    """(platform, tenant, user) is unique."""

    table = tables.account
    noun = Account

    @remembered
    async def find(self, platform: Platform, tenant: str, user: str) -> Account | None:
        """The account as the platform names it."""
        return await self._first(platform=platform, tenant=tenant, user=user)

    async def of(self, person: PersonId) -> list[Account]:
        """A person's accounts, the last used first."""
        return (await self.of_many([person])).get(person, [])

    @remembered_each()
    async def of_many(self, people: Iterable[PersonId]) -> dict[PersonId, list[Account]]:
        """The same for many."""
        return grouped(await self._in("person_id", people, order="last_used_at desc nulls last, platform, user"), "person_id")

    async def of_tenant(self, platform: Platform, tenant: str) -> list[Account]:
        """Everybody's whom we have met in this workspace or tenant."""
        return await self._by(platform=platform, tenant=tenant, order="user")

    async def out_of_reach(self, platform: Platform, tenant: str) -> list[Account]:
        """Everybody's in this workspace or tenant who takes no messages."""
        return await self._by(OUT_OF_REACH, platform=platform, tenant=tenant, order="user")

    async def refusing(self, platform: Platform) -> dict[OutOfReach, int]:
        """How many of this platform take no messages, by why; none of those that are gone."""
        c = self.table.c
        wanted = select(c.out_of_reach, func.count()).where(c.platform == platform, c.out_of_reach.is_not(None), ~c.deleted)
        return {row[0]: row[1] for row in await self._session.execute(wanted.group_by(c.out_of_reach))}


class AbsenceRows(Rows[AbsenceId, Absence]):
    """Open: not ended; at most one a person."""

    table = tables.absence
    noun = Absence

    @remembered
    async def open_of(self, person: PersonId) -> Absence | None:
        """The person's open absence."""
        return await self._first(self.goes_on, person_id=person)

    async def open_all(self) -> list[Absence]:
        """Everybody's."""
        return await self._by(self.goes_on, order="starts_on")

    @remembered
    async def covered_by(self, person: PersonId) -> list[Absence]:
        """The open absences this person was named as cover for."""
        return await self._by(self.goes_on, cover_id=person, order="starts_on")

    async def of(self, person: PersonId) -> list[Absence]:
        """All of them, oldest first."""
        return await self._by(person_id=person, order="starts_on")

    async def due(self, now: datetime, limit: int) -> list[Absence]:
        """What has a moment to be looked at."""
        return await self._due(now, limit, self.goes_on)


class ReaderRows(Rows[ReaderId, Reader]):
    """Auditors; at most one not ended a person."""

    table = tables.reader
    noun = Reader

    @remembered
    async def open_of(self, person: PersonId) -> Reader | None:
        """The person's, whether its date has passed or not."""
        return await self._first(self.goes_on, person_id=person)

    async def all(self) -> list[Reader]:
        """All there were, oldest first."""
        return await self._by(order="written_on")


class TokenRows(Rows[TokenId, Token]):
    """Programs' keys: digests only."""

    table = tables.token
    noun = Token

    async def by_digest(self, digest: str) -> Token | None:
        """The token of this SHA-256."""
        return await self._first(digest=digest)

    async def by_name(self, name: str) -> Token | None:
        """The token of this name."""
        return await self._first(name=name)

    async def all(self) -> list[Token]:
        """By name."""
        return await self._by(order="name")
