"""What every action is handed: the transaction, the time, the organisation; and the few things all of them do."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot import ids
from bot.model import Content, ContentId, Organisation, Outage, Person, PersonId, SeatId, SystemId
from bot.ports.store import Tx
from bot.rules.cadence import day_in, zone_of

INSTALLATION = "installation"
MEMORY = timedelta(seconds=30)  # a new name or a confirmed delivery notes nothing


@dataclass(slots=True)
class Memory:
    """What a process read of the whole register, for whoever turns pages: good while nothing was noted since, and not for long."""

    stamp: tuple[int, datetime] | None = None
    kept: Any = None

    def recall(self, total: int, now: datetime) -> Any:
        """What was kept, or None."""
        fresh = self.stamp is not None and self.stamp[0] == total and timedelta(0) <= now - self.stamp[1] <= MEMORY
        return self.kept if fresh else None


@dataclass(slots=True)
class Work:
    """One transaction's surroundings. `now` is business time, aware UTC."""

    tx: Tx
    now: datetime
    organisation: Organisation
    outages: list[Outage] | None = field(default=None, repr=False)  # read once a transaction
    memory: Memory | None = field(default=None, repr=False)  # only where a page is shown
    days: dict[str, date] = field(default_factory=dict, repr=False)  # by zone: asked of everybody who is named

    def is_admin(self, person: Person) -> bool:
        """Admins are the settings' e-mails and no one else (DESIGN, Access); somebody from outside is none, whatever their address."""
        return person.active and not person.external and person.email is not None and person.email in self.organisation.admins

    def today(self, person: Person) -> date:
        """Their date now, where they are."""
        zone = zone_of(person, self.organisation)
        if zone not in self.days:
            self.days[zone] = day_in(zone, self.now)
        return self.days[zone]

    def note(self, code: str, system: SystemId | None = None, content: Content | None = None, **refs: str | int | None) -> None:
        """Write one audit row in the system's chain, or the installation's."""
        kept = {name: value for name, value in refs.items() if value is not None}
        self.tx.audit.note(system or INSTALLATION, code, self.now, content, **({"system": system} if system else {}), **kept)

    async def keep(self, text: str, person: PersonId | None) -> Content | None:
        """Keep free text beside the chain, salted; None for blank text."""
        if not text.strip():
            return None
        row = Content(ContentId(ids.new()), text.strip(), secrets.token_hex(16), person, self.now)
        await self.tx.contents.add(row)
        return row

    async def admins(self) -> list[Person]:
        """The active admins, by name."""
        found = await self.tx.people.by_emails(self.organisation.admins)
        return sorted(filter(self.is_admin, found), key=lambda person: person.name.casefold())

    async def replan(self, seats: Iterable[SeatId] | None) -> None:
        """Facts changed under open episodes and concerns: let the engine plan their next telling anew. None: all of them."""
        known = None if seats is None else list(seats)
        await self.tx.episodes.touch(self.now, known)
        found = None if known is None else {one.system_id for one in (await self.tx.seats.many(known)).values()}
        await self.tx.concerns.touch(self.now, found)


def content_id(row: Content | None) -> ContentId | None:
    """The id of a kept text, or None."""
    return row.id if row else None
