"""Ownership as a state machine: people join, leave, move, go away, accept, decline, hand over, in any order, with time passing, on two
platforms; and the promises hold after every step (issue, Done when 2).
"""

import os
import shutil
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from bot.events import AccountLeft, Caller, Commanded, Event, Pressed, Reply, Submitted
from bot.model import Assignment, AssignmentState, Role
from tests import ownership_promises as promises
from tests.databases import copy_of
from tests.ownership_world import NAMES, World, caller, platforms_of

EXAMPLES = int(os.environ.get("ROLLCALL_TEST_MACHINES", "12"))
STEPS = int(os.environ.get("ROLLCALL_TEST_STEPS", "25"))
VALUES = {
    "skill": "knows the work", "normal": "about 200 a day", "purpose": "invoices paid", "earns_keep_when": "no more clerks", "reason": "for now",
}  # fmt: skip
ACCEPTED, PROPOSED = AssignmentState.ACCEPTED, AssignmentState.PROPOSED
people = st.sampled_from(NAMES)
roles = st.sampled_from(Role)
systems = st.integers(0, 1)


class Ownership(RuleBasedStateMachine):
    """`said_yes`: who accepted what, by their own hand; `were`: who was seen to hold which seat, and when."""

    url: str

    @initialize()
    def begin(self) -> None:
        self.world = World(self.url)
        self.said_yes: set[tuple[str, str]] = set()
        self.were: list[tuple[datetime, int, Role, str]] = []
        for role, name in ((Role.STEWARD, "sam"), (Role.OPERATOR, "olivia"), (Role.MAINTAINER, "max")):
            self.offer("ada", 0, role, name)
            self.accept(self.world.open(PROPOSED)[0])
        self.offer("ada", 1, Role.STEWARD, "lena")

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.read(lambda tx: promises.one_holder_at_a_time(tx, self.world.seats.values()))
            self.world.close()

    def act(self, event: Event) -> Reply:
        """Whatever is done: nobody is nominated in chat before a steward has said yes (R2)."""
        stewards = self._stewards()
        before = {one.id for one in self.world.open(PROPOSED)}
        reply = self.world.act(event)
        made = [one for one in self.world.open(PROPOSED) if one.id not in before]
        promises.steward_first(made, self.world.seats, stewards | self._stewards())
        return reply

    def _stewards(self) -> set[int]:
        return {number for number in range(2) if self.world.held(number, Role.STEWARD)}

    def accept(self, offer: Assignment) -> None:
        reply = self.act(Submitted(caller(self.world.name_of(offer.person_id)), "accept", offer.id, VALUES))
        if not reply.problem:
            self.said_yes.add((offer.id, offer.person_id))

    @rule(who=st.sampled_from(("ada", "ada", "ada", *NAMES)), number=systems, role=roles, nominee=people)
    def offer(self, who: str, number: int, role: Role, nominee: str) -> None:
        values = {"person": f"{nominee}@acme.example", "hours": "2", "reason": "for now"}
        self.act(Submitted(caller(who), "offer", self.world.seats[number, role], values))

    @precondition(lambda self: self.world.open(PROPOSED))
    @rule(data=st.data())
    def say_yes(self, data: st.DataObject) -> None:
        self.accept(data.draw(st.sampled_from(self.world.open(PROPOSED))))

    @precondition(lambda self: self.world.open(PROPOSED))
    @rule(data=st.data(), what=st.sampled_from(("decline", "ask_more")))
    def say_no(self, data: st.DataObject, what: str) -> None:
        offer = data.draw(st.sampled_from(self.world.open(PROPOSED)))
        self.act(Submitted(caller(self.world.name_of(offer.person_id)), what, offer.id, {"words": "more hours", "reason": "no"}))

    @precondition(lambda self: self.world.open(PROPOSED))
    @rule(data=st.data(), who=people)
    def withdraw(self, data: st.DataObject, who: str) -> None:
        self.act(Pressed(caller(who), "withdraw", data.draw(st.sampled_from(self.world.open(PROPOSED))).id))

    @precondition(lambda self: self.world.open(PROPOSED))
    @rule(data=st.data(), thief=people)
    def somebody_else_says_yes(self, data: st.DataObject, thief: str) -> None:
        offer = data.draw(st.sampled_from(self.world.open(PROPOSED)))
        if self.world.persons[thief] != offer.person_id:
            assert self.act(Submitted(caller(thief), "accept", offer.id, VALUES)).problem

    @rule(number=systems, role=roles, successor=people, who=people, stays=st.booleans())
    def step_down_or_hand_over(self, number: int, role: Role, successor: str, who: str, stays: bool) -> None:
        held, seat = self.world.held(number, role), self.world.seats[number, role]
        name = self.world.name_of(held.person_id) if held else who
        if stays:
            self.act(Pressed(caller(name), "stay", seat))
        else:
            values = {"person": f"{successor}@acme.example" if successor != name else "", "reason": "for now"}
            self.act(Submitted(caller(name), "not_me", seat, values))

    @rule(who=people)
    def leave(self, who: str) -> None:
        for platform in platforms_of(who):
            self.act(AccountLeft(Caller(platform, "acme", who)))

    @rule(who=people, title=st.sampled_from(("", "Clerk", "Buyer")))
    def join_or_move(self, who: str, title: str) -> None:
        self.world.seen(who, title)

    @rule(who=people, blocked=st.booleans())
    def block_us(self, who: str, blocked: bool) -> None:
        self.world.blocks(who, blocked)

    @rule(who=people, days=st.integers(0, 30), cover=people, agrees=st.booleans())
    def go_away(self, who: str, days: int, cover: str, agrees: bool) -> None:
        until = (self.world.clock.now() + timedelta(days=days)).date().isoformat()
        self.act(Commanded(caller(who), f"away until {until} cover {cover}@acme.example"))
        for one in self.world.read(lambda tx: tx.absences.covered_by(self.world.persons[cover])):
            self.act(Pressed(caller(cover), "cover_accept" if agrees else "cover_decline", one.id))

    @rule(who=people)
    def come_back(self, who: str) -> None:
        self.act(Commanded(caller(who), "back"))

    @rule(who=people, agrees=st.booleans())
    def name_a_second(self, who: str, agrees: bool) -> None:
        for number in range(2):
            held = self.world.held(number, Role.STEWARD)
            if held is not None:
                steward = caller(self.world.name_of(held.person_id))
                self.act(Submitted(steward, "name_second", self.world.seats[number, Role.STEWARD], {"second": f"{who}@acme.example"}))
        for one in self.world.read(lambda tx: tx.seconds.open_for(self.world.persons[who])):
            self.act(Pressed(caller(who), "second_accept" if agrees else "second_decline", one.id))

    @rule(who=people, kind=st.sampled_from(("normal", "steady", "keep")))
    def answer_a_question(self, who: str, kind: str) -> None:
        for one in self.world.read(lambda tx: tx.check_ins.open_for(self.world.persons[who])):
            self.act(Pressed(caller(who), f"answer.{kind}", one.id))

    @rule(who=people, still=st.sampled_from(("still", "no")))
    def answer_whether_it_is_still_theirs(self, who: str, still: str) -> None:
        for one in self.world.read(lambda tx: tx.confirmations.open_for(self.world.persons[who])):
            self.act(Submitted(caller(who), f"confirm.{still}", one.id, {"reason": "another job"}))

    @rule(hours=st.sampled_from((1, 24, 4 * 24, 11 * 24, 16 * 24, 30 * 24)))
    def time_passes(self, hours: int) -> None:
        self.world.travel(hours)

    @invariant()
    def the_promises_hold(self) -> None:
        if not hasattr(self, "world"):
            return
        self.world.read(lambda tx: promises.hold(tx, self.world, self.said_yes))
        for (number, role), seat in self.world.seats.items():
            for one in self.world.open(ACCEPTED):
                if one.seat_id == seat:
                    self.were.append((self.world.clock.now(), number, role, self.world.name_of(one.person_id).title()))

    @rule(who=people, number=systems)
    def look_up(self, who: str, number: int) -> None:
        """What one statement reads ahead is what the questions would have found."""
        assert self.world.looked_up(who, number, ahead=True) == self.world.looked_up(who, number, ahead=False)

    @precondition(lambda self: self.were)
    @rule(data=st.data())
    def ask_who_it_was(self, data: st.DataObject) -> None:
        """History always answers, then and now, whoever has left since."""
        at, number, role, name = data.draw(st.sampled_from(self.were))
        here = self.world.read(promises.who_is_here)
        asker = next((one for one in NAMES if self.world.persons[one] in here), None)
        if asker is not None:
            promises.history_names(self._asked(asker, number, promises.day_of(at)), role, name)
            assert self.world.act(Commanded(caller(asker), f"history system-{number}")).card is not None
            assert self.world.act(Commanded(caller(asker), f"system-{number}")).card is not None

    def _asked(self, asker: str, number: int, day: date) -> Reply:
        return self.world.act(Commanded(caller(asker), f"system-{number} on {day.isoformat()}"))


@pytest.mark.parametrize("where", ["sqlite", "postgresql"])
def test_ownership_keeps_its_promises_whatever_happens(where: str, request: pytest.FixtureRequest) -> None:
    with tempfile.TemporaryDirectory() as folder:
        numbers = iter(range(10**6))

        def machine() -> Ownership:
            made = Ownership()
            made.url = _fresh(where, Path(folder) / f"{next(numbers)}.db", request)
            return made

        few = EXAMPLES if where == "sqlite" else max(2, EXAMPLES // 4)
        machine_settings = settings(
            max_examples=few, stateful_step_count=STEPS, deadline=None, derandomize="ROLLCALL_TEST_STEPS" not in os.environ,
            suppress_health_check=list(HealthCheck), database=None,
        )  # fmt: skip
        run_state_machine_as_test(machine, settings=machine_settings)  # type: ignore[arg-type]


def _fresh(where: str, path: Path, request: pytest.FixtureRequest) -> str:
    """A migrated, empty database of the machine's own."""
    if where == "postgresql":
        return copy_of(request)
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"
