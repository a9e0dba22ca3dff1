"""What the diagnostic knows of every seat: a handful of set-based reads beside the register's own (PRODUCT §8)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.actions.work import Work
from bot.model import Assignment, AssignmentState, Episode, EpisodeKind, Excuse, Person, PersonId, Role, SeatId, SeatState, SystemId
from bot.ports.store import SeatBrief
from bot.rules.attention import quiet_since
from bot.rules.cadence import Calendar, local_day, organisation_calendar
from bot.rules.facts import WINDOW
from bot.rules.gaps import SeatFacts
from bot.rules.reach import Why, why
from bot.rules.staffing import hours_of_seat, seat_state


@dataclass(frozen=True, slots=True)
class Around:
    """What stands beside the seats, by seat."""

    episodes: dict[SeatId, list[Episode]]
    quiet: dict[SeatId, datetime | None]
    seconds: dict[SeatId, PersonId]  # confirmed; stays when the steward has gone
    seconds_asked: frozenset[SeatId]  # and has not said yes
    excuses: dict[SeatId, Excuse]
    excused_by: dict[PersonId, str]
    overrides: dict[SystemId, tuple[date | None, str]]
    texts: dict[str, str]
    moved: dict[SeatId, int]
    out_of_reach: dict[SeatId, Why]
    hours: dict[Role, Decimal]
    calendar: Calendar
    remarkable: frozenset[SeatId]  # every seat that one of these speaks of


async def around_seats(work: Work, assigned: dict[SeatId, list[Assignment]]) -> Around:
    """Read once for all of them; `assigned`: the open assignments by seat."""
    episodes: dict[SeatId, list[Episode]] = {}
    for one in await work.tx.episodes.open_all():
        episodes.setdefault(one.seat_id, []).append(one)
    silent = [one.seat_id for rows in episodes.values() for one in rows if one.kind is EpisodeKind.SILENT]
    missed = await work.tx.check_ins.missed(silent)
    seconds = await work.tx.seconds.open_of_many(assigned)
    excuses = await work.tx.excuses.open_all()
    by = await work.tx.people.many(one.by_id for one in excuses)
    overrides = await work.tx.overrides.open_all()
    combined = [one.combined_id for rows in assigned.values() for one in rows if one.combined_id]
    texts = await work.tx.contents.texts([*combined, *(one.reason_id for one in overrides), *(one.reason_id for one in excuses)])
    excused = {one.seat_id: one for one in excuses}
    watched = {seat: one.person_id for seat, one in seconds.items() if one.confirmed_at}
    moved = await work.tx.answers.moved(WINDOW)
    return Around(
        episodes,
        {seat: quiet_since(one) for seat, one in missed.items()},
        watched,
        frozenset(seat for seat, one in seconds.items() if not one.confirmed_at),
        excused,
        {PersonId(one): person.name for one, person in by.items()},
        {one.system_id: (one.until, texts.get(one.reason_id or "", "")) for one in overrides},
        texts,
        moved,
        await _out_of_reach(work, episodes),
        {role: hours_of_seat(role, None, work.organisation.policy) for role in Role},
        organisation_calendar(work.organisation),
        frozenset({*episodes, *watched, *excused, *moved}),
    )


async def _out_of_reach(work: Work, episodes: dict[SeatId, list[Episode]]) -> dict[SeatId, Why]:
    found = {one.seat_id: one.person_id for rows in episodes.values() for one in rows if one.kind is EpisodeKind.UNREACHABLE}
    accounts = await work.tx.accounts.of_many(one for one in found.values() if one is not None)
    return {seat: why(accounts.get(person, [])) for seat, person in found.items() if person is not None}


def seat_facts(seat: SeatBrief, assigned: list[Assignment], people: dict[PersonId, Person], around: Around) -> SeatFacts:
    """Of ten thousand seats most are empty in a young register: those are not asked about a holder."""
    needed = seat.hours_needed if seat.hours_needed is not None else around.hours[seat.role]
    facts = SeatFacts(seat.id, seat.role, SeatState.VACANT, given=seat.gap_given, reason=seat.gap_reason, needed=needed)
    if seat.id in around.remarkable:
        facts = _remarked(facts, around)
    episodes = around.episodes.get(seat.id, []) if assigned else []
    return _manned(facts, assigned, episodes, people, around) if assigned else facts


def _remarked(facts: SeatFacts, around: Around) -> SeatFacts:
    """A silence, an excuse, answers while the facts moved, or somebody who looks over the shoulder."""
    excuse = around.excuses.get(facts.seat_id)
    return facts._replace(
        episodes=tuple((one.kind, one.since, one.nobody_left) for one in around.episodes.get(facts.seat_id, [])),
        moved=around.moved.get(facts.seat_id, 0),
        out_of_reach=around.out_of_reach.get(facts.seat_id),
        second=around.seconds.get(facts.seat_id),
        excused_until=excuse.until if excuse else None,
        excused_by=around.excused_by.get(excuse.by_id, "") if excuse else "",
        excused_since=excuse.written_on if excuse else None,
        excused_reason=around.texts.get(excuse.reason_id or "", "") if excuse else "",
    )


def _manned(
    facts: SeatFacts, assigned: list[Assignment], episodes: list[Episode], people: dict[PersonId, Person], around: Around
) -> SeatFacts:
    """Somebody holds it or is proposed."""
    holding = next((one for one in assigned if one.state is AssignmentState.ACCEPTED), None)
    shown = holding or assigned[0]
    person = people.get(shown.person_id)
    silent, unreachable = (
        next((one for one in episodes if one.kind is kind), None) for kind in (EpisodeKind.SILENT, EpisodeKind.UNREACHABLE)
    )
    return facts._replace(
        state=seat_state(tuple(assigned)),
        person=person.id if person else None,
        name=person.name if person else "",
        invited=shown.invited_at is not None,
        person_since=shown.accepted_at or shown.invited_at or shown.written_on,
        asks_more=shown.id if holding is None and shown.asks_more_at else "",
        quiet_since=around.quiet.get(facts.seat_id),
        unconfirmed=silent is not None and silent.tellings > 0,
        leaving=holding is not None and holding.leaving_at is not None,
        leaving_on=local_day(around.calendar, holding.leaving_at) if holding and holding.leaving_at else None,
        silent_episode=silent.id if silent else "",
        unreachable_episode=unreachable.id if unreachable else "",
        combined_reason=around.texts.get(holding.combined_id or "", "") if holding else "",
        granted=holding.hours if holding else None,
        external=person.external if person else False,
        person_unit=person.unit if person else "",
        second_missing=facts.role is Role.STEWARD and holding is not None and facts.seat_id not in around.seconds,
        second_asked=facts.seat_id in around.seconds_asked,
    )
