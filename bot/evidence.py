"""Who held what, was asked, answered and decided: what the trail notes of it, and whether the register says the same. Pure.

The chains prove the notes (bot/audit.py); this proves the rows by the notes. What a note does not say is not compared.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from bot.audit import Finding
from bot.model import AssignmentState, CheckInState

Value = Mapping[str, Any]


class Kind(StrEnum):
    """The rows that are evidence."""

    SEAT = "seat"
    ASSIGNMENT = "assignment"
    CHECK_IN = "check_in"
    ANSWER = "answer"
    DECISION = "decision"
    OVERRIDE = "override"


EXPIRES = {Kind.CHECK_IN: "check_in_before", Kind.ANSWER: "check_in_before", Kind.OVERRIDE: "override_before"}  # noted by retention
OPEN_OR_ANSWERED = CheckInState.OPEN.value  # that an answered question has closed is not noted


@dataclass(slots=True)
class Noted:
    """What the trail says of one row so far, and where it said so last."""

    chain: str
    seq: int
    first: str  # when it was first noted, ISO
    facts: dict[str, str | None] = field(default_factory=dict)


class Ledger:
    """The trail read from the first row to the last, chain by chain; then the register's rows are held against it."""

    def __init__(self) -> None:
        self._noted: dict[Kind, dict[str, Noted]] = {kind: {} for kind in Kind}
        self._expired: dict[str, str] = {}
        self._chains: set[str] = set()
        self._people: set[str] = set()

    def read(self, chain: str, seq: int, value: Value) -> None:
        """One row of the trail."""
        self._chains.add(chain)
        if "person" in value:
            self._people.add(str(value["person"]))
        code = str(value.get("code", ""))
        if code == "retention.ran":
            for mark in set(EXPIRES.values()) & set(value):
                self._expired[mark] = max(self._expired.get(mark, ""), str(value[mark]))
        seat, role = value.get("seat"), value.get("role")
        if seat is not None and role is not None:
            self._note(Kind.SEAT, str(seat), chain, seq, value, {"system": chain, "role": str(role)})
        follow = _FOLLOW.get(code)
        for kind, id, facts in _told(follow, value) if follow is not None else ():
            self._note(kind, id, chain, seq, value, facts)

    def _note(self, kind: Kind, id: str, chain: str, seq: int, value: Value, facts: dict[str, str | None]) -> None:
        known = self._noted[kind].get(id)
        if known is None:
            self._noted[kind][id] = Noted(chain, seq, str(value.get("at", "")), facts)
            return
        known.seq = seq
        known.facts |= facts
        if kind is Kind.CHECK_IN and facts.get("answer") is not None:
            known.facts.pop("closed", None)

    def against(self, kind: Kind, id: str, system: str, row: Sequence[Any], places: Mapping[str, int]) -> Iterator[Finding]:
        """What a row of the register says otherwise than the trail; it is not missing then. `places`: where in the row each fact is."""
        noted = self._noted[kind].pop(id, None)
        if noted is None:
            if kind is not Kind.SEAT:  # a seat of which nothing was ever said
                yield Finding(system, 0, f"{kind.value} {id} stands in the register, and the trail knows nothing of it")
            return
        for name, wanted in noted.facts.items():
            found = row[places[name]]
            if found is None or type(found) is str or isinstance(found, StrEnum):  # as the trail has it; hundreds of thousands of times
                same = found == wanted or (
                    found == CheckInState.ANSWERED and wanted == OPEN_OR_ANSWERED and row[places["answer"]] is not None
                )
            else:
                same = wanted is not None and _same_time(found, wanted)
            if not same:
                yield Finding(
                    noted.chain, noted.seq, f"{kind.value} {id}: {name} is {_shown(found)} in the register and {_shown(wanted)} here"
                )

    def unheard_of(self, systems: Iterable[str], people: Iterable[str]) -> Iterator[Finding]:
        """Each system has a chain of its own, and everybody is named where they came from."""
        for one in systems:
            if one not in self._chains:
                yield Finding(one, 0, "this system stands in the register and has no chain")
        for one in people:
            if one not in self._people:
                yield Finding("installation", 0, f"person {one} stands in the register, and the trail knows nothing of it")

    def missing(self) -> Iterator[Finding]:
        """What the trail notes and the register no longer has, but for what retention deleted by its rules."""
        for kind, left in self._noted.items():
            before = self._expired.get(EXPIRES.get(kind, ""), "")
            for id, noted in left.items():
                if not (before and _moment(noted.first) < _moment(before)):
                    yield Finding(noted.chain, noted.seq, f"{kind.value} {id} is noted here and gone from the register")


def _shown(value: str | date | None) -> str:
    return "empty" if value is None else f"“{value.isoformat() if isinstance(value, date) else value}”"


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)


