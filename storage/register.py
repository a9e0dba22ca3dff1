"""Systems, their names, their seats; concerns and decisions about them; sightings of what is not in the register."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, delete, func, insert, select, update

from bot.model import (
    AssignmentState,
    Concern,
    ConcernId,
    ConcernState,
    ConcernStep,
    Decision,
    DecisionId,
    PersonId,
    Role,
    Seat,
    SeatId,
    Sighting,
    Signal,
    SignalId,
    Stage,
    System,
    SystemId,
)
from bot.ports.store import NameOf, SeatBrief, SystemBrief
from bot.rules.folding import folded
from storage import tables
from storage.rows import Rows, Session, chunks, remembered

ITSELF = tables.system.c.merged_into.is_(None)  # no longer another's name
KEYED = tables.system.c.external_key.is_not(None)


class SystemRows(Rows[SystemId, System]):
    """The register. Every name is kept folded in a table of its own."""

    table = tables.system
    noun = System

    async def add(self, *rows: System) -> None:
        """New systems with their names."""
        await super().add(*rows)
        await self._name(rows)

    async def save(self, *rows: System) -> None:
        """The systems, and their names as they are now."""
        before = {row.id: self._session.seen[self.table.name].get(row.id) for row in rows}
        await super().save(*rows)
        renamed = [row for row in rows if not _same_names(before[row.id], row)]
        for part in chunks(row.id for row in renamed):
            await self._session.execute(delete(tables.system_name).where(tables.system_name.c.system_id.in_(part)))
        await self._name(renamed)

    async def _name(self, rows: Iterable[System]) -> None:
        names = [
            {"system_id": row.id, "folded": key, "shown": shown}
            for row in rows
            if row.merged_into is None
            for key, shown in {folded(one): one for one in (row.slug, *row.aliases, row.name)}.items()
            if key
        ]
        if names:
            await self._session.execute(insert(tables.system_name), names)

    @remembered
    async def exact(self, folded: str) -> list[System]:
        """Systems with exactly this folded name, alias or slug."""
        named = select(tables.system_name.c.system_id).where(tables.system_name.c.folded == folded)
        return await self._where(self.table.c.id.in_(named), order="name, unit, slug")

    @remembered
    async def names(self) -> list[NameOf]:
        """Every name there is."""
        c = tables.system_name.c
        found = await self._session.execute(select(c.system_id, c.folded, c.shown))
        return [NameOf(SystemId(one), two, three) for one, two, three in found]

    async def by_slug(self, slug: str) -> System | None:
        """The system of this slug."""
        return await self._first(slug=slug)

    async def slugs(self) -> set[str]:
        """Every slug that is taken."""
        return set((await self._session.execute(select(self.table.c.slug))).scalars())

    async def keyed(self) -> dict[str, System]:
        """By the identity of the import's row."""
        found = await self._by(KEYED)
        return {one.external_key: one for one in found if one.external_key is not None}

    async def all(self) -> list[System]:
        """All but the merged ones, by name."""
        found = await self._by(ITSELF, order="name, slug")
        self.see({one.id: one for one in found})
        return found

    async def merged_into(self, system: SystemId) -> list[System]:
        """What became part of it, and what had become part of those."""
        found = await self._by(merged_into=system, order="created_at")
        return [other for one in found for other in (one, *await self.merged_into(one.id))]

    async def any(self) -> bool:
        """Whether there is one at all."""
        return (await self._session.execute(select(self.table.c.id).where(self.table.c.merged_into.is_(None)).limit(1))).first() is not None

    async def briefs(self) -> list[SystemBrief]:
        """The few columns the diagnostic needs."""
        c = self.table.c
        wanted = select(c.id, c.name, c.slug, c.unit, c.impact, c.stage, c.pattern, c.contract_end).where(c.merged_into.is_(None))
        return [SystemBrief._make(row) for row in await self._session.execute(wanted)]


def _same_names(before: System | None, after: System) -> bool:
    if before is None:
        return False
    return (before.name, before.slug, before.aliases, before.merged_into) == (after.name, after.slug, after.aliases, after.merged_into)


class SeatRows(Rows[SeatId, Seat]):
    """Three a system, always."""

    table = tables.seat
    noun = Seat

    async def lock(self, *ids: SeatId) -> None:
        """Others who lock one of these wait, and go again."""
        await self._session.lock(self.table.c.id, ids)

    @remembered
    async def of(self, system: SystemId) -> dict[Role, Seat]:
        """The system's seats by role."""
        return {one.role: one for one in await self._by(system_id=system)}

    async def of_many(self, systems: Iterable[SystemId]) -> list[Seat]:
        """The seats of these systems."""
        return await self._in("system_id", systems)

    async def all(self) -> list[Seat]:
        """Every seat."""
        return await self._by()

    async def briefs(self) -> list[SeatBrief]:
        """The few columns the diagnostic needs."""
        c = self.table.c
        wanted = select(c.id, c.system_id, c.role, c.gap_given, c.gap_reason, c.hours_needed)
        return [SeatBrief._make(row) for row in await self._session.execute(wanted)]

    async def any_import_gap(self) -> bool:
        """Some live system has a seat that an import left vacant or uninvited."""
        s, t = self.table.c, tables.system.c
        quiet = [Stage.PLANNED, Stage.RETIRED]
        found = select(s.id).join(tables.system, t.id == s.system_id)
        found = found.where(s.from_import, t.merged_into.is_(None), t.stage.not_in(quiet)).limit(1)
        return (await self._session.execute(found)).first() is not None

    async def due(self, now: datetime, limit: int) -> list[Seat]:
        """Seats whose moment has come; locked, and what others have locked is theirs."""
        statement = select(*self.columns).where(self.table.c.next_ask_at <= now).order_by(self.table.c.next_ask_at).limit(limit)
        return await self._list(statement.with_for_update(skip_locked=True) if self._session.postgresql else statement)

    async def asked_between(self, people: Iterable[PersonId], after: datetime, until: datetime) -> dict[PersonId, list[SeatId]]:
        """Whose questions come later, by holder and by whoever agreed to cover for them."""
        s, a, away = self.table.c, tables.assignment.c, tables.absence.c
        held = self.table.join(tables.assignment, (a.seat_id == s.id) & (a.state == AssignmentState.ACCEPTED))
        covered = held.join(tables.absence, (away.person_id == a.person_id) & away.ended_at.is_(None) & away.cover_agreed_at.is_not(None))
        found: dict[PersonId, list[SeatId]] = {}
        for part in chunks(str(one) for one in people):
            for reader, source in ((a.person_id, held), (away.cover_id, covered)):
                later = select(reader, s.id).select_from(source).where(reader.in_(part), s.next_ask_at > after, s.next_ask_at <= until)
                for person, seat in await self._session.execute(later.order_by(s.next_ask_at, s.id)):
                    found.setdefault(PersonId(person), []).append(SeatId(seat))
        return found


