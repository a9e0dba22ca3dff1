"""An admin lets a system go on unstaffed: with a name, a reason and a date, and it stays visible (R5)."""

from dataclasses import replace
from datetime import date, time, timedelta

from bot import ids
from bot.actions import calendars, clearance, post, seats
from bot.actions.work import Work, content_id
from bot.model import ItemKind, Override, OverrideId, Person, System
from bot.rules.cadence import at


async def begin(work: Work, system: System, actor: Person, reason: str, until: date) -> None:
    """The one that stood before is over."""
    await end(work, system, "replaced")
    words = await work.keep(reason, actor.id)
    organisation = await calendars.of_organisation(work)
    row = Override(OverrideId(ids.new()), system.id, actor.id, content_id(words), until, work.now)
    await work.tx.overrides.add(replace(row, next_at=at(organisation, until + timedelta(days=1), time(0))))
    work.note("override.made", system.id, words, override=row.id, person=actor.id, until=until.isoformat())


async def end(work: Work, system: System, why: str) -> None:
    """Staffed, back to planned, or replaced."""
    row = await work.tx.overrides.open_of(system.id)
    if row is not None:
        await work.tx.overrides.save(replace(row, ended_at=work.now, next_at=None))
        work.note("override.ended", system.id, override=row.id, why=why)


async def end_if_staffed(work: Work, system: System) -> None:
    """Somebody has accepted: with three, nothing is overridden any more."""
    if await work.tx.overrides.open_of(system.id) is not None and (await clearance.of_system(work, system)).cleared:
        await end(work, system, "staffed")


async def overrides_due(work: Work) -> int:
    """Its date has passed and the system is still unstaffed: whoever allowed it and the steward hear it, weekly until it is staffed."""
    due = await work.tx.overrides.due(work.now, 200)
    for row in due:
        system = await work.tx.systems.get(row.system_id)
        if system is None or (await clearance.of_system(work, system)).cleared:
            await work.tx.overrides.save(replace(row, ended_at=work.now, next_at=None))
            work.note("override.ended", row.system_id, override=row.id, why="staffed")
            continue
        week = timedelta(days=work.organisation.policy.telling_days)
        await work.tx.overrides.save(replace(row, next_at=work.now + week))
        for person in await _readers(work, row, system):
            await post.in_days_message(work, person, ItemKind.OVERRIDE_ENDED, row.id)
    return len(due)


async def _readers(work: Work, row: Override, system: System) -> list[Person]:
    by = await work.tx.people.get(row.by_id)
    steward = await seats.steward_of(work, system)
    first = [by] if by is not None and work.is_admin(by) else await work.admins()
    return list({one.id: one for one in [*first, *([steward] if steward else [])]}.values())
