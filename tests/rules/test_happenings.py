"""What just happened: every code that is written into the history has a sentence, or is quiet on purpose."""

import re
from pathlib import Path

import pytest

from bot.model import ConcernMove, Still
from bot.views import happenings

SOURCES = Path(happenings.__file__).parents[1]
WRITTEN = sorted(
    {
        code
        for path in SOURCES.rglob("*.py")
        for code in re.findall(r"""\b[nN]ote\(\s*"([a-z_]+(?:\.[a-z_]+)?)"[,)]""", path.read_text("utf-8"))
    }
    | {f"concern.{move.value}" for move in ConcernMove}
    | {f"confirmation.{still.value}" for still in Still}
)
REFS = {"person": "p", "system": "s", "seat": "t", "kind": "silent"}
NAMES = {"p": "Olivia Ortega", "s": "Invoice triage", "t": "operator"}


def test_the_codes_are_found() -> None:
    assert len(WRITTEN) > 30 and "check_in.reminded" in WRITTEN


@pytest.mark.parametrize("code", WRITTEN)
def test_every_code_has_a_sentence_or_is_quiet_on_purpose(code: str) -> None:
    told = happenings.sentence(code, REFS, NAMES)
    if code in happenings.QUIET or code == "episode.ended":
        return
    assert told is not None and told.endswith(".") and "{" not in told and "Somebody" not in told


def test_nobody_is_scolded_and_a_forgotten_name_still_makes_a_sentence() -> None:
    assert happenings.sentence("check_in.missed", REFS, NAMES) == "A question about Invoice triage closed without an answer."
    assert happenings.sentence("person.left", {"person": "erased"}, {}) == "Somebody left. Every role Somebody held is vacant now."
