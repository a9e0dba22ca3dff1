"""The diagnostic: what is missing, worst first, each with the one action that mends it (PRODUCT §8, STATES, What is worst)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from bot.model import EpisodeKind, Impact, Pattern, PersonId, Role, SeatId, SeatState, Stage, SystemId
from bot.rules.load import SPENDS, Load, loads
from bot.rules.patterns import Advice, Holder, advice
from bot.rules.reach import REMEDIES, Remedy, Why
from bot.rules.unwatched import Unwatched, unwatched

LIVE = frozenset({Stage.PILOT, Stage.PRODUCTION})


class Gap(StrEnum):
    """What is wrong with a seat, worst first (STATES, What is worst)."""

    VACANT = "vacant"
    UNREACHABLE = "unreachable"
    UNCOVERED = "uncovered"
    QUIET = "quiet"
    PROPOSED = "proposed"
    COMBINED = "combined"
    OVERLOADED = "overloaded"
    PATTERN = "pattern"
    OVERRIDDEN = "overridden"
    NO_SECOND = "no_second"
    LEAVING = "leaving"
    EXCUSED = "excused"


class Mend(StrEnum):
    """The one action that mends a gap."""

    NAME_A_PERSON = "name_a_person"
    STEWARD_FIRST = "steward_first"
    INVITE = "invite"
    NAME_SOMEBODY_ELSE = "name_somebody_else"
    WAIT_OR_NAME = "wait_or_name"  # somebody has been asked
    NAME_A_COVER = "name_a_cover"
    ASK_AGAIN = "ask_again"
    ASK_THEM = "ask_them"  # another way: my messages do not arrive
    ADMIN = "admin"  # who runs the platform, or Rollcall
    TRY_AGAIN = "try_again"
    NAME_SECOND = "name_second"
    GIVE_A_REASON = "give_a_reason"
    ANSWER = "answer"
    SPREAD = "spread"
    EDIT = "edit"
    END_EXCUSE = "end_excuse"
    LOOK = "look"
    INVITE_STEWARD = "invite_steward"  # named, and not asked yet
    AWAIT_STEWARD = "await_steward"  # who has been asked
    WAIT_OR_NAME_SECOND = "wait_or_name_second"  # somebody has been asked


RANK = {gap: number for number, gap in enumerate(Gap)}
ROLE_RANK = {Role.STEWARD: 0, Role.OPERATOR: 1, Role.MAINTAINER: 2}
OF_REMEDY = {
    Remedy.ASK_THEM: Mend.ASK_THEM,
    Remedy.ADMIN: Mend.ADMIN,
    Remedy.TRY_AGAIN: Mend.TRY_AGAIN,
    Remedy.NAME_ANOTHER: Mend.NAME_SOMEBODY_ELSE,
}
OF_EPISODE = {
    EpisodeKind.VACANT: Gap.VACANT,
    EpisodeKind.UNREACHABLE: Gap.UNREACHABLE,
    EpisodeKind.UNCOVERED: Gap.UNCOVERED,
    EpisodeKind.SILENT: Gap.QUIET,
}


def order_of(high: bool, kind: EpisodeKind | Gap, role: Role, since: datetime | None) -> tuple[int, int, int, float]:
    """A sort key: high impact first, then the gap; of vacant seats the steward's before operator's and maintainer's; then the oldest."""
    gap = OF_EPISODE[kind] if isinstance(kind, EpisodeKind) else kind
    return (not high, RANK[gap], ROLE_RANK[role] if gap is Gap.VACANT else 0, since.timestamp() if since else float("inf"))


class SeatFacts(NamedTuple):
    """A seat as the diagnostic reads it. `person`: holder, or who is proposed. A tuple, because there are ten thousand of them."""

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
    leaving_on: date | None = None
    excused_until: date | None = None
    excused_by: str = ""
    silent_episode: str = ""  # its id, for *Ask again*
    unreachable_episode: str = ""  # its id, for *Try again*
    out_of_reach: Why | None = None  # of whoever is unreachable
    second_missing: bool = False
    second_asked: bool = False  # and has not said yes
    second: PersonId | None = None  # of a steward's seat: who said yes to being their second pair of eyes
    combined_reason: str = ""  # why this person holds two jobs of it, one of them the maintainer's (R4)
    granted: Decimal | None = None  # hours a month
    needed: Decimal = Decimal(0)
    external: bool = False
    person_unit: str = ""
    moved: int = 0  # of the last four answers, how many came while the facts moved
    person_since: datetime | None = None  # accepted, or asked, or named
    asks_more: str = ""  # the offer whose nominee asks for more before saying yes
    excused_since: datetime | None = None
    excused_reason: str = ""

    @property
    def unheard(self) -> datetime | None:
        """Since when a silence has had nobody left to tell."""
        return min((since for _, since, nobody in self.episodes if nobody), default=None) if self.episodes else None


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
    pattern: Pattern = Pattern.OPERATIONAL
    contract_end: date | None = None
    overridden_until: date | None = None
    override_reason: str = ""


