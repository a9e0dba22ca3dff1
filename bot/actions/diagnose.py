"""Gathering the diagnostic: a handful of set-based reads over the whole register (PRODUCT §8)."""

from dataclasses import dataclass
from datetime import datetime

from bot.actions.standing import standing
from bot.actions.work import Work
from bot.events import Reply
from bot.model import Assignment, AssignmentState, Episode, EpisodeKind, Excuse, Person, PersonId, Role, SeatId, SeatState, SystemId
from bot.ports.store import SeatBrief
from bot.rules.access import Right, may
from bot.rules.attention import quiet_since
from bot.rules.gaps import Diagnosis, SeatFacts, SystemFacts, diagnose
from bot.rules.staffing import seat_state
from bot.views import register


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
    return diagnose(
        SystemFacts(
            one.id, one.name, one.slug, one.unit, one.impact, one.stage,
            tuple(_seat(seat, assigned.get(seat.id, []), people, around) for seat in seats_of.get(one.id, [])),
        )
        for one in systems
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Facts:
    """What stands beside the seats, by seat."""

    episodes: dict[SeatId, list[Episode]]
    quiet: dict[SeatId, datetime | None]
    seconds: set[SeatId]
    excuses: dict[SeatId, Excuse]
    excused_by: dict[PersonId, str]


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
    return _Facts(
        episodes,
        {seat: quiet_since(rows) for seat, rows in recent.items()},
        {seat for seat, one in seconds.items() if one.confirmed_at},
        {one.seat_id: one for one in excuses},
        {PersonId(one): person.name for one, person in by.items()},
    )


def _seat(seat: SeatBrief, assigned: list[Assignment], people: dict[PersonId, Person], around: _Facts) -> SeatFacts:
    holding = next((one for one in assigned if one.state is AssignmentState.ACCEPTED), None)
    shown = holding or (assigned[0] if assigned else None)
    person = people.get(shown.person_id) if shown else None
    excuse = around.excuses.get(seat.id)
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
        second_missing=seat.role is Role.STEWARD and holding is not None and seat.id not in around.seconds,
        excused_until=excuse.until if excuse else None,
        excused_by=around.excused_by.get(excuse.by_id, "") if excuse else "",
    )


async def gaps(work: Work, actor: Person) -> Reply:
    """`/owner gaps`: admins see everything, everybody else the systems they steward or hold."""
    if may(await standing(work, actor, None), Right.DIAGNOSTIC):
        return Reply(card=register.gaps_card(await figures(work), everything=True))
    mine = await systems_of(work, actor)
    if not mine:
        return Reply(card=register.no_gaps_for_you(await work.admins()))
    return Reply(card=register.gaps_card(await figures(work, mine), everything=False))


async def systems_of(work: Work, actor: Person) -> frozenset[SystemId]:
    """The systems on which this person holds a role."""
    held = [one.seat_id for one in await work.tx.assignments.open_for(actor.id) if one.state is AssignmentState.ACCEPTED]
    return frozenset(seat.system_id for seat in (await work.tx.seats.many(held)).values())
