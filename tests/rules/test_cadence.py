"""When a question falls due (STATES, Cadence and Check-in)."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Cadence, Organisation, Person, PersonId, Rhythm
from bot.rules.cadence import (
    ANCHOR,
    Calendar,
    at,
    calendar_of,
    end_of,
    first_after,
    first_working_day,
    following,
    is_country,
    is_working_day,
    is_zone,
    last_working_day,
    latest_before,
    local_day,
    next_working_day,
    next_working_moment,
    nth_working_day_after,
    period_name,
    period_of,
    start_of,
)

GB, US = Calendar("Europe/London", "GB"), Calendar("America/New_York", "US")
DE, JP = Calendar("Europe/Berlin", "DE"), Calendar("Asia/Tokyo", "JP")
CALENDARS = (GB, US, DE, JP, Calendar("Asia/Riyadh", "SA"), Calendar("Australia/Lord_Howe", None), Calendar("America/Sao_Paulo", "BR"))
calendars = st.sampled_from(CALENDARS)
days = st.dates(date(2025, 1, 1), date(2029, 12, 31))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))
cadences = st.builds(
    Cadence,
    st.sampled_from(Rhythm),
    st.integers(0, 6),
    st.sampled_from([1, 2, 5, -1]),
    st.times(time(0), time(23, 59)).map(lambda one: one.replace(second=0, microsecond=0)),
)


@pytest.mark.parametrize(
    ("cadence", "period", "nominal"),
    [
        (Cadence(Rhythm.DAILY), "2026-11-25", date(2026, 11, 25)),
        (Cadence(Rhythm.WEEKLY), "2026-W49", date(2026, 11, 30)),
        (Cadence(Rhythm.WEEKLY, weekday=2), "2026-W48", date(2026, 11, 25)),
        (Cadence(Rhythm.TWO_WEEKLY), "2026-W50", date(2026, 12, 7)),
        (Cadence(Rhythm.MONTHLY), "2026-12", date(2026, 12, 1)),
        (Cadence(Rhythm.MONTHLY, nth=-1), "2026-11", date(2026, 11, 30)),
        (Cadence(Rhythm.MONTHLY, nth=3), "2026-12", date(2026, 12, 3)),
        (Cadence(Rhythm.QUARTERLY), "2027-Q1", date(2027, 1, 4)),
        (Cadence(Rhythm.QUARTERLY, nth=-1), "2026-Q4", date(2026, 12, 31)),
    ],
)
def test_the_first_question_after_tuesday_24_november_2026(cadence: Cadence, period: str, nominal: date) -> None:
    found = first_after(cadence, DE, DE, datetime(2026, 11, 24, 12, tzinfo=UTC))
    assert (found.period, found.nominal) == (period, nominal)
    assert found.moment == at(DE, nominal, time(9))


def test_two_weekly_has_one_anchor_for_all() -> None:
    assert date(2026, 1, 5) == ANCHOR
    assert period_of(Cadence(Rhythm.TWO_WEEKLY), DE, ANCHOR) == (ANCHOR, ANCHOR + timedelta(days=13))
    assert period_of(Cadence(Rhythm.TWO_WEEKLY), DE, ANCHOR - timedelta(days=1))[1] == ANCHOR - timedelta(days=1)


def test_a_holiday_moves_a_question_inside_its_period_later_before_earlier() -> None:
    monday = first_after(Cadence(Rhythm.WEEKLY), DE, DE, datetime(2026, 4, 3, tzinfo=UTC))
    assert (monday.nominal, local_day(DE, monday.moment)) == (date(2026, 4, 6), date(2026, 4, 7))  # Easter Monday
    friday = first_after(Cadence(Rhythm.WEEKLY, weekday=4), DE, DE, datetime(2026, 3, 30, tzinfo=UTC))
    assert (friday.nominal, local_day(DE, friday.moment)) == (date(2026, 4, 3), date(2026, 4, 2))  # Good Friday


def test_a_period_without_a_working_day_cannot_be_asked() -> None:
    off = Calendar("Europe/Berlin", "DE", off=((date(2026, 11, 30), date(2026, 12, 6)),))
    found = following(Cadence(Rhythm.WEEKLY), DE, off, date(2026, 11, 23))
    assert (found.period, found.askable) == ("2026-W49", False)


def test_the_asked_persons_own_weekday_and_hour_win() -> None:
    mine = Calendar("Europe/Berlin", "DE", weekday=3, hour=time(14))
    found = first_after(Cadence(Rhythm.WEEKLY), DE, mine, datetime(2026, 11, 24, tzinfo=UTC))
    assert found.moment == at(DE, date(2026, 11, 26), time(14))


def test_an_hour_outside_the_working_day_becomes_its_start() -> None:
    late = Calendar("Europe/Berlin", "DE", start=time(10), end=time(16), hour=time(18))
    assert first_after(Cadence(Rhythm.WEEKLY), DE, late, datetime(2026, 11, 24, tzinfo=UTC)).moment == at(DE, date(2026, 11, 30), time(10))


def test_an_hour_in_the_spring_gap_moves_to_the_first_valid_minute() -> None:
    assert at(DE, date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)


def test_an_hour_that_comes_twice_fires_the_first_time() -> None:
    assert at(DE, date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("calendar", "day"), [(DE, date(2026, 12, 25)), (US, date(2026, 11, 26)), (JP, date(2026, 11, 3)), (GB, date(2026, 12, 28))]
)
def test_public_holidays_are_no_working_days(calendar: Calendar, day: date) -> None:
    assert not is_working_day(calendar, day)


def test_the_weekend_is_the_countrys() -> None:
    riyadh = Calendar("Asia/Riyadh", "SA")
    assert is_working_day(riyadh, date(2026, 11, 29)) and not is_working_day(riyadh, date(2026, 11, 27))


def test_days_lost_to_an_outage_count_for_no_clock() -> None:
    lost = Calendar("Europe/Berlin", "DE", lost=frozenset({date(2026, 12, 1)}))
    assert nth_working_day_after(lost, date(2026, 11, 30), 1) == date(2026, 12, 2)


def test_a_delivery_on_a_day_off_counts_as_the_next_working_day() -> None:
    assert nth_working_day_after(DE, date(2026, 11, 28), 1) == date(2026, 12, 1)
    assert nth_working_day_after(DE, date(2026, 11, 27), 3) == date(2026, 12, 2)
    assert nth_working_day_after(DE, date(2026, 11, 27), 0) == date(2026, 11, 27)


def test_the_next_working_moment_is_now_inside_the_hours_and_else_their_next_start() -> None:
    inside = datetime(2026, 11, 30, 10, tzinfo=UTC)
    assert next_working_moment(DE, inside) == inside
    assert next_working_moment(DE, datetime(2026, 11, 30, 3, tzinfo=UTC)) == start_of(DE, date(2026, 11, 30))
    assert next_working_moment(DE, end_of(DE, date(2026, 11, 27))) == start_of(DE, date(2026, 11, 30))


def test_what_is_unknown_of_a_person_is_the_organisations() -> None:
    organisation = Organisation(zone="Asia/Tokyo", country="JP")
    nobody = Person(PersonId("p"), "P", zone="Mars/Olympus", country="XX")
    assert (calendar_of(nobody, organisation).zone, calendar_of(nobody, organisation).country) == ("Asia/Tokyo", "JP")
    somebody = Person(PersonId("p"), "P", zone="Europe/Berlin", country="DE")
    assert (calendar_of(somebody, organisation).zone, calendar_of(somebody, organisation).country) == ("Europe/Berlin", "DE")
    assert is_zone("Europe/Berlin") and not is_zone("Mars/Olympus") and is_country("DE") and not is_country("XX")


@given(calendars, cadences, moments)
def test_each_period_is_asked_once_and_in_order(calendar: Calendar, cadence: Cadence, after: datetime) -> None:
    found = first_after(cadence, DE, calendar, after)
    assert found.moment > after
    for _ in range(8):
        later = following(cadence, DE, calendar, found.nominal)
        assert later.moment > found.moment and later.period != found.period and later.nominal > found.nominal
        found = later


@given(calendars, cadences, moments)
def test_a_moment_lies_in_its_period_on_a_working_day_inside_the_hours(calendar: Calendar, cadence: Cadence, after: datetime) -> None:
    found = first_after(cadence, DE, calendar, after)
    first, last = period_of(cadence, calendar, found.nominal)
    day = local_day(calendar, found.moment)
    assert first <= day <= last and first <= found.nominal <= last
    assert found.period == period_name(cadence, first)
    if found.askable:
        assert is_working_day(calendar, day)
        assert start_of(calendar, day) <= found.moment < end_of(calendar, day)


@given(calendars, cadences, moments)
def test_nothing_lies_between_an_occurrence_and_the_following(calendar: Calendar, cadence: Cadence, after: datetime) -> None:
    found = first_after(cadence, DE, calendar, after)
    assert first_after(cadence, DE, calendar, found.moment) == following(cadence, DE, calendar, found.nominal)


@given(calendars, cadences, moments, st.integers(0, 60))
def test_after_an_outage_the_latest_moment_is_found(calendar: Calendar, cadence: Cadence, after: datetime, lost: int) -> None:
    found = first_after(cadence, DE, calendar, after)
    now = found.moment + timedelta(days=lost)
    latest = latest_before(cadence, DE, calendar, now, found.nominal)
    assert found.moment <= latest.moment <= now
    assert following(cadence, DE, calendar, latest.nominal).moment > now


@given(calendars, days, st.integers(0, 15))
def test_the_nth_working_day_is_a_working_day_with_n_between(calendar: Calendar, day: date, n: int) -> None:
    found = nth_working_day_after(calendar, day, n)
    base = next_working_day(calendar, day)
    assert base is not None and is_working_day(calendar, found)
    assert sum(is_working_day(calendar, base + timedelta(days=k)) for k in range(1, (found - base).days + 1)) == n


@given(calendars, days, st.integers(0, 20))
def test_first_and_last_working_day_of_a_span_are_its_ends(calendar: Calendar, day: date, span: int) -> None:
    last = day + timedelta(days=span)
    working = [day + timedelta(days=k) for k in range(span + 1) if is_working_day(calendar, day + timedelta(days=k))]
    assert first_working_day(calendar, day, last) == (working[0] if working else None)
    assert last_working_day(calendar, day, last) == (working[-1] if working else None)


@given(calendars, days, st.times(time(0), time(23, 59)))
def test_a_wall_clock_hour_is_itself_or_the_first_minute_after_a_gap(calendar: Calendar, day: date, hour: time) -> None:
    wanted = hour.replace(second=0, microsecond=0)
    from zoneinfo import ZoneInfo

    local = at(calendar, day, wanted).astimezone(ZoneInfo(calendar.zone))
    assert local.date() == day and local.replace(tzinfo=None) >= datetime.combine(day, wanted)
    assert local.replace(tzinfo=None) - datetime.combine(day, wanted) <= timedelta(hours=2)


@given(calendars, moments)
def test_the_next_working_moment_is_never_earlier_and_always_inside_hours(calendar: Calendar, moment: datetime) -> None:
    found = next_working_moment(calendar, moment)
    day = local_day(calendar, found)
    assert found >= moment and is_working_day(calendar, day)
    assert start_of(calendar, day) <= found < end_of(calendar, day)
    assert next_working_moment(calendar, found) == found


def test_a_persons_calendar_is_made_of_all_they_chose() -> None:
    chosen = Person(
        PersonId("p"), "P", zone="Asia/Tokyo", country="JP", hours_start=time(8), hours_end=time(16), weekday=2, ask_hour=time(11)
    )
    off, lost = ((date(2026, 1, 1), None),), frozenset({date(2026, 1, 2)})
    assert calendar_of(chosen, Organisation(), off, lost) == Calendar("Asia/Tokyo", "JP", time(8), time(16), 2, time(11), off, lost)


def test_without_a_country_monday_to_friday_are_worked() -> None:
    nowhere = Calendar("UTC")
    assert [is_working_day(nowhere, date(2026, 11, 23) + timedelta(days=n)) for n in range(7)] == [True] * 5 + [False] * 2


def test_after_the_hours_of_a_tuesday_comes_wednesday() -> None:
    assert next_working_moment(DE, end_of(DE, date(2026, 11, 24))) == start_of(DE, date(2026, 11, 25))
    always_off = Calendar("UTC", off=((date(2020, 1, 1), None),))
    assert next_working_day(always_off, date(2026, 1, 1)) is None
    assert nth_working_day_after(always_off, date(2026, 1, 1), 2) == date(2026, 1, 3)
    assert next_working_moment(always_off, datetime(2026, 1, 1, 12, tzinfo=UTC)) == datetime(2026, 1, 2, 9, tzinfo=UTC)
