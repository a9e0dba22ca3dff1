"""Who held what, now and on a date: history is never overwritten (R7)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.actions.seats import holders
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.events import Reply
from bot.model import Absence, Assignment, Decision, Person, PersonId, Role, System
from bot.rules.access import Right, Standing, may
from bot.rules.asking import away_until
from bot.rules.cadence import Calendar, at, calendar_of, local_day, organisation_calendar
from bot.views import history as views


async def history(work: Work, actor: Person | None, system: System) -> Reply:
    """All holders, covers, offers and decisions, oldest first; reasons only for those who may read them."""
    seats = await work.tx.seats.of(system.id)
    rows = await work.tx.assignments.history(seat.id for seat in seats.values())
    people = await work.tx.people.many(one.person_id for one in rows)
    by_role = {role: [one for one in rows if one.seat_id == seats[role].id] for role in Role}
    own = await standing(work, actor, system) if actor else Standing()
    beside = await _beside(work, system, rows, own)
    nameless = frozenset() if may(own, Right.SILENCE) else frozenset(one.id for one in rows if _is_a_silence(one, actor))
    return Reply(card=views.history(system, by_role, people, replace(beside, nameless=nameless)))


def _is_a_silence(one: Assignment, reader: Person | None) -> bool:
    """An offer that was not accepted, of somebody else; a name that was never asked is none."""
    return one.accepted_at is None and one.invited_at is not None and (reader is None or reader.id != one.person_id)


async def _beside(work: Work, system: System, rows: list[Assignment], own: Standing) -> views.Beside:
    calendar = organisation_calendar(work.organisation)
    reasons, decided = may(own, Right.REASONS), may(own, Right.DECISIONS)
    decisions = await work.tx.decisions.of(system.id) if decided else []
    wanted = [one.accepted_id for one in rows] + [one.words_id for one in decisions] if reasons else []
    texts = await work.tx.contents.texts(wanted)
    covers: dict[str, list[views.Covered]] = {one.id: await _covers(work, one, calendar) for one in rows if one.accepted_at}
    words: dict[str, str] = {one.id: _skill(texts.get(one.accepted_id or "", "")) for one in rows}
    return views.Beside(covers, words, [await _taken(work, one, texts) for one in decisions])


def _skill(accepted: str) -> str:
    """Of what was said on accepting, the line that says by what skill."""
    return next((line.removeprefix("skill: ") for line in accepted.splitlines() if line.startswith("skill: ")), "")


async def _taken(work: Work, one: Decision, texts: Mapping[str, str]) -> views.Taken:
    by = await work.tx.people.get(one.person_id)
    day = local_day(organisation_calendar(work.organisation), one.decided_at)
    return views.Taken(one.kind, day, by, texts.get(one.words_id or "", ""), one.review_on)


async def _covers(work: Work, held: Assignment, calendar: Calendar) -> list[views.Covered]:
    """Who said yes to standing in while this assignment lasted; never why somebody was away."""
    found: list[views.Covered] = []
    for absence in await work.tx.absences.of(held.person_id):
        if absence.cover_id is None or absence.cover_agreed_at is None or held.accepted_at is None:
            continue
        last = _last(absence, calendar)
        if (last is None or last >= local_day(calendar, held.accepted_at)) and (
            held.ended_at is None or absence.starts_on <= local_day(calendar, held.ended_at)
        ):
            found.append(views.Covered(await work.tx.people.get(absence.cover_id), absence.starts_on, last))
    return found


def _last(absence: Absence, calendar: Calendar) -> date | None:
    return away_until(absence, local_day(calendar, absence.ended_at) if absence.ended_at else None)


async def on_date(work: Work, actor: Person | None, system: System, day: date) -> Reply:
    """Who held each role on that day, right at its edge in the asker's zone, and who covered; then and now."""
    calendar = calendar_of(actor, work.organisation) if actor else organisation_calendar(work.organisation)
    start, end = at(calendar, day, time(0)), at(calendar, day + timedelta(days=1), time(0))
    if start > work.now:
        return Reply(problem="future", card=views.not_yet(system))
    seats = await work.tx.seats.of(system.id)
    rows = await work.tx.assignments.history(seat.id for seat in seats.values())
    people = await work.tx.people.many(one.person_id for one in rows)
    now = await holders(work, system)
    found: list[views.OnThatDay] = []
    for role in Role:
        there = [one for one in rows if one.seat_id == seats[role].id and (one.ended_at is None or one.ended_at > start)]
        found.append(replace(await _on_that_day(work, role, there, people, calendar, day), now=now.get(role)))
    own = await standing(work, actor, system) if actor else Standing()
    return Reply(card=views.on_date(system, day, found, await _decided_by(work, system, end, own)))


async def _decided_by(work: Work, system: System, end: datetime, own: Standing) -> views.Taken | None:
    """The last decision before that day was over."""
    before = [one for one in await work.tx.decisions.of(system.id) if one.decided_at < end] if may(own, Right.DECISIONS) else []
    if not before:
        return None
    texts = await work.tx.contents.texts([before[-1].words_id]) if may(own, Right.REASONS) else {}
    return await _taken(work, before[-1], texts)


async def _on_that_day(
    work: Work, role: Role, rows: list[Assignment], people: dict[str, Person], calendar: Calendar, day: date
) -> views.OnThatDay:
    """`rows`: what had not ended before that day."""
    end = at(calendar, day + timedelta(days=1), time(0))
    held = [one for one in rows if one.accepted_at and one.accepted_at < end]
    open_claims = [one for one in rows if one.claimed and one.accepted_at is None and one.person_id in people]
    claims = [one for one in open_claims if one.true_from and one.true_from < end]
    return views.OnThatDay(
        role,
        tuple([(people.get(one.person_id), await _cover(work, one.person_id, calendar, day)) for one in held]),
        people[claims[-1].person_id] if claims else None,
        sum(one.written_on < end for one in rows),
    )


async def _cover(work: Work, person: PersonId, calendar: Calendar, day: date) -> Person | None:
    """Who stood in on that day: not before they said yes, not after the holder was back."""
    for absence in await work.tx.absences.of(person):
        if absence.cover_id is None or absence.cover_agreed_at is None:
            continue
        first, last = max(absence.starts_on, local_day(calendar, absence.cover_agreed_at)), _last(absence, calendar)
        if first <= day and (last is None or day <= last):
            return await work.tx.people.get(absence.cover_id)
    return None
