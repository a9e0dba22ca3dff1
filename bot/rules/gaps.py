"""The diagnostic: what is missing, worst first, each with the one action that mends it (PRODUCT §8, STATES, What is worst)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.model import EpisodeKind, Impact, PersonId, Role, SeatId, SeatState, Stage, SystemId

LIVE = frozenset({Stage.PILOT, Stage.PRODUCTION})
OUTSIZED_SYSTEMS, OUTSIZED_SHARE = 5, 0.10


class Gap(StrEnum):
    """What is wrong with a seat, worst first (STATES, What is worst)."""

    VACANT = "vacant"
    UNREACHABLE = "unreachable"
    UNCOVERED = "uncovered"
    QUIET = "quiet"
    PROPOSED = "proposed"
    COMBINED = "combined"
    OVERLOADED = "overloaded"
    NO_SECOND = "no_second"
    LEAVING = "leaving"
    EXCUSED = "excused"


class Mend(StrEnum):
    """The one action that mends a gap."""

    NAME_A_PERSON = "name_a_person"
    STEWARD_FIRST = "steward_first"
    INVITE = "invite"
    NAME_SOMEBODY_ELSE = "name_somebody_else"
    NAME_A_COVER = "name_a_cover"
    ASK_AGAIN = "ask_again"
    NAME_SECOND = "name_second"
    GIVE_A_REASON = "give_a_reason"
    SPREAD = "spread"
    LOOK = "look"


RANK = {gap: number for number, gap in enumerate(Gap)}
ROLE_RANK = {Role.STEWARD: 0, Role.OPERATOR: 1, Role.MAINTAINER: 2}
OF_EPISODE = {
    EpisodeKind.VACANT: Gap.VACANT,
    EpisodeKind.UNREACHABLE: Gap.UNREACHABLE,
    EpisodeKind.UNCOVERED: Gap.UNCOVERED,
    EpisodeKind.SILENT: Gap.QUIET,
}


def order_of(high: bool, kind: EpisodeKind | Gap, role: Role, since: datetime | None) -> tuple[int, int, int, float]:
    """A sort key: high impact first, then the gap, then steward before operator before maintainer, then the oldest."""
    gap = OF_EPISODE[kind] if isinstance(kind, EpisodeKind) else kind
    return (not high, RANK[gap], ROLE_RANK[role], since.timestamp() if since else float("inf"))


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """A seat as the diagnostic reads it. `person`: holder, or who is proposed."""

    seat_id: SeatId
    role: Role
    state: SeatState
    person: PersonId | None = None
    name: str = ""
    invited: bool = True
    given: str = ""
    reason: str = ""
    episodes: tuple[tuple[EpisodeKind, datetime, bool], ...] = ()  # kind, since, nobody left to tell
    quiet_since: datetime | None = None
    unconfirmed: bool = False  # silent and told, not yet quiet
    leaving: bool = False
    second_missing: bool = False
    excused_until: date | None = None
    excused_by: str = ""


@dataclass(frozen=True, slots=True)
class SystemFacts:
    """A system and its three seats."""

    system_id: SystemId
    name: str
    slug: str
    unit: str
    impact: Impact
    stage: Stage
    seats: tuple[SeatFacts, ...]


@dataclass(frozen=True, slots=True)
class GapLine:
    """One thing that is missing, and what mends it."""

    system: SystemFacts
    seat: SeatFacts
    gap: Gap
    mend: Mend
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What one person holds or is proposed for, on retired systems as well; `live` seats are on systems that are not."""

    person: PersonId
    name: str
    seats: int
    systems: int
    live: int
    outsized: bool


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The whole register's state; `systems` and `seats` count all but the retired."""

    systems: int = 0
    retired: int = 0
    fully_owned: int = 0
    seats: Mapping[SeatState, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    high_live: int = 0
    high_named: int = 0
    uninvited: int = 0
    load: tuple[Load, ...] = ()
    lines: tuple[GapLine, ...] = ()
    unheard: tuple[GapLine, ...] = ()  # open silences with nobody left to tell
    all_systems: tuple[SystemFacts, ...] = ()


def diagnose(systems: Iterable[SystemFacts]) -> Diagnosis:
    """Everything the diagnostic says, from the register as it stands."""
    every = list(systems)
    counted = [one for one in every if one.stage is not Stage.RETIRED]
    seats = [seat for one in counted for seat in one.seats]
    live = [one for one in counted if one.impact is Impact.HIGH and one.stage in LIVE]
    load = loads(every)
    lines = [line for one in counted if one.stage is not Stage.PLANNED for line in lines_of(one, load)]
    lines.sort(
        key=lambda line: (*order_of(line.system.impact is Impact.HIGH, line.gap, line.seat.role, line.since), line.system.name.casefold())
    )
    return Diagnosis(
        systems=len(counted),
        retired=len(every) - len(counted),
        fully_owned=sum(all(seat.state is SeatState.HELD for seat in one.seats) for one in counted),
        seats={state: sum(seat.state is state for seat in seats) for state in SeatState},
        reasons=_reasons(seats),
        high_live=len(live),
        high_named=sum(any(seat.person is not None for seat in one.seats) for one in live),
        uninvited=sum(seat.state is SeatState.PROPOSED and not seat.invited for seat in seats),
        load=tuple(load.values()),
        lines=tuple(lines),
        all_systems=tuple(every),
        unheard=tuple(line for line in lines if any(unheard for _, _, unheard in line.seat.episodes)),
    )


def _reasons(seats: Sequence[SeatFacts]) -> dict[str, int]:
    found: dict[str, int] = {}
    for seat in seats:
        if seat.state is SeatState.VACANT and seat.reason:
            found[seat.reason] = found.get(seat.reason, 0) + 1
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def loads(systems: Sequence[SystemFacts]) -> dict[PersonId, Load]:
    """Who holds or is proposed for how much, the most first; outsized as STATES has it."""
    seats: dict[PersonId, int] = {}
    of: dict[PersonId, set[SystemId]] = {}
    live: dict[PersonId, list[SystemId]] = {}
    names: dict[PersonId, str] = {}
    for system in systems:
        for seat in system.seats:
            if seat.person is not None:
                seats[seat.person] = seats.get(seat.person, 0) + 1
                of.setdefault(seat.person, set()).add(system.system_id)
                live.setdefault(seat.person, []).extend([system.system_id] if system.stage is not Stage.RETIRED else [])
                names[seat.person] = seat.name
    all_live = sum(system.stage is not Stage.RETIRED for system in systems)
    ordered = sorted(seats, key=lambda person: (-seats[person], names[person].casefold()))
    return {
        one: Load(one, names[one], seats[one], len(of[one]), len(live[one]), _outsized(len(set(live[one])), all_live)) for one in ordered
    }


def _outsized(mine: int, all_systems: int) -> bool:
    return mine > OUTSIZED_SYSTEMS and mine > OUTSIZED_SHARE * all_systems


def lines_of(system: SystemFacts, load: Mapping[PersonId, Load]) -> list[GapLine]:
    """Every gap of one system: the worst of each seat, and the risks beside it."""
    steward_held = any(seat.role is Role.STEWARD and seat.state is SeatState.HELD for seat in system.seats)
    found: list[GapLine] = []
    for seat in system.seats:
        line = _line(system, seat, steward_held)
        if line is not None:
            found.append(line)
    return found + _combined(system) + _overloaded(system, load)


def _line(system: SystemFacts, seat: SeatFacts, steward_held: bool) -> GapLine | None:
    episodes = {kind: since for kind, since, _ in seat.episodes}
    if seat.excused_until is not None:
        return GapLine(system, seat, Gap.EXCUSED, Mend.LOOK)
    if seat.state is SeatState.VACANT:
        mend = Mend.NAME_A_PERSON if steward_held or seat.role is Role.STEWARD else Mend.STEWARD_FIRST
        return GapLine(system, seat, Gap.VACANT, mend, episodes.get(EpisodeKind.VACANT))
    if EpisodeKind.UNREACHABLE in episodes:
        return GapLine(system, seat, Gap.UNREACHABLE, Mend.NAME_SOMEBODY_ELSE, episodes[EpisodeKind.UNREACHABLE])
    if EpisodeKind.UNCOVERED in episodes:
        return GapLine(system, seat, Gap.UNCOVERED, Mend.NAME_A_COVER, episodes[EpisodeKind.UNCOVERED])
    if seat.quiet_since is not None:
        return GapLine(system, seat, Gap.QUIET, Mend.ASK_AGAIN, seat.quiet_since)
    if seat.state is SeatState.PROPOSED:
        return GapLine(system, seat, Gap.PROPOSED, Mend.NAME_SOMEBODY_ELSE if seat.invited else Mend.INVITE)
    if seat.leaving:
        return GapLine(system, seat, Gap.LEAVING, Mend.NAME_SOMEBODY_ELSE)
    return GapLine(system, seat, Gap.NO_SECOND, Mend.NAME_SECOND) if seat.second_missing else None


def _combined(system: SystemFacts) -> list[GapLine]:
    """R4: maintainer together with another role stays a risk."""
    held = {seat.role: seat for seat in system.seats if seat.state is SeatState.HELD}
    maintainer = held.get(Role.MAINTAINER)
    others = [seat for role, seat in held.items() if role is not Role.MAINTAINER]
    if maintainer is None or not any(seat.person == maintainer.person for seat in others):
        return []
    return [GapLine(system, maintainer, Gap.COMBINED, Mend.GIVE_A_REASON)]


def _overloaded(system: SystemFacts, load: Mapping[PersonId, Load]) -> list[GapLine]:
    return [
        GapLine(system, seat, Gap.OVERLOADED, Mend.SPREAD)
        for seat in system.seats
        if seat.state is SeatState.HELD and seat.person is not None and load[seat.person].outsized
    ]
