"""Who a register's file no longer names (R8): absence is told only where nothing in the file could mean the person. Pure.

A file is an authority on what it once said: people whom no import ever named are none of its business, nor are roles without a column.
"""

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum

from bot.model import Assignment, AssignmentState, Person, PersonId, Role, SeatId
from bot.rules.folding import folded
from bot.rules.named_human import cleaned
from bot.rules.register import ReadRow

PRUNED = "pruned"  # the end reason of whatever ends by it


class Unsure(StrEnum):
    """Why a file cannot tell that somebody is missing from it."""

    REFUSED = "refused_rows"
    NO_ROLES = "no_role_column"


class Tie(StrEnum):
    """How somebody is tied to a seat."""

    HELD = "held"
    OFFERED = "offered"
    NOT_INVITED = "not_invited"


def tie_of(one: Assignment) -> Tie:
    """Of an open assignment."""
    if one.state is AssignmentState.ACCEPTED:
        return Tie.HELD
    return Tie.OFFERED if one.invited_at is not None else Tie.NOT_INVITED


def unsure(rows: Sequence[ReadRow]) -> Unsure | None:
    """A refused row may name anybody; without a column for a role nobody can be missing."""
    if any(one.refused for one in rows):
        return Unsure.REFUSED
    return None if roles_in(rows) else Unsure.NO_ROLES


def roles_in(rows: Iterable[ReadRow]) -> frozenset[Role]:
    """The roles that the file has a column for."""
    return frozenset(role for one in rows for role in one.seats)


def cells_in(rows: Iterable[ReadRow]) -> tuple[str, ...]:
    """Every cell of a role, whatever it was judged to be."""
    return tuple(dict.fromkeys(given for one in rows for given, _ in one.seats.values() if given))


def named_before(history: Iterable[Assignment]) -> set[PersonId]:
    """Whom some import named; who was only ever chosen in chat cannot be missing from a file."""
    return {one.person_id for one in history if one.claimed}


def named_unchanged(seats: AbstractSet[SeatId], history: Iterable[Assignment]) -> set[PersonId]:
    """Whom the newest claim of these seats named: an unchanged row names the same person, whatever they are called now."""
    newest: dict[SeatId, Assignment] = {}
    for one in history:
        if one.claimed and one.seat_id in seats and (one.seat_id not in newest or newest[one.seat_id].written_on <= one.written_on):
            newest[one.seat_id] = one
    return {one.person_id for one in newest.values()}


def lacking(people: Iterable[Person], named: AbstractSet[PersonId], cells: Iterable[str]) -> set[PersonId]:
    """Of these people, whom the file does not name: `named` are those its cells resolve to, `cells` all its cells of roles."""
    texts = _Texts(cells)
    return {one.id for one in people if one.id not in named and not texts.may_mean(one)}


class _Texts:
    """All cells at once, to be asked about one person after the other."""

    def __init__(self, cells: Iterable[str]) -> None:
        self._cells = [_plain(one) for one in cells]
        self._all = "\n".join(self._cells)
        self._by_word: dict[str, set[int]] = {}
        for number, cell in enumerate(self._cells):
            for word in _words(cell):
                self._by_word.setdefault(word, set()).add(number)

    def may_mean(self, person: Person) -> bool:
        """The name or the address stands in a cell, or all words of the name do: “Ortega, Olivia” and olivia.ortega@… mean her."""
        name = _plain(person.name)
        if name in self._all or (person.email is not None and _plain(person.email) in self._all):
            return True
        found = [self._by_word.get(word, set()) for word in _words(name)]
        return bool(found) and bool(set.intersection(*found))


def _plain(text: str) -> str:
    return folded(cleaned(text))


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text))
