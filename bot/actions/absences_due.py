"""An absence begins, is asked about, or ends by its date (R10, STATES, People)."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.actions import post
from bot.actions.addressee import settle_seats_of
from bot.actions.work import Work
from bot.model import Absence, ItemKind, Person
from bot.rules.asking import is_away, last_day_away
from bot.rules.cadence import Calendar, at, calendar_of, local_day, nth_working_day_after, start_of


async def absences_due(work: Work) -> int:
    """Take the absences whose next moment has come."""
    due = await work.tx.absences.due(work.now, 200)
    for absence in due:
        person = await work.tx.people.get(absence.person_id)
        if person is not None:
            await _take(work, absence, person)
    return len(due)


async def _take(work: Work, absence: Absence, person: Person) -> None:
    calendar = calendar_of(person, work.organisation)
    today = local_day(calendar, work.now)
    last = last_day_away(absence, calendar, work.organisation.policy)
    if today > last:
        await end(work, absence, person, "date")
        return
    if absence.ends_on is None and absence.asked_at is None and today >= _asked_on(absence, calendar, work):
        absence = replace(absence, asked_at=work.now)
        await post.at_once(work, person, ItemKind.AWAY_ASKED, absence.id, while_away=True)
    await work.tx.absences.save(replace(absence, next_at=next_moment(absence, person, work)))
    if is_away(absence, today):
        work.note("person.away", None, person=person.id)
        await settle_seats_of(work, person.id)


def _asked_on(absence: Absence, calendar: Calendar, work: Work) -> date:
    return nth_working_day_after(calendar, absence.starts_on, work.organisation.policy.away_asked)


def next_moment(absence: Absence, person: Person, work: Work) -> datetime:
    """When this absence is looked at next: its first day, the question after 10 working days, the day after its last."""
    calendar = calendar_of(person, work.organisation)
    moments = [at(calendar, last_day_away(absence, calendar, work.organisation.policy) + timedelta(days=1), time(0))]
    if absence.ends_on is None and absence.asked_at is None:
        moments.append(start_of(calendar, _asked_on(absence, calendar, work)))
    if local_day(calendar, work.now) < absence.starts_on:
        moments.append(at(calendar, absence.starts_on, time(0)))
    return min(moments)


async def end(work: Work, absence: Absence, person: Person, why: str) -> None:
    """Back, by date or by word: the questions come to the holder again."""
    await work.tx.absences.save(replace(absence, ended_at=work.now, next_at=None))
    work.note("person.back", None, person=person.id, why=why)
    await settle_seats_of(work, person.id)
