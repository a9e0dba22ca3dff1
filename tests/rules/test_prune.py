"""Who a file no longer names (R8): only where nothing in it could mean the person."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import AssignmentState, Person, PersonId, Role, SeatId, System, SystemId
from bot.rules.prune import Tie, Unsure, cells_in, lacking, named_before, named_unchanged, roles_in, tie_of, unsure
from bot.rules.register import ReadRow, RegisterRow, read_rows
from tests.makers import MONDAY, an_offer

OLIVIA = Person(PersonId("olivia"), "Olivia Ortega", "olivia@acme.example")


def read(*values: dict[str, str]) -> list[ReadRow]:
    blank = System(SystemId(""), "", "", MONDAY)
    return read_rows([RegisterRow(number, one) for number, one in enumerate(values, 2)], MONDAY, blank)


@pytest.mark.parametrize(
    "cell",
    [
        "Olivia Ortega", "OLIVIA  ORTEGA", "olivia@acme.example", "mailto:Olivia@Acme.Example", "Ortega, Olivia", "Olivia Ortega, Max Meyer",
        "olivia.ortega@new.example", "the team of Olivia Ortega", "Ortega (Olivia), ext. 12", "Olivia\u200b Ortega", "\u202eOlivia Ortega",
        "ask olivia@acme.example or max@acme.example", "Olivia M. Ortega",
    ],
)  # fmt: skip
def test_whatever_could_mean_somebody_names_them(cell: str) -> None:
    assert lacking([OLIVIA], set(), [cell]) == set()


@pytest.mark.parametrize("cell", ["", "Max Meyer", "Olivia", "Ortega", "the team", "olivia@other.example", "Oliver Ortega"])
def test_what_means_somebody_else_does_not(cell: str) -> None:
    assert lacking([OLIVIA], set(), [cell]) == {OLIVIA.id}


def test_the_words_of_a_name_count_in_one_cell_not_across_two() -> None:
    assert lacking([OLIVIA], set(), ["Olivia Meyer", "Max Ortega"]) == {OLIVIA.id}


def test_whom_a_cell_resolves_to_is_named_whatever_it_says() -> None:
    assert lacking([OLIVIA], {OLIVIA.id}, ["o.o@acme.example"]) == set()


def test_somebody_without_a_name_is_never_missing() -> None:
    assert lacking([Person(PersonId("x"), "  ")], set(), ["Max"]) == set()


NAMES = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12)
AROUND = st.sampled_from(["", "the team of", "ask", "cc:", "(", ")", ";", "and Max", "<", ">", "\n", "\u00a0"])


@given(st.lists(NAMES, min_size=1, max_size=3), st.lists(st.tuples(AROUND, AROUND), min_size=1, max_size=4), st.lists(NAMES, max_size=5))
def test_a_person_named_in_any_cell_is_never_missing(name: list[str], around: list[tuple[str, str]], others: list[str]) -> None:
    person = Person(PersonId("p"), " ".join(name), "p.p@acme.example")
    for before, after in around:
        for shown in (person.name, "P.P@acme.example", " ".join(reversed(name))):
            rows = read({"name": "A", "operator": f"{before} {shown} {after}"}, *({"name": "B", "operator": one} for one in others))
            assert lacking([person], set(), cells_in(rows)) == set()


def test_a_refused_row_may_name_anybody_and_without_a_column_nobody_is_missing() -> None:
    good = {"name": "A", "operator": "Max Meyer"}
    assert unsure(read(good)) is None and roles_in(read(good)) == {Role.OPERATOR}
    assert unsure(read(good, {"name": "x" * 999, "operator": ""})) is Unsure.REFUSED
    assert unsure(read({"name": "A", "unit": "Olivia Ortega"})) is Unsure.NO_ROLES
    assert unsure([]) is Unsure.NO_ROLES


def test_cells_of_refused_rows_are_cells_too() -> None:
    assert cells_in(read({"name": "x" * 999, "steward": "Olivia Ortega", "operator": ""})) == ("Olivia Ortega",)


def test_only_an_import_can_miss_somebody() -> None:
    claim = an_offer(claimed=True)
    assert named_before([claim, replace(an_offer(), person_id=PersonId("max"))]) == {claim.person_id}


def test_an_unchanged_row_names_whom_its_newest_claim_named() -> None:
    first = an_offer(claimed=True)
    later = replace(first, person_id=PersonId("max"), written_on=MONDAY + timedelta(days=1))
    chosen = replace(first, person_id=PersonId("dee"), written_on=MONDAY + timedelta(days=2), claimed=False)
    assert named_unchanged({first.seat_id}, [first, later, chosen]) == {PersonId("max")}
    assert named_unchanged({SeatId("other")}, [first, later]) == set()


def test_how_somebody_is_tied() -> None:
    offer = an_offer()
    assert tie_of(offer) is Tie.OFFERED and tie_of(replace(offer, invited_at=None)) is Tie.NOT_INVITED
    assert tie_of(replace(offer, state=AssignmentState.ACCEPTED, invited_at=None)) is Tie.HELD
