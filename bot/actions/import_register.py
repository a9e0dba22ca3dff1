"""A register comes in: silent, idempotent, nothing lost; every name that is no person becomes a gap with its reason (PRODUCT §9)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from slugify import slugify

from bot import ids
from bot.actions import clearance, prune, register_gaps, stage
from bot.actions.apply import apply
from bot.actions.prune import Missing
from bot.actions.work import Work
from bot.model import (
    DEFAULT_CADENCE,
    Assignment,
    AssignmentId,
    AssignmentState,
    Person,
    PersonId,
    Role,
    Seat,
    SeatId,
    Stage,
    System,
    SystemId,
)
from bot.rules.folding import folded
from bot.rules.named_human import EMAIL, Verdict, VerdictKind, cleaned, name_from_email
from bot.rules.register import Change, ReadRow, RegisterRow, changed_system, read_rows, stage_said
from bot.rules.register_again import differing, recognised
from bot.rules.staffing import end_offer
from bot.rules.systems import needs_three


@dataclass(frozen=True, slots=True)
class RowReport:
    """What became of one row."""

    row: int
    system: str  # slug
    name: str
    change: Change
    why: tuple[str, ...] = ()
    seats: dict[Role, tuple[str, Verdict]] = field(default_factory=dict)
    changes: tuple[str, ...] = ()  # of a changed row: the fields and roles that say something new


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Every row, in the file's order. `written` is False for a dry run and where a row was refused.

    `missing`: whom an import named before and this file does not; `pruned`: what of theirs has ended.
    """

    source: str
    rows: tuple[RowReport, ...]
    written: bool
    missing: Missing
    pruned: Missing

    def total(self, change: Change) -> int:
        """How many rows of a kind."""
        return sum(one.change is change for one in self.rows)


class _Import:
    """What one import adds, gathered to be written set-based."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.slugs: set[str] = set()
        self.by_email: dict[str, Person] = {}
        self.by_name: dict[str, list[Person]] = {}
        self.people: list[Person] = []
        self.systems: list[System] = []
        self.seats: list[Seat] = []
        self.offers: list[Assignment] = []
        self.named: dict[AssignmentId, Seat] = {}
        self.stages: list[tuple[System, Stage]] = []

    async def load(self) -> None:
        """What is known already."""
        self.slugs = await self.work.tx.systems.slugs()
        for person in await self.work.tx.people.everybody():
            self._know(person)

    def _know(self, person: Person) -> None:
        if person.email:
            self.by_email[person.email] = person
        self.by_name.setdefault(folded(person.name), []).append(person)

    def known(self, given: str) -> Person | None:
        """The person a cell names: by address, else by full name where that is one person."""
        address, email, shown = _read(given)
        if address:
            return self.by_email.get(email)
        called = self.by_name.get(folded(shown), [])
        return called[0] if len(called) == 1 else None

    def person(self, given: str) -> Person:
        """The same; else somebody new."""
        found = self.known(given)
        if found is not None:
            return found
        address, email, shown = _read(given)
        person = Person(PersonId(ids.new()), shown or name_from_email(address or given), email or None, known=False)
        self.people.append(person)
        self._know(person)
        return person

    def slug(self, system: System) -> str:
        """From the name; a collision gets a number."""
        wanted = slugify(system.name, max_length=60) or slugify(system.external_id, max_length=60) or system.id
        free, n = wanted, 2
        while free in self.slugs:
            free, n = f"{wanted}-{n}", n + 1
        self.slugs.add(free)
        return free

    async def write(self) -> None:
        """All at once."""
        tx = self.work.tx
        await tx.people.add(*self.people)
        await tx.systems.add(*self.systems)
        await tx.seats.add(*self.seats)
        await tx.assignments.add(*self.offers)
        for system in self.systems:
            self.work.note("system.created", system.id, imported=1)
        offered = {one.person_id for one in self.offers}
        for person in self.people:
            if person.id not in offered:
                self.work.note("person.named", None, person=person.id)
        for one in self.offers:
            seat = self.named[one.id]
            self.work.note("offer.named", seat.system_id, assignment=one.id, seat=seat.id, role=seat.role.value, person=one.person_id)


def _read(given: str) -> tuple[str, str, str]:
    """A cell's address as written and as compared, and the name beside it."""
    found = EMAIL.search(given)
    if found is None:
        return "", "", cleaned(given)
    address = found.group(0)
    return address, address.removeprefix("mailto:").casefold(), cleaned(given.replace(address, " ").strip(" <>()[]"))


