"""Who held what, now and on a date, as people read it (R7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards import Card, Fact, Facts, Note, Paragraph, Part, Plain, Strong, Text, When
from bot.model import Assignment, AssignmentState, Person, PersonId, Role, System
from bot.views.replies import ref
from bot.views.words import GLOSS, plural, spans


@dataclass(frozen=True, slots=True)
class OnThatDay:
    """One seat on one day: who held it and who covered, else what the import claims, else the open offers."""

    role: Role
    held: tuple[tuple[Person | None, Person | None], ...] = ()  # holder (None: erased), cover
    claimed: Person | None = None
    offers: int = 0


def history(system: System, rows: Mapping[Role, Sequence[Assignment]], people: Mapping[str, Person]) -> Card:
    """All holders and offers, oldest first, with what an import claims told as a claim."""
    parts: list[Part] = []
    for role in Role:
        mine = tuple(Fact(role.value.capitalize(), _entry(one, people)) for one in rows.get(role, ()))
        head = Paragraph(spans(f"The {role.value} {GLOSS[role]}{'.' if mine else ': nobody yet.'}"), soft=True)
        parts += [head, Facts(mine)] if mine else [head]
    parts.append(Note(spans(f"/owner {system.slug} on 2026-03-03 tells who it was on a day.")))
    return Card(spans(Strong(f"{system.name}: who held what")), tuple(parts), (), "history")


def _entry(one: Assignment, people: Mapping[str, Person]) -> Text:
    who = _who(people.get(PersonId(one.person_id)))
    if one.accepted_at is not None:
        until = spans(" to ", When(one.ended_at, "short"), f" ({one.end_reason.replace('_', ' ')})") if one.ended_at else spans(" to today")
        return spans(*who, " from ", When(one.accepted_at, "short"), *until)
    claimed = "named on import (a claim)" if one.claimed else "asked"
    state = {AssignmentState.PROPOSED: "not accepted yet"}.get(one.state, one.state.value)
    return spans(*who, f", {claimed} on ", When(one.written_on, "short"), f", {state}")


def _who(person: Person | None) -> Text:
    return (ref(person),) if person else (Plain("somebody erased"),)


def on_date(system: System, day: date, seats: Sequence[OnThatDay]) -> Card:
    """Who held each role on that day, and who covered."""
    facts = tuple(Fact(one.role.value.capitalize(), _on(one)) for one in seats)
    return Card(spans(Strong(system.name), " on ", When(day, "short")), (Facts(facts),), (), "on_date")


def _on(seat: OnThatDay) -> Text:
    found: Text = ()
    for number, (holder, cover) in enumerate(seat.held):
        covered: Text = spans(" (away, covered by ", ref(cover), ")") if cover else ()
        found += spans(", then " if number else "", *_who(holder), *covered)
    if found:
        return found
    if seat.claimed is not None:
        return spans("nobody had accepted; the import claims ", ref(seat.claimed))
    return spans(f"nobody ({plural(seat.offers, 'offer')} open)" if seat.offers else "nobody")


def not_yet(system: System) -> Card:
    """A day to come."""
    return Card(spans(f"{system.name}: that day has not come yet. Today: /owner {system.slug}"), (), (), "on_date")
