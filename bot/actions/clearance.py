"""Is a system staffed? Asked by the stage form, `rollcall gate` and the API alike (R5, PRODUCT §10)."""

from bot.actions.work import Work
from bot.model import System
from bot.rules.cadence import local_day, organisation_calendar
from bot.rules.clearance import Clearance
from bot.rules.clearance import clearance as judged


async def by_slug(work: Work, slug: str) -> tuple[System, Clearance] | None:
    """None: not in the register, so not cleared. A merged system is the one it went into."""
    system = await work.tx.systems.by_slug(slug)
    while system is not None and system.merged_into is not None:
        system = await work.tx.systems.get(system.merged_into)
    return (system, await of_system(work, system)) if system is not None else None


async def of_system(work: Work, system: System) -> Clearance:
    """As it stands at `work.now`."""
    seats = await work.tx.seats.of(system.id)
    open_of = await work.tx.assignments.open_of_many(seat.id for seat in seats.values())
    rows = {role: tuple(open_of.get(seat.id, ())) for role, seat in seats.items()}
    people = await work.tx.people.many(one.person_id for found in rows.values() for one in found)
    override = await work.tx.overrides.open_of(system.id)
    today = local_day(organisation_calendar(work.organisation), work.now)
    return judged(rows, people, override.until if override else None, today)
