"""Who may do and see what, decided on every event whatever the adapter thinks (DESIGN, Access; PRODUCT §6).

docs/access.md is made from this page: `python -m tests.access_table` writes it, a test compares.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.model import Role


class Right(StrEnum):
    """What somebody may want: to see (the first part), and to do."""

    LOOK_UP = "look_up"
    HISTORY = "history"
    DECISIONS = "decisions"
    BUDGET = "budget"
    REASONS = "reasons"
    GAPS = "gaps"
    SILENCE = "silence"
    DIAGNOSTIC = "diagnostic"
    WHAT_IF = "what_if"
    WHY_AWAY = "why_away"
    CONCERN = "concern"
    EDIT = "edit"
    STAGE = "stage"
    ADD = "add"
    MERGE = "merge"
    INVITE = "invite"


MEANING: dict[Right, str] = {
    Right.LOOK_UP: "whom to ask about a system, the state of each job, open concerns, how to stop it",
    Right.HISTORY: "who held what, then and now, and who covered",
    Right.DECISIONS: "what was decided last (keep, expand, retire …)",
    Right.BUDGET: "budget and cost",
    Right.REASONS: "why it was decided, and what was said with the answers",
    Right.GAPS: "the diagnostic of this system",
    Right.SILENCE: "that somebody has not answered, by name",
    Right.DIAGNOSTIC: "the diagnostic of every system",
    Right.WHAT_IF: "what would be left if somebody went",
    Right.WHY_AWAY: "why somebody is away",
    Right.CONCERN: "raise a concern, and follow it",
    Right.EDIT: "edit the system",
    Right.STAGE: "change how far it is",
    Right.ADD: "add a system",
    Right.MERGE: "merge two entries of one system",
    Right.INVITE: "send the offers of an import",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Who somebody is to one system (or to the register, with no roles)."""

    admin: bool = False
    reader: bool = False  # an auditor, until a date: reads everything, changes nothing
    external: bool = False  # a guest or a vendor's person
    holds: frozenset[Role] = frozenset()
    stewards_any: bool = False
    told_all: bool = False  # an outsider whom the steward lets see budget and decisions
    covers: frozenset[Role] = frozenset()  # of whoever is away: sees what they see, answers, decides nothing (STATES, People)


EVERYBODY = frozenset({Right.LOOK_UP, Right.HISTORY, Right.DECISIONS, Right.CONCERN})
COVER = EVERYBODY | {Right.BUDGET, Right.REASONS, Right.GAPS}
STEWARDS_COVER = COVER | {Right.SILENCE, Right.WHAT_IF}
HOLDER = COVER | {Right.EDIT}
STEWARD = STEWARDS_COVER | HOLDER | {Right.STAGE}
READER = frozenset(
    {
        Right.LOOK_UP,
        Right.HISTORY,
        Right.DECISIONS,
        Right.BUDGET,
        Right.REASONS,
        Right.GAPS,
        Right.SILENCE,
        Right.DIAGNOSTIC,
        Right.WHAT_IF,
    }
)
OUTSIDER = frozenset({Right.LOOK_UP, Right.CONCERN})  # of what they answer for
TOLD_ALL = frozenset({Right.BUDGET, Right.DECISIONS})
NOBODY = frozenset({Right.WHY_AWAY})  # it is not even kept


def rights(standing: Standing) -> frozenset[Right]:
    """Everything this standing allows."""
    if standing.admin:
        return frozenset(Right) - NOBODY
    if standing.external:
        answers = standing.holds or standing.covers
        own = (OUTSIDER | (TOLD_ALL if standing.told_all else frozenset())) if answers else frozenset()
    else:
        own = _own(standing)
    return own | READER if standing.reader else own


def _own(standing: Standing) -> frozenset[Right]:
    """What a colleague may by the roles they hold, and by those they cover."""
    found = EVERYBODY | ({Right.ADD} if standing.stewards_any else frozenset())
    if standing.covers:
        found |= STEWARDS_COVER if Role.STEWARD in standing.covers else COVER
    if Role.STEWARD in standing.holds:
        return found | STEWARD
    return found | HOLDER if standing.holds else found


def may(standing: Standing, right: Right) -> bool:
    """One question of the table."""
    return right in rights(standing)


WHO: dict[str, Standing] = {
    "guest": Standing(external=True),
    "external maintainer": Standing(external=True, holds=frozenset({Role.MAINTAINER})),
    "external maintainer who was told all": Standing(external=True, holds=frozenset({Role.MAINTAINER}), told_all=True),
    "member": Standing(),
    "holder": Standing(holds=frozenset({Role.OPERATOR})),
    "cover of a holder": Standing(covers=frozenset({Role.OPERATOR})),
    "cover of the steward": Standing(covers=frozenset({Role.STEWARD})),
    "steward": Standing(holds=frozenset({Role.STEWARD}), stewards_any=True),
    "reader": Standing(reader=True, external=True),
    "admin": Standing(admin=True),
}


def table() -> str:
    """Who sees and may what, as the page in docs/ shows it (Markdown)."""
    head = ["| | " + " | ".join(WHO) + " |", "|---|" + "---|" * len(WHO)]
    rows = [f"| {MEANING[right]} | " + " | ".join("yes" if may(one, right) else "–" for one in WHO.values()) + " |" for right in Right]
    return "\n".join([*head, *rows]) + "\n"
