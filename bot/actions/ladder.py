"""Who can be told about a seat's silence, as things stand now (STATES, Tellings)."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.actions import calendars, seats
from bot.actions.seats import Situation
from bot.actions.work import Work
from bot.model import CheckIn, Episode, Person, PersonId, Role, System
from bot.rules.asking import is_away
from bot.rules.cadence import at, local_day
from bot.rules.silence import Ladder, Reader, Surroundings, ladder


async def surroundings(work: Work, situation: Situation, episode: Episode) -> Surroundings:
    """Everything a plan for this episode depends on."""
    silent = await work.tx.people.get(episode.person_id) if episode.person_id else None
    asked = replace(await calendars.of_person(work, silent), off=()) if silent else None
    organisation = await calendars.of_organisation(work)
    held = at(organisation, situation.excuse.until + timedelta(days=1), time(0)) if situation.excuse else None
    check_in = situation.check_in
    days = {local_day(asked, moment) for moment in _questions(situation, episode, check_in)} if asked else set()
    return Surroundings(
        ladder=await ladder_of(work, situation, episode.person_id),
        organisation=organisation,
        asked=asked,
        offer_open=situation.offer is not None and situation.offer.invited_at is not None,
        held_until=held,
        question_days=frozenset(days),
        postponed_to=check_in.tomorrow_on if check_in else None,
    )


def _questions(situation: Situation, episode: Episode, check_in: CheckIn | None) -> list[datetime]:
    moments = [situation.seat.next_ask_at] if situation.seat.next_ask_at else []
    if check_in is not None and check_in.id != episode.check_in_id:
        moments.append(check_in.opened_at)
    return moments


async def ladder_of(work: Work, situation: Situation, silent: PersonId | None) -> Ladder:
    """Steward, second pair of eyes, admins; those who cannot read are left out."""
    skipped = frozenset({silent}) if silent else frozenset()
    steward = await seats.steward_of(work, situation.system)
    second = await second_of(work, situation.system)
    admins = [await reader(work, admin) for admin in await work.admins()]
    return ladder(
        await reader(work, steward) if steward else None,
        await reader(work, second) if second else None,
        [one for one in admins if one is not None],
        skipped,
    )


async def second_of(work: Work, system: System) -> Person | None:
    """Confirmed; stays on the steward's seat after its holder left (STATES, Tellings)."""
    steward_seat = (await work.tx.seats.of(system.id))[Role.STEWARD]
    second = await work.tx.seconds.open_of(steward_seat.id)
    return await work.tx.people.get(second.person_id) if second and second.confirmed_at else None


async def reader(work: Work, person: Person) -> Reader | None:
    """The person, or while they are away their cover; None when neither can be reached."""
    if not person.active or not await reachable(work, person.id):
        return None
    absence = await work.tx.absences.open_of(person.id)
    if not is_away(absence, work.today(person)):
        return Reader(person.id, await calendars.of_person(work, person))
    if absence is None or absence.cover_id is None or absence.cover_agreed_at is None:
        return None
    cover = await work.tx.people.get(absence.cover_id)
    if cover is None or not cover.active or await calendars.is_away_now(work, cover) or not await reachable(work, cover.id):
        return None
    return Reader(cover.id, await calendars.of_person(work, cover))


async def reachable(work: Work, person: PersonId) -> bool:
    """At least one account that takes our messages."""
    return any(one.reachable and not one.deleted for one in await work.tx.accounts.of(person))
