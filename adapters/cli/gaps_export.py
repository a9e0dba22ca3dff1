"""`rollcall gaps --csv` and `--xlsx`: a row per gap, that no spreadsheet runs as a formula."""

from pathlib import Path

from adapters.cli.app import Wrong, say
from adapters.cli.register_export import write_table
from bot.rules.gaps import Diagnosis, GapLine
from bot.views.gaps import gap_words
from bot.views.plain import text

FIELDS = ("system", "slug", "unit", "impact", "stage", "role", "gap", "since", "person", "given", "excused_until", "mend", "words")


def export(found: Diagnosis, zone: str, csv: str | None, xlsx: Path | None) -> None:
    """To a file each; `-` is standard output."""
    rows = [row(line, zone) for line in found.lines]
    for path in (Path(csv) if csv and csv != "-" else None, xlsx):
        if path is not None:
            try:
                write_table(path, FIELDS, rows, ".csv" if path is not xlsx else ".xlsx")
            except OSError as why:
                raise Wrong(f"{path}: {why.strerror}") from None
            say(f"{len(rows):,} rows are in {path}.")
    if csv == "-":
        write_table(None, FIELDS, rows, ".csv")


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
        "since": line.since.date().isoformat() if line.since else "",
        "person": line.seat.name,
        "given": line.seat.given,
        "excused_until": line.seat.excused_until.isoformat() if line.seat.excused_until else "",
        "mend": line.mend.value,
        "words": text(gap_words(line), zone),
    }
