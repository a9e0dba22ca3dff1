"""The audit chain: append-only, hash-chained, keyed; ids, codes and salted digests only (DESIGN, Promises). Pure."""

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.model import AuditRow, Content

START = "0" * 64
REKEYED = "trail.rekeyed"
ERASED = "texts.erased"  # `ids`: which, with spaces between them


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the chain that does not prove."""

    chain: str
    seq: int
    what: str


def fingerprint(key: bytes) -> str:
    """Tells one key from another and neither of them."""
    return hmac.new(key, b"the key of this trail", hashlib.sha256).hexdigest()


def proves(key: bytes, row: AuditRow) -> bool:
    """This row was written with this key, and is as it was."""
    return hmac.compare_digest(row.hash, link(key, row.chain, row.seq, row.prev, row.body))


def body(code: str, at: datetime, content: Content | None, refs: Mapping[str, str | int]) -> str:
    """The canonical JSON that is hashed as it stands; free text enters only as a salted digest."""
    value: dict[str, str | int] = {"at": at.isoformat(), "code": code, **refs}
    if content is not None and content.text is not None and content.salt is not None:
        value |= {"content": content.id, "digest": digest(content.text, content.salt)}
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text: str, salt: str) -> str:
    """Without the salt nobody can guess the text from it; both are erased together."""
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def link(key: bytes, chain: str, seq: int, prev: str, text: str) -> str:
    """The hash of one row: of its place, its predecessor and its body."""
    return hmac.new(key, f"{chain}\n{seq}\n{prev}\n{text}".encode(), hashlib.sha256).hexdigest()


def append(key: bytes, chain: str, seq: int, prev: str, bodies: Iterable[str]) -> list[AuditRow]:
    """The next rows after (seq, prev)."""
    rows: list[AuditRow] = []
    for text in bodies:
        seq += 1
        row = AuditRow(chain, seq, text, prev, link(key, chain, seq, prev, text))
        rows.append(row)
        prev = row.hash
    return rows


def seal(key: bytes, rows: Iterable[AuditRow]) -> str:
    """Over rows that another key wrote: whoever has this key proves by it that they are as they were when the key changed."""
    over = hmac.new(key, b"sealed\n", hashlib.sha256)
    for row in rows:
        over.update(f"{row.chain}\n{row.seq}\n{row.prev}\n{row.hash}\n{len(row.body)}\n{row.body}\n".encode())
    return over.hexdigest()


def sealed(key: bytes, rows: Sequence[AuditRow]) -> int:
    """How many rows of a chain, from its first, lie under the last seal that this key wrote."""
    for place in range(len(rows) - 1, -1, -1):
        if f'"code":"{REKEYED}"' in rows[place].body and proves(key, rows[place]):
            return place
    return 0


def verify(key: bytes, chain: str, rows: Sequence[AuditRow], head: tuple[int, str] | None) -> list[Finding]:
    """Every changed, removed or inserted row of one chain, given its rows by number and its head."""
    findings: list[Finding] = []
    before = sealed(key, rows)
    if before and json.loads(rows[before].body).get("seal") != seal(key, rows[:before]):
        findings.append(Finding(chain, rows[before].seq, "what stands before it was changed after it was sealed"))
    seq, prev = 0, START
    for place, row in enumerate(rows):
        if row.seq != seq + 1:
            findings.append(Finding(chain, row.seq, "a row before this one is missing"))
            prev = row.prev
        if row.prev != prev:
            findings.append(Finding(chain, row.seq, "it does not follow the row before it"))
        if place >= before and not proves(key, row):
            findings.append(Finding(chain, row.seq, "it was changed"))
        seq, prev = row.seq, row.hash
    if head is None:
        findings += [Finding(chain, seq, "the chain has rows and no head")] if seq else []
    elif head != (seq, prev):
        findings.append(Finding(chain, head[0], "the chain does not end where its head says"))
    return findings


def anchor_line(key: bytes, at: datetime, heads: Mapping[str, tuple[int, str]]) -> str:
    """One line of JSON over all heads, signed with the key: kept outside, it finds a rewritten head."""
    value = {"at": at.isoformat(), "heads": {chain: list(head) for chain, head in sorted(heads.items())}}
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return json.dumps({"anchor": value, "mac": hmac.new(key, text.encode(), hashlib.sha256).hexdigest()}, sort_keys=True)


def check_anchor(key: bytes, line: str, rows: Mapping[str, Mapping[int, str]], sealed: Collection[str] = ()) -> list[Finding]:
    """What an outside anchor says each chain's hash was, against the rows now. `rows`: chain → number → hash.

    `sealed`: lines that stand under a seal, so that the key they were made with is not needed any more.
    """
    try:
        value = json.loads(line)
        anchor, mac = value["anchor"], value["mac"]
        heads = {str(chain): (int(head[0]), str(head[1])) for chain, head in anchor["heads"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return [Finding("anchor", 0, "this line is no anchor")]
    text = json.dumps(anchor, sort_keys=True, separators=(",", ":"))
    if line not in sealed and not hmac.compare_digest(str(mac), hmac.new(key, text.encode(), hashlib.sha256).hexdigest()):
        return [Finding("anchor", 0, "this anchor was not made with this key, or was changed")]
    return [
        Finding(chain, seq, "the anchor kept outside knows this row with another hash")
        for chain, (seq, hash_) in sorted(heads.items())
        if seq and rows.get(chain, {}).get(seq) != hash_
    ]
