"""Calendars of people as they are now: zone, hours, days away, days lost to our own outages."""

from dataclasses import replace

from bot.actions.work import Work
from bot.model import Absence, Outage, Person
from bot.rules.asking import is_away, last_day_away
from bot.rules.cadence import Calendar, calendar_of, organisation_calendar
from bot.rules.outages import without_lost


async def of_organisation(work: Work) -> Calendar:
    """The organisation's calendar."""
    return without_lost(organisation_calendar(work.organisation), await _outages(work))


async def of_person(work: Work, person: Person) -> Calendar:
    """The person's calendar; days away are days off."""
    return with_absence(work, person, await work.tx.absences.open_of(person.id), await _outages(work))


def with_absence(work: Work, person: Person, absence: Absence | None, outages: list[Outage]) -> Calendar:
    """The same from facts at hand."""
    calendar = calendar_of(person, work.organisation)
    if absence is not None and absence.ended_at is None:
        calendar = replace(calendar, off=((absence.starts_on, last_day_away(absence, calendar, work.organisation.policy)),))
    return without_lost(calendar, outages)


async def but_for_absence(work: Work, person: Person) -> Calendar:
    """For what is asked of somebody because they are away."""
    return with_absence(work, person, None, await _outages(work))


async def is_away_now(work: Work, person: Person) -> bool:
    """Away today, by the person's own calendar."""
    absence = await work.tx.absences.open_of(person.id)
    return is_away(absence, work.today(person))


async def _outages(work: Work) -> list[Outage]:
    if work.outages is None:
        work.outages = await work.tx.engine.outages()
    return work.outages
