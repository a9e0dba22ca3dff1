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

PROPOSED, ACCEPTED = (tables.assignment.c.state == one for one in (AssignmentState.PROPOSED, AssignmentState.ACCEPTED))
NOT_INVITED = tables.assignment.c.invited_at.is_(None)
UNANSWERED = tables.confirmation.c.answered_at.is_(None)


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
        return await self._by(OPEN)

    @remembered
    async def open_for(self, person: PersonId) -> list[Assignment]:
        """What a person holds or is proposed for, oldest first."""
        return await self._by(OPEN, person_id=person, order="written_on")

    async def history(self, seats: Iterable[SeatId]) -> list[Assignment]:
        """All there ever was, oldest first."""
        return await self._in("seat_id", seats, order="written_on")

    async def due(self, now: datetime, limit: int) -> list[Assignment]:
        """Offers whose clock says so."""
        return await self._due(now, limit, PROPOSED)

    async def uninvited(self) -> list[Assignment]:
        """What an import proposed and nobody has released."""
        return await self._by(NOT_INVITED, state=AssignmentState.PROPOSED, order="written_on")

    async def leaving(self, now: datetime, limit: int) -> list[Assignment]:
        """Holders who stepped down and whose day has come."""
        return await self._due(now, limit, ACCEPTED, column="leaving_at")

    async def to_confirm(self, now: datetime, limit: int) -> list[Assignment]:
        """Holders who said yes a year ago."""
        return await self._due(now, limit, ACCEPTED, column="confirm_at")


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
        return {one.seat_id: one for one in await self._in("seat_id", seats, self.goes_on)}

    async def open_for(self, person: PersonId) -> list[Second]:
        """Where this person is the second pair of eyes."""
        return await self._by(self.goes_on, person_id=person, order="named_at")

    async def due(self, now: datetime, limit: int) -> list[Second]:
        """Those to remind, or to tell the steward of."""
        return await self._due(now, limit, self.goes_on)


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
        return {one.seat_id: one for one in await self._in("seat_id", seats, self.goes_on)}

    async def open_all(self) -> list[Excuse]:
        """Every open one, the first to end first."""
        return await self._by(self.goes_on, order="until")

    async def due(self, now: datetime, limit: int) -> list[Excuse]:
        """Those whose date has passed."""
        return await self._due(now, limit, self.goes_on)


class ConfirmationRows(Rows[ConfirmationId, Confirmation]):
    """Still yours? At most one open an assignment."""

    table = tables.confirmation
    noun = Confirmation

    async def open_of(self, assignment: AssignmentId) -> Confirmation | None:
        """The one that waits for its answer."""
        return await self._first(UNANSWERED, assignment_id=assignment)

    async def open_for(self, person: PersonId) -> list[Confirmation]:
        """What this person is asked, oldest first."""
        return await self._by(UNANSWERED, person_id=person, order="asked_at")

    async def of(self, assignments: Iterable[AssignmentId]) -> list[Confirmation]:
        """All there were, oldest first."""
        return await self._in("assignment_id", assignments, order="asked_at")

    async def due(self, now: datetime, limit: int) -> list[Confirmation]:
        """Open, with something to remind or tell."""
        return await self._due(now, limit)


class OverrideRows(Rows[OverrideId, Override]):
    """Systems that went on unstaffed; at most one not ended a system."""

    table = tables.override
    noun = Override

    async def open_of(self, system: SystemId) -> Override | None:
        """The system's."""
        return await self._first(self.goes_on, system_id=system)

    async def open_all(self) -> list[Override]:
        """Every one that stands."""
        return await self._by(self.goes_on, order="written_on")

    async def due(self, now: datetime, limit: int) -> list[Override]:
        """Whose date has come."""
        return await self._due(now, limit)
