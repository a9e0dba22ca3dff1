"""Offers, staffing, answers, attention: R2–R5, R10 (PRODUCT §2; STATES, Offer and Check-in)."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import (
    ANSWERS,
    DEFAULT_CADENCE,
    AnswerKind,
    AssignmentState,
    CheckIn,
    CheckInState,
    EpisodeKind,
    Outage,
    PersonId,
    Policy,
    Role,
    Seat,
    SeatId,
    SeatState,
    Stage,
    SystemId,
    VoidReason,
)
from bot.rules import answers, staffing
from bot.rules.answers import Follow, Refused, follow_up, may_answer, missing, number_of, plain_answer
from bot.rules.asking import Asked, Nobody, Uncovered, asks, gaps_are_told, is_away, who_is_asked
from bot.rules.attention import Job, Missed, job_state, quiet_since
from bot.rules.cadence import start_of
from bot.rules.offers import OfferStep, plan_offer
from bot.rules.outages import lost_days
from bot.rules.silence import Reader
from tests.makers import BERLIN, MONDAY, a_check_in, a_person, a_silence, an_absence, an_offer

POLICY = Policy()
SAM = Reader(PersonId("sam"), BERLIN)
SEAT = Seat(SeatId("s"), SystemId("x"), Role.OPERATOR, DEFAULT_CADENCE[Role.OPERATOR])


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_an_offer_is_reminded_after_two_and_four_working_days_told_at_five_and_expires_at_ten() -> None:
    steps = []
    offer = an_offer()
    for _ in range(5):
        plan = plan_offer(offer, BERLIN, (SAM,), BERLIN, POLICY)
        assert plan is not None
        steps.append((plan.step, plan.at))
        if plan.step is OfferStep.REMIND:
            offer = replace(offer, reminded=offer.reminded + 1)
        elif plan.step is OfferStep.TELL:
            offer = replace(offer, told=offer.told + 1, told_on=plan.readers[0][1])
    days = [(step, start_of(BERLIN, day(text))) for step, text in (
        (OfferStep.REMIND, "2026-12-02"), (OfferStep.REMIND, "2026-12-04"), (OfferStep.TELL, "2026-12-07"),
        (OfferStep.EXPIRE, "2026-12-14"), (OfferStep.EXPIRE, "2026-12-14"))]  # fmt: skip
    assert steps == days


def test_an_offer_of_an_import_that_nobody_was_sent_has_no_clock() -> None:
    assert plan_offer(an_offer(delivered_at=None, invited_at=None), BERLIN, (SAM,), BERLIN, POLICY) is None


def test_an_offer_that_cannot_arrive_is_told_and_expires_and_reminds_nobody() -> None:
    offer = an_offer(delivered_at=None, invited_at=MONDAY)
    plan = plan_offer(offer, BERLIN, (SAM,), BERLIN, POLICY)
    assert plan is not None and (plan.step, plan.at) == (OfferStep.TELL, start_of(BERLIN, day("2026-12-07")))
    told = replace(offer, told=1, told_on=day("2026-12-07"))
    plan = plan_offer(told, BERLIN, (SAM,), BERLIN, POLICY)
    assert plan is not None and (plan.step, plan.at) == (OfferStep.EXPIRE, start_of(BERLIN, day("2026-12-14")))


def test_asking_for_more_stops_the_clock_after_five_working_days_the_admins_hear_and_then_every_week() -> None:
    asking = an_offer(asks_more_at=MONDAY)
    plan = plan_offer(asking, BERLIN, (SAM,), BERLIN, POLICY)
    assert plan is not None and (plan.step, plan.at) == (OfferStep.TELL_ADMINS, start_of(BERLIN, day("2026-12-07")))
    told = replace(asking, asks_more_told=True, told=1, told_on=day("2026-12-07"))
    plan = plan_offer(told, BERLIN, (SAM,), BERLIN, POLICY)
    assert plan is not None and (plan.step, plan.at) == (OfferStep.TELL_ADMINS, start_of(BERLIN, day("2026-12-14")))


def test_in_chat_no_operator_before_the_steward_and_from_an_import_it_is_kept() -> None:
    assert staffing.may_offer(Role.STEWARD, steward_accepted=False, in_chat=True)
    assert not staffing.may_offer(Role.OPERATOR, steward_accepted=False, in_chat=True)
    assert staffing.may_offer(Role.OPERATOR, steward_accepted=True, in_chat=True)
    assert staffing.may_offer(Role.MAINTAINER, steward_accepted=False, in_chat=False)


def test_a_seat_is_held_proposed_or_vacant() -> None:
    assert staffing.seat_state(()) is SeatState.VACANT
    assert staffing.seat_state((an_offer(),)) is SeatState.PROPOSED
    assert staffing.seat_state((an_offer(), replace(an_offer(), state=AssignmentState.ACCEPTED))) is SeatState.HELD
    assert staffing.hours_needed(Role.MAINTAINER, SEAT, POLICY) == Decimal(4)
    assert staffing.hours_needed(Role.MAINTAINER, replace(SEAT, hours_needed=Decimal(9)), POLICY) == Decimal(9)


def test_leaving_ends_the_question_and_the_persons_silences_and_begins_the_vacancy() -> None:
    holding = replace(an_offer(), state=AssignmentState.ACCEPTED)
    open_ = a_check_in(CheckInState.OPEN)
    changes = staffing.vacate(SEAT, holding, open_, (a_silence(),), MONDAY, "left", told=True)
    states = {type(one).__name__: one for one in (*changes.save, *changes.add)}
    assert [one.kind for one in changes.add if hasattr(one, "kind")] == [EpisodeKind.VACANT]
    check_in = next(one for one in changes.save if isinstance(one, CheckIn))
    assert (check_in.state, check_in.void_reason) == (CheckInState.VOID, VoidReason.VACATED)
    assert states and all(one.ended_by == "vacated" for one in changes.save if hasattr(one, "ended_by"))
    assert staffing.vacate(SEAT, holding, None, (), MONDAY, "left", told=False).add == ()


@pytest.mark.parametrize(
    ("answered", "delivered", "state", "why"),
    [
        (True, True, CheckInState.ANSWERED, None),
        (False, True, CheckInState.MISSED, None),
        (False, False, CheckInState.VOID, VoidReason.UNREACHABLE),
    ],
)
def test_what_an_open_question_becomes_when_the_next_one_opens(
    answered: bool, delivered: bool, state: CheckInState, why: VoidReason | None
) -> None:
    check_in = a_check_in(CheckInState.OPEN, answered=answered)
    (closed,) = staffing.close(check_in if delivered else replace(check_in, delivered_at=None), MONDAY, unreachable=True).save
    assert isinstance(closed, CheckIn) and (closed.state, closed.void_reason) == (state, why)


def test_only_the_person_asked_answers_an_open_question_with_one_of_its_answers() -> None:
    open_ = a_check_in(CheckInState.OPEN)
    assert may_answer(open_, True, Role.OPERATOR, AnswerKind.NORMAL, False) is None
    assert may_answer(open_, False, Role.OPERATOR, AnswerKind.NORMAL, False) is Refused.NOT_YOURS
    assert may_answer(replace(open_, state=CheckInState.MISSED), True, Role.OPERATOR, AnswerKind.NORMAL, False) is Refused.CLOSED
    assert may_answer(open_, True, Role.OPERATOR, AnswerKind.KEEP, False) is Refused.NOT_AN_ANSWER
    assert may_answer(open_, True, Role.STEWARD, AnswerKind.RETIRE, True) is Refused.NOT_FOR_A_COVER
    assert may_answer(open_, True, Role.STEWARD, AnswerKind.KEEP, True) is None


@given(st.sampled_from(Role), st.sampled_from(AnswerKind), st.sampled_from(CheckInState), st.booleans(), st.booleans())
def test_nobody_answers_what_is_not_theirs_or_not_open(
    role: Role, kind: AnswerKind, state: CheckInState, cover: bool, theirs: bool
) -> None:
    if may_answer(replace(a_check_in(CheckInState.OPEN), state=state), theirs, role, kind, cover) is None:
        assert theirs and state is CheckInState.OPEN and kind in ANSWERS[role]


def test_details_are_asked_for_only_when_something_is_off() -> None:
    today = day("2026-11-30")
    assert missing(AnswerKind.NORMAL, {}, today) == {} == missing(AnswerKind.KEEP, {}, today)
    assert set(missing(AnswerKind.OFF, {"since": "2027-01-01"}, today)) == {"words", "severity", "since"}
    assert set(missing(AnswerKind.COST_OFF, {"words": "x", "amount": "much"}, today)) == {"amount"}
    assert set(missing(AnswerKind.RETIRE, {"words": "x", "review_on": "2026-11-30"}, today)) == {"review_on"}


@pytest.mark.parametrize(
    ("text", "number"), [("903", "903"), ("903,50", "903.50"), ("1 200.5", "1200.5"), ("NaN", None), ("1e99", None), ("", None)]
)
def test_numbers_as_people_type_them(text: str, number: str | None) -> None:
    assert number_of(text) == (Decimal(number) if number else None)


def test_several_like_answers_in_a_row_say_something() -> None:
    cant, didnt, normal = AnswerKind.CANT_TELL, AnswerKind.DIDNT_LOOK, AnswerKind.NORMAL
    assert follow_up([cant, cant, normal]) is Follow.NORMAL_UNDEFINED
    assert follow_up([cant, normal, cant]) is None
    assert [follow_up([didnt] * n) for n in (2, 3, 4, 5)] == [None, Follow.HOURS_REAL, Follow.HOURS_GRANTED, None]


@pytest.mark.parametrize(
    ("text", "role", "kind"),
    [
        ("All good.", Role.OPERATOR, AnswerKind.NORMAL), (" looked,  fine ", Role.OPERATOR, AnswerKind.NORMAL), ("Didn’t look", Role.OPERATOR, AnswerKind.DIDNT_LOOK),
        ("all good", Role.MAINTAINER, AnswerKind.STEADY), ("keep", Role.STEWARD, AnswerKind.KEEP),
        ("keep", Role.OPERATOR, None), ("all good, looked at ten", Role.OPERATOR, None), ("cost went up 30 %", Role.MAINTAINER, None), ("", Role.OPERATOR, None),
    ],
)  # fmt: skip
def test_only_a_whole_known_phrase_is_an_answer(text: str, role: Role, kind: AnswerKind | None) -> None:
    assert plain_answer(text, role) is kind


def test_every_phrase_belongs_to_one_answer_of_a_question() -> None:
    for role, kinds in ANSWERS.items():
        phrases = [phrase for kind in kinds for phrase in answers.PHRASES.get(kind, ())]
        assert len(phrases) == len(set(phrases)), role


def test_quiet_is_two_missed_in_a_row_since_the_delivery_of_the_first() -> None:
    assert quiet_since(None) is None and quiet_since(Missed(1, MONDAY)) is None
    assert quiet_since(Missed(2, MONDAY)) == MONDAY == quiet_since(Missed(300, MONDAY))


@pytest.mark.parametrize(
    ("held", "proposed", "kinds", "quiet", "leaving", "job"),
    [
        (False, False, [], False, False, Job.NOBODY), (False, True, [], False, False, Job.ASKED), (True, False, [EpisodeKind.UNREACHABLE], True, True, Job.UNREACHABLE),
        (True, False, [EpisodeKind.UNCOVERED], True, False, Job.UNCOVERED), (True, False, [EpisodeKind.SILENT], True, False, Job.QUIET),
        (True, False, [EpisodeKind.SILENT], False, True, Job.UNCONFIRMED), (True, False, [], False, True, Job.LEAVING), (True, False, [], False, False, Job.FINE),
    ],
)  # fmt: skip
def test_one_word_for_a_job(held: bool, proposed: bool, kinds: list[EpisodeKind], quiet: bool, leaving: bool, job: Job) -> None:
    assert job_state(held, proposed, [a_silence(kind=kind, tellings=1) for kind in kinds], quiet, leaving) is job


def test_who_is_asked() -> None:
    olivia, dee = a_person("Olivia"), a_person("Dee")
    monday = day("2026-11-30")
    away = an_absence(day("2026-11-28"), day("2026-12-04"))
    agreed = replace(away, cover_id=dee.id, cover_agreed_at=MONDAY)
    assert who_is_asked(None, None, None, False, monday) == Nobody()
    assert who_is_asked(replace(olivia, active=False), None, None, False, monday) == Nobody()
    assert who_is_asked(olivia, None, None, False, monday) == Asked(olivia)
    assert who_is_asked(olivia, away, None, False, monday) == Uncovered(olivia.id)
    assert who_is_asked(olivia, replace(away, cover_id=dee.id), dee, False, monday) == Uncovered(olivia.id)
    assert who_is_asked(olivia, agreed, dee, False, monday) == Asked(dee, standing_in=True)
    assert who_is_asked(olivia, agreed, dee, True, monday) == Uncovered(olivia.id)
    assert who_is_asked(olivia, agreed, dee, False, day("2026-12-05")) == Asked(olivia)
    assert is_away(an_absence(monday, None), day("2027-12-05")) and not is_away(replace(away, ended_at=MONDAY), monday)


def test_which_stages_ask_and_which_tell_gaps() -> None:
    assert [stage for stage in Stage if asks(stage, False)] == [Stage.PILOT, Stage.PRODUCTION, Stage.RETIRING]
    assert [stage for stage in Stage if gaps_are_told(stage, False)] == [Stage.BUILDING, Stage.PILOT, Stage.PRODUCTION, Stage.RETIRING]
    assert not asks(Stage.RETIRING, True) and not gaps_are_told(Stage.RETIRING, True)


def test_a_day_of_which_half_the_hours_were_lost_is_lost() -> None:
    start = start_of(BERLIN, day("2026-12-01"))
    assert lost_days([Outage(start, start + timedelta(hours=4))], BERLIN) == frozenset({day("2026-12-01")})
    assert lost_days([Outage(start, start + timedelta(hours=3, minutes=59))], BERLIN) == frozenset()
    assert len(lost_days([Outage(start, start + timedelta(days=3))], BERLIN)) == 3


def test_outages_of_one_day_add_up_and_time_that_two_share_counts_once() -> None:
    at = start_of(BERLIN, day("2026-12-01"))

    def outage(first: float, last: float) -> Outage:
        return Outage(at + timedelta(hours=first), at + timedelta(hours=last))

    lost = frozenset({day("2026-12-01")})
    assert lost_days([outage(0, 3), outage(4, 7)], BERLIN) == lost, "six of eight hours"
    assert lost_days([outage(4, 7), outage(0, 3)], BERLIN) == lost, "in whatever order they are told"
    assert lost_days([outage(0, 3), outage(1, 3.5)], BERLIN) == frozenset(), "ours, and a platform's in the same hours"
    assert lost_days([outage(0, 3), outage(0.5, 1), outage(2, 4)], BERLIN) == lost
