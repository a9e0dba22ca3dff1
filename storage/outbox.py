"""The outbox: one lane a person, leased; machine time for leases and waits (docs/architecture.md, The engine).

A lane is one conversation: one message in flight, in order. A claim takes lanes whose lease is free and whose wait is over;
completion is fenced by (owner, attempt). A composed message whose lease ran out may have been sent: its claim is ambiguous.
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Float, Integer, Select, bindparam, exists, func, select, text, update

from bot.model import Message, MessageId, MessageItem, MessageKind, MessageState, PersonId, Platform
from bot.ports.store import Claim, LeaseLost
from storage import tables
from storage.rows import Rows, Session, grouped, insertion_into

LEASE = 30.0  # seconds; longer than any HTTP timeout of a Sender
LANE, WORKSPACE, ITEM = tables.lane.c, tables.workspace.c, tables.message_item.c
ITEM_COLUMNS = (ITEM.message_id, ITEM.kind, ITEM.ref, ITEM.position, ITEM.number, ITEM.shown)

ITEMS = select(*ITEM_COLUMNS).where(ITEM.message_id.in_(bindparam("among", expanding=True)))
ITEMS = ITEMS.order_by(ITEM.message_id, ITEM.position, ITEM.ref)


def _shows(ref: Any) -> Any:
    return tables.message.c.id.in_(select(ITEM.message_id).where(ITEM.ref == ref, ITEM.shown))


class MessageRows(Rows[MessageId, Message]):
    """Messages, their lines and the lanes they wait in."""

    table = tables.message
    noun = Message

    def __init__(self, session: Session, machine: Callable[[], float] = time.time) -> None:
        super().__init__(session)
        self._machine = machine

    async def _now(self) -> float:
        """Machine time: the database's own where replicas share it."""
        if not self._session.postgresql:
            return self._machine()
        found = await self._session.execute(select(func.extract("epoch", func.clock_timestamp())))
        return float(found.scalar_one())

    async def add(self, *rows: Message) -> None:
        """New messages; their lanes exist, and are locked, in the same transaction."""
        for row in rows:
            await self.lock_lane(row.person_id)
        await super().add(*rows)

    async def lock_lane(self, person: PersonId) -> None:
        """Others who write to this person wait, and go again; the lane exists afterwards."""
        await self._session.lock(LANE.person_id, [person])
        if not await self._has_lane(person):
            values = {"person_id": person, "next_at": 0.0, "lease_until": 0.0, "lease_owner": "", "attempt": 0}
            statement = insertion_into(self._session, tables.lane).values(values).on_conflict_do_nothing()
            await self._session.execute(statement)

    async def _has_lane(self, person: PersonId) -> bool:
        if self._session.postgresql:
            return (tables.lane.name, person) in self._session.locked
        return (await self._session.execute(select(LANE.person_id).where(LANE.person_id == person))).first() is not None

    async def by_key(self, key: str) -> Message | None:
        """The message of this key."""
        return await self._first(key=key)

    async def items(self, message: MessageId) -> list[MessageItem]:
        """A message's lines, by position."""
        return (await self.items_of_many([message])).get(message, [])

    async def items_of_many(self, messages: Iterable[MessageId]) -> dict[MessageId, list[MessageItem]]:
        """The lines of many."""
        return grouped([MessageItem(*row) for row in await self._session.execute(ITEMS, {"among": list(messages)})], "message_id")

    async def put_items(self, *items: MessageItem) -> None:
        """Insert, or replace the same line."""
        for item in items:
            values = {name: getattr(item, name) for name in ("message_id", "kind", "ref", "position", "number", "shown")}
            statement = insertion_into(self._session, tables.message_item).values(values)
            changed = {name: values[name] for name in ("position", "number", "shown")}
            keyed = ["message_id", "kind", "ref"]
            await self._session.execute(statement.on_conflict_do_update(index_elements=keyed, set_=changed))

    async def open_of(self, person: PersonId, kind: MessageKind) -> list[Message]:
        """Waiting ones, the earliest first."""
        return await self._by(person_id=person, kind=kind, state=MessageState.WAITING, order="send_at")

    async def showing(self, ref: str) -> list[Message]:
        """Sent (or perhaps sent) messages on which this can be read, newest last."""
        return await self._list(_showing(), {"ref": ref})

    async def uncertain(self, ref: str) -> list[Message]:
        """Those that left without a word from the platform: not repeated yet, about to be, or given up after the repeat."""
        c = self.table.c
        again = c.repeated & c.state.in_((MessageState.COMPOSED, MessageState.REFUSED))
        return await self._where(_shows(ref), (c.state == MessageState.UNKNOWN) | again, order="send_at")

    async def of_person(self, person: PersonId, limit: int) -> list[Message]:
        """The newest sent ones, oldest first."""
        newest = await self._by(person_id=person, state=MessageState.SENT, order="sent_at desc", limit=limit)
        return newest[::-1]

    async def due_days(self, now: datetime, after: str, limit: int) -> list[Message]:
        """The day's messages that leave now, by id from behind this one."""
        c = self.table.c
        due = (c.kind == MessageKind.DAY, text("state = 'waiting'"), c.send_at <= now, c.id > after)
        return await self._where(*due, order="id", limit=limit)

    async def put_aside(self) -> int:
        """Those that could not be made or handed over, and are tried again later."""
        wanted = select(func.count()).where(text("state = 'waiting'"), self.table.c.attempt > 0)
        return int((await self._session.execute(wanted.select_from(self.table))).scalar_one())

    async def unknown_due(self, now: datetime, limit: int) -> list[Message]:
        """Uncertain ones to repeat or give up."""
        return await self._where(text("state = 'unknown'"), self.table.c.send_at <= now, order="send_at", limit=limit)

    async def stale(self, after: str, limit: int) -> list[Message]:
        """Sent ones that no longer tell the truth, by id from behind this one, where no workspace asks to wait."""
        c, a = self.table.c, tables.account.c
        paused = select(a.id).join(tables.workspace, (WORKSPACE.platform == a.platform) & (WORKSPACE.tenant == a.tenant))
        paused = paused.where(a.id == c.account_id, WORKSPACE.paused_until > await self._now())
        return await self._where(text("stale"), c.state == MessageState.SENT, c.id > after, ~paused.exists(), order="id", limit=limit)

    async def claim(self, now: datetime, owner: str, limit: int) -> list[Claim]:
        """Lease the lanes of up to `limit` messages that may leave now: one a lane, the earliest first."""
        machine = await self._now()
        claims: list[Claim] = []
        taken: set[str] = set()
        for row in await self._candidates(now, machine, limit):
            if row.person_id in taken or len(claims) == limit:
                continue
            taken.add(row.person_id)
            ambiguous = row.state == MessageState.COMPOSED and row.lease_owner != ""
            claims.append(Claim(MessageId(row.id), PersonId(row.person_id), owner, row.attempt + 1, ambiguous))
        for one in claims:
            leased = {"lease_owner": owner, "lease_until": machine + LEASE, "attempt": one.attempt}
            await self._session.execute(update(tables.lane).where(LANE.person_id == one.person_id).values(leased))
        return claims

    async def _candidates(self, now: datetime, machine: float, limit: int) -> list[Any]:
        found: list[Any] = []
        for statement in _candidates(self._session.postgresql):
            found += list(await self._session.execute(statement, {"now": now, "machine": machine, "at_most": limit * 4}))
        return found

    async def held(self, claim: Claim) -> bool:
        """Still ours: nobody else has taken the lane since. Locks nothing: seats are locked before lanes; `release` is the fence."""
        wanted = select(LANE.lease_owner, LANE.attempt).where(LANE.person_id == claim.person_id)
        row = (await self._session.execute(wanted)).first()
        return row is not None and row.lease_owner == claim.owner and row.attempt == claim.attempt

    async def release(self, claim: Claim, delay: float = 0.0, *, unsure: bool = False) -> None:
        """The lane may go on, after `delay` machine seconds; `unsure`: as if its holder had died, for the message may have arrived.

        Raises LeaseLost, and the transaction with it, when it is no longer ours.
        """
        free = {"lease_owner": claim.owner if unsure else "", "lease_until": 0.0, "next_at": (await self._now()) + delay if delay else 0.0}
        mine = (LANE.person_id == claim.person_id, LANE.lease_owner == claim.owner, LANE.attempt == claim.attempt)
        if (await self._session.execute(update(tables.lane).where(*mine).values(free))).rowcount == 0:
            raise LeaseLost(claim.message_id)

    async def pause(self, platform: Platform, tenant: str, seconds: float) -> None:
        """The workspace asked to wait: nothing leaves for it until then."""
        until = (await self._now()) + seconds
        values = {"platform": platform.value, "tenant": tenant, "paused_until": until}
        statement = insertion_into(self._session, tables.workspace).values(values)
        changed = statement.on_conflict_do_update(index_elements=["platform", "tenant"], set_={"paused_until": until})
        await self._session.execute(changed)

    async def paused_for(self, platform: Platform, tenant: str) -> float:
        """Machine seconds that the workspace still asks us to wait."""
        wanted = select(WORKSPACE.paused_until).where(WORKSPACE.platform == platform.value, WORKSPACE.tenant == tenant)
        until = (await self._session.execute(wanted)).scalar_one_or_none()
        return max(0.0, until - await self._now()) if until is not None else 0.0


