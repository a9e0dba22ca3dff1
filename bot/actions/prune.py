"""Releasing whom a register's file no longer names: as a leaver's seats end, on the systems of the file alone (R8)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.actions import offers, post, register_gaps, seats
from bot.actions.ladder import ladder_of
from bot.actions.seats import Situation
from bot.actions.vacancies import close_offer, empty, vacancy_is_told
from bot.actions.work import Work, content_id
from bot.model import Assignment, AssignmentId, AssignmentState, ContentId, ItemKind, Person, PersonId, Role, Seat, SeatId, System, SystemId
from bot.rules.named_human import Verdict, VerdictKind
from bot.rules.prune import PRUNED, Tie, Unsure, cells_in, lacking, named_before, named_unchanged, roles_in, tie_of, unsure
from bot.rules.register import ReadRow
from bot.rules.silence import Rung

Find = Callable[[str], Person | None]


@dataclass(frozen=True, slots=True)
class Ending:
    """One seat that a prune ends, and who reads of it beside the person."""

    assignment: Assignment
    system: System
    role: Role
    tie: Tie
    told: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True)
class Lacking:
    """Somebody whom an import named and this file does not."""

    person: Person
    endings: tuple[Ending, ...]

    @property
    def reads(self) -> bool:
        """The person hears of it: they hold a seat, or were reached by an offer."""
        return any(_reads(one.assignment) for one in self.endings)


@dataclass(frozen=True, slots=True)
class Missing:
    """What a file says by leaving out: nobody where it cannot be sure."""

    people: tuple[Lacking, ...] = ()
    unsure: Unsure | None = None

    def only(self, allowed: Collection[AssignmentId]) -> "Missing":
        """Without what nobody has said yes to."""
        kept = [Lacking(one.person, tuple(end for end in one.endings if end.assignment.id in allowed)) for one in self.people]
        return Missing(tuple(one for one in kept if one.endings), self.unsure)

    def heard(self) -> "Missing":
        """Without the silent proposals: those follow the file's word in any case."""
        return self.only({end.assignment.id for one in self.people for end in one.endings if end.tie is not Tie.NOT_INVITED})

    def ids(self) -> frozenset[AssignmentId]:
        """Everything that would end."""
        return frozenset(end.assignment.id for one in self.people for end in one.endings)


async def missing(work: Work, rows: Sequence[ReadRow], known: Mapping[str, System], find: Find) -> Missing:
    """Who is tied to a seat that the file has a word for, was named by an import, and is not named now."""
    why = unsure(rows)
    if why is not None:
        return Missing(unsure=why)
    systems = {known[one.key].id: known[one.key] for one in rows if one.key in known}
    roles = roles_in(rows)
    by_id = {seat.id: seat for seat in await work.tx.seats.of_many(systems) if seat.role in roles}
    ties = [one for one in await work.tx.assignments.open_all() if one.seat_id in by_id]
    people = await work.tx.people.many({one.person_id for one in ties})
    absent = lacking(people.values(), _named(rows, find), cells_in(rows))
    if absent:
        history = await work.tx.assignments.history(by_id)
        absent = (absent & named_before(history)) - named_unchanged(_unresolved(rows, known, by_id.values(), find), history)
    ending = [one for one in ties if one.person_id in absent]
    return Missing(await _grouped(work, ending, by_id, systems, people))


def _named(rows: Iterable[ReadRow], find: Find) -> set[PersonId]:
    cells = {given for one in rows for given, verdict in one.seats.values() if verdict.kind is VerdictKind.PERSON}
    return {person.id for person in map(find, cells) if person is not None}


def _unresolved(rows: Iterable[ReadRow], known: Mapping[str, System], all_seats: Iterable[Seat], find: Find) -> set[SeatId]:
    """Seats whose row says what it said, and names a person whom nobody is called by any more."""
    same = {known[one.key].id: one for one in rows if one.key in known and known[one.key].row_digest == one.digest}
    return {
        seat.id
        for seat in all_seats
        if seat.system_id in same and seat.role in same[seat.system_id].seats
        if _is_nobody(*same[seat.system_id].seats[seat.role], find)
    }


