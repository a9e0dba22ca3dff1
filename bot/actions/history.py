"""Who held what, now and on a date: history is never overwritten (R7)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.actions.seats import holders
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.events import Reply
from bot.model import Assignment, Decision, Person, Role, System
from bot.rules.access import Right, Standing, may
from bot.rules.cadence import Calendar, at, calendar_of, local_day, organisation_calendar
from bot.views import history as views

INSTANT = timedelta(microseconds=1)  # what ends at midnight ended on the day before


async def history(work: Work, actor: Person | None, system: System) -> Reply:
    """All holders, covers, offers and decisions, oldest first; reasons only for those who may read them."""
    own = await standing(work, actor, system) if actor else Standing()
    calendar = _calendar(work, actor)
    chapters: list[views.Chapter] = []
    for one in [system, *await work.tx.systems.merged_into(system.id)]:
        by_role = await _by_role(work, one)
        rows = [row for role in Role for row in by_role[role]]
        people = await work.tx.people.many(row.person_id for row in rows)
        beside = await _beside(work, one, rows, own, calendar)
        hidden = frozenset() if may(own, Right.SILENCE) else frozenset(row.id for row in rows if _is_a_silence(row, actor))
        chapters.append(views.Chapter(one, by_role, people, replace(beside, nameless=hidden)))
    return Reply(card=views.history(*chapters))


def _calendar(work: Work, actor: Person | None) -> Calendar:
    """Days begin and end where the asker is."""
    return calendar_of(actor, work.organisation) if actor else organisation_calendar(work.organisation)


async def _by_role(work: Work, system: System) -> dict[Role, list[Assignment]]:
    seats = await work.tx.seats.of(system.id)
    rows = await work.tx.assignments.history(seat.id for seat in seats.values())
    return {role: [one for one in rows if one.seat_id == seats[role].id] for role in Role}


def _is_a_silence(one: Assignment, reader: Person | None) -> bool:
    """An offer that was not accepted, of somebody else; a name that was never asked is none."""
    return one.accepted_at is None and one.invited_at is not None and (reader is None or reader.id != one.person_id)


async def _beside(work: Work, system: System, rows: list[Assignment], own: Standing, calendar: Calendar) -> views.Beside:
    reasons, decided = may(own, Right.REASONS), may(own, Right.DECISIONS)
    decisions = await work.tx.decisions.of(system.id) if decided else []
    wanted = [one.accepted_id for one in rows] + [one.words_id for one in decisions] if reasons else []
    texts = await work.tx.contents.texts(wanted)
    covers: dict[str, list[views.Covered]] = {one.id: await _covers(work, one, calendar) for one in rows if one.accepted_at}
    words: dict[str, str] = {one.id: _skill(texts.get(one.accepted_id or "", "")) for one in rows}
    return views.Beside(covers, words, [await _taken(work, one, texts, calendar) for one in decisions])


def _skill(accepted: str) -> str:
    """Of what was said on accepting, the line that says by what skill."""
    return next((line.removeprefix("skill: ") for line in accepted.splitlines() if line.startswith("skill: ")), "")


async def _taken(work: Work, one: Decision, texts: Mapping[str, str], calendar: Calendar) -> views.Taken:
    by = await work.tx.people.get(one.person_id)
    day = local_day(calendar, one.decided_at)
    return views.Taken(one.kind, day, by, texts.get(one.words_id or "", ""), one.review_on, one.undone_at is not None)


async def _covers(work: Work, held: Assignment, calendar: Calendar) -> list[views.Covered]:
    """Who stood in while this assignment lasted, by the days of it; never why somebody was away."""
    return [
        views.Covered(cover, local_day(calendar, since), local_day(calendar, until - INSTANT) if until else None)
        for cover, since, until in await _stood_in(work, held)
    ]


async def _stood_in(work: Work, held: Assignment) -> list[tuple[Person | None, datetime, datetime | None]]:
    """Who covered this very assignment, from when to when (None: still): a later absence of whoever held it is none of its business."""
    person = await work.tx.people.get(held.person_id)
    own = _calendar(work, person)
    found: list[tuple[Person | None, datetime, datetime | None]] = []
    for absence in await work.tx.absences.of(held.person_id):
        if absence.cover_id is None or absence.cover_agreed_at is None or held.accepted_at is None:
            continue
        since = max(absence.cover_agreed_at, at(own, absence.starts_on, time(0)), held.accepted_at)
        over = at(own, absence.ends_on + timedelta(days=1), time(0)) if absence.ends_on else None
        until = min((one for one in (over, absence.ended_at, held.ended_at) if one is not None), default=None)
        if until is None or since < until:
            found.append((await work.tx.people.get(absence.cover_id), since, until))
    return found


async def on_date(work: Work, actor: Person | None, system: System, day: date) -> Reply:
    """Who held each role on that day, right at its edge in the asker's zone, and who covered; then and now."""
    calendar = _calendar(work, actor)
    start, end = at(calendar, day, time(0)), at(calendar, day + timedelta(days=1), time(0))
    if start > work.now:
        return Reply(problem="future", card=views.not_yet(system))
    if end <= system.created_at and not await _claimed_before(work, system, end):
        return Reply(card=views.before(system, local_day(calendar, system.created_at)))
    now = await holders(work, system)
    found = [replace(one, now=now.get(one.role)) for one in await _that_day(work, system, calendar, day)]
    merged = [(one, await _that_day(work, one, calendar, day)) for one in await work.tx.systems.merged_into(system.id)]
    own = await standing(work, actor, system) if actor else Standing()
    return Reply(card=views.on_date(system, day, found, await _decided_by(work, system, end, own, calendar), merged))


