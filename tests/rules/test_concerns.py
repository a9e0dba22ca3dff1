"""A concern's life: one table, and clocks that end with a human (PRODUCT §4, STATES, Concern)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Concern, ConcernId, ConcernMove, ConcernState, PersonId, Policy, Severity, SystemId
from bot.rules.cadence import is_working_day, local_day
from bot.rules.concerns import ENDS, TABLE, Parties, Party, drifted, graded, is_urgent, moved, moves, owes, plan_concern, urgent_at
from bot.rules.silence import Reader, Remind, Rung, Surroundings, Tell
from tests.makers import BERLIN, MONDAY

OLIVIA, MAX, SAM, DEE, NOOR = (PersonId(one) for one in ("olivia", "max", "sam", "dee", "noor"))
STAFFED = Parties(frozenset({OLIVIA}), frozenset({MAX}), frozenset({SAM}), frozenset({DEE}))
READERS = ((Rung.STEWARD, (Reader(SAM, BERLIN),)), (Rung.ADMINS, (Reader(DEE, BERLIN),)))
AROUND = Surroundings(READERS, BERLIN, BERLIN)
POLICY = Policy()
states = st.sampled_from(ConcernState)
severities = st.sampled_from(Severity)


def a_concern(state: ConcernState = ConcernState.OPEN, severity: Severity = Severity.CUSTOMERS, **more: object) -> Concern:
    return Concern(ConcernId("k"), SystemId("s"), NOOR, MONDAY, severity, state, MONDAY, **more)  # type: ignore[arg-type]


def may(actor: PersonId, concern: Concern, parties: Parties = STAFFED) -> tuple[ConcernMove, ...]:
    return moves(concern, parties.of(actor, concern))


def test_the_operator_triages() -> None:
    assert may(OLIVIA, a_concern())[:3] == (ConcernMove.FOR_MAINTAINER, ConcernMove.MINE, ConcernMove.KNOWN_EDGE_CASE)


def test_the_maintainer_takes_it_on_resolves_it_and_the_operator_confirms() -> None:
    concern = a_concern()
    for actor, move, state in (
        (OLIVIA, ConcernMove.FOR_MAINTAINER, ConcernState.TRIAGED),
        (MAX, ConcernMove.ACKNOWLEDGE, ConcernState.ACKNOWLEDGED),
        (MAX, ConcernMove.RESOLVE, ConcernState.RESOLVED),
        (OLIVIA, ConcernMove.REOPEN, ConcernState.TRIAGED),
        (MAX, ConcernMove.ACKNOWLEDGE, ConcernState.ACKNOWLEDGED),
        (MAX, ConcernMove.RESOLVE, ConcernState.RESOLVED),
        (OLIVIA, ConcernMove.CONFIRM, ConcernState.CONFIRMED),
    ):
        assert move in may(actor, concern)
        concern = moved(concern, move, actor, MONDAY)
        assert concern.state is state
    assert may(SAM, concern) == () and concern.closed_by == OLIVIA


def test_whoever_raised_it_may_only_say_something() -> None:
    for state in set(ConcernState) - ENDS:
        assert may(NOOR, a_concern(state)) == (ConcernMove.SAY,)
    assert may(PersonId("stranger"), a_concern()) == ()


def test_mine_makes_the_operator_its_owner_who_resolves_it_or_passes_it_on() -> None:
    mine = moved(a_concern(), ConcernMove.MINE, OLIVIA, MONDAY)
    assert mine.owner_id == OLIVIA and owes(mine) is Party.OWNER
    assert {ConcernMove.RESOLVE, ConcernMove.FOR_MAINTAINER} <= set(may(OLIVIA, mine))
    theirs = moved(a_concern(ConcernState.TRIAGED), ConcernMove.ACKNOWLEDGE, MAX, MONDAY)
    assert ConcernMove.FOR_MAINTAINER not in may(OLIVIA, theirs)


def test_a_known_edge_case_is_not_a_concern_and_needs_a_word() -> None:
    assert moved(a_concern(), ConcernMove.KNOWN_EDGE_CASE, OLIVIA, MONDAY).state is ConcernState.NOT_A_CONCERN
    assert TABLE[ConcernState.OPEN][ConcernMove.KNOWN_EDGE_CASE].words


@pytest.mark.parametrize("missing", [Party.OPERATOR, Party.MAINTAINER])
def test_what_nobody_is_there_for_the_steward_does(missing: Party) -> None:
    parties = Parties(
        frozenset() if missing is Party.OPERATOR else frozenset({OLIVIA}),
        frozenset() if missing is Party.MAINTAINER else frozenset({MAX}),
        frozenset({SAM}),
        frozenset({DEE}),
    )
    wanted = ConcernMove.CONFIRM if missing is Party.OPERATOR else ConcernMove.ACKNOWLEDGE
    state = ConcernState.RESOLVED if missing is Party.OPERATOR else ConcernState.TRIAGED
    assert wanted in may(SAM, a_concern(state), parties) and wanted not in may(SAM, a_concern(state))


def test_without_a_steward_an_admin_does_what_nobody_is_there_for() -> None:
    alone = Parties(admins=frozenset({DEE}))
    assert ConcernMove.ACKNOWLEDGE in may(DEE, a_concern(ConcernState.TRIAGED), alone)


def test_without_an_operator_it_goes_straight_to_the_maintainer() -> None:
    assert drifted(a_concern(), Parties(maintainer=frozenset({MAX}))) and not drifted(a_concern(), STAFFED)


def test_what_somebody_worked_on_who_is_gone_is_free_again() -> None:
    held = a_concern(ConcernState.ACKNOWLEDGED, owner_id=PersonId("gone"))
    assert drifted(held, STAFFED) and not drifted(a_concern(ConcernState.ACKNOWLEDGED, owner_id=MAX), STAFFED)


@given(states, st.lists(st.sampled_from(ConcernMove), max_size=12), severities)
def test_whatever_is_done_an_end_stays_an_end_and_an_open_one_has_a_clock(
    state: ConcernState, wanted: list[ConcernMove], severity: Severity
) -> None:
    concern = a_concern(state, severity, next_at=None if state in ENDS else MONDAY)
    for number, move in enumerate(wanted):
        if move not in TABLE[concern.state]:
            continue
        before, now = concern, MONDAY + timedelta(hours=number)
        concern = moved(concern, move, OLIVIA, now)
        assert (concern.next_at is None) == (concern.state in ENDS) == (concern.closed_at is not None)
        if is_urgent(before) and is_urgent(concern):
            assert (concern.state_since, concern.told, concern.told_on) == (before.state_since, before.told, before.told_on)
        elif concern.state is not before.state:
            assert (concern.state_since, concern.told, concern.told_on) == (now, 0, None)
    assert not (set(TABLE[concern.state]) and concern.state in ENDS)


@given(states, severities)
def test_in_every_open_state_somebody_of_a_staffed_system_can_do_the_next_step(state: ConcernState, severity: Severity) -> None:
    concern = a_concern(state, severity, owner_id=MAX)
    if state not in ENDS:
        leading = {move for move, row in TABLE[state].items() if row.to is not None}
        owing = {Party.OPERATOR: OLIVIA, Party.MAINTAINER: MAX, Party.OWNER: MAX}[owes(concern)]
        assert leading & set(may(owing, concern))


@given(st.sets(st.sampled_from((OLIVIA, MAX, SAM, DEE))), states, severities)
def test_whoever_is_left_some_human_can_move_every_open_concern_on(left: set[PersonId], state: ConcernState, severity: Severity) -> None:
    operator, maintainer, steward, admins = (frozenset({one}) & left for one in (OLIVIA, MAX, SAM, DEE))
    parties = Parties(operator, maintainer, steward, admins)
    concern = a_concern(state, severity, owner_id=MAX)
    if state not in ENDS and (parties.steward or parties.admins) and not drifted(concern, parties):
        leading = {move for move, row in TABLE[state].items() if row.to is not None}
        assert any(leading & set(may(one, concern, parties)) for one in left)


@pytest.mark.parametrize(
    ("state", "severity", "days", "reminders"),
    [
        (ConcernState.OPEN, Severity.CUSTOMERS, 1, ()),
        (ConcernState.OPEN, Severity.COSMETIC, 5, (1,)),
        (ConcernState.TRIAGED, Severity.CUSTOMERS, 1, ()),
        (ConcernState.TRIAGED, Severity.COSMETIC, 5, ()),
        (ConcernState.ACKNOWLEDGED, Severity.STOP, 5, ()),
        (ConcernState.ACKNOWLEDGED, Severity.CUSTOMERS, 5, ()),
        (ConcernState.ACKNOWLEDGED, Severity.COSMETIC, 20, ()),
        (ConcernState.RESOLVED, Severity.COSMETIC, 5, (2,)),
    ],
)
def test_the_clocks_as_states_has_them(state: ConcernState, severity: Severity, days: int, reminders: tuple[int, ...]) -> None:
    concern, now = a_concern(state, severity), MONDAY
    for expected in reminders:
        step = plan_concern(concern, AROUND, POLICY, now)
        assert isinstance(step, Remind) and _working_days(MONDAY, step.at) == expected
        concern = a_concern(state, severity, reminded=True)
    step = plan_concern(concern, AROUND, POLICY, now)
    assert isinstance(step, Tell) and step.number == 1 and _working_days(MONDAY, step.at) == days
    assert [person for person, _ in step.readers] == [SAM]


def test_after_the_steward_the_ladder_goes_on_within_seven_days() -> None:
    told = a_concern(ConcernState.TRIAGED, told=1, told_on=date(2026, 12, 1))
    step = plan_concern(told, AROUND, POLICY, datetime(2026, 12, 2, 9, tzinfo=UTC))
    assert isinstance(step, Tell) and {person for person, _ in step.readers} == {SAM, DEE}
    assert date(2026, 12, 1) < local_day(BERLIN, step.at) <= date(2026, 12, 8)


def test_a_stop_counts_hours_until_it_is_acknowledged() -> None:
    stop = a_concern(severity=Severity.STOP)
    assert is_urgent(stop) and not is_urgent(moved(stop, ConcernMove.ACKNOWLEDGE, MAX, MONDAY))
    hours = [(urgent_at(a_concern(severity=Severity.STOP, told=n), POLICY) - MONDAY) / timedelta(hours=1) for n in range(4)]
    assert hours == [1, 4, 8, 12]


def test_triage_of_a_stop_keeps_its_hours_and_what_was_told_of_it() -> None:
    stop = a_concern(severity=Severity.STOP, told=1, told_on=date(2026, 11, 30))
    later = moved(stop, ConcernMove.FOR_MAINTAINER, OLIVIA, MONDAY + timedelta(hours=3))
    assert (later.state, later.state_since, later.told) == (ConcernState.TRIAGED, MONDAY, 1)
    assert urgent_at(later, POLICY) == MONDAY + timedelta(hours=4)
    assert moved(later, ConcernMove.ACKNOWLEDGE, MAX, MONDAY).told == 0, "acknowledged: another clock"


@given(severities, severities)
def test_only_another_severity_begins_the_clocks_anew(before: Severity, after: Severity) -> None:
    told = a_concern(severity=before, told=2, told_on=date(2026, 11, 30), reminded=True)
    changed = graded(told, after, MONDAY + timedelta(hours=5))
    assert changed.severity is after
    assert (changed.told, changed.state_since) == ((2, MONDAY) if before is after else (0, MONDAY + timedelta(hours=5)))


def test_whoever_is_away_uncovered_keeps_the_role_and_the_concern_while_the_steward_may_act_for_it() -> None:
    away = replace(STAFFED, unattended=frozenset({Party.MAINTAINER}))
    triaged, held = a_concern(ConcernState.TRIAGED), a_concern(ConcernState.ACKNOWLEDGED, owner_id=MAX)
    assert ConcernMove.ACKNOWLEDGE in may(MAX, triaged, away) and ConcernMove.ACKNOWLEDGE in may(SAM, triaged, away)
    assert not drifted(held, away) and ConcernMove.RESOLVE in may(MAX, held, away)
    alone = replace(STAFFED, unattended=frozenset({Party.OPERATOR, Party.MAINTAINER, Party.STEWARD}))
    assert ConcernMove.ACKNOWLEDGE in may(DEE, triaged, alone), "nobody is there: the admins"
    assert drifted(a_concern(), replace(STAFFED, unattended=frozenset({Party.OPERATOR})))


def _working_days(start: datetime, end: datetime) -> int:
    days = (local_day(BERLIN, start) + timedelta(days=n + 1) for n in range((local_day(BERLIN, end) - local_day(BERLIN, start)).days))
    return sum(is_working_day(BERLIN, day) for day in days)
