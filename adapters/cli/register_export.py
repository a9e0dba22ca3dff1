"""`rollcall export`: CSV, XLSX or YAML that no spreadsheet runs as a formula."""

import sys
from collections.abc import Sequence
from pathlib import Path

from adapters.cli.app import Wrong, say
from adapters.cli.settings import load
from adapters.cli.wiring import house
from bot.rules.register import FIELDS
from bot.views.tables import csv_text


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
        from adapters.xlsx import write_xlsx

        write_xlsx(path, fields, rows)
    elif path is not None:
        path.write_text(csv_text(fields, rows), "utf-8-sig", newline="")
    else:
        sys.stdout.write(csv_text(fields, rows))


def _yaml(path: Path, rows: Sequence[dict[str, str]]) -> None:
    from ruamel.yaml import YAML

    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump({"systems": [{name: value for name, value in row.items() if value} for row in rows]}, file)
