"""What is missing, counted by system, by person and by unit (PRODUCT §8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.cards import Mark
from bot.rules.gaps import Diagnosis, Gap, GapLine
from bot.views import words
from bot.views.gap_words import load_words
from bot.views.words import plural

UNIT = 200  # characters of a unit that its button carries
SOFT = frozenset(
    {Gap.QUIET, Gap.PROPOSED, Gap.COMBINED, Gap.OVERLOADED, Gap.PATTERN, Gap.OVERRIDDEN, Gap.NO_SECOND, Gap.LEAVING, Gap.EXCUSED}
)


class By(StrEnum):
    """What the lines are counted by."""

    SYSTEM = "system"
    PERSON = "person"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Group:
    """One system, person or unit: how much there is, and the worst of it as a mark."""

    kind: By
    which: str
    name: str
    words: str
    mark: Mark

    @property
    def ref(self) -> str:
        """As a button carries it."""
        return f"{self.kind.value}:{self.which}"


def mark_of(one: GapLine) -> Mark:
    """A risk is to be looked at; nobody there is a gap, and so is everything in one person."""
    return Mark.LOOK if one.gap in SOFT and not one.red else Mark.GAP


def of_systems(found: Diagnosis) -> tuple[Group, ...]:
    """The worst first."""
    lines = _together((one.system.system_id, one) for one in found.lines)
    return tuple(_counted(By.SYSTEM, which, words.cut(some[0].system.name, 100), some) for which, some in lines.items())


def of_units(found: Diagnosis) -> tuple[Group, ...]:
    """Where most is missing first."""
    lines = _together((one.system.unit, one) for one in found.lines)
    ordered = sorted(lines.items(), key=lambda pair: -len(pair[1]))
    return tuple(_counted(By.UNIT, unit[:UNIT], words.cut(unit, 100) or "no unit", some) for unit, some in ordered)


def of_people(found: Diagnosis) -> tuple[Group, ...]:
    """Who is named for most first; a risk where it is more than the hours granted (R9)."""
    return tuple(
        Group(By.PERSON, one.person, words.cut(one.name, 100), load_words(one), Mark.LOOK if one.overloaded else Mark.FINE)
        for one in found.load
        if one.live
    )


def title(by: By, count: int) -> str:
    """What the list is of."""
    match by:
        case By.SYSTEM:
            return f"{plural(count, 'system')} with something to mend"
        case By.PERSON:
            return f"{plural(count, 'person', 'people')} named for a role"
        case By.UNIT:
            return f"{plural(count, 'unit')} with something to mend"


def _together(pairs: Iterable[tuple[str, GapLine]]) -> dict[str, list[GapLine]]:
    found: dict[str, list[GapLine]] = {}
    for key, line in pairs:
        found.setdefault(key, []).append(line)
    return found


def _counted(kind: By, which: str, name: str, lines: list[GapLine]) -> Group:
    mark = Mark.GAP if any(mark_of(one) is Mark.GAP for one in lines) else Mark.LOOK
    return Group(kind, which, name, f"{plural(len(lines), 'thing')} to mend", mark)
