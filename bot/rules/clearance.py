"""Planned means staffed (R5, STATES, System): three accepted, active people, now; being quiet does not block."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.model import Assignment, AssignmentState, Person, Role


class Lacks(StrEnum):
    """Why a seat does not count."""

    VACANT = "vacant"
    NOT_INVITED = "not_invited"
    PROPOSED = "proposed"
    NOT_ACTIVE = "not_active"


@dataclass(frozen=True, slots=True)
class Missing:
    """A seat that keeps the system from being cleared."""

    role: Role
    why: Lacks


@dataclass(frozen=True, slots=True)
class Clearance:
    """`overridden_until`: an admin lets it go on without being cleared, with a reason and until this day."""

    missing: tuple[Missing, ...]
    overridden_until: date | None = None

    @property
    def cleared(self) -> bool:
        """All three."""
        return not self.missing

    @property
    def may_go_on(self) -> bool:
        """Cleared, or overridden."""
        return self.cleared or self.overridden_until is not None


def clearance(seats: Mapping[Role, tuple[Assignment, ...]], people: Mapping[str, Person], override: date | None, today: date) -> Clearance:
    """`seats`: the open assignments of each role; `override`: until when an admin's override stands."""
    found = tuple(Missing(role, why) for role in Role if (why := lacks(seats.get(role, ()), people)) is not None)
    return Clearance(found, override if found and override is not None and override >= today else None)


def lacks(assignments: tuple[Assignment, ...], people: Mapping[str, Person]) -> Lacks | None:
    """What a seat lacks; None: an accepted, active person."""
    held = next((one for one in assignments if one.state is AssignmentState.ACCEPTED), None)
    if held is not None:
        person = people.get(held.person_id)
        return None if person is not None and person.active else Lacks.NOT_ACTIVE
    offer = next((one for one in assignments if one.state is AssignmentState.PROPOSED), None)
    if offer is None:
        return Lacks.VACANT
    return Lacks.PROPOSED if offer.invited_at is not None else Lacks.NOT_INVITED
