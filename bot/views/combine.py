"""Why one person holds the maintainer's job and another (R4)."""

from bot.cards import Card, Field, FieldKind, Form
from bot.model import SeatId, System
from bot.views import actions
from bot.views.replies import said
from bot.views.words import spans

ADVICE = "A vendor or part-time contractor is almost always worth the cost."


def field() -> Field:
    """The reason, where a form asks for it."""
    return Field("reason", "Why should one person keep it running and hold another job of it?", FieldKind.LINE, True, ADVICE, limit=500)


def form(seat_id: SeatId, system: System) -> Form:
    """Written down afterwards."""
    return Form(actions.COMBINE_REASON, seat_id, f"One person, two jobs: {system.name}", "Save", (field(),), spans(ADVICE))


def noted(system: System) -> Card:
    """It stays on the diagnostic."""
    return said(f"Noted. It stays on the diagnostic of {system.name} as a risk, with your reason.", state="combined")
