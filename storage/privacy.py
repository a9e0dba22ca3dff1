"""What is kept about people, why, who sees it and how long: one entry a table, and the queries that show, expire and erase it.

The columns that name a person are found from the nouns themselves (tables.py marks them), so none can be forgotten; a test holds
that every table has its entry here.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import Table, delete, or_, select

from bot.model import AssignmentState, ConcernState, PersonId, Policy
from storage import tables
from storage.erasure import ErasureRows
from storage.rows import chunks

FOREVER = "as long as the register"


@dataclass(frozen=True, slots=True)
class Kept:
    """One table in plain words. `how_long`: a policy's field (days), or a sentence."""

    what: str
    why: str
    who: str
    how_long: str = FOREVER


HISTORY = "so that “who held this role then?” always has an answer"
NOBODY = "nobody reads it; the program does"
KEPT: dict[str, Kept] = {
    "person": Kept("name, e-mail, zone, hours, department", "to ask the right person at the right hour", "colleagues see the name"),
    "account": Kept("the account on Slack, Teams or the local chat", "to reach them", NOBODY),
    "system": Kept("the register: systems in the words of their people", "to know what is owned", "everybody in the organisation"),
    "system_name": Kept("every name a system is found by", "the look-up", "everybody in the organisation"),
    "seat": Kept("the three roles of each system and when they are asked", "the check-ins", "everybody in the organisation"),
    "assignment": Kept("who was offered, held and left which role", HISTORY, "everybody in the organisation; words only holders"),
    "check_in": Kept("which question was asked of whom, and whether it was answered", "the evidence of oversight", "the person, stewards, readers"),
    "answer": Kept("the answer that was chosen; no time that it took", "the evidence of oversight", "the person, stewards, readers"),
    "episode": Kept("which job went quiet, stood empty or could not be reached", "so that every silence ends", "stewards, admins, readers"),
    "telling": Kept("who was told of it", "so that somebody hears in time", "admins, readers"),
    "looked": Kept("that a steward looked instead", "the evidence of oversight", "stewards, readers"),
    "absence": Kept("from when to when somebody is away, and who covers; never why", HISTORY, "colleagues see the cover, never the absence", "keep_absences"),
    "second": Kept("who looks over a steward's shoulder", "so that nobody is left alone", "the two of them, admins, readers"),
    "excuse": Kept("which job is excused until when, by whom", "R10: each needs a name, a reason and a date", "stewards, admins, readers"),
    "concern": Kept("what was off, how bad, since when, who works on it", "to put it right", "its people and whoever raised it"),
    "concern_step": Kept("each step of a concern", "to put it right", "its people and whoever raised it"),
    "decision": Kept("keep, expand, retire …, by whom", HISTORY, "everybody; reasons only holders and readers"),
    "confirmation": Kept("whether a role is still somebody's", "asked each year and after a move", "the person and whoever granted it"),
    "override": Kept("which system goes on unstaffed until when, by whom", "planned means staffed", "stewards, admins, readers"),
    "signal": Kept("figures and news of systems", "shown with the next question", "holders, stewards, readers", "keep_signals"),
    "token": Kept("names and digests of programs' keys", "to know who asks", "admins on the server"),
    "reader": Kept("who may read everything until when", "auditors", "admins on the server"),
    "content": Kept("free text that people wrote, and the cards as they were shown", "the evidence behind the trail", "whom the words were for", "keep_texts"),
    "message": Kept("which message went to whom, and when", "nothing lost, nothing twice", NOBODY, "keep_messages"),
    "message_item": Kept("what each message was about", "nothing lost, nothing twice", NOBODY, "keep_messages"),
    "sighting": Kept("names that were asked for in vain, without who asked", "to find what is missing", "admins, readers", "keep_sightings"),
    "outage": Kept("when Rollcall did not run", "to take it off everybody's clock", NOBODY),
    "audit": Kept("ids, codes and salted digests of what happened; no name, no text", "proof that nothing was changed", "readers, admins on the server"),
    "audit_head": Kept("where each chain of the trail ends", "proof that nothing was cut off", "readers, admins on the server"),
    "lane": Kept("which person's messages are on their way", "order", NOBODY),
    "workspace": Kept("which workspace asked us to wait", "rates", NOBODY),
    "fact": Kept("the program's own notes, by name", "the clock of jobs", NOBODY),
    "inbound": Kept("what was answered to an event", "a replay gets its first answer", NOBODY, "keep_inbound"),
}  # fmt: skip


def days_of(kept: Kept, policy: Policy) -> int | None:
    """Days a record of this table is kept; None: as its sentence says."""
    days: int | None = getattr(policy, kept.how_long, None)
    return days


def people_in(table: Table) -> tuple[str, ...]:
    """The columns that name a person."""
    return tuple(column.name for column in table.columns if column.info.get("person"))


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case Enum():
            return value.value
        case Decimal():
            return str(value)
        case None | bool() | int() | float() | str():
            return value
        case tuple() | list():
            return [plain(one) for one in value]
        case _:
            return str(value)


