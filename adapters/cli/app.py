"""The commands. Each is thin: read the words, open the house, call the action, print. Heavy imports happen inside."""

import asyncio
import json
import sys
from collections.abc import Coroutine
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from adapters.cli.access_app import reader_app, token_app
from adapters.cli.manifest_app import manifest_app
from adapters.cli.people_app import people_app
from adapters.cli.setup_app import setup_app

HELP = """Rollcall keeps every AI system owned by three named people.

See it: rollcall demo. Install it: rollcall setup slack or rollcall setup teams, then rollcall serve. Something is wrong: rollcall doctor."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(people_app, name="people")
app.add_typer(setup_app, name="setup")
app.add_typer(manifest_app, name="manifest")
app.add_typer(token_app, name="token")
app.add_typer(reader_app, name="reader")

Json = Annotated[bool, typer.Option("--json", help="For programs: JSON on standard output.")]
Maps = Annotated[list[str], typer.Option("--map", help="Once for every field.", metavar="FIELD=COLUMN")]


def _version(wanted: bool) -> None:
    if wanted:
        print(f"rollcall {version('rollcall')}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", help="Say which version this is, and end.", callback=_version, is_eager=True)]


@app.callback(help=HELP)
def rollcall(version: Version = False) -> None:
    """What stands before a command."""


class Wrong(Exception):
    """Used wrongly: exit 2 with this sentence."""


class Problem(Exception):
    """Problems were found: exit 1 with this sentence."""


def run(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    from adapters.cli.settings import BadSettings

    try:
        app(args=arguments)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except KeyboardInterrupt:
        say("stopped")
        return 130
    except (Wrong, BadSettings) as wrong:
        say(str(wrong))
        return 2
    except Problem as problem:
        say(str(problem))
        return 1
    return 0


def say(text: str) -> None:
    """To the person: standard error, so that standard output stays for programs."""
    print(text, file=sys.stderr)


def out(value: Any) -> None:
    """To programs."""
    print(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def in_loop(work: Coroutine[Any, Any, int]) -> NoReturn:
    """Run a coroutine to its end; its result is the exit code."""
    raise typer.Exit(asyncio.run(work))


@app.command(short_help="A local chat with sample people, and a clock you can move.")
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this machine; 0 picks a free one.")] = 8765,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
    db: Annotated[Path | None, typer.Option(help="Keep the demo in this file; default: a fresh one each time.")] = None,
    empty: Annotated[bool, typer.Option("--empty", help="People but no systems; Ada is admin.")] = False,
) -> None:
    """Open a local chat in the browser, with sample people and systems and a clock you can move. Nothing leaves this machine."""
    from adapters.cli.demo import demo as run_demo

    in_loop(run_demo(port, not no_browser, db, empty))


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default ROLLCALL_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; default ROLLCALL_PORT.")] = None,
) -> None:
    """Run Rollcall: web server, timer and delivery in one process. Run it several times against one PostgreSQL."""
    from adapters.cli.serve import serve as run_serve
    from adapters.cli.settings import load

    changes = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    in_loop(run_serve(load(changes)))


@app.command("import", short_help="Bring registers in: CSV, XLSX or YAML. Sends nothing.")
def import_(
    files: Annotated[list[Path], typer.Argument(help="CSV, XLSX or YAML.", metavar="FILE…")],
    map_: Maps = [],  # noqa: B006
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Take the proposed mapping; with --prune, do not ask.")] = False,
    skip_refused: Annotated[bool, typer.Option("--skip-refused", help="Import the rest of a file with refused rows.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Release whom an import named and this file no longer does; asks first.")] = False,
    as_json: Json = False,
) -> None:
    """Bring registers in. Sends nothing; a second import changes nothing. Exit 1: rows were refused, or something waits for your yes."""
    from adapters.cli.register import import_files
    from adapters.cli.register_report import Wishes

    in_loop(import_files(files, map_, Wishes(dry_run, yes, skip_refused, prune, as_json)))


@app.command()
def invite(
    unit: Annotated[str | None, typer.Option(help="Only systems of this unit.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many offers: a wave.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say who would get what; send nothing.")] = False,
    without_steward: Annotated[bool, typer.Option("--without-steward", help="Also the other two where no steward has accepted.")] = False,
    as_json: Json = False,
) -> None:
    """Send the offers of an import, stewards first. They go out when serve runs."""
    from adapters.cli.register import invite as run_invite

    in_loop(run_invite(unit, limit, dry_run, without_steward, as_json))


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="To this file (.csv, .xlsx, .yaml); default: CSV on standard output.")] = None,
) -> None:
    """The register in the columns that import reads."""
    from adapters.cli.register_export import export as run_export

    in_loop(run_export(file))


@app.command(short_help="Whom to ask about a system, as a colleague sees it.")
def owner(
    system: Annotated[list[str], typer.Argument(help="A system's name, or words of it.")],
    on: Annotated[str | None, typer.Option(help="Who it was on this date, like 2026-03-03.")] = None,
) -> None:
    """Whom to ask about a system, as a colleague sees it, and its slug. Exit 1: not in the register."""
    from adapters.cli.owner import owner as run_owner

    in_loop(run_owner(" ".join(system), day("--on", on) if on else None))


@app.command(short_help="The diagnostic: what is missing, worst first.")
def gaps(
    as_json: Json = False,
    csv: Annotated[str | None, typer.Option(help="A row per gap to this file; - is standard output.")] = None,
    xlsx: Annotated[Path | None, typer.Option(help="The same as a spreadsheet.")] = None,
) -> None:
    """The diagnostic: what is missing, worst first, with what mends it."""
    from adapters.cli.register import gaps as run_gaps

    in_loop(run_gaps(as_json, csv, xlsx))


@app.command(short_help="May this system go on? For CI: exit 0, 1 or 3.")
def gate(
    slug: Annotated[str, typer.Argument(help="The system's slug, as rollcall owner shows it.")],
    server: Annotated[
        str | None, typer.Option(help="Ask this server, with the token in ROLLCALL_TOKEN; default: the settings' database.")
    ] = None,
    as_json: Json = False,
) -> None:
    """May this system go on? Exit 0: three people have said yes, or an admin's override stands; 1: not, and what is missing; 3: could not ask."""
    from adapters.cli.gate import gate as run_gate

    in_loop(run_gate(slug, server, as_json))


