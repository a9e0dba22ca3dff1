"""What one statement found, kept as the answers to the questions that a look-up asks afterwards.

Nothing outlives the transaction: whoever asks next reads ownership anew.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sqlalchemy import Date, Dialect, Time

from bot.model import Account, Assignment, Episode, Person, Role, Seat, SeatId, System, SystemId
from bot.ports.store import Ahead
from bot.rules.attention import Missed
from storage import look_up_statement
from storage.asking import AnswerRows, EpisodeRows, TellingRows
from storage.columns import Utc
from storage.look_up_statement import LAST, MISSED, statement
from storage.ownership import AssignmentRows, SecondRows
from storage.people import AbsenceRows, AccountRows, PeopleRows, ReaderRows
from storage.register import ConcernRows, SeatRows, SystemRows
from storage.rows import Rows, Session, grouped

if TYPE_CHECKING:
    from storage.tx import SqlTx

Convert = Callable[[Any], Any]
ROWS = 16_384  # that stay parsed: some 20 MB
SYSTEMS = 1024  # whose rows stay answers: some 10 MB
KINDS: dict[str, type[Rows[Any, Any]]] = {
    one.table.name: one
    for one in (
        AccountRows, PeopleRows, ReaderRows, AbsenceRows, SystemRows, SeatRows, AssignmentRows, SecondRows,
        EpisodeRows, TellingRows, ConcernRows,
    )
}  # fmt: skip
# How the rows of people begin: who asks is another each time, so they are told apart before they are parsed
OF_PEOPLE = tuple(f'["{one.table.name}"' for one in (AccountRows, PeopleRows, ReaderRows, AbsenceRows))
FROM_JSON: dict[type[Any], Convert] = {Utc: datetime.fromisoformat, Date: date.fromisoformat, Time: time.fromisoformat}


async def read_ahead(tx: "SqlTx", wanted: Ahead) -> None:
    """Everything about the asker, and about the system of this name or id."""
    admins = {f"admin_{number}": one for number, one in enumerate(wanted.admins)}
    platform, tenant, user = wanted.asker or ("", "", "")
    given = {"platform": str(platform), "tenant": tenant, "user": user, "wanted": wanted.name or wanted.system}
    dialect = tx.session.connection.dialect
    asked = statement(dialect.name, len(admins), by_name=bool(wanted.name))
    people, of_systems = _Read(tx), []
    for row in await tx.session.raw(asked, given | admins):
        for brought in row:
            if brought is None:
                continue
            if brought.startswith(OF_PEOPLE):
                name, noun = _noun(brought, dialect)
                people.found[name][brought] = noun
            else:
                of_systems.append(brought)
    _know_people(people, wanted)
    _of_systems(tuple(of_systems), dialect, wanted.name).told(tx.session)


class _Read:
    """The rows that were found, as the nouns they are."""

    def __init__(self, tx: "SqlTx") -> None:
        self.tx, self.found = tx, defaultdict[str, dict[str, Any]](dict)  # by name and text: some come more than once

    def of(self, rows: Rows[Any, Any]) -> list[Any]:
        """One table's."""
        return list(self.found[rows.table.name].values())


class _Known(NamedTuple):
    """Rows by table and id, and answers by table and question, as a session keeps them. It is shared: nobody changes it.

    `each`: the answers by key, to which a session adds (`remembered_each`), so that it gets its own; of all else whoever asks is given a copy.
    """

    seen: list[tuple[str, dict[str, Any]]]
    answers: list[tuple[str, dict[tuple[Any, ...], Any]]]
    each: list[tuple[str, tuple[Any, ...], dict[Any, Any]]]

    def told(self, session: Session) -> None:
        """This transaction knows it too; what it finds later is its own."""
        for table, rows in self.seen:
            session.seen[table].update(rows)
        for table, answers in self.answers:
            session.answers[table].update(answers)
        for table, asked, found in self.each:
            session.answers[table].setdefault(asked, {}).update(found)


@lru_cache(maxsize=SYSTEMS)
def _of_systems(brought: tuple[str, ...], dialect: Dialect, wanted_name: str) -> _Known:
    """What these rows answer: the same rows always the same, whoever asks. They were read just now."""
    from storage.tx import SqlTx

    session = Session(None, writing=False)  # asked nothing: it only keeps
    read = _Read(SqlTx(session, b"", lambda: 0.0))
    for one in brought:
        name, noun = _noun(one, dialect)
        read.found[name][one] = noun
    _know_seats(read, _know_systems(read, wanted_name))
    each = [(table, asked, found) for table, kept in session.answers.items() for asked, found in kept.items() if len(asked) == 1]
    answers = [(table, {asked: found for asked, found in kept.items() if len(asked) > 1}) for table, kept in session.answers.items()]
    return _Known([one for one in session.seen.items() if one[1]], [one for one in answers if one[1]], each)


@lru_cache(maxsize=ROWS)
def _noun(brought: str, dialect: Dialect) -> tuple[str, Any]:
    """Its name and itself. A text always means the same; it was read just now."""
    name, *values = json.loads(brought)
    match name:
        case look_up_statement.MISSED:
            convert = _moments(dialect)
            return name, (values[0], Missed(values[1], convert(values[2]) if convert and values[2] is not None else values[2]))
        case look_up_statement.LAST:
            return name, (values[0], _made(AnswerRows, values[1:], dialect))
        case _:
            return name, _made(KINDS[name], values, dialect)


