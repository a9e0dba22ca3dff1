"""A register's rows: who is which, what they say, what would change (PRODUCT §9). Pure."""

import hashlib
import json
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.model import Impact, Pattern, Role, Stage, System
from bot.rules.folding import folded
from bot.rules.named_human import Verdict, judge_text
from bot.rules.named_human_words import PLACEHOLDERS
from bot.rules.systems import NAME_LIMIT, lines_of, money_of

TEXT_LIMIT = 20_000
IDENTITY = 2_000  # bytes of what tells a row from the others: PostgreSQL finds nothing by more than 2,704
TEXTS = ("unit", "subunit", "purpose", "normal", "how_to_stop", "who_may_stop", "earns_keep_when", "vendor", "instructions", "logs")
LISTS = ("aliases", "places", "models", "links")
DATES = ("contract_end", "workers_told_on")
ROLES = tuple(role.value for role in Role)
FIELDS = ("name", "id", *TEXTS, "stage", "impact", "pattern", *LISTS, *DATES, "budget", *ROLES)

SYNONYMS: dict[str, tuple[str, ...]] = {
    "name": (
        "name",
        "system",
        "system name",
        "use case name",
        "use case",
        "application",
        "app",
        "title",
        "ai system",
        "model name",
        "bezeichnung",
    ),
    "id": ("id", "identifier", "system id", "use case id", "key", "number", "nr"),
    "unit": ("unit", "department", "agency", "business unit", "division", "organisation", "organization", "abteilung"),
    "subunit": ("subunit", "bureau", "agency bureau", "office", "team unit", "sub unit"),
    "purpose": ("purpose", "problem solved", "description", "what it does", "goal", "use", "zweck"),
    "vendor": ("vendor", "vendor name", "supplier", "provider"),
    "stage": ("stage", "development stage", "status", "lifecycle", "phase", "state"),
    "impact": ("impact", "is high impact", "high impact", "risk", "criticality", "risk level"),
    "operator": ("operator", "data steward", "business operator", "process owner", "daily owner", "monitor"),
    "maintainer": ("maintainer", "technical owner", "it owner", "custodian", "system owner", "developer", "technical contact", "owner"),
    "steward": (
        "steward",
        "sponsor",
        "business owner",
        "executive sponsor",
        "accountable",
        "product owner",
        "contact",
        "contact email",
        "responsible",
    ),
    "models": ("models", "model", "llm"),
    "links": ("links", "link", "url"),
    "contract_end": ("contract end", "contract ends", "contract until"),
    "budget": ("budget", "monthly budget"),
    "normal": ("normal", "what is normal"),
    "places": ("places", "channel", "channels"),
    "aliases": ("aliases", "alias", "other names"),
    "how_to_stop": ("how to stop", "kill switch"),
    "earns_keep_when": ("earns keep when",),
    "logs": ("logs",),
    "instructions": ("instructions", "instructions for use"),
    "who_may_stop": ("who may stop",),
    "workers_told_on": ("workers told on",),
    "pattern": ("pattern", "ownership pattern"),
}
STAGES: dict[str, Stage] = {
    "deployed": Stage.PRODUCTION,
    "production": Stage.PRODUCTION,
    "in production": Stage.PRODUCTION,
    "live": Stage.PRODUCTION,
    "operational": Stage.PRODUCTION,
    "operation and maintenance": Stage.PRODUCTION,
    "pre-deployment": Stage.PLANNED,
    "planned": Stage.PLANNED,
    "idea": Stage.PLANNED,
    "initiated": Stage.PLANNED,
    "building": Stage.BUILDING,
    "development": Stage.BUILDING,
    "in development": Stage.BUILDING,
    "pilot": Stage.PILOT,
    "piloting": Stage.PILOT,
    "test": Stage.PILOT,
    "retiring": Stage.RETIRING,
    "retired": Stage.RETIRED,
    "decommissioned": Stage.RETIRED,
}


