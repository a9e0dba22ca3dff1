"""What is kept about people, why, who sees it and how long: one entry a table, and the queries that show, expire and erase it.

The columns that name a person are found from the nouns themselves (tables.py marks them), so none can be forgotten; a test holds
that every table has its entry here.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import Table, or_, select

from bot.model import PersonId, Policy
from storage import tables
from storage.expiry import ExpiryRows

FOREVER = "as long as the register"
PROOF = "stays as the proof of who owned what; a leaver's name goes when they are pseudonymised"
WHILE_HERE = "while they are here, then until they are pseudonymised"


@dataclass(frozen=True, slots=True)
class Kept:
    """One table in plain words. `how_long`: a policy's field (days), or a sentence."""

    what: str
    why: str
    who: str
    how_long: str = FOREVER


STAYS: dict[str, str] = {
    "absence": "those that somebody covered stay: they tell who stood in",
    "check_in": "counted from when it closed; an open one stays",
    "answer": "goes with its question",
    "episode": "counted from when it ended; an open one stays",
    "telling": "goes with its silence",
    "looked": "goes with its silence",
    "concern": "counted from when it was closed; an open one stays",
    "concern_step": "goes with its concern",
    "excuse": "counted from its end; one in force stays",
    "override": "counted from its end; one in force stays",
    "second": "counted from its end; one in force stays",
    "reader": "counted from its end; one in force stays",
    "token": "counted from its end; one in force stays",
    "content": "text that something open or in force needs stays",
    "message": "one on its way stays",
    "message_item": "goes with its message",
}
HISTORY = "so that “who held this role then?” always has an answer"
NOBODY = "nobody reads it; the program does"
KEPT: dict[str, Kept] = {
    "person": Kept("name, e-mail, zone, hours, department", "to ask the right person at the right hour", "colleagues see the name", WHILE_HERE),
    "account": Kept("the account on Slack, Teams or the local chat, and why it takes no messages", "to reach them", NOBODY, WHILE_HERE),
    "conversation": Kept("where Rollcall talks to an account", "to open it only once", NOBODY, WHILE_HERE),
    "installation": Kept("which workspace or tenant installed Rollcall; its key only encrypted", "to send there", NOBODY, "until it is uninstalled; then without the key"),
    "system": Kept("the register: systems in the words of their people", "to know what is owned", "everybody in the organisation"),
    "system_name": Kept("every name a system is found by", "the look-up", "everybody in the organisation"),
    "seat": Kept("the three roles of each system and when they are asked", "the check-ins", "everybody in the organisation"),
    "assignment": Kept("who was offered, held and left which role", HISTORY, "everybody in the organisation; words only holders", PROOF),
    "check_in": Kept("which question was asked of whom, and whether it was answered", "the evidence of oversight", "the person, stewards, readers", "keep_check_ins"),
    "answer": Kept("the answer that was chosen; no time that it took", "the evidence of oversight", "the person, stewards, readers", "keep_check_ins"),
    "episode": Kept("which job went quiet, stood empty or could not be reached", "so that every silence ends", "stewards, admins, readers", "keep_episodes"),
    "telling": Kept("who was told of it", "so that somebody hears in time", "admins, readers", "keep_episodes"),
    "looked": Kept("that a steward looked instead", "the evidence of oversight", "stewards, readers", "keep_episodes"),
    "absence": Kept("from when to when somebody is away, and who covers; never why", HISTORY, "colleagues see the cover, never the absence", "keep_absences"),
    "second": Kept("who looks over a steward's shoulder", "so that nobody is left alone", "the two of them, admins, readers", "keep_seconds"),
    "excuse": Kept("which job is excused until when, by whom", "R10: each needs a name, a reason and a date", "stewards, admins, readers", "keep_excuses"),
    "concern": Kept("what was off, how bad, since when, who works on it", "to put it right", "its people and whoever raised it", "keep_concerns"),
    "concern_step": Kept("each step of a concern", "to put it right", "its people and whoever raised it", "keep_concerns"),
    "decision": Kept("keep, expand, retire …, by whom", HISTORY, "everybody; reasons only holders and readers", PROOF),
    "confirmation": Kept("whether a role is still somebody's", "asked each year and after a move", "the person and whoever granted it", PROOF),
    "override": Kept("which system goes on unstaffed until when, by whom", "planned means staffed", "stewards, admins, readers", "keep_excuses"),
    "signal": Kept("figures and news of systems", "shown with the next question", "holders, stewards, readers", "keep_signals"),
    "token": Kept("names and digests of programs' keys", "to know who asks", "admins on the server", "keep_access"),
    "reader": Kept("who may read everything until when", "auditors", "admins on the server", "keep_access"),
    "content": Kept("free text that people wrote, and the cards as they were shown", "the evidence behind the trail", "whom the words were for", "keep_texts"),
    "message": Kept("which message went to whom, and when", "nothing lost, nothing twice", NOBODY, "keep_messages"),
    "message_item": Kept("what each message was about", "nothing lost, nothing twice", NOBODY, "keep_messages"),
    "sighting": Kept("names that were asked for in vain, without who asked", "to find what is missing", "admins, readers", "keep_sightings"),
    "outage": Kept("when Rollcall did not run", "to take it off everybody's clock", NOBODY),
    "audit": Kept("ids, codes and salted digests of what happened; no name, no text", "proof that nothing was changed", "readers, admins on the server"),
    "audit_head": Kept("where each chain of the trail ends", "proof that nothing was cut off", "readers, admins on the server"),
    "lane": Kept("which person's messages are on their way", "order", NOBODY, WHILE_HERE),
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


class PrivacyRows(ExpiryRows):
    """Everything about one person; what has been kept long enough; a leaver without a name."""

    async def everything(self, person: PersonId) -> dict[str, list[dict[str, Any]]]:
        """Every row that names this person, by table; of other people no more than their ids."""
        found: dict[str, list[dict[str, Any]]] = {}
        for table in tables.metadata.sorted_tables:
            columns = people_in(table)
            if columns:
                wanted = select(table).where(or_(*(table.c[name] == person for name in columns)))
                rows = (await self._session.execute(wanted)).mappings().all()
                if rows:
                    found[table.name] = [{name: plain(value) for name, value in row.items() if name != "salt"} for row in rows]
        trail = await self._trail(person)
        return found | ({"audit": trail} if trail else {})

    async def _trail(self, person: PersonId) -> list[dict[str, Any]]:
        """Lines of the trail that name this person: ids and codes, as they are hashed."""
        c = tables.audit.c
        wanted = select(c.chain, c.seq, c.at, c.body).where(c.body.like(f'%"{person}"%')).order_by(c.at, c.chain, c.seq)
        rows = (await self._session.execute(wanted)).all()
        return [{"chain": row.chain, "seq": row.seq, "at": plain(row.at), "body": json.loads(row.body)} for row in rows]
