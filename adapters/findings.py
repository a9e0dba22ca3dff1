"""What a check found, in one line with its mend: for doctor, and for whoever sets a platform up."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """As it is shown; never colour alone (VOICE)."""

    FINE = "●"
    LOOK = "▲"
    WRONG = "■"


@dataclass(frozen=True, slots=True)
class Found:
    """`mend`: what to do next; blank where there is nothing to do."""

    mark: Mark
    words: str
    mend: str = ""


def fine(words: str) -> Found:
    """All is well."""
    return Found(Mark.FINE, words)


def look(words: str, mend: str = "") -> Found:
    """It works, or may work; somebody should look."""
    return Found(Mark.LOOK, words, mend)


def wrong(words: str, mend: str = "") -> Found:
    """It does not work."""
    return Found(Mark.WRONG, words, mend)
