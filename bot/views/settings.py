"""`/owner settings` (STATES, People)."""

from bot.cards import Choice, Field, FieldKind, Form
from bot.model import Person, Platform
from bot.rules.cadence import Calendar
from bot.views import actions

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def settings_form(person: Person, calendar: Calendar) -> Form:
    """What is known, to change."""
    weekdays = (Choice("", "as each question says"), *(Choice(str(n), day) for n, day in enumerate(DAYS)))
    platforms = (
        Choice("", "where I was last"),
        *(Choice(one.value, one.value.capitalize()) for one in Platform if one is not Platform.LOCAL),
    )
    return Form(actions.SETTINGS, "", "My settings", "Save", (
        Field("zone", "Time zone", FieldKind.LINE, True, "For example: Europe/Berlin", calendar.zone, limit=64),
        Field("country", "Country (two letters), for public holidays", FieldKind.LINE, False, "For example: DE", calendar.country or "", limit=2),
        Field("hours_start", "My day starts", FieldKind.LINE, True, "For example: 09:00", f"{calendar.start:%H:%M}", limit=5),
        Field("hours_end", "My day ends", FieldKind.LINE, True, "For example: 17:00", f"{calendar.end:%H:%M}", limit=5),
        Field("weekday", "Weekly questions come on", FieldKind.CHOICE, value="" if person.weekday is None else str(person.weekday), choices=weekdays),
        Field("ask_hour", "Questions come at", FieldKind.LINE, False, "For example: 09:00", f"{person.ask_hour:%H:%M}" if person.ask_hour else "", limit=5),
        Field("preferred", "I am asked on", FieldKind.CHOICE, value=person.preferred.value if person.preferred else "", choices=platforms),
    ))  # fmt: skip