def _is_nobody(given: str, verdict: Verdict, find: Find) -> bool:
    return verdict.kind is VerdictKind.PERSON and find(given) is None


async def _grouped(
    work: Work, ending: Sequence[Assignment], by_id: Mapping[SeatId, Seat], systems: Mapping[SystemId, System], people: Mapping[str, Person]
) -> tuple[Lacking, ...]:
    found: dict[PersonId, list[Ending]] = {}
    over = {one.seat_id for one in ending if one.state is AssignmentState.ACCEPTED}
    for one in ending:
        seat = by_id[one.seat_id]
        told = await _told(work, one, over)
        found.setdefault(one.person_id, []).append(Ending(one, systems[seat.system_id], seat.role, tie_of(one), told))
    lists = [Lacking(people[person], tuple(sorted(mine, key=_place))) for person, mine in found.items()]
    return tuple(sorted(lists, key=lambda one: (one.person.name.casefold(), one.person.id)))


def _place(one: Ending) -> tuple[str, str, int]:
    return one.system.name.casefold(), one.system.slug, list(Role).index(one.role)


async def _told(work: Work, one: Assignment, over: Collection[SeatId]) -> tuple[Person, ...]:
    """Who hears of it first, as things stand: the first rung that does not end by the same file; of an offer whoever made it."""
    if tie_of(one) is Tie.NOT_INVITED:
        return ()
    situation = await seats.load(work, one.seat_id)
    first = await offers.who_offered(work, situation, one) if tie_of(one) is Tie.OFFERED else []
    rung = await _first_rung(work, situation, over) if _empties(situation, one) and vacancy_is_told(situation) else []
    return tuple({person.id: person for person in [*first, *rung] if person.id != one.person_id}.values())


def _empties(situation: Situation, one: Assignment) -> bool:
    """The seat has nobody afterwards."""
    return one.state is AssignmentState.ACCEPTED or situation.holding is None


async def _first_rung(work: Work, situation: Situation, over: Collection[SeatId]) -> list[Person]:
    steward_goes = (await work.tx.seats.of(situation.system.id))[Role.STEWARD].id in over
    rungs = [readers for rung, readers in await ladder_of(work, situation, None) if not (steward_goes and rung is Rung.STEWARD)]
    people = await work.tx.people.many(reader.person for reader in (rungs[0] if rungs else ()))
    return list(people.values())


async def release(work: Work, found: Missing, source: str) -> frozenset[SeatId]:
    """All of it ends now, and each person is told by what. Returns the seats that ended."""
    words = content_id(await work.keep(source, None))
    endings = [(one.person, end) for one in found.people for end in one.endings]
    await work.tx.seats.lock(*(end.assignment.seat_id for _, end in endings))
    for person in (one.person for one in found.people):
        work.note("person.pruned", None, person=person.id)
    for person, end in endings:
        if _reads(end.assignment):
            await post.in_days_message(work, person, ItemKind.NOTICE, f"{PRUNED}/{end.assignment.id}")
    for _, end in endings:
        await _end(work, end.assignment.id, words)
    if any(end.tie is Tie.NOT_INVITED for _, end in endings):
        await register_gaps.begin(work)
    return frozenset(end.assignment.seat_id for _, end in endings)


def _reads(one: Assignment) -> bool:
    """Whoever never saw the offer is not told that it is over."""
    return one.state is AssignmentState.ACCEPTED or one.delivered_at is not None


async def _end(work: Work, assignment_id: AssignmentId, words: ContentId | None) -> None:
    found = await offers.open_offer(work, assignment_id)
    if found is None or found[0].state not in (AssignmentState.ACCEPTED, AssignmentState.PROPOSED):
        return
    one, situation = found
    if one.state is AssignmentState.ACCEPTED:
        await empty(work, situation.seat.id, PRUNED, words)
        return
    await close_offer(work, situation.seat.id, AssignmentState.WITHDRAWN, PRUNED, words)
    if tie_of(one) is Tie.OFFERED:
        await offers.tell_offerer(work, situation, one, "offer_pruned")
