"""Gathering the diagnostic: a handful of set-based reads over the whole register (PRODUCT §8)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from bot.actions import clearance
from bot.actions.drifting import drifting_of, long_ago
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.cards import Card
from bot.events import File, Reply
from bot.model import (
    Assignment,
    AssignmentState,
    Episode,
    EpisodeKind,
    Excuse,
    Person,
    PersonId,
    Role,
    SeatId,
    SeatState,
    Sighting,
    Stage,
    SystemId,
)
from bot.ports.store import SeatBrief
from bot.rules.access import Right, Standing, may
from bot.rules.attention import quiet_since
from bot.rules.cadence import Calendar, calendar_of, local_day, organisation_calendar
from bot.rules.discretion import without_names
from bot.rules.drift import Drift, drift
from bot.rules.facts import WINDOW
from bot.rules.gaps import Diagnosis, Gap, GapLine, Mend, SeatFacts, SystemFacts, diagnose
from bot.rules.staffing import hours_of_seat, seat_state
from bot.views import clearance as clearance_views
from bot.views import gaps as views
from bot.views import gaps_table
from bot.views.gap_groups import UNIT

SIGHTINGS = 20  # names asked for in vain; a card shows the first of them


async def figures(work: Work, only: frozenset[SystemId] | None = None) -> Diagnosis:
    """The diagnosis of the whole register, or of some systems."""
    systems = [one for one in await work.tx.systems.briefs() if only is None or one.id in only]
    seats_of: dict[SystemId, list[SeatBrief]] = {}
    for seat in await work.tx.seats.briefs():
        seats_of.setdefault(seat.system_id, []).append(seat)
    assigned: dict[SeatId, list[Assignment]] = {}
    for one in await work.tx.assignments.open_all():
        assigned.setdefault(one.seat_id, []).append(one)
    people = {one.id: one for one in await work.tx.people.active()}
    around = await _around(work, assigned)
    facts = [
        SystemFacts(
            one.id, one.name, one.slug, one.unit, one.impact, one.stage,
            tuple(_seat(seat, assigned.get(seat.id, []), people, around) for seat in seats_of.get(one.id, [])),
            one.pattern, one.contract_end, *around.overrides.get(one.id, (None, "")),
        )
        for one in systems
    ]  # fmt: skip
    return diagnose(facts, local_day(around.calendar, work.now))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What stands beside the seats, by seat."""

    episodes: dict[SeatId, list[Episode]]
    quiet: dict[SeatId, datetime | None]
    seconds: set[SeatId]
    excuses: dict[SeatId, Excuse]
    excused_by: dict[PersonId, str]
    overrides: dict[SystemId, tuple[date | None, str]]
    texts: dict[str, str]
    moved: dict[SeatId, int]
    hours: dict[Role, Decimal]
    calendar: Calendar


async def _around(work: Work, assigned: dict[SeatId, list[Assignment]]) -> _Facts:
    episodes: dict[SeatId, list[Episode]] = {}
    for one in await work.tx.episodes.open_all():
        episodes.setdefault(one.seat_id, []).append(one)
    silent = [one.seat_id for rows in episodes.values() for one in rows if one.kind is EpisodeKind.SILENT]
    recent = await work.tx.check_ins.recent(silent, 12)
    held = [seat for seat, rows in assigned.items() if seat_state(tuple(rows)) is SeatState.HELD]
    seconds = await work.tx.seconds.open_of_many(held)
    excuses = await work.tx.excuses.open_all()
    by = await work.tx.people.many(one.by_id for one in excuses)
    overrides = await work.tx.overrides.open_all()
    combined = [one.combined_id for rows in assigned.values() for one in rows if one.combined_id]
    texts = await work.tx.contents.texts([*combined, *(one.reason_id for one in overrides)])
    return _Facts(
        episodes,
        {seat: quiet_since(rows) for seat, rows in recent.items()},
        {seat for seat, one in seconds.items() if one.confirmed_at},
        {one.seat_id: one for one in excuses},
        {PersonId(one): person.name for one, person in by.items()},
        {one.system_id: (one.until, texts.get(one.reason_id or "", "")) for one in overrides},
        texts,
        await work.tx.answers.moved(WINDOW),
        {role: hours_of_seat(role, None, work.organisation.policy) for role in Role},
        organisation_calendar(work.organisation),
    )


def _seat(seat: SeatBrief, assigned: list[Assignment], people: dict[PersonId, Person], around: _Facts) -> SeatFacts:
    """Of ten thousand seats most are empty in a young register: those are not asked about a holder."""
    episodes = around.episodes.get(seat.id, [])
    excuse = around.excuses.get(seat.id)
    facts = SeatFacts(
        seat_id=seat.id,
        role=seat.role,
        state=SeatState.VACANT,
        given=seat.gap_given,
        reason=seat.gap_reason,
        episodes=tuple((one.kind, one.since, one.nobody_left) for one in episodes),
        needed=seat.hours_needed if seat.hours_needed is not None else around.hours[seat.role],
        moved=around.moved.get(seat.id, 0),
        excused_until=excuse.until if excuse else None,
        excused_by=around.excused_by.get(excuse.by_id, "") if excuse else "",
    )
    return _manned(facts, assigned, episodes, people, around) if assigned else facts


