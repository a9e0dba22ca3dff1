"""A leaver loses their name, wherever it stands: in texts, in cards, in the words of systems, as somebody's manager (PRODUCT §11).

Every text column is either gone through or named among CODES; a test holds that none is forgotten.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import Column, Table, Text, delete, func, literal, or_, select, type_coerce, update

from bot.model import OutOfReach, Person
from storage import tables
from storage.columns import Checks, Texts
from storage.rows import Session, chunks

PSEUDONYMISED = "pseudonymised"
QUOTED, SHORT = 80, 6  # characters of a text that are looked for in cards; fewer say nothing about anybody
CODES = {
    "person": {
        "name",
        "email",
        "zone",
        "country",
        "title",
        "unit",
        "folded",
    },  # the leaver's own row goes with the name; others keep theirs
    "account": {"tenant", "user", "name", "email", "title", "unit"},
    "conversation": {"address"},
    "installation": {"tenant", "name", "token", "bot_user", "scopes", "installed_by"},
    "system": {"slug", "name", "aliases", "external_id", "external_key", "stage_given", "row_digest", "models"},  # identity: reported
    "system_name": {"system_id", "folded", "shown"},
    "audit": {"chain", "body", "prev", "hash"},
    "audit_head": {"chain", "hash"},
    "content": {"salt", "erased_because"},
    "seat": {"next_period", "gap_reason"},
    "assignment": {"end_reason"},
    "check_in": {"period"},
    "episode": {"ended_by"},
    "second": {"end_reason"},
    "decision": {"stage_before"},
    "signal": {"currency", "period"},
    "token": {"digest"},
    "message": {"key", "ref"},
    "message_item": {"ref"},
    "concern_step": {"id"},
    "looked": {"id", "period"},
    "telling": {"id"},
    "outage": {"reason"},
    "lane": {"person_id", "lease_owner"},
    "workspace": {"platform", "tenant"},
    "fact": {"name", "value"},
    "inbound": {"platform", "event_id"},
}
APART = {
    ("content", "text"),
    ("inbound", "reply"),
    ("sighting", "name"),
    ("sighting", "shown"),
    ("person", "manager"),
    ("concern", "where"),
}


def text_columns(table: Table) -> list[Column[Any]]:
    """Columns of any text that is no id and no closed set of codes."""
    return [one for one in table.columns if isinstance(one.type, Text | Texts | Checks)]


def free_text() -> Iterator[tuple[Table, Column[Any]]]:
    """Words that people typed, in which a name is written over."""
    for table in tables.metadata.sorted_tables:
        for column in text_columns(table):
            if column.name not in CODES.get(table.name, ()) and (table.name, column.name) not in APART:
                yield table, column


class Name:
    """What tells who it was, in every spelling it may be stored in."""

    def __init__(self, words: str) -> None:
        self.words = words
        cased = (words, words.casefold(), words.upper(), words.title())  # SQLite folds only ASCII
        quoted = [json.dumps(one, ensure_ascii=False)[1:-1] for one in cased]
        ascii_ = [json.dumps(one)[1:-1] for one in cased]
        twice = [json.dumps(one)[1:-1] for one in (*quoted, *ascii_)]  # JSON in JSON
        in_links = [quote(one) for one in cased]
        self.spellings = tuple(dict.fromkeys((*cased, *quoted, *ascii_, *twice, *in_links)))
        self._pattern = _whole(self.spellings, re.IGNORECASE)
        self._first = _whole([words.split()[0]], 0)

    def in_(self, column: Any) -> Any:
        """Rows that may name them: `stands_in` decides."""
        text = type_coerce(column, Text)
        return or_(*(text.ilike(f"%{escaped(one)}%", escape="\\") for one in self.spellings))

    def stands_in(self, text: str) -> bool:
        """As whole words: Li is not in like."""
        return self._pattern.search(text) is not None

    def written_over(self, text: str, name: str, *, first_too: bool = False) -> str:
        """`first_too`: a card that names somebody calls them by the first name too."""
        after = self._pattern.sub(lambda _: name, text)
        return self._first.sub(lambda _: name, after) if first_too else after


def _whole(words: Iterable[str], flags: int) -> re.Pattern[str]:
    """Not inside another word; in JSON, the letter of an escaped line break is not part of the word before it."""
    found = "|".join(re.escape(one) for one in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?:(?<!\w)|(?<=\\[nrt]))(?:{found})(?!\w)", flags)


def escaped(words: str) -> str:
    """As LIKE takes it for itself."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


