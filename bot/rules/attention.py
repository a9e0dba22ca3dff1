"""Quiet, and the state of a job as colleagues may read it (STATES, Check-in and Facts)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model import Episode, EpisodeKind

QUIET_AFTER = 2  # missed in a row


@dataclass(frozen=True, slots=True)
class Missed:
    """The questions missed in a seat's open silence: how many, and when the first of them was delivered."""

    count: int
    first: datetime


def quiet_since(missed: Missed | None) -> datetime | None:
    """Two missed in a row: quiet since the delivery of the first of them, however long ago; one answer ends the silence."""
    return missed.first if missed is not None and missed.count >= QUIET_AFTER else None


class Job(StrEnum):
    """The state of a job; the first that applies."""

    NOBODY = "nobody"
    ASKED = "asked"  # offered, not accepted
    UNREACHABLE = "unreachable"
    UNCOVERED = "uncovered"
    QUIET = "quiet"
    UNCONFIRMED = "unconfirmed"  # silent and told, not yet quiet
    LEAVING = "leaving"
    FINE = "fine"


def job_state(held: bool, proposed: bool, episodes: Sequence[Episode], quiet: bool, leaving: bool) -> Job:
    """One word for a seat, never about its holder."""
    kinds = {one.kind: one for one in episodes}
    if not held:
        return Job.ASKED if proposed else Job.NOBODY
    if EpisodeKind.UNREACHABLE in kinds:
        return Job.UNREACHABLE
    if EpisodeKind.UNCOVERED in kinds:
        return Job.UNCOVERED
    if quiet:
        return Job.QUIET
    silent = kinds.get(EpisodeKind.SILENT)
    if silent is not None and silent.tellings > 0:
        return Job.UNCONFIRMED
    return Job.LEAVING if leaving else Job.FINE
