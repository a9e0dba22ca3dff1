"""The year stands with a date where it is not the reader's own: "Monday 7 December" is this year's (VOICE, Dates)."""

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from operator import is_not
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.cards import Card, When, fields_of
from bot.views.words import WITH_YEAR

T = TypeVar("T")


def with_years(shown: T, today: date, zone: str) -> T:
    """A card, a form, a page or running text as it is read today in this zone."""
    found: T = _walked(shown, today.year, zone)
    return found


def with_every_year(shown: T) -> T:
    """For what is kept and read later: a file."""
    found: T = _walked(shown, None, "UTC")
    return found


def _walked(shown: Any, year: int | None, zone: str) -> Any:
    """The same value where nothing in it changes."""
    kind: Any = type(shown)
    if kind is str or shown is None:
        return shown
    if kind is When:
        other = year is None or _year(shown.at, zone) != year
        return replace(shown, style=WITH_YEAR.get(shown.style, shown.style)) if other else shown
    if kind is Card:
        return _card(shown, year, zone)
    if kind is tuple:
        walked = [_walked(one, year, zone) for one in shown]
        return tuple(walked) if any(map(is_not, walked, shown)) else shown
    return _fields(shown, kind, year, zone)


@lru_cache(maxsize=512)  # the same card is asked for by many
def _card(shown: Card, year: int | None, zone: str) -> Card:
    found: Card = _fields(shown, Card, year, zone)
    return found


def _fields(shown: Any, kind: Any, year: int | None, zone: str) -> Any:
    changed = {name: new for name in fields_of(kind) if (new := _walked(old := getattr(shown, name), year, zone)) is not old}
    return replace(shown, **changed) if changed else shown


def _year(at: date | datetime, zone: str) -> int:
    return at.astimezone(ZoneInfo(zone)).year if isinstance(at, datetime) else at.year
