"""The one statement of a look-up: the asker, and a system with all around it, as rows of JSON lists: the noun's name, and its columns.

It is made once a dialect and kept as text: building it takes longer than running it. Every branch walks by its indexes from the
name (or id) that is asked for, or from the asker's account, and brings with it what belongs to what it meets, several nouns a row:
a walk costs more than a column, and a table of what was found on the way more than walking again (docs/architecture.md). So there
are only two such tables, for what is asked for several times or takes long. The same noun may come more than once.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    FromClause,
    Select,
    Text,
    TextClause,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    text,
    union,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.model import CheckInState, EpisodeKind
from storage import tables as t
from storage.asking import AnswerRows, EpisodeRows, TellingRows
from storage.ownership import OPEN, AssignmentRows, SecondRows
from storage.people import AbsenceRows, AccountRows, PeopleRows, ReaderRows
from storage.register import ENDS, ConcernRows, SeatRows, SystemRows
from storage.rows import Rows

LAST, MISSED = "last", "missed"  # names of what is more, or less, than the row of a table
WIDTH = 3  # nouns in a row
Json = Callable[..., Any]  # the dialect's function that makes the text of a JSON list
Kind = type[Rows[Any, Any]]


class _Way(NamedTuple):
    """Where a walk begins, and what must hold there."""

    source: FromClause
    id: Any  # the system's, or the person's
    condition: Any

    def to(self, table: FromClause, on: Any) -> "_Way":
        """One table further."""
        return self._replace(source=self.source.join(table, on))

    def perhaps(self, table: FromClause, on: Any) -> "_Way":
        """One table further, where there is something."""
        return self._replace(source=self.source.outerjoin(table, on))


@cache
def statement(dialect_name: str, admins: int, *, by_name: bool) -> TextClause:
    """Parameters: platform, tenant, user; wanted (the folded name, or an id); admin_0 … (addresses)."""
    json = _json(dialect_name)
    system = _wanted(by_name)
    seats = system.to(t.seat, t.seat.c.system_id == system.id)
    last = _last(seats)
    branches = [*_of_people(json, seats, last, admins), *_of_system(json, system, seats), *_of_answers(json, seats, last)]
    written = postgresql.dialect if dialect_name == "postgresql" else sqlite.dialect
    made = union_all(*branches).compile(dialect=written(paramstyle="named"), compile_kwargs={"literal_binds": True})
    return text(str(made))


def _json(dialect_name: str) -> Json:
    if dialect_name == "postgresql":
        return lambda *columns: cast(func.json_build_array(*columns), Text)
    return func.json_array


def _given(name: str) -> Any:
    return literal_column(f":{name}")


def _wanted(by_name: bool) -> _Way:
    if by_name:
        return _Way(t.system_name, t.system_name.c.system_id, t.system_name.c.folded == _given("wanted"))
    wanted = t.system.alias("wanted")
    return _Way(wanted, wanted.c.id, wanted.c.id == _given("wanted"))


@cache  # one and the same wherever it is named
def _asker() -> _Way:
    account = t.account.alias("asker")
    c = account.c
    is_asker = (c.platform == _given("platform")) & (c.tenant == _given("tenant")) & (c.user == _given("user"))
    return _Way(account, c.person_id, is_asker)


def _branch(way: _Way, *nouns: Any) -> Select[Any]:
    padded = [*nouns, *[null()] * (WIDTH - len(nouns))]
    return select(*[one.label(f"noun_{place}") for place, one in enumerate(padded)]).select_from(way.source).where(way.condition)


def _named(json: Json, name: str, *columns: Any) -> Any:
    return json(literal_column(f"'{name}'"), *columns)


def _noun(json: Json, rows: Kind) -> Any:
    """The row of a table on the way."""
    return _named(json, rows.table.name, *rows.columns)


def _perhaps(json: Json, rows: Kind) -> Any:
    """The same where there is one; else nothing at all."""
    return case((rows.table.c.id.is_not(None), _noun(json, rows)))


def _of_people(json: Json, seats: _Way, last: CTE, admins: int) -> list[Select[Any]]:
    """Of everybody the answer may name, and the asker, who they are, where they are and whether they are away."""
    asker, concerned, absence, reader = _asker(), _concerned(seats, last, admins), t.absence.c, t.reader.c
    them = _Way(concerned, concerned.c.id, concerned.c.id.is_not(None)).to(t.person, t.person.c.id == concerned.c.id)
    away = (absence.person_id == t.person.c.id) & absence.ended_at.is_(None)
    around = them.perhaps(t.account, t.account.c.person_id == t.person.c.id).perhaps(t.absence, away)
    covers = (absence.cover_id == asker.id) & absence.ended_at.is_(None)
    reads = (reader.person_id == asker.id) & reader.ended_at.is_(None)
    return [
        _branch(around, _noun(json, PeopleRows), _perhaps(json, AccountRows), _perhaps(json, AbsenceRows)),
        _branch(asker.to(t.absence, covers), _noun(json, AbsenceRows)),
        _branch(asker.to(t.reader, reads), _noun(json, ReaderRows)),
    ]


def _concerned(seats: _Way, last: CTE, admins: int) -> CTE:
    absence, telling = t.absence.c, t.telling.c
    held, silences = _held(seats), _silences(seats)
    ways: list[tuple[Any, _Way, tuple[Any, ...]]] = [
        (_asker().id, _asker(), ()),
        (t.assignment.c.person_id, held, (OPEN,)),
        (absence.cover_id, held.to(t.absence, absence.person_id == t.assignment.c.person_id), (OPEN, absence.ended_at.is_(None))),
        (telling.reader_id, silences.to(t.telling, telling.episode_id == t.episode.c.id), ()),
    ]
    people = [select(who.label("id")).select_from(way.source).where(way.condition, *conditions) for who, way, conditions in ways]
    people.append(select(last.c.person_id))
    people += [select(t.person.c.id).where(t.person.c.email == _given(f"admin_{one}")) for one in range(admins)]
    return union(*people).cte("concerned")


def _held(seats: _Way) -> _Way:
    return seats.to(t.assignment, t.assignment.c.seat_id == t.seat.c.id)


def _silences(seats: _Way) -> _Way:
    return seats.to(t.episode, (t.episode.c.seat_id == t.seat.c.id) & t.episode.c.ended_at.is_(None))


def _of_system(json: Json, system: _Way, seats: _Way) -> list[Select[Any]]:
    """The system with its concerns, and its seats with who holds them and what has been agreed about that."""
    concern, second = t.concern.c, t.second.c
    raised = (concern.system_id == system.id) & concern.state.not_in(ENDS)
    whole = system.to(t.system, t.system.c.id == system.id).perhaps(t.concern, raised)
    held = seats.perhaps(t.assignment, (t.assignment.c.seat_id == t.seat.c.id) & OPEN)
    agreed = held.perhaps(t.second, (second.seat_id == t.seat.c.id) & second.ended_at.is_(None))
    return [
        _branch(whole, _noun(json, SystemRows), _perhaps(json, ConcernRows)),
        _branch(agreed, _noun(json, SeatRows), _perhaps(json, AssignmentRows), _perhaps(json, SecondRows)),
    ]


def _of_answers(json: Json, seats: _Way, last: CTE) -> list[Select[Any]]:
    """What was answered, and what was not."""
    silences = _silences(seats)
    told = silences.perhaps(t.telling, t.telling.c.episode_id == t.episode.c.id)
    return [
        _branch(_Way(last, last.c.seat_id, last.c.id.is_not(None)), _named(json, LAST, *last.c)),
        _branch(told, _noun(json, EpisodeRows), _perhaps(json, TellingRows), _missed(json)),
    ]


def _last(seats: _Way) -> CTE:
    """The newest answer that counts, per seat: as `AnswerRows.last`. Looked for once: after a year it is one of fifty."""
    given, asked, answer, check_in = t.answer.alias("given"), t.check_in.alias("asked"), t.answer.c, t.check_in.c
    answers = select(given.c.id).select_from(asked.join(given, given.c.id == asked.c.answer_id)).where(asked.c.seat_id == t.seat.c.id)
    newest = answers.order_by(given.c.given_at.desc(), given.c.id).limit(1).scalar_subquery().correlate(t.seat)
    way = seats.to(t.check_in, check_in.seat_id == t.seat.c.id).to(t.answer, answer.id == check_in.answer_id)
    brought = select(check_in.seat_id, *AnswerRows.columns).select_from(way.source)
    return brought.where(way.condition, answer.id == newest).cte("last_answer")


def _missed(json: Json) -> Any:
    """As `CheckInRows.missed`, for an episode on the way, with the check-ins counted by whoever reads it; nothing where none was missed."""
    c, e = t.check_in.c, t.episode.c
    counted = select(_named(json, MISSED, c.seat_id, func.count(), func.min(c.delivered_at))).group_by(c.seat_id)
    missed = counted.where(c.seat_id == e.seat_id, c.state == CheckInState.MISSED, c.closed_at > e.since).correlate(t.episode)
    return case((e.kind == EpisodeKind.SILENT, missed.scalar_subquery()))
