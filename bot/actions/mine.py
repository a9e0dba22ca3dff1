"""`/owner me` and `/owner me data`: my roles, what waits for me, what is stored about me (PRODUCT §6, §7)."""

from bot.actions import diagnose, gather, ladder, owed, question_facts, seats
from bot.actions.work import Work
from bot.cards import Line
from bot.events import Reply
from bot.model import AssignmentState, ItemKind, MessageId, MessageItem, Person, Role, Seat, Stage, SystemId
from bot.rules.asking import Asked, is_away
from bot.rules.cadence import calendar_of, local_day
from bot.rules.load import SPENDS
from bot.rules.unwatched import Unwatched, unwatched
from bot.views import check_in as check_in_views
from bot.views import look_up as look_up_views
from bot.views import me as views
from bot.views import system_form
from bot.views.unwatched import unwatched_line

NOWHERE = MessageId("")
FEW, SHOWN = 20, 3  # a register so small is still being set up; so many steps at once


async def mine(work: Work, actor: Person) -> Reply:
    """What waits first, with its buttons; then the roles. Without roles: the search."""
    waiting = await waiting_lines(work, actor) + await next_steps(work, actor)
    alone = await _unwatched(work, actor)
    roles = await _roles(work, actor)
    away = await _away(work, actor)
    if not waiting and not roles and not away:
        if not await work.tx.systems.any():
            return Reply(card=look_up_views.first_run(tuple(await work.admins()), work.is_admin(actor)))
        return Reply(card=views.nothing())
    return Reply(card=views.card(tuple(waiting), tuple(roles), tuple(alone), away))


async def _away(work: Work, actor: Person) -> views.Away | None:
    """Whether they are marked as away today, and who said yes."""
    absence = await work.tx.absences.open_of(actor.id)
    if absence is None or not is_away(absence, work.today(actor)):
        return None
    cover = await work.tx.people.get(absence.cover_id) if absence.cover_id and absence.cover_agreed_at else None
    return views.Away(absence.ends_on, cover)


async def _unwatched(work: Work, actor: Person) -> list[Line]:
    """The systems on which nobody would notice if the actor stopped (R10)."""
    admins = {one.id for one in await work.admins()}
    found: list[Line] = []
    if admins - {actor.id}:
        return found  # an admin would be told
    systems = await work.tx.systems.many(await diagnose.systems_of(work, actor))
    for system in sorted(systems.values(), key=lambda one: one.name.casefold()):
        holders = {role: one.id for role, one in (await seats.holders(work, system)).items()}
        second = await ladder.second_of(work, system)
        roles = unwatched(holders, second.id if second else None, admins).get(actor.id) if system.stage in SPENDS else None
        if roles:
            seat = (await work.tx.seats.of(system.id))[Role.STEWARD]
            row = Unwatched(actor.id, actor.name, system.id, system.name, roles, seat.id, Role.STEWARD in holders)
            found.append(unwatched_line(row, actor.id))
    return found


async def waiting_lines(work: Work, actor: Person) -> list[Line]:
    """Open questions, offers, requests to cover or to look over a shoulder, still yours, concerns, switch-offs."""
    asked = [one for one in await work.tx.check_ins.open_for(actor.id) if one.answer_id is None]
    found = await work.tx.seats.many(one.seat_id for one in asked)
    await work.tx.systems.many(seat.system_id for seat in found.values())  # read at once, and remembered
    lines = [check_in_views.line(await question_facts.question(work, one, actor)) for one in asked]
    refs: list[tuple[ItemKind, str]] = [
        (ItemKind.OFFER, one.id)
        for one in await work.tx.assignments.open_for(actor.id)
        if one.state is AssignmentState.PROPOSED and one.invited_at is not None
    ]
    refs += [
        (ItemKind.COVER_ASKED, one.id)
        for one in await work.tx.absences.covered_by(actor.id)
        if not one.cover_agreed_at and not one.cover_declined_at
    ]
    refs += [(ItemKind.SECOND_ASKED, one.id) for one in await work.tx.seconds.open_for(actor.id) if not one.confirmed_at]
    refs += [(ItemKind.CONFIRMATION, one.id) for one in await work.tx.confirmations.open_for(actor.id)]
    refs += await owed.steps(work, actor)
    for number, (kind, ref) in enumerate(refs):
        line = await gather.other(work, MessageItem(NOWHERE, kind, ref, number), actor, updating=False)
        if line is not None:
            lines.append(line)
    return lines


async def next_steps(work: Work, actor: Person) -> list[Line]:
    """What a steward or an admin would name next, where a first run was left; the rest stands on the diagnostic."""
    held = [one.seat_id for one in await work.tx.assignments.open_for(actor.id) if one.state is AssignmentState.ACCEPTED]
    mine = {one.system_id for one in (await work.tx.seats.many(held)).values() if one.role is Role.STEWARD}
    every = [one.id for one in await work.tx.systems.briefs() if one.stage is not Stage.RETIRED] if work.is_admin(actor) else []
    wanted = list(mine) + ([one for one in every if one not in mine] if len(every) <= FEW else [])
    empty = await _empty_seats(work, wanted)
    systems = await work.tx.systems.many(seat.system_id for seat in empty)
    fitting = [one for one in empty if one.role is Role.STEWARD or one.system_id in mine]
    fitting.sort(key=lambda one: (systems[one.system_id].name.casefold(), one.role is not Role.STEWARD, list(Role).index(one.role)))
    return [system_form.next_step(systems[one.system_id], one.role, one.id) for one in fitting[:SHOWN]]


async def _empty_seats(work: Work, systems: list[SystemId]) -> list[Seat]:
    """Vacant, and not an import's or an accepted gap, which have a message of their own."""
    seats_ = [one for one in await work.tx.seats.of_many(systems) if not one.from_import]
    taken = await work.tx.assignments.open_of_many(one.id for one in seats_)
    excused = await work.tx.excuses.open_of_many(one.id for one in seats_)
    return [one for one in seats_ if one.id not in taken and one.id not in excused]


async def _roles(work: Work, actor: Person) -> list[views.Held]:
    zone = calendar_of(actor, work.organisation)
    held = [one.seat_id for one in await work.tx.assignments.open_for(actor.id) if one.state is AssignmentState.ACCEPTED]
    by_id = await work.tx.seats.many(held)
    systems = await work.tx.systems.many(seat.system_id for seat in by_id.values())
    cover = await _stands_in(work, by_id[held[0]]) if held else None  # an absence is of the person, not of a seat
    return [
        views.Held(systems[seat.system_id], seat.role, seat.id, local_day(zone, seat.next_ask_at) if seat.next_ask_at else None, cover)
        for seat in (by_id[one] for one in held)
    ]


async def _stands_in(work: Work, seat: Seat) -> Person | None:
    """Who is asked instead of whoever holds it."""
    who = (await seats.load(work, seat.id)).who
    return who.person if isinstance(who, Asked) and who.standing_in else None
