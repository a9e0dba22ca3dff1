"""Rows as a spreadsheet, for every way out that hands files over; no cell is run as a formula."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

import xlsxwriter

OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def write_xlsx(target: Path | IO[bytes], fields: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    """To a file, or into memory."""
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        sheet = book.add_worksheet("rollcall")
        sheet.write_row(0, 0, fields)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [row[field] for field in fields])
