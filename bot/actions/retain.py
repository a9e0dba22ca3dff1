"""What has been kept long enough goes, once a day; and a leaver loses their name (PRODUCT §11)."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.actions.work import Work
from bot.audit import ERASED
from bot.model import Person
from bot.rules.cadence import at, local_day, organisation_calendar

RETENTION = "next:retention"
TOLD = 100  # ids in one row of the trail


async def expire_due(work: Work) -> int:
    """By the rules of the settings; the trail says how much, and still proves."""
    wanted = await work.tx.engine.read(RETENTION)
    if wanted is None or datetime.fromisoformat(wanted) > work.now:
        return 0
    await expire(work)
    await plan(work)
    return 1


async def expire(work: Work) -> dict[str, int]:
    """What is over long enough; noted with its dates, so that what these rules took is told from what somebody deleted (bot/evidence.py)."""
    policy = work.organisation.policy
    counts = await work.tx.privacy.expire(work.now, policy)
    if counts:
        check_ins, overrides = (work.now - timedelta(days=days) for days in (policy.keep_check_ins, policy.keep_excuses))
        before = {"check_in_before": check_ins.isoformat(), "override_before": overrides.isoformat()}
        told = {"texts" if table == "content" else table: count for table, count in sorted(counts.items())}  # `content` names a text
        work.note("retention.ran", None, None, **told, **before)
    await _note_erased(work)
    return counts


async def _note_erased(work: Work) -> None:
    """Which texts went, so that one that somebody erased by hand is found."""
    ids = await work.tx.privacy.erased()
    for start in range(0, len(ids), TOLD):
        work.note(ERASED, None, None, ids=" ".join(ids[start : start + TOLD]))


async def plan(work: Work) -> None:
    """The next one in the organisation's next night."""
    calendar = organisation_calendar(work.organisation)
    tomorrow = local_day(calendar, work.now) + timedelta(days=1)
    await work.tx.engine.write(RETENTION, at(calendar, tomorrow, time(2)).isoformat())


def pseudonym(person: Person) -> str:
    """Stable, and tells nobody who it was."""
    return f"Former colleague {person.id[:4].upper()}"


async def erase(work: Work, person: Person) -> dict[str, int]:
    """A leaver loses their name; what they held stays in the history under a pseudonym. Doing it twice changes nothing."""
    if person.erased_at is not None:
        return {}
    name = pseudonym(person)
    counts = await work.tx.privacy.pseudonymise(person, name, work.now)
    await work.tx.people.save(
        replace(
            person,
            name=name,
            email=None,
            zone=None,
            country=None,
            title="",
            unit="",
            manager=None,
            preferred=None,
            weekday=None,
            ask_hour=None,
            known=True,
            erased_at=work.now,
        )
    )
    work.note("person.erased", None, person=person.id, texts=counts.get("texts", 0))
    await _note_erased(work)
    return counts
