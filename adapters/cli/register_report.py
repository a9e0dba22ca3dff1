"""What became of an import, row by row and in sum: for people, and for programs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.cli import register_prune
from bot.actions.import_register import ImportReport, RowReport
from bot.rules.named_human import VerdictKind
from bot.rules.register import Change
from bot.views.refusals import SENTENCES, SHORT

LINES = 50  # rows of a dry run on one screen; more than that is for a program


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was said on the command line beside the files."""

    dry_run: bool = False
    yes: bool = False
    skip_refused: bool = False
    prune: bool = False
    as_json: bool = False


def row_lines(rows: Sequence[RowReport]) -> Iterator[str]:
    """Each row and what it would change: every refused one, and of the others so many; what stays the same says nothing."""
    speaking = [one for one in rows if one.change is not Change.SAME or one.why]
    shown = 0
    for one in speaking:
        if shown < LINES or one.change is Change.REFUSED:
            shown += 1
            yield f"row {one.row}: {one.change.value} “{one.name[:80]}”{_told(one)}"
    if len(speaking) > shown:
        yield f"… and {len(speaking) - shown:,} more rows: --json lists all of them."


def _told(one: RowReport) -> str:
    parts = [*((", ".join(one.changes),) if one.changes else ()), *_people(one), *one.why]
    return f": {'; '.join(parts)}" if parts else ""


def _people(one: RowReport) -> Iterator[str]:
    """Whom a new row names; of a known one, only for the roles that change."""
    for role, (given, verdict) in one.seats.items():
        if one.change is Change.REFUSED or not given.strip() or (one.change is not Change.CREATED and role.value not in one.changes):
            continue
        named = verdict.kind is VerdictKind.PERSON
        yield (
            f"{role.value} {given[:60]}"
            if named
            else f"no {role.value}, “{given[:60]}” is {SHORT[verdict.reason] if verdict.reason else 'unclear'}"
        )


def as_json(path: Path, report: ImportReport) -> dict[str, Any]:
    totals = {change.value: report.total(change) for change in Change}
    rows = [_row_json(one) for one in report.rows]
    return {"file": path.name, "written": report.written, "rows": rows, "totals": totals} | register_prune.as_json(report)


def _row_json(one: RowReport) -> dict[str, Any]:
    seats = {
        role.value: {"given": given, "verdict": verdict.kind.value, "why": verdict.reason.value if verdict.reason else ""}
        for role, (given, verdict) in one.seats.items()
    }
    return {
        "row": one.row,
        "system": one.system or one.name,
        "change": one.change.value,
        "changes": list(one.changes),
        "why": "; ".join(one.why),
        "seats": seats,
    }


def tell(path: Path, report: ImportReport, wishes: Wishes, prune: str) -> None:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    if wishes.dry_run:
        for line in row_lines(report.rows):
            console.print(line, markup=False)
    for one in () if wishes.dry_run else report.rows:
        if one.change is Change.REFUSED or (one.why and len(report.rows) <= 60):
            console.print(f"{path.name}, row {one.row}: {one.change.value} {one.name[:80]!r}: {'; '.join(one.why)}", markup=False)
    told = sum(bool(one.why) and one.change is not Change.REFUSED for one in report.rows)
    if told and len(report.rows) > 60 and not wishes.dry_run:
        console.print(f"{told:,} rows have a remark (a guessed stage, a likely duplicate); --json lists each.", markup=False)
    reasons: dict[Any, int] = {}
    for one in report.rows:
        for _, verdict in one.seats.values():
            if verdict.reason is not None:
                reasons[verdict.reason] = reasons.get(verdict.reason, 0) + 1
    for reason, count in sorted(reasons.items(), key=lambda pair: -pair[1]):
        console.print(f"{count:>6,} × {SHORT[reason]}: it {SENTENCES[reason]}", markup=False)
    totals = ", ".join(f"{report.total(change):,} {change.value}" for change in Change)
    console.print(f"{path.name}: {totals}.", markup=False)
    for line in register_prune.told(report, prune, wishes.prune):
        console.print(line, markup=False)
    if not report.written and not wishes.dry_run:
        console.print("Nothing was imported: mend the refused rows, or run it with --skip-refused.", markup=False)
    elif not wishes.dry_run:
        console.print(f"{register_prune.sent(report)} Next: rollcall gaps, then rollcall invite --dry-run.", markup=False)
    else:
        console.print("A dry run: these would be the changes; nothing was changed.", markup=False)
