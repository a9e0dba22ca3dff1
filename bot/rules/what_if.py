"""What would be left if somebody went: the rules of leaving, run on values and saved nowhere (R8, PRODUCT §7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.model import PersonId, Role, SystemId
from bot.rules.gaps import ROLE_RANK
from bot.rules.silence import Ladder


class Hears(StrEnum):
    """Which rung of the ladder would hear of it first."""

    STEWARD = "steward"
    SECOND = "second"
    ADMINS = "admins"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class SystemNow:
    """A system as it stands: who holds what, the confirmed second pair of eyes, who covered for the person before."""

    system_id: SystemId
    name: str
    high: bool
    holders: dict[Role, PersonId]
    second: PersonId | None = None
    cover: PersonId | None = None
    told: Ladder = ()  # who could be told if they went: none who is away uncovered or unreachable


@dataclass(frozen=True, slots=True)
class Left:
    """One system afterwards: the seats that stand empty, who hears first, and who would be asked (and decides)."""

    system: SystemNow
    vacated: tuple[Role, ...]
    hears: Hears
    asked: PersonId | None
    still_held: tuple[Role, ...]
    second_lost: bool


def if_leaves(person: PersonId, systems: Iterable[SystemNow]) -> list[Left]:
    """Every system that changes, the worst first: nobody to hear, high impact, an empty steward's seat."""
    found = [_left(person, one) for one in systems if person in one.holders.values() or one.second == person]
    return sorted(found, key=_worst)


def _left(person: PersonId, system: SystemNow) -> Left:
    vacated = tuple(role for role in Role if system.holders.get(role) == person)
    held = tuple(role for role in Role if role in system.holders and role not in vacated)
    hears = Hears(system.told[0][0].value) if system.told else Hears.NOBODY
    asked = system.cover if vacated and system.cover != person else None
    return Left(system, vacated, hears, asked, held, system.second == person)


def _worst(one: Left) -> tuple[bool, bool, int, str]:
    return (
        one.hears is not Hears.NOBODY,
        not one.system.high,
        min((ROLE_RANK[role] for role in one.vacated), default=len(Role)),
        one.system.name.casefold(),
    )
