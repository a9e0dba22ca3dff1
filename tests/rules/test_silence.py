"""How every silence ends (STATES, Episodes and Tellings)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import EpisodeKind, PersonId, Policy
from bot.rules.cadence import Calendar, is_working_day, local_day, nth_working_day_after, start_of
from bot.rules.silence import (
    Ladder,
    NobodyLeft,
    Reader,
    Remind,
    Rung,
    Surroundings,
    Tell,
    Wait,
    day_for,
    ladder,
    last_day,
    plan,
    readers_of,
)
from tests.makers import BERLIN, MONDAY, a_silence

POLICY = Policy()
SAM, LENA, ADA = (Reader(PersonId(name), BERLIN) for name in ("sam", "lena", "ada"))
FULL: Ladder = ((Rung.STEWARD, (SAM,)), (Rung.SECOND, (LENA,)), (Rung.ADMINS, (ADA,)))
CALENDARS = (BERLIN, Calendar("Asia/Tokyo", "JP"), Calendar("America/New_York", "US"), Calendar("Europe/London", "GB"))


def around(rungs: Ladder = FULL, **more: object) -> Surroundings:
    """A plain Monday's surroundings."""
    return Surroundings(rungs, BERLIN, asked=BERLIN, **more)  # type: ignore[arg-type]


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_the_silent_person_is_reminded_one_and_two_working_days_after_the_delivery() -> None:
    assert plan(a_silence(), around(), POLICY, MONDAY) == Remind(start_of(BERLIN, day("2026-12-01")), day("2026-12-01"), 1)
    assert plan(a_silence(reminded=1), around(), POLICY, MONDAY) == Remind(start_of(BERLIN, day("2026-12-02")), day("2026-12-02"), 2)


def test_on_the_third_working_day_the_steward_is_told() -> None:
    told = plan(a_silence(reminded=2), around(), POLICY, MONDAY)
    assert told == Tell(start_of(BERLIN, day("2026-12-03")), 1, ((SAM.person, day("2026-12-03")),))


def test_no_reminder_on_a_day_with_a_new_question_for_the_seat() -> None:
    step = plan(a_silence(), around(question_days=frozenset({day("2026-12-01")})), POLICY, MONDAY)
    assert step == Remind(start_of(BERLIN, day("2026-12-02")), day("2026-12-02"), 2)


def test_tomorrow_takes_the_place_of_that_days_reminder() -> None:
    step = plan(a_silence(), around(postponed_to=day("2026-12-01")), POLICY, MONDAY)
    assert isinstance(step, Remind) and step.day == day("2026-12-02")


def test_a_steward_off_that_day_is_told_on_their_next_working_day_within_seven_days() -> None:
    off = Reader(SAM.person, replace(BERLIN, off=((day("2026-12-03"), day("2026-12-04")),)))
    told = plan(a_silence(reminded=2), around(((Rung.STEWARD, (off,)),)), POLICY, MONDAY)
    assert isinstance(told, Tell) and told.readers == ((SAM.person, day("2026-12-07")),)


def test_a_steward_off_to_the_end_of_the_seven_days_is_told_on_their_last_working_day_before() -> None:
    off = Reader(SAM.person, replace(BERLIN, off=((day("2026-12-03"), day("2026-12-20")),)))
    told = plan(a_silence(reminded=2), around(((Rung.STEWARD, (off,)),)), POLICY, MONDAY)
    assert isinstance(told, Tell) and told.readers == ((SAM.person, day("2026-12-02")),)


def test_a_rung_without_a_working_day_in_the_seven_is_passed_over() -> None:
    off = Reader(SAM.person, replace(BERLIN, off=((day("2026-11-30"), day("2026-12-20")),)))
    told = plan(a_silence(reminded=2), around(((Rung.STEWARD, (off,)), *FULL[1:])), POLICY, MONDAY)
    assert isinstance(told, Tell) and told.readers == ((LENA.person, day("2026-12-03")),)


def test_where_nobody_works_for_a_week_the_first_who_does_is_told() -> None:
    off = Reader(SAM.person, replace(BERLIN, off=((day("2026-11-30"), day("2026-12-20")),)))
    told = plan(a_silence(reminded=2), around(((Rung.STEWARD, (off,)),)), POLICY, MONDAY)
    assert isinstance(told, Tell) and told.readers == ((SAM.person, day("2026-12-21")),)


def test_telling_n_goes_to_the_first_n_rungs_and_after_the_last_to_steward_and_admins() -> None:
    people = [[reader.person for reader in readers_of(FULL, number)] for number in (1, 2, 3, 4, 9)]
    assert people == [["sam"], ["sam", "lena"], ["sam", "lena", "ada"], ["sam", "ada"], ["sam", "ada"]]


def test_with_neither_steward_nor_admins_left_the_second_pair_of_eyes_reads_on() -> None:
    assert [reader.person for reader in readers_of(((Rung.SECOND, (LENA,)),), 7)] == ["lena"]


