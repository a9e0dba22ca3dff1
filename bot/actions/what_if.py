"""`/owner what-if @person leaves`: what would be left, and nothing is saved (PRODUCT §7)."""

from bot.actions import directory
from bot.actions.diagnose import systems_of
from bot.actions.ladder import reader
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.events import Reply
from bot.model import AssignmentState, Impact, Person, PersonId, Role, Stage, SystemId
from bot.rules.access import Right, may
from bot.rules.silence import Ladder, Reader, ladder
from bot.rules.what_if import SystemNow, if_leaves
from bot.views import refusals, replies
from bot.views import what_if as views


async def what_if(work: Work, actor: Person, given: str) -> Reply:
    """Admins and readers ask about anybody, stewards about the people of their systems, everybody about themselves."""
    own = await standing(work, actor, None)
    everything = may(own, Right.WHAT_IF)
    if not (everything or own.stewards_any or directory.means(actor, given)):
        return Reply(problem="may_not", card=replies.may_not("Asking what would be left", await work.admins()))
    person = actor if directory.means(actor, given) else await directory.find(work, given)
    if not isinstance(person, Person):
        return Reply(problem="not_a_person", card=refusals.not_a_person(person.given, person.verdict, person.several))
    systems = await _systems(work, person)
    if person.id != actor.id and not everything:
        mine = {one.system_id for one in systems if one.holders.get(Role.STEWARD) == actor.id}
        systems = [one for one in systems if one.system_id in mine]
        if not mine:
            return Reply(problem="may_not", card=replies.may_not("Asking what would be left", await work.admins()))
    admins = [one.id for one in await work.admins()]
    left = if_leaves(person.id, systems)
    names = await work.tx.people.many(one.asked for one in left if one.asked)
    return Reply(
        card=views.card(
            views.WhatIfFacts(
                person,
                tuple(left),
                {PersonId(key): value for key, value in names.items()},
                covers=sum(one.cover_agreed_at is not None for one in await work.tx.absences.covered_by(person.id)),
                last_admin=admins == [person.id],
            )
        )
    )


async def _systems(work: Work, person: Person) -> list[SystemNow]:
    """The systems on which the person holds a role or is a second pair of eyes, in a handful of reads."""
    seconds = await work.tx.seconds.open_for(person.id)
    over = {seat.system_id for seat in (await work.tx.seats.many(one.seat_id for one in seconds if one.confirmed_at)).values()}
    wanted = sorted({*await systems_of(work, person), *over})
    systems = await work.tx.systems.many(wanted)
    seats = await work.tx.seats.of_many(wanted)
    open_of = await work.tx.assignments.open_of_many(seat.id for seat in seats)
    by_seat = await work.tx.seconds.open_of_many(seat.id for seat in seats if seat.role is Role.STEWARD)
    cover = await _cover(work, person)
    rungs = _Rungs(work, person)
    found: list[SystemNow] = []
    for id_ in wanted:
        mine = {seat.role: seat for seat in seats if seat.system_id == id_}
        holders = {
            role: one.person_id for role, seat in mine.items() for one in open_of.get(seat.id, []) if one.state is AssignmentState.ACCEPTED
        }
        second = by_seat.get(mine[Role.STEWARD].id)
        system = systems[id_]
        if system.stage is not Stage.RETIRED:
            watching = second.person_id if second and second.confirmed_at else None
            told = await rungs.left(holders.get(Role.STEWARD), watching)
            found.append(SystemNow(SystemId(id_), system.name, system.impact is Impact.HIGH, holders, watching, cover, told))
    return found


class _Rungs:
    """Who could be told without this person, each looked at once."""

    def __init__(self, work: Work, person: Person) -> None:
        self._work, self._person = work, person
        self._known: dict[PersonId, Reader | None] = {}

    async def left(self, steward: PersonId | None, second: PersonId | None) -> Ladder:
        """The ladder of a system once they have gone: the same rule that tells."""
        admins = [await self._reader(one.id) for one in await self._work.admins()]
        gone = frozenset({self._person.id})
        return ladder(await self._reader(steward), await self._reader(second), [one for one in admins if one is not None], gone)

    async def _reader(self, id_: PersonId | None) -> Reader | None:
        if id_ is None or id_ == self._person.id:
            return None
        if id_ not in self._known:
            person = await self._work.tx.people.get(id_)
            self._known[id_] = await reader(self._work, person) if person else None
        return self._known[id_]


async def _cover(work: Work, person: Person) -> PersonId | None:
    """Who last said yes to covering for this person would be asked first (R8)."""
    for absence in reversed(await work.tx.absences.of(person.id)):
        cover = await work.tx.people.get(absence.cover_id) if absence.cover_id and absence.cover_agreed_at else None
        if cover is not None and cover.active:
            return cover.id
    return None