async def import_register(
    work: Work,
    rows: Sequence[RegisterRow],
    *,
    source: str,
    dry_run: bool,
    skip_refused: bool = False,
    may_end: Collection[AssignmentId] = (),
) -> ImportReport:
    """One transaction. A refused row keeps the whole file out, unless `skip_refused`: nothing is half imported.

    `may_end`: the seats of people missing from the file that somebody has said yes to ending (`--prune`).
    """
    blank = System(SystemId(""), "", "", work.now)
    known = await work.tx.systems.keyed()
    read = recognised(read_rows(rows, work.now, blank), known)
    refused = any(one.refused for one in read)
    write = not dry_run and (skip_refused or not refused)
    made = _Import(work)
    await made.load()
    missing = await prune.missing(work, read, known, made.known)
    pruned = missing.only(may_end) if write else Missing()
    # They end before the rows are taken in, so that the file's word for an emptied seat is taken.
    ended = await prune.release(work, pruned, source) if pruned.people else frozenset()
    reports = [await _row(made, one, known.get(one.key), write, ended) for one in read]
    if write:
        await made.write()
        for system, said in made.stages:
            await stage.change(work, await work.tx.systems.get(system.id) or system, said, None)
        if any(seat.from_import for seat in made.seats):
            await register_gaps.begin(work)
        counts = {change.value: sum(one.change is change for one in reports) for change in Change}
        kept = await work.keep(source, None)
        work.note("register.imported", None, kept, **counts)
    return ImportReport(source, tuple(reports), write, missing, pruned)


async def _row(made: _Import, read: ReadRow, before: System | None, write: bool, ended: Collection[SeatId]) -> RowReport:
    seats = dict(read.seats)
    if read.refused or read.system is None:
        return RowReport(read.row.number, "", read.row.values.get("name", "")[:80], Change.REFUSED, (read.refused,), seats)
    if before is None:
        system = _create(made, read.system, seats)
        return RowReport(read.row.number, system.slug, system.name, Change.CREATED, read.why, seats)
    if before.row_digest == read.digest:
        await _refill(made, before, seats, ended)
        return RowReport(read.row.number, before.slug, before.name, Change.SAME, read.why, seats)
    changes = (*differing(before, read.system), *await _named_otherwise(made, before, seats, ended))
    if not changes:
        if write:
            await _said_again(made, before, read, seats)
        return RowReport(read.row.number, before.slug, before.name, Change.SAME, read.why, seats)
    decided = await _decide(made, before, read.system, seats)
    if write:
        await _carry_out(made, decided)
    return RowReport(read.row.number, before.slug, read.system.name, Change.CHANGED, read.why + decided.notes, seats, changes)


def _create(made: _Import, described: System, seats: dict[Role, tuple[str, Verdict]]) -> System:
    system = replace(described, id=SystemId(ids.new()))
    system = replace(system, slug=made.slug(system))
    made.systems.append(system)
    for role in Role:
        seat = Seat(SeatId(ids.new()), system.id, role, DEFAULT_CADENCE[role], from_import=system.stage is not Stage.RETIRED)
        if role in seats:
            seat = _name(made, seat, *seats[role])
        made.seats.append(seat)
    return system


def _name(made: _Import, seat: Seat, given: str, verdict: Verdict) -> Seat:
    """A person becomes a silent proposal, a claim; anything else a gap with its reason."""
    if verdict.kind is not VerdictKind.PERSON:
        return replace(seat, gap_given=given[:300], gap_reason=(verdict.reason or "ask"))
    offer = Assignment(
        AssignmentId(ids.new()), seat.id, made.person(given).id, AssignmentState.PROPOSED, made.work.now,
        true_from=made.work.now, claimed=True,
    )  # fmt: skip
    made.offers.append(offer)
    made.named[offer.id] = seat
    return replace(seat, gap_given="", gap_reason="")


async def _refill(made: _Import, before: System, seats: dict[Role, tuple[str, Verdict]], ended: Collection[SeatId]) -> None:
    """A row that says what it said: its word counts for the seats that have just been emptied."""
    for role, seat in (await made.work.tx.seats.of(before.id)).items() if ended else ():
        if seat.id in ended and role in seats and not await made.work.tx.assignments.open_of(seat.id):
            await made.work.tx.seats.save(_name(made, seat, *seats[role]))