ENDS = (ConcernState.CONFIRMED, ConcernState.NOT_A_CONCERN, ConcernState.DUPLICATE)
RAISED = tables.concern.c.state.not_in(ENDS)


class ConcernRows(Rows[ConcernId, Concern]):
    """Oldest first."""

    table = tables.concern
    noun = Concern

    @remembered
    async def open_of(self, systems: Collection[SystemId]) -> list[Concern]:
        """The open ones of these systems."""
        return await self._in("system_id", systems, RAISED, order="raised_at")

    async def open_all(self) -> list[Concern]:
        """Every open one."""
        return await self._by(RAISED, order="raised_at")

    async def due(self, now: datetime, limit: int) -> list[Concern]:
        """With somebody to remind or tell."""
        return await self._due(now, limit)

    async def add_step(self, step: ConcernStep) -> None:
        """One more row of the thread."""
        values = {name: getattr(step, name) for name in ("id", "concern_id", "number", "move", "at", "person_id", "words_id")}
        await self._session.execute(insert(tables.concern_step).values(values))

    async def steps(self, concern: ConcernId) -> list[ConcernStep]:
        """The thread, oldest first."""
        c = tables.concern_step.c
        statement = select(c.id, c.concern_id, c.number, c.move, c.at, c.person_id, c.words_id).where(c.concern_id == concern)
        found = await self._session.execute(statement.order_by(c.number))
        return [ConcernStep(*row) for row in found]

    async def touch(self, now: datetime, systems: Iterable[SystemId] | None) -> None:
        """Plan the open ones anew: of these systems, or all."""
        change = update(self.table).where(RAISED).values(next_at=now)
        if systems is None:
            await self._session.execute(change)
        else:
            for part in chunks(str(one) for one in systems):
                await self._session.execute(change.where(self.table.c.system_id.in_(part)))


class DecisionRows(Rows[DecisionId, Decision]):
    """What stewards decided."""

    table = tables.decision
    noun = Decision

    async def last(self, systems: Iterable[SystemId]) -> dict[SystemId, Decision]:
        """The newest of each system that was not taken back."""
        found: dict[SystemId, Decision] = {}
        for part in chunks(str(one) for one in systems):
            found |= {one.system_id: one for one in await self._list(_decided_last(), {"among": part})}
        return found

    async def of(self, system: SystemId) -> list[Decision]:
        """All of a system's, oldest first."""
        return await self._by(system_id=system, order="decided_at")

    async def due(self, now: datetime, limit: int) -> list[Decision]:
        """With a follow-through to ask for."""
        return await self._due(now, limit)


@cache
def _decided_last() -> Select[Any]:
    """Each system's `among` these that has one, its newest that stands."""
    c = tables.decision.c
    place = func.row_number().over(partition_by=c.system_id, order_by=(c.decided_at.desc(), c.id)).label("place")
    among = c.system_id.in_(bindparam("among", expanding=True))
    inner = select(*DecisionRows.columns, place).where(among, c.undone_at.is_(None)).subquery()
    return select(*(inner.c[name] for name in DecisionRows.fields)).where(inner.c.place == 1)


class SignalRows(Rows[SignalId, Signal]):
    """Facts about systems, newest first."""

    table = tables.signal
    noun = Signal

    async def of(self, system: SystemId, limit: int) -> list[Signal]:
        """A system's."""
        return await self._by(system_id=system, order="at desc", limit=limit)


class SightingRows:
    """Names that were asked for and are not in the register; never who asked."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def count(self, folded: str, shown: str, on: date) -> None:
        """One more look-up of this name."""
        t = tables.sighting
        change = update(t).where(t.c.name == folded).values(count=t.c.count + 1, last_on=on, shown=shown)
        if (await self._session.execute(change)).rowcount == 0:
            values: dict[str, Any] = {"name": folded, "shown": shown, "count": 1, "first_on": on, "last_on": on}
            await self._session.execute(insert(t).values(values))

    async def top(self, limit: int) -> list[Sighting]:
        """The most asked for first."""
        t = tables.sighting
        columns = (t.c.name, t.c.shown, t.c.count, t.c.first_on, t.c.last_on)
        found = await self._session.execute(select(*columns).order_by(t.c.count.desc(), t.c.name).limit(limit))
        return [Sighting(*row) for row in found]
