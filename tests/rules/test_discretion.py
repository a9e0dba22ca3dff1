"""A silence beside a name is for who may know it (PRODUCT §6)."""

import pytest

from bot.model import Impact, OutOfReach, PersonId, Role, SeatId, SeatState, Stage, SystemId
from bot.rules.discretion import without_names
from bot.rules.gaps import Diagnosis, Gap, GapLine, Mend, SeatFacts, SystemFacts
from bot.views.gap_words import gap_words
from bot.views.plain import text

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


def test_why_somebody_is_out_of_reach_goes_with_their_name() -> None:
    seat = SEAT._replace(out_of_reach=OutOfReach.BLOCKED)
    system = SystemFacts(HERE, "Here", "here", "", Impact.USUAL, Stage.PILOT, (seat,))
    found = Diagnosis(lines=(GapLine(system, seat, Gap.UNREACHABLE, Mend.ASK_THEM),), all_systems=(system,))
    hidden = without_names(found, frozenset(), SAM)
    assert hidden.lines[0].seat.out_of_reach is hidden.all_systems[0].seats[0].out_of_reach is None
    assert "let me in" not in text(gap_words(hidden.lines[0]), "UTC")
    for shown in (without_names(found, {HERE}, SAM), without_names(found, frozenset(), OLIVIA)):
        assert "let me in" in text(gap_words(shown.lines[0]), "UTC")
