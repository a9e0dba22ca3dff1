"""Cards in Slack: every card of the gallery as it is sent, within Slack's limits, and inert whatever was typed."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from adapters import typed as words_of
from adapters.slack import buttons, text
from adapters.slack.cards import card_view, home, message
from bot.cards import (
    Amount,
    Button,
    Card,
    Chart,
    Fact,
    Facts,
    Line,
    Lines,
    Link,
    Mark,
    Note,
    Paragraph,
    Part,
    PersonRef,
    Plain,
    Point,
    Series,
    Span,
    State,
    Strong,
    Style,
    Table,
    When,
)
from bot.model import Money, PersonId
from bot.views import actions
from bot.views.plain import plain
from tests.adapters.card_facts import facts_of
from tests.adapters.slack_rules import check_message, check_view, every_element, every_text, pressable, shown
from tests.gallery import LONG, NASTY, alone, gallery, lines_of, nasty

BERLIN = "Europe/Berlin"
OLIVIA = PersonId("olivia")
MENTIONS = {OLIVIA: "U0OLIVIA"}
CUT = ("…", "more")


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def every_button(card: Card) -> list[Button]:
    return [*card.buttons, *(one for line in lines_of(card) for one in line.buttons)]


def pressed(message_: dict[str, Any]) -> list[tuple[str, str]]:
    """What would come back from everything that can be pressed."""
    found: list[tuple[str, str]] = []
    for one in (one for block in message_["blocks"] for one in pressable(block)):
        options = [{"selected_option": option} for option in one.get("options", ())]
        found += [buttons.decode(one | chosen) for chosen in options or [{}]]
    return found


def test_every_card_is_sent_as_it_was(snapshot: SnapshotAssertion) -> None:
    made = {one.name: message(one.what, BERLIN, MENTIONS) for one in gallery() if isinstance(one.what, Card)}
    assert {name: [one["text"], *(compact(block) for block in one["blocks"])] for name, one in made.items()} == snapshot


@pytest.mark.parametrize(
    "typed", ["plain", "", " ", "\u202e", NASTY, LONG], ids=["words", "nothing", "a blank", "a mark", "markup", "long"]
)
def test_every_card_is_within_the_limits_whatever_was_typed(typed: str) -> None:
    for one in gallery(nasty(typed)):
        if isinstance(one.what, Card):
            check_message(message(one.what, BERLIN, MENTIONS))
            check_view(card_view(one.what, BERLIN, MENTIONS))


def test_every_button_of_the_gallery_comes_back_as_it_went_out() -> None:
    for one in gallery():
        if isinstance(one.what, Card):
            went = [(button.action, button.ref) for button in every_button(one.what)]
            assert sorted(pressed(message(one.what, BERLIN))) == sorted(went), one.name


def test_no_fact_of_the_gallery_is_lost() -> None:
    for one in gallery():
        if isinstance(one.what, Card):
            assert missing(one.what, message(one.what, BERLIN)) == [], one.name


def missing(card: Card, sent: dict[str, Any]) -> list[str]:
    """Facts that neither stand there nor are cut where it can be seen."""
    all_of_it = "".join(every_text(sent["blocks"]))
    return [one for one in facts_of(card) if one not in all_of_it and not any(sign in all_of_it for sign in CUT)]


def test_the_same_card_is_the_same_json() -> None:
    for first, second in zip(gallery(), gallery(), strict=True):
        if isinstance(first.what, Card) and isinstance(second.what, Card):
            assert compact(message(first.what, BERLIN)) == compact(message(second.what, BERLIN))


def test_the_answers_of_a_question_weigh_the_same_and_the_rest_is_behind_the_menu() -> None:
    card = next(one.what for one in gallery() if one.name == "operator question")
    assert isinstance(card, Card)
    row = message(card, BERLIN)["blocks"][-1]["elements"]
    assert [one["type"] for one in row] == ["button"] * 4 + ["overflow"]
    assert not any("style" in one for one in row)
    assert [one["text"]["text"] for one in row[-1]["options"]] == ["Tomorrow", "Not me any more", "Away"]


def test_a_style_is_slacks_own_and_a_confirmation_is_asked() -> None:
    some = (
        Button("add", "", "Add", Style.GO),
        Button("stage", "s", "End it", Style.DANGER, "Really?"),
        Button("away", "", "Away", Style.QUIET),
    )
    row = message(Card((Plain("x"),), (), some), BERLIN)["blocks"][-1]["elements"]
    assert [one.get("style") for one in row] == ["primary", "danger", None]
    assert row[1]["confirm"]["text"]["text"] == "Really?" and row[1]["confirm"]["style"] == "danger"
    assert [one["type"] for one in row] == ["button"] * 3, "one quiet button alone needs no menu"


def test_a_menu_never_stands_alone() -> None:
    quiet = tuple(Button("gaps", ref, ref, Style.QUIET) for ref in ("system", "person", "unit"))
    row = message(Card((Plain("x"),), (), quiet), BERLIN)["blocks"][-1]["elements"]
    assert [one["type"] for one in row] == ["button", "overflow"]


def test_a_quiet_button_with_a_long_ref_stands_beside_the_menu() -> None:
    some = (
        Button("keep", "", "Keep"),
        Button("a", "r" * 2000, "Long", Style.QUIET),
        Button("b", "", "B", Style.QUIET),
        Button("c", "1", "C", Style.QUIET),
    )
    sent = message(Card((Plain("x"),), (), some), BERLIN)
    check_message(sent)
    assert pressed(sent) == [("keep", ""), ("a", "r" * 2000), ("b", ""), ("c", "1")]


def test_a_button_that_cannot_travel_is_told_of() -> None:
    sent = message(Card((Plain("x"),), (), (Button("a", "r" * 2001, "Never"), Button("b", "", "B"))), BERLIN)
    assert pressed(sent) == [("b", "")] and "… and 1 more." in shown(sent["blocks"])


@pytest.mark.parametrize(
    "payload",
    [{}, {"type": "overflow"}, {"type": "overflow", "selected_option": None}, {"type": "overflow", "selected_option": {"value": 7}}, {"action_id": 1},
     {"action_id": "x", "value": 3}, {"type": "overflow", "selected_option": []}],
)  # fmt: skip
def test_a_press_that_no_card_of_ours_sent_is_nothing(payload: dict[str, Any]) -> None:
    assert buttons.decode(payload) == ("", "")


def test_no_action_of_the_house_has_a_blank_or_a_number_sign() -> None:
    assert [one for one in actions.ALL if not re.fullmatch(r"[a-z_.]{1,100}", one)] == []


def test_a_long_list_says_how_many_more_and_where() -> None:
    lines = tuple(
        Line((Strong(f"System {n}"),), (), (), (Button("look_up", str(n), "Look"), Button("not_me", str(n), "Not me"))) for n in range(200)
    )
    sent = message(Card((Plain("Many"),), (Lines(lines),), (Button("gaps", "", "All"),), "me"), BERLIN)
    check_message(sent)
    seen = {ref for action, ref in pressed(sent) if action == "look_up"}
    assert len(seen) >= 45, "where room is short a line's buttons go behind a menu"
    assert f"… and {200 - len(seen)} more. Answer what waits, then /owner me shows more;" in shown(sent["blocks"])
    assert pressed(sent)[-1] == ("gaps", ""), "the card's own buttons stay"


def test_long_words_are_shortened_before_any_line_goes() -> None:
    lines = tuple(Line((Strong(f"System {n}"),), (Plain("w" * 3000),), (), (Button("look_up", str(n), "Look"),)) for n in range(10))
    sent = message(Card((Plain("Many"),), (Lines(lines),)), BERLIN)
    check_message(sent)
    assert len(pressed(sent)) == 10 and "… and" not in shown(sent["blocks"])


def test_sixty_buttons_are_all_there() -> None:
    some = tuple(Button("look_up", str(n), f"System {n}") for n in range(60))
    sent = message(Card((Plain("Which?"),), (), some), BERLIN)
    check_message(sent)
    assert len(pressed(sent)) == 60


def test_a_person_is_a_mention_where_their_account_is_known_and_a_name_elsewhere() -> None:
    card = Card((PersonRef(OLIVIA, "Olivia Ortega"), Plain(" and "), PersonRef(PersonId("sam"), "Sam <!here>")))
    sent = message(card, BERLIN, MENTIONS)
    assert sent["blocks"][0]["elements"][0]["elements"] == [
        {"type": "user", "user_id": "U0OLIVIA"},
        {"type": "text", "text": " and Sam <!here>"},
    ]
    assert sent["text"] == "Olivia Ortega and Sam &lt;!here&gt;"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc", "http://", "https://a b", "http://[", "https://x/\u202e"]
)
def test_only_a_whole_web_address_is_a_link(url: str) -> None:
    sent = message(Card((Link("here", url),)), BERLIN)
    assert not [one for one in every_element(sent["blocks"]) if one.get("type") == "link"]
    assert "here" in shown(sent["blocks"])


def test_a_date_is_said_in_the_readers_zone() -> None:
    card = Card((When(datetime(2026, 12, 6, 23, 30, tzinfo=UTC), "moment"),))
    assert "Monday 7 December 00:30" in shown(message(card, BERLIN)["blocks"])
    assert "Sunday 6 December 23:30" in shown(message(card, "UTC")["blocks"])


TABLE = Table(
    ("Month", "Cost"), tuple(((Plain(f"Month {n}"),), (Link("€903", "https://acme.example"),)) for n in range(300)), "Cost by month"
)


def test_a_table_is_a_table_in_a_message_and_says_what_it_leaves_out() -> None:
    sent = message(Card((Plain("December"),), (TABLE, TABLE)), BERLIN)
    check_message(sent)
    found = next(block for block in sent["blocks"] if block["type"] == "table")
    assert found["rows"][1][0] == {"type": "raw_text", "text": "Month 0"}
    assert f"… and {300 - len(found['rows']) + 1} more rows." in shown(sent["blocks"])


def test_a_table_is_lines_where_slack_has_none() -> None:
    small = Table(TABLE.head, TABLE.rows[:3], TABLE.caption)
    for made in (card_view(Card((Plain("x"),), (small,)), BERLIN), message(Card((Plain("x"),), (small,)), BERLIN, plainer=True)):
        assert not [one for one in made["blocks"] if one["type"] == "table"]
        assert {"Month 2 · ", "€903"} <= set(every_text(made["blocks"])) and "Month · Cost" in shown(made["blocks"])


def a_chart(labels: int = 12, series: tuple[str, ...] = ("Cost", "Budget now")) -> Chart:
    points = tuple(Point(Decimal(700 + 20 * n), f"€{700 + 20 * n}.00") for n in range(labels))
    return Chart("Cost a month", "Month", tuple(f"Month {n}" for n in range(labels)), tuple(Series(one, points) for one in series))


def kinds(sent: dict[str, Any]) -> list[str]:
    return [one["type"] for one in sent["blocks"]]


def test_a_chart_is_drawn_and_stands_beside_it_as_a_table_for_those_who_cannot_see_it() -> None:
    sent = message(Card((Plain("December"),), (a_chart(),)), BERLIN)
    check_message(sent)
    assert kinds(sent) == ["rich_text", "data_visualization", "table"]
    head, first, *_ = sent["blocks"][2]["rows"]
    assert [one["text"] for one in head] == ["Month", "Cost", "Budget now"] and [one["text"] for one in first][:2] == ["Month 0", "€700.00"]
    assert "Cost: Month 0 €700.00, Month 1 €720.00" in sent["text"]


def test_a_second_chart_is_drawn_with_its_figures_in_words_and_a_third_is_words() -> None:
    sent = message(Card((Plain("December"),), (a_chart(), a_chart(), a_chart())), BERLIN)
    check_message(sent)
    assert kinds(sent).count("data_visualization") == 2 and kinds(sent).count("table") == 1
    assert shown(sent["blocks"]).count("Cost: Month 0 €700.00") == 2


@pytest.mark.parametrize(
    "chart",
    [a_chart(21), a_chart(3, tuple(f"Series {n}" for n in range(7))), a_chart(3, ("Cost", "Cost")), a_chart(3, ("C" * 21,)), a_chart(0)],
    ids=["too many labels", "too many series", "one name twice", "too long a name", "nothing in it"],
)
def test_a_chart_that_slack_would_refuse_is_words(chart: Chart) -> None:
    sent = message(Card((Plain("December"),), (chart,)), BERLIN)
    check_message(sent)
    assert "data_visualization" not in kinds(sent) and "Cost a month" in shown(sent["blocks"])


def test_a_chart_is_words_in_a_window_in_a_line_and_where_it_is_refused() -> None:
    alone_, inside = Card((Plain("x"),), (a_chart(),)), Card((Plain("x"),), (Lines((Line((Plain("y"),), (), (a_chart(),)),)),))
    for made in (card_view(alone_, BERLIN), home([alone_], BERLIN), message(alone_, BERLIN, plainer=True), message(inside, BERLIN)):
        assert not {"data_visualization", "table"} & set(kinds(made))
        assert "Cost: Month 0 €700.00, Month 1 €720.00" in shown(made["blocks"])


def test_a_figure_that_never_changes_is_said_once() -> None:
    same = Chart("Budget", "Month", ("May", "June"), (Series("Budget", (Point(Decimal(800), "€800.00"),) * 2),))
    assert plain(Card((Plain("x"),), (same,))).endswith("Budget: €800.00 throughout")


def test_the_home_tab_holds_the_cards_or_says_how_many_more() -> None:
    cards = [one.what for one in gallery() if isinstance(one.what, Card)]
    made = home(cards, BERLIN, MENTIONS)
    check_view(made)
    assert re.search(r"… and \d+ more\.", shown(made["blocks"]))
    check_view(home(cards[:3], BERLIN))
    check_view(home([], BERLIN))


NASTY_TEXT = st.one_of(
    st.sampled_from(
        ["<!channel>", "*bold*", "_it_", "~no~", "`code`", "<script>", "\u200f", "\u202e", "😀" * 80, ":wave:", "x" * 10_000, "é" * 3001, "a\n" * 200, "",
         " ", "<@U1>", "<https://evil.example|bank>", "evil.example", "&amp;", "\x00\x07", "\ud800", "👩‍👩‍👧" * 900]
    ),
    st.text(max_size=80),
)  # fmt: skip
URLS = st.sampled_from(["https://acme.example/?a=1&b=2", "http://x.example", "javascript:alert(1)", "https://", "https://x/" + "y" * 4000])
PEOPLE = st.sampled_from([OLIVIA, PersonId("sam")])
MOMENTS = st.sampled_from([date(2026, 12, 7), datetime(2026, 12, 7, 8, 12, tzinfo=UTC)])
SPANS: st.SearchStrategy[Span] = st.one_of(
    st.builds(Plain, NASTY_TEXT),
    st.builds(Strong, NASTY_TEXT),
    st.builds(PersonRef, PEOPLE, NASTY_TEXT),
    st.builds(When, MOMENTS, st.sampled_from(["day", "short", "moment"])),
    st.just(Amount(Money(Decimal("903"), "EUR"))),
    st.builds(Link, NASTY_TEXT, URLS),
    st.builds(State, st.sampled_from(list(Mark)), NASTY_TEXT),
)
TEXTS = st.lists(SPANS, max_size=4).map(tuple)
REFS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60), st.sampled_from(["r" * 2000, "r" * 140, " lead", "a b  c", "x:y#1"])
)
BUTTONS = st.builds(
    Button, st.sampled_from(sorted(actions.ALL)), REFS, NASTY_TEXT, st.sampled_from(list(Style)), st.sampled_from(["", "Sure?", "x" * 999])
)
ROWS = st.one_of(st.lists(BUTTONS, max_size=4), st.lists(BUTTONS, min_size=1, max_size=2).map(lambda some: some * 30)).map(tuple)
SIMPLE: st.SearchStrategy[Part] = st.one_of(
    st.builds(Paragraph, TEXTS, st.booleans(), st.booleans()),
    st.builds(Note, TEXTS),
    st.builds(Facts, st.lists(st.builds(Fact, NASTY_TEXT, TEXTS), max_size=12).map(tuple)),
    st.builds(
        Table,
        st.lists(NASTY_TEXT, max_size=3).map(tuple),
        st.lists(st.lists(TEXTS, max_size=22).map(tuple), max_size=4).map(tuple),
        NASTY_TEXT,
    ),
)
POINTS = st.builds(Point, st.decimals(allow_nan=True, allow_infinity=True), NASTY_TEXT)
CHART = st.integers(0, 22).flatmap(
    lambda labels: st.builds(
        Chart,
        NASTY_TEXT,
        NASTY_TEXT,
        st.lists(st.one_of(NASTY_TEXT, st.text(max_size=8)), min_size=labels, max_size=labels).map(tuple),
        st.lists(
            st.builds(Series, st.one_of(NASTY_TEXT, st.text(max_size=8)), st.lists(POINTS, min_size=labels, max_size=labels).map(tuple)),
            max_size=7,
        ).map(tuple),
    )
)
SIMPLE = st.one_of(SIMPLE, CHART)
INNER = st.lists(SIMPLE, max_size=2).map(tuple)
LINES = st.builds(Line, TEXTS, TEXTS, INNER, ROWS)
MANY = st.one_of(st.lists(LINES, max_size=3), st.lists(LINES, min_size=1, max_size=2).map(lambda some: some * 40)).map(tuple)
PARTS: st.SearchStrategy[Part] = st.one_of(SIMPLE, st.builds(Lines, MANY))


class Made:
    """A card whose description stays short when it is told of."""

    def __init__(self, card: Card) -> None:
        self.card = card

    def __repr__(self) -> str:
        return plain(self.card)[:300]


CARDS = st.builds(Made, st.builds(Card, TEXTS, st.lists(PARTS, max_size=4).map(tuple), ROWS, st.sampled_from(["", "me", "gaps", "list"])))


@settings(max_examples=30, deadline=None)
@given(CARDS)
def test_no_card_breaks_a_limit_and_nothing_that_was_typed_is_more_than_text(made: Made) -> None:
    card = made.card
    sent = message(card, BERLIN, MENTIONS)
    check_message(sent)
    check_view(card_view(card, BERLIN, MENTIONS))
    json.dumps(sent, ensure_ascii=False).encode()
    assert missing(card, sent) == []
    for one in every_element(sent["blocks"]):
        assert one.get("type") != "mrkdwn"
        assert one.get("type") != "user" or one["user_id"] in MENTIONS.values()
    assert not re.search(r"[<>]|[\x00-\x08\x7f\u202a-\u202e]|&(?!amp;|lt;|gt;)", sent["text"])
    went = {(button.action, button.ref) for button in every_button(card)}
    back = pressed(sent)
    assert set(back) <= went
    if "… and" not in shown(sent["blocks"]):
        assert len(back) == len(every_button(card))


@settings(max_examples=200, deadline=None)
@given(st.lists(BUTTONS, min_size=1, max_size=8))
def test_every_button_is_itself_again(some: list[Button]) -> None:
    rows, lost = buttons.rows(some)
    assert not lost and sorted(pressed({"blocks": buttons.numbered(rows)})) == sorted((one.action, one.ref) for one in some)


@given(NASTY_TEXT, st.integers(1, 300))
@example("&", 3)  # not even one fits
def test_a_cut_is_seen_and_never_too_long(words: str, limit: int) -> None:
    made = words_of.cut(words, limit)
    assert words_of.length(made) <= limit and (made == words or made.endswith("…"))
    assert words_of.length(text.escaped(words, limit)) <= limit


def test_a_line_in_a_gallery_card_keeps_its_buttons_beside_it() -> None:
    for one in gallery():
        if isinstance(one.what, Card):
            for line in lines_of(one.what):
                if line.buttons and not any(isinstance(part, Lines) for part in line.parts):
                    sent = message(alone(line), BERLIN)
                    assert len(pressed(sent)) == len(line.buttons), one.name
