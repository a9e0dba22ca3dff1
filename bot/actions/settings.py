"""`/owner settings`: my zone, hours, weekday, hour, country and preferred platform (STATES, People)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time

from bot.actions import replan
from bot.actions.schedule import reschedule
from bot.actions.work import Work
from bot.events import Reply
from bot.model import Person, Platform
from bot.rules.cadence import calendar_of, is_country, is_zone
from bot.views import replies
from bot.views.forms import with_errors
from bot.views.settings import settings_form


async def settings(work: Work, actor: Person, values: Mapping[str, str] | None) -> Reply:
    """Without values: the form. A change moves the next questions of every role."""
    calendar = calendar_of(actor, work.organisation)
    if values is None:
        return Reply(form=settings_form(actor, calendar))
    changed, errors = with_values(actor, values)
    if errors:
        return Reply(problem="incomplete", form=with_errors(settings_form(actor, calendar), values, errors))
    await work.tx.people.save(changed)
    work.note("person.settings", None, person=actor.id)
    await reschedule(work, actor.id)
    await replan.around(work, changed)
    return Reply(card=replies.said("Saved. Your next questions come at the new time.", state="saved"))


def with_values(person: Person, values: Mapping[str, str]) -> tuple[Person, dict[str, str]]:
    """The person with what was typed, and what is wrong with it, by field."""
    errors: dict[str, str] = {}
    zone, country = values.get("zone", "").strip(), values.get("country", "").strip().upper()
    if not is_zone(zone):
        errors["zone"] = "A zone like Europe/Berlin or America/New_York."
    if country and not is_country(country):
        errors["country"] = "Two letters of a country whose holidays I know, like DE or US."
    start, end, hour = (_time(values.get(name, "")) for name in ("hours_start", "hours_end", "ask_hour"))
    if start is None:
        errors["hours_start"] = "An hour like 09:00."
    if end is None or (start is not None and end <= start):
        errors["hours_end"] = "An hour after your day starts, like 17:00."
    if values.get("ask_hour", "").strip() and (hour is None or start is None or end is None or not start <= hour < end):
        errors["ask_hour"] = "An hour inside your day."
    weekday = values.get("weekday", "")
    if weekday not in {"", *map(str, range(7))}:
        errors["weekday"] = "One of the choices, please."
    if values.get("preferred", "") not in {"", *Platform}:
        errors["preferred"] = "One of the choices, please."
    if errors or start is None or end is None:
        return person, errors
    return replace(
        person,
        zone=zone,
        country=country or None,
        hours_start=start,
        hours_end=end,
        weekday=int(weekday) if weekday else None,
        ask_hour=hour,
        preferred=Platform(values["preferred"]) if values.get("preferred") else None,
    ), {}


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text.strip()).replace(tzinfo=None)
    except ValueError:
        return None
