"""`rollcall import --prune`: shown before it is done, and never done without a yes."""

import sys
from typing import Any

from adapters.cli.app import Problem, say
from bot.actions.import_register import ImportReport
from bot.actions.prune import Ending, Lacking, Missing
from bot.rules.prune import Tie
from bot.views import prune as views


def ask(report: ImportReport, command: str, yes: bool) -> None:
    """Show what would end; raises Problem where nobody says yes, and then nothing is imported either."""
    if yes or not report.missing.heard().people:
        return
    for line in (views.head(report.source, len(report.missing.people)), *_listed(report.missing, done=False)):
        say(line)
    if not sys.stdin.isatty():
        raise Problem(f"{report.source}: {views.needs_yes(command)}")
    say(views.QUESTION)
    if input().strip().casefold() != "prune":
        raise Problem(f"{report.source}: nothing was changed.")


def told(report: ImportReport, command: str, prune: bool) -> list[str]:
    """What the report says of people whom the file lacks."""
    missing, pruned = report.missing if prune else report.missing.heard(), report.pruned
    if prune and missing.unsure is not None:
        return [views.prunes_nobody(report.source, missing.unsure)]
    if not missing.people:
        return [views.nobody_missing(report.source)] if prune else []
    done = bool(pruned.people)
    listed = [views.head(report.source, len(missing.people)), *_listed(pruned if done else missing, done)]
    return listed if prune else [*listed, views.how(command)]


def _listed(found: Missing, done: bool) -> list[str]:
    return [_line(one, end, done) for one in found.people for end in one.endings]


def _line(one: Lacking, end: Ending, done: bool) -> str:
    return views.ending(one.person, end.system.name, end.role, end.tie, end.told, done)


def sent(report: ImportReport) -> str:
    """An import sends nothing; what follows from a prune goes out by itself."""
    heard = any(one.reads or any(end.told for end in one.endings) for one in report.pruned.people)
    return views.GOES_OUT if heard else views.NOTHING_SENT


def as_json(report: ImportReport) -> dict[str, Any]:
    """The same for programs."""
    unsure = report.missing.unsure
    missing = [
        {"person": one.person.email or one.person.name, "seats": [_as_json(report, end) for end in one.endings]}
        for one in report.missing.people
    ]
    return {"missing": missing, "prunes_nobody": unsure.value if unsure else None}


def _as_json(report: ImportReport, end: Ending) -> dict[str, Any]:
    told = [reader.email or reader.name for reader in end.told]
    ended = report.written and (end.tie is Tie.NOT_INVITED or end.assignment.id in report.pruned.ids())
    return {"system": end.system.slug, "role": end.role.value, "tie": end.tie.value, "told": told, "ended": ended}
