"""Not me any more: released on the day given, successor or not; until then the seat is leaving (STATES, Offer)."""

from dataclasses import replace

from bot.actions import calendars, post, seats
from bot.actions.work import Work, content_id
from bot.events import Reply
from bot.model import ItemKind, Person, Role, SeatId
from bot.rules.cadence import local_day, nth_working_day_after, start_of
from bot.views import replies


async def step_down(work: Work, actor: Person, seat_id: SeatId, reason: str = "") -> Reply:
    """The steward (for the steward's own seat: the second pair of eyes, else the admins) is told and names a successor."""
    situation = await seats.load(work, seat_id)
    holding = situation.holding
    if holding is None or situation.holder is None or situation.holder.id != actor.id:
        return Reply(problem="not_yours", card=replies.no_longer("This role"))
    calendar = await calendars.of_person(work, actor)
    if holding.leaving_at is not None:
        day = local_day(calendar, holding.leaving_at)
        return Reply(card=replies.leaving_noted(situation.system.name, situation.seat.role, day, None))
    words = await work.keep(reason, actor.id)
    day = nth_working_day_after(calendar, local_day(calendar, work.now), work.organisation.policy.step_down)
    await work.tx.assignments.save(replace(holding, leaving_at=start_of(calendar, day), end_words_id=content_id(words)))
    work.note("seat.leaving", situation.system.id, words, seat=seat_id, role=situation.seat.role.value, person=actor.id)
    told = await _who_names_a_successor(work, situation, actor)
    for person in told:
        await post.in_days_message(work, person, ItemKind.NOTICE, f"leaving/{holding.id}")
    return Reply(card=replies.leaving_noted(situation.system.name, situation.seat.role, day, told[0] if told else None))


async def _who_names_a_successor(work: Work, situation: seats.Situation, actor: Person) -> list[Person]:
    if situation.seat.role is Role.STEWARD:
        second = await work.tx.seconds.open_of(situation.seat.id)
        person = await work.tx.people.get(second.person_id) if second and second.confirmed_at else None
    else:
        person = await seats.steward_of(work, situation.system)
    if person is not None and person.active and person.id != actor.id:
        return [person]
    return [admin for admin in await work.admins() if admin.id != actor.id]
