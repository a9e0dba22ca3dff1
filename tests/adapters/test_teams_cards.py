"""Cards in Teams: every card of the gallery as it is sent, within Teams' limits, and inert whatever was typed."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from adapters.teams import buttons
from adapters.teams.cards import card, summary
from adapters.typed import inert
from bot.cards import Button, Card, Chart, Line, Lines, Link, Mark, Paragraph, Plain, Point, Series, State, Strong, Style, Table
from bot.views.plain import plain
from tests.adapters.card_facts import facts_of
from tests.adapters.teams_rules import actions, check, elements, texts
from tests.gallery import LONG, NASTY, gallery, lines_of, nasty

BERLIN = "Europe/Berlin"


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def pressed(made: dict[str, Any]) -> list[tuple[str, str]]:
    """What would come back from everything that can be pressed."""
    return [buttons.decode(one) for one in actions(made)]


def test_every_card_is_sent_as_it_was(snapshot: SnapshotAssertion) -> None:
    made = {one.name: (one.what, card(one.what, BERLIN)) for one in gallery() if isinstance(one.what, Card)}
    assert {name: [summary(what, BERLIN), *map(compact, sent["body"])] for name, (what, sent) in made.items()} == snapshot


@pytest.mark.parametrize(
    "words", ["plain", "", " ", "\u202e", NASTY, LONG], ids=["words", "nothing", "a blank", "a mark", "markup", "long"]
)
def test_every_card_is_within_the_limits_whatever_was_typed(words: str) -> None:
    for one in gallery(nasty(words)):
        if isinstance(one.what, Card):
            check(card(one.what, BERLIN))


def test_every_button_of_the_gallery_comes_back_as_it_went_out() -> None:
    for one in gallery():
        if isinstance(one.what, Card):
            went = [*one.what.buttons, *(button for line in lines_of(one.what) for button in line.buttons)]
            assert sorted(pressed(card(one.what, BERLIN))) == sorted((button.action, button.ref) for button in went), one.name


def test_no_fact_of_the_gallery_is_lost() -> None:
    for one in gallery():
        if isinstance(one.what, Card):
            said = "".join(texts(card(one.what, BERLIN)))
            assert [fact for fact in facts_of(one.what) if fact not in said] == [], one.name


@given(st.text(max_size=300))
def test_words_are_data_whatever_they_are(words: str) -> None:
    """No TextBlock, which would read markdown; no link that we did not make."""
    made = card(Card((Plain(words), Strong(words)), (Paragraph((Plain(words),)),)), BERLIN)
    check(made)
    assert {one["type"] for one in elements(made)} == {"RichTextBlock"}
    assert not [run for one in elements(made) for run in one["inlines"] if "selectAction" in run]


def test_a_question_is_asked_below_the_button_that_wants_one() -> None:
    (row,) = buttons.rows([Button("stage", "s", "End it", Style.DANGER, "Really?")])
    (asks,) = row["actions"]
    assert asks["type"] == "Action.ShowCard" and asks["card"]["body"][0]["inlines"][0]["text"] == "Really?"
    assert asks["card"]["actions"][0]["style"] == "destructive" and buttons.decode(asks["card"]["actions"][0]) == ("stage", "s")


def test_the_answers_of_a_question_weigh_the_same_and_the_rest_is_behind_the_menu() -> None:
    asked = next(one.what for one in gallery() if one.name == "operator question")
    assert isinstance(asked, Card)
    row = card(asked, BERLIN)["body"][-1]["actions"]
    assert [one.get("mode") for one in row] == [None] * 4 + ["secondary"] * 3 and not any("style" in one for one in row)


def test_a_host_shows_six_buttons_a_row_so_there_are_more_rows() -> None:
    made = card(Card((Plain("Which?"),), (), tuple(Button("look_up", str(n), f"System {n}") for n in range(60))), BERLIN)
    check(made)
    assert len(pressed(made)) == 60


@pytest.mark.parametrize(
    "payload",
    [{}, {"type": "Action.Submit", "verb": "x", "data": {"ref": ""}}, {"type": "Action.Execute", "verb": 1, "data": {"ref": ""}},
     {"type": "Action.Execute", "verb": "x"}, {"type": "Action.Execute", "verb": "x", "data": []}, {"type": "Action.Execute", "verb": "x", "data": {"ref": 7}}],
)  # fmt: skip
def test_a_press_that_no_card_of_ours_sent_is_nothing(payload: dict[str, Any]) -> None:
    assert buttons.decode(payload) == ("", "")


def test_a_long_list_says_how_many_more_and_where() -> None:
    lines = tuple(Line((Strong(f"System {n}"),), (Plain("w" * 200),), (), (Button("look_up", str(n), "Look"),)) for n in range(300))
    made = card(Card((Plain("Many"),), (Lines(lines),), (Button("gaps", "", "All"),), "me"), BERLIN)
    check(made)
    seen = [ref for action, ref in pressed(made) if action == "look_up"]
    assert 20 <= len(seen) < 300 and ("gaps", "") in pressed(made), "the card's own buttons stay"
    assert f"… and {300 - len(seen)} more. Answer what waits, then /owner me shows more;" in "".join(texts(made))


def test_a_mark_keeps_its_shape_beside_its_colour() -> None:
    (run,) = card(Card((State(Mark.GAP, "quiet"),)), BERLIN)["body"][0]["inlines"]
    assert run["text"] == "■ quiet" and run["color"] == "Attention"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://", "https://a b", "https://x/<y>", "file:///etc/passwd"])
def test_only_whole_addresses_are_links(url: str) -> None:
    (run,) = card(Card((Link("see", url),)), BERLIN)["body"][0]["inlines"]
    assert "selectAction" not in run


def test_a_chart_has_its_figures_in_a_table_for_whoever_cannot_see_it() -> None:
    points = (Point(Decimal(700), "€700.00"), Point(Decimal(903), "€903.00"))
    made = card(Card((Plain("November"),), (Chart("Cost a month", "Month", ("Oct", "Nov"), (Series("Cost", points),)),)), BERLIN)
    check(made)
    chart, table = made["body"][2:]
    assert chart["type"] == "Chart.VerticalBar" and [one["y"] for one in chart["data"]] == [700.0, 903.0] and chart["fallback"] == "drop"
    assert table["type"] == "Table" and {"€700.00", "€903.00"} <= set(texts({"body": [table]}))


def test_a_table_is_lines_where_a_client_has_none() -> None:
    made = card(Card((Plain("x"),), (Table(("Who", "When"), (((Plain("Olivia"),), (Plain("May"),)),)),)), BERLIN)
    (table,) = [one for one in made["body"] if one["type"] == "Table"]
    said = ["".join(run["text"] for run in one["inlines"]) for one in table["fallback"]["items"]]
    assert said == ["Who · When", "Olivia · May"]


def test_the_notification_says_what_the_title_says() -> None:
    for one in gallery():
        if isinstance(one.what, Card):
            said = summary(one.what, BERLIN)
            assert said and inert(plain(one.what, BERLIN)).startswith(said[:100]), one.name
