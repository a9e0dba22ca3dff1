"""*Tomorrow*: the question comes again on the next working day, once a check-in; the clock runs on (STATES, Answers)."""

from dataclasses import replace
from datetime import timedelta

from bot.actions import calendars, post, seats
from bot.actions.whose import not_theirs
from bot.actions.work import Work
from bot.events import Reply
from bot.model import CheckInId, CheckInState, EpisodeKind, ItemKind, Person
from bot.rules.cadence import local_day, next_working_day, start_of
from bot.views import check_in as views
from bot.views import replies


async def tomorrow(work: Work, actor: Person, check_in_id: str) -> Reply:
    """In place of that day's reminder."""
    found = await work.tx.check_ins.get(CheckInId(check_in_id))
    if found is None:
        return Reply(problem="over", card=views.gone())
    situation = await seats.load(work, found.seat_id)
    check_in = await work.tx.check_ins.get(found.id) or found
    if not situation.is_answered_by(check_in, actor.id):
        return await not_theirs(work, situation, check_in, actor)
    calendar = await calendars.of_person(work, actor)
    day = check_in.tomorrow_on or next_working_day(calendar, local_day(calendar, work.now) + timedelta(days=1))
    if check_in.state is not CheckInState.OPEN or check_in.answer_id is not None or day is None:
        return Reply(problem="over", card=views.gone())
    if check_in.tomorrow_on is None:
        await work.tx.check_ins.save(replace(check_in, tomorrow_on=day, delivered_at=check_in.delivered_at or work.now))
        await post.in_days_message(work, actor, ItemKind.REMINDER, check_in.id, at=start_of(calendar, day))
        work.note("check_in.tomorrow", situation.system.id, check_in=check_in.id, person=actor.id)
        await post.refresh(work, check_in.id)
        if situation.episode(EpisodeKind.SILENT) is not None:
            await work.replan([situation.seat.id])
    return Reply(card=replies.tomorrow_noted(day))
