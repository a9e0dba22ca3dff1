"""`rollcall gaps --csv` and `--xlsx`: a row per gap, that no spreadsheet runs as a formula."""

from pathlib import Path

from adapters.cli.app import Wrong, say
from adapters.cli.register_export import write_table
from bot.rules.gaps import Diagnosis
from bot.views.gaps_table import FIELDS, rows


def export(found: Diagnosis, zone: str, csv: str | None, xlsx: Path | None) -> None:
    """To a file each; `-` is standard output."""
    made = rows(found.lines, zone)
    for path in (Path(csv) if csv and csv != "-" else None, xlsx):
        if path is not None:
            try:
                write_table(path, FIELDS, made, ".csv" if path is not xlsx else ".xlsx")
            except OSError as why:
                raise Wrong(f"{path}: {why.strerror}") from None
            say(f"{len(made):,} rows are in {path}.")
    if csv == "-":
        write_table(None, FIELDS, made, ".csv")
