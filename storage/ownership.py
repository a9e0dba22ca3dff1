"""Assignments, seconds and excuses: who holds a seat, who looks over the steward's shoulder, what is excused."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import literal_column

from bot.model import (
    Assignment,
    AssignmentId,
    AssignmentState,
    Confirmation,
    ConfirmationId,
    Excuse,
    ExcuseId,
    Override,
    OverrideId,
    PersonId,
    SeatId,
    Second,
    SecondId,
    SystemId,
)
from storage import tables
from storage.rows import Rows, grouped, remembered, remembered_each

# Proposed and accepted, in the very words of the index (tables.assignment): SQLite uses a partial index for nothing else.
OPEN = tables.assignment.c.state.in_([literal_column(f"'{one.value}'") for one in (AssignmentState.ACCEPTED, AssignmentState.PROPOSED)])


class AssignmentRows(Rows[AssignmentId, Assignment]):
    """Offers and what became of them."""

    table = tables.assignment
    noun = Assignment

    async def open_of(self, seat: SeatId) -> list[Assignment]:
        """Proposed and accepted."""
        return await self._one_of(self.open_of_many, seat) or []

    @remembered_each()
    async def open_of_many(self, seats: Iterable[SeatId]) -> dict[SeatId, list[Assignment]]:
        """The same for many."""
        return grouped(await self._in("seat_id", seats, OPEN), "seat_id")

    async def open_all(self) -> list[Assignment]:
        """Everybody's."""
        return await self._where(OPEN)

    @remembered
    async def open_for(self, person: PersonId) -> list[Assignment]:
        """What a person holds or is proposed for, oldest first."""
        return await self._where(self.table.c.person_id == person, OPEN, order=self.table.c.written_on)

    async def history(self, seats: Iterable[SeatId]) -> list[Assignment]:
        """All there ever was, oldest first."""
        return await self._in("seat_id", seats, order=self.table.c.written_on)

    async def due(self, now: datetime, limit: int) -> list[Assignment]:
        """Offers whose clock says so."""
        c = self.table.c
        return await self._where(c.next_at <= now, c.state == AssignmentState.PROPOSED, order=c.next_at, limit=limit)

    async def uninvited(self) -> list[Assignment]:
        """What an import proposed and nobody has released."""
        c = self.table.c
        return await self._where(c.state == AssignmentState.PROPOSED, c.invited_at.is_(None), order=c.written_on)

    async def leaving(self, now: datetime, limit: int) -> list[Assignment]:
        """Holders who stepped down and whose day has come."""
        c = self.table.c
        return await self._where(c.leaving_at <= now, c.state == AssignmentState.ACCEPTED, order=c.leaving_at, limit=limit)

    async def to_confirm(self, now: datetime, limit: int) -> list[Assignment]:
        """Holders who said yes a year ago."""
        c = self.table.c
        return await self._where(c.confirm_at <= now, c.state == AssignmentState.ACCEPTED, order=c.confirm_at, limit=limit)


class SecondRows(Rows[SecondId, Second]):
    """At most one not ended a steward's seat."""

    table = tables.second
    noun = Second

    async def open_of(self, seat: SeatId) -> Second | None:
        """The seat's."""
        return await self._one_of(self.open_of_many, seat)

    @remembered_each()
    async def open_of_many(self, seats: Iterable[SeatId]) -> dict[SeatId, Second]:
        """The same for many."""
        return {one.seat_id: one for one in await self._in("seat_id", seats, self.table.c.ended_at.is_(None))}

    async def open_for(self, person: PersonId) -> list[Second]:
        """Where this person is the second pair of eyes."""
        return await self._where(self.table.c.person_id == person, self.table.c.ended_at.is_(None), order=self.table.c.named_at)

    async def due(self, now: datetime, limit: int) -> list[Second]:
        """Those to remind, or to tell the steward of."""
        return await self._where(self.table.c.next_at <= now, self.table.c.ended_at.is_(None), order=self.table.c.next_at, limit=limit)


class ExcuseRows(Rows[ExcuseId, Excuse]):
    """At most one not ended a seat."""

    table = tables.excuse
    noun = Excuse

    async def open_of(self, seat: SeatId) -> Excuse | None:
        """The seat's."""
        return await self._one_of(self.open_of_many, seat)

    @remembered_each()
    async def open_of_many(self, seats: Iterable[SeatId]) -> dict[SeatId, Excuse]:
        """The same for many."""
        return {one.seat_id: one for one in await self._in("seat_id", seats, self.table.c.ended_at.is_(None))}

    async def open_all(self) -> list[Excuse]:
        """Every open one, the first to end first."""
        return await self._where(self.table.c.ended_at.is_(None), order=self.table.c.until)

    async def due(self, now: datetime, limit: int) -> list[Excuse]:
        """Those whose date has passed."""
        return await self._where(self.table.c.next_at <= now, self.table.c.ended_at.is_(None), order=self.table.c.next_at, limit=limit)


class ConfirmationRows(Rows[ConfirmationId, Confirmation]):
    """Still yours? At most one open an assignment."""

    table = tables.confirmation
    noun = Confirmation

    async def open_of(self, assignment: AssignmentId) -> Confirmation | None:
        """The one that waits for its answer."""
        c = self.table.c
        return next(iter(await self._where(c.assignment_id == assignment, c.answered_at.is_(None))), None)

    async def open_for(self, person: PersonId) -> list[Confirmation]:
        """What this person is asked, oldest first."""
        c = self.table.c
        return await self._where(c.person_id == person, c.answered_at.is_(None), order=c.asked_at)

    async def of(self, assignments: Iterable[AssignmentId]) -> list[Confirmation]:
        """All there were, oldest first."""
        return await self._in("assignment_id", assignments, order=self.table.c.asked_at)

    async def due(self, now: datetime, limit: int) -> list[Confirmation]:
        """Open, with something to remind or tell."""
        return await self._where(self.table.c.next_at <= now, order=self.table.c.next_at, limit=limit)


class OverrideRows(Rows[OverrideId, Override]):
    """Systems that went on unstaffed; at most one not ended a system."""

    table = tables.override
    noun = Override

    async def open_of(self, system: SystemId) -> Override | None:
        """The system's."""
        return next(iter(await self._where(self.table.c.system_id == system, self.table.c.ended_at.is_(None))), None)

    async def open_all(self) -> list[Override]:
        """Every one that stands."""
        return await self._where(self.table.c.ended_at.is_(None), order=self.table.c.written_on)

    async def due(self, now: datetime, limit: int) -> list[Override]:
        """Whose date has come."""
        return await self._where(self.table.c.next_at <= now, order=self.table.c.next_at, limit=limit)