class ErasureRows:
    """A leaver without a name, and where the name cannot be taken out."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._erased: list[str] = []

    async def erased(self) -> list[str]:
        """Texts of the trail that were erased in this transaction: it has to say so, or it would not prove."""
        proven = await self._with_digest(self._erased) if self._erased else set()
        return [one for one in dict.fromkeys(self._erased) if one in proven]

    async def pseudonymise(self, person: Person, name: str, now: datetime) -> dict[str, int]:
        """The roles' history stays under `name`; whatever else tells who it was goes. Returns counts."""
        names = await self._names(person)
        await self._accounts(person)
        own = await self._own(person)
        for part in chunks(row.id for row in own):
            await self._erase(part, now, PSEUDONYMISED)
        texts = len(own) + await self._quoted([row.text for row in own if not row.text.startswith("{")], now)
        for one in names:
            texts += await self._in_texts(one, name, now)
            await self._elsewhere(one, name)
        if person.email:
            c = tables.person.c
            await self._execute(update(tables.person).where(func.lower(c.manager) == person.email.casefold()).values(manager=None))
        self._session.forget()
        return {"texts": texts}

    async def named_in_systems(self, person: Person) -> list[str]:
        """Systems whose own words name this person: their people have to say who it is today; a name stays until it is changed."""
        found: set[str] = set()
        columns = [one for one in text_columns(tables.system) if one.name not in ("slug", "external_id", "external_key", "row_digest")]
        wanted = select(tables.system.c.name, *(type_coerce(one, Text).label(f"of_{one.name}") for one in columns))
        for one in await self._names(person):
            rows = await self._execute(wanted.where(or_(*(one.in_(column) for column in columns))))
            found |= {str(row[0]) for row in rows if any(one.stands_in(text) for text in row[1:] if text)}
        return sorted(found)

    async def _execute(self, statement: Any) -> Any:
        return await self._session.execute(statement)

    async def _names(self, person: Person) -> list[Name]:
        """The name and the address, here and on every account; the longest first."""
        c = tables.account.c
        rows = (await self._execute(select(c.name, c.email).where(c.person_id == person.id))).all()
        known = {person.name, person.email or "", *(one or "" for row in rows for one in row)}
        return [Name(one) for one in sorted(known, key=lambda one: (-len(one), one)) if len(one) >= 2 and one.strip()]

    async def _accounts(self, person: Person) -> None:
        t = tables.account
        gone = {
            "user": literal("erased-") + t.c.id,
            "name": "",
            "email": None,
            "title": "",
            "unit": "",
            "deleted": True,
            "out_of_reach": OutOfReach.DEACTIVATED,
        }
        await self._execute(update(t).where(t.c.person_id == person.id).values(gone))

    async def _own(self, person: Person) -> list[Any]:
        c = tables.content.c
        return list((await self._execute(select(c.id, c.text).where(c.person_id == person.id, c.erased_at.is_(None)))).all())

    async def _elsewhere(self, one: Name, name: str) -> None:
        """Replies and vain look-ups go; a link that names them goes; words are written over."""
        t = tables
        for table, column in ((t.inbound, t.inbound.c.reply), (t.sighting, t.sighting.c.shown), (t.sighting, t.sighting.c.name)):
            for this, _ in await self._naming(table, column, one):
                await self._execute(delete(table).where(*this))
        for this, _ in await self._naming(t.concern, t.concern.c.where, one):
            await self._execute(update(t.concern).where(*this).values(where=""))
        for table, column in free_text():
            for this, text in await self._naming(table, column, one):
                await self._execute(update(table).where(*this).values({column: literal(one.written_over(text, name), Text())}))

    async def _naming(self, table: Table, column: Column[Any], one: Name) -> list[tuple[list[Any], str]]:
        """Rows whose column names this person: what finds the row, and the text as it is stored."""
        keys = list(table.primary_key.columns)
        rows = (await self._execute(select(type_coerce(column, Text).label("found"), *keys).where(one.in_(column)))).all()
        return [([key == value for key, value in zip(keys, row[1:], strict=True)], row[0]) for row in rows if one.stands_in(row[0])]

    async def _quoted(self, texts: list[str], now: datetime) -> int:
        """Cards that were shown to others and quote what this person wrote."""
        c, count = tables.content.c, 0
        for text in texts:
            words = json.dumps(text[:QUOTED], ensure_ascii=False)[1:-1]
            if len(words) >= SHORT:
                ids = list((await self._execute(select(c.id).where(c.text.like(f"%{escaped(words)}%", escape="\\")))).scalars())
                await self._erase(ids, now, PSEUDONYMISED)
                count += len(ids)
        return count

    async def _in_texts(self, one: Name, name: str, now: datetime) -> int:
        """What the trail has no digest of is written anew; what it has is erased, or it would no longer prove."""
        c = tables.content.c
        rows = [row for row in (await self._execute(select(c.id, c.text).where(one.in_(c.text)))).all() if one.stands_in(row.text)]
        proven = await self._with_digest([row.id for row in rows])
        await self._erase([row.id for row in rows if row.id in proven], now, PSEUDONYMISED)
        for row in rows:
            if row.id not in proven:
                text = one.written_over(row.text, name, first_too=True)
                await self._execute(update(tables.content).where(c.id == row.id).values(text=text))
        return len(rows)

    async def _with_digest(self, ids: list[str]) -> set[str]:
        """Texts that a row of the trail speaks of."""
        found: set[str] = set()
        wanted = set(ids)
        for body in (await self._execute(select(tables.audit.c.body).where(tables.audit.c.body.like('%"digest"%')))).scalars():
            content = _content(body)
            if content in wanted:
                found.add(str(content))
        return found

    async def _erase(self, ids: Any, now: datetime, because: str) -> None:
        c, these = tables.content.c, list(ids)
        self._erased += these
        change = update(tables.content).where(c.id.in_(these), c.erased_at.is_(None))
        await self._execute(change.values(text=None, salt=None, erased_at=now, erased_because=because))
        self._session.forget()


def _content(body: str) -> str | None:
    """The text that a row of the trail speaks of; a row that somebody made unreadable speaks of none."""
    try:
        return str(json.loads(body)["content"])
    except (ValueError, LookupError, TypeError):
        return None
