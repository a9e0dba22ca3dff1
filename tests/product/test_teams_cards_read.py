"""Every card and form of the gallery is read by Microsoft's own reader without a word against it (issue, Teams, Done when 6)."""

import json
import subprocess
from typing import Any

import pytest

from adapters.teams import cards, forms
from bot.cards import Form
from tests.gallery import NASTY, gallery, nasty
from tests.product import npm

pytestmark = pytest.mark.e2e
ZONE = "Europe/Berlin"
# What Teams draws and the reader of version 1.5 does not know: charts, and pickers (people-picker and dynamic-search, in Teams' own documentation)
TEAMS_OWN = {
    'Unknown element type "Chart.VerticalBar". Fallback will be used if present.',
    'Unknown element type "Chart.VerticalBar.Grouped". Fallback will be used if present.',
    'Property "choices.data" is supported in version 1.6, but you are using version 1.5.',
}


def read(made: list[dict[str, Any]]) -> list[list[str]]:
    """What is found wrong with each."""
    lines = "\n".join(json.dumps(one) for one in made)
    found = subprocess.run(["node", "cards.mjs"], cwd=npm.FOLDER, input=lines, capture_output=True, text=True, check=True, timeout=120)
    return [json.loads(line) for line in found.stdout.splitlines()]


@pytest.fixture(autouse=True)
def reader() -> None:
    if why := npm.missing("adaptivecards"):
        pytest.skip(why)


def test_every_card_and_form_is_read_without_a_word_against_it() -> None:
    """But for what is Teams' own: charts, whose figures stand beside them in a table, and pickers."""
    shown = [one for words in ("plain", NASTY, "") for one in gallery(nasty(words))]
    made = [forms.form(one.what, ZONE) if isinstance(one.what, Form) else cards.card(one.what, ZONE) for one in shown]
    found = read(made)
    assert len(found) == len(made)
    assert {one.name: told for one, told in zip(shown, found, strict=True) if set(told) - TEAMS_OWN} == {}


def test_the_reader_finds_what_is_wrong() -> None:
    wrong = [{"type": "Nothing"}, {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "x", "weight": "Heavy"}]}]
    assert all(read([{"type": "AdaptiveCard", "version": "1.5", "body": [one]} for one in wrong]))