@dataclass(frozen=True, slots=True)
class GapLine:
    """One thing that is missing, and what mends it. `red`: all three jobs rest on one person (R4)."""

    system: SystemFacts
    seat: SeatFacts
    gap: Gap
    mend: Mend
    since: datetime | None = None
    red: bool = False
    load: Load | None = None
    advice: Advice | None = None
    mendable: bool = True  # by the one who reads it


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
    uninvited: int = 0  # seats of which somebody is named and was not asked
    uninvited_people: int = 0  # the people named for them
    load: tuple[Load, ...] = ()
    lines: tuple[GapLine, ...] = ()
    unheard: tuple[GapLine, ...] = ()  # open silences with nobody left to tell
    all_systems: tuple[SystemFacts, ...] = ()
    unwatched: tuple[Unwatched, ...] = ()  # who would be missed by nobody, standing fact or not


def diagnose(
    systems: Iterable[SystemFacts],
    today: date | None = None,
    register: Sequence[SystemFacts] | None = None,
    admins: Collection[PersonId] | None = None,
) -> Diagnosis:
    """Everything the diagnostic says of these systems; `today`: for contracts that end.

    `register`: all there are, for a load is judged on the whole. `admins`: None where nobody asks who is watched.
    """
    every = list(systems)
    counted = [one for one in every if one.stage is not Stage.RETIRED]
    seats = [seat for one in counted for seat in one.seats]
    states = Counter(seat.state for seat in seats)
    live = [one for one in counted if one.impact is Impact.HIGH and one.stage in LIVE]
    load = loads(every if register is None else register)
    shown = {seat.person for one in every for seat in one.seats}
    lines = [line for one in counted if one.stage is not Stage.PLANNED for line in lines_of(one, today)]
    lines += _overloaded(counted, load)
    lines.sort(key=_worst)
    uninvited = [seat for seat in seats if seat.state is SeatState.PROPOSED and not seat.invited]
    return Diagnosis(
        systems=len(counted),
        retired=len(every) - len(counted),
        fully_owned=sum(all(seat.state is SeatState.HELD for seat in one.seats) for one in counted),
        seats={state: states[state] for state in SeatState},
        reasons=_reasons(seats),
        high_live=len(live),
        high_named=sum(any(seat.person is not None for seat in one.seats) for one in live),
        uninvited=len(uninvited),
        uninvited_people=len({seat.person for seat in uninvited}),
        load=tuple(one for one in load.values() if one.person in shown),
        lines=tuple(lines),
        all_systems=tuple(every),
        unheard=tuple(line for line in lines if line.seat.unheard),
        unwatched=tuple(one for system in counted if admins is not None for one in _unwatched(system, admins)),
    )


def _unwatched(system: SystemFacts, admins: Collection[PersonId]) -> list[Unwatched]:
    """R10: the standing fact, whether or not a silence has run dry on it."""
    held = {seat.role: seat for seat in system.seats if seat.state is SeatState.HELD and seat.person is not None}
    steward = next((seat for seat in system.seats if seat.role is Role.STEWARD), None)
    if not held or system.stage not in SPENDS or steward is None:
        return []
    found = unwatched({role: seat.person for role, seat in held.items() if seat.person}, steward.second, admins)
    names = {seat.person: seat.name for seat in held.values()}
    return [
        Unwatched(person, names[person], system.system_id, system.name, roles, steward.seat_id, Role.STEWARD in held)
        for person, roles in found.items()
    ]


def _worst(line: GapLine) -> tuple[bool, int, int, bool, int, float, str]:
    """STATES, What is worst: whose silence nobody hears stands first; all three jobs in one person before the other combinations."""
    seat = line.seat
    began = line.since or (seat.excused_since if line.gap is Gap.EXCUSED else seat.person_since)
    high, rank, role, since = order_of(line.system.impact is Impact.HIGH, line.gap, seat.role, began)
    return (seat.unheard is None, high, rank, not line.red, role, since, line.system.name.casefold())


def _reasons(seats: Sequence[SeatFacts]) -> dict[str, int]:
    found: dict[str, int] = {}
    for seat in seats:
        if seat.state is SeatState.VACANT and seat.reason:
            found[seat.reason] = found.get(seat.reason, 0) + 1
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def lines_of(system: SystemFacts, today: date | None) -> list[GapLine]:
    """Every gap of one system: the worst of each seat, and the risks beside it."""
    steward = next((seat for seat in system.seats if seat.role is Role.STEWARD), None)
    lines = [line for seat in system.seats if (line := _line(system, seat, steward)) is not None]
    return lines + _combined(system) + _patterns(system, today) + _overridden(system)


