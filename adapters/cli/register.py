"""The register from the command line: import, invite, owner, gaps, people left, pause."""

import json
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import date, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from adapters.cli import register_prune, register_report
from adapters.cli.app import Problem, Wrong, out, say
from adapters.cli.database import NoRegister
from adapters.cli.register_files import BadFile, Sheet, mapping_of, proposed, read_file, rows_of
from adapters.cli.register_report import Wishes
from adapters.cli.settings import load
from adapters.cli.wiring import House, house
from bot.actions.import_register import ImportReport
from bot.actions.work import Work
from bot.model import AssignmentId, SeatState
from bot.rules.register import Change, RegisterRow
from bot.views.words import plural

COLUMNS_SHOWN = 20


async def import_files(files: Sequence[Path], maps: Sequence[str], wishes: Wishes) -> int:
    """Each file is one transaction; a problem in one is told, and the others still come in."""
    worst = 0
    reports: list[Any] = []
    async with _taking_in(wishes) as home:
        for path in files:
            try:
                report = await _import_file(home, path, maps, wishes)
            except (BadFile, Problem) as why:
                say(str(why))
                worst = 1
                continue
            reports.append(register_report.as_json(path, report))
            if not wishes.as_json:
                register_report.tell(path, report, wishes, _command(path, maps, wishes))
            worst = max(worst, int(report.total(Change.REFUSED) > 0))
    if wishes.as_json and reports:
        out(reports[0] if len(files) == 1 else reports)
    return worst


@asynccontextmanager
async def _taking_in(wishes: Wishes) -> AsyncIterator[House]:
    """An import may begin a register; a dry run looks at none, and leaves nothing behind."""
    settings = load()
    try:
        async with house(settings, makes=not wishes.dry_run) as home:
            yield home
    except NoRegister:
        if not wishes.dry_run:
            raise
        with TemporaryDirectory(prefix="rollcall-dry-run-") as folder:
            async with house(settings.model_copy(update={"database_url": f"sqlite:///{folder}/empty.db"}), makes=True) as home:
                yield home


async def _import_file(home: House, path: Path, maps: Sequence[str], wishes: Wishes) -> ImportReport:
    say(f"Reading {path.name} …")
    sheet = read_file(path)
    rows = rows_of(sheet, _mapping(sheet, path, maps, wishes))
    say(f"Taking in {len(rows):,} rows …")
    may_end: Collection[AssignmentId] = ()
    if wishes.dry_run or wishes.prune:
        report = await _take_in(home, path, rows, wishes, dry_run=True)
        if wishes.dry_run:
            return report
        register_prune.ask(report, _command(path, maps, wishes), wishes.yes)
        may_end = report.missing.ids()
    return await _take_in(home, path, rows, wishes, may_end)


async def _take_in(
    home: House, path: Path, rows: Sequence[RegisterRow], wishes: Wishes, may_end: Collection[AssignmentId] = (), *, dry_run: bool = False
) -> ImportReport:
    from bot.actions.import_register import import_register

    async def do(work: Work) -> ImportReport:
        return await import_register(work, rows, source=path.name, dry_run=dry_run, skip_refused=wishes.skip_refused, may_end=may_end)

    if not dry_run:
        return await home.write(do)
    async with home.reading() as work:
        return await do(work)


def _mapping(sheet: Sheet, path: Path, maps: Sequence[str], wishes: Wishes) -> dict[str, str]:
    mapping = mapping_of(maps, sheet, path.name) if maps else None
    if mapping is None:
        mapping, certain = proposed(sheet)
        unread = [column for column in sheet.columns if column not in mapping.values() and column]
        if not mapping:
            raise BadFile(
                f"{path.name}: no column looks like one of ours ({', '.join(sheet.columns)[:300]}). Say which is which with --map field=column."
            )
        if not certain and not wishes.yes:
            line = _command(path, [f"{field}={column}" for field, column in mapping.items()], wishes)
            # With --prune a --yes would answer that question as well, before anybody has seen it.
            right = f"  {line} --prune\nRun this line if it is right." if wishes.prune else _or_yes(line)
            raise BadFile(f"{path.name}: I would read it so:\n{right}" + (f"\n{_left_out(unread)}" if unread else ""))
        if unread:
            say(f"{path.name}: {_left_out(unread)}")
    return mapping


def _left_out(columns: Sequence[str]) -> str:
    shown = ", ".join(f"“{one[:60]}”" for one in columns[:COLUMNS_SHOWN])
    more = f" and {len(columns) - COLUMNS_SHOWN} more" if len(columns) > COLUMNS_SHOWN else ""
    return f"Left out, because I don't know what they hold: {shown}{more}. --map field=column takes one in."


