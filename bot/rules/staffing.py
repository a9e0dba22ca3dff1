"""What it means for a seat to be filled, emptied or left without an answer: pure changes, applied by the actions.

Leaver, step-down, decline, expiry, withdrawal and merge all come here, so that they end alike (DESIGN, actions).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from bot import ids
from bot.model import (
    Assignment,
    AssignmentState,
    CheckIn,
    CheckInId,
    CheckInState,
    ContentId,
    Episode,
    EpisodeId,
    EpisodeKind,
    ExcuseKind,
    PersonId,
    Policy,
    Role,
    Seat,
    SeatState,
    VoidReason,
)

Entity = Assignment | CheckIn | Episode | Seat


@dataclass(frozen=True, slots=True)
class Note:
    """One line for the audit chain: a code and ids."""

    code: str
    refs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What to add, what to save, what to note. Added up with +."""

    add: tuple[Entity, ...] = ()
    save: tuple[Entity, ...] = ()
    notes: tuple[Note, ...] = ()

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(self.add + other.add, self.save + other.save, self.notes + other.notes)


def seat_state(open_assignments: tuple[Assignment, ...]) -> SeatState:
    """STATES, Seat: held beats proposed; a seat not invited counts as proposed."""
    states = {one.state for one in open_assignments}
    if AssignmentState.ACCEPTED in states:
        return SeatState.HELD
    return SeatState.PROPOSED if AssignmentState.PROPOSED in states else SeatState.VACANT


def end_episode(episode: Episode, now: datetime, by: str) -> Changes:
    """The silence is over; `by` is a code."""
    ended = replace(episode, ended_at=now, ended_by=by, next_at=None)
    return Changes(save=(ended,), notes=(Note("episode.ended", (*_episode(episode), ("by", by))),))


def open_episode(
    seat: Seat, kind: EpisodeKind, now: datetime, person: PersonId | None = None, check_in: CheckInId | None = None
) -> Changes:
    """A silence begins; the planner says when who hears of it."""
    episode = Episode(EpisodeId(ids.new()), seat.id, kind, now, person, check_in, next_at=now)
    return Changes(add=(episode,), notes=(Note("episode.opened", _episode(episode)),))


def _episode(episode: Episode) -> tuple[tuple[str, str], ...]:
    refs = (("episode", episode.id), ("kind", episode.kind.value), ("seat", episode.seat_id))
    return refs + ((("person", episode.person_id),) if episode.person_id else ())


def void(check_in: CheckIn, now: datetime, reason: VoidReason) -> Changes:
    """An open check-in ends without counting."""
    if check_in.answer_id is not None:
        return close(check_in, now, unreachable=False)
    ended = replace(check_in, state=CheckInState.VOID, closed_at=now, void_reason=reason)
    return Changes(save=(ended,), notes=(Note("check_in.void", (("check_in", check_in.id), ("why", reason.value))),))


def close(check_in: CheckIn, now: datetime, unreachable: bool) -> Changes:
    """The seat's next check-in opens: answered stays answered, delivered and unanswered is missed (STATES, One open a seat).

    What never arrived counts for nothing: by the person's account where that is `unreachable`, else by our own delay.
    """
    if check_in.answer_id is None and check_in.delivered_at is None:
        return void(check_in, now, VoidReason.UNREACHABLE if unreachable else VoidReason.OUR_OUTAGE)
    state = CheckInState.ANSWERED if check_in.answer_id is not None else CheckInState.MISSED
    ended = replace(check_in, state=state, closed_at=now)
    notes = (Note("check_in.missed", (("check_in", check_in.id), ("seat", check_in.seat_id))),)
    return Changes(save=(ended,), notes=notes if state is CheckInState.MISSED else ())


def vacate(
    seat: Seat,
    holding: Assignment,
    check_in: CheckIn | None,
    episodes: tuple[Episode, ...],
    now: datetime,
    reason: str,
    told: bool,
    words: ContentId | None = None,
) -> Changes:
    """The holder is released: the question ends, the person's silences end, and the vacancy begins (R8, STATES).

    `told`: the system's stage has vacancies with a ladder, and no successor's offer is open.
    """
    ended = replace(holding, state=AssignmentState.ENDED, ended_at=now, end_reason=reason, end_words_id=words, next_at=None)
    empty = replace(seat, next_ask_at=None, next_period=None, next_nominal=None, from_import=False)
    refs = (("seat", seat.id), ("assignment", holding.id), ("person", holding.person_id), ("why", reason))
    changes = Changes(save=(ended, empty), notes=(Note("assignment.ended", refs),))
    if check_in is not None:
        changes += void(check_in, now, VoidReason.VACATED)
    for episode in episodes:
        if episode.kind is not EpisodeKind.VACANT:
            changes += end_episode(episode, now, "vacated")
    if told and not any(one.kind is EpisodeKind.VACANT for one in episodes):
        changes += open_episode(seat, EpisodeKind.VACANT, now)
    return changes


def end_offer(offer: Assignment, now: datetime, state: AssignmentState, reason: str, words: ContentId | None = None) -> Changes:
    """Declined, withdrawn, expired or overtaken: the offer is over."""
    ended = replace(offer, state=state, ended_at=now, end_reason=reason, end_words_id=words, next_at=None)
    refs = (("seat", offer.seat_id), ("assignment", offer.id), ("person", offer.person_id), ("why", reason))
    return Changes(save=(ended,), notes=(Note(f"offer.{state.value}", refs),))


def hours_needed(role: Role, seat: Seat, policy: Policy) -> Decimal:
    """Hours a month this seat needs: its own, else the policy's (STATES, Seat)."""
    return hours_of_seat(role, seat.hours_needed, policy)


def hours_of_seat(role: Role, own: Decimal | None, policy: Policy) -> Decimal:
    """The same from its figures."""
    usual = {Role.OPERATOR: policy.hours_operator, Role.MAINTAINER: policy.hours_maintainer, Role.STEWARD: policy.hours_steward}
    return own if own is not None else usual[role]


def excuses_for(held: bool) -> tuple[ExcuseKind, ...]:
    """R10: a gap is accepted where nobody holds the seat; questions are paused or switched off where somebody does."""
    return (ExcuseKind.PAUSE, ExcuseKind.OFF) if held else (ExcuseKind.ACCEPTED_GAP,)


def may_offer(role: Role, steward_accepted: bool, in_chat: bool) -> bool:
    """R2: in chat nobody is nominated operator or maintainer while no steward has accepted."""
    return role is Role.STEWARD or steward_accepted or not in_chat


def combines(held: Mapping[Role, PersonId], person: PersonId) -> bool:
    """R4: this person is maintainer and something else."""
    mine = {role for role, one in held.items() if one == person}
    return Role.MAINTAINER in mine and len(mine) > 1
