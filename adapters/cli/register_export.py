"""`rollcall export`: CSV, XLSX or YAML that no spreadsheet runs as a formula."""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from adapters.cli.app import Wrong, say
from adapters.cli.settings import load
from adapters.cli.wiring import house
from bot.rules.register import FIELDS

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def safe(cell: str) -> str:
    """A cell that begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


async def export(path: Path | None) -> int:
    """To a file by its ending, or CSV on standard output."""
    from bot.actions.export_register import export_register

    async with house(load()) as home, home.reading() as work:
        rows = await export_register(work)
    try:
        _write(path, rows)
    except OSError as why:
        raise Wrong(f"{path}: {why.strerror}") from None
    if path is not None:
        say(f"{len(rows):,} systems are in {path}.")
    return 0


def _write(path: Path | None, rows: Sequence[dict[str, str]]) -> None:
    match path.suffix.casefold() if path else None:
        case None:
            write_table(None, FIELDS, rows, ".csv")
        case ".csv" | ".xlsx" as kind if path:
            write_table(path, FIELDS, rows, kind)
        case ".yaml" | ".yml" if path:
            _yaml(path, rows)
        case _:
            raise Wrong(f"{path}: I write .csv, .xlsx and .yaml")


def write_table(path: Path | None, fields: Sequence[str], rows: Sequence[dict[str, str]], kind: str) -> None:
    """CSV or XLSX with these columns; without a path, CSV on standard output."""
    if kind == ".xlsx" and path is not None:
        _xlsx(path, fields, rows)
    elif path is not None:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            _csv(file, fields, rows)
    else:
        _csv(sys.stdout, fields, rows)


def _csv(file: IO[str], fields: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    writer = csv.writer(file)
    writer.writerow(fields)
    writer.writerows([safe(row[field]) for field in fields] for row in rows)


def _xlsx(path: Path, fields: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}) as book:
        sheet = book.add_worksheet("rollcall")
        sheet.write_row(0, 0, fields)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [row[field] for field in fields])


def _yaml(path: Path, rows: Sequence[dict[str, str]]) -> None:
    from ruamel.yaml import YAML

    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump({"systems": [{name: value for name, value in row.items() if value} for row in rows]}, file)
