"""How Rollcall talks, as rules over everything it can say (VOICE)."""

import importlib
import inspect
import pkgutil
import re
import unicodedata
from dataclasses import replace

import pytest

from bot import views
from bot.cards import Button, Card, Form, Line, Link, Mark, PersonRef, Plain, State, Strong, Style
from bot.model import ANSWERS, Role
from bot.routing.pressed import HANDLERS
from bot.views import actions, words
from bot.views.plain import plain, text
from tests.gallery import LONG, NASTY, Shown, gallery, lines_of, nasty, texts, usual


def harmless() -> list[Shown]:
    """Only our own words: what people typed is plain here."""
    who = usual()
    checks = tuple(replace(one, words="the queue") for one in who.system.checks)
    return gallery(replace(who, typed="late since May", system=replace(who.system, checks=checks)))


OURS = harmless()
CARDS = [(one, one.what) for one in OURS if isinstance(one.what, Card)]
FORMS = [(one, one.what) for one in OURS if isinstance(one.what, Form)]


def buttons(card: Card) -> list[Button]:
    return [*card.buttons, *(button for line in lines_of(card) for button in line.buttons)]


def every_word(one: Shown) -> str:
    """All that is read of it, the labels as well."""
    if isinstance(one.what, Card):
        return plain(one.what) + " ".join(button.confirm for button in buttons(one.what))
    fields = [f"{field.label} {field.hint} {' '.join(choice.label for choice in field.choices)}" for field in one.what.fields]
    return " ".join([one.what.title, text(one.what.intro), one.what.submit, *fields, *one.what.errors.values()])


