"""What would be left if somebody went (PRODUCT §7)."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.cards import Button, Card, Line, Lines, Mark, Note, Part, State, Strong, Text
from bot.model import Person, PersonId, Role
from bot.rules.what_if import Hears, Left
from bot.views import actions, words
from bot.views.replies import ref
from bot.views.words import plural, spans

SHOWN = 15


@dataclass(frozen=True, slots=True)
class WhatIfFacts:
    """`covers`: absences this person stands in for now."""

    person: Person
    left: tuple[Left, ...]
    names: Mapping[PersonId, Person]
    covers: int = 0
    last_admin: bool = False


def card(facts: WhatIfFacts) -> Card:
    """Nothing is saved; the worst first."""
    empty = [one for one in facts.left if one.vacated]
    who = ref(facts.person)
    if not facts.left and not facts.covers and not facts.last_admin:
        return Card(spans("If ", who, " left, no system would lose anybody. Nothing was saved."), (), (), "what_if")
    head = spans(Strong("If "), who, Strong(f" left, {plural(len(empty), 'system')} would need somebody."))
    lines = tuple(_line(one, facts.names) for one in facts.left[:SHOWN])
    parts: list[Part] = [Lines(lines)] if lines else []
    if len(facts.left) > SHOWN:
        parts.append(Note(spans(f"and {len(facts.left) - SHOWN:,} more.")))
    parts += [Note(spans(text)) for text in _beside(facts)]
    return Card(head, (*parts, Note(spans("Nothing was saved and nobody was told."))), (), "what_if")


def _line(one: Left, names: Mapping[PersonId, Person]) -> Line:
    if not one.vacated:
        return Line(spans(State(Mark.LOOK, one.system.name), ": no second pair of eyes any more."), (), (), _button(one))
    roles = " and ".join(role.value for role in one.vacated)
    risk = "; ".join(words.MISSING[role] for role in one.vacated)
    asked = names.get(one.asked) if one.asked else None
    proposal: Text = spans(" ", ref(asked), " covered before and would be asked.") if asked else ()
    return Line(spans(State(Mark.GAP, one.system.name), f": no {roles}, so {risk}. ", *_hears(one), *proposal), (), (), _button(one))


def _button(one: Left) -> tuple[Button, ...]:
    return (Button(actions.LOOK_UP, one.system.system_id, "Look at it"),)


def _hears(one: Left) -> Text:
    """Who would be told first."""
    match one.hears:
        case Hears.STEWARD:
            return spans("Its steward hears first." if Role.STEWARD not in one.vacated else "")
        case Hears.SECOND:
            return spans("The second pair of eyes hears first.")
        case Hears.ADMINS:
            return spans("The admins hear first.")
        case Hears.NOBODY:
            return spans("Nobody would be left to tell.")


def _beside(facts: WhatIfFacts) -> list[str]:
    found = []
    if facts.covers:
        found.append(f"Stands in for {plural(facts.covers, 'person', 'people')} at present, who would be uncovered.")
    if facts.last_admin:
        found.append("This is the only admin: name another in the settings.")
    return found
