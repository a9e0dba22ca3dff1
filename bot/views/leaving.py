"""Stepping down and handing over, as whoever does it reads it (STATES, Offer)."""

from datetime import date

from bot.cards import Button, Card, Form, Span, Text, When
from bot.model import Person, Role, SeatId, System
from bot.views import actions
from bot.views.confirmation import leaving_fields
from bot.views.replies import ref, said
from bot.views.words import spans


def form(seat_id: SeatId, system: System, role: Role) -> Form:
    """Who could take over, and why: both as you like."""
    intro = spans("You are free after ten working days, successor or not.")
    return Form(actions.NOT_ME, seat_id, f"No longer its {role.value}: {system.name}", "Step down", leaving_fields(), intro)


def noted(system: System, role: Role, seat_id: SeatId, day: date, told: Person | None, successor: Person | None) -> Card:
    """The day, who looks for a successor, and the way back."""
    head: list[Span | str] = [f"Noted: you step down as {role.value} of {system.name}. You are free on ", When(day), ", successor or not."]
    asked: Text = spans(" ", ref(successor), " is asked to take over and decides.") if successor else ()
    looks: Text = spans(" ", ref(told), " is told", "." if successor else " and looks for a successor.") if told else ()
    alone = spans(" Nobody else can grant this role: name a successor yourself, or somebody who can.") if told is None else ()
    buttons: tuple[Button, ...] = (Button(actions.STAY, seat_id, "I stay after all"),)
    if told is None and successor is None:
        buttons += (Button(actions.OFFER, seat_id, "Name a successor"),)
    if told is None and role is Role.STEWARD:
        buttons += (Button(actions.NAME_SECOND, seat_id, "Name a second pair of eyes"),)
    return Card(spans(*head, *asked, *looks, *(alone if successor is None else ())), (), buttons, "leaving")


def staying(system: System, role: Role) -> Card:
    """Back in the seat, which was never empty."""
    return said(f"Good: you stay the {role.value} of {system.name}.", state="staying")
