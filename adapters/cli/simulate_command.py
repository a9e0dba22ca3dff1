"""`rollcall simulate` for people and programs."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from adapters.cli.app import Problem, Wrong, out
from adapters.cli.register_files import BadFile, decode, mapping_of, proposed, read_file, rows_of
from adapters.cli.settings import load
from adapters.local.behaviour import BadBehaviour, Cast, read
from bot.model import Organisation


def read_cast(path: Path) -> Cast:
    """The behaviour file. Raises Wrong."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return read(YAML(typ="safe", pure=True).load(decode(path.name, path.read_bytes())))
    except (OSError, YAMLError, BadBehaviour, BadFile) as why:
        raise Wrong(f"{path.name}: {str(why).splitlines()[0]}") from None


async def run(register: Path, people: Path, start: date, days: int, maps: Sequence[str], as_json: bool) -> int:
    """Progress on standard error, the report on standard output."""
    from rich.console import Console
    from rich.progress import Progress

    from adapters.cli.simulate import simulate

    cast = read_cast(people)
    try:
        sheet = read_file(register)
        mapping = mapping_of(maps, sheet, register.name) if maps else proposed(sheet)[0]
    except BadFile as why:
        raise Problem(str(why)) from None
    settings = load()
    base = settings.organisation()
    zone = base.zone if "time_zone" in settings.model_fields_set else cast.default.zone or base.zone
    organisation = Organisation(zone, base.country or cast.default.country, cast.admins or base.admins, (), base.policy)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task("Simulating", total=days)
        report, _ = await simulate(
            rows_of(sheet, mapping), cast, organisation, start, days, lambda day: progress.update(bar, completed=(day - start).days)
        )
    if as_json:
        out(report)
    else:
        _tell(report, days)
    return 0


def _tell(report: dict[str, Any], days: int) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    people = _table(f"What {days} days cost your people", "Person", "Messages", "Of which questions", "Outside hours")
    for email, person in report["people"].items():
        kinds = person["messages"]
        people.add_row(email, str(sum(kinds.values())), str(kinds.get("question", 0)), str(person["outside_hours"]))
    console.print(people)
    counts = "Asked, answered, missed"
    seats = _table("What became of the questions", "System", "Role", counts, "Quiet since", "Longest untold", "Steward told")
    for seat in report["seats"]:
        after = seat["told_steward_after_working_days"]
        seats.add_row(
            seat["system"],
            seat["role"],
            f"{seat['asked']}, {seat['answered']}, {seat['missed']}",
            seat["quiet_since"] or "",
            f"{seat['longest_untold_days']} d",
            "" if after is None else f"{after} wd",
        )
    console.print(seats)
    totals = report["totals"]
    console.print(
        f"{totals['messages']} messages to {totals['people']} people; {totals['asked']} questions, {totals['answered']} answered, {totals['missed']} missed."
    )


def _table(title: str, first: str, *others: str) -> Any:
    """Who or what a row is about is never cut: where it is too long for the screen it goes on below."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(first, overflow="fold", min_width=16)
    for one in others:
        table.add_column(one)
    return table
