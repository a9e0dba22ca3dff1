"""A silence beside a name is for who may know it (PRODUCT §6)."""

import pytest

from bot.model import Impact, PersonId, Role, SeatId, SeatState, Stage, SystemId
from bot.rules.discretion import without_names
from bot.rules.gaps import Diagnosis, Gap, GapLine, Mend, SeatFacts, SystemFacts

OLIVIA, SAM = PersonId("olivia"), PersonId("sam")
SEAT = SeatFacts(SeatId("seat"), Role.OPERATOR, SeatState.HELD, OLIVIA, "Olivia")
HERE = SystemId("here")


def name_on(gap: Gap, named: frozenset[SystemId] = frozenset(), reader: PersonId = SAM, invited: bool = True) -> str:
    seat = SEAT._replace(invited=invited)
    line = GapLine(SystemFacts(HERE, "Here", "here", "", Impact.USUAL, Stage.PILOT, (seat,)), seat, gap, Mend.LOOK)
    return without_names(Diagnosis(lines=(line,), all_systems=(line.system,)), named, reader).lines[0].seat.name


@pytest.mark.parametrize("gap", [one for one in Gap if one is not Gap.OVERLOADED])  # a load is left out as a whole
def test_only_silences_lose_the_name(gap: Gap) -> None:
    silence = gap in (Gap.QUIET, Gap.UNREACHABLE, Gap.UNCOVERED, Gap.PROPOSED)
    assert name_on(gap) == ("" if silence else "Olivia")
    assert name_on(gap, frozenset({HERE})) == "Olivia", "its steward may know"
    assert name_on(gap, reader=OLIVIA) == "Olivia", "and so may she"


def test_a_name_that_was_never_asked_is_no_silence() -> None:
    assert name_on(Gap.PROPOSED, invited=False) == "Olivia"