class Change(StrEnum):
    """What a row does to the register."""

    CREATED = "created"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row of a file: its number as a spreadsheet shows it, and our fields as text."""

    number: int
    values: Mapping[str, str]
    error: str = ""  # the reader could not make sense of it


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row understood: the system it describes (without id and slug), the people it names, what was odd."""

    row: RegisterRow
    key: str
    digest: str
    system: System | None
    seats: Mapping[Role, tuple[str, Verdict]]
    why: tuple[str, ...] = ()
    refused: str = ""


def propose(columns: Sequence[str]) -> dict[str, str]:
    """Our fields for a file's columns, by what other tools call them: field → column."""
    found: dict[str, str] = {}
    by_fold = {_header(one): one for one in columns}
    for field in FIELDS:
        for name in (field, *SYNONYMS.get(field, ())):
            column = by_fold.get(_header(name))
            if column is not None and column not in found.values():
                found[field] = column
                break
    return found


def _header(text: str) -> str:
    return " ".join(folded(text).replace("_", " ").replace("-", " ").split())


def is_ours(columns: Sequence[str]) -> bool:
    """The columns are our own field names: no mapping has to be confirmed."""
    return "name" in columns and set(columns) <= set(FIELDS)


def read_rows(rows: Sequence[RegisterRow], now: datetime, blank: System) -> list[ReadRow]:
    """Every row with its identity: (unit, subunit, id) where that is unique in the file, else (unit, subunit, name, n-th)."""
    with_id = Counter(_id_key(row) for row in rows if _id(row))
    same = Counter(tuple(sorted(row.values.items())) for row in rows)
    nth: Counter[tuple[str, ...]] = Counter()
    found: list[ReadRow] = []
    for row in rows:
        if not any(value.strip() for value in row.values.values()) and not row.error:
            continue
        if _id(row) and with_id[_id_key(row)] == 1:
            key = json.dumps(("id", *_id_key(row)), ensure_ascii=False)
        else:
            name_key = (_place(row, "unit"), _place(row, "subunit"), folded(clean(row.values.get("name", ""))))
            nth[name_key] += 1
            key = json.dumps(("name", *name_key, nth[name_key]), ensure_ascii=False)
        twin = same[tuple(sorted(row.values.items()))] > 1
        found.append(_read(row, key, twin, blank, now))
    return found


def _id(row: RegisterRow) -> str:
    """A placeholder id is blank."""
    text = clean(row.values.get("id", ""))
    return "" if folded(text) in PLACEHOLDERS else text


def _place(row: RegisterRow, field: str) -> str:
    return folded(clean(row.values.get(field, "")))


def _id_key(row: RegisterRow) -> tuple[str, str, str]:
    return (_place(row, "unit"), _place(row, "subunit"), folded(_id(row)))


def clean(text: str) -> str:
    """Without control and direction marks; line ends stay."""
    kept = "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cf", "Cs"))
    return kept.strip()


