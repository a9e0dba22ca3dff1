"""A seat with everything an action must know about it, read in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.actions import calendars
from bot.actions.work import Work
from bot.model import (
    Absence,
    Assignment,
    AssignmentState,
    CheckIn,
    Episode,
    EpisodeKind,
    Excuse,
    Person,
    PersonId,
    Role,
    Seat,
    SeatId,
    SeatState,
    System,
)
from bot.rules.asking import Asked, Who, asks, is_away, who_is_asked


@dataclass(frozen=True, slots=True)
class Staffing:
    """Who has one role of one system at `work.now`, and how that stands."""

    system: System
    seat: Seat
    holding: Assignment | None
    offer: Assignment | None
    holder: Person | None
    absence: Absence | None
    cover: Person | None
    who: Who
    episodes: tuple[Episode, ...]

    @property
    def state(self) -> SeatState:
        """STATES, Seat."""
        if self.holding:
            return SeatState.HELD
        return SeatState.PROPOSED if self.offer else SeatState.VACANT

    @property
    def asking(self) -> bool:
        """The system's stage has check-ins."""
        return asks(self.system.stage, self.system.switched_off_at is not None)

    def is_held_by(self, person: PersonId) -> bool:
        """The accepted holder, away or not."""
        return self.holder is not None and self.holder.id == person

    def episode(self, kind: EpisodeKind) -> Episode | None:
        """The open episode of this kind."""
        return next((one for one in self.episodes if one.kind is kind), None)


@dataclass(frozen=True, slots=True)
class Situation(Staffing):
    """The same with what is asked there, for whoever acts on it."""

    check_in: CheckIn | None
    excuse: Excuse | None

    def is_answered_by(self, check_in: CheckIn, person: PersonId) -> bool:
        """Whom it is addressed to, as long as they hold the seat or stand in on it (PRODUCT §6): what they said before stays theirs."""
        stands_in = isinstance(self.who, Asked) and self.who.person.id == person
        return check_in.addressee_id == person and (self.is_held_by(person) or stands_in)


async def load(work: Work, seat_id: SeatId) -> Situation:
    """Lock the seat and read it with all around it. Raises LookupError for an unknown id."""
    tx = work.tx
    await tx.seats.lock(seat_id)
    seat = await tx.seats.get(seat_id)
    if seat is None:
        raise LookupError(f"no seat {seat_id}")
    system = await tx.systems.get(seat.system_id)
    if system is None:
        raise LookupError(f"no system {seat.system_id}")
    around = await _around(work, system, seat, await tx.assignments.open_of(seat_id))
    return Situation(**around, check_in=await tx.check_ins.open_of(seat_id), excuse=await tx.excuses.open_of(seat_id))


async def staffing(work: Work, system: System, some: Sequence[Seat]) -> list[Staffing]:
    """Seats of one system, in their order; nothing is locked."""
    assigned = await work.tx.assignments.open_of_many([one.id for one in some])
    return [Staffing(**await _around(work, system, seat, assigned.get(seat.id, []))) for seat in some]


async def _around(work: Work, system: System, seat: Seat, assigned: list[Assignment]) -> dict[str, Any]:
    """The fields of a Staffing."""
    tx = work.tx
    holding = next((one for one in assigned if one.state is AssignmentState.ACCEPTED), None)
    holder = await tx.people.get(holding.person_id) if holding else None
    absence = await tx.absences.open_of(holder.id) if holder else None
    cover = await tx.people.get(absence.cover_id) if absence and absence.cover_id else None
    return {
        "system": system,
        "seat": seat,
        "holding": holding,
        "offer": next((one for one in assigned if one.state is AssignmentState.PROPOSED), None),
        "holder": holder,
        "absence": absence,
        "cover": cover,
        "who": await _who(work, holder, absence, cover),
        "episodes": tuple(await tx.episodes.open_of(seat.id)),
    }


async def _who(work: Work, holder: Person | None, absence: Absence | None, cover: Person | None) -> Who:
    cover_away = await calendars.is_away_now(work, cover) if cover else False
    today = work.today(holder) if holder else work.now.date()
    return who_is_asked(holder, absence, cover, cover_away, today)


async def steward_of(work: Work, system: System) -> Person | None:
    """The accepted steward, or their cover while they are away; None when the seat is vacant or uncovered."""
    seat = (await work.tx.seats.of(system.id))[Role.STEWARD]
    holding = next((a for a in await work.tx.assignments.open_of(seat.id) if a.state is AssignmentState.ACCEPTED), None)
    holder = await work.tx.people.get(holding.person_id) if holding else None
    if holder is None or not holder.active:
        return None
    absence = await work.tx.absences.open_of(holder.id)
    today = work.today(holder)
    if not is_away(absence, today):
        return holder
    cover = await work.tx.people.get(absence.cover_id) if absence and absence.cover_id and absence.cover_agreed_at else None
    return cover if cover and cover.active and not await calendars.is_away_now(work, cover) else None


async def holders(work: Work, system: System) -> dict[Role, Person]:
    """Who holds what, whether away or not."""
    seats = await work.tx.seats.of(system.id)
    open_of = await work.tx.assignments.open_of_many(seat.id for seat in seats.values())
    found: dict[Role, Person] = {}
    for role, seat in seats.items():
        holding = next((a for a in open_of.get(seat.id, []) if a.state is AssignmentState.ACCEPTED), None)
        person = await work.tx.people.get(holding.person_id) if holding else None
        if person:
            found[role] = person
    return found