@app.command(short_help="What is kept about people, why, who sees it, how long.")
def privacy(as_json: Json = False) -> None:
    """What is kept about people, why, who sees it and how long: made from the tables themselves."""
    from adapters.cli.privacy import privacy as run_privacy

    raise typer.Exit(run_privacy(as_json))


@app.command(short_help="A leaver loses their name; the roles' history stays.")
def erase(
    who: Annotated[str, typer.Argument(help="E-mail address or id of somebody who has left; a name shows whom you may mean.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask again.")] = False,
) -> None:
    """A leaver loses their name; the history of the roles stays, under a pseudonym. Cannot be undone."""
    from adapters.cli.privacy import erase as run_erase

    in_loop(run_erase(who, dry_run, yes))


@app.command(short_help="Hold everything that would be sent, until a date.")
def pause(
    until: Annotated[str, typer.Option(help="Until this date, like 2026-12-31.")],
    reason: Annotated[str, typer.Option(help="Why; kept in the audit.")],
) -> None:
    """Hold everything that would be sent, and every clock, until a date."""
    from adapters.cli.register import pause as run_pause

    in_loop(run_pause(day("--until", until), reason))


@app.command()
def resume() -> None:
    """End the pause; its time is taken off everybody's clock."""
    from adapters.cli.register import resume as run_resume

    in_loop(run_resume())


@app.command(short_help="What a year would cost your people, on a fake clock.")
def simulate(
    register: Annotated[Path, typer.Option(help="The register's file.")],
    people: Annotated[Path, typer.Option(help="How people behave: a YAML file, see docs/people.md.")],
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days.")],
    start: Annotated[str, typer.Option("--from", help="First day, like 2026-01-05.")],
    map_: Maps = [],  # noqa: B006
    as_json: Json = False,
) -> None:
    """What a year would cost your people: the real engine on a fake clock and a fake platform, everybody invited on day 0."""
    from adapters.cli.simulate_command import run as run_simulate

    in_loop(run_simulate(register, people, day("--from", start), days, map_, as_json))


@app.command()
def verify(
    anchor: Annotated[Path | None, typer.Option(help="A file of anchors kept outside; finds a rewritten head.")] = None,
    write_anchor: Annotated[Path | None, typer.Option("--write-anchor", help="Append an anchor over all chains to this file.")] = None,
) -> None:
    """Prove the audit trail. Exit 1: it was changed, and where."""
    from adapters.cli.proof import verify as run_verify

    in_loop(run_verify(anchor, write_anchor))


@app.command(short_help="The audit trail goes on under the key of the settings.")
def rekey() -> None:
    """The audit trail goes on under the key of the settings; the old key proves it first, and the trail says so. Stop serve before."""
    from adapters.cli.rekey import rekey as run_rekey

    in_loop(run_rekey())


@app.command(short_help="What is wrong with this installation, and how to mend it.")
def doctor() -> None:
    """What is wrong with this installation, each with how to mend it. Exit 1: something is."""
    from adapters.cli.doctor import doctor as run_doctor

    in_loop(run_doctor())


def day(option: str, text: str) -> date:
    """An option's date. Raises Wrong."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong(f"{option}: “{text[:40]}” is no date; write it like 2026-12-31") from None
