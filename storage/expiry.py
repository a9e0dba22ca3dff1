"""What has been kept long enough goes; what is open or in force, and the proof of who owned what, stays (PRODUCT §11)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, select

from bot.model import AssignmentState, CheckInState, Policy
from bot.rules.concerns import ENDS
from storage import tables as t
from storage.erasure import ErasureRows
from storage.rows import chunks

AT_ONCE = 2000  # messages and texts of one night


class ExpiryRows(ErasureRows):
    """The nightly rules, one a kind of record: storage/privacy.py says which setting."""

    async def expire(self, now: datetime, policy: Policy) -> dict[str, int]:
        """Delete or empty what has been kept long enough; returns counts by table. Never the trail, roles or decisions."""

        def before(days: int) -> datetime:
            return now - timedelta(days=days)

        counts = {
            "inbound": await self._delete(t.inbound, t.inbound.c.received_at < before(policy.keep_inbound)),
            "sighting": await self._delete(t.sighting, t.sighting.c.last_on < before(policy.keep_sightings).date()),
            "signal": await self._delete(t.signal, t.signal.c.at < before(policy.keep_signals)),
            "absence": await self._absences(before(policy.keep_absences)),
            **await self._check_ins(before(policy.keep_check_ins)),
            **await self._episodes(before(policy.keep_episodes)),
            **await self._concerns(before(policy.keep_concerns)),
            **await self._ended(before(policy.keep_excuses), t.excuse, t.override),
            **await self._ended(before(policy.keep_seconds), t.second),
            **await self._access(before(policy.keep_access)),
            "message": await self._messages(now, before(policy.keep_messages), policy.keep_messages),
            "content": await self._texts(now, before(policy.keep_texts), policy.keep_texts),
        }
        self._session.forget()
        return {name: count for name, count in counts.items() if count}

    async def _delete(self, table: Table, *conditions: Any) -> int:
        return int((await self._session.execute(delete(table).where(*conditions))).rowcount)

    async def _absences(self, before: datetime) -> int:
        """Those that somebody covered belong to the history of the role."""
        c = t.absence.c
        return await self._delete(t.absence, c.ended_at < before, c.cover_agreed_at.is_(None))

    async def _check_ins(self, before: datetime) -> dict[str, int]:
        """Closed ones with their answers; not one that a silence still counts from."""
        c, e = t.check_in.c, t.episode.c
        counted = select(e.check_in_id).where(e.ended_at.is_(None), e.check_in_id.is_not(None))
        gone = select(c.id).where(c.closed_at < before, c.state != CheckInState.OPEN, c.id.not_in(counted))
        answers = await self._delete(t.answer, t.answer.c.check_in_id.in_(gone))
        return {"answer": answers, "check_in": await self._delete(t.check_in, c.id.in_(gone))}

    async def _episodes(self, before: datetime) -> dict[str, int]:
        """Silences that are over, with who was told and who looked."""
        gone = select(t.episode.c.id).where(t.episode.c.ended_at < before)
        told = await self._delete(t.telling, t.telling.c.episode_id.in_(gone))
        looked = await self._delete(t.looked, t.looked.c.episode_id.in_(gone))
        return {"telling": told, "looked": looked, "episode": await self._delete(t.episode, t.episode.c.ended_at < before)}

    async def _concerns(self, before: datetime) -> dict[str, int]:
        """Closed ones with their thread."""
        c = t.concern.c
        gone = select(c.id).where(c.closed_at < before, c.state.in_(ENDS))
        steps = await self._delete(t.concern_step, t.concern_step.c.concern_id.in_(gone))
        return {"concern_step": steps, "concern": await self._delete(t.concern, c.closed_at < before, c.state.in_(ENDS))}

    async def _ended(self, before: datetime, *tables: Table) -> dict[str, int]:
        return {table.name: await self._delete(table, table.c.ended_at < before) for table in tables}

    async def _access(self, before: datetime) -> dict[str, int]:
        """Readers and keys that are over, by their date or because somebody ended them."""
        r, k = t.reader.c, t.token.c
        return {
            "reader": await self._delete(t.reader, (r.ended_at < before) | (r.until < before.date())),
            "token": await self._delete(t.token, (k.revoked_at < before) | (k.until < before.date())),
        }

    async def _messages(self, now: datetime, before: datetime, days: int) -> int:
        """With what they showed; those on their way stay."""
        c = t.message.c
        wanted = select(c.id, c.content_id).where(c.send_at < before, c.state.in_(["sent", "refused", "dropped"])).limit(AT_ONCE)
        rows = (await self._session.execute(wanted)).all()
        for part in chunks(row.content_id for row in rows if row.content_id):
            await self._erase(part, now, f"kept for {days} days")
        for part in chunks(row.id for row in rows):
            await self._delete(t.message_item, t.message_item.c.message_id.in_(part))
            await self._delete(t.message, c.id.in_(part))
        return len(rows)

    async def _texts(self, now: datetime, before: datetime, days: int) -> int:
        """Free text that nothing open needs any more."""
        c = t.content.c
        wanted = select(c.id).where(c.written_at < before, c.erased_at.is_(None), c.id.not_in(_needed())).limit(AT_ONCE)
        ids = list((await self._session.execute(wanted)).scalars())
        for part in chunks(ids):
            await self._erase(part, now, f"kept for {days} days")
        return len(ids)


def _needed() -> Any:
    """Texts of what is open or in force: they stay however old they are."""
    a, k, s, e, o, d = (one.c for one in (t.assignment, t.concern, t.concern_step, t.excuse, t.override, t.decision))
    held = a.state.in_([AssignmentState.ACCEPTED, AssignmentState.PROPOSED])
    open_ = k.state.not_in(ENDS)
    columns = [
        *((one, held) for one in (a.skill_id, a.accepted_id, a.shown_id, a.combined_id, a.asks_more_id)),
        *((one, open_) for one in (k.words_id, k.closing_id)),
        (s.words_id, s.concern_id.in_(select(k.id).where(open_))),
        (e.reason_id, e.ended_at.is_(None)),
        (o.reason_id, o.ended_at.is_(None)),
        (d.words_id, d.next_at.is_not(None)),
    ]
    first, *rest = [select(column).where(condition, column.is_not(None)) for column, condition in columns]
    return first.union_all(*rest)
