"""Which of the three jobs has gone quiet, since when, and what stopped first (PRODUCT §8, STATES, Facts)."""

from dataclasses import dataclass
from datetime import datetime

from bot.model import EpisodeKind, Role, SeatState, Stage
from bot.rules.gaps import Gap, SeatFacts, SystemFacts

LIVE = frozenset({Stage.PILOT, Stage.PRODUCTION})
MOVED = 2  # of the last four answers came while the facts moved
KINDS = {EpisodeKind.VACANT: Gap.VACANT, EpisodeKind.UNCOVERED: Gap.UNCOVERED, EpisodeKind.UNREACHABLE: Gap.UNREACHABLE}


@dataclass(frozen=True, slots=True)
class Stopped:
    """A job that stopped: how, and since when."""

    role: Role
    gap: Gap
    since: datetime


@dataclass(frozen=True, slots=True)
class Drift:
    """`stopped`: the earliest first; empty where only the facts moved."""

    system: SystemFacts
    stopped: tuple[Stopped, ...]
    moved: int = 0


def drift(system: SystemFacts, long_ago: datetime) -> Drift | None:
    """`long_ago`: five working days back; what began after it is no drift yet. None: the system does not drift."""
    if system.stage not in LIVE:
        return None
    stopped = [one for seat in system.seats for one in _stopped(seat, long_ago)]
    moved = max((seat.moved for seat in system.seats), default=0)
    if not stopped and moved < MOVED:
        return None
    return Drift(system, tuple(sorted(stopped, key=lambda one: (one.since, one.role))), moved)


def _stopped(seat: SeatFacts, long_ago: datetime) -> list[Stopped]:
    """Quiet counts at once; the others when they last longer than five working days. The worst of a seat only."""
    if seat.excused_until is not None:
        return []
    if seat.state is SeatState.HELD and seat.quiet_since is not None:
        return [Stopped(seat.role, Gap.QUIET, seat.quiet_since)]
    if not seat.episodes:
        return []
    found = [Stopped(seat.role, KINDS[kind], since) for kind, since, _ in seat.episodes if kind in KINDS and since < long_ago]
    return sorted(found, key=lambda one: one.since)[:1]
