"""The diagnostic as one person may see it: the whole, a part, or a file (PRODUCT §8)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.actions import clearance
from bot.actions.diagnosis_facts import around_seats, seat_facts
from bot.actions.drifting import drifting_of, long_ago
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.cards import Card
from bot.events import File, Reply
from bot.model import Assignment, AssignmentState, Person, PersonId, SeatId, SeatState, Sighting, Stage, System, SystemId
from bot.ports.store import SeatBrief
from bot.rules.access import Right, rights
from bot.rules.cadence import calendar_of, local_day
from bot.rules.discretion import with_own_mends, without_names
from bot.rules.drift import Drift, drift
from bot.rules.gaps import Diagnosis, Gap, GapLine, Mend, SystemFacts, diagnose
from bot.views import clearance as clearance_views
from bot.views import gaps as views
from bot.views import gaps_table
from bot.views.gap_groups import UNIT

PEOPLE_READ = "people_read/"  # facts, a directory each: when all that it says of who left was last read
SIGHTINGS = 20  # names asked for in vain; a card shows the first of them


async def figures(work: Work, only: frozenset[SystemId] | None = None) -> Diagnosis:
    """The diagnosis of the whole register, or of some systems; load is judged on the whole."""
    systems = await work.tx.systems.briefs()
    seats_of: dict[SystemId, list[SeatBrief]] = {}
    for seat in await work.tx.seats.briefs():
        seats_of.setdefault(seat.system_id, []).append(seat)
    assigned: dict[SeatId, list[Assignment]] = {}
    for one in await work.tx.assignments.open_all():
        assigned.setdefault(one.seat_id, []).append(one)
    people = {one.id: one for one in await work.tx.people.active()}
    around = await around_seats(work, assigned)
    facts = [
        SystemFacts(
            one.id, one.name, one.slug, one.unit, one.impact, one.stage,
            tuple(seat_facts(seat, assigned.get(seat.id, []), people, around) for seat in seats_of.get(one.id, [])),
            one.pattern, one.contract_end, *around.overrides.get(one.id, (None, "")),
        )
        for one in systems
    ]  # fmt: skip
    shown = [one for one in facts if only is None or one.system_id in only]
    admins = {one.id for one in await work.admins()}
    return diagnose(shown, local_day(around.calendar, work.now), facts, admins)


@dataclass(frozen=True, slots=True)
class Seen:
    """The diagnostic as one person may see it. `everything`: the whole register; `own`: what they may do on it anywhere."""

    found: Diagnosis
    everything: bool
    reader: PersonId
    own: frozenset[Right] = frozenset()
    drifting: tuple[Drift, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    people_read: datetime | None = None  # when a directory last said who left; None: no platform is asked


async def seen_by(work: Work, actor: Person) -> Seen | None:
    """Everything for those who may, else each system with this right and, where silence may be named, the names; None: no system."""
    anywhere = rights(await standing(work, actor, None))
    if Right.DIAGNOSTIC in anywhere:
        found, drifting = await _whole(work)
        shown = found if Right.INVITE in anywhere else with_own_mends(found, actor.id, ())
        seen = await people_read(work)
        return Seen(shown, True, actor.id, anywhere, drifting, tuple(await work.tx.sightings.top(SIGHTINGS)), seen)
    mine = {one: rights(await standing(work, actor, row)) for one, row in (await _held(work, actor)).items()}
    readable = {one: held for one, held in mine.items() if Right.GAPS in held}
    if not readable:
        return None
    named, edits = ({one for one, held in readable.items() if right in held} for right in (Right.SILENCE, Right.EDIT))
    found = without_names(await figures(work, frozenset(readable)), named, actor.id)
    return Seen(with_own_mends(found, actor.id, edits), False, actor.id, anywhere, await drifting_of(work, found))


async def people_read(work: Work) -> datetime | None:
    """How fresh it is who left, where no event tells (PRODUCT §4, R8): of several directories the one that was read longest ago."""
    return min((datetime.fromisoformat(one) for one in (await work.tx.engine.named(PEOPLE_READ)).values()), default=None)


async def _whole(work: Work) -> tuple[Diagnosis, tuple[Drift, ...]]:
    """The whole register; pages turned one after the other read it once."""
    if work.memory is None:
        found = await figures(work)
        return found, await drifting_of(work, found)
    total = await work.tx.audit.total()
    kept: tuple[Diagnosis, tuple[Drift, ...]] | None = work.memory.recall(total, work.now)
    if kept is None:
        found = await figures(work)
        kept = found, await drifting_of(work, found)
        work.memory.stamp, work.memory.kept = (total, work.now), kept
    return kept


async def gaps(work: Work, actor: Person, ref: str = "") -> Reply:
    """`/owner gaps`, as a card."""
    seen = await seen_by(work, actor)
    if seen is None:
        return Reply(problem="may_not", card=views.no_gaps_for_you(await work.admins(), external=actor.external))
    kind, _, which = ref.partition(":")
    page = int(which) if which.isdecimal() and len(which) < 6 else 0
    match kind:
        case "system" | "systems" if kind == "systems" or not which:
            return Reply(card=views.by_system(seen.found, page))
        case "person" | "persons" if kind == "persons" or not which:
            return Reply(card=views.by_person(seen.found, page))
        case "unit" | "units" if kind == "units" or (not which and ":" not in ref):
            return Reply(card=views.by_unit(seen.found, page))
        case "system" | "person" | "unit":
            return Reply(card=await _part_card(work, seen, kind, which))
        case _:
            card = views.gaps_card(
                seen.found, actor.id, everything=seen.everything, page=page, drifting=seen.drifting, sightings=seen.sightings[:3],
                may_invite=Right.INVITE in seen.own, may_add=Right.ADD in seen.own, people_read=seen.people_read, address=address_of_page(work.organisation.pages_at),
            )  # fmt: skip
            return Reply(card=card)


async def table(work: Work, actor: Person) -> Reply:
    """The same lines as a file, by the same rights."""
    seen = await seen_by(work, actor)
    if seen is None:
        return Reply(problem="may_not", card=views.no_gaps_for_you(await work.admins(), external=actor.external))
    calendar = calendar_of(actor, work.organisation)
    text = gaps_table.text(seen.found.lines, calendar.zone)
    file = File(gaps_table.file_name(local_day(calendar, work.now), "csv"), "text/csv", text)
    return Reply(card=gaps_table.made(len(seen.found.lines)), file=file)


def address_of_page(pages_at: str | None) -> str:
    """Where the whole of it stands on one page; blank where nobody serves pages."""
    return f"{pages_at.rstrip('/')}/pages/gaps" if pages_at else ""


@dataclass(frozen=True, slots=True)
class Part:
    """The gaps of one system, person or unit. `planned`: what is missing until it may be built."""

    title: str
    lines: tuple[GapLine, ...]
    planned: str = ""
    drifts: Drift | None = None


async def part_of(work: Work, seen: Seen, kind: str, which: str) -> Part | None:
    """None: there is no such system, person or unit in what they may see."""
    if kind == "system":
        return await _system_part(work, seen, which)
    if kind == "person":
        name = next((one.name for one in seen.found.load if one.person == which), None)
        return Part(name, _jobs_of(seen, which)) if name is not None else None
    if not any(one.unit[:UNIT] == which for one in seen.found.all_systems):
        return None
    return Part(which or "no unit", tuple(one for one in seen.found.lines if one.system.unit[:UNIT] == which))


async def _system_part(work: Work, seen: Seen, which: str) -> Part | None:
    system = next((one for one in seen.found.all_systems if one.system_id == which), None)
    if system is None:
        return None
    lines = tuple(one for one in seen.found.lines if one.system.system_id == which)
    row = await work.tx.systems.get(system.system_id)
    planned = clearance_views.sentence(row, await clearance.of_system(work, row)) if row and row.stage is Stage.PLANNED else ""
    return Part(system.name, lines, planned, drift(system, await long_ago(work)))


async def _part_card(work: Work, seen: Seen, kind: str, which: str) -> Card:
    part = await part_of(work, seen, kind, which)
    return views.part_of(part.title, part.lines, part.planned, part.drifts) if part else views.part_of(f"This {kind}", ())


def _jobs_of(seen: Seen, person: str) -> tuple[GapLine, ...]:
    """One's own all, those of somebody else where the reader could give them to another."""
    lines = tuple(_seats_of(seen.found, person))
    if Right.INVITE in seen.own:
        return lines
    mine = with_own_mends(replace(seen.found, lines=lines), seen.reader, ()).lines
    return mine if seen.everything or person == seen.reader else tuple(one for one in mine if one.mendable)


def _seats_of(found: Diagnosis, person: str) -> Iterator[GapLine]:
    """Every live seat of a person, as something that could be given to somebody else."""
    for system in found.all_systems:
        for seat in system.seats:
            if seat.person == person and seat.state is SeatState.HELD and system.stage is not Stage.RETIRED:
                yield GapLine(system, seat, Gap.OVERLOADED, Mend.NAME_SOMEBODY_ELSE)


async def systems_of(work: Work, actor: Person) -> frozenset[SystemId]:
    """The systems on which this person holds a role."""
    held = [one.seat_id for one in await work.tx.assignments.open_for(actor.id) if one.state is AssignmentState.ACCEPTED]
    return frozenset(seat.system_id for seat in (await work.tx.seats.many(held)).values())


async def _held(work: Work, actor: Person) -> dict[SystemId, System]:
    return {row.id: row for row in (await work.tx.systems.many(await systems_of(work, actor))).values()}