def _made(kind: type[Rows[Any, Any]], values: list[Any], dialect: Dialect) -> Any:
    """From JSON's texts and numbers."""
    for place, convert in _converters(cast(Any, kind), dialect):
        if values[place] is not None:
            values[place] = convert(values[place])
    return kind.noun(*values)


@lru_cache(maxsize=64)  # a dialect an engine
def _moments(dialect: Dialect) -> Convert | None:
    return _convert(Utc(), dialect)


@lru_cache(maxsize=64)  # a dialect an engine
def _converters(rows: Any, dialect: Dialect) -> tuple[tuple[int, Convert], ...]:
    """By place, for the columns that need one."""
    made = [(place, _convert(column.type, dialect)) for place, column in enumerate(rows.columns)]
    return tuple((place, convert) for place, convert in made if convert is not None)


def _convert(kind: Any, dialect: Dialect) -> Convert | None:
    """What the driver's values need; PostgreSQL's driver brings times as such, and only its JSON brings them as text."""
    then: Convert | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    first = None if dialect.name == "sqlite" else next((one for type_, one in FROM_JSON.items() if isinstance(kind, type_)), None)
    if first is None or then is None:
        return first or then
    return lambda value: then(first(value))


def _know_people(read: _Read, wanted: Ahead) -> None:
    people, accounts, absences, readers = read.tx.people, read.tx.accounts, read.tx.absences, read.tx.readers
    found: dict[str, Person] = {one.id: one for one in read.of(people)}
    people.see(found)
    if wanted.admins:
        people.know(people.by_emails, [one for one in found.values() if one.email in wanted.admins], wanted.admins)
    known = sorted(read.of(accounts), key=_last_used_first)
    accounts.know_each(accounts.of_many, grouped(known, "person_id"), found)
    asker = next((one for one in known if (one.platform, one.tenant, one.user) == wanted.asker), None)
    if asker is not None and wanted.asker is not None:
        accounts.know(accounts.find, asker, *wanted.asker)
    away = sorted(read.of(absences), key=lambda one: one.starts_on)
    absences.know_all(absences.open_of, {one.person_id: one for one in reversed(away)}, found, _nothing)
    if asker is not None and asker.person_id is not None:
        absences.know(absences.covered_by, [one for one in away if one.cover_id == asker.person_id], asker.person_id)
        readers.know(readers.open_of, next(iter(read.of(readers)), None), asker.person_id)


def _nothing() -> None:
    """What a question for one row says where there is none."""


def _last_used_first(one: Account) -> tuple[bool, float, str, str]:
    """As AccountRows orders them."""
    used = one.last_used_at
    return (used is None, -used.timestamp() if used else 0.0, one.platform.value, one.user)


def _know_systems(read: _Read, name: str) -> list[SeatId]:
    """Returns the seats of what was found."""
    systems, seats, concerns = read.tx.systems, read.tx.seats, read.tx.concerns
    found = sorted(read.of(systems), key=lambda one: (one.name, one.unit, one.slug))
    by_id: dict[SystemId, System] = {one.id: one for one in found}
    rows: list[Seat] = read.of(seats)
    systems.see(by_id)
    seats.see({one.id: one for one in rows})
    if name:
        systems.know(systems.exact, found, name)
    of_system: dict[SystemId, dict[Role, Seat]] = {one: {} for one in by_id}
    for one in rows:
        of_system.setdefault(one.system_id, {})[one.role] = one
    seats.know_all(seats.of, of_system, by_id, dict)
    raised = grouped(sorted(read.of(concerns), key=lambda one: one.raised_at), "system_id")
    concerns.know_all(concerns.open_of, {(one,): rows for one, rows in raised.items()}, [(one,) for one in by_id], list)
    return [one.id for one in rows]


def _know_seats(read: _Read, seats: list[SeatId]) -> None:
    tx, assignments = read.tx, read.tx.assignments
    held: list[Assignment] = read.of(assignments)
    assignments.see({one.id: one for one in held})
    assignments.know_each(assignments.open_of_many, grouped(held, "seat_id"), seats)
    tx.seconds.know_each(tx.seconds.open_of_many, {one.seat_id: one for one in read.of(tx.seconds)}, seats)
    tx.answers.know_each(tx.answers.last, dict(read.found[LAST].values()), seats)
    tx.check_ins.know_each(tx.check_ins.missed, dict(read.found[MISSED].values()), seats)
    _know_silences(read, seats)


def _know_silences(read: _Read, seats: list[SeatId]) -> None:
    episodes, tellings = read.tx.episodes, read.tx.tellings
    silences: list[Episode] = sorted(read.of(episodes), key=lambda one: one.since)
    by_id = {one.id: one for one in silences}
    episodes.see(by_id)
    episodes.know_all(episodes.open_of, grouped(silences, "seat_id"), seats, list)
    told = grouped(sorted(read.of(tellings), key=lambda one: (one.number, one.due_at)), "episode_id")
    tellings.know_all(tellings.of, told, by_id, list)
