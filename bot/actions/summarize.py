"""`/owner summary [system]`: the month so far, read as it is now (PRODUCT §7, §8)."""

from datetime import date, datetime, time

from bot.actions import question_facts
from bot.actions.diagnose import figures
from bot.actions.standing import standing, towards
from bot.actions.work import Work
from bot.events import Reply
from bot.model import AnswerKind, AssignmentState, CheckIn, Person, PersonId, Role, Stage, System
from bot.rules.access import Right, may
from bot.rules.cadence import at, calendar_of, local_day
from bot.rules.discretion import with_own_mends
from bot.rules.gaps import Diagnosis, Gap
from bot.views import summary as views

UPKEEP = 20  # answers that are looked through for the last upkeep


async def summary(work: Work, actor: Person) -> Reply:
    """Of every system whose steward the asker is, or stands in for."""
    systems = await _stewarded(work, actor)
    if not systems:
        admin = may(await standing(work, actor, None), Right.DIAGNOSTIC)
        return Reply(problem="may_not", card=views.nothing_to_sum_up(admin))
    found = await _diagnosis(work, actor, systems)
    order = {line.system.system_id: place for place, line in reversed(list(enumerate(found.lines)))}
    worst_first = sorted(systems, key=lambda one: order.get(one.id, len(order) + len(found.lines)))
    months = tuple([await _month(work, actor, one, found) for one in worst_first])
    return Reply(card=views.of_all(work.today(actor), months))


async def of_system(work: Work, actor: Person, system: System) -> Reply:
    """Of one; the caller has asked whether they may."""
    month = await _month(work, actor, system, await _diagnosis(work, actor, [system]))
    return Reply(card=views.of_one(work.today(actor), month, actor))


async def _stewarded(work: Work, actor: Person) -> list[System]:
    whose: list[PersonId] = [actor.id, *(one.person_id for one in await work.tx.absences.covered_by(actor.id))]
    held = [one.seat_id for person in whose for one in await work.tx.assignments.open_for(person) if one.state is AssignmentState.ACCEPTED]
    seat_rows = (await work.tx.seats.many(held)).values()
    systems = await work.tx.systems.many({one.system_id for one in seat_rows if one.role is Role.STEWARD})
    found = []
    for one in sorted(systems.values(), key=lambda row: row.name.casefold()):
        own = await towards(work, actor, one)
        if one.stage is not Stage.RETIRED and Role.STEWARD in own.holds | own.covers:
            found.append(one)
    return found


async def _diagnosis(work: Work, actor: Person, systems: list[System]) -> Diagnosis:
    ids = frozenset(one.id for one in systems)
    edits = {one.id for one in systems if may(await standing(work, actor, one), Right.EDIT)}
    return with_own_mends(await figures(work, ids), actor.id, edits)


async def _month(work: Work, actor: Person, system: System, found: Diagnosis) -> views.Month:
    by_role = await work.tx.seats.of(system.id)
    begins = _begins(work, actor)
    told = await question_facts.known(work, system, by_role[Role.STEWARD], None, actor, begins)
    check_in = await work.tx.check_ins.open_of(by_role[Role.STEWARD].id)
    return views.Month(
        system,
        told.facts,
        tuple(one for one in found.lines if one.system.system_id == system.id and one.gap is not Gap.EXCUSED),
        await question_facts.open_concerns(work, system, actor),
        await _jobs(work, system, begins),
        await question_facts.changed_since(work, system, begins),
        await question_facts.decided(work, system),
        await question_facts.question(work, check_in, actor) if check_in and _waits_for(check_in, actor) else None,
    )


def _begins(work: Work, actor: Person) -> datetime:
    """The month, in the reader's days."""
    calendar = calendar_of(actor, work.organisation)
    today: date = local_day(calendar, work.now)
    return at(calendar, today.replace(day=1), time(0))


def _waits_for(check_in: CheckIn, actor: Person) -> bool:
    return check_in.answer_id is None and check_in.addressee_id == actor.id


async def _jobs(work: Work, system: System, begins: datetime) -> tuple[views.Job, ...]:
    by_role = await work.tx.seats.of(system.id)
    held = {
        one.seat_id: one
        for seat in by_role.values()
        for one in await work.tx.assignments.open_of(seat.id)
        if one.state is AssignmentState.ACCEPTED
    }
    found = []
    for role, holder, answered, asked, still_open in await question_facts.tallies(work, system, begins):
        seat = by_role[role]
        hours = held[seat.id].hours if seat.id in held else None
        upkeep = [one.given_at for one in await work.tx.answers.recent(seat.id, UPKEEP) if one.kind is AnswerKind.UPKEEP]
        found.append(views.Job(role, holder, answered, asked, still_open, hours, upkeep[0] if upkeep else None))
    return tuple(found)