@cache
def _showing() -> Select[Any]:
    c = tables.message.c
    in_sight = c.state.in_((MessageState.SENT, MessageState.UNKNOWN))
    return MessageRows.all_rows.where(_shows(bindparam("ref")), in_sight).order_by(c.send_at)


@cache
def _candidates(postgresql: bool) -> list[Select[Any]]:
    """Messages that may have arrived, and those whose time has come; each with its lane, which PostgreSQL locks."""
    c, a, machine = tables.message.c, tables.account.c, bindparam("machine", type_=Float)
    columns = (c.id, c.person_id, c.state, c.send_at, c.key, LANE.lease_owner, LANE.attempt)
    free = (LANE.next_at <= machine, LANE.lease_until <= machine)
    joined = tables.message.join(tables.lane, LANE.person_id == c.person_id)
    paused = select(a.id).join(tables.workspace, (WORKSPACE.platform == a.platform) & (WORKSPACE.tenant == a.tenant))
    paused = paused.where(a.id == c.account_id, WORKSPACE.paused_until > machine)
    composed = select(*columns).select_from(joined).where(text("message.state = 'composed'"), *free, ~paused.exists())
    other = tables.message.alias("other")
    unsure = (LANE.lease_owner != "") & exists().where(other.c.person_id == c.person_id, text("other.state = 'composed'"))
    # Behind what may have arrived nothing else leaves: the lane's holder is how that is remembered.
    waiting = select(*columns).select_from(joined).where(text("message.state = 'waiting'"), c.send_at <= bindparam("now"), *free, ~unsure)
    ordered = [one.order_by(c.send_at, c.key).limit(bindparam("at_most", type_=Integer)) for one in (composed, waiting)]
    return [one.with_for_update(of=tables.lane, skip_locked=True) for one in ordered] if postgresql else ordered