def _line(system: SystemFacts, seat: SeatFacts, steward: SeatFacts | None) -> GapLine | None:
    episodes = {kind: since for kind, since, _ in seat.episodes} if seat.episodes else {}
    if seat.excused_until is not None:
        return GapLine(system, seat, Gap.EXCUSED, Mend.END_EXCUSE)
    if seat.state is SeatState.VACANT:
        mend = _steward_first(seat, steward) or Mend.NAME_A_PERSON
        return GapLine(system, seat, Gap.VACANT, mend, episodes.get(EpisodeKind.VACANT))
    if EpisodeKind.UNREACHABLE in episodes:
        mend = OF_REMEDY[REMEDIES[seat.out_of_reach]] if seat.out_of_reach else Mend.NAME_SOMEBODY_ELSE
        return GapLine(system, seat, Gap.UNREACHABLE, mend, episodes[EpisodeKind.UNREACHABLE])
    if EpisodeKind.UNCOVERED in episodes:
        return GapLine(system, seat, Gap.UNCOVERED, Mend.NAME_A_COVER, episodes[EpisodeKind.UNCOVERED])
    if seat.quiet_since is not None or seat.unheard is not None:
        return GapLine(system, seat, Gap.QUIET, Mend.ASK_AGAIN, seat.quiet_since or seat.unheard)
    if seat.state is SeatState.PROPOSED:
        return GapLine(system, seat, Gap.PROPOSED, _proposed(seat, steward))
    if seat.leaving:
        return GapLine(system, seat, Gap.LEAVING, Mend.NAME_SOMEBODY_ELSE)
    mend = Mend.WAIT_OR_NAME_SECOND if seat.second_asked else Mend.NAME_SECOND
    return GapLine(system, seat, Gap.NO_SECOND, mend) if seat.second_missing else None


def _proposed(seat: SeatFacts, steward: SeatFacts | None) -> Mend:
    """Somebody is named: asked already or not."""
    if seat.asks_more:
        return Mend.ANSWER
    return Mend.WAIT_OR_NAME if seat.invited else _steward_first(seat, steward) or Mend.INVITE


def _steward_first(seat: SeatFacts, steward: SeatFacts | None) -> Mend | None:
    """R2: what the steward's seat wants before this one can be offered; None: nothing."""
    if seat.role is Role.STEWARD or (steward is not None and steward.state is SeatState.HELD):
        return None
    if steward is None or steward.state is SeatState.VACANT:
        return Mend.STEWARD_FIRST
    return Mend.AWAIT_STEWARD if steward.invited else Mend.INVITE_STEWARD


def _combined(system: SystemFacts) -> list[GapLine]:
    """R4: maintainer together with another role stays a risk; all three in one likewise, in red."""
    held = {seat.role: seat for seat in system.seats if seat.state is SeatState.HELD}
    maintainer = held.get(Role.MAINTAINER)
    if maintainer is None or not any(seat.person == maintainer.person for role, seat in held.items() if role is not Role.MAINTAINER):
        return []
    all_three = len(held) == len(Role) and len({seat.person for seat in held.values()}) == 1
    reason = next((one.combined_reason for one in held.values() if one.person == maintainer.person and one.combined_reason), "")
    mend = Mend.NAME_SOMEBODY_ELSE if reason else Mend.GIVE_A_REASON
    return [GapLine(system, maintainer._replace(combined_reason=reason), Gap.COMBINED, mend, red=all_three)]


def _patterns(system: SystemFacts, today: date | None) -> list[GapLine]:
    """R6: what does not fit the way the system is owned."""
    if today is None or system.pattern is Pattern.OPERATIONAL:  # most are, and ask for nothing
        return []
    held = {seat.role: seat for seat in system.seats if seat.state is SeatState.HELD}
    holders = {role: Holder(seat.external, seat.person_unit) for role, seat in held.items()}
    by_role = {seat.role: seat for seat in system.seats}
    return [
        GapLine(system, by_role[role], Gap.PATTERN, Mend.NAME_SOMEBODY_ELSE if one in NAMES_SOMEBODY else Mend.EDIT, advice=one)
        for one, role in advice(system.pattern, holders, system.contract_end, today)
        if role in by_role
    ]


NAMES_SOMEBODY = frozenset({Advice.VENDOR_WANTS_OUTSIDE_MAINTAINER, Advice.VENDOR_WANTS_OWN_PEOPLE, Advice.EMBEDDED_WANTS_ONE_UNIT})


def _overridden(system: SystemFacts) -> list[GapLine]:
    """R5: an override stays visible until the system is staffed."""
    first = next((seat for seat in system.seats if seat.state is not SeatState.HELD), None)
    return [GapLine(system, first, Gap.OVERRIDDEN, Mend.NAME_A_PERSON)] if system.overridden_until is not None and first else []


def _overloaded(systems: Sequence[SystemFacts], load: Mapping[PersonId, Load]) -> list[GapLine]:
    """R9: one line a person, at the worst of their systems; everything rests on the one who cares most."""
    found: dict[PersonId, GapLine] = {}
    for system in sorted(systems, key=lambda one: (one.impact is not Impact.HIGH, one.name.casefold())):
        for seat in system.seats:
            mine = load.get(seat.person) if seat.person is not None and seat.state is SeatState.HELD else None
            if mine is not None and mine.overloaded and system.stage in SPENDS and mine.person not in found:
                found[mine.person] = GapLine(system, seat, Gap.OVERLOADED, Mend.SPREAD, load=mine)
    return list(found.values())
