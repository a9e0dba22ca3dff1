"""A register that comes again as we exported it: the same rows in other letters."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from bot.model import System
from bot.rules.folding import folded
from bot.rules.register import ReadRow, changed_system, stage_said


def differing(before: System, after: System) -> tuple[str, ...]:
    """The fields of which the file tells something new, in whatever letters it tells the rest."""
    told = replace(changed_system(before, after), row_digest=before.row_digest, stage_given=before.stage_given)
    found = [one.name for one in fields(System) if getattr(told, one.name) != getattr(before, one.name)]
    return (*found, *(("stage",) if stage_said(after) not in (None, before.stage) else ()))


def recognised(rows: Sequence[ReadRow], known: Mapping[str, System]) -> list[ReadRow]:
    """A row that had no name when it came in, and now has the one that we gave it, is that row again."""
    ours = {_called(key, one.name): key for key, one in known.items() if _is_nameless(key)}
    found: list[ReadRow] = []
    for one in rows:
        key = ours.get(one.key) if one.key not in known else None
        system = replace(one.system, external_key=key) if one.system is not None else None
        found.append(replace(one, key=key, system=system) if key else one)
    return found


def _is_nameless(key: str) -> bool:
    kind, *parts = json.loads(key)
    return kind == "name" and not parts[2]


def _called(key: str, name: str) -> str:
    """The identity that the row has in a file which gives this name."""
    _, unit, subunit, *_ = json.loads(key)
    return json.dumps(("name", unit, subunit, folded(name), 1), ensure_ascii=False)
