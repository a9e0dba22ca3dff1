"""Walking the ladder: reminders to the silent, tellings to those who can act (STATES, Episodes)."""

from dataclasses import replace
from datetime import date, datetime
from typing import assert_never

from bot import ids
from bot.actions import calendars, post, seats
from bot.actions.ladder import surroundings
from bot.actions.seats import Situation
from bot.actions.work import Work
from bot.model import Episode, EpisodeId, ItemKind, Telling
from bot.rules.cadence import local_day, start_of
from bot.rules.silence import NobodyLeft, Remind, Step, Tell, Wait, plan

BATCH = 200


async def tell_due(work: Work) -> int:
    """Advance every episode that is due, at most a batch."""
    due = await work.tx.episodes.due(work.now, BATCH)
    for episode in due:
        await advance(work, episode.id)
    return len(due)


async def advance(work: Work, episode_id: EpisodeId) -> None:
    """Do what is due about one episode and write down when the next thing is."""
    found = await work.tx.episodes.get(episode_id)
    if found is None:
        return
    situation = await seats.load(work, found.seat_id)
    episode = await work.tx.episodes.get(episode_id)
    while episode is not None and episode.ended_at is None and episode.next_at is not None and episode.next_at <= work.now:
        step = plan(episode, await surroundings(work, situation, episode), work.organisation.policy, work.now)
        episode = await _take(work, situation, episode, step)
        await work.tx.episodes.save(episode)


async def _take(work: Work, situation: Situation, episode: Episode, step: Step) -> Episode:
    match step:
        case Wait(until):
            return replace(episode, next_at=until, nobody_left=False)
        case NobodyLeft():
            if not episode.nobody_left:
                work.note("episode.nobody_left", situation.system.id, episode=episode.id, seat=episode.seat_id)
            return replace(episode, next_at=None, nobody_left=True)
        case Remind(at=moment) | Tell(at=moment) if moment > work.now:
            return replace(episode, next_at=moment, nobody_left=False)
        case Remind(number=number):
            await _remind(work, situation, episode, number)
            return replace(episode, reminded=number)
        case Tell():
            return await _tell(work, situation, episode, step)
        case _:
            assert_never(step)


async def _remind(work: Work, situation: Situation, episode: Episode, number: int) -> None:
    person = await work.tx.people.get(episode.person_id) if episode.person_id else None
    if person is None or situation.check_in is None or situation.check_in.answer_id is not None:
        return
    await post.in_days_message(work, person, ItemKind.REMINDER, situation.check_in.id, number=number)
    work.note("check_in.reminded", situation.system.id, check_in=situation.check_in.id, person=person.id, number=number)


async def _tell(work: Work, situation: Situation, episode: Episode, step: Tell) -> Episode:
    for person_id, day in step.readers:
        person = await work.tx.people.get(person_id)
        if person is None:
            continue
        moment = max(start_of(await calendars.of_person(work, person), day), work.now)
        await work.tx.tellings.add(Telling(ids.new(), episode.id, step.number, person_id, moment))
        await post.in_days_message(work, person, ItemKind.TELLING, episode.id, at=moment, number=step.number)
        work.note(
            "episode.telling",
            situation.system.id,
            episode=episode.id,
            seat=episode.seat_id,
            role=situation.seat.role.value,
            kind=episode.kind.value,
            person=person_id,
            number=step.number,
        )
    today = await _organisation_day(work, max(step.at, work.now))
    return replace(episode, tellings=step.number, told_on=today, waits_until=None, nobody_left=False)


async def _organisation_day(work: Work, moment: datetime) -> date:
    return local_day(await calendars.of_organisation(work), moment)