def _same_time(found: date, noted: str) -> bool:
    """The same instant may be written in another zone."""
    return found.isoformat() == noted or (isinstance(found, datetime) and found == _moment(noted))


Told = Iterator[tuple[Kind, str, dict[str, str | None]]]


def _told(follow: Callable[[Value], Told], value: Value) -> list[tuple[Kind, str, dict[str, str | None]]]:
    try:
        return list(follow(value))
    except KeyError:  # a row that lacks an id names nothing here; where somebody took it out, the chain does not prove
        return []


def _named(value: Value) -> Told:
    facts = {"seat": value["seat"], "person": value["person"], "accepted": None, "ended": None}
    yield Kind.ASSIGNMENT, value["assignment"], facts | {"state": AssignmentState.PROPOSED.value}


def _accepted(value: Value) -> Told:
    facts = {"seat": value["seat"], "person": value["person"], "accepted": value["at"], "ended": None, "words": value.get("content")}
    yield Kind.ASSIGNMENT, value["assignment"], facts | {"state": AssignmentState.ACCEPTED.value}


def _over(state: AssignmentState) -> Callable[[Value], Told]:
    def told(value: Value) -> Told:
        facts = {"state": state.value, "ended": value["at"], "why": value.get("why", "")}
        yield Kind.ASSIGNMENT, value["assignment"], facts

    return told


def _asked(value: Value) -> Told:
    facts = {"seat": value["seat"], "person": value["person"], "period": value["period"], "opened": value["at"]}
    yield Kind.CHECK_IN, value["check_in"], facts | {"state": OPEN_OR_ANSWERED, "closed": None, "answer": None, "why": None}


def _rerouted(value: Value) -> Told:
    yield Kind.CHECK_IN, value["check_in"], {"person": value["person"]}


def _void(value: Value) -> Told:
    facts = {"state": CheckInState.VOID.value, "closed": value["at"], "why": value["why"], "answer": None}
    if "period" in value:  # it was never asked
        facts |= {"seat": value["seat"], "period": value["period"], "opened": value["at"], "person": None}
    yield Kind.CHECK_IN, value["check_in"], facts


def _missed(value: Value) -> Told:
    facts = {"state": CheckInState.MISSED.value, "closed": value["at"], "answer": None}
    yield Kind.CHECK_IN, value["check_in"], facts


def _answered(value: Value) -> Told:
    yield Kind.CHECK_IN, value["check_in"], {"answer": value["answer"]}
    facts = {"check_in": value["check_in"], "person": value["person"], "kind": value["kind"], "given": value["at"], "undone": None}
    yield Kind.ANSWER, value["answer"], facts | {"words": value.get("content")}


def _undone(value: Value) -> Told:
    yield Kind.CHECK_IN, value["check_in"], {"answer": None, "closed": None}
    yield Kind.ANSWER, value["answer"], {"undone": value["at"]}


def _decided(value: Value) -> Told:
    facts = {"system": value["system"], "person": value["person"], "kind": value["kind"], "decided": value["at"]}
    facts |= {"act_on": value.get("act_on"), "other": value.get("other"), "undone": None, "done": None, "done_by": None}
    yield Kind.DECISION, value["decision"], facts


def _done(value: Value) -> Told:
    yield Kind.DECISION, value["decision"], {"done": value["at"], "done_by": value.get("person")}


def _later(value: Value) -> Told:
    yield Kind.DECISION, value["decision"], {"act_on": value.get("until")}


def _taken_back(value: Value) -> Told:
    yield Kind.DECISION, value["decision"], {"undone": value["at"]}


def _overridden(value: Value) -> Told:
    facts = {"system": value["system"], "person": value["person"], "until": value["until"], "written": value["at"], "ended": None}
    yield Kind.OVERRIDE, value["override"], facts | {"words": value.get("content")}


def _no_longer(value: Value) -> Told:
    yield Kind.OVERRIDE, value["override"], {"ended": value["at"]}


_FOLLOW: dict[str, Callable[[Value], Told]] = {
    "offer.named": _named,
    "offer.made": _named,
    "offer.accepted": _accepted,
    "offer.declined": _over(AssignmentState.DECLINED),
    "offer.withdrawn": _over(AssignmentState.WITHDRAWN),
    "offer.expired": _over(AssignmentState.EXPIRED),
    "assignment.ended": _over(AssignmentState.ENDED),
    "check_in.asked": _asked,
    "check_in.rerouted": _rerouted,
    "check_in.void": _void,
    "check_in.missed": _missed,
    "check_in.answered": _answered,
    "check_in.undone": _undone,
    "decision.taken": _decided,
    "decision.done": _done,
    "decision.undone": _taken_back,
    "system.switched_off": _done,
    "system.switch_off_later": _later,
    "override.made": _overridden,
    "override.ended": _no_longer,
}
