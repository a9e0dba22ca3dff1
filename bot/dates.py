"""Dates as people type them (PRODUCT §7, VOICE): read, or not read, never guessed."""

import re
from datetime import date, timedelta

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)  # what is earlier or later was a slip, and no calendar goes that far
NEAR = {"today": 0, "tomorrow": 1, "yesterday": -1}


def sensible(day: date) -> date | None:
    """The day, where somebody can have meant it."""
    return day if FIRST <= day <= LAST else None


def looks_like_a_date(text: str) -> bool:
    """It has a digit, or names a month or a day."""
    words = re.findall(r"[^\W\d_]+", text.casefold())
    return any(one.isdigit() for one in text) or any(one in NEAR or _which(one, MONTHS) or _which(one, WEEKDAYS) for one in words)


ISO = r"(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})"
DOTTED = r"(?P<d>\d{1,2})\.\s*(?P<m>\d{1,2})(?:\.\s*(?P<y>\d{4})?)?"
SLASHED = r"(?P<one>\d{1,2})[/-](?P<other>\d{1,2})(?:[/-](?P<y>\d{4}))?"
DAY_FIRST = r"(?P<d>\d{1,2})(?:\.|st|nd|rd|th)?(?: of)?\s+(?P<m>[a-z]+)\.?(?:,?\s+(?P<y>\d{4}))?"
MONTH_FIRST = r"(?P<m>[a-z]+)\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(?P<y>\d{4}))?"


def day_of(text: str, today: date, *, ahead: bool = False) -> date | None:
    """A date as people type it: 2026-12-07, 7 December [2026], December 7 [2026], 7.12.[2026], 31/12/[2026], today, friday.

    None: no date, none that can be meant, or one that can be two days, as 1/2/2026. `ahead`: without a year the next such day; else the last that has passed.
    """
    plain = re.sub(r"^(?P<weekday>[a-z]+),?\s+(?=.*\d)", _without_weekday, " ".join(text.casefold().split()).rstrip("."))
    if plain in NEAR:
        return today + timedelta(days=NEAR[plain])
    if weekday := _which(plain, WEEKDAYS):
        days = (weekday - 1 - today.weekday()) % 7
        return today + timedelta(days=days or 7) if ahead else today - timedelta(days=(-days) % 7)
    if found := re.fullmatch(ISO, plain) or re.fullmatch(DOTTED, plain):
        return _day(found["y"], int(found["m"]), int(found["d"]), today, ahead)
    if found := re.fullmatch(SLASHED, plain):
        return _slashed(found["y"], int(found["one"]), int(found["other"]), today, ahead)
    if (found := re.fullmatch(DAY_FIRST, plain) or re.fullmatch(MONTH_FIRST, plain)) and (month := _which(found["m"], MONTHS)):
        return _day(found["y"], month, int(found["d"]), today, ahead)
    return None


def _without_weekday(found: re.Match[str]) -> str:
    """`Monday 7 December`: the weekday says nothing more."""
    return "" if _which(found["weekday"], WEEKDAYS) else found[0]


def _which(word: str, names: tuple[str, ...]) -> int:
    """Which of these a word is, or begins with three letters or more, counted from 1; 0: none."""
    return next((number for number, name in enumerate(names, 1) if len(word) >= 3 and name.startswith(word)), 0)


def _slashed(year: str | None, one: int, other: int, today: date, ahead: bool) -> date | None:
    """Some write the day first and some the month: only what can be read in one way is read."""
    if one > 12 or one == other:
        return _day(year, other, one, today, ahead)
    return _day(year, one, other, today, ahead) if other > 12 else None


def _day(year: str | None, month: int, day: int, today: date, ahead: bool) -> date | None:
    try:
        if year:
            return sensible(date(int(year), month, day))
        found = date(today.year, month, day)
        if ahead and found < today:
            return date(today.year + 1, month, day)
        return date(today.year - 1, month, day) if not ahead and found > today else found
    except ValueError:
        return None
