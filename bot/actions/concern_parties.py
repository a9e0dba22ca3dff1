"""Who stands around a concern now: holders, or in their place their covers (STATES, Concern and People)."""

from dataclasses import dataclass

from bot.actions import ladder, seats
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.model import AssignmentState, Concern, ConcernState, Person, PersonId, Role, Seat, System
from bot.rules.asking import Asked
from bot.rules.concerns import Parties, Party, Reads, owes, reads


@dataclass(frozen=True, slots=True)
class Around:
    """`asked`: who is reached for each role at present; `agreed`: who said that a *stop* may reach them at any hour.

    Whoever holds a role is a party to it even while they are away and nobody covers.
    """

    system: System
    seats: dict[Role, Seat]
    asked: dict[Role, Person]
    parties: Parties
    admins: tuple[Person, ...]
    agreed: frozenset[PersonId]

    def at_any_hour(self, person: Person) -> bool:
        """A *stop* may wake those who agreed, and always the admins (STATES, Concern)."""
        return person.id in self.agreed or person.id in self.parties.admins


async def around(work: Work, system: System) -> Around:
    """Read once for everything a concern's step needs."""
    by_role = await work.tx.seats.of(system.id)
    asked: dict[Role, Person] = {}
    people: dict[Role, frozenset[PersonId]] = {}
    for role, seat in by_role.items():
        situation = await seats.load(work, seat.id)
        person = situation.who.person if isinstance(situation.who, Asked) else None
        if person is not None and await ladder.reachable(work, person.id):
            asked[role] = person
        holder = frozenset({situation.holder.id}) if situation.holder else frozenset()
        people[role] = holder | (frozenset({asked[role].id}) if role in asked else frozenset())
    admins = await work.admins()
    return Around(
        system,
        by_role,
        asked,
        Parties(
            people[Role.OPERATOR],
            people[Role.MAINTAINER],
            people[Role.STEWARD],
            frozenset(one.id for one in admins),
            frozenset(Party(role.value) for role in Role if role not in asked),
        ),
        tuple(admins),
        await _agreed(work, by_role),
    )


async def _agreed(work: Work, by_role: dict[Role, Seat]) -> frozenset[PersonId]:
    open_of = await work.tx.assignments.open_of_many(seat.id for seat in by_role.values())
    rows = [one for rows in open_of.values() for one in rows]
    return frozenset(one.person_id for one in rows if one.state is AssignmentState.ACCEPTED and one.out_of_hours)


async def reading(work: Work, actor: Person, concern: Concern, found: Around) -> Reads:
    """How much of it this person may read now."""
    own, mine = await standing(work, actor, found.system), found.parties.of(actor.id, concern)
    if reads(mine, own, told=False) is Reads.ALL:
        return Reads.ALL
    situation = await seats.load(work, seat_of(concern, found).id)
    rungs = await ladder.ladder_of(work, situation, None)
    return reads(mine, own, told=actor.id in {one.person for _, rung in rungs for one in rung})


def who_owes(concern: Concern, found: Around) -> list[Person]:
    """Whose step is next, as people who are reached now; where nobody is, the steward, else the admins."""
    if owes(concern) is Party.OWNER:
        there = {one.id: one for one in (*found.asked.values(), *found.admins)}
        owner = there.get(concern.owner_id) if concern.owner_id else None
        if owner is not None:
            return [owner]
    person = found.asked.get(role_of(concern)) or found.asked.get(Role.STEWARD)
    return [person] if person is not None else list(found.admins)


def role_of(concern: Concern) -> Role:
    """The role whose step is next, or whose holder works on it."""
    operators = concern.state in (ConcernState.OPEN, ConcernState.RESOLVED) or concern.mine
    return Role.OPERATOR if operators else Role.MAINTAINER


def seat_of(concern: Concern, found: Around) -> Seat:
    """The seat whose ladder the concern climbs: of whoever owes the next step."""
    return found.seats[role_of(concern)]
