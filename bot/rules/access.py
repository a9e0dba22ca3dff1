"""Who may do and see what, decided on every event whatever the adapter thinks (DESIGN, Access; PRODUCT §6)."""

from dataclasses import dataclass
from enum import StrEnum

from bot.model import Role


class Right(StrEnum):
    """What somebody may want."""

    LOOK_UP = "look_up"
    CONCERN = "concern"
    EDIT = "edit"
    STAGE = "stage"
    ADD = "add"
    MERGE = "merge"
    HISTORY = "history"
    DIAGNOSTIC = "diagnostic"  # of everything
    INVITE = "invite"
    BUDGET = "budget"
    DECISIONS = "decisions"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who somebody is to one system (or to the register, with no roles)."""

    admin: bool = False
    external: bool = False  # a guest or a vendor's person
    holds: frozenset[Role] = frozenset()
    stewards_any: bool = False


EVERYBODY = frozenset({Right.LOOK_UP, Right.CONCERN, Right.HISTORY})
HOLDER = frozenset({Right.LOOK_UP, Right.CONCERN, Right.HISTORY, Right.EDIT, Right.BUDGET, Right.DECISIONS})
STEWARD = HOLDER | {Right.STAGE}
OUTSIDER = frozenset({Right.LOOK_UP, Right.CONCERN})  # of what they answer for; neither budget nor decisions


def rights(standing: Standing) -> frozenset[Right]:
    """Everything this standing allows."""
    if standing.admin:
        return frozenset(Right)
    if standing.external:
        return OUTSIDER if standing.holds else frozenset()
    found = EVERYBODY
    if standing.stewards_any:
        found |= {Right.ADD}
    if Role.STEWARD in standing.holds:
        return found | STEWARD
    return found | HOLDER if standing.holds else found


def may(standing: Standing, right: Right) -> bool:
    """One question of the table."""
    return right in rights(standing)
