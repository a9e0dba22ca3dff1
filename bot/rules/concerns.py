"""A concern's life as one table, and its clocks (PRODUCT §4, STATES, Concern)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.model import Concern, ConcernMove, ConcernState, Episode, EpisodeId, EpisodeKind, PersonId, Policy, SeatId, Severity
from bot.rules.access import Right, Standing, may
from bot.rules.silence import Step, Surroundings, plan

ENDS = frozenset({ConcernState.CONFIRMED, ConcernState.NOT_A_CONCERN, ConcernState.DUPLICATE})


class Reads(StrEnum):
    """How much of a concern somebody may read."""

    ALL = "all"
    STATE = "state"  # that it was raised, and each step: no words of others, nothing to do
    NOTHING = "nothing"


class Party(StrEnum):
    """Who somebody is to a concern; a cover is what the one they cover for is."""

    OPERATOR = "operator"
    MAINTAINER = "maintainer"
    STEWARD = "steward"
    OWNER = "owner"  # who works on it
    RAISER = "raiser"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Parties:
    """The people around a concern, as the seats are held and covered now.

    `unattended`: roles for which nobody is reached at present. Whoever holds one keeps their rights, and others act meanwhile.
    """

    operator: frozenset[PersonId] = frozenset()
    maintainer: frozenset[PersonId] = frozenset()
    steward: frozenset[PersonId] = frozenset()
    admins: frozenset[PersonId] = frozenset()
    unattended: frozenset[Party] = frozenset()

    def lacks(self, party: Party) -> bool:
        """Nobody is there for this role now."""
        return party in self.unattended or not dict(self._seats())[party]

    def of(self, actor: PersonId, concern: Concern) -> frozenset[Party]:
        """What this person is to it; a seat that nobody fills is the steward's, and without a steward the admins'."""
        found = {party for party, people in self._seats() if actor in people}
        if concern.raised_by == actor:
            found.add(Party.RAISER)
        if concern.owner_id == actor:
            found.add(Party.OWNER)
        if actor in self.admins:
            found.add(Party.ADMIN)
        if (Party.STEWARD in found) or (Party.ADMIN in found and self.lacks(Party.STEWARD)):
            found |= {party for party, _ in self._seats() if self.lacks(party)}
        return frozenset(found)

    def _seats(self) -> tuple[tuple[Party, frozenset[PersonId]], ...]:
        return ((Party.OPERATOR, self.operator), (Party.MAINTAINER, self.maintainer), (Party.STEWARD, self.steward))


SEATS = frozenset({Party.OPERATOR, Party.MAINTAINER, Party.STEWARD})


def reads(mine: Collection[Party], own: Standing, told: bool) -> Reads:
    """Who stands around it, who may read reasons, who was told of it; who raised it from outside and left follows its steps (PRODUCT §6)."""
    if may(own, Right.REASONS) or own.holds or SEATS & set(mine) or told:
        return Reads.ALL
    if own.external:
        return Reads.STATE if Party.RAISER in mine else Reads.NOTHING
    return Reads.ALL if mine else Reads.NOTHING


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table: where it leads, who may, and what must be said."""

    to: ConcernState | None  # None: the state stays
    who: frozenset[Party]
    words: bool = False


_JUDGES = frozenset({Party.MAINTAINER, Party.STEWARD, Party.ADMIN})
_EVERYBODY = frozenset(Party)
_OVER = {
    ConcernMove.NOT_A_CONCERN: Move(ConcernState.NOT_A_CONCERN, _JUDGES, words=True),
    ConcernMove.DUPLICATE: Move(ConcernState.DUPLICATE, _JUDGES | {Party.OPERATOR}, words=True),
}
_ALWAYS = {
    ConcernMove.SAY: Move(None, _EVERYBODY, words=True),
    ConcernMove.SEVERITY: Move(None, _JUDGES | {Party.OPERATOR}, words=True),
}
TABLE: dict[ConcernState, dict[ConcernMove, Move]] = {
    ConcernState.OPEN: {
        ConcernMove.FOR_MAINTAINER: Move(ConcernState.TRIAGED, frozenset({Party.OPERATOR, Party.STEWARD, Party.ADMIN})),
        ConcernMove.MINE: Move(ConcernState.ACKNOWLEDGED, frozenset({Party.OPERATOR})),
        ConcernMove.KNOWN_EDGE_CASE: Move(ConcernState.NOT_A_CONCERN, frozenset({Party.OPERATOR}), words=True),
        ConcernMove.ACKNOWLEDGE: Move(ConcernState.ACKNOWLEDGED, frozenset({Party.MAINTAINER})),
        **_OVER,
        **_ALWAYS,
    },
    ConcernState.TRIAGED: {
        ConcernMove.ACKNOWLEDGE: Move(ConcernState.ACKNOWLEDGED, frozenset({Party.MAINTAINER})),
        ConcernMove.MINE: Move(ConcernState.ACKNOWLEDGED, frozenset({Party.OPERATOR})),
        **_OVER,
        **_ALWAYS,
    },
    ConcernState.ACKNOWLEDGED: {
        ConcernMove.RESOLVE: Move(ConcernState.RESOLVED, frozenset({Party.OWNER, Party.MAINTAINER, Party.STEWARD}), words=True),
        ConcernMove.FOR_MAINTAINER: Move(ConcernState.TRIAGED, frozenset({Party.OPERATOR, Party.STEWARD})),
        **_OVER,
        **_ALWAYS,
    },
    ConcernState.RESOLVED: {
        ConcernMove.CONFIRM: Move(ConcernState.CONFIRMED, frozenset({Party.OPERATOR})),
        ConcernMove.REOPEN: Move(ConcernState.TRIAGED, frozenset({Party.OPERATOR, Party.STEWARD}), words=True),
        **_ALWAYS,
    },
    ConcernState.CONFIRMED: {},
    ConcernState.NOT_A_CONCERN: {},
    ConcernState.DUPLICATE: {},
}


