"""The installation's own rows: facts by name, outages, what came in, free text beside the chain."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Select, bindparam, delete, exists, func, insert, literal, select, text, union_all, update

from bot.model import Content, ContentId, Outage, Platform
from bot.ports.store import Waits
from storage import tables
from storage.rows import Rows, Session, chunks, insertion_into

WAITING = [  # every column that waits for time, worded as its partial index is
    (Waits.QUESTION, tables.seat.c.next_ask_at, "next_ask_at IS NOT NULL"),
    (Waits.OFFER, tables.assignment.c.next_at, "next_at IS NOT NULL"),
    (Waits.LEAVING, tables.assignment.c.leaving_at, "leaving_at IS NOT NULL AND state = 'accepted'"),
    (Waits.EPISODE, tables.episode.c.next_at, "ended_at IS NULL AND next_at IS NOT NULL"),
    (Waits.ABSENCE, tables.absence.c.next_at, "next_at IS NOT NULL"),
    (Waits.SECOND, tables.second.c.next_at, "next_at IS NOT NULL"),
    (Waits.CONFIRM, tables.assignment.c.confirm_at, "confirm_at IS NOT NULL AND state = 'accepted'"),
    (Waits.CONFIRMATION, tables.confirmation.c.next_at, "next_at IS NOT NULL"),
    (Waits.CONCERN, tables.concern.c.next_at, "next_at IS NOT NULL"),
    (Waits.DECISION, tables.decision.c.next_at, "next_at IS NOT NULL"),
    (Waits.OVERRIDE, tables.override.c.next_at, "next_at IS NOT NULL"),
    (Waits.EXCUSE, tables.excuse.c.next_at, "next_at IS NOT NULL"),
    (Waits.MESSAGE, tables.message.c.send_at, "state = 'waiting'"),
    (Waits.UNKNOWN, tables.message.c.send_at, "state = 'unknown'"),
]

FACT = select(tables.fact.c.value).where(tables.fact.c.name == bindparam("fact"))
NAMED = select(tables.fact.c.value).where(tables.fact.c.name.startswith("next:"))


class EngineRows:
    """Facts by name; outages; the earliest moment at which something waits."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def read(self, name: str) -> str | None:
        """A fact, or None."""
        found = await self._session.execute(FACT, {"fact": name})
        value: str | None = found.scalar_one_or_none()
        return value

    async def write(self, name: str, value: str | None) -> None:
        """Keep a fact; None forgets it."""
        t = tables.fact
        if value is None:
            await self._session.execute(delete(t).where(t.c.name == name))
        elif (await self._session.execute(update(t).where(t.c.name == name).values(value=value))).rowcount == 0:
            await self._session.execute(insert(t).values(name=name, value=value))

    async def named(self, prefix: str) -> dict[str, str]:
        """Facts whose names begin like this, by name."""
        c = tables.fact.c
        found = await self._session.execute(select(c.name, c.value).where(c.name.startswith(prefix, autoescape=True)))
        return {one.name: one.value for one in found}

    async def keep(self, name: str, value: str) -> str:
        """A fact that is written once: whoever came first stays, and is given back."""
        await self._session.execute(insertion_into(self._session, tables.fact).values(name=name, value=value).on_conflict_do_nothing())
        return await self.read(name) or value

    async def outages(self) -> list[Outage]:
        """All of them, oldest first."""
        c = tables.outage.c
        found = await self._session.execute(select(c.started_at, c.ended_at, c.reason).order_by(c.started_at))
        return [Outage(*row) for row in found]

    async def add_outage(self, outage: Outage) -> None:
        """Two outages cannot start at the same instant; the longer one stays."""
        t = tables.outage
        await self._session.execute(delete(t).where(t.c.started_at == outage.started_at, t.c.ended_at <= outage.ended_at))
        values = {"started_at": outage.started_at, "ended_at": outage.ended_at, "reason": outage.reason}
        await self._session.execute(insertion_into(self._session, t).values(values).on_conflict_do_nothing())

    async def next_due(self) -> datetime | None:
        """The earliest of all columns that wait for time, and of the facts named `next:…`."""
        moment = (await self._session.execute(_earliest())).scalar_one_or_none()
        return min([*await self._named(), *([moment] if moment is not None else [])], default=None)

    async def due(self, now: datetime) -> frozenset[Waits]:
        """What kinds of things wait no longer, in one question."""
        found = {Waits(kind) for kind in (await self._session.execute(_due(), {"now": now})).scalars()}
        return frozenset(found | ({Waits.NAMED} if any(moment <= now for moment in await self._named()) else set()))

    async def _named(self) -> list[datetime]:
        return [datetime.fromisoformat(value) for value in (await self._session.execute(NAMED)).scalars()]


@cache
def _earliest() -> Select[Any]:
    waiting = union_all(*(select(func.min(column).label("moment")).where(text(where)) for _, column, where in WAITING)).subquery()
    return select(func.min(waiting.c.moment))


@cache
def _due() -> CompoundSelect[Any]:
    """The kinds of which something waits until `now` at the latest."""
    parts = [
        select(literal(kind.value).label("kind")).where(exists(select(column).where(text(where), column <= bindparam("now"))))
        for kind, column, where in WAITING
    ]
    return union_all(*parts)


class InboundRows:
    """Events that changed something; a replay gets its first answer."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def answer_of(self, platform: Platform, event_id: str) -> str | None:
        """The first answer, or None for a new event."""
        c = tables.inbound.c
        found = await self._session.execute(select(c.reply).where(c.platform == platform, c.event_id == event_id))
        reply: str | None = found.scalar_one_or_none()
        return reply

    async def remember(self, platform: Platform, event_id: str, reply: str, at: datetime) -> None:
        """Keep the answer. A second worker with the same event fails here, and its transaction with it."""
        values = {"platform": platform.value, "event_id": event_id, "reply": reply, "received_at": at}
        await self._session.execute(insert(tables.inbound).values(values))


class ContentRows(Rows[ContentId, Content]):
    """Free text and what was shown; erasable."""

    table = tables.content
    noun = Content

    async def texts(self, ids: Iterable[ContentId | None]) -> dict[str, str]:
        """The texts that are still there, by id."""
        found: dict[str, str] = {}
        for part in chunks(str(one) for one in ids if one is not None):
            c = self.table.c
            statement: Any = select(c.id, c.text).where(c.id.in_(part), c.text.is_not(None), c.erased_at.is_(None))
            rows = await self._session.execute(statement)
            found |= {row.id: row.text for row in rows}
        return found
