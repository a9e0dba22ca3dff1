"""Every card and form as text: the fallback of every platform; what a change of words does is seen in the golden file."""

import json

import pytest
from syrupy.assertion import SnapshotAssertion

from adapters.html.cards import card_html, form_html
from bot.cards import Card, Form
from bot.cards_json import card_from_json, card_to_json
from bot.views.plain import plain, text
from tests.gallery import LONG, NASTY, Shown, gallery, nasty

BERLIN = "Europe/Berlin"


def as_text(shown: Shown) -> str:
    """A form has no text of its own anywhere: its fields in their order."""
    if isinstance(shown.what, Card):
        return plain(shown.what, BERLIN)
    form = shown.what
    rows = [form.title, text(form.intro, BERLIN)]
    for one in form.fields:
        needed = " (needed)" if one.required else ""
        choices = f" [{' / '.join(choice.label for choice in one.choices)}]" if one.choices else ""
        rows.append(f"  {one.label}{needed}: {one.kind.value}{choices} {one.value} {form.errors.get(one.name, '')}".rstrip())
    return "\n".join([*(row for row in rows if row), f"[ {form.submit} ]"])


def test_every_card_and_form_reads_as_it_did(snapshot: SnapshotAssertion) -> None:
    assert {one.name: as_text(one) for one in gallery()} == snapshot


def test_no_two_cards_of_the_gallery_have_one_name() -> None:
    names = [one.name for one in gallery()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("typed", ["", " ", "\u202e", NASTY, LONG], ids=["nothing", "a blank", "a mark", "markup", "10,000 characters"])
def test_whatever_was_typed_a_card_survives_being_stored_and_shown(typed: str) -> None:
    for one in gallery(nasty(typed)):
        if isinstance(one.what, Card):
            assert card_from_json(card_to_json(one.what)) == one.what, one.name
            assert json.loads(card_to_json(one.what)), one.name
        assert as_text(one), one.name


def test_what_was_typed_is_only_ever_text_in_the_local_chat() -> None:
    for one in gallery(nasty()):
        html = card_html(one.what, BERLIN) if isinstance(one.what, Card) else form_html(one.what, BERLIN, "f")
        assert "<script" not in html and 'href="javascript' not in html, one.name


def test_a_form_comes_back_under_the_names_it_asked_with() -> None:
    for one in gallery():
        if isinstance(one.what, Form):
            names = [field.name for field in one.what.fields]
            assert names and len(names) == len(set(names)) and set(one.what.errors) <= set(names), one.name
