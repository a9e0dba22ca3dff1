"""Systems from forms: what is valid, what a rename keeps, which stages may follow (PRODUCT §9, STATES, System)."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.model import Impact, Money, Pattern, Stage, System

NEXT: dict[Stage, tuple[Stage, ...]] = {
    Stage.PLANNED: (Stage.BUILDING, Stage.PILOT, Stage.PRODUCTION, Stage.RETIRED),
    Stage.BUILDING: (Stage.PILOT, Stage.PRODUCTION, Stage.RETIRED, Stage.PLANNED),
    Stage.PILOT: (Stage.PRODUCTION, Stage.RETIRING, Stage.PLANNED),
    Stage.PRODUCTION: (Stage.RETIRING, Stage.PILOT, Stage.PLANNED),
    Stage.RETIRING: (Stage.RETIRED, Stage.PRODUCTION, Stage.PLANNED),
    Stage.RETIRED: (Stage.PLANNED,),
}
TYPED, NAME_LIMIT = 200, 300  # characters of a name that is typed, and of one that an import brought and that stays as an alias
LISTS = ("aliases", "places", "models", "links")
TEXTS = ("unit", "purpose", "normal", "how_to_stop", "who_may_stop", "earns_keep_when", "vendor", "instructions", "logs")
DATES = ("contract_end", "workers_told_on")


def with_values(system: System, values: Mapping[str, str]) -> tuple[System, dict[str, str]]:
    """The system with what was typed, and what is wrong with it, by field."""
    errors: dict[str, str] = {}
    changes: dict[str, object] = {}
    name = " ".join(values.get("name", system.name).split())
    if not any(one.isalnum() for one in name):
        errors["name"] = "It needs a name with at least one letter or digit."
    elif len(name) > TYPED:
        errors["name"] = f"At most {TYPED} characters, please."
    changes |= {field: values[field].strip() for field in TEXTS if field in values}
    changes |= {field: lines_of(values[field]) for field in LISTS if field in values}
    if any(len(one) > NAME_LIMIT for one in lines_of(values.get("aliases", ""))):
        errors["aliases"] = f"Each at most {NAME_LIMIT} characters, please."
    if "tells_moved" in values:
        changes["tells_moved"] = values["tells_moved"] == "yes"
    for field in DATES:
        if field in values:
            changes[field], error = _date(values[field])
            errors |= {field: error} if error else {}
    if "budget" in values:
        changes["budget"], error = money_of(values["budget"])
        errors |= {"budget": error} if error else {}
    for field, kind in (("impact", Impact), ("pattern", Pattern), ("stage", Stage)):
        if values.get(field):
            if values[field] not in {one.value for one in kind}:
                errors[field] = "One of the choices, please."
            else:
                changes[field] = kind(values[field])
    return (renamed(replace(system, **changes), system.name, name), errors) if not errors else (system, errors)  # type: ignore[arg-type]


def renamed(system: System, before: str, name: str) -> System:
    """A new name; the old one stays an alias (STATES, System)."""
    kept = tuple(one for one in system.aliases if one != name)
    if before and before != name and before not in kept:
        kept += (before,)
    return replace(system, name=name, aliases=kept)


def is_address(text: str) -> bool:
    """A web address, so that it can become a link."""
    return text.startswith(("https://", "http://")) and not any(one.isspace() for one in text)


def lines_of(text: str) -> tuple[str, ...]:
    """One entry a line, blank ones left out, each once."""
    return tuple(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


LARGEST = Decimal(10) ** 12  # of a budget, or of a month's figure: what is larger was a slip


def money_of(text: str) -> tuple[Money | None, str]:
    """`800 EUR` or `EUR 800`; blank is no budget."""
    if not text.strip():
        return None, ""
    found = re.fullmatch(r"\s*(?:([A-Za-z]{3})\s*)?([\d.,' ]+?)\s*([A-Za-z]{3})?\s*", text)
    currency = (found.group(1) or found.group(3)) if found else None
    if found is None or currency is None:
        return None, "An amount and a currency, like 800 EUR."
    try:
        amount = Decimal(_plain_number(found.group(2)))
    except InvalidOperation:
        return None, "An amount and a currency, like 800 EUR."
    if amount >= LARGEST:
        return None, "That is more than a thousand billion. An amount and a currency, like 800 EUR."
    return Money(amount, currency.upper()), ""


def _plain_number(text: str) -> str:
    """`1.200,50` and `1,200.50`: the last mark followed by one or two digits is the decimal point."""
    digits = text.replace(" ", "").replace("'", "")
    found = re.fullmatch(r"([\d.,]*?)(?:[.,](\d{1,2}))?", digits)
    if found is None:
        return digits
    whole = re.sub(r"[.,]", "", found.group(1))
    return f"{whole or '0'}.{found.group(2)}" if found.group(2) else whole


def _date(text: str) -> tuple[date | None, str]:
    if not text.strip():
        return None, ""
    try:
        return date.fromisoformat(text.strip()), ""
    except ValueError:
        return None, "A date like 2026-12-31, please."


def next_stages(stage: Stage) -> tuple[Stage, ...]:
    """Where a system may go from here."""
    return NEXT[stage]


def needs_three(before: Stage, after: Stage) -> bool:
    """R5: leaving `planned` for anything that is built or used."""
    return before is Stage.PLANNED and after in (Stage.BUILDING, Stage.PILOT, Stage.PRODUCTION)
