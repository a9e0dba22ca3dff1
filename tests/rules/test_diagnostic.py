"""The diagnostic's rules: combinations, hours, patterns, drift (R4, R6, R9, PRODUCT §8)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import EpisodeKind, Impact, OutOfReach, Pattern, PersonId, Role, SeatId, SeatState, Stage, SystemId
from bot.rules.drift import drift
from bot.rules.gaps import OF_REMEDY, Gap, Mend, SeatFacts, SystemFacts, diagnose
from bot.rules.patterns import Advice, Holder, advice
from bot.rules.reach import REMEDIES, NotYet
from bot.rules.staffing import combines
from bot.views.gap_words import drift_words, gap_words
from bot.views.gaps import first_step, gap_line, mend_of
from bot.views.plain import text
from bot.views.reach import BECAUSE, MEND

TODAY = date(2026, 12, 7)
NOW = datetime(2026, 12, 7, 8, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=7)
people = st.sampled_from(("olivia", "max", "sam"))


def a_seat(role: Role, person: str | None = None, **more: object) -> SeatFacts:
    state = SeatState.HELD if person else SeatState.VACANT
    known: dict[str, object] = {"person": PersonId(person) if person else None, "name": person or "", "needed": Decimal(2)}
    return SeatFacts(SeatId(role.value), role, state, **(known | more))  # type: ignore[arg-type]


def a_system(*seats: SeatFacts, stage: Stage = Stage.PRODUCTION, number: int = 0, **more: object) -> SystemFacts:
    facts: dict[str, object] = {"impact": Impact.USUAL} | more
    return SystemFacts(SystemId(f"s{number}"), f"S{number}", f"s{number}", "", facts.pop("impact"), stage, seats, **facts)  # type: ignore[arg-type]


def held(operator: str, maintainer: str, steward: str, **more: object) -> SystemFacts:
    return a_system(*(a_seat(role, one) for role, one in zip(Role, (operator, maintainer, steward), strict=True)), **more)  # type: ignore[arg-type]


@given(people, people, people)
def test_only_the_maintainer_with_another_role_is_a_risk_and_all_three_are_red(operator: str, maintainer: str, steward: str) -> None:
    lines = [one for one in diagnose([held(operator, maintainer, steward)], TODAY).lines if one.gap is Gap.COMBINED]
    assert bool(lines) == (maintainer in (operator, steward))
    assert [one.red for one in lines] == ([operator == maintainer == steward] if lines else [])
    mine = {Role.OPERATOR: PersonId(operator), Role.MAINTAINER: PersonId(maintainer), Role.STEWARD: PersonId(steward)}
    assert combines(mine, PersonId(maintainer)) == bool(lines)


def test_a_combination_wants_its_reason_written_down_and_keeps_the_advice() -> None:
    bare = diagnose([held("olivia", "olivia", "sam")], TODAY).lines[0]
    assert bare.mend is Mend.GIVE_A_REASON and "no reason is written down" in text(gap_line(bare).title)
    seats = (
        a_seat(Role.OPERATOR, "olivia"),
        a_seat(Role.MAINTAINER, "olivia", combined_reason="she built it"),
        a_seat(Role.STEWARD, "sam"),
    )
    told = next(one for one in diagnose([a_system(*seats)], TODAY).lines if one.gap is Gap.COMBINED)
    assert told.mend is Mend.NAME_SOMEBODY_ELSE
    assert "she built it" in text(gap_line(told).title) and "almost always worth the cost" in text(gap_line(told).title)


@given(st.lists(st.tuples(st.integers(0, 9), st.one_of(st.none(), st.integers(0, 9))), min_size=1, max_size=5))
def test_more_hours_needed_than_granted_is_one_line_a_person(hours: list[tuple[int, int | None]]) -> None:
    systems = [
        a_system(
            a_seat(Role.OPERATOR, "olivia", needed=Decimal(needed), granted=Decimal(granted) if granted is not None else None), number=n
        )
        for n, (needed, granted) in enumerate(hours)
    ]
    found = diagnose(systems, TODAY)
    needed, granted = sum(n for n, _ in hours), sum(g if g is not None else n for n, g in hours)
    assert (found.load[0].needed, found.load[0].granted) == (Decimal(needed), Decimal(granted))
    assert sum(one.gap is Gap.OVERLOADED for one in found.lines) == int(needed > granted)


def test_hours_on_planned_and_retired_systems_do_not_count() -> None:
    systems = [held("olivia", "max", "sam", stage=stage, number=n) for n, stage in enumerate((Stage.PLANNED, Stage.RETIRED, Stage.PILOT))]
    assert diagnose(systems, TODAY).load[0].needed == 2


INSIDE, OUTSIDE = Holder(False, "Finance"), Holder(True)


@pytest.mark.parametrize(
    ("pattern", "holders", "end", "found"),
    [
        (Pattern.VENDOR, {Role.MAINTAINER: OUTSIDE, Role.OPERATOR: INSIDE}, date(2028, 1, 1), ()),
        (Pattern.VENDOR, {Role.MAINTAINER: INSIDE}, date(2028, 1, 1), (Advice.VENDOR_WANTS_OUTSIDE_MAINTAINER,)),
        (Pattern.VENDOR, {}, None, (Advice.VENDOR_WANTS_CONTRACT_END,)),
        (Pattern.VENDOR, {}, date(2026, 12, 6), (Advice.CONTRACT_IS_OVER,)),
        (Pattern.VENDOR, {}, TODAY, (Advice.CONTRACT_ENDS_SOON,)),
        (Pattern.VENDOR, {}, date(2027, 2, 5), (Advice.CONTRACT_ENDS_SOON,)),
        (Pattern.VENDOR, {}, date(2027, 2, 6), ()),
        (Pattern.VENDOR, {Role.OPERATOR: OUTSIDE, Role.STEWARD: OUTSIDE}, date(2028, 1, 1), (Advice.VENDOR_WANTS_OWN_PEOPLE,) * 2),
        (Pattern.EMBEDDED, {Role.OPERATOR: INSIDE, Role.MAINTAINER: Holder(False, "IT")}, None, (Advice.EMBEDDED_WANTS_ONE_UNIT,)),
        (Pattern.EMBEDDED, {Role.OPERATOR: INSIDE, Role.MAINTAINER: Holder(False, "finance")}, None, ()),
        (Pattern.EMBEDDED, {Role.OPERATOR: INSIDE, Role.MAINTAINER: Holder(False)}, None, ()),  # unknown is not apart
        (Pattern.OPERATIONAL, {Role.OPERATOR: OUTSIDE, Role.MAINTAINER: OUTSIDE}, None, ()),
    ],
)
def test_what_does_not_fit_the_way_a_system_is_owned(
    pattern: Pattern, holders: dict[Role, Holder], end: date | None, found: tuple[Advice, ...]
) -> None:
    assert tuple(one for one, _ in advice(pattern, holders, end, TODAY)) == found


def test_a_pattern_is_advice_beside_the_gaps_and_an_override_stays_until_it_is_staffed() -> None:
    seats = (a_seat(Role.OPERATOR, "olivia", external=True), a_seat(Role.MAINTAINER), a_seat(Role.STEWARD, "sam"))
    lines = diagnose([a_system(*seats, pattern=Pattern.VENDOR, overridden_until=TODAY)], TODAY).lines
    assert [one.gap for one in lines] == [Gap.VACANT, Gap.PATTERN, Gap.PATTERN, Gap.OVERRIDDEN]
    staffed = held("olivia", "max", "sam", overridden_until=TODAY)
    assert diagnose([staffed], TODAY).lines == ()


def quiet(role: Role, days: int) -> SeatFacts:
    return a_seat(role, "olivia", quiet_since=NOW - timedelta(days=days))


def test_the_job_that_stopped_first_is_named_with_its_mend() -> None:
    vacant = a_seat(Role.MAINTAINER, episodes=((EpisodeKind.VACANT, NOW - timedelta(days=56), False),))
    found = drift(a_system(quiet(Role.OPERATOR, 14), vacant, a_seat(Role.STEWARD, "sam")), LONG_AGO)
    assert found is not None and [(one.role, one.gap) for one in found.stopped] == [
        (Role.MAINTAINER, Gap.VACANT),
        (Role.OPERATOR, Gap.QUIET),
    ]
    said = text(drift_words(found))
    assert (
        "technical side stopped first, 12 October 2026" in said and "then the day-to-day side" in said and said.endswith("name a person.")
    )


@pytest.mark.parametrize("kind", [EpisodeKind.VACANT, EpisodeKind.UNCOVERED, EpisodeKind.UNREACHABLE])
def test_a_seat_drifts_after_five_working_days_and_quiet_at_once(kind: EpisodeKind) -> None:
    seat = a_seat(Role.OPERATOR, None if kind is EpisodeKind.VACANT else "olivia", episodes=((kind, LONG_AGO, False),))
    assert drift(a_system(seat), LONG_AGO) is None
    assert drift(a_system(seat), LONG_AGO + timedelta(seconds=1)) is not None
    assert drift(a_system(quiet(Role.OPERATOR, 0)), LONG_AGO) is not None


def test_what_drifts_because_nothing_arrives_says_what_mends_that() -> None:
    seat = a_seat(Role.OPERATOR, "olivia", episodes=((EpisodeKind.UNREACHABLE, LONG_AGO, False),), out_of_reach=OutOfReach.MESSAGES_OFF)
    found = drift(a_system(seat), NOW)
    assert found is not None and "an admin switches them on in the app's settings" in text(drift_words(found))


@pytest.mark.parametrize("why", [*OutOfReach, *NotYet])
def test_each_way_of_being_out_of_reach_is_a_gap_with_its_own_mend(why: OutOfReach | NotYet) -> None:
    seat = a_seat(
        Role.OPERATOR, "olivia", episodes=((EpisodeKind.UNREACHABLE, LONG_AGO, False),), out_of_reach=why, unreachable_episode="e"
    )
    (line,) = [one for one in diagnose([a_system(seat)]).lines if one.gap is Gap.UNREACHABLE]
    assert line.mend is OF_REMEDY[REMEDIES[why]] and BECAUSE[why] in text(gap_words(line)) and MEND[why] in text(gap_words(line))
    button = mend_of(line)
    assert (button.label, button.ref) == (("Name somebody", seat.seat_id) if line.mend is Mend.NAME_SOMEBODY_ELSE else ("Try again", "e"))


@pytest.mark.parametrize("stage", [one for one in Stage if one not in (Stage.PILOT, Stage.PRODUCTION)])
def test_only_what_is_live_drifts(stage: Stage) -> None:
    assert drift(a_system(quiet(Role.OPERATOR, 30), stage=stage), LONG_AGO) is None


def test_two_of_four_answers_while_the_facts_moved_are_a_drift_and_an_excuse_is_not() -> None:
    assert drift(a_system(a_seat(Role.OPERATOR, "olivia", moved=1)), LONG_AGO) is None
    moved = drift(a_system(a_seat(Role.OPERATOR, "olivia", moved=2)), LONG_AGO)
    assert moved is not None and moved.stopped == ()
    excused = a_seat(Role.OPERATOR, "olivia", quiet_since=NOW - timedelta(days=30), excused_until=TODAY)
    assert drift(a_system(excused), LONG_AGO) is None


@given(st.lists(st.integers(0, 60), min_size=1, max_size=3))
def test_what_stopped_is_in_the_order_it_stopped(days: list[int]) -> None:
    seats = [quiet(role, one) for role, one in zip(Role, days, strict=False)]
    found = drift(a_system(*seats), LONG_AGO)
    since = [one.since for one in found.stopped] if found else []
    assert since == sorted(since) and len(since) == len(seats)


def test_whose_silence_nobody_hears_stands_first_and_is_named() -> None:
    unheard = a_seat(Role.OPERATOR, "olivia", episodes=((EpisodeKind.SILENT, LONG_AGO, True),))
    high = a_system(a_seat(Role.STEWARD), impact=Impact.HIGH, number=1)
    found = diagnose([high, a_system(unheard)], TODAY)
    assert found.lines[0].seat is unheard and found.unheard == found.lines[:1]
    assert "nobody is left to tell about S0" in first_step(found) and "nobody is left to tell" in text(gap_line(found.lines[0]).title)


def test_only_vacant_seats_are_ordered_by_role_the_others_by_age() -> None:
    old, new = NOW - timedelta(days=300), NOW - timedelta(days=20)
    quiet = diagnose(
        [
            a_system(a_seat(Role.STEWARD, "sam", quiet_since=new), number=0),
            a_system(a_seat(Role.MAINTAINER, "max", quiet_since=old), number=1),
        ]
    )
    assert [one.seat.role for one in quiet.lines if one.gap is Gap.QUIET] == [Role.MAINTAINER, Role.STEWARD]
    vacant = diagnose([a_system(a_seat(Role.OPERATOR), a_seat(Role.STEWARD))])
    assert [one.seat.role for one in vacant.lines] == [Role.STEWARD, Role.OPERATOR]


def test_who_asks_for_more_is_answered_from_the_line_and_an_excuse_tells_its_reason() -> None:
    asking = SeatFacts(SeatId("s"), Role.STEWARD, SeatState.PROPOSED, PersonId("sam"), "Sam", asks_more="offer-1")
    (line,) = diagnose([a_system(asking)]).lines
    assert "Sam asks for more before saying yes" in text(gap_line(line).title)
    assert [(one.label, one.ref) for one in gap_line(line).buttons] == [("Answer…", "offer-1")]
    excused = a_seat(Role.OPERATOR, "olivia", excused_until=TODAY, excused_by="Sam", excused_reason="the line is rebuilt")
    (line,) = diagnose([a_system(excused)]).lines
    assert "excused until 7 December 2026 by Sam: “the line is rebuilt”." in text(gap_line(line).title)
