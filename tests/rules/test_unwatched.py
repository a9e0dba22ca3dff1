"""If you stopped, nobody would notice; and what is a load (R9, R10)."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Impact, PersonId, Role, SeatId, SeatState, Stage, SystemId
from bot.rules.cadence import Calendar
from bot.rules.gaps import Gap, SeatFacts, SystemFacts, diagnose
from bot.rules.load import loads
from bot.rules.silence import Reader, ladder
from bot.rules.unwatched import unwatched

people = st.sampled_from([PersonId(one) for one in ("ada", "olivia", "sam")])


def a_reader(person: PersonId | None) -> Reader | None:
    return Reader(person, Calendar("Europe/Berlin")) if person else None


@given(st.dictionaries(st.sampled_from(Role), people), st.none() | people, st.sets(people, max_size=2))
def test_nobody_would_notice_exactly_where_the_ladder_is_empty(
    holders: dict[Role, PersonId], second: PersonId | None, admins: set[PersonId]
) -> None:
    found = unwatched(holders, second, admins)
    for person in holders.values():
        rungs = ladder(
            a_reader(holders.get(Role.STEWARD)), a_reader(second), [Reader(one, Calendar("UTC")) for one in admins], frozenset({person})
        )
        assert (person in found) == (not rungs)
        assert found.get(person, ()) == () or set(found[person]) == {role for role, one in holders.items() if one == person}


def a_system(number: int, state: SeatState, stage: Stage = Stage.PRODUCTION) -> SystemFacts:
    seat = SeatFacts(SeatId(f"x{number}"), Role.OPERATOR, state, PersonId("pat"), "Pat", invited=False, needed=Decimal(2))
    return SystemFacts(SystemId(f"s{number}"), f"S{number}", f"s{number}", "", Impact.USUAL, stage, (seat,))


def test_what_somebody_is_only_named_for_is_no_load() -> None:
    found = loads([a_system(0, SeatState.HELD)] + [a_system(one, SeatState.PROPOSED) for one in range(1, 7)])[PersonId("pat")]
    assert (found.seats, found.live, found.held, found.outsized, found.needed) == (7, 7, 1, False, Decimal(2))


@given(st.lists(st.sampled_from([SeatState.HELD, SeatState.PROPOSED]), min_size=1, max_size=9), st.integers(0, 90))
def test_outsized_is_more_than_five_and_more_than_a_tenth_of_all_whatever_slice_is_shown(states: list[SeatState], others: int) -> None:
    mine = [a_system(number, state) for number, state in enumerate(states)]
    rest = [replace(a_system(100 + number, SeatState.VACANT), seats=()) for number in range(others)]
    held = sum(state is SeatState.HELD for state in states)
    found = diagnose(mine, register=mine + rest)
    assert found.load[0].outsized == (held > 5 and held > 0.10 * len(mine + rest))
    assert any(one.gap is Gap.OVERLOADED for one in found.lines) == found.load[0].outsized
