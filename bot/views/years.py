"""The year stands with a date where it is not the reader's own: "Monday 7 December" is this year's (VOICE, Dates)."""

import dataclasses
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.cards import When
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
    if isinstance(shown, When):
        other = year is None or _year(shown.at, zone) != year
        return dataclasses.replace(shown, style=WITH_YEAR.get(shown.style, shown.style)) if other else shown
    if isinstance(shown, tuple):
        walked = tuple(_walked(one, year, zone) for one in shown)
        return walked if any(new is not old for new, old in zip(walked, shown, strict=True)) else shown
    if dataclasses.is_dataclass(shown) and not isinstance(shown, type):
        fields = {one.name: getattr(shown, one.name) for one in dataclasses.fields(shown)}
        changed = {name: new for name, old in fields.items() if (new := _walked(old, year, zone)) is not old}
        return dataclasses.replace(shown, **changed) if changed else shown
    return shown


def _year(at: date | datetime, zone: str) -> int:
    return at.astimezone(ZoneInfo(zone)).year if isinstance(at, datetime) else at.year
