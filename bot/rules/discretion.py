"""Beside whose name a silence may be told (PRODUCT §6, VOICE: systems, not people)."""

from dataclasses import replace

from bot.model import PersonId, SystemId
from bot.rules.gaps import Diagnosis, Gap, GapLine

SILENCES = frozenset({Gap.QUIET, Gap.UNREACHABLE, Gap.UNCOVERED})


def without_names(found: Diagnosis, named: frozenset[SystemId], own: PersonId) -> Diagnosis:
    """Silences keep a name only on the systems where the reader may know it, and beside the reader's own seat."""
    lines = tuple(_discreet(one, named, own) for one in found.lines)
    return replace(found, lines=lines, unheard=tuple(_discreet(one, named, own) for one in found.unheard))


def _discreet(one: GapLine, named: frozenset[SystemId], own: PersonId) -> GapLine:
    if one.system.system_id in named or one.seat.person == own or not _is_a_silence(one):
        return one
    return replace(one, seat=replace(one.seat, name=""))


def _is_a_silence(one: GapLine) -> bool:
    """An offer that waits for its answer is one as well; a name that was never asked is not."""
    return one.gap in SILENCES or (one.gap is Gap.PROPOSED and one.seat.invited)
