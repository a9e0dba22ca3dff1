"""Reading the facts beside a question, as its reader may see them now (PRODUCT §3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions import seats
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.model import (
    Answer,
    CheckIn,
    Person,
    Role,
    Seat,
    SignalKind,
    System,
)
from bot.rules.access import Right, may
from bot.rules.cadence import calendar_of, local_day, organisation_calendar
from bot.rules.facts import LIMIT, WINDOW, asks_number, facts, last_month
from bot.rules.facts import Facts as SystemFacts
from bot.views.check_in import Change, Decided, OpenConcern, QuestionFacts, Said


async def question(work: Work, check_in: CheckIn, reader: Person) -> QuestionFacts:
    """A question as `reader` sees it."""
    seat, system = await _seat(work, check_in)
    asked = await work.tx.people.get(check_in.addressee_id) if check_in.addressee_id else None
    recent = [one for one in (await work.tx.check_ins.recent([seat.id], 6)).get(seat.id, []) if one.id != check_in.id and one.answer_id]
    answered = await work.tx.answers.many(one for one in (check_in.answer_id, recent[0].answer_id if recent else None) if one)
    before = answered.get(recent[0].answer_id or "") if recent else None
    holder = (await seats.holders(work, system)).get(seat.role)
    told = await known(work, system, seat, before, reader)
    return QuestionFacts(
        check_in=check_in,
        seat_id=seat.id,
        system=system,
        role=seat.role,
        asked=asked or reader,
        answer=await _said(work, answered.get(check_in.answer_id)) if check_in.answer_id else None,
        before=await _said(work, before),
        concerns=await open_concerns(work, system, reader),
        changed=await _changed(work, system, before),
        standing_in_for=holder if asked and holder and holder.id != asked.id else None,
        tallies=await tallies(work, system, before.given_at if before else work.now - timedelta(days=31))
        if seat.role is Role.STEWARD
        else (),
        decided=await decided(work, system) if seat.role is Role.STEWARD else None,
        known=told.facts,
        moved_of=await _moved_of(work, system) if seat.role is Role.STEWARD else (0, 0),
        asks_number=told.asks_number,
        outsider=told.outsider,
        reader=reader,
        theirs=told.theirs,
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a system for one seat since its last answer."""

    facts: SystemFacts
    asks_number: bool
    outsider: bool
    theirs: bool  # the reader holds the seat, or stands in on it


async def known(work: Work, system: System, seat: Seat, before: Answer | None, reader: Person, begins: datetime | None = None) -> Known:
    """Figures and news since the last answer, or since the time `begins`, against what moved; outsiders read neither costs nor budget until they are told (PRODUCT §6)."""
    signals = await work.tx.signals.of(system.id, LIMIT)
    since = begins or (before.given_at if before else None)
    people = since is not None and bool(await changed_since(work, system, since))
    concern = bool(await work.tx.concerns.open_of([system.id]))
    own = await standing(work, reader, system)
    outsider = not may(own, Right.BUDGET)
    month = last_month(local_day(organisation_calendar(work.organisation), work.now))
    asks = asks_number(seat.role, signals, month)
    if outsider:
        signals = [one for one in signals if one.kind is not SignalKind.COST or one.person_id == reader.id]
    budget = None if outsider else system.budget
    return Known(facts(signals, budget, since, people, concern), asks, outsider, seat.role in own.holds | own.covers)


async def _moved_of(work: Work, system: System) -> tuple[int, int]:
    """Of the operator's last answers, how many came while the facts moved."""
    seat = (await work.tx.seats.of(system.id))[Role.OPERATOR]
    recent = await work.tx.answers.recent(seat.id, WINDOW)
    return sum(one.moved for one in recent), len(recent)


async def _seat(work: Work, check_in: CheckIn) -> tuple[Seat, System]:
    seat = await work.tx.seats.get(check_in.seat_id)
    system = await work.tx.systems.get(seat.system_id) if seat else None
    if seat is None or system is None:
        raise LookupError(f"check-in {check_in.id} has no seat")
    return seat, system


async def _said(work: Work, answer: Answer | None) -> Said | None:
    by = await work.tx.people.get(answer.person_id) if answer else None
    if answer is None or by is None:
        return None
    texts = await work.tx.contents.texts([answer.words_id])
    return Said(answer.kind, texts.get(answer.words_id or "", ""), by, answer.given_at, answer.moved)


async def open_concerns(work: Work, system: System, reader: Person) -> tuple[OpenConcern, ...]:
    """Each since when, by the reader's own days."""
    calendar = calendar_of(reader, work.organisation)
    found = await work.tx.concerns.open_of([system.id])
    texts = await work.tx.contents.texts(one.words_id for one in found)
    return tuple(
        OpenConcern(texts.get(one.words_id or "", ""), one.severity, one.wrong_since or local_day(calendar, one.raised_at)) for one in found
    )


async def _changed(work: Work, system: System, before: Answer | None) -> tuple[Change, ...]:
    """Who came and went since the last answer."""
    return await changed_since(work, system, before.given_at) if before is not None else ()


async def changed_since(work: Work, system: System, since: datetime) -> tuple[Change, ...]:
    """Who came and went."""
    by_role = await work.tx.seats.of(system.id)
    roles = {seat.id: seat.role for seat in by_role.values()}
    held = [(one, one.accepted_at) for one in await work.tx.assignments.history(roles) if one.accepted_at is not None]
    moves = [(one, began > since) for one, began in held if began > since or (one.ended_at is not None and one.ended_at > since)]
    people = await work.tx.people.many(one.person_id for one, _ in moves)
    return tuple(Change(people[one.person_id], roles[one.seat_id], came=came) for one, came in moves if one.person_id in people)


async def tallies(work: Work, system: System, since: datetime) -> tuple[tuple[Role, str, int, int, bool], ...]:
    """Of the two scoped jobs: role, holder or "nobody", answered, asked, one still open."""
    holders, by_role = await seats.holders(work, system), await work.tx.seats.of(system.id)
    open_ = await work.tx.check_ins.open_of_many(seat.id for seat in by_role.values())
    found: list[tuple[Role, str, int, int, bool]] = []
    for role in (Role.OPERATOR, Role.MAINTAINER):
        seat_id = by_role[role].id
        answered, asked = await work.tx.check_ins.tally(seat_id, since)
        still_open = seat_id in open_ and open_[seat_id].answer_id is None
        found.append((role, holders[role].name if role in holders else "nobody", answered, asked, still_open))
    return tuple(found)


async def decided(work: Work, system: System) -> Decided | None:
    """The last decision."""
    last = (await work.tx.decisions.last([system.id])).get(system.id)
    if last is None:
        return None
    texts = await work.tx.contents.texts([last.words_id])
    day = local_day(organisation_calendar(work.organisation), last.decided_at)
    by = await work.tx.people.get(last.person_id)
    return Decided(last.kind, texts.get(last.words_id or "", ""), day, last.review_on, by)
