"""The one number a month, where no signal brings it (PRODUCT §3)."""

from datetime import date
from decimal import Decimal

from bot.cards import Card, Choice, Field, FieldKind, Form
from bot.model import Role, SignalKind, System
from bot.views import actions
from bot.views.replies import said

NAMES: dict[SignalKind, str] = {SignalKind.COST: "cost", SignalKind.VOLUME: "volume", SignalKind.VALUE: "value"}


def month_name(month: str, *, short: bool = False) -> str:
    """`2026-11` as people say it, November 2026 or Nov 2026; what is no month stays as it is."""
    try:
        return f"{date.fromisoformat(f'{month}-01'):{'%b %Y' if short else '%B %Y'}}"
    except ValueError:
        return month


def form(check_in_id: str, system: System, role: Role, month: str) -> Form:
    """Cost of the maintainer; volume or value of the operator."""
    if role is Role.MAINTAINER:
        fields: tuple[Field, ...] = (
            Field("amount", f"What did it cost in {month_name(month)}?", FieldKind.NUMBER, True),
            Field("currency", "Currency", FieldKind.LINE, True, value=system.budget.currency if system.budget else "EUR", limit=3),
        )
    else:
        kinds = (Choice("volume", "how much it did (volume)"), Choice("value", "what it brought (value)"))
        fields = (
            Field("kind", "The number says", FieldKind.CHOICE, True, choices=kinds, value="volume"),
            Field("amount", f"The number for {month_name(month)}", FieldKind.NUMBER, True, "For example: 4100"),
        )
    return Form(actions.NUMBER, check_in_id, f"Last month's number: {system.name}, {month_name(month)}", "Send", fields)


def wrong(kind: SignalKind, amount: Decimal | None, largest: Decimal) -> str:
    """Why this cannot be the month's figure; only what it brought can be less than nothing."""
    if amount is None or abs(amount) >= largest:
        return "How much, as a number below a thousand billion?"
    return f"A {NAMES[kind]} of nothing or more, please." if amount < 0 and kind is not SignalKind.VALUE else ""


def noted(system: System, kind: SignalKind, month: str) -> Card:
    """Thank you."""
    return said(f"Noted: the {NAMES[kind]} of {system.name} in {month_name(month)}. The next question shows it.", state="number")
