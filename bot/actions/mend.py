"""What somebody who was told of a silence does about it: ask again, look oneself, tell the admins (STATES, Episodes)."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot import ids
from bot.actions import calendars, offers, post, seats
from bot.actions.ladder import ladder_of
from bot.actions.seats import Situation
from bot.actions.work import Work
from bot.events import Reply
from bot.model import Episode, EpisodeId, ItemKind, Looked, Person
from bot.rules.cadence import at, local_day, nth_working_day_after, period_name, period_of, start_of
from bot.views import replies
from bot.views import telling as telling_views


async def _episode(work: Work, actor: Person, episode_id: str) -> tuple[Episode, Situation] | Reply:
    found = await work.tx.episodes.get(EpisodeId(episode_id))
    if found is None:
        return Reply(problem="over", card=replies.no_longer("This silence"))
    situation = await seats.load(work, found.seat_id)
    episode = await work.tx.episodes.get(found.id) or found
    if episode.ended_at is not None:
        return Reply(problem="over", card=replies.no_longer("This silence"))
    if episode.person_id == actor.id:
        return Reply(problem="yourself", card=telling_views.your_own(episode.kind))
    readers = {one.person for _, rung in await ladder_of(work, situation, episode.person_id) for one in rung}
    if actor.id not in readers and not await offers.may_grant(work, actor, situation):
        return Reply(problem="may_not", card=replies.may_not("That", await work.admins()))
    return episode, situation


async def ask_again(work: Work, actor: Person, episode_id: str) -> Reply:
    """A new message to the person; the ladder pauses for one working day."""
    found = await _episode(work, actor, episode_id)
    if isinstance(found, Reply):
        return found
    episode, situation = found
    person = await work.tx.people.get(episode.person_id) if episode.person_id else None
    if person is None or situation.check_in is None or situation.check_in.addressee_id != person.id:
        return Reply(problem="over", card=replies.no_longer("The question"))
    arrived = situation.check_in.delivered_at is not None
    kind, number = (ItemKind.REMINDER, episode.reminded + 1) if arrived else (ItemKind.QUESTION, 0)
    await post.at_once(work, person, kind, situation.check_in.id, number=number)
    calendar = await calendars.of_person(work, person)
    pause = start_of(calendar, nth_working_day_after(calendar, local_day(calendar, work.now), 1))
    await work.tx.episodes.save(replace(episode, waits_until=pause, next_at=work.now))
    work.note("asked_again", situation.system.id, episode=episode.id, seat=episode.seat_id, person=person.id, by=actor.id)
    return Reply(card=replies.asked_again(person))


async def looked(work: Work, actor: Person, episode_id: str) -> Reply:
    """*I looked: it's fine*: no telling more in this period, at most 7 days; the silence itself goes on."""
    found = await _episode(work, actor, episode_id)
    if isinstance(found, Reply):
        return found
    episode, situation = found
    organisation = await calendars.of_organisation(work)
    today = local_day(organisation, work.now)
    first, last = period_of(situation.seat.cadence, organisation, today)
    until = min(last, today + timedelta(days=work.organisation.policy.telling_days))
    row = Looked(ids.new(), episode.seat_id, episode.id, actor.id, period_name(situation.seat.cadence, first), work.now)
    await work.tx.looked.add(row)
    resume: datetime = at(organisation, until + timedelta(days=1), time(0))
    await work.tx.episodes.save(replace(episode, waits_until=resume, next_at=work.now))
    work.note("looked", situation.system.id, episode=episode.id, seat=episode.seat_id, person=actor.id)
    return Reply(card=replies.looked_noted(situation.system.name, until))


async def looked_in_a_row(work: Work, episode: Episode) -> int:
    """Consecutive periods in which somebody looked instead, within this silence; the third asks for a successor."""
    rows = [one for one in await work.tx.looked.of(episode.seat_id, 12) if one.episode_id == episode.id]
    return len({one.period for one in rows})
