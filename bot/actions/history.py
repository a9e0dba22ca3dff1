"""Who held what, now and on a date: history is never overwritten (R7)."""

from datetime import date, datetime, time, timedelta

from bot.actions.work import Work
from bot.cards import Card, Fact, Facts, Note, Paragraph, Part, Plain, Strong, Text, When
from bot.events import Reply
from bot.model import Assignment, AssignmentState, Person, PersonId, Role, System
from bot.rules.cadence import at, calendar_of, organisation_calendar
from bot.views.replies import ref
from bot.views.words import plural, spans


async def history(work: Work, actor: Person | None, system: System) -> Reply:
    """All holders and offers, oldest first, with what an import claims told as a claim."""
    seats = await work.tx.seats.of(system.id)
    rows = await work.tx.assignments.history(seat.id for seat in seats.values())
    people = await work.tx.people.many(one.person_id for one in rows)
    parts: list[Part] = []
    for role in Role:
        mine = [_entry(one, people) for one in rows if one.seat_id == seats[role].id]
        parts.append(
            Facts(tuple(Fact(role.value.capitalize(), entry) for entry in mine))
            if mine
            else Paragraph(spans(f"{role.value.capitalize()}: nobody yet."))
        )
    parts.append(Note(spans(f"/owner {system.slug} on 2026-03-03 tells who it was on a day.")))
    return Reply(card=Card(spans(Strong(f"{system.name}: who held what")), tuple(parts), (), "history"))


def _entry(one: Assignment, people: dict[str, Person]) -> Text:
    person = people.get(one.person_id)
    who: Text = (ref(person),) if person else (Plain("somebody erased"),)
    if one.accepted_at is not None:
        until = spans(" to ", When(one.ended_at, "short"), f" ({one.end_reason.replace('_', ' ')})") if one.ended_at else spans(" to today")
        return spans(*who, " from ", When(one.accepted_at, "short"), *until)
    claimed = "named on import (a claim)" if one.claimed else "asked"
    state = {AssignmentState.PROPOSED: "not accepted yet"}.get(one.state, one.state.value)
    return spans(*who, f", {claimed} on ", When(one.written_on, "short"), f", {state}")


async def on_date(work: Work, actor: Person | None, system: System, day: date) -> Reply:
    """Who held each role on that day, right at its edge in the asker's zone, and who covered."""
    calendar = calendar_of(actor, work.organisation) if actor else organisation_calendar(work.organisation)
    start, end = at(calendar, day, time(0)), at(calendar, day + timedelta(days=1), time(0))
    seats = await work.tx.seats.of(system.id)
    rows = await work.tx.assignments.history(seat.id for seat in seats.values())
    people = await work.tx.people.many(one.person_id for one in rows)
    facts: list[Fact] = []
    for role in Role:
        mine = [one for one in rows if one.seat_id == seats[role].id]
        facts.append(Fact(role.value.capitalize(), await _held_on(work, mine, people, start, end, day)))
    if start > work.now:
        return Reply(
            problem="future", card=Card(spans(f"{system.name}: that day has not come yet. Today: /owner {system.slug}"), (), (), "on_date")
        )
    return Reply(card=Card(spans(Strong(system.name), " on ", When(day, "short")), (Facts(tuple(facts)),), (), "on_date"))


async def _held_on(work: Work, rows: list[Assignment], people: dict[str, Person], start: datetime, end: datetime, day: date) -> Text:
    held = [one for one in rows if one.accepted_at and one.accepted_at < end and (one.ended_at is None or one.ended_at > start)]
    if held:
        found: Text = ()
        for number, one in enumerate(held):
            person = people.get(one.person_id)
            found += spans(
                ", then " if number else "", *((ref(person),) if person else ("somebody erased",)), *await _cover(work, one.person_id, day)
            )
        return found
    claims = [
        one for one in rows if one.claimed and one.true_from and one.true_from < end and (one.ended_at is None or one.ended_at > start)
    ]
    named = [people[one.person_id] for one in claims if one.person_id in people]
    if named:
        return spans("nobody had accepted; the import claims ", ref(named[-1]))
    asked = [one for one in rows if one.written_on < end and (one.ended_at is None or one.ended_at > start)]
    return spans(f"nobody ({plural(len(asked), 'offer')} open)" if asked else "nobody")


async def _cover(work: Work, person: PersonId, day: date) -> Text:
    for absence in await work.tx.absences.of(person):
        if (
            absence.cover_id
            and absence.cover_agreed_at
            and absence.starts_on <= day
            and (absence.ends_on is None or day <= absence.ends_on)
        ):
            cover = await work.tx.people.get(absence.cover_id)
            return spans(" (away, covered by ", ref(cover), ")") if cover else ()
    return ()
