"""The one statement of a look-up: the asker, and a system with all around it, as rows of (table, JSON list of the noun's columns).

It is made once a dialect and kept as text: building it takes longer than running it. Every branch walks by its indexes from the
name (or id) that is asked for, or from the asker's account: a table of what was found on the way costs SQLite more than walking
again (each takes 80 KB from the system and gives it back, docs/architecture.md), so there are only two, for what is asked for several times
or takes long. The same row may come more than once.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CTE, FromClause, Select, Text, TextClause, cast, func, literal_column, select, text, union_all
from sqlalchemy.dialects import postgresql, sqlite

from bot.model import CheckInState, EpisodeKind
from storage import tables as t
from storage.asking import AnswerRows, EpisodeRows, TellingRows
from storage.ownership import OPEN, AssignmentRows, SecondRows
from storage.people import AbsenceRows, AccountRows, PeopleRows, ReaderRows
from storage.register import ENDS, ConcernRows, SeatRows, SystemRows
from storage.rows import Rows

LAST, MISSED = "last", "missed"  # branches that bring more, or less, than the rows of a table
Json = Callable[..., Any]  # the dialect's function that makes the text of a JSON list


class _Way(NamedTuple):
    """Where a walk begins, and what must hold there."""

    source: FromClause
    id: Any  # the system's, or the person's
    condition: Any

    def to(self, table: FromClause, on: Any) -> "_Way":
        """One table further."""
        return _Way(self.source.join(table, on), self.id, self.condition)


@cache
def statement(dialect_name: str, admins: int, *, by_name: bool) -> TextClause:
    """Parameters: platform, tenant, user; wanted (the folded name, or an id); admin_0 … (addresses)."""
    json = _json(dialect_name)
    system = _wanted(by_name)
    seats = system.to(t.seat, t.seat.c.system_id == system.id)
    last = _last(seats)
    branches = [
        *_of_people(json, seats, last, admins),
        *_of_system(json, system, seats),
        *_of_seats(json, seats),
        *_asking(json, seats, last),
    ]
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


def _branch(name: str, row: Any, way: _Way, *conditions: Any) -> Select[Any]:
    brought = select(literal_column(f"'{name}'").label("branch"), row.label("row"))
    return brought.select_from(way.source).where(way.condition, *conditions)


def _rows(json: Json, rows: type[Rows[Any, Any]], way: _Way, *conditions: Any) -> Select[Any]:
    return _branch(rows.table.name, json(*rows.columns), way, *conditions)


def _of_people(json: Json, seats: _Way, last: CTE, admins: int) -> list[Select[Any]]:
    """Of everybody the answer may name, and the asker, who they are, where they are and whether they are away."""
    asker, concerned, absence, reader = _asker(), _concerned(seats, last, admins), t.absence.c, t.reader.c
    named = _Way(concerned, concerned.c.id, concerned.c.id.is_not(None))
    return [
        _rows(json, AccountRows, named.to(t.account, t.account.c.person_id == named.id)),
        _rows(json, PeopleRows, named.to(t.person, t.person.c.id == named.id)),
        _rows(json, AbsenceRows, named.to(t.absence, absence.person_id == named.id), absence.ended_at.is_(None)),
        _rows(json, AbsenceRows, asker.to(t.absence, absence.cover_id == asker.id), absence.ended_at.is_(None)),
        _rows(json, ReaderRows, asker.to(t.reader, reader.person_id == asker.id), reader.ended_at.is_(None)),
    ]


def _concerned(seats: _Way, last: CTE, admins: int) -> CTE:
    absence, telling = t.absence.c, t.telling.c
    held, silences = _held(seats), _silences(seats)
    ways: list[tuple[Any, _Way, tuple[Any, ...]]] = [
        (_asker().id, _asker(), ()),
        (t.assignment.c.person_id, held, (OPEN,)),
        (absence.cover_id, held.to(t.absence, absence.person_id == t.assignment.c.person_id), (OPEN, absence.ended_at.is_(None))),
        (telling.reader_id, silences.to(t.telling, telling.episode_id == t.episode.c.id), (t.episode.c.ended_at.is_(None),)),
    ]
    people = [select(who.label("id")).select_from(way.source).where(way.condition, *conditions) for who, way, conditions in ways]
    people.append(select(last.c.person_id))
    people += [select(t.person.c.id).where(t.person.c.email == _given(f"admin_{one}")) for one in range(admins)]
    return union_all(*people).cte("concerned")


def _held(seats: _Way) -> _Way:
    return seats.to(t.assignment, t.assignment.c.seat_id == t.seat.c.id)


def _silences(seats: _Way) -> _Way:
    return seats.to(t.episode, t.episode.c.seat_id == t.seat.c.id)


def _of_system(json: Json, system: _Way, seats: _Way) -> list[Select[Any]]:
    """The system with its seats and concerns."""
    concern = t.concern.c
    return [
        _rows(json, SystemRows, system.to(t.system, t.system.c.id == system.id)),
        _rows(json, ConcernRows, system.to(t.concern, concern.system_id == system.id), concern.state.not_in(ENDS)),
        _rows(json, SeatRows, seats),
    ]


def _of_seats(json: Json, seats: _Way) -> list[Select[Any]]:
    """Who holds them, and what has been agreed about that."""
    second = t.second.c
    return [
        _rows(json, AssignmentRows, _held(seats), OPEN),
        _rows(json, SecondRows, seats.to(t.second, second.seat_id == t.seat.c.id), second.ended_at.is_(None)),
    ]


def _asking(json: Json, seats: _Way, last: CTE) -> list[Select[Any]]:
    """What was asked and answered, and what was not."""
    check_in, episode, telling = t.check_in.c, t.episode.c, t.telling.c
    asked, silences = seats.to(t.check_in, check_in.seat_id == t.seat.c.id), _silences(seats)
    told = silences.to(t.telling, telling.episode_id == episode.id)
    return [
        _branch(LAST, json(*last.c), _Way(last, last.c.seat_id, last.c.id.is_not(None))),
        _rows(json, EpisodeRows, silences, episode.ended_at.is_(None)),
        _rows(json, TellingRows, told, episode.ended_at.is_(None)),
        _missed(json, asked),
    ]


def _last(seats: _Way) -> CTE:
    """The newest answer that counts, per seat: as `AnswerRows.last`. Looked for once: after a year it is one of fifty."""
    given, asked, answer, check_in = t.answer.alias("given"), t.check_in.alias("asked"), t.answer.c, t.check_in.c
    answers = select(given.c.id).select_from(asked.join(given, given.c.id == asked.c.answer_id)).where(asked.c.seat_id == t.seat.c.id)
    newest = answers.order_by(given.c.given_at.desc(), given.c.id).limit(1).scalar_subquery().correlate(t.seat)
    way = seats.to(t.check_in, check_in.seat_id == t.seat.c.id).to(t.answer, answer.id == check_in.answer_id)
    brought = select(check_in.seat_id, *AnswerRows.columns).select_from(way.source)
    return brought.where(way.condition, answer.id == newest).cte("last_answer")


def _missed(json: Json, asked: _Way) -> Select[Any]:
    """As `CheckInRows.missed`, with the check-ins counted by whoever reads it."""
    c, e = t.check_in.c, t.episode.c
    silence = (e.seat_id == c.seat_id) & (e.kind == EpisodeKind.SILENT) & e.ended_at.is_(None) & (c.closed_at > e.since)
    counted = _branch(MISSED, json(c.seat_id, func.count(), func.min(c.delivered_at)), asked.to(t.episode, silence))
    return counted.where(c.state == CheckInState.MISSED).group_by(c.seat_id)