def test_the_next_telling_comes_on_the_latest_day_within_seven() -> None:
    told = plan(a_silence(reminded=2, tellings=1, told_on=day("2026-12-03")), around(), POLICY, MONDAY)
    assert told == Tell(start_of(BERLIN, day("2026-12-10")), 2, ((SAM.person, day("2026-12-10")), (LENA.person, day("2026-12-10"))))


def test_a_reader_off_on_the_day_of_a_later_telling_gets_it_on_their_next_working_day() -> None:
    off = Reader(LENA.person, replace(BERLIN, off=((day("2026-12-10"), day("2026-12-11")),)))
    rungs = (FULL[0], (Rung.SECOND, (off,)))
    told = plan(a_silence(reminded=2, tellings=1, told_on=day("2026-12-03")), around(rungs), POLICY, MONDAY)
    assert isinstance(told, Tell) and told.readers == ((SAM.person, day("2026-12-10")), (LENA.person, day("2026-12-14")))


def test_over_the_holidays_a_later_telling_comes_earlier_rather_than_later() -> None:
    told = plan(a_silence(reminded=2, tellings=1, told_on=day("2026-12-18")), around(FULL[:1]), POLICY, MONDAY)
    assert isinstance(told, Tell) and told.readers == ((SAM.person, day("2026-12-24")),)


@pytest.mark.parametrize("kind", [EpisodeKind.VACANT, EpisodeKind.UNREACHABLE, EpisodeKind.UNCOVERED])
def test_other_silences_are_told_at_the_readers_next_working_moment(kind: EpisodeKind) -> None:
    friday_evening = datetime(2026, 11, 27, 19, tzinfo=UTC)
    told = plan(a_silence(friday_evening, kind=kind), around(), POLICY, friday_evening)
    assert told == Tell(start_of(BERLIN, day("2026-11-30")), 1, ((SAM.person, day("2026-11-30")),))


def test_an_open_offer_holds_the_ladder() -> None:
    assert plan(a_silence(reminded=2), around(offer_open=True), POLICY, MONDAY) == Wait(None)


def test_with_nobody_left_the_plan_says_so() -> None:
    assert plan(a_silence(reminded=2), around(()), POLICY, MONDAY) == NobodyLeft()


def test_what_holds_a_ladder_moves_its_telling_behind_its_end() -> None:
    until = start_of(BERLIN, day("2026-12-09"))
    for held in (
        plan(a_silence(reminded=2), around(held_until=until), POLICY, MONDAY),
        plan(a_silence(reminded=2, waits_until=until), around(), POLICY, MONDAY),
    ):
        assert held == Tell(until, 1, ((SAM.person, day("2026-12-09")),))


def test_an_overdue_telling_goes_out_at_the_next_working_moment() -> None:
    now = datetime(2026, 12, 12, 12, tzinfo=UTC)  # a Saturday
    told = plan(a_silence(reminded=2), around(), POLICY, now)
    assert told == Tell(start_of(BERLIN, day("2026-12-14")), 1, ((SAM.person, day("2026-12-14")),))


def test_days_of_our_outage_are_taken_off_the_seven() -> None:
    lost = replace(BERLIN, lost=frozenset({day("2026-12-01"), day("2026-12-02")}))
    assert last_day(day("2026-11-30"), 7, lost) == day("2026-12-09")
    assert last_day(day("2026-11-30"), 7, BERLIN) == day("2026-12-07")


def test_the_ladder_leaves_out_the_silent_the_empty_and_those_told_already() -> None:
    assert ladder(SAM, LENA, [ADA, SAM], frozenset({LENA.person})) == ((Rung.STEWARD, (SAM,)), (Rung.ADMINS, (ADA,)))
    assert ladder(None, SAM, [SAM], frozenset()) == ((Rung.SECOND, (SAM,)),)
    assert ladder(SAM, None, [SAM], frozenset({SAM.person})) == ()


def test_a_day_for_a_reader_is_after_the_delivery_and_inside_the_limit() -> None:
    found = [day_for(BERLIN, day(due), day("2026-11-30"), day("2026-12-07"), BERLIN) for due in ("2026-12-03", "2026-12-05", "2026-12-20")]
    assert found == [day("2026-12-03"), day("2026-12-07"), day("2026-12-07")]
    away = replace(BERLIN, off=((day("2026-11-30"), day("2026-12-31")),))
    assert day_for(away, day("2026-12-03"), day("2026-11-30"), day("2026-12-07"), BERLIN) is None


deliveries = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC))
people = st.sampled_from(["sam", "lena", "ada", "ben", "olivia"])
readers = st.builds(Reader, people.map(PersonId), st.sampled_from(CALENDARS))


@given(st.none() | readers, st.none() | readers, st.lists(readers, max_size=3), st.sets(people.map(PersonId)))
def test_nobody_stands_on_two_rungs_and_no_rung_is_empty(
    steward: Reader | None, second: Reader | None, admins: list[Reader], skipped: set[PersonId]
) -> None:
    rungs = ladder(steward, second, admins, frozenset(skipped))
    everybody = [reader.person for _, found in rungs for reader in found]
    assert len(everybody) == len(set(everybody)) and not skipped & set(everybody)
    assert all(found for _, found in rungs)