def test_every_view_that_makes_something_to_read_stands_in_the_gallery() -> None:
    makers: set[str] = set()
    for found in pkgutil.iter_modules(views.__path__):
        module = importlib.import_module(f"bot.views.{found.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            made = inspect.signature(function).return_annotation
            if function.__module__ == module.__name__ and not name.startswith("_") and made in (Card, Form, Line, Card | None, Line | None):
                makers.add(f"{found.name}.{name}")
    assert makers == {one.source for one in OURS}


def test_nothing_is_shouted() -> None:
    assert [one.name for one in OURS if "!" in every_word(one)] == []


def test_the_only_signs_are_the_state_marks() -> None:
    marks = {mark.value for mark in Mark} | {"⋯"}
    odd = {
        (one.name, sign)
        for one in OURS
        for sign in every_word(one)
        if unicodedata.category(sign) in ("So", "Sk", "Cs") and sign not in marks
    }
    assert odd == set()


def test_a_state_mark_never_stands_without_words() -> None:
    states = [(one.name, span) for one, card in CARDS for run in texts(card) for span in run if isinstance(span, State)]
    assert states and all(span.text.strip() for _, span in states)


def test_a_mark_is_never_typed_into_plain_words() -> None:
    for one, card in CARDS:
        said = "".join(span.text for run in texts(card) for span in run if isinstance(span, Plain | Strong))
        assert not set(said) & {mark.value for mark in Mark}, one.name


GLOSSES: dict[Role, tuple[str, ...]] = {
    role: (
        words.GLOSS[role],
        words.GLOSS_YOU[role],
        words.DUTIES[role],
        words.MISSING[role],
        words.SIDE[role],
        words.ASK_FOR[role],
        words.QUESTION[role],
    )
    for role in Role
}
PRIVATE_ANSWERS = (
    "replies.",
    "errors.",
    "refusals.",
    "check_in.refused",
    "history.on_date",
    "leaving.",
    "confirmation.noted",
    "notices.first_run",
)  # to somebody who has just read the gloss or named the role


def named_in(card: Card) -> set[Role]:
    """Roles named in running text; labels of buttons are short."""
    said = plain(card, buttons=False).casefold().replace("sam steward", "sam")
    return {role for role in Role if re.search(rf"\b{role.value}\b", said)}


def test_a_message_that_names_a_role_says_what_the_role_is_for() -> None:
    bare = [
        (one.name, role.value)
        for one, card in CARDS
        if not one.source.startswith(PRIVATE_ANSWERS)
        for role in named_in(card)
        if not any(gloss.casefold() in plain(card).casefold() for gloss in GLOSSES[role])
    ]
    assert bare == []


@pytest.mark.parametrize(
    "word", ["silent", "silence", "missed", "quiet", "didn't", "ignored", "overdue", "away", "absent", "leave", "reminded"]
)
def test_colleagues_read_the_state_of_the_job_never_a_silence_beside_a_name(word: str) -> None:
    seen = [plain(card) for one, card in CARDS if one.source == "look_up.card"]
    assert seen and not [one for one in seen if word in one.casefold()]


def test_outsiders_see_neither_budget_nor_decisions() -> None:
    by_name = {one.name: plain(card) for one, card in CARDS}
    assert "€800" in by_name["maintainer first question"] and "€800" not in by_name["outside maintainer question"]
    assert "keep" in by_name["look-up"] and "keep" not in by_name["look-up as an outsider"]
    assert "[ Edit ]" in by_name["look-up as steward"] and "[ Edit ]" not in by_name["look-up as an outsider"]


def test_what_is_off_is_not_marked_as_fine() -> None:
    by_name = {one.name: plain(card) for one, card in CARDS}
    for kind in ("off", "cant_tell", "didnt_look", "changed", "cost_off", "not_sure"):
        assert Mark.LOOK.value in by_name[f"look-up, last said {kind}"] and Mark.FINE.value not in by_name[f"look-up, last said {kind}"]
    assert Mark.FINE.value in by_name["look-up, last said normal"]


@pytest.mark.parametrize("role", list(Role))
def test_the_answers_of_a_question_weigh_the_same(role: Role) -> None:
    asked = next(card for one, card in CARDS if one.name == f"{role.value} first question")
    answers = [button for button in asked.buttons if button.action.startswith(f"{actions.ANSWER}.")]
    assert [button.action for button in answers] == [f"{actions.ANSWER}.{kind.value}" for kind in ANSWERS[role]]
    assert {button.style for button in answers} == {Style.PLAIN} and not any(button.confirm for button in answers)
    assert all(button.style is Style.QUIET for button in asked.buttons if button not in answers)


def test_a_cover_is_not_offered_to_retire_or_consolidate() -> None:
    asked = next(card for one, card in CARDS if one.name == "steward cover asked")
    assert not {button.action for button in asked.buttons} & {"answer.retire", "answer.consolidate"}


def test_every_button_and_form_leads_somewhere() -> None:
    carried = {button.action for _, card in CARDS for button in buttons(card)} | {form.action for _, form in FORMS}
    assert {action.partition(".")[0] for action in carried} <= actions.ALL
    assert set(HANDLERS) == actions.ALL - {actions.ANSWER, actions.CONCERN_MOVE, actions.CONFIRM}


@pytest.mark.parametrize("typed", ["", NASTY, LONG], ids=["nothing", "markup", "10,000 characters"])
def test_a_button_has_a_short_label_whatever_was_typed(typed: str) -> None:
    for one in gallery(nasty(typed)):
        for button in buttons(one.what) if isinstance(one.what, Card) else ():
            assert button.label.strip() or not typed, one.name
            assert len(button.label) <= 75 and len(button.ref) <= 2000, one.name


def test_every_card_says_something_first() -> None:
    assert [one.name for one, card in CARDS if not text(card.title).strip()] == []


def test_what_was_typed_never_becomes_an_address() -> None:
    for one in gallery(nasty()):
        for run in texts(one.what) if isinstance(one.what, Card) else ():
            assert not [span for span in run if isinstance(span, Link) and NASTY in span.url], one.name


def test_people_are_mentions_and_never_only_words() -> None:
    """Where a sentence begins with a person it is one, so that a platform can mention them."""
    told = [
        card for one, card in CARDS if one.source in ("notices.line", "offer.asks_more", "absence.cover_asked") and "Olivia" in plain(card)
    ]
    assert told and all(any(isinstance(span, PersonRef) for run in texts(card) for span in run) for card in told)


def test_what_can_be_chosen_is_said_without_its_buttons_too() -> None:
    """A notification and a screen reader get the words alone."""
    choices = {one.name: (plain(card, buttons=False), buttons(card)) for one, card in CARDS if card.state in ("unknown", "choose_role")}
    assert any(len(found) > 2 for _, found in choices.values())
    unsaid = {
        name for name, (said, found) in choices.items() for one in found[:3] if one.action != actions.TELL_ADMINS and one.label not in said
    }
    assert unsaid == set()
