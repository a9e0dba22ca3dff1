"""Gathering the diagnostic: a handful of set-based reads over the whole register (PRODUCT §8)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.actions import calendars, clearance
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.cards import Card
from bot.events import Reply
from bot.model import (
    Assignment,
    AssignmentState,
    Episode,
    EpisodeKind,
    Excuse,
    Impact,
    Person,
    PersonId,
    Role,
    SeatId,
    SeatState,
    Stage,
    System,
    SystemId,
)
from bot.ports.store import SeatBrief
from bot.rules.access import Right, rights
from bot.rules.attention import quiet_since
from bot.rules.cadence import at, last_working_day, local_day, organisation_calendar
from bot.rules.discretion import with_own_mends, without_names
from bot.rules.drift import Drift, drift
from bot.rules.facts import WINDOW
from bot.rules.gaps import Diagnosis, Gap, GapLine, Mend, SeatFacts, SystemFacts, diagnose
from bot.rules.staffing import hours_of_seat, seat_state
from bot.views import clearance as clearance_views
from bot.views import gaps as views

DRIFTS_AFTER = 5  # working days that a seat stands empty, uncovered or unreachable


async def figures(work: Work, only: frozenset[SystemId] | None = None) -> Diagnosis:
    """The diagnosis of the whole register, or of some systems."""
    systems = await work.tx.systems.briefs()
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
            tuple(_seat(work, seat, assigned.get(seat.id, []), people, around) for seat in seats_of.get(one.id, [])),
            one.pattern, one.contract_end, *around.overrides.get(one.id, (None, "")),
        )
        for one in systems
    ]  # fmt: skip
    shown = [one for one in facts if only is None or one.system_id in only]
    admins = {one.id for one in await work.admins()}
    return diagnose(shown, local_day(organisation_calendar(work.organisation), work.now), facts, admins)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What stands beside the seats, by seat."""

    episodes: dict[SeatId, list[Episode]]
    quiet: dict[SeatId, datetime | None]
    seconds: dict[SeatId, PersonId]
    excuses: dict[SeatId, Excuse]
    excused_by: dict[PersonId, str]
    overrides: dict[SystemId, tuple[date | None, str]]
    texts: dict[str, str]
    moved: dict[SeatId, int]


async def _around(work: Work, assigned: dict[SeatId, list[Assignment]]) -> _Facts:
    episodes: dict[SeatId, list[Episode]] = {}
    for one in await work.tx.episodes.open_all():
        episodes.setdefault(one.seat_id, []).append(one)
    silent = [one.seat_id for rows in episodes.values() for one in rows if one.kind is EpisodeKind.SILENT]
    recent = await work.tx.check_ins.recent(silent, 12)
    seconds = await work.tx.seconds.open_of_many(assigned)
    excuses = await work.tx.excuses.open_all()
    by = await work.tx.people.many(one.by_id for one in excuses)
    overrides = await work.tx.overrides.open_all()
    combined = [one.combined_id for rows in assigned.values() for one in rows if one.combined_id]
    texts = await work.tx.contents.texts([*combined, *(one.reason_id for one in overrides)])
    return _Facts(
        episodes,
        {seat: quiet_since(rows) for seat, rows in recent.items()},
        {seat: one.person_id for seat, one in seconds.items() if one.confirmed_at},
        {one.seat_id: one for one in excuses},
        {PersonId(one): person.name for one, person in by.items()},
        {one.system_id: (one.until, texts.get(one.reason_id or "", "")) for one in overrides},
        texts,
        await work.tx.answers.moved(WINDOW),
    )


