"""The diagnostic as a table: a row per gap, the same for the command line, the page and the chat (PRODUCT §8)."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from bot.cards import Card
from bot.rules.gaps import Gap, GapLine
from bot.views import plain
from bot.views.gap_words import gap_words
from bot.views.replies import said
from bot.views.tables import csv_text
from bot.views.words import plural
from bot.views.years import with_every_year

FIELDS = (
    "system",
    "slug",
    "unit",
    "impact",
    "stage",
    "role",
    "gap",
    "since",
    "person",
    "given",
    "excused_until",
    "out_of_reach",
    "mend",
    "words",
)
BOM = "\ufeff"  # without it a spreadsheet reads UTF-8 as something else


def rows(lines: Iterable[GapLine], zone: str) -> list[dict[str, str]]:
    """Every gap as cells."""
    return [row(one, zone) for one in lines]


def row(line: GapLine, zone: str) -> dict[str, str]:
    """One gap as cells."""
    return {
        "system": line.system.name,
        "slug": line.system.slug,
        "unit": line.system.unit,
        "impact": line.system.impact.value,
        "stage": line.system.stage.value,
        "role": line.seat.role.value,
        "gap": line.gap.value,
        "since": line.since.astimezone(ZoneInfo(zone)).date().isoformat() if line.since else "",
        "person": line.seat.name,
        "given": line.seat.given,
        "excused_until": line.seat.excused_until.isoformat() if line.seat.excused_until else "",
        "out_of_reach": line.seat.out_of_reach.value if line.gap is Gap.UNREACHABLE and line.seat.out_of_reach else "",
        "mend": line.mend.value,
        "words": plain.text(with_every_year(gap_words(line)), zone),
    }


def text(lines: Iterable[GapLine], zone: str) -> str:
    """The whole as a file to download."""
    return BOM + csv_text(FIELDS, rows(lines, zone))


def made(count: int) -> Card:
    """The file is on its way."""
    return said(f"{plural(count, 'thing')} to mend, a row each, in a file that only you get. Spreadsheets open it.", state="gaps")


def file_name(day: date, kind: str) -> str:
    """`rollcall-gaps-2026-12-07.csv`."""
    return f"rollcall-gaps-{day.isoformat()}.{kind}"
