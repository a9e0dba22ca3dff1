"""Whatever a server says, the gate opens only for a whole answer: garbage is "could not ask", never a traceback (PRODUCT §10)."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cli import gate
from adapters.cli.gate_answer import heard
from adapters.web.api import as_json
from bot.model import Role
from bot.rules.clearance import Clearance, Lacks, Missing
from tests.makers import MONDAY

OPEN: dict[str, Any] = {"system": "x", "cleared": True, "overridden_until": None, "missing": [], "problem": None}
SHUT: dict[str, Any] = OPEN | {"cleared": False, "missing": [{"role": "steward", "why": "vacant"}]}
UNKNOWN: dict[str, Any] = OPEN | {"cleared": False, "problem": "unknown_system"}
GARBAGE: list[Any] = [
    None, [], "cleared", 1, {}, {"cleared": True}, {"cleared": False, "system": "x"},
    OPEN | {"cleared": "true"}, OPEN | {"cleared": 1}, OPEN | {"system": None}, OPEN | {"missing": None}, OPEN | {"problem": "trouble"},
    OPEN | {"missing": SHUT["missing"]}, OPEN | {"overridden_until": "2099-01-01"}, SHUT | {"missing": []}, SHUT | {"missing": [1]},
    SHUT | {"missing": None}, SHUT | {"missing": [{"role": "owner", "why": "vacant"}]}, SHUT | {"missing": [{"role": "steward"}]},
    SHUT | {"overridden_until": "2020-01-01"}, SHUT | {"overridden_until": True}, SHUT | {"overridden_until": "soon"},
    SHUT | {"overridden_until": 4102444800}, UNKNOWN,
]  # fmt: skip


@pytest.mark.parametrize("body", GARBAGE)
def test_garbage_is_could_not_ask(body: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for quiet in (False, True):
        assert gate._heard("x", 200, body, quiet) == gate.COULD_NOT_ASK
    assert '"problem": "could_not_ask"' in capsys.readouterr().out


def test_a_whole_answer_is_taken_at_its_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert gate._heard("x", 200, OPEN, False) == gate.GO_ON
    assert gate._heard("x", 200, SHUT, False) == gate.NOT_CLEARED
    assert gate._heard("x", 200, SHUT | {"overridden_until": "2999-01-01"}, False) == gate.GO_ON
    assert gate._heard("x", 404, UNKNOWN, False) == gate.NOT_CLEARED
    assert gate._heard("x", 200, SHUT | {"missing": [{"role": "steward", "why": "on the moon"}]}, False) == gate.NOT_CLEARED
    told = capsys.readouterr().out
    assert "steward (on the moon)" in told and "until 2999-01-01" in told and "not in the register" in told


@pytest.mark.parametrize("status", [201, 204, 301, 400, 401, 403, 404, 429, 500, 503])
def test_no_other_status_opens_the_gate(status: int) -> None:
    assert gate._heard("x", status, OPEN, False) == gate.COULD_NOT_ASK


def test_an_override_stands_through_its_last_day_everywhere_on_earth() -> None:
    day = MONDAY.date()
    assert heard(200, SHUT | {"overridden_until": day.isoformat()}, MONDAY) is not None
    assert heard(200, SHUT | {"overridden_until": date(day.year, day.month, day.day - 2).isoformat()}, MONDAY) is None


@given(st.lists(st.sampled_from(Role), unique=True), st.sampled_from(Lacks), st.booleans())
def test_whatever_our_own_server_says_is_understood(roles: list[Role], why: Lacks, overridden: bool) -> None:
    found = Clearance(tuple(Missing(role, why) for role in roles), MONDAY.date() if overridden and roles else None)
    answer = heard(200, as_json("x", found), MONDAY)
    assert answer is not None and answer.may_go_on is found.may_go_on


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda one: st.lists(one) | st.dictionaries(st.text(), one)))
def test_nothing_that_is_not_an_answer_opens_it(body: Any) -> None:
    assert heard(200, body, MONDAY) is None
