"""Writing and proving the audit chain (rules in bot/audit.py)."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from bot import audit
from bot.audit import Finding
from bot.evidence import Ledger
from bot.model import AuditRow, Content
from storage import tables
from storage.evidence import compared
from storage.rows import Session, chunks, insertion_into

ROW, HEAD = tables.audit.c, tables.audit_head.c
COLUMNS = (ROW.chain, ROW.seq, ROW.body, ROW.prev, ROW.hash)
ANCHORS = "anchors"


class AuditRows:
    """Notes are kept until the commit and written chain by chain in one go, heads locked in order."""

    def __init__(self, session: Session, key: bytes) -> None:
        self._session = session
        self._key = key
        self._bodies: dict[str, list[str]] = {}

    def note(self, chain: str, code: str, at: datetime, content: Content | None = None, **ids: str | int | None) -> None:
        """One line, written with the commit."""
        refs = {name: value for name, value in ids.items() if value is not None}
        self._bodies.setdefault(chain, []).append(audit.body(code, at, content, refs))

    async def flush(self) -> None:
        """Write what was noted; called once, before the commit."""
        if not self._bodies:
            return
        heads = await self._locked(sorted(self._bodies))
        rows: list[AuditRow] = []
        for chain in sorted(self._bodies):
            seq, prev = heads[chain]
            rows += audit.append(self._key, chain, seq, prev, self._bodies[chain])
        values = [{"chain": r.chain, "seq": r.seq, "body": r.body, "prev": r.prev, "hash": r.hash, "at": _at(r)} for r in rows]
        await self._session.execute(insert(tables.audit), values)
        last = {row.chain: row for row in rows}
        change = update(tables.audit_head).where(HEAD.chain == bindparam("b_chain"))
        change = change.values(seq=bindparam("b_seq"), hash=bindparam("b_hash"))
        ends = [{"b_chain": row.chain, "b_seq": row.seq, "b_hash": row.hash} for row in last.values()]
        await self._session.execute(change, ends)
        self._bodies = {}

    async def _locked(self, chains: Sequence[str]) -> dict[str, tuple[int, str]]:
        fresh = [{"chain": chain, "seq": 0, "hash": audit.START} for chain in chains]
        if self._session.postgresql:
            await self._session.execute(insertion_into(self._session, tables.audit_head).on_conflict_do_nothing(), fresh)
        found: dict[str, tuple[int, str]] = {}
        for part in chunks(chains):
            wanted = select(HEAD.chain, HEAD.seq, HEAD.hash).where(HEAD.chain.in_(part)).order_by(HEAD.chain)
            locked = wanted.with_for_update() if self._session.postgresql else wanted
            found |= {row.chain: (row.seq, row.hash) for row in await self._session.execute(locked)}
        missing = [one for one in fresh if one["chain"] not in found]
        if missing:
            await self._session.execute(insert(tables.audit_head), missing)
        return found | {str(one["chain"]): (0, audit.START) for one in missing}

    async def rows(self, chain: str | None = None) -> list[AuditRow]:
        """The rows of a chain, or of all, by chain and number."""
        wanted = select(*COLUMNS).order_by(ROW.chain, ROW.seq)
        found = await self._session.execute(wanted.where(ROW.chain == chain) if chain is not None else wanted)
        return [AuditRow(*row) for row in found]

    async def recent(self, limit: int) -> list[AuditRow]:
        """The newest rows of all chains by the time they tell, newest first; the anchors apart."""
        wanted = select(*COLUMNS).where(ROW.chain != ANCHORS).order_by(ROW.at.desc(), ROW.chain, ROW.seq.desc()).limit(limit)
        return [AuditRow(*row) for row in await self._session.execute(wanted)]

    async def total(self) -> int:
        """How many rows there are over all chains, from where each of them ends."""
        found = await self._session.execute(select(func.coalesce(func.sum(HEAD.seq), 0)))
        return int(found.scalar_one())

    async def heads(self) -> dict[str, tuple[int, str]]:
        """Where every chain ends."""
        found = await self._session.execute(select(HEAD.chain, HEAD.seq, HEAD.hash).order_by(HEAD.chain))
        return {row.chain: (row.seq, row.hash) for row in found}

    async def verify(self, anchors: Iterable[str]) -> list[Finding]:
        """Everything that does not prove: chains, the texts beside them, and what anchors kept outside say."""
        rows, heads = await self.rows(), await self.heads()
        by_chain: dict[str, list[AuditRow]] = {chain: [] for chain in heads}
        for row in rows:
            by_chain.setdefault(row.chain, []).append(row)
        findings = [one for chain, mine in by_chain.items() for one in audit.verify(self._key, chain, mine, heads.get(chain))]
        hashes = {chain: {row.seq: row.hash for row in mine} for chain, mine in by_chain.items()}
        noted, under_seal = self._anchors(by_chain.get(ANCHORS, []))
        for line in noted + [one.strip() for one in anchors if one.strip()]:
            findings += audit.check_anchor(self._key, line, hashes, under_seal)
        return findings + await self._beside(rows)

    async def _beside(self, rows: Sequence[AuditRow]) -> list[Finding]:
        """The texts and the register's evidence, by what the trail notes of them."""
        ledger = Ledger()
        noted: dict[str, tuple[AuditRow, str]] = {}
        erased: set[str] = set()
        for row in rows:
            value = _value(row)
            ledger.read(row.chain, row.seq, value)
            if "digest" in value and "content" in value:
                noted[value["content"]] = (row, value["digest"])
            if value.get("code") == audit.ERASED:
                erased.update(value.get("ids", "").split())
        return await self._texts(noted, erased) + await compared(self._session, ledger)

    def _anchors(self, rows: Sequence[AuditRow]) -> tuple[list[str], set[str]]:
        """Every line that was noted, and those of them that an earlier key made."""
        lines = [str(_value(row).get("line", "")) for row in rows]
        return [one for one in lines if one], set(lines[: audit.sealed(self._key, rows)])

    async def _texts(self, noted: Mapping[str, tuple[AuditRow, str]], erased: Collection[str]) -> list[Finding]:
        """Every text that a row speaks of is the one that was written, or was erased, which the trail notes as well."""
        findings: list[Finding] = []
        c = tables.content.c
        for part in chunks(noted):
            found = await self._session.execute(select(c.id, c.text, c.salt, c.erased_at).where(c.id.in_(part)))
            kept = {row.id: row for row in found}
            for one in part:
                row, wanted = noted[one]
                what = _wrong(kept.get(one), wanted, noted=one in erased)
                findings += [Finding(row.chain, row.seq, f"the text it speaks of {what}")] if what else []
        return findings

    async def seal(self, at: datetime) -> int:
        """Everything there is goes under this key's seal, chain by chain; returns how many. Nothing else may be noted beside it."""
        chains = list(await self.heads())
        await self._locked(chains)
        by_chain: dict[str, list[AuditRow]] = {chain: [] for chain in chains}
        for row in await self.rows():
            by_chain[row.chain].append(row)
        for chain, rows in by_chain.items():
            self.note(chain, audit.REKEYED, at, None, seal=audit.seal(self._key, rows))
        return len(by_chain)

    async def anchor(self, at: datetime) -> str:
        """A line over all heads as they are, chained in its own chain, to be kept outside as well."""
        heads = {chain: head for chain, head in (await self.heads()).items() if chain != ANCHORS}
        line = audit.anchor_line(self._key, at, heads)
        self.note(ANCHORS, "anchor", at, None, line=line)
        return line


def _wrong(text: Any, wanted: str, *, noted: bool) -> str:
    """`text`: the row as it is; `noted`: the trail says that it was erased."""
    if text is None:
        return "is gone without a trace"
    if text.erased_at is not None:
        if text.text is not None:
            return "is marked as erased and has words all the same"
        return "" if noted else "was erased, and no row says so"
    if noted:
        return "was erased, and is there again"
    return "was changed" if text.text is None or audit.digest(text.text, text.salt or "") != wanted else ""


def _value(row: AuditRow) -> dict[str, str]:
    """What a row says; nothing, where somebody made it unreadable: that it was changed is found by its hash."""
    try:
        value = json.loads(row.body)
    except (ValueError, RecursionError):
        return {}
    return {name: str(one) for name, one in value.items() if isinstance(one, str | int)} if isinstance(value, dict) else {}


def _at(row: AuditRow) -> datetime:
    """The row's own time, kept beside it for reading in order; what is proven is the body."""
    return datetime.fromisoformat(json.loads(row.body)["at"])
