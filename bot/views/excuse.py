"""Pause, off, accepted gap: the form, which job of a system, and the question at the end (R10)."""

from dataclasses import dataclass
from datetime import date

from bot.cards import Button, Card, Choice, Field, FieldKind, Form, Line, Lines, Span, Strong, Text, When
from bot.model import Excuse, ExcuseKind, Person, Role, Seat, SeatId, System
from bot.views import actions, words
from bot.views.replies import ref, said
from bot.views.words import role_with_gloss, spans

END = "end"
KINDS: dict[ExcuseKind, str] = {
    ExcuseKind.ACCEPTED_GAP: "Accept the gap",
    ExcuseKind.PAUSE: "Pause the questions",
    ExcuseKind.OFF: "Switch them off for a while",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """An excuse that stands."""

    kind: ExcuseKind
    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class Job:
    """One seat of a system that its reader may excuse."""

    seat: Seat
    holder: Person | None
    excuse: Excuse | None


def excuse_form(seat_id: SeatId, system: str, role: Role, kinds: tuple[ExcuseKind, ...], standing: Standing | None = None) -> Form:
    """What is excused, until when, why; one that stands can be changed, or ended today."""
    choices = [Choice(kind.value, KINDS[kind]) for kind in kinds]
    if standing is not None:
        choices.append(Choice(END, "End it today"))
    fields = (
        Field("kind", "What?", FieldKind.CHOICE, True, choices=tuple(choices), value=choices[0].value),
        Field("reason", "Why?", FieldKind.LINE, True, value=standing.reason if standing else "", limit=500),
        Field("until", "Until when? (at most 90 days)", FieldKind.DATE, True, value=standing.until.isoformat() if standing else ""),
    )
    return Form(actions.EXCUSE, seat_id, f"Excuse its {role.value}: {words.cut(system, 80)}, until a date", "Done", fields)


def choose(system: System, jobs: tuple[Job, ...]) -> Card:
    """Which job of it."""
    title = spans(Strong(system.name), ": which job is excused for a while? Its questions, or the search for somebody, rest until a date.")
    return Card(title, (Lines(tuple(_job(one) for one in jobs)),), (), "excuse")


def _job(one: Job) -> Line:
    who: Text = spans(ref(one.holder)) if one.holder else spans("nobody")
    if one.excuse is not None:
        head = spans(f"{words.named(one.seat.role)}: excused until ", When(one.excuse.until, "short"), ".")
        return Line(head, (), (), (Button(actions.EXCUSE, one.seat.id, "Change it…"),))
    label = "Pause the questions…" if one.holder else "Accept the gap…"
    return Line(spans(f"{words.named(one.seat.role)}: ", *who), (), (), (Button(actions.EXCUSE, one.seat.id, label),))


def over(system: System, role: Role, next_question: date | None) -> Card:
    """Ended before its date."""
    asked: tuple[Span | str, ...] = (" The next question comes on ", When(next_question), ".") if next_question else ()
    return said(f"Noted: the {words.named(role)} of {system.name} is no longer excused.", *asked, state="excuse_over")


def ended(system: System, role: Role, seat_id: SeatId, by: Person | None, until: date, held: bool = False) -> Line:
    """To the steward: the date has come."""
    who = f" by {by.name}" if by else ""
    head = spans(f"{system.name}: its {role_with_gloss(role)} was excused{who} until ", When(until), ". What now?")
    name = () if held else (Button(actions.OFFER, seat_id, "Name a person"),)
    return Line(head, (), (), (*name, Button(actions.EXCUSE, seat_id, "Excuse it longer…")))
