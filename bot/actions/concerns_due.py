"""The clocks of concerns: reminders to whoever owes the next step, then the ladder (STATES, Concern)."""

from dataclasses import replace
from typing import assert_never

from bot.actions import calendars, concern_parties, ladder, post, seats
from bot.actions.concern_parties import Around, seat_of, who_owes
from bot.actions.raise_concern import step, tell_owing, tell_raiser, thread
from bot.actions.work import Work
from bot.model import Concern, ConcernId, ConcernMove, ItemKind, Person
from bot.rules.cadence import local_day, start_of
from bot.rules.concerns import ENDS, drifted, is_urgent, plan_concern, urgent_at
from bot.rules.silence import NobodyLeft, Remind, Step, Surroundings, Tell, Wait

BATCH = 200


async def concerns_due(work: Work) -> int:
    """Advance every concern whose clock says so, at most a batch."""
    due = await work.tx.concerns.due(work.now, BATCH)
    for concern in due:
        await advance(work, concern.id)
    return len(due)


async def advance(work: Work, concern_id: ConcernId) -> None:
    """Do what is due about one concern and write down when the next thing is."""
    found = await work.tx.concerns.get(concern_id)
    system = await work.tx.systems.get(found.system_id) if found else None
    if found is None or system is None:
        return
    around = await concern_parties.around(work, system)
    concern = await work.tx.concerns.get(concern_id)
    while concern is not None and concern.state not in ENDS and concern.next_at is not None and concern.next_at <= work.now:
        if drifted(concern, around.parties):
            concern = await _free_again(work, concern, around)
        elif is_urgent(concern):
            concern = await _urgent(work, concern, around)
        else:
            taken = plan_concern(concern, await _surroundings(work, concern, around), work.organisation.policy, work.now)
            concern = await _take(work, concern, around, taken)
        await work.tx.concerns.save(concern)


async def _free_again(work: Work, concern: Concern, around: Around) -> Concern:
    """Whoever owed the step is gone: it is the maintainer's now; they hear of it, and so does whoever raised it."""
    after = await step(work, concern, ConcernMove.FOR_MAINTAINER, None, None)
    told = await tell_owing(work, after, around)
    await tell_raiser(work, after, told)
    return after


async def _urgent(work: Work, concern: Concern, around: Around) -> Concern:
    """A *stop* that nobody acknowledged: 1 h the steward again and the second pair of eyes, 4 h the admins, then every 4 h."""
    policy = work.organisation.policy
    due = urgent_at(concern, policy)
    if due > work.now:
        return replace(concern, next_at=due)
    second = await ladder.second_of(work, around.system)
    always = [one for one in (second,) if one is not None] + (list(around.admins) if concern.told > 0 else [])
    steward = await seats.steward_of(work, around.system)
    people = {one.id: one for one in [*([steward] if steward else []), *always]} or {one.id: one for one in around.admins}
    for person in people.values():
        any_hour = around.at_any_hour(person) or person == second
        await post.at_once(work, person, ItemKind.CONCERN, concern.id, number=concern.told + 1, any_hour=any_hour, stop=True)
    return await _told(work, concern, list(people.values()), concern.told + 1)


async def _told(work: Work, concern: Concern, people: list[Person], number: int) -> Concern:
    for person in people:
        work.note("concern.told", concern.system_id, concern=concern.id, person=person.id, number=number)
    await thread(work, concern, ConcernMove.TOLD, None, None)
    await tell_raiser(work, concern, people)
    return replace(concern, told=number)


async def _surroundings(work: Work, concern: Concern, around: Around) -> Surroundings:
    owing = who_owes(concern, around)
    situation = await seats.load(work, seat_of(concern, around).id)
    asked = replace(await calendars.of_person(work, owing[0]), off=()) if owing else None
    return Surroundings(
        ladder=await ladder.ladder_of(work, situation, owing[0].id if owing else None),
        organisation=await calendars.of_organisation(work),
        asked=asked,
    )


async def _take(work: Work, concern: Concern, around: Around, taken: Step) -> Concern:
    match taken:
        case Wait(until):
            return replace(concern, next_at=until)
        case NobodyLeft():
            return replace(concern, next_at=None)
        case Remind(at=moment) | Tell(at=moment) if moment > work.now:
            return replace(concern, next_at=moment)
        case Remind():
            for person in who_owes(concern, around):
                await post.in_days_message(work, person, ItemKind.CONCERN, concern.id, number=1)
            return replace(concern, reminded=True)
        case Tell():
            return await _tell(work, concern, taken)
        case _:
            assert_never(taken)


async def _tell(work: Work, concern: Concern, taken: Tell) -> Concern:
    people: list[Person] = []
    for person_id, day in taken.readers:
        person = await work.tx.people.get(person_id)
        if person is not None:
            moment = max(start_of(await calendars.of_person(work, person), day), work.now)
            await post.in_days_message(work, person, ItemKind.CONCERN, concern.id, at=moment, number=taken.number)
            people.append(person)
    told = await _told(work, concern, people, taken.number)
    return replace(told, told_on=local_day(await calendars.of_organisation(work), max(taken.at, work.now)))
