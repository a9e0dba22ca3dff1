"""Raise a concern; operator and maintainer hear of it, *stop* reaches all three at once (PRODUCT §4)."""

from collections.abc import Mapping
from datetime import date

from bot import ids
from bot.actions import post, seats
from bot.actions.work import Work, content_id
from bot.events import Reply
from bot.model import AnswerId, AssignmentState, Concern, ConcernId, ItemKind, Person, Role, Severity, System
from bot.rules.answers import date_of
from bot.rules.cadence import calendar_of, local_day
from bot.views import concern as views
from bot.views.check_in import with_errors
from bot.views.replies import said


async def raise_concern(work: Work, actor: Person, system: System, values: Mapping[str, str] | None, words: str = "") -> Reply:
    """Anyone in the organisation may; without values: the form."""
    form = views.raise_form(system, words)
    if values is None:
        return Reply(form=form)
    errors: dict[str, str] = {}
    if not values.get("words", "").strip():
        errors["words"] = "One line is enough."
    if values.get("severity", "") not in set(Severity):
        errors["severity"] = "How bad is it?"
    since = date_of(values.get("since", ""))
    today = local_day(calendar_of(actor, work.organisation), work.now)
    if values.get("since", "").strip() and (since is None or since > today):
        errors["since"] = "A day up to today, please, or leave it empty."
    if errors:
        return Reply(problem="incomplete", form=with_errors(form, values, errors))
    told = await open_concern(work, system, actor, Severity(values["severity"]), values["words"], since, None, ConcernId(ids.new()))
    names = ", ".join(person.name for person in told)
    return Reply(card=said(f"Thank you. {names or 'An admin'} will read it.", state="concern"))


async def open_concern(
    work: Work, system: System, by: Person, severity: Severity, words: str, since: date | None, answer: AnswerId | None, id: ConcernId
) -> list[Person]:
    """Keep it and tell those who can act; returns who is told."""
    kept = await work.keep(words, by.id)
    concern = Concern(id, system.id, by.id, work.now, severity, words_id=content_id(kept), wrong_since=since, answer_id=answer)
    await work.tx.concerns.add(concern)
    work.note("concern.raised", system.id, kept, concern=concern.id, person=by.id, severity=severity.value)
    roles = list(Role) if severity is Severity.STOP else [Role.OPERATOR, Role.MAINTAINER]
    holders = await seats.holders(work, system)
    told = {holders[role].id: holders[role] for role in roles if role in holders and holders[role].id != by.id}
    if not told and by.id not in {person.id for person in holders.values()}:
        steward = await seats.steward_of(work, system)
        told = {person.id: person for person in ([steward] if steward else await work.admins())}
    agreed = await _agreed(work, system)
    for person in told.values():
        if severity is Severity.STOP:
            await post.at_once(work, person, ItemKind.CONCERN, concern.id, any_hour=person.id in agreed, stop=True)
        else:
            await post.in_days_message(work, person, ItemKind.CONCERN, concern.id)
    return sorted(told.values(), key=lambda person: person.name)


async def _agreed(work: Work, system: System) -> set[str]:
    """Who said on accepting that a *stop* may reach them at any hour."""
    open_of = await work.tx.assignments.open_of_many(seat.id for seat in (await work.tx.seats.of(system.id)).values())
    rows = [one for rows in open_of.values() for one in rows]
    return {one.person_id for one in rows if one.state is AssignmentState.ACCEPTED and one.out_of_hours}