def _read(row: RegisterRow, key: str, twin: bool, blank: System, now: datetime) -> ReadRow:
    digest = hashlib.sha256(json.dumps(dict(sorted(row.values.items())), ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
    refused = row.error or _refusal(row, key)
    why = ["identical to another row: a likely duplicate"] if twin else []
    seats = {Role(role): (row.values[role].strip(), judge_text(row.values[role])) for role in ROLES if role in row.values}
    if refused:
        return ReadRow(row, key, digest, None, seats, tuple(why), refused)
    name = " ".join(clean(row.values.get("name", "")).split())
    if not name:
        name = _id(row) or f"Row {row.number}"
        why.append(f"no name was given, so it is called {name}")
    stage, told = stage_of(row.values.get("stage"))
    why += [told] if told else []
    system = replace(
        blank,
        name=name,
        external_id=_id(row),
        external_key=key,
        stage=stage,
        stage_given=clean(row.values.get("stage", "")),
        impact=impact_of(row.values.get("impact", "")),
        pattern=next((one for one in Pattern if one.value == folded(row.values.get("pattern", ""))), Pattern.OPERATIONAL),
        imported=True,
        row_digest=digest,
        **{field: clean(row.values.get(field, "")) for field in TEXTS},  # type: ignore[arg-type]
        **{field: _lines(row, field) for field in LISTS},  # type: ignore[arg-type]
        **{field: date_in(row.values.get(field, ""))[0] for field in DATES},  # type: ignore[arg-type]
        budget=money_of(row.values.get("budget", ""))[0],
    )
    return ReadRow(row, key, digest, system, seats, tuple(why))


def _lines(row: RegisterRow, field: str) -> tuple[str, ...]:
    return lines_of(clean(row.values.get(field, "")).replace("|", "\n"))


def _refusal(row: RegisterRow, key: str) -> str:
    name = clean(row.values.get("name", ""))
    if len(name) > NAME_LIMIT:
        return f"column name: {len(name):,} characters are more than a name has (at most {NAME_LIMIT})"
    for field, value in row.values.items():
        if len(value) > TEXT_LIMIT:
            return f"column {field}: {len(value):,} characters are too many (at most {TEXT_LIMIT:,})"
    longest = max((len(one) for one in _lines(row, "aliases")), default=0)
    if longest > NAME_LIMIT:
        return f"column aliases: {longest:,} characters are more than a name has (at most {NAME_LIMIT})"
    if len(key.encode()) > IDENTITY:
        return f"columns unit, subunit, id and name: together they are too long to tell rows apart by (at most {IDENTITY:,} bytes)"
    for field in DATES:
        if date_in(row.values.get(field, ""))[1]:
            return f"column {field}: “{row.values[field].strip()[:40]}” is no date like 2026-12-31"
    budget = money_of(row.values.get("budget", ""))[1]
    return f"column budget: {budget}" if budget else ""


def stage_of(given: str | None) -> tuple[Stage, str]:
    """The stage, and what to report: without one, production is the safe guess (STATES, System)."""
    if given is None:
        return Stage.PRODUCTION, ""
    text = folded(clean(given))
    if text in STAGES:
        return STAGES[text], ""
    told = f"stage “{given.strip()[:40]}” is not known" if text else "no stage was given"
    return Stage.PRODUCTION, f"{told}, so it counts as production"


def stage_said(after: System) -> Stage | None:
    """The stage that a file names in a word we know; a guess never takes the place of what is known (STATES, System)."""
    return STAGES.get(folded(after.stage_given))


def impact_of(given: str) -> Impact:
    """High only where the words say so and do not take it back."""
    text = folded(given).replace("-", " ")
    if text in ("high", "yes", "true", "critical", "hoch") or ("high" in text and "not high" not in text and not text.startswith("not ")):
        return Impact.HIGH
    return Impact.USUAL


def date_in(text: str) -> tuple[date | None, str]:
    """An ISO date, also with a time behind it; blank is none."""
    plain = text.strip()
    if not plain:
        return None, ""
    try:
        return date.fromisoformat(plain[:10]), ""
    except ValueError:
        return None, "no date"


def changed_system(before: System, after: System) -> System:
    """What the file says now, on the system we know; what people said in chat stays where the file is silent.

    The stage is not among it: it has rules of its own (`stage_said`).
    """
    fields = ("external_id", "external_key", "unit", "subunit", "purpose", "vendor", "stage_given", "impact", "row_digest")
    told = {field: getattr(after, field) for field in fields}
    told |= {field: getattr(after, field) for field in (*TEXTS, *LISTS, *DATES, "budget") if getattr(after, field)}
    aliases = before.aliases if before.name == after.name else tuple(dict.fromkeys((*before.aliases, before.name)))
    told["aliases"] = tuple(one for one in dict.fromkeys((*aliases, *after.aliases)) if one != after.name)
    return replace(before, name=after.name, **told)
