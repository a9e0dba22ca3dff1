"""What an import left vacant or uninvited: one message to the admins, weekly while any stands (STATES, Offer)."""

from datetime import datetime, timedelta

from bot.actions import calendars, post
from bot.actions.work import Work
from bot.model import ItemKind
from bot.rules.cadence import last_working_day, local_day, next_working_moment, start_of

NEXT = "next:register_gaps"
REF = "register"


async def begin(work: Work) -> None:
    """An import left gaps: the admins hear of them within one working day."""
    if await work.tx.engine.read(NEXT) is None:
        await work.tx.engine.write(NEXT, work.now.isoformat())


async def tell_admins_due(work: Work) -> int:
    """One message to every admin; the next within seven days, while anything stands."""
    wanted = await work.tx.engine.read(NEXT)
    if wanted is None or datetime.fromisoformat(wanted) > work.now:
        return 0
    if not await any_left(work):
        await work.tx.engine.write(NEXT, None)
        return 1
    for admin in await work.admins():
        await post.in_days_message(work, admin, ItemKind.REGISTER_GAPS, REF)
    organisation = await calendars.of_organisation(work)
    today = local_day(organisation, next_working_moment(organisation, work.now))
    week = timedelta(days=work.organisation.policy.telling_days)
    day = last_working_day(organisation, today + timedelta(days=1), today + week) or today + week
    await work.tx.engine.write(NEXT, start_of(organisation, day).isoformat())
    return 1


async def any_left(work: Work) -> bool:
    """Some seat of a live system is still vacant or not invited since an import."""
    return await work.tx.seats.any_import_gap()
