"""Check-ins and their answers; episodes of silence and who was told."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, func, select, update

from bot.model import (
    Answer,
    AnswerId,
    CheckIn,
    CheckInId,
    CheckInState,
    Episode,
    EpisodeId,
    EpisodeKind,
    Looked,
    PersonId,
    SeatId,
    Telling,
)
from bot.rules.attention import Missed
from storage import tables
from storage.rows import Rows, chunks, grouped, remembered, remembered_each

OPEN = tables.check_in.c.state == CheckInState.OPEN


class CheckInRows(Rows[CheckInId, CheckIn]):
    """(seat, period) is unique; at most one open a seat."""

    table = tables.check_in
    noun = CheckIn

    async def open_of(self, seat: SeatId) -> CheckIn | None:
        """The seat's open one."""
        return await self._one_of(self.open_of_many, seat)

    @remembered_each()
    async def open_of_many(self, seats: Iterable[SeatId]) -> dict[SeatId, CheckIn]:
        """The same for many."""
        return {one.seat_id: one for one in await self._in("seat_id", seats, OPEN)}

    async def open_for(self, person: PersonId) -> list[CheckIn]:
        """What this person is asked now, oldest first."""
        return await self._by(OPEN, addressee_id=person, order="opened_at")

    async def of_period(self, seat: SeatId, period: str) -> CheckIn | None:
        """The one of this period, whatever became of it."""
        return await self._first(seat_id=seat, period=period)

    async def recent(self, seats: Iterable[SeatId], each: int) -> dict[SeatId, list[CheckIn]]:
        """The newest of each seat, newest first."""
        found: dict[SeatId, list[CheckIn]] = {}
        for part in chunks(str(one) for one in seats):
            found |= grouped(await self._list(_newest(), {"among": part, "each": each}), "seat_id")
        return found

    @remembered_each(tables.episode)
    async def missed(self, seats: Iterable[SeatId]) -> dict[SeatId, Missed]:
        """What was missed while the seat's silence has been open; a question is missed when it closes."""
        c, e = self.table.c, tables.episode.c
        silence = (e.seat_id == c.seat_id) & (e.kind == EpisodeKind.SILENT) & e.ended_at.is_(None) & (c.closed_at > e.since)
        found: dict[SeatId, Missed] = {}
        for part in chunks(str(one) for one in seats):
            counted = select(c.seat_id, func.count(), func.min(c.delivered_at)).join(tables.episode, silence)
            counted = counted.where(c.seat_id.in_(part), c.state == CheckInState.MISSED).group_by(c.seat_id)
            found |= {SeatId(seat): Missed(int(count), first) for seat, count, first in await self._session.execute(counted)}
        return found

    async def tally(self, seat: SeatId, since: datetime) -> tuple[int, int]:
        """Answered, and asked: void ones count for nothing, an open one only once it is answered."""
        c = self.table.c
        answered = func.count(c.answer_id)
        asked = func.count().filter((c.answer_id.is_not(None)) | (c.state == CheckInState.MISSED))
        statement = select(answered, asked).where(c.seat_id == seat, c.opened_at >= since, c.state != CheckInState.VOID)
        row = (await self._session.execute(statement)).one()
        return int(row[0]), int(row[1])


@cache
def _newest() -> Select[Any]:
    """Of each seat `among` these the newest `each`."""
    c = CheckInRows.table.c
    place = func.row_number().over(partition_by=c.seat_id, order_by=(c.nominal.desc(), c.opened_at.desc())).label("place")
    inner = select(*CheckInRows.columns, place).where(c.seat_id.in_(bindparam("among", expanding=True))).subquery()
    columns = (inner.c[name] for name in CheckInRows.fields)
    return select(*columns).where(inner.c.place <= bindparam("each", type_=Integer)).order_by(inner.c.seat_id, inner.c.place)