def _or_yes(line: str) -> str:
    return f"  {line}\nRun this line if it is right, or the same command with --yes."


def _command(path: Path, maps: Sequence[str], wishes: Wishes) -> str:
    """The same import, to be copied; whoever says --yes to a prune has to write that themselves."""
    words = [f"--map {_quoted(one)}" for one in maps] + ["--skip-refused"] * wishes.skip_refused
    return " ".join(["rollcall import", _quoted(str(path)), *words])


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


async def invite(unit: str | None, limit: int | None, dry_run: bool, without_steward: bool, as_json: bool) -> int:
    """Who gets what; without --dry-run the offers wait in the outbox for serve."""
    from bot.actions import invite as action

    async with house(load()) as home:
        if dry_run:
            async with home.reading() as work:
                found = await action.waiting(work, unit, limit, without_steward)
        else:
            found = await home.write(lambda work: action.invite(work, None, unit, limit, without_steward))
    if as_json:
        out([{"system": one.system.slug, "role": one.role.value, "person": one.person.email or one.person.name} for one in found])
        return 0
    for one in found:
        print(f"{one.person.name}: {one.role.value} of {one.system.name}")
    print(_offers(len(found), dry_run))
    return 0


def _offers(count: int, dry_run: bool) -> str:
    """How many go out, and when."""
    if not count:
        return "Nobody is left to invite."
    if dry_run:
        return f"{plural(count, 'offer')} would go out."
    return f"{plural(count, 'offer')} {'goes' if count == 1 else 'go'} out in the readers' working hours, while rollcall serve runs."


async def gaps(as_json: bool, csv: str | None = None, xlsx: Path | None = None) -> int:
    """One screen, impact first; or everything as JSON."""
    from bot.actions.diagnose import figures
    from bot.rules.cadence import local_day, organisation_calendar
    from bot.views import gaps as gaps_views
    from bot.views.gap_words import gap_words
    from bot.views.plain import plain, text
    from bot.views.years import with_years

    async with house(load()) as home, home.reading() as work:
        found = await figures(work)
        today = local_day(organisation_calendar(home.organisation), work.now)
        top = await work.tx.sightings.top(3)
    if csv or xlsx:
        from adapters.cli.gaps_export import export

        export(found, home.organisation.zone, csv, xlsx)
        return 0
    if not as_json:
        card = with_years(gaps_views.gaps_card(found, everything=True), today, home.organisation.zone)
        print(plain(card, home.organisation.zone, buttons=False))
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
            "uninvited_people": found.uninvited_people,
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
                    "out_of_reach": line.seat.out_of_reach.value if line.seat.out_of_reach else None,
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

    async def do(work: Work) -> tuple[str, int]:
        person = await work.tx.people.by_email(email.strip().casefold())
        if person is None:
            raise Problem(f"Nobody with the address {email.strip()[:100]} is known.")
        return person.name, await leave(work, person)

    async with house(load()) as home:
        name, vacated = await home.write(do)
    print(f"{name} has left: {vacated} roles are vacant now, and the next humans will be told." if vacated else f"{name} held no role.")
    return 0


async def pause(until: date, reason: str) -> int:
    """A name for it is the command line's own: whoever can run it."""
    from bot.rules.cadence import at, local_day, organisation_calendar

    if not reason.strip():
        raise Wrong("--reason: why? One line is enough.")

    async def do(work: Work) -> None:
        calendar = organisation_calendar(work.organisation)
        if until <= local_day(calendar, work.now):
            raise Wrong("--until: a day after today, please")
        moment = at(calendar, until, time(0))
        held = await work.tx.engine.read("paused")
        since = json.loads(held)["since"] if held else work.now.isoformat()
        await work.tx.engine.write("paused", json.dumps({"since": since, "until": moment.isoformat()}))
        kept = await work.keep(reason, None)
        work.note("paused", None, kept, until=until.isoformat())

    async with house(load()) as home:
        await home.write(do)
    print(f"Everything is held until {until.isoformat()}. rollcall resume ends it earlier.")
    return 0


async def resume() -> int:
    """What was held goes on."""
    async with house(load()) as home:
        async with home.reading() as work:
            held = await work.tx.engine.read("paused")
        if held is None:
            raise Problem("Nothing is paused.")
        await home.may_write()
        await home.engine({}).resume(home.clock.now())
    print("Going on. The time of the pause is taken off everybody's clock.")
    return 0
