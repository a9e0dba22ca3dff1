"""Rows as text that a spreadsheet opens and never runs."""

import csv
import io
from collections.abc import Mapping, Sequence

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: str) -> str:
    """A cell that begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def csv_text(fields: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    """Comma-separated, a line of names first."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(fields)
    writer.writerows([safe(row[field]) for field in fields] for row in rows)
    return out.getvalue()
