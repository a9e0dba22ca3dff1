"""Who held what, now and on a date, as people read it (R7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.cards import Card, Fact, Facts, Note, Paragraph, Part, Plain, Strong, Text, When
from bot.model import AnswerKind, Assignment, AssignmentState, Person, PersonId, Role, System
from bot.rules.prune import PRUNED
from bot.views.replies import ref
from bot.views.words import ANSWER_SAID, GLOSS, cut, plural, spans


@dataclass(frozen=True, slots=True)
class OnThatDay:
    """One seat on one day: who held it and who covered, else what the import claims, else the open offers."""

    role: Role
    held: tuple[tuple[Person | None, Person | None], ...] = ()  # holder (None: erased), cover
    claimed: Person | None = None
    offers: int = 0
    now: Person | None = None


@dataclass(frozen=True, slots=True)
class Covered:
    """Who stood in, from when to when (the last day included; None: still)."""

    cover: Person | None
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision in the history; `words` blank for whoever may not read reasons."""

    kind: AnswerKind
    on: date
    by: Person | None
    words: str = ""
    review_on: date | None = None
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the assignments: covers and words of acceptance by assignment, and the decisions."""

    covers: Mapping[str, Sequence[Covered]] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    decisions: Sequence[Taken] = ()
    nameless: frozenset[str] = frozenset()  # offers that this reader may not read a silence beside a name of


@dataclass(frozen=True, slots=True)
class Chapter:
    """One system's part of a history."""

    system: System
    rows: Mapping[Role, Sequence[Assignment]]
    people: Mapping[str, Person]
    beside: Beside


def history(kept: Chapter, *merged: Chapter) -> Card:
    """All holders, covers and offers, oldest first, and the decisions; then those of the systems that were merged into it."""
    system, parts = kept.system, _chapter(kept)
    for one in merged:
        found = _chapter(one, others=True)
        if found:
            parts += [Paragraph(spans(Strong(f"{one.system.name}, merged into it:"))), *found]
    parts.append(Note(spans(f"/owner {system.slug} on 2026-03-03 tells who it was on a day.")))
    return Card(spans(Strong(f"{system.name}: who held what")), tuple(parts), (), "history")


def _chapter(chapter: Chapter, *, others: bool = False) -> list[Part]:
    """What an import claims is told as a claim. `others`: of a merged system, where empty seats say nothing."""
    parts: list[Part] = []
    for role in Role:
        rows, beside = chapter.rows.get(role, ()), chapter.beside
        mine = tuple(Fact(role.value.capitalize(), _entry(one, chapter.people, beside) + _beside(one, beside)) for one in rows)
        if not others:
            parts.append(Paragraph(spans(f"The {role.value} {GLOSS[role]}{'.' if mine else ': nobody yet.'}"), soft=True))
        if mine:
            parts.append(Facts(mine))
    if chapter.beside.decisions:
        parts.append(Facts(tuple(Fact("Decided", _taken(one)) for one in chapter.beside.decisions)))
    return parts


def _entry(one: Assignment, people: Mapping[str, Person], beside: Beside) -> Text:
    who = _who(people.get(PersonId(one.person_id)))
    if one.accepted_at is not None:
        until = spans(" to ", When(one.ended_at, "short"), f" ({_reason(one)})") if one.ended_at else spans(" to today")
        return spans(*who, " from ", When(one.accepted_at, "short"), *until)
    if one.id in beside.nameless:
        return spans("somebody was asked on ", When(one.invited_at or one.written_on, "short"))
    claimed = "named on import (a claim)" if one.claimed else "asked"
    waits = "not accepted yet" if one.invited_at else "not asked yet"
    state = {AssignmentState.PROPOSED: waits}.get(one.state, one.state.value)
    why = f" ({_reason(one)})" if one.end_reason == PRUNED else ""
    return spans(*who, f", {claimed} on ", When(one.written_on, "short"), f", {state}{why}")


def _reason(one: Assignment) -> str:
    return "no longer named by the register" if one.end_reason == PRUNED else one.end_reason.replace("_", " ")


def _beside(one: Assignment, beside: Beside) -> Text:
    """With what it was accepted, and who covered."""
    hours = f", {one.hours.normalize():f} hours a month" if one.accepted_at and one.hours is not None else ""
    said = f", saying “{cut(beside.words[one.id], 200)}”" if beside.words.get(one.id) else ""
    found = spans(hours, said)
    for covered in beside.covers.get(one.id, ()):
        last: Text = spans(" to ", When(covered.last, "short")) if covered.last else ()
        found += spans("; covered by ", *_who(covered.cover), " from ", When(covered.first, "short"), *last)
    return found


def _taken(one: Taken) -> Text:
    by: Text = spans(" by ", ref(one.by)) if one.by else ()
    review: Text = spans(", to be looked at again on ", When(one.review_on, "short")) if one.review_on else ()
    back = " (taken back)" if one.taken_back else ""
    return spans(ANSWER_SAID[one.kind], ", ", When(one.on, "short"), *by, back, f": “{cut(one.words, 300)}”" if one.words else "", *review)


def _who(person: Person | None) -> Text:
    return (ref(person),) if person else (Plain("somebody erased"),)


def on_date(
    system: System,
    day: date,
    seats: Sequence[OnThatDay],
    decided: Taken | None = None,
    merged: Sequence[tuple[System, Sequence[OnThatDay]]] = (),
) -> Card:
    """Who held each role on that day, who covered, what had been decided; who it is now; and the same of what was merged into it."""
    facts = tuple(Fact(one.role.value.capitalize(), _on(one) + _now(one)) for one in seats)
    for other, rows in merged:
        there = [one for one in rows if one.held or one.claimed or one.offers]
        facts += tuple(Fact(f"{one.role.value.capitalize()} of {other.name}, merged into it", _on(one)) for one in there)
    if decided is not None:
        facts += (Fact("Decided last by then", _taken(decided)),)
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


def _now(seat: OnThatDay) -> Text:
    """Then and now, where it is somebody else."""
    last = seat.held[-1][0] if seat.held else None
    if (last.id if last else None) == (seat.now.id if seat.now else None):
        return ()
    return spans("; now ", ref(seat.now)) if seat.now else spans("; now nobody")


def before(system: System, since: date) -> Card:
    """A day on which the register did not know of it."""
    known = spans(f"Rollcall has known of {system.name} since ", When(since, "short"), "; of a day before it knows nothing.")
    return Card(known, (), (), "on_date")


def not_yet(system: System) -> Card:
    """A day to come."""
    return Card(spans(f"{system.name}: that day has not come yet. Today: /owner {system.slug}"), (), (), "on_date")
