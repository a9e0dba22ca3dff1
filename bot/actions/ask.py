"""Opening the questions that are due: exactly one check-in per seat and period (PRODUCT §3, STATES, Check-in)."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot import ids
from bot.actions import calendars, post, seats
from bot.actions.apply import apply
from bot.actions.schedule import with_occurrence
from bot.actions.seats import Situation
from bot.actions.work import Work
from bot.model import CheckIn, CheckInId, CheckInState, EpisodeKind, ItemKind, PersonId, SeatId, VoidReason
from bot.rules.asking import Asked, Nobody
from bot.rules.cadence import Calendar, Occurrence, at, following, latest_before, local_day
from bot.rules.staffing import close

BATCH = 200
LONGEST_DAY = timedelta(hours=25)


async def ask_due(work: Work) -> int:
    """Open what is due, at most a batch; returns how many seats were taken."""
    due = await work.tx.seats.due(work.now, BATCH)
    for seat in due:
        await ask(work, seat.id, work.now)
    return len(due)


async def ask_with_todays_message(work: Work) -> int:
    """A day's message that leaves now takes the reader's later questions of that day with it: one message a day."""
    taken, after = 0, ""
    while True:
        messages = await work.tx.messages.due_days(work.now, after, BATCH)
        readers = [one.person_id for one in messages]
        later = await work.tx.seats.asked_between(readers, work.now, work.now + LONGEST_DAY)
        for reader in readers:
            taken += await _pull(work, reader, later.get(reader, []))
        if len(messages) < BATCH:
            return taken
        after = messages[-1].id


async def _pull(work: Work, reader: PersonId, seat_ids: list[SeatId]) -> int:
    person = await work.tx.people.get(reader) if seat_ids else None
    if person is None:
        return 0
    calendar = await calendars.of_person(work, person)
    midnight = at(calendar, local_day(calendar, work.now), datetime.max.time().replace(microsecond=0))
    taken = 0
    for seat_id in seat_ids:
        situation = await seats.load(work, seat_id)
        due = situation.seat.next_ask_at
        if situation.who in (Asked(person), Asked(person, standing_in=True)) and due is not None and work.now < due <= midnight:
            await ask(work, seat_id, midnight)
            taken += 1
    return taken


async def ask(work: Work, seat_id: SeatId, until: datetime) -> None:
    """Open the seat's latest question with a moment up to `until`; earlier ones were lost to an outage of ours."""
    situation = await seats.load(work, seat_id)
    seat = situation.seat
    if seat.next_ask_at is None or seat.next_nominal is None or seat.next_ask_at > until:
        return
    if isinstance(situation.who, Nobody) or situation.holder is None or not situation.asking:
        await work.tx.seats.save(replace(seat, next_ask_at=None, next_period=None, next_nominal=None))
        return
    person = situation.who.person if isinstance(situation.who, Asked) else situation.holder
    organisation = await calendars.of_organisation(work)
    calendar = replace(await calendars.of_person(work, person), off=())
    latest = latest_before(seat.cadence, organisation, calendar, max(until, seat.next_ask_at), seat.next_nominal)
    await _skip(work, situation, latest, organisation, calendar)
    if await work.tx.check_ins.of_period(seat.id, latest.period) is None:
        await _open(work, situation, latest)
    await work.tx.seats.save(with_occurrence(seat, following(seat.cadence, organisation, calendar, latest.nominal)))


async def _skip(work: Work, situation: Situation, latest: Occurrence, organisation: Calendar, calendar: Calendar) -> None:
    """Afterwards only each seat's latest moment is asked (STATES, Our outage)."""
    seat = situation.seat
    if seat.next_nominal is None or seat.next_period is None:
        return
    period, nominal = seat.next_period, seat.next_nominal
    while nominal < latest.nominal:
        if await work.tx.check_ins.of_period(seat.id, period) is None:
            await _void(work, situation, period, Occurrence(period, nominal, work.now, True), VoidReason.OUR_OUTAGE)
        after = following(seat.cadence, organisation, calendar, nominal)
        period, nominal = after.period, after.nominal


async def _open(work: Work, situation: Situation, due: Occurrence) -> None:
    reason = _why_void(situation, due)
    if reason is not None:
        await _void(work, situation, due.period, due, reason)
        return
    if situation.check_in is not None:
        unreachable = situation.episode(EpisodeKind.UNREACHABLE) is not None
        await apply(work, close(situation.check_in, work.now, unreachable), situation.system.id)
        await post.refresh(work, situation.check_in.id)
    assert isinstance(situation.who, Asked)  # _why_void has taken the others
    person = situation.who.person
    check_in = _row(situation, due.period, due, work.now, CheckInState.OPEN)
    check_in = replace(check_in, addressee_id=person.id)
    await work.tx.check_ins.add(check_in)
    work.note(
        "check_in.asked",
        situation.system.id,
        check_in=check_in.id,
        seat=situation.seat.id,
        role=situation.seat.role.value,
        person=person.id,
        period=due.period,
    )
    await post.in_days_message(work, person, ItemKind.QUESTION, check_in.id, at=due.moment)


def _why_void(situation: Situation, due: Occurrence) -> VoidReason | None:
    if situation.excuse is not None:
        return VoidReason.PAUSED
    if not isinstance(situation.who, Asked):
        return VoidReason.UNCOVERED
    return None if due.askable else VoidReason.NO_WORKING_DAY


async def _void(work: Work, situation: Situation, period: str, due: Occurrence, reason: VoidReason) -> None:
    row = replace(_row(situation, period, due, work.now, CheckInState.VOID), closed_at=work.now, void_reason=reason)
    await work.tx.check_ins.add(row)
    work.note(
        "check_in.void",
        situation.system.id,
        check_in=row.id,
        seat=situation.seat.id,
        role=situation.seat.role.value,
        period=period,
        why=reason.value,
    )


def _row(situation: Situation, period: str, due: Occurrence, now: datetime, state: CheckInState) -> CheckIn:
    return CheckIn(CheckInId(ids.new()), situation.seat.id, period, due.nominal, state, now)
