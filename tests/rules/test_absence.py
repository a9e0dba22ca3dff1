"""Who is away, and until when (R10, STATES, People)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Policy
from bot.rules.asking import is_away, last_day_away
from tests.makers import BERLIN, an_absence

MONDAY = date(2026, 11, 23)
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("until", "last"),
    [
        (date(2026, 11, 27), date(2026, 11, 27)),
        (date(2026, 11, 28), date(2026, 11, 28)),  # a date is a date, a Saturday as well
        (None, date(2026, 12, 21)),  # 20 working days after the first
    ],
)
def test_the_last_day_is_the_one_given_or_twenty_working_days_after_the_first(until: date | None, last: date) -> None:
    assert last_day_away(an_absence(MONDAY, until), BERLIN, Policy()) == last


@given(until=st.none() | days, today=days)
def test_whoever_is_away_by_a_date_is_not_after_it(until: date | None, today: date) -> None:
    absence = an_absence(MONDAY, until)
    assert is_away(absence, today) == (today >= MONDAY and (until is None or today <= until))
    assert until is None or not is_away(absence, last_day_away(absence, BERLIN, Policy()) + timedelta(days=1))
