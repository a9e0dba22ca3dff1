"""Whose step a concern or a switch-off waits for: what stands on `/owner me` beside questions and offers (PRODUCT §4, §5, §7)."""

from bot.actions import concern_parties, decide
from bot.actions.decision_ends import is_open_retirement
from bot.actions.work import Work
from bot.model import AssignmentState, ItemKind, Person, Stage, SystemId


async def steps(work: Work, actor: Person) -> list[tuple[ItemKind, str]]:
    """Lines as a message would carry them."""
    systems = await _answers_for(work, actor)
    return await _concerns(work, actor, systems) + await _switch_offs(work, actor, systems)


async def _answers_for(work: Work, actor: Person) -> list[SystemId]:
    """The systems of which they hold a role, or cover for who does."""
    rows = await work.tx.assignments.open_for(actor.id)
    for absence in await work.tx.absences.covered_by(actor.id):
        rows += await work.tx.assignments.open_for(absence.person_id) if absence.cover_agreed_at else []
    held = await work.tx.seats.many(one.seat_id for one in rows if one.state is AssignmentState.ACCEPTED)
    return list(dict.fromkeys(seat.system_id for seat in held.values()))


async def _concerns(work: Work, actor: Person, systems: list[SystemId]) -> list[tuple[ItemKind, str]]:
    """An admin owes a step where nobody of the system is reached, so theirs are looked for everywhere."""
    rows = await work.tx.concerns.open_all() if work.is_admin(actor) else await work.tx.concerns.open_of(systems)
    around: dict[SystemId, concern_parties.Around] = {}
    found: list[tuple[ItemKind, str]] = []
    for concern in rows:
        system = await work.tx.systems.get(concern.system_id)
        if system is None:
            continue
        if system.id not in around:
            around[system.id] = await concern_parties.around(work, system)
        if actor.id in {one.id for one in concern_parties.who_owes(concern, around[system.id])}:
            found.append((ItemKind.CONCERN, concern.id))
    return found


async def _switch_offs(work: Work, actor: Person, systems: list[SystemId]) -> list[tuple[ItemKind, str]]:
    """Of what is being retired, for whoever confirms that it is off; where that is nobody, for the admins."""
    every = [one.id for one in await work.tx.systems.briefs() if one.stage is Stage.RETIRING] if work.is_admin(actor) else systems
    rows = await work.tx.systems.many(every)
    found: list[tuple[ItemKind, str]] = []
    for one, decision in (await work.tx.decisions.last(every)).items():
        if is_open_retirement(decision):
            person = await decide.who_switches_off(work, rows[one])
            if person.id == actor.id if person else work.is_admin(actor):
                found.append((ItemKind.SWITCH_OFF, decision.id))
    return found
