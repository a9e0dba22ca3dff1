"""If you stopped, nobody would notice: a person whose silence has nobody to be told to, before they fall silent (R10)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.model import PersonId, Role, SeatId, SystemId


@dataclass(frozen=True, slots=True)
class Unwatched:
    """One person's roles on one system with nobody else on their ladder; `steward_seat`: where a second pair of eyes is named."""

    person: PersonId
    name: str
    system_id: SystemId
    system: str
    roles: tuple[Role, ...]
    steward_seat: SeatId
    has_steward: bool


def unwatched(holders: Mapping[Role, PersonId], second: PersonId | None, admins: Collection[PersonId]) -> dict[PersonId, tuple[Role, ...]]:
    """Of those who hold a job: for whom steward, second pair of eyes and admins are all themselves or nobody."""
    rungs = {one for one in (holders.get(Role.STEWARD), second, *admins) if one is not None}
    alone = [person for person in dict.fromkeys(holders.values()) if not rungs - {person}]
    return {person: tuple(role for role in Role if holders.get(role) == person) for person in alone}
