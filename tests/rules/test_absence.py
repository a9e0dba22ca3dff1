"""Who is away, and until when (R10, STATES, People)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Absence, AbsenceId, PersonId
from bot.rules.asking import away_until, is_away

MONDAY = date(2026, 11, 23)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


def absence(until: date | None) -> Absence:
    return Absence(AbsenceId("a"), PersonId("olivia"), MONDAY, until)


@pytest.mark.parametrize(
    ("until", "ended_on", "last"),
    [
        (None, None, None),
        (date(2026, 11, 27), None, date(2026, 11, 27)),
        (date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 27)),  # it ran out
        (date(2026, 11, 27), date(2026, 11, 25), date(2026, 11, 25)),  # back early
        (None, date(2026, 11, 25), date(2026, 11, 25)),
    ],
)
def test_the_last_day_is_the_one_given_or_the_one_they_came_back_on(until: date | None, ended_on: date | None, last: date | None) -> None:
    assert away_until(absence(until), ended_on) == last


@given(until=st.none() | days, today=days)
def test_whoever_is_away_today_is_away_until_today_at_least(until: date | None, today: date) -> None:
    if is_away(absence(until), today):
        last = away_until(absence(until), None)
        assert today >= MONDAY and (last is None or last >= today)
        assert until is None or not is_away(absence(until), until + timedelta(days=1))