def _manned(
    facts: SeatFacts, assigned: list[Assignment], episodes: list[Episode], people: dict[PersonId, Person], around: _Facts
) -> SeatFacts:
    """Somebody holds it or is proposed."""
    holding = next((one for one in assigned if one.state is AssignmentState.ACCEPTED), None)
    shown = holding or assigned[0]
    person = people.get(shown.person_id)
    silent = next((one for one in episodes if one.kind is EpisodeKind.SILENT), None)
    return replace(
        facts,
        state=seat_state(tuple(assigned)),
        person=person.id if person else None,
        name=person.name if person else "",
        invited=shown.invited_at is not None,
        quiet_since=around.quiet.get(facts.seat_id),
        unconfirmed=silent is not None and silent.tellings > 0,
        leaving=holding is not None and holding.leaving_at is not None,
        leaving_on=local_day(around.calendar, holding.leaving_at) if holding and holding.leaving_at else None,
        silent_episode=silent.id if silent else "",
        combined_reason=around.texts.get(holding.combined_id or "", "") if holding else "",
        granted=holding.hours if holding else None,
        external=person.external if person else False,
        person_unit=person.unit if person else "",
        second_missing=facts.role is Role.STEWARD and holding is not None and facts.seat_id not in around.seconds,
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """The diagnostic as one person may see it. `everything`: the whole register, not only systems they hold a role of."""

    found: Diagnosis
    everything: bool
    drifting: tuple[Drift, ...] = ()
    sightings: tuple[Sighting, ...] = ()


async def seen_by(work: Work, actor: Person) -> Seen | None:
    """Admins and readers see everything, everybody else the systems they steward or hold; None: they hold none."""
    if may(await standing(work, actor, None), Right.DIAGNOSTIC):
        found, drifting = await _whole(work)
        return Seen(found, True, drifting, tuple(await work.tx.sightings.top(SIGHTINGS)))
    holds = await _roles_of(work, actor)
    if not holds:
        return None
    may_name = frozenset(one for one, roles in holds.items() if may(Standing(external=actor.external, holds=roles), Right.SILENCE))
    found = without_names(await figures(work, frozenset(holds)), may_name, actor.id)
    return Seen(found, False, await drifting_of(work, found))


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
        return Reply(card=views.no_gaps_for_you(await work.admins()))
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
                seen.found, everything=seen.everything, page=page, drifting=seen.drifting, sightings=seen.sightings[:3],
                address=address_of_page(work.organisation.public_url),
            )  # fmt: skip
            return Reply(card=card)


async def table(work: Work, actor: Person) -> Reply:
    """The same lines as a file, by the same rights."""
    seen = await seen_by(work, actor)
    if seen is None:
        return Reply(problem="may_not", card=views.no_gaps_for_you(await work.admins()))
    calendar = calendar_of(actor, work.organisation)
    text = gaps_table.text(seen.found.lines, calendar.zone)
    file = File(gaps_table.file_name(local_day(calendar, work.now), "csv"), "text/csv", text)
    return Reply(card=gaps_table.made(len(seen.found.lines)), file=file)


def address_of_page(public_url: str | None) -> str:
    """Where the whole of it stands on one page; blank where nobody said how we are reached."""
    return f"{public_url.rstrip('/')}/pages/gaps" if public_url else ""


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
        return Part(name, tuple(_seats_of(seen.found, which))) if name is not None else None
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


def _seats_of(found: Diagnosis, person: str) -> Iterator[GapLine]:
    """Every live seat of a person, as something that could be given to somebody else."""
    known = {one.person: one for one in found.load}
    for system in found.all_systems:
        for seat in system.seats:
            if seat.person == person and seat.state is SeatState.HELD and system.stage is not Stage.RETIRED:
                yield GapLine(
                    system,
                    seat,
                    Gap.OVERLOADED,
                    Mend.NAME_SOMEBODY_ELSE,
                    load=replace(known[seat.person], live=1, outsized=False, needed=seat.needed, granted=seat.granted or seat.needed),
                )


async def systems_of(work: Work, actor: Person) -> frozenset[SystemId]:
    """The systems on which this person holds a role."""
    return frozenset(await _roles_of(work, actor))


async def _roles_of(work: Work, actor: Person) -> dict[SystemId, frozenset[Role]]:
    held = [one.seat_id for one in await work.tx.assignments.open_for(actor.id) if one.state is AssignmentState.ACCEPTED]
    found: dict[SystemId, frozenset[Role]] = {}
    for seat in (await work.tx.seats.many(held)).values():
        found[seat.system_id] = found.get(seat.system_id, frozenset()) | {seat.role}
    return found