async def _claimed_before(work: Work, system: System, end: datetime) -> bool:
    """An import, or what was merged into it, tells of earlier times."""
    merged = await work.tx.systems.merged_into(system.id)
    rows = [row for one in (system, *merged) for rows in (await _by_role(work, one)).values() for row in rows]
    return any(one.created_at < end for one in merged) or any(one.claimed and one.true_from and one.true_from < end for one in rows)


async def _that_day(work: Work, system: System, calendar: Calendar, day: date) -> list[views.OnThatDay]:
    """Its three seats; what ended before that day is left out."""
    start, found = at(calendar, day, time(0)), []
    for role, rows in (await _by_role(work, system)).items():
        there = [one for one in rows if one.ended_at is None or one.ended_at > start]
        people = await work.tx.people.many(one.person_id for one in there)
        found.append(await _on_that_day(work, role, there, people, calendar, day))
    return found


async def _decided_by(work: Work, system: System, end: datetime, own: Standing, calendar: Calendar) -> views.Taken | None:
    """The last decision before that day was over, that had not been taken back by then."""
    rows = await work.tx.decisions.of(system.id) if may(own, Right.DECISIONS) else []
    before = [one for one in rows if one.decided_at < end and (one.undone_at is None or one.undone_at >= end)]
    if not before:
        return None
    texts = await work.tx.contents.texts([before[-1].words_id]) if may(own, Right.REASONS) else {}
    return replace(await _taken(work, before[-1], texts, calendar), taken_back=False)


async def _on_that_day(
    work: Work, role: Role, rows: list[Assignment], people: dict[str, Person], calendar: Calendar, day: date
) -> views.OnThatDay:
    """`rows`: what had not ended before that day."""
    start, end = at(calendar, day, time(0)), at(calendar, day + timedelta(days=1), time(0))
    held = [one for one in rows if one.accepted_at and one.accepted_at < end]
    open_claims = [one for one in rows if one.claimed and one.accepted_at is None and one.person_id in people]
    claims = [one for one in open_claims if one.true_from and one.true_from < end]
    return views.OnThatDay(
        role,
        tuple([(people.get(one.person_id), await _cover(work, one, start, end)) for one in held]),
        people[claims[-1].person_id] if claims else None,
        sum(one.written_on < end for one in rows),
    )


async def _cover(work: Work, held: Assignment, start: datetime, end: datetime) -> Person | None:
    """Who stood in for it between these instants."""
    rows = await _stood_in(work, held)
    return next((cover for cover, since, until in rows if since < end and (until is None or until > start)), None)
