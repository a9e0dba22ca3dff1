"""The register from the command line: import, invite, owner, gaps, people left, pause."""

import json
from collections.abc import Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

from adapters.cli.app import Problem, Wrong, out, say
from adapters.cli.register_files import BadFile, mapping_of, proposed, read_file, rows_of
from adapters.cli.settings import load
from adapters.cli.wiring import House, house
from bot.actions.import_register import ImportReport, RowReport
from bot.model import SeatState
from bot.rules.register import Change
from bot.views.refusals import SENTENCES, SHORT


async def import_files(files: Sequence[Path], maps: Sequence[str], dry_run: bool, yes: bool, skip_refused: bool, as_json: bool) -> int:
    """Each file is one transaction; a problem in one is told, and the others still come in."""
    worst = 0
    reports: list[Any] = []
    async with house(load()) as home:
        for path in files:
            try:
                report = await _import_file(home, path, maps, dry_run, yes, skip_refused)
            except BadFile as why:
                say(str(why))
                worst = 1
                continue
            reports.append(_as_json(path, report))
            if not as_json:
                _tell(path, report, dry_run)
            worst = max(worst, int(report.total(Change.REFUSED) > 0))
    if as_json and reports:
        out(reports[0] if len(files) == 1 else reports)
    return worst


async def _import_file(home: House, path: Path, maps: Sequence[str], dry_run: bool, yes: bool, skip_refused: bool) -> ImportReport:
    from bot.actions.import_register import import_register

    say(f"Reading {path.name} …")
    sheet = read_file(path)
    mapping = mapping_of(maps, sheet, path.name) if maps else None
    if mapping is None:
        mapping, certain = proposed(sheet)
        if not mapping:
            raise BadFile(
                f"{path.name}: no column looks like one of ours ({', '.join(sheet.columns)[:300]}). Say which is which with --map field=column."
            )
        if not certain and not yes:
            words = " ".join(f"--map {_quoted(f'{field}={column}')}" for field, column in mapping.items())
            raise BadFile(
                f"{path.name}: I would read it so:\n  rollcall import {_quoted(str(path))} {words}\nRun this line if it is right, or the same command with --yes."
            )
    rows = rows_of(sheet, mapping)
    say(f"Taking in {len(rows):,} rows …")
    async with home.writing() as work:
        return await import_register(work, rows, source=path.name, dry_run=dry_run, skip_refused=skip_refused)


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def _as_json(path: Path, report: ImportReport) -> dict[str, Any]:
    totals = {change.value: report.total(change) for change in Change}
    return {"file": path.name, "written": report.written, "rows": [_row_json(one) for one in report.rows], "totals": totals}


def _row_json(one: RowReport) -> dict[str, Any]:
    seats = {
        role.value: {"given": given, "verdict": verdict.kind.value, "why": verdict.reason.value if verdict.reason else ""}
        for role, (given, verdict) in one.seats.items()
    }
    return {"row": one.row, "system": one.system or one.name, "change": one.change.value, "why": "; ".join(one.why), "seats": seats}


def _tell(path: Path, report: ImportReport, dry_run: bool) -> None:
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    for one in report.rows:
        if one.change is Change.REFUSED or (one.why and len(report.rows) <= 60):
            console.print(f"{path.name}, row {one.row}: {one.change.value} {one.name[:80]!r}: {'; '.join(one.why)}", markup=False)
    told = sum(bool(one.why) and one.change is not Change.REFUSED for one in report.rows)
    if told and len(report.rows) > 60:
        console.print(f"{told:,} rows have a remark (a guessed stage, a likely duplicate); --json lists each.", markup=False)
    reasons: dict[Any, int] = {}
    for one in report.rows:
        for _, verdict in one.seats.values():
            if verdict.reason is not None:
                reasons[verdict.reason] = reasons.get(verdict.reason, 0) + 1
    for reason, count in sorted(reasons.items(), key=lambda pair: -pair[1]):
        console.print(f"{count:>6,} × {SHORT[reason]}: it {SENTENCES[reason]}", markup=False)
    totals = ", ".join(f"{report.total(change):,} {change.value}" for change in Change)
    words = "would be" if dry_run or not report.written else "are"
    console.print(f"{path.name}: {totals}.", markup=False)
    if not report.written and not dry_run:
        console.print("Nothing was imported: mend the refused rows, or run it with --skip-refused.", markup=False)
    elif not dry_run:
        console.print("Nobody was sent anything. Next: rollcall gaps, then rollcall invite --dry-run.", markup=False)
    else:
        console.print(f"A dry run: these {words} the changes; nothing was changed.", markup=False)


