"""What moved, what is usual, and when it says something about the system (STATES, Facts)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Money, Role, Signal, SignalId, SignalKind, SystemId
from bot.rules.facts import Moved, asks_number, facts, last_month, says_something

NOW = datetime(2026, 12, 7, 8, tzinfo=UTC)
BUDGET = Money(Decimal(800), "EUR")
amounts = st.decimals(min_value=1, max_value=10**6, places=2)


def costs(*newest_first: str, currency: str = "EUR") -> list[Signal]:
    """One a month, December first."""
    return [
        Signal(
            SignalId(f"s{n}"),
            SystemId("s"),
            SignalKind.COST,
            NOW - timedelta(days=31 * n),
            "test",
            Decimal(one),
            currency,
            f"2026-{12 - n:02d}",
        )
        for n, one in enumerate(newest_first)
    ]


def alert(at: datetime) -> Signal:
    return Signal(SignalId("a"), SystemId("s"), SignalKind.ALERT, at, "monitoring")


@pytest.mark.parametrize(
    ("newest_first", "moved"),
    [
        (("100", "100", "100", "100", "100"), ()),
        (("120", "100", "100", "100", "100"), ()),  # just twenty per cent is not more
        (("121", "100", "100", "100", "100"), (Moved.COST,)),
        (("79", "100", "100", "100", "100"), (Moved.COST,)),
        (("100", "100", "100", "100", "100", "900"), ()),  # the fifth before does not count
        (("500",), ()),  # nothing to compare it with
        (("801",), (Moved.BUDGET,)),
        (("1000", "500"), (Moved.COST, Moved.BUDGET)),
    ],
)
def test_a_cost_has_moved_when_it_is_off_the_mean_of_its_last_four_or_over_budget(
    newest_first: tuple[str, ...], moved: tuple[Moved, ...]
) -> None:
    assert facts(costs(*newest_first), BUDGET, None, False, False).moved == moved


def test_another_currency_is_compared_with_nothing() -> None:
    mixed = [*costs("900", currency="USD"), *costs("100", "100")[1:]]
    assert facts(mixed, BUDGET, None, False, False).moved == ()


def test_what_was_said_last_of_a_month_counts() -> None:
    first, *_ = costs("100")
    corrected = Signal(SignalId("c"), first.system_id, first.kind, NOW + timedelta(days=1), "chat", Decimal(900), "EUR", first.period)
    assert facts([corrected, first], BUDGET, None, False, False).figures[0].amount == 900


def row_of(signals: list[Signal]) -> list[tuple[str, int]]:
    return [(one.period, int(one.amount)) for one in facts(signals, None, None, False, False).costs]


def test_a_row_of_costs_has_the_oldest_month_first_and_each_month_once() -> None:
    twice = replace(costs("5")[0], period="2026-11")
    assert row_of([twice, *costs("3", "2", "1")]) == [("2026-10", 1), ("2026-11", 5), ("2026-12", 3)]


def test_fewer_than_three_months_are_no_row() -> None:
    assert row_of(costs("3", "2")) == [] and len(row_of(costs("3", "2", "1"))) == 3


def test_a_row_is_a_year_in_one_currency_and_what_is_no_month_is_not_in_it() -> None:
    year = costs(*"abcdefghijkl".translate({ord(c): str(n % 9 + 1) for n, c in enumerate("abcdefghijkl")}))
    before = [replace(one, id=SignalId(f"{one.id}b"), period=one.period.replace("2026", "2025")) for one in year]
    assert [period for period, _ in row_of([*year, *before])] == [f"2026-{month:02d}" for month in range(1, 13)]
    other = [replace(one, currency="USD") for one in year[1:3]]
    assert len(row_of([year[0], *other, *year[3:]])) == 10
    assert row_of([replace(one, period=f"2026-W{n:02d}") for n, one in enumerate(year)]) == []
    gap = [replace(one, period=period) for one, period in zip(year, ("2026-12", "2026-11", "2025-12"), strict=False)]
    assert row_of(gap) == [], "what is a year ago or more is not of this year"


def test_only_news_since_the_last_answer_moves_anything() -> None:
    assert facts([alert(NOW)], None, NOW - timedelta(hours=1), False, False).moved == (Moved.ALERT,)
    assert facts([alert(NOW)], None, NOW, False, False).moved == ()
    assert facts([], None, None, True, True).moved == (Moved.PEOPLE, Moved.CONCERN)


def test_usual_needs_a_figure_and_nothing_that_moved() -> None:
    assert facts(costs("100"), None, None, False, False).usual
    assert not facts([], None, None, False, False).usual, "words alone are never usual"
    assert not facts(costs("100"), None, None, False, True).usual


@given(st.lists(amounts, min_size=1, max_size=8), st.booleans(), st.booleans())
def test_a_system_is_never_both_usual_and_moved(values: list[Decimal], people: bool, concern: bool) -> None:
    found = facts(costs(*(str(one) for one in values)), BUDGET, None, people, concern)
    assert not (found.usual and found.moved)
    assert (Moved.PEOPLE in found.moved) == people and (Moved.CONCERN in found.moved) == concern


@given(amounts, st.integers(min_value=1, max_value=5))
def test_what_stays_the_same_never_moves(amount: Decimal, months: int) -> None:
    assert Moved.COST not in facts(costs(*[str(amount)] * months), None, None, False, False).moved


def test_without_a_signal_one_number_a_month_is_asked_for() -> None:
    assert asks_number(Role.OPERATOR, costs("1"), "2026-12") and asks_number(Role.MAINTAINER, [], "2026-12")
    assert not asks_number(Role.MAINTAINER, costs("1"), "2026-12") and not asks_number(Role.STEWARD, [], "2026-12")
    assert (last_month(date(2027, 1, 5)), last_month(date(2026, 12, 1))) == ("2026-12", "2026-11")


@pytest.mark.parametrize(
    ("newest_first", "says"),
    [
        ([True], False),
        ([True, True], True),
        ([True, False, False, True], True),
        ([True, False, False, False, True], False),
        ([False, True, True], False),  # the newest came while nothing moved
        ([True, True, True], False),  # said at the second already
    ],
)
def test_two_of_the_last_four_say_something_once(newest_first: list[bool], says: bool) -> None:
    assert says_something(newest_first) is says