def moves(concern: Concern, mine: Collection[Party]) -> tuple[ConcernMove, ...]:
    """What somebody who is all this may do about it now, in the table's order."""
    return tuple(move for move, row in TABLE[concern.state].items() if row.who & set(mine) and _sensible(concern, move))


def _sensible(concern: Concern, move: ConcernMove) -> bool:
    """*For the maintainer*, once acknowledged, only takes back what the operator had taken on."""
    return concern.mine if (concern.state, move) == (ConcernState.ACKNOWLEDGED, ConcernMove.FOR_MAINTAINER) else True


def moved(concern: Concern, move: ConcernMove, actor: PersonId | None, now: datetime) -> Concern:
    """The concern after a move of the table; its clocks begin anew with its state. Raises KeyError for no such move."""
    to = TABLE[concern.state][move].to
    if to is None:
        return replace(concern, next_at=now)
    after = replace(concern, state=to, next_at=now)
    if not (is_urgent(concern) and is_urgent(after)):  # a *stop* counts its hours from when it was raised, triaged or not
        after = _anew(after, now)
    if to is ConcernState.ACKNOWLEDGED:
        after = replace(after, owner_id=actor, mine=move is ConcernMove.MINE)
    elif to is ConcernState.TRIAGED:
        after = replace(after, owner_id=None, mine=False)
    if to in ENDS:
        after = replace(after, next_at=None, closed_at=now, closed_by=actor)
    return after


def _anew(concern: Concern, now: datetime) -> Concern:
    return replace(concern, state_since=now, reminded=False, told=0, told_on=None, next_at=now)


def graded(concern: Concern, severity: Severity, now: datetime) -> Concern:
    """How bad it is has changed: its clocks begin anew. As bad as before changes nothing."""
    return concern if severity is concern.severity else _anew(replace(concern, severity=severity), now)


def drifted(concern: Concern, parties: Parties) -> bool:
    """Who owed the next step is gone: an untriaged one goes straight to the maintainer, one that somebody worked on is free again."""
    if concern.state is ConcernState.OPEN:
        return parties.lacks(Party.OPERATOR)
    holders = parties.operator | parties.maintainer | parties.steward | parties.admins
    return concern.state is ConcernState.ACKNOWLEDGED and concern.owner_id not in holders


def owes(concern: Concern) -> Party:
    """Whose step is next (STATES, Concern)."""
    if concern.state in (ConcernState.OPEN, ConcernState.RESOLVED):
        return Party.OPERATOR
    return Party.OWNER if concern.state is ConcernState.ACKNOWLEDGED else Party.MAINTAINER


def is_urgent(concern: Concern) -> bool:
    """*Stop* counts hours until somebody has acknowledged it."""
    return concern.severity is Severity.STOP and concern.state in (ConcernState.OPEN, ConcernState.TRIAGED)


def urgent_at(concern: Concern, policy: Policy) -> datetime:
    """When the next hour's telling of a *stop* is due: 1 h, 4 h, then every 4 h."""
    first, then = policy.stop_hours
    return (concern.state_since or concern.raised_at) + timedelta(hours=first if concern.told == 0 else then * concern.told)


def plan_concern(concern: Concern, around: Surroundings, policy: Policy, now: datetime) -> Step:
    """The next reminder or telling of a concern that does not count hours: the ladder of silence with a concern's own times."""
    wait, reminders = _times(concern, policy)
    since = concern.state_since or concern.raised_at
    clock = Episode(
        EpisodeId(concern.id), SeatId(""), EpisodeKind.SILENT, since, reminded=int(concern.reminded), tellings=concern.told,
        told_on=concern.told_on,
    )  # fmt: skip
    days = policy.telling_days if concern.told_on is not None else wait * 3 + policy.telling_days  # no sooner than its working days
    return plan(clock, around, replace(policy, first_telling=wait, reminders=reminders, telling_days=days), now)


def _times(concern: Concern, policy: Policy) -> tuple[int, tuple[int, ...]]:
    """Working days until the steward is told, and when whoever owes the step is reminded."""
    cosmetic = concern.severity is Severity.COSMETIC
    match concern.state:
        case ConcernState.OPEN:
            return (policy.cosmetic, (policy.triage,)) if cosmetic else (policy.customers, ())
        case ConcernState.TRIAGED:
            return (policy.cosmetic if cosmetic else policy.customers), ()
        case ConcernState.ACKNOWLEDGED:
            return (policy.cosmetic_resolve if cosmetic else policy.customers_resolve), ()
        case _:
            return policy.resolved_steward, (policy.resolved_reminder,)
