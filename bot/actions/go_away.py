"""Away, cover, back (R10, STATES, People): whoever stands in says yes once; nothing passes to anybody silently."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from bot import ids
from bot.actions import confirm, directory, offers, post, seats
from bot.actions.absences_due import end, next_moment
from bot.actions.addressee import settle_seats_of
from bot.actions.work import Work
from bot.events import Reply
from bot.model import Absence, AbsenceId, AssignmentState, ItemKind, Person, PersonId
from bot.rules.answers import date_of
from bot.views import absence as views
from bot.views import refusals, replies
from bot.views.forms import with_errors


async def go_away(work: Work, actor: Person, values: Mapping[str, str] | None) -> Reply:
    """`until` the last day away and `cover`, both optional; without values: the form."""
    if values is None:
        return Reply(form=views.away_form())
    today = work.today(actor)
    until, given = date_of(values.get("until", "")), values.get("cover", "").strip()
    errors: dict[str, str] = {}
    if values.get("until", "").strip() and (until is None or until < today):
        errors["until"] = "A day from today on, please, or leave it empty."
    cover = await directory.resolve(work, given, actor) if given else None
    if cover is not None and not isinstance(cover, Person):
        errors["cover"] = refusals.in_a_line(cover.given, cover.verdict, cover.several)
    elif cover is not None and cover.id == actor.id:
        errors["cover"] = "Somebody else than you."
    if errors:
        return Reply(problem="incomplete", form=with_errors(views.away_form(), values, errors))
    return await _away(work, actor, actor, today, until, cover if isinstance(cover, Person) else None)


async def _away(work: Work, actor: Person, person: Person, starts: date, until: date | None, cover: Person | None) -> Reply:
    before = await work.tx.absences.open_of(person.id)
    if before is not None:
        await work.tx.absences.save(replace(before, ended_at=work.now, next_at=None))
    absence = Absence(AbsenceId(ids.new()), person.id, starts, until, said_by=actor.id, written_on=work.now)
    absence = replace(absence, next_at=next_moment(absence, person, work))
    if cover is None and before is not None:
        absence = _kept_cover(absence, before)
    if actor.id != person.id:  # before the absence is there: its days are days off, on which nothing is sent
        await post.at_once(work, person, ItemKind.NOTICE, f"marked_away/{absence.id}")
    await work.tx.absences.add(absence)
    work.note("person.away", None, person=person.id, by=actor.id)
    if cover is not None:
        await _ask_cover(work, absence, cover)
    await settle_seats_of(work, person.id)
    if before is not None:  # what was asked of them and of the cover reads as it is now
        await post.refresh(work, before.id)
    held = [one for one in await work.tx.assignments.open_for(person.id) if one.state is AssignmentState.ACCEPTED]
    stays = await work.tx.people.get(absence.cover_id) if cover is None and absence.cover_id else None
    return Reply(
        card=replies.away_noted(until, cover or stays, len(held), agreed=stays is not None and absence.cover_agreed_at is not None)
    )


def _kept_cover(absence: Absence, before: Absence) -> Absence:
    """Away for longer with nobody else named: who was asked stays asked, and who said yes goes on."""
    if before.cover_id is None or before.cover_declined_at is not None:
        return absence
    return replace(absence, cover_id=before.cover_id, cover_asked_at=before.cover_asked_at, cover_agreed_at=before.cover_agreed_at)


async def _ask_cover(work: Work, absence: Absence, cover: Person) -> None:
    if absence.cover_id is not None and absence.cover_id != cover.id:
        await post.refresh(work, absence.id)  # whoever was asked before is not any more
    asked = replace(absence, cover_id=cover.id, cover_asked_at=work.now, cover_agreed_at=None, cover_declined_at=None)
    await work.tx.absences.save(asked)
    await post.at_once(work, cover, ItemKind.COVER_ASKED, absence.id)
    work.note("cover.asked", None, person=absence.person_id, cover=cover.id)


async def come_back(work: Work, actor: Person) -> Reply:
    """Back: the questions come to the holder again."""
    absence = await work.tx.absences.open_of(actor.id)
    if absence is None:
        return Reply(problem="not_away", card=replies.not_away())
    await end(work, absence, actor, "word")
    if absence.cover_id is not None:
        await post.refresh(work, absence.id)
    await post.refresh(work, f"marked_away/{absence.id}")
    return Reply(card=replies.back_noted())


async def name_cover(work: Work, actor: Person, person_id: str, given: str | None) -> Reply:
    """The one who is away, a steward of one of their systems, or an admin names who stands in."""
    person = await work.tx.people.get(PersonId(person_id))
    if person is None or not person.active:
        return Reply(problem="over", card=replies.no_longer("This question"))
    if not await may_name_cover(work, actor, person):
        return Reply(problem="may_not", card=replies.may_not("Naming a cover", await work.admins()))
    if given is None:
        return Reply(form=views.cover_form(person))
    cover = await directory.resolve(work, given, actor)
    if not isinstance(cover, Person):
        return Reply(problem="not_a_person", card=refusals.not_a_person(cover.given, cover.verdict, cover.several))
    if cover.id == person.id:
        words = {"cover": "Somebody else than the one who is away."}
        return Reply(problem="yourself", form=with_errors(views.cover_form(person), {"cover": given}, words))
    absence = await work.tx.absences.open_of(person.id)
    if absence is None:
        return await _declare(work, actor, person, cover)
    await _ask_cover(work, absence, cover)
    await settle_seats_of(work, person.id)
    return Reply(card=replies.said(replies.ref(cover), " is asked to cover for ", replies.ref(person), "."))


async def _declare(work: Work, actor: Person, person: Person, cover: Person) -> Reply:
    """They have not said so themselves: they are told, and one press brings them back."""
    if not await _may_declare(work, actor, person):
        return Reply(problem="not_away", card=views.not_yours_to_say(person, await work.admins()))
    today = work.today(person)
    mine = await _away(work, actor, person, today, None, cover)
    return mine if actor.id == person.id else Reply(card=views.declared(person, cover))


async def may_name_cover(work: Work, actor: Person, person: Person) -> bool:
    """Whoever is away themselves, an admin, and whoever can grant one of their seats."""
    return actor.id == person.id or work.is_admin(actor) or any(await _granted(work, actor, person))


async def _may_declare(work: Work, actor: Person, person: Person) -> bool:
    """Away is of a person and moves all their questions: others say so only who answer for every job of theirs."""
    granted = await _granted(work, actor, person)
    return actor.id == person.id or work.is_admin(actor) or (bool(granted) and all(granted))


async def _granted(work: Work, actor: Person, person: Person) -> list[bool]:
    """For each seat that the person holds, whether the actor can grant it."""
    held = [one.seat_id for one in await work.tx.assignments.open_for(person.id) if one.state is AssignmentState.ACCEPTED]
    found = (await work.tx.seats.many(held)).values()
    systems = await work.tx.systems.many(seat.system_id for seat in found)
    return [await offers.grants(work, actor, systems[seat.system_id], seat.role) for seat in found]


async def answer_cover(work: Work, actor: Person, absence_id: str, agrees: bool) -> Reply:
    """Yes: the open questions come over. No: who is away, and their stewards, hear it."""
    absence = await work.tx.absences.get(AbsenceId(absence_id))
    if absence is None or absence.ended_at is not None:
        return Reply(problem="over", card=replies.no_longer("This question"))
    person = await work.tx.people.get(absence.person_id)
    if absence.cover_id != actor.id or person is None:
        return Reply(problem="not_yours", card=replies.no_longer("This question"))
    if agrees:
        await work.tx.absences.save(replace(absence, cover_agreed_at=work.now, cover_declined_at=None))
    else:
        await work.tx.absences.save(replace(absence, cover_declined_at=work.now, cover_agreed_at=None))
        await _tell_declined(work, absence, person)
    work.note("cover.agreed" if agrees else "cover.declined", None, person=person.id, cover=actor.id)
    await settle_seats_of(work, person.id)
    await post.refresh(work, absence.id)
    return Reply(card=replies.cover_agreed(person) if agrees else replies.cover_declined(person))


async def _tell_declined(work: Work, absence: Absence, person: Person) -> None:
    """Whoever said that they are away, and the stewards of what they hold, can name another."""
    said_by = await work.tx.people.get(absence.said_by) if absence.said_by else None
    people = [person, *([said_by] if said_by else [])]
    for held in await work.tx.assignments.open_for(person.id):
        if held.state is AssignmentState.ACCEPTED:
            people += await confirm.who_grants(work, await seats.load(work, held.seat_id), person.id)
    for one in {one.id: one for one in people if one.active and one.id != absence.cover_id}.values():
        await post.in_days_message(work, one, ItemKind.NOTICE, f"cover_declined/{absence.id}")


async def still_away(work: Work, actor: Person, absence_id: str, values: Mapping[str, str] | None) -> Reply:
    """Still away: until when, with whom."""
    absence = await work.tx.absences.get(AbsenceId(absence_id))
    if absence is None or absence.person_id != actor.id or absence.ended_at is not None:
        return Reply(problem="over", card=replies.no_longer("This question"))
    return await go_away(work, actor, values)
