"""The one statement of a look-up: the asker, and a system with all around it, as rows of (table, JSON list of the noun's columns).

It is made once a dialect and kept as text: building it takes longer than running it.
"""

from functools import cache
from typing import Any

from sqlalchemy import CTE, Select, Text, TextClause, cast, func, literal_column, select, text, union, union_all
from sqlalchemy.dialects import postgresql, sqlite

from bot.model import CheckInState, EpisodeKind
from storage import tables as t
from storage.asking import AnswerRows, CheckInRows, EpisodeRows, TellingRows
from storage.ownership import OPEN, AssignmentRows, ExcuseRows, SecondRows
from storage.people import AbsenceRows, AccountRows, PeopleRows, ReaderRows
from storage.register import ENDS, ConcernRows, SeatRows, SystemRows
from storage.rows import Rows

LAST, MISSED = "last", "missed"  # branches that bring more, or less, than the rows of a table
Json = Any  # the dialect's function that makes a JSON list


@cache
def statement(dialect_name: str, admins: int) -> TextClause:
    """Parameters: platform, tenant, user; name (folded) and system (an id), of which one may be blank; admin_0 … (addresses)."""
    json = func.json_build_array if dialect_name == "postgresql" else func.json_array
    asker, seats, held, mine, silences = _asker(), _seats(), _held(), _mine(), _silences()
    last = _last().cte("last_answer")
    concerned = _concerned(last, admins)
    branches = [
        *_of_people(json, asker, concerned),
        _rows(json, SystemRows).where(t.system.c.id.in_(_ids(_wanted()))),
        _rows(json, SeatRows).where(t.seat.c.id.in_(_ids(seats)) | t.seat.c.id.in_(select(mine.c.seat_id))),
        _rows(json, AssignmentRows).where(t.assignment.c.id.in_(_ids(held)) | t.assignment.c.id.in_(_ids(mine))),
        _rows(json, SecondRows).where(t.second.c.seat_id.in_(_ids(seats)), t.second.c.ended_at.is_(None)),
        _rows(json, ExcuseRows).where(t.excuse.c.seat_id.in_(_ids(seats)), t.excuse.c.ended_at.is_(None)),
        _rows(json, CheckInRows).where(t.check_in.c.seat_id.in_(_ids(seats)), t.check_in.c.state == CheckInState.OPEN),
        _rows(json, EpisodeRows).where(t.episode.c.id.in_(_ids(silences))),
        _rows(json, TellingRows).where(t.telling.c.episode_id.in_(_ids(silences))),
        _rows(json, ConcernRows).where(t.concern.c.system_id.in_(_ids(_wanted())), t.concern.c.state.not_in(ENDS)),
        _branch(LAST, json(last.c.seat_id, *(last.c[name] for name in AnswerRows.fields))),
        _missed(json),
    ]
    written = postgresql.dialect if dialect_name == "postgresql" else sqlite.dialect
    made = union_all(*branches).compile(dialect=written(paramstyle="named"), compile_kwargs={"literal_binds": True})
    return text(str(made))


def _given(name: str) -> Any:
    return literal_column(f":{name}")


def _ids(of: CTE) -> Any:
    return select(of.c.id)


def _branch(name: str, row: Any) -> Any:
    return select(literal_column(f"'{name}'").label("branch"), cast(row, Text).label("row"))


def _rows(json: Json, rows: type[Rows[Any, Any]]) -> Any:
    return _branch(rows.table.name, json(*rows.columns)).select_from(rows.table)


def _is_asker() -> Any:
    c = t.account.c
    return (c.platform == _given("platform")) & (c.tenant == _given("tenant")) & (c.user == _given("user"))


@cache  # one and the same wherever it is named
def _asker() -> CTE:
    return select(t.account.c.person_id.label("id")).where(_is_asker(), t.account.c.person_id.is_not(None)).cte("asker")


@cache
def _wanted() -> CTE:
    named = select(t.system_name.c.system_id.label("id")).where(t.system_name.c.folded == _given("name"))
    return union(named, select(t.system.c.id).where(t.system.c.id == _given("system"))).cte("wanted")


@cache
def _seats() -> CTE:
    return select(t.seat.c.id).where(t.seat.c.system_id.in_(_ids(_wanted()))).cte("seats")


@cache
def _held() -> CTE:
    c = t.assignment.c
    return select(c.id, c.person_id).where(c.seat_id.in_(_ids(_seats())), OPEN).cte("held")


@cache
def _mine() -> CTE:
    c = t.assignment.c
    return select(c.id, c.seat_id).where(c.person_id.in_(_ids(_asker())), OPEN).cte("mine")


@cache
def _silences() -> CTE:
    c = t.episode.c
    return select(c.id).where(c.seat_id.in_(_ids(_seats())), c.ended_at.is_(None)).cte("silences")


def _last() -> Select[Any]:
    """The newest answer that counts, per seat: as `AnswerRows.last`."""
    c, a = t.check_in.c, t.answer.c
    place = func.row_number().over(partition_by=c.seat_id, order_by=(a.given_at.desc(), a.id)).label("place")
    counted = select(c.seat_id, *AnswerRows.columns, place).join(t.check_in, c.answer_id == a.id).where(c.seat_id.in_(_ids(_seats())))
    inner = counted.subquery("counted")
    return select(inner).where(inner.c.place == 1)


def _concerned(last: CTE, admins: int) -> CTE:
    """Everybody the answer may name, and the asker."""
    held, absence = _held(), t.absence.c
    covers = select(absence.cover_id).where(absence.person_id.in_(select(held.c.person_id)), absence.ended_at.is_(None))
    people = [
        _ids(_asker()),
        select(held.c.person_id),
        covers.where(absence.cover_id.is_not(None)),
        select(t.telling.c.reader_id).where(t.telling.c.episode_id.in_(_ids(_silences()))),
        select(last.c.person_id),
        *(select(t.person.c.id).where(t.person.c.email == _given(f"admin_{one}")) for one in range(admins)),
    ]
    return union(*people).cte("concerned")


def _of_people(json: Json, asker: CTE, concerned: CTE) -> list[Select[Any]]:
    absence, reader = t.absence.c, t.reader.c
    away = absence.person_id.in_(_ids(concerned)) | absence.cover_id.in_(_ids(asker))
    return [
        _rows(json, AccountRows).where(_is_asker() | t.account.c.person_id.in_(_ids(concerned))),
        _rows(json, PeopleRows).where(t.person.c.id.in_(_ids(concerned))),
        _rows(json, ReaderRows).where(reader.person_id.in_(_ids(asker)), reader.ended_at.is_(None)),
        _rows(json, AbsenceRows).where(away, absence.ended_at.is_(None)),
    ]


def _missed(json: Json) -> Any:
    """As `CheckInRows.missed`, with the check-ins counted by whoever reads it."""
    c, e = t.check_in.c, t.episode.c
    silence = (e.seat_id == c.seat_id) & (e.kind == EpisodeKind.SILENT) & e.ended_at.is_(None) & (c.closed_at > e.since)
    row = _branch(MISSED, json(c.seat_id, func.count(), func.min(c.delivered_at))).select_from(t.check_in.join(t.episode, silence))
    return row.where(c.seat_id.in_(_ids(_seats())), c.state == CheckInState.MISSED).group_by(c.seat_id)
