"""Pause, off, accepted gap: the form, and the question at the end (R10)."""

from bot.cards import Button, Choice, Field, FieldKind, Form, Line
from bot.model import ExcuseKind, Person, Role, SeatId, System
from bot.views import actions
from bot.views.words import role_with_gloss, spans


def excuse_form(seat_id: SeatId, system: str, held: bool) -> Form:
    """What is excused, until when, why."""
    kinds = [Choice(ExcuseKind.ACCEPTED_GAP.value, "Accept the gap")] if not held else []
    kinds += [Choice(ExcuseKind.PAUSE.value, "Pause the questions"), Choice(ExcuseKind.OFF.value, "Switch them off for a while")]
    fields = (
        Field("kind", "What?", FieldKind.CHOICE, True, choices=tuple(kinds), value=kinds[0].value),
        Field("reason", "Why?", FieldKind.LINE, True, limit=500),
        Field("until", "Until when? (at most 90 days)", FieldKind.DATE, True),
    )
    return Form(actions.EXCUSE, seat_id, f"{system}: excuse until a date", "Done", fields)


def ended(system: System, role: Role, seat_id: SeatId, by: Person | None) -> Line:
    """To the steward: the date has come."""
    who = f" by {by.name}" if by else ""
    head = spans(f"{system.name}: its {role_with_gloss(role)} was excused{who} until today. What now?")
    return Line(head, (), (), (Button(actions.OFFER, seat_id, "Name a person"), Button(actions.EXCUSE, seat_id, "Excuse it longer…")))
