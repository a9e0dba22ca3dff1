"""*Message Olivia*: how to reach whoever holds a job of a system now, and who does where they do not any more (PRODUCT §7)."""

from bot.actions import look_up, seats
from bot.actions.diagnose import systems_of
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.events import Reply
from bot.model import Person, PersonId, System, SystemId
from bot.rules.access import Right, may
from bot.rules.asking import Asked
from bot.views import errors, replies


async def message(work: Work, actor: Person, ref: str) -> Reply:
    """For who may look the system up; a person who has gone is not written to, the look-up names a living human."""
    person_id, _, system_id = ref.partition(":")
    person = await work.tx.people.get(PersonId(person_id))
    system = await work.tx.systems.get(SystemId(system_id)) if system_id else await _system_of(work, person)
    if not may(await standing(work, actor, system), Right.LOOK_UP):
        return Reply(problem="guest", card=errors.guest())
    if system is None:
        return Reply(problem="over", card=replies.nobody_to_write_to(await work.admins()))
    if person is None or person.id not in await _around(work, system):
        return Reply(card=await look_up.of_system(work, actor, system))
    return Reply(card=replies.write_to(person))


async def _system_of(work: Work, person: Person | None) -> System | None:
    """What was sent before names only the person."""
    found = await work.tx.systems.many(await systems_of(work, person)) if person is not None else {}
    return min(found.values(), key=lambda one: one.name.casefold(), default=None)


async def _around(work: Work, system: System) -> set[PersonId]:
    """Who holds a job of it, or stands in, and is here."""
    found: set[PersonId] = set()
    for seat in (await work.tx.seats.of(system.id)).values():
        situation = await seats.load(work, seat.id)
        asked = situation.who.person if isinstance(situation.who, Asked) else None
        found |= {one.id for one in (situation.holder, asked) if one is not None and one.active}
    return found
