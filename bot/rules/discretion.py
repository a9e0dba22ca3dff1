"""The diagnostic as one reader may read it: silence and load keep a name only before those who may know it (PRODUCT §6, §8)."""

from collections.abc import Collection
from dataclasses import replace

from bot.model import PersonId, Role, SeatState, SystemId
from bot.rules.gaps import Diagnosis, Gap, GapLine, Mend, SeatFacts, SystemFacts

SILENCES = frozenset({Gap.QUIET, Gap.UNREACHABLE, Gap.UNCOVERED})
OF_ANYBODY = frozenset({Mend.LOOK, Mend.SPREAD})  # they only show something
OF_HOLDERS = frozenset({Mend.GIVE_A_REASON, Mend.NAME_A_COVER})  # for their own seat
OF_STEWARDS = OF_HOLDERS | {Mend.ASK_AGAIN, Mend.ASK_THEM, Mend.ADMIN, Mend.TRY_AGAIN, Mend.NAME_SECOND, Mend.WAIT_OR_NAME_SECOND}


def without_names(found: Diagnosis, named: Collection[SystemId], own: PersonId) -> Diagnosis:
    """Silences and loads keep a name only on the systems where the reader may know it, and beside the reader's own seat."""
    known = {seat.person for one in found.all_systems if one.system_id in named for seat in one.seats} | {own}
    lines = tuple(_discreet(one, named, own) for one in found.lines if one.gap is not Gap.OVERLOADED or one.seat.person in known)
    return replace(
        found,
        lines=lines,
        unheard=tuple(_discreet(one, named, own) for one in found.unheard),
        load=tuple(one for one in found.load if one.person in known),
        all_systems=tuple(one if one.system_id in named else _nameless(one, own) for one in found.all_systems),
    )


def with_own_mends(found: Diagnosis, own: PersonId, edits: Collection[SystemId]) -> Diagnosis:
    """Only what this reader, who is no admin, may do about each line; `edits`: the systems they may edit."""
    lines = tuple(replace(one, mendable=_mends(one, own, edits)) for one in found.lines)
    return replace(found, lines=lines)


def _discreet(one: GapLine, named: Collection[SystemId], own: PersonId) -> GapLine:
    if one.system.system_id in named or one.seat.person == own or not _is_a_silence(one):
        return one
    mend = Mend.NAME_SOMEBODY_ELSE if one.gap is Gap.UNREACHABLE else one.mend  # why they are out of reach is theirs as well
    return replace(one, seat=one.seat._replace(name="", out_of_reach=None), mend=mend)


def _is_a_silence(one: GapLine) -> bool:
    """An offer that waits for its answer is one as well; a name that was never asked is not."""
    return one.gap in SILENCES or (one.gap is Gap.PROPOSED and one.seat.invited)


def _nameless(one: SystemFacts, own: PersonId) -> SystemFacts:
    return replace(one, seats=tuple(seat if seat.person == own else _without_name(seat) for seat in one.seats))


def _without_name(seat: SeatFacts) -> SeatFacts:
    return seat._replace(name="" if _is_asked(seat) else seat.name, out_of_reach=None)


def _is_asked(seat: SeatFacts) -> bool:
    return seat.state is SeatState.PROPOSED and seat.invited


def _mends(one: GapLine, own: PersonId, edits: Collection[SystemId]) -> bool:
    if one.mend in OF_ANYBODY or (one.mend in OF_HOLDERS and one.seat.person == own):
        return True
    if one.mend is Mend.EDIT:
        return one.system.system_id in edits
    if not any(seat.role is Role.STEWARD and seat.state is SeatState.HELD and seat.person == own for seat in one.system.seats):
        return False
    return one.mend in OF_STEWARDS or one.seat.role is not Role.STEWARD  # who offers the steward's own seat: R3