@given(deliveries, st.sampled_from(CALENDARS), st.sampled_from(CALENDARS), st.sampled_from(CALENDARS))
def test_never_more_than_seven_days_pass_while_anybody_on_the_ladder_works(
    delivered: datetime, asked: Calendar, first: Calendar, second: Calendar
) -> None:
    """Walk a year of tellings: each within seven of the organisation's dates of the one before, if anybody works in them."""
    organisation = BERLIN
    rungs: Ladder = ((Rung.STEWARD, (Reader(PersonId("sam"), first),)), (Rung.ADMINS, (Reader(PersonId("ada"), second),)))
    episode = a_silence(delivered, reminded=2)
    around_ = Surroundings(rungs, organisation, asked=asked)
    before = local_day(organisation, delivered)
    for _ in range(12):
        step = plan(episode, around_, POLICY, delivered)
        assert isinstance(step, Tell)
        told_on = local_day(organisation, step.at)
        limit = last_day(before, 7, organisation)
        somebody = any(
            before < local_day(organisation, start_of(one, before + timedelta(days=k))) <= limit
            and is_working_day(one, before + timedelta(days=k))
            for one in (first, second)
            for k in range(9)
        )
        assert before <= told_on and (told_on <= limit or not somebody)
        assert all(
            is_working_day(calendar, own)
            for person, own in step.readers
            for _, rung in rungs
            for r in rung
            if r.person == person
            for calendar in [r.calendar]
        )
        episode, before = replace(episode, tellings=step.number, told_on=told_on), told_on


@given(deliveries, st.sampled_from(CALENDARS))
def test_reminders_come_on_the_asked_persons_working_days_in_order(delivered: datetime, asked: Calendar) -> None:
    first = plan(a_silence(delivered), replace(around(), asked=asked), POLICY, delivered)
    second = plan(a_silence(delivered, reminded=1), replace(around(), asked=asked), POLICY, delivered)
    base = local_day(asked, delivered)
    if isinstance(first, Remind) and isinstance(second, Remind):
        assert first.day == nth_working_day_after(asked, base, 1) < second.day == nth_working_day_after(asked, base, 2)


def test_where_nobody_works_for_a_week_after_a_telling_the_first_who_does_is_told_next() -> None:
    sam = Reader(SAM.person, replace(BERLIN, off=((day("2026-12-04"), day("2026-12-20")),)))
    lena = Reader(LENA.person, replace(BERLIN, off=((day("2026-12-04"), day("2026-12-22")),)))
    rungs: Ladder = ((Rung.STEWARD, (sam,)), (Rung.SECOND, (lena,)))
    told = plan(a_silence(reminded=2, tellings=1, told_on=day("2026-12-03")), around(rungs), POLICY, MONDAY)
    assert told == Tell(start_of(BERLIN, day("2026-12-21")), 2, ((SAM.person, day("2026-12-21")), (LENA.person, day("2026-12-23"))))
    first = plan(
        a_silence(reminded=2),
        around(
            (
                (Rung.STEWARD, (replace(sam, calendar=lena.calendar),)),
                (Rung.ADMINS, (replace(ADA, calendar=replace(BERLIN, off=((day("2026-11-30"), day("2026-12-08")),))),)),
            )
        ),
        POLICY,
        MONDAY,
    )
    assert isinstance(first, Tell) and first.number == 1


def test_a_vacancy_passes_over_a_steward_who_is_off_for_more_than_seven_days() -> None:
    off = Reader(SAM.person, replace(BERLIN, off=((day("2026-11-30"), day("2026-12-20")),)))
    told = plan(a_silence(kind=EpisodeKind.VACANT), around(((Rung.STEWARD, (off,)), *FULL[1:])), POLICY, MONDAY)
    assert isinstance(told, Tell) and (told.number, told.readers) == (1, ((LENA.person, day("2026-11-30")),))
    edge = Reader(SAM.person, replace(BERLIN, off=((day("2026-11-30"), day("2026-12-06")),)))
    told = plan(a_silence(kind=EpisodeKind.VACANT), around(((Rung.STEWARD, (edge,)), *FULL[1:])), POLICY, MONDAY)
    assert isinstance(told, Tell) and told.readers == ((SAM.person, day("2026-12-07")),)


def test_with_everybody_off_the_first_telling_waits_for_the_first_who_is_back_and_is_the_first() -> None:
    off = {name: replace(BERLIN, off=((day("2026-11-30"), day(last)),)) for name, last in (("sam", "2026-12-15"), ("lena", "2026-12-10"))}
    rungs: Ladder = ((Rung.STEWARD, (Reader(SAM.person, off["sam"]),)), (Rung.SECOND, (Reader(LENA.person, off["lena"]),)))
    told = plan(a_silence(reminded=2), around(rungs), POLICY, MONDAY)
    assert told == Tell(start_of(BERLIN, day("2026-12-11")), 1, ((LENA.person, day("2026-12-11")),))