@dataclass(frozen=True, slots=True)
class _Decided:
    """What a changed row does, found out before anything is written: a dry run says what the run will."""

    system: System
    stage: Stage | None
    confirmed: tuple[Assignment, ...]  # named by the file as well
    withdrawn: tuple[Assignment, ...]
    seats: tuple[tuple[Seat, str, Verdict], ...]  # with the file's new word
    notes: tuple[str, ...]


async def _decide(made: _Import, before: System, described: System, seats: dict[Role, tuple[str, Verdict]]) -> _Decided:
    """The changed cells of a known row; an accepted holder is never touched by a file."""
    work, changed = made.work, changed_system(before, described)
    stage, notes = await _stage(made, changed, stage_said(described))
    confirmed: list[Assignment] = []
    withdrawn: list[Assignment] = []
    renamed: list[tuple[Seat, str, Verdict]] = []
    by_role = await work.tx.seats.of(before.id)
    for role, (given, verdict) in seats.items():
        seat = by_role[role]
        open_ = await work.tx.assignments.open_of(seat.id)
        named = await work.tx.people.get(open_[0].person_id) if open_ else None
        if named is not None and verdict.kind is VerdictKind.PERSON and made.person(given).id == named.id:
            confirmed += open_
        elif any(one.state is AssignmentState.ACCEPTED or one.invited_at for one in open_):
            if verdict.kind is VerdictKind.PERSON or given != seat.gap_given:
                notes.append(
                    f"{role.value}: {named.name if named else 'somebody'} holds or was offered it in Rollcall, so the file's word is not taken"
                )
        else:
            withdrawn += open_
            renamed.append((seat, given, verdict))
    return _Decided(changed, stage, tuple(confirmed), tuple(withdrawn), tuple(renamed), tuple(notes))


async def _carry_out(made: _Import, decided: _Decided) -> None:
    """The stages follow when all rows are written."""
    work, system = made.work, decided.system
    await work.tx.systems.save(system)
    work.note("system.imported", system.id)
    if decided.stage is not None:
        made.stages.append((system, decided.stage))
    await _confirm(work, decided.confirmed)
    for one in decided.withdrawn:
        await apply(work, end_offer(one, work.now, AssignmentState.WITHDRAWN, "import"), system.id)
    for seat, given, verdict in decided.seats:
        await work.tx.seats.save(_name(made, seat, given, verdict))


async def _named_otherwise(
    made: _Import, before: System, seats: dict[Role, tuple[str, Verdict]], ended: Collection[SeatId]
) -> tuple[str, ...]:
    """The roles whose cell says neither who is named for the seat already nor what was given for it."""
    by_role = await made.work.tx.seats.of(before.id)
    open_of = await made.work.tx.assignments.open_of_many(by_role[role].id for role in seats)
    found: list[str] = []
    for role, (given, verdict) in seats.items():
        seat = by_role[role]
        named = {one.person_id for one in open_of.get(seat.id, [])}
        person = made.known(given) if verdict.kind is VerdictKind.PERSON else None
        nobody = verdict.kind is not VerdictKind.PERSON and not named and given[:300] == seat.gap_given
        if seat.id in ended or not (nobody or (person is not None and named == {person.id})):
            found.append(role.value)
    return tuple(found)


async def _said_again(made: _Import, before: System, read: ReadRow, seats: dict[Role, tuple[str, Verdict]]) -> None:
    """In other letters only, as an export writes them: nothing changes but what the next import is compared with."""
    await made.work.tx.systems.save(replace(before, row_digest=read.digest))
    by_role = await made.work.tx.seats.of(before.id)
    for role in seats:
        await _confirm(made.work, await made.work.tx.assignments.open_of(by_role[role].id))


async def _stage(made: _Import, system: System, said: Stage | None) -> tuple[Stage | None, list[str]]:
    """The file's stage, where it is another; but planned means staffed, whoever says otherwise (R5)."""
    if said is None or said is system.stage:
        return None, []
    if needs_three(system.stage, said) and not (await clearance.of_system(made.work, system)).may_go_on:
        return None, [f"stage: it stays planned until three people have said yes, so “{system.stage_given[:40]}” is not taken"]
    return said, []


async def _confirm(work: Work, open_: Sequence[Assignment]) -> None:
    """The file names whoever was chosen in chat and said yes: from now on it can miss them."""
    for one in open_:
        if one.state is AssignmentState.ACCEPTED and not one.claimed:
            await work.tx.assignments.save(replace(one, claimed=True))