def _seat(work: Work, seat: SeatBrief, assigned: list[Assignment], people: dict[PersonId, Person], around: _Facts) -> SeatFacts:
    holding = next((one for one in assigned if one.state is AssignmentState.ACCEPTED), None)
    shown = holding or (assigned[0] if assigned else None)
    person = people.get(shown.person_id) if shown else None
    excuse = around.excuses.get(seat.id)
    zone = organisation_calendar(work.organisation)
    return SeatFacts(
        seat_id=seat.id,
        role=seat.role,
        state=seat_state(tuple(assigned)),
        person=person.id if person else None,
        name=person.name if person else "",
        invited=shown is None or shown.invited_at is not None,
        given=seat.gap_given,
        reason=seat.gap_reason,
        episodes=tuple((one.kind, one.since, one.nobody_left) for one in around.episodes.get(seat.id, [])),
        quiet_since=around.quiet.get(seat.id),
        unconfirmed=any(one.kind is EpisodeKind.SILENT and one.tellings > 0 for one in around.episodes.get(seat.id, [])),
        leaving=holding is not None and holding.leaving_at is not None,
        leaving_on=local_day(zone, holding.leaving_at) if holding and holding.leaving_at else None,
        silent_episode=next((one.id for one in around.episodes.get(seat.id, []) if one.kind is EpisodeKind.SILENT), ""),
        combined_reason=around.texts.get(holding.combined_id or "", "") if holding else "",
        granted=holding.hours if holding else None,
        needed=hours_of_seat(seat.role, seat.hours_needed, work.organisation.policy),
        external=person.external if person else False,
        person_unit=person.unit if person else "",
        moved=around.moved.get(seat.id, 0),
        second_missing=seat.role is Role.STEWARD and holding is not None and seat.id not in around.seconds,
        second=around.seconds.get(seat.id),
        excused_until=excuse.until if excuse else None,
        excused_by=around.excused_by.get(excuse.by_id, "") if excuse else "",
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """The diagnostic as one person may see it. `everything`: the whole register; `own`: what they may do on it anywhere."""

    found: Diagnosis
    everything: bool
    reader: PersonId
    own: frozenset[Right] = frozenset()


async def seen_by(work: Work, actor: Person) -> Seen | None:
    """Everything for those who may, else each system with this right and, where silence may be named, the names; None: no system."""
    anywhere = rights(await standing(work, actor, None))
    if Right.DIAGNOSTIC in anywhere:
        found = await figures(work)
        return Seen(found if Right.INVITE in anywhere else with_own_mends(found, actor.id, ()), True, actor.id, anywhere)
    mine = {one: rights(await standing(work, actor, row)) for one, row in (await _held(work, actor)).items()}
    readable = {one: held for one, held in mine.items() if Right.GAPS in held}
    if not readable:
        return None
    named, edits = ({one for one, held in readable.items() if right in held} for right in (Right.SILENCE, Right.EDIT))
    found = without_names(await figures(work, frozenset(readable)), named, actor.id)
    return Seen(with_own_mends(found, actor.id, edits), False, actor.id, anywhere)


async def gaps(work: Work, actor: Person, ref: str = "") -> Reply:
    """`/owner gaps`: admins and readers see everything, everybody else the systems they steward or hold."""
    seen = await seen_by(work, actor)
    if seen is None:
        return Reply(problem="may_not", card=views.no_gaps_for_you(await work.admins(), external=actor.external))
    found = seen.found
    kind, _, which = ref.partition(":")
    page = int(which) if which.isdecimal() and len(which) < 6 else 0
    match kind:
        case "system" | "systems" if kind == "systems" or not which:
            return Reply(card=views.by_system(found, page))
        case "person" | "persons" if kind == "persons" or not which:
            return Reply(card=views.by_person(found, page))
        case "unit" | "units" if kind == "units" or (not which and ":" not in ref):
            return Reply(card=views.by_unit(found, page))
        case "system" | "person" | "unit":
            return Reply(card=await _part(work, seen, kind, which))
        case _:
            asked_for = tuple(await work.tx.sightings.top(3)) if seen.everything else ()
            card = views.gaps_card(
                found, actor.id, everything=seen.everything, page=page, drifting=await _drifting(work, found), sightings=asked_for,
                may_invite=Right.INVITE in seen.own, may_add=Right.ADD in seen.own,
            )  # fmt: skip
            return Reply(card=card)


async def _long_ago(work: Work) -> datetime:
    """Five working days back (STATES, Drifting)."""
    organisation = await calendars.of_organisation(work)
    day = local_day(organisation, work.now)
    for _ in range(DRIFTS_AFTER):
        day = last_working_day(organisation, day - timedelta(days=14), day - timedelta(days=1)) or day - timedelta(days=1)
    return at(organisation, day, time(0))


async def _drifting(work: Work, found: Diagnosis) -> tuple[Drift, ...]:
    """High impact first, then what stopped longest ago."""
    long_ago = await _long_ago(work)
    drifts = [one for system in found.all_systems if (one := drift(system, long_ago)) is not None]
    return tuple(sorted(drifts, key=lambda one: (one.system.impact is not Impact.HIGH, one.stopped[0].since if one.stopped else work.now)))


async def _part(work: Work, seen: Seen, kind: str, which: str) -> Card:
    """The gaps of one system, person or unit."""
    found = seen.found
    if kind == "system":
        system = next((one for one in found.all_systems if one.system_id == which), None)
        lines = tuple(one for one in found.lines if one.system.system_id == which)
        row = await work.tx.systems.get(SystemId(which)) if system else None
        planned = clearance_views.sentence(row, await clearance.of_system(work, row)) if row and row.stage is Stage.PLANNED else ""
        return views.part_of(
            system.name if system else "This system", lines, planned, drift(system, await _long_ago(work)) if system else None
        )
    if kind == "person":
        name = next((one.name for one in found.load if one.person == which), "This person")
        return views.part_of(name, _jobs_of(seen, which))
    return views.part_of(which or "no unit", tuple(one for one in found.lines if one.system.unit[: views.UNIT] == which))


def _jobs_of(seen: Seen, person: str) -> tuple[GapLine, ...]:
    """One's own all, those of somebody else where the reader could give them to another."""
    lines = tuple(_seats_of(seen.found, person))
    if Right.INVITE in seen.own:
        return lines
    mine = with_own_mends(replace(seen.found, lines=lines), seen.reader, ()).lines
    return mine if seen.everything or person == seen.reader else tuple(one for one in mine if one.mendable)


def _seats_of(found: Diagnosis, person: str) -> Iterator[GapLine]:
    """Every live seat of a person, as something that could be given to somebody else."""
    known = {one.person: one for one in found.load}
    for system in found.all_systems:
        for seat in system.seats:
            if seat.person == person and person in known and seat.state is SeatState.HELD and system.stage is not Stage.RETIRED:
                yield GapLine(
                    system,
                    seat,
                    Gap.OVERLOADED,
                    Mend.NAME_SOMEBODY_ELSE,
                    load=replace(
                        known[seat.person], live=1, held=1, outsized=False, needed=seat.needed, granted=seat.granted or seat.needed
                    ),
                )


async def systems_of(work: Work, actor: Person) -> frozenset[SystemId]:
    """The systems on which this person holds a role."""
    held = [one.seat_id for one in await work.tx.assignments.open_for(actor.id) if one.state is AssignmentState.ACCEPTED]
    return frozenset(seat.system_id for seat in (await work.tx.seats.many(held)).values())


async def _held(work: Work, actor: Person) -> dict[SystemId, System]:
    return {row.id: row for row in (await work.tx.systems.many(await systems_of(work, actor))).values()}