async def invite(unit: str | None, limit: int | None, dry_run: bool, without_steward: bool, as_json: bool) -> int:
    """Who gets what; without --dry-run the offers wait in the outbox for serve."""
    from bot.actions import invite as action

    async with house(load()) as home:
        if dry_run:
            async with home.reading() as work:
                found = await action.waiting(work, unit, limit, without_steward)
        else:
            async with home.writing() as work:
                found = await action.invite(work, None, unit, limit, without_steward)
    if as_json:
        out([{"system": one.system.slug, "role": one.role.value, "person": one.person.email or one.person.name} for one in found])
        return 0
    for one in found:
        print(f"{one.person.name}: {one.role.value} of {one.system.name}")
    verb = "would go out" if dry_run else "go out in the readers' working hours, while rollcall serve runs"
    print(f"{len(found):,} offers {verb}.")
    return 0


async def owner(system: str, on: date | None) -> int:
    """The colleague's view as text."""
    from bot.actions import history, look_up
    from bot.model import System
    from bot.views.plain import plain

    async with house(load()) as home, home.reading() as work:
        found = await look_up.find(work, system)
        if isinstance(found, System) and on is not None:
            reply = await history.on_date(work, None, found, on)
        else:
            reply = await look_up.look_up(work, None, system)
    if reply.card is not None:
        print(plain(reply.card, home.organisation.zone, buttons=False))
    return 1 if reply.problem else 0


async def gaps(as_json: bool, csv: str | None = None, xlsx: Path | None = None) -> int:
    """One screen, impact first; or everything as JSON."""
    from bot.actions.diagnose import figures
    from bot.views import gaps as gaps_views
    from bot.views.gap_words import gap_words
    from bot.views.plain import plain, text

    async with house(load()) as home, home.reading() as work:
        found = await figures(work)
        top = await work.tx.sightings.top(3)
    if csv or xlsx:
        from adapters.cli.gaps_export import export

        export(found, home.organisation.zone, csv, xlsx)
        return 0
    if not as_json:
        print(plain(gaps_views.gaps_card(found, everything=True), home.organisation.zone, buttons=False))
        for one in top:
            print(f"Asked for {one.count} times: {one.shown}. Not in the register.")
        return 0
    seats = {"accepted": found.seats.get(SeatState.HELD, 0)} | {
        state.value: found.seats.get(state, 0) for state in (SeatState.PROPOSED, SeatState.VACANT)
    }
    out(
        {
            "systems": found.systems,
            "retired": found.retired,
            "fully_owned": found.fully_owned,
            "seats": seats,
            "reasons": dict(found.reasons),
            "impact": {"high": {"systems": found.high_live, "named": found.high_named}},
            "uninvited": found.uninvited,
            "load": [{"person": one.name, "seats": one.seats, "live": one.live, "outsized": one.outsized} for one in found.load],
            "lines": [
                {
                    "system": line.system.slug,
                    "name": line.system.name,
                    "unit": line.system.unit,
                    "impact": line.system.impact.value,
                    "role": line.seat.role.value,
                    "gap": line.gap.value,
                    "since": line.since.isoformat() if line.since else None,
                    "given": line.seat.given,
                    "reason": line.seat.reason,
                    "mend": line.mend.value,
                    "text": text(gap_words(line), home.organisation.zone),
                }
                for line in found.lines
            ],
        }
    )
    return 0


async def people_left(email: str) -> int:
    """By e-mail address."""
    from bot.actions.leave import leave

    async with house(load()) as home, home.writing() as work:
        person = await work.tx.people.by_email(email.strip().casefold())
        if person is None:
            raise Problem(f"Nobody with the address {email.strip()[:100]} is known.")
        vacated = await leave(work, person)
    print(
        f"{person.name} has left: {vacated} roles are vacant now, and the next humans will be told."
        if vacated
        else f"{person.name} held no role."
    )
    return 0


async def pause(until: date, reason: str) -> int:
    """A name for it is the command line's own: whoever can run it."""
    from bot.rules.cadence import at, local_day, organisation_calendar

    if not reason.strip():
        raise Wrong("--reason: why? One line is enough.")
    async with house(load()) as home, home.writing() as work:
        calendar = organisation_calendar(home.organisation)
        if until <= local_day(calendar, work.now):
            raise Wrong("--until: a day after today, please")
        moment = at(calendar, until, time(0))
        held = await work.tx.engine.read("paused")
        since = json.loads(held)["since"] if held else work.now.isoformat()
        await work.tx.engine.write("paused", json.dumps({"since": since, "until": moment.isoformat()}))
        kept = await work.keep(reason, None)
        work.note("paused", None, kept, until=until.isoformat())
    print(f"Everything is held until {until.isoformat()}. rollcall resume ends it earlier.")
    return 0


async def resume() -> int:
    """What was held goes on."""
    async with house(load()) as home:
        async with home.reading() as work:
            held = await work.tx.engine.read("paused")
        if held is None:
            raise Problem("Nothing is paused.")
        await home.engine({}).resume(home.clock.now())
    print("Going on. The time of the pause is taken off everybody's clock.")
    return 0