class PrivacyRows(ErasureRows):
    """Everything about one person; what has been kept long enough; a leaver without a name."""

    async def everything(self, person: PersonId) -> dict[str, list[dict[str, Any]]]:
        """Every row that names this person, by table; of other people no more than their ids."""
        found: dict[str, list[dict[str, Any]]] = {}
        for table in tables.metadata.sorted_tables:
            columns = people_in(table)
            if columns:
                wanted = select(table).where(or_(*(table.c[name] == person for name in columns)))
                rows = (await self._session.connection.execute(wanted)).mappings().all()
                if rows:
                    found[table.name] = [{name: plain(value) for name, value in row.items() if name != "salt"} for row in rows]
        trail = await self._trail(person)
        return found | ({"audit": trail} if trail else {})

    async def _trail(self, person: PersonId) -> list[dict[str, Any]]:
        """Lines of the trail that name this person: ids and codes, as they are hashed."""
        c = tables.audit.c
        wanted = select(c.chain, c.seq, c.at, c.body).where(c.body.like(f'%"{person}"%')).order_by(c.at, c.chain, c.seq)
        rows = (await self._session.connection.execute(wanted)).all()
        return [{"chain": row.chain, "seq": row.seq, "at": plain(row.at), "body": json.loads(row.body)} for row in rows]

    async def expire(self, now: datetime, policy: Policy) -> dict[str, int]:
        """Delete or empty what has been kept long enough; returns counts by table. Never the trail, roles or decisions."""
        counts = {
            "inbound": await self._delete(tables.inbound, tables.inbound.c.received_at < now - timedelta(days=policy.keep_inbound)),
            "sighting": await self._delete(
                tables.sighting, tables.sighting.c.last_on < (now - timedelta(days=policy.keep_sightings)).date()
            ),
            "signal": await self._delete(tables.signal, tables.signal.c.at < now - timedelta(days=policy.keep_signals)),
            "absence": await self._absences(now - timedelta(days=policy.keep_absences)),
            "message": await self._messages(now, now - timedelta(days=policy.keep_messages), policy.keep_messages),
            "content": await self._texts(now, now - timedelta(days=policy.keep_texts), policy.keep_texts),
        }
        return {name: count for name, count in counts.items() if count}

    async def _delete(self, table: Table, *conditions: Any) -> int:
        return int((await self._session.connection.execute(delete(table).where(*conditions))).rowcount)

    async def _absences(self, before: datetime) -> int:
        """Those that somebody covered belong to the history of the role."""
        c = tables.absence.c
        return await self._delete(tables.absence, c.ended_at < before, c.cover_agreed_at.is_(None))

    async def _messages(self, now: datetime, before: datetime, days: int) -> int:
        """With what they showed; those on their way stay."""
        c = tables.message.c
        rows = (
            await self._session.connection.execute(
                select(c.id, c.content_id).where(c.send_at < before, c.state.in_(["sent", "refused", "dropped"])).limit(2000)
            )
        ).all()
        for part in chunks(row.content_id for row in rows if row.content_id):
            await self._erase(part, now, f"kept for {days} days")
        for part in chunks(row.id for row in rows):
            await self._delete(tables.message_item, tables.message_item.c.message_id.in_(part))
            await self._delete(tables.message, c.id.in_(part))
        return len(rows)

    async def _texts(self, now: datetime, before: datetime, days: int) -> int:
        """Free text that nothing open needs any more."""
        c = tables.content.c
        needed = _needed()
        wanted = select(c.id).where(c.written_at < before, c.erased_at.is_(None), c.id.not_in(needed)).limit(2000)
        ids = list((await self._session.connection.execute(wanted)).scalars())
        for part in chunks(ids):
            await self._erase(part, now, f"kept for {days} days")
        return len(ids)


def _needed() -> Any:
    """Texts of what is open or in force: they stay however old they are."""
    a, k, e, o, d = (one.c for one in (tables.assignment, tables.concern, tables.excuse, tables.override, tables.decision))
    held = a.state.in_([AssignmentState.ACCEPTED, AssignmentState.PROPOSED])
    open_ = k.state.not_in([ConcernState.CONFIRMED, ConcernState.NOT_A_CONCERN, ConcernState.DUPLICATE])
    columns = [
        *((one, held) for one in (a.skill_id, a.accepted_id, a.shown_id, a.combined_id, a.asks_more_id)),
        *((one, open_) for one in (k.words_id, k.closing_id)),
        (e.reason_id, e.ended_at.is_(None)),
        (o.reason_id, o.ended_at.is_(None)),
        (d.words_id, d.next_at.is_not(None)),
    ]
    first, *rest = [select(column).where(condition, column.is_not(None)) for column, condition in columns]
    return first.union_all(*rest)
