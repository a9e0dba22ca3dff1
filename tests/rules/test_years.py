"""A date tells its year where that is not the reader's own (VOICE)."""

from datetime import UTC, date, datetime

from bot.cards import Card, Fact, Facts, Line, Lines, When
from bot.cards_json import card_from_json, card_to_json
from bot.views.plain import plain
from bot.views.words import spans
from bot.views.years import with_every_year, with_years

NEW_YEAR = datetime(2026, 12, 31, 20, tzinfo=UTC)  # 2027 in Tokyo already
MADE = Card(
    spans("asked on ", When(date(2026, 12, 7))),
    (
        Lines((Line(spans("first"), spans("sent ", When(NEW_YEAR, "moment"))),)),
        Facts((Fact("Since", spans(When(date(2026, 3, 3), "short"))),)),
    ),
)


def test_in_its_own_year_a_date_goes_without() -> None:
    assert with_years(MADE, date(2026, 12, 8), "Europe/Berlin") == MADE
    assert "asked on Monday 7 December\n" in plain(MADE, "Europe/Berlin")


def test_in_another_year_it_is_told_wherever_it_stands() -> None:
    later = with_years(MADE, date(2027, 11, 2), "Europe/Berlin")
    said = plain(later, "Europe/Berlin")
    assert "asked on Monday 7 December 2026\n" in said and "sent Thursday 31 December 2026 21:00" in said and "Since: 3 March 2026" in said
    assert card_from_json(card_to_json(later)) == later, "as it is committed before it is sent"
    assert with_every_year(MADE) == later


def test_the_year_is_that_of_the_readers_zone() -> None:
    assert "sent Friday 1 January 05:00" in plain(with_years(MADE, date(2027, 1, 1), "Asia/Tokyo"), "Asia/Tokyo")
    assert "sent Thursday 31 December 2026 21:00" in plain(with_years(MADE, date(2027, 1, 1), "Europe/Berlin"), "Europe/Berlin")