class AnswerRows(Rows[AnswerId, Answer]):
    """Newest first where a list comes back."""

    table = tables.answer
    noun = Answer

    async def of(self, check_in: CheckInId) -> list[Answer]:
        """Every answer to a check-in."""
        return await self._by(check_in_id=check_in, order="given_at desc")

    @remembered_each(tables.check_in)
    async def last(self, seats: Iterable[SeatId]) -> dict[SeatId, Answer]:
        """The newest that counts, per seat."""
        found: dict[SeatId, Answer] = {}
        for part in chunks(str(one) for one in seats):
            found |= {SeatId(seat): self.value(row) for seat, *row in await self._session.execute(_last(), {"among": part})}
        return found

    async def recent(self, seat: SeatId, limit: int) -> list[Answer]:
        """A seat's answers that count."""
        c = tables.check_in.c
        statement = select(*self.columns).join(tables.check_in, c.answer_id == self.table.c.id).where(c.seat_id == seat)
        return await self._list(statement.order_by(self.table.c.given_at.desc()).limit(limit))

    async def moved(self, each: int) -> dict[SeatId, int]:
        """Per seat, how many of its last answers came while the facts moved; seats without any are left out."""
        c, a = tables.check_in.c, self.table.c
        place = func.row_number().over(partition_by=c.seat_id, order_by=a.given_at.desc()).label("place")
        counted = select(c.seat_id, a.moved, place).join(tables.check_in, c.answer_id == a.id)
        with_any = select(c.seat_id).join(self.table, c.answer_id == a.id).where(a.moved)
        inner = counted.where(c.seat_id.in_(with_any)).subquery()
        found = select(inner.c.seat_id, func.count()).where(inner.c.place <= each, inner.c.moved).group_by(inner.c.seat_id)
        return {SeatId(seat): int(count) for seat, count in await self._session.execute(found)}


@cache
def _last() -> Select[Any]:
    """Each seat `among` these, and its newest answer."""
    c, a = tables.check_in.c, AnswerRows.table.c
    place = func.row_number().over(partition_by=c.seat_id, order_by=(a.given_at.desc(), a.id)).label("place")
    counted = select(c.seat_id, *AnswerRows.columns, place).join(tables.check_in, c.answer_id == a.id)
    inner = counted.where(c.seat_id.in_(bindparam("among", expanding=True))).subquery()
    return select(inner.c.seat_id, *(inner.c[name] for name in AnswerRows.fields)).where(inner.c.place == 1)


class EpisodeRows(Rows[EpisodeId, Episode]):
    """At most one open a seat and kind."""

    table = tables.episode
    noun = Episode

    @remembered
    async def open_of(self, seat: SeatId) -> list[Episode]:
        """The seat's."""
        return await self._by(self.goes_on, seat_id=seat, order="since")

    async def open_all(self) -> list[Episode]:
        """Every open one, oldest first."""
        return await self._by(self.goes_on, order="since")

    async def open_about(self, person: PersonId) -> list[Episode]:
        """Those of this silent, unreachable or away human."""
        return await self._by(self.goes_on, person_id=person, order="since")

    async def of_seat(self, seat: SeatId) -> list[Episode]:
        """All there were, oldest first."""
        return await self._by(seat_id=seat, order="since")

    async def due(self, now: datetime, limit: int) -> list[Episode]:
        """Open, with something to plan or tell."""
        return await self._due(now, limit, self.goes_on)

    async def touch(self, now: datetime, seats: Iterable[SeatId] | None) -> None:
        """Plan the open ones anew: those of these seats, or all."""
        change = update(self.table).where(self.goes_on).values(next_at=now)
        if seats is None:
            await self._session.execute(change)
        else:
            for part in chunks(str(one) for one in seats):
                await self._session.execute(change.where(self.table.c.seat_id.in_(part)))


class TellingRows(Rows[str, Telling]):
    """Who was told of an episode."""

    table = tables.telling
    noun = Telling

    @remembered
    async def of(self, episode: EpisodeId) -> list[Telling]:
        """In the order they were told."""
        return await self._by(episode_id=episode, order="number, due_at")


class LookedRows(Rows[str, Looked]):
    """*I looked: it's fine*."""

    table = tables.looked
    noun = Looked

    async def of(self, seat: SeatId, limit: int) -> list[Looked]:
        """Newest first."""
        return await self._by(seat_id=seat, order="looked_at desc", limit=limit)
