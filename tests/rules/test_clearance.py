"""Planned means staffed (R5): cleared is three accepted, active people, now."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Assignment, AssignmentId, AssignmentState, Person, PersonId, Role, SeatId, System, SystemId
from bot.rules.clearance import Clearance, Lacks, Missing, clearance, lacks
from bot.views.clearance import sentence
from tests.makers import MONDAY, a_person

TODAY = date(2026, 11, 30)
OLIVIA, GONE = a_person(), a_person("Gone", active=False)
PEOPLE: dict[str, Person] = {OLIVIA.id: OLIVIA, GONE.id: GONE}


def an_assignment(state: AssignmentState, person: PersonId = OLIVIA.id, invited: datetime | None = MONDAY) -> Assignment:
    return Assignment(AssignmentId("a"), SeatId("s"), person, state, MONDAY, invited_at=invited)


HELD = (an_assignment(AssignmentState.ACCEPTED),)


@pytest.mark.parametrize(
    ("assignments", "why"),
    [
        (HELD, None),
        ((), Lacks.VACANT),
        ((an_assignment(AssignmentState.ENDED),), Lacks.VACANT),
        ((an_assignment(AssignmentState.PROPOSED),), Lacks.PROPOSED),
        ((an_assignment(AssignmentState.PROPOSED, invited=None),), Lacks.NOT_INVITED),
        ((an_assignment(AssignmentState.ACCEPTED, GONE.id),), Lacks.NOT_ACTIVE),
        ((an_assignment(AssignmentState.ACCEPTED, PersonId("erased")),), Lacks.NOT_ACTIVE),
        ((an_assignment(AssignmentState.PROPOSED), *HELD), None),  # a successor is asked: the holder still holds
    ],
)
def test_what_a_seat_lacks(assignments: tuple[Assignment, ...], why: Lacks | None) -> None:
    assert lacks(assignments, PEOPLE) is why


@given(st.dictionaries(st.sampled_from(Role), st.sampled_from(AssignmentState)), st.one_of(st.none(), st.integers(-3, 3)))
def test_cleared_is_three_accepted_and_only_an_override_that_stands_lets_the_rest_go_on(
    states: dict[Role, AssignmentState], days: int | None
) -> None:
    until = TODAY + timedelta(days=days) if days is not None else None
    found = clearance({role: (an_assignment(state),) for role, state in states.items()}, PEOPLE, until, TODAY)
    accepted = [role for role in Role if states.get(role) is AssignmentState.ACCEPTED]
    assert found.cleared == (len(accepted) == 3)
    assert {one.role for one in found.missing} == set(Role) - set(accepted)
    assert found.may_go_on == (found.cleared or (until is not None and until >= TODAY))
    assert not (found.cleared and found.overridden_until)


def test_every_missing_seat_is_named_with_its_gloss() -> None:
    system = System(SystemId("s"), "cv", "CV screening", MONDAY)
    lacking = Clearance((Missing(Role.OPERATOR, Lacks.VACANT), Missing(Role.STEWARD, Lacks.PROPOSED)), date(2026, 12, 24))
    told = sentence(system, lacking)
    assert "until 24 December 2026" in told and "operator (looks at" in told and "steward (answers for" in told
    assert sentence(system, Clearance(())) == "CV screening is cleared: three people have said yes."
