"""What was read ahead is what the questions find: for every register, whoever asks, on both databases, and after whatever is written.

Each question is asked twice: of a transaction that has read ahead and has been asked the others, and alone of one that knows nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import (
    Absence,
    AbsenceId,
    Account,
    AccountId,
    Answer,
    AnswerId,
    AnswerKind,
    Assignment,
    AssignmentId,
    AssignmentState,
    Cadence,
    Check,
    CheckIn,
    CheckInId,
    CheckInState,
    Concern,
    ConcernId,
    ConcernState,
    Episode,
    EpisodeId,
    EpisodeKind,
    Excuse,
    ExcuseId,
    ExcuseKind,
    Money,
    OutOfReach,
    Person,
    PersonId,
    Platform,
    Reader,
    ReaderId,
    Rhythm,
    Role,
    Seat,
    SeatId,
    Second,
    SecondId,
    Severity,
    Stage,
    System,
    SystemId,
    Telling,
)
from bot.ports.store import Ahead, Tx
from bot.rules.folding import folded
from storage.store import SqlStore
from tests.databases import KEY

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PEOPLE, SYSTEMS = 4, 2
NAMES = ("Invoice triage", "invoice TRIAGE", "Ünïcode “quoted”", "it's\\n; DROP TABLE person --", "x:platform {%s} ?", "٣ 発注 🧾")
WORDS = (
    "",
    "plain",
    "it's",
    'two "quotes"',
    "back\\slash \\u0041 \\n",
    "line\nend\ttab",
    "€ 発注 🧾 \u2028",
    ":wanted %(user)s $1",
    "null",
    "[1, 2]",
)
TENANTS, USERS = ("T1", "t1", "it's"), ("U1", "u1", "ü\\", "U2")
ADDRESSES = tuple(f"p{number}@acme.example" for number in range(PEOPLE))
SILENCES = ((EpisodeKind.SILENT,), (EpisodeKind.SILENT, EpisodeKind.VACANT), (EpisodeKind.UNCOVERED, EpisodeKind.SILENT), ())
CLOSED = (CheckInState.MISSED, CheckInState.MISSED, CheckInState.ANSWERED, CheckInState.VOID)
ENDED = (AssignmentState.ENDED, AssignmentState.DECLINED, AssignmentState.WITHDRAWN, AssignmentState.EXPIRED)

moments = st.builds(
    lambda hours, micro: NOW + timedelta(hours=hours, microseconds=micro), st.integers(-4, 4), st.sampled_from((0, 1, 500_000))
)
some_moment = st.none() | moments
days = st.dates(date(2026, 11, 20), date(2026, 11, 30))
words = st.sampled_from(WORDS)
persons = st.integers(0, PEOPLE - 1).map(lambda number: PersonId(f"p{number}"))
nobody_or = st.none() | persons


class Register(NamedTuple):
    """Rows by their table's name in a transaction, in an order in which they can be written."""

    rows: dict[str, list[Any]]

    def of(self, name: str) -> list[Any]:
        """One table's."""
        return self.rows.get(name, [])


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Any that the constraints allow, whether the actions would ever make it or not."""
    made: dict[str, list[Any]] = {}
    made["people"] = [_person(draw, number) for number in range(PEOPLE)]
    made["accounts"] = _accounts(draw)
    made["systems"] = _systems(draw)
    made["seats"] = [_seat(draw, one.id, role) for one in made["systems"] for role in Role]
    made["absences"] = _absences(draw)
    made["readers"] = _readers(draw)
    made["concerns"] = _concerns(draw)
    for seat in made["seats"][: draw(st.integers(2, 4))]:
        made.setdefault("assignments", []).extend(_assignments(draw, seat.id))
        made.setdefault("seconds", []).extend(_seconds(draw, seat.id))
        made.setdefault("excuses", []).extend(_excuses(draw, seat.id))
        _asked(draw, seat.id, made)
        _silences(draw, seat.id, made)
    return Register(made)


def _person(draw: st.DrawFn, number: int) -> Person:
    left = draw(st.booleans())
    return Person(
        PersonId(f"p{number}"), draw(words) or "P", draw(st.sampled_from((None, ADDRESSES[number]))), zone=draw(st.sampled_from((None, "Asia/Tokyo"))),
        hours_start=time(8, 30, 15), weekday=0, ask_hour=draw(st.sampled_from((None, time(0), time(23, 59)))), preferred=Platform.SLACK,
        external=not left, active=not left, left_at=draw(moments) if left else None,
    )  # fmt: skip


def _accounts(draw: st.DrawFn) -> list[Account]:
    """Some people have several, some have none, some accounts are nobody's."""
    keys = draw(st.lists(st.tuples(st.sampled_from(Platform), st.sampled_from(TENANTS), st.sampled_from(USERS)), unique=True, max_size=6))
    return [
        Account(
            AccountId(f"a{number}"), draw(nobody_or), *key, name=draw(words), bot=draw(st.booleans()),
            out_of_reach=draw(st.none() | st.sampled_from(OutOfReach)), last_used_at=draw(some_moment),
        )
        for number, key in enumerate(keys)
    ]  # fmt: skip


def _systems(draw: st.DrawFn) -> list[System]:
    made: list[System] = []
    for number in range(SYSTEMS):
        merged = SystemId("s0") if number and draw(st.integers(0, 4)) == 0 else None
        made.append(
            System(
                SystemId(f"s{number}"), f"slug-{number}", draw(st.sampled_from(NAMES)), draw(moments),
                tuple(draw(st.lists(st.sampled_from(NAMES), max_size=2))), unit=draw(words), stage=draw(st.sampled_from(Stage)),
                normal_on=draw(st.none() | days), checks=tuple(draw(st.lists(st.builds(Check, words, st.none() | words), max_size=2))),
                budget=draw(st.sampled_from((None, Money(Decimal("800.10"), "EUR"), Money(Decimal("1E+3"), "JPY")))),
                switched_off_at=draw(some_moment), merged_into=merged, tells_moved=merged is None,
            )
        )  # fmt: skip
    return made


def _seat(draw: st.DrawFn, system: SystemId, role: Role) -> Seat:
    return Seat(
        SeatId(f"{system}{role.value[0]}"), system, role, Cadence(Rhythm.MONTHLY, 4, -1, time(9, 30)), draw(some_moment), gap_given=draw(words),
        hours_needed=draw(st.sampled_from((None, Decimal("2"), Decimal("0.50")))),
    )  # fmt: skip


def _absences(draw: st.DrawFn) -> list[Absence]:
    """They overlap as they like; at most one a person is not ended."""
    return [
        Absence(
            AbsenceId(f"away-{one}-{number}"), PersonId(f"p{one}"), draw(days), draw(st.none() | days), draw(nobody_or),
            cover_agreed_at=draw(some_moment), ended_at=None if number == 0 else NOW,
        )
        for one in range(PEOPLE)
        for number in draw(st.sets(st.integers(0, 1)))
    ]  # fmt: skip


def _readers(draw: st.DrawFn) -> list[Reader]:
    return [
        Reader(ReaderId(f"reader-{one}-{number}"), PersonId(f"p{one}"), draw(days), NOW, ended_at=None if number == 0 else draw(moments))
        for one in range(2)
        for number in draw(st.sets(st.integers(0, 1)))
    ]


def _concerns(draw: st.DrawFn) -> list[Concern]:
    """Raised by whoever, left or not, in every state."""
    return [
        Concern(
            ConcernId(f"concern-{number}"), SystemId(f"s{draw(st.integers(0, SYSTEMS - 1))}"), draw(persons), draw(moments),
            Severity.STOP, draw(st.sampled_from(ConcernState)), wrong_since=draw(st.none() | days), where=draw(words),
        )
        for number in range(draw(st.integers(0, 4)))
    ]  # fmt: skip


def _assignments(draw: st.DrawFn, seat: SeatId) -> list[Assignment]:
    states = [
        *draw(st.sets(st.sampled_from((AssignmentState.ACCEPTED, AssignmentState.PROPOSED)))),
        *draw(st.lists(st.sampled_from(ENDED), max_size=1)),
    ]
    return [
        Assignment(
            AssignmentId(f"{seat}-{number}"), seat, draw(persons), state, draw(moments), offered_by=PersonId("p0"), authority=draw(words),
            hours=draw(st.sampled_from((None, Decimal("1.5")))), leaving_at=draw(some_moment),
        )
        for number, state in enumerate(states)
    ]  # fmt: skip


def _seconds(draw: st.DrawFn, seat: SeatId) -> list[Second]:
    return [
        Second(
            SecondId(f"{seat}-second-{number}"), seat, draw(persons), PersonId("p0"), draw(moments), confirmed_at=draw(some_moment),
            ended_at=None if number == 0 else NOW,
        )
        for number in draw(st.sets(st.integers(0, 1)))
    ]  # fmt: skip


def _excuses(draw: st.DrawFn, seat: SeatId) -> list[Excuse]:
    return [
        Excuse(ExcuseId(f"{seat}-excuse-{number}"), seat, ExcuseKind.PAUSE, draw(persons), None, draw(days), NOW,
               ended_at=None if number == 0 else NOW)
        for number in draw(st.sets(st.integers(0, 1)))
    ]  # fmt: skip


def _asked(draw: st.DrawFn, seat: SeatId, made: dict[str, list[Any]]) -> None:
    """Questions in every state, and their answers: none, one that counts, others that no longer do."""
    for number in range(draw(st.integers(1, 3))):
        state = CheckInState.OPEN if number == 0 and draw(st.booleans()) else draw(st.sampled_from(CLOSED))
        check_in = CheckInId(f"{seat}-asked-{number}")
        given_ones = [
            Answer(AnswerId(f"{check_in}-{which}"), check_in, draw(persons), draw(st.sampled_from(AnswerKind)), draw(moments), number=Decimal("12.50"))
            for which in range(draw(st.integers(1, 2)))
        ]  # fmt: skip
        counts = draw(st.sampled_from((given_ones[-1].id, given_ones[0].id, None)))
        made.setdefault("check_ins", []).append(
            CheckIn(
                check_in, seat, f"2026-W{number}", NOW.date(), state, NOW, draw(nobody_or), draw(some_moment),
                None if state is CheckInState.OPEN else draw(moments), answer_id=counts,
            )
        )  # fmt: skip
        made.setdefault("answers", []).extend(given_ones)


def _silences(draw: st.DrawFn, seat: SeatId, made: dict[str, list[Any]]) -> None:
    """Open and ended, and who was told of them: people who hold nothing there as well."""
    for kind in draw(st.sampled_from(SILENCES)):
        for number in draw(st.sampled_from(((0, 1), (0,), (1,)))):
            episode = EpisodeId(f"{seat}-{kind.value}-{number}")
            made.setdefault("episodes", []).append(
                Episode(
                    episode, seat, kind, draw(moments), draw(nobody_or), told_on=draw(st.none() | days), ended_at=None if number == 0 else NOW,
                )
            )  # fmt: skip
            made.setdefault("tellings", []).extend(
                Telling(f"{episode}-told-{which}", episode, draw(st.integers(1, 2)), draw(persons), draw(moments), draw(some_moment))
                for which in range(draw(st.integers(0, 2)))
            )


@st.composite
def aheads(draw: st.DrawFn, register: Register) -> Ahead:
    """A name that is known, is not, or an id; admins of whom some are known; somebody known, unknown, or nobody who asks."""
    known = [(one.platform, one.tenant, one.user) for one in register.of("accounts")]
    asker = draw(st.sampled_from((None, (Platform.SLACK, "T9", "U9"), *known)))
    admins = tuple(draw(st.lists(st.sampled_from((*ADDRESSES, "nobody@acme.example")), unique=True, max_size=3)))
    names = (
        "slug-0",
        "slug-1",
        *(one for system in register.of("systems") for one in (system.name, *system.aliases)),
        *NAMES[:2],
        *WORDS[:3],
    )
    by_name = st.builds(lambda name: Ahead(folded(name), "", admins, asker), st.sampled_from(names))
    by_id = st.builds(lambda id: Ahead("", id, admins, asker), st.sampled_from(("s0", "s1", "s9", "")))
    of_the_first = st.builds(lambda name: Ahead(name, "", admins, asker), st.just("slug-0"))  # where most was asked
    return draw(of_the_first | by_name | by_id)


Question = tuple[str, Callable[[Tx], Awaitable[Any]]]


def questions(register: Register, ahead: Ahead) -> list[Question]:
    """Whatever a look-up asks, of everybody and everything there is and of what there is not, one by one and of many together."""
    accounts = {(one.platform, one.tenant, one.user) for one in register.of("accounts")} | ({ahead.asker} if ahead.asker else set())
    systems = [SystemId(f"s{number}") for number in (*range(SYSTEMS), 9)]
    seats = [one.id for one in register.of("seats")] + [SeatId("none")]
    episodes = [one.id for one in register.of("episodes")]
    return [
        ("admins", lambda tx: tx.people.by_emails(ahead.admins)),
        ("accounts of all", lambda tx: tx.accounts.of_many([PersonId(f"p{number}") for number in range(PEOPLE + 1)])),
        ("open of all seats", lambda tx: tx.assignments.open_of_many(seats)),
        ("seconds of all seats", lambda tx: tx.seconds.open_of_many(seats)),
        ("last answers", lambda tx: tx.answers.last(seats)),
        ("missed", lambda tx: tx.check_ins.missed(seats)),
        ("open check-ins", lambda tx: tx.check_ins.open_of_many(seats)),
        ("excuses", lambda tx: tx.excuses.open_of_many(seats)),
        ("names", lambda tx: tx.systems.names()),
        ("people", lambda tx: tx.people.many([PersonId(f"p{number}") for number in range(PEOPLE + 1)])),
        *[(f"find {key}", lambda tx, key=key: tx.accounts.find(*key)) for key in sorted(accounts)],
        *[each for number in range(PEOPLE + 1) for each in _about_a_person(PersonId(f"p{number}"))],
        *[each for one in systems for each in _about_a_system(one)],
        *[(f"exact {name}", lambda tx, name=name: tx.systems.exact(name)) for name in {ahead.name, folded(NAMES[0]), folded(NAMES[3])}],
        *[each for one in seats for each in _about_a_seat(one)],
        *[(f"told of {one}", lambda tx, one=one: tx.tellings.of(one)) for one in episodes],
        *[(f"episode {one}", lambda tx, one=one: tx.episodes.get(one)) for one in episodes],
    ]  # fmt: skip


def _about_a_person(who: PersonId) -> list[Question]:
    return [
        (f"person {who}", lambda tx: tx.people.get(who)),
        (f"accounts of {who}", lambda tx: tx.accounts.of(who)),
        (f"absence of {who}", lambda tx: tx.absences.open_of(who)),
        (f"covered by {who}", lambda tx: tx.absences.covered_by(who)),
        (f"reader {who}", lambda tx: tx.readers.open_of(who)),
        (f"held by {who}", lambda tx: tx.assignments.open_for(who)),
    ]


def _about_a_system(which: SystemId) -> list[Question]:
    return [
        (f"system {which}", lambda tx: tx.systems.get(which)),
        (f"seats of {which}", lambda tx: tx.seats.of(which)),
        (f"concerns of {which}", lambda tx: tx.concerns.open_of((which,))),
        (f"concerns of {which} and s0", lambda tx: tx.concerns.open_of([which, SystemId("s0")])),
    ]


def _about_a_seat(which: SeatId) -> list[Question]:
    return [
        (f"seat {which}", lambda tx: tx.seats.get(which)),
        (f"open of {which}", lambda tx: tx.assignments.open_of(which)),
        (f"second of {which}", lambda tx: tx.seconds.open_of(which)),
        (f"excuse of {which}", lambda tx: tx.excuses.open_of(which)),
        (f"silences of {which}", lambda tx: tx.episodes.open_of(which)),
    ]


def same(found: Any) -> Any:
    """An answer without the order among equals, which nobody promises; every list has its own test of its order."""
    if isinstance(found, dict):
        return {key: same(value) for key, value in found.items()}
    return sorted(found, key=repr) if isinstance(found, list) else found


ORDER: dict[str, Callable[[Any], Any]] = {
    "accounts of p": lambda one: (one.last_used_at is None, -one.last_used_at.timestamp() if one.last_used_at else 0.0),
    "covered by": lambda one: one.starts_on,
    "silences of": lambda one: one.since,
    "told of": lambda one: (one.number, one.due_at),
    "concerns of": lambda one: one.raised_at,
    "held by": lambda one: one.written_on,
}


def in_order(label: str, found: Any) -> bool:
    """As the port promises it."""
    key = next((key for start, key in ORDER.items() if label.startswith(start)), None)
    rows = [key(one) for one in found] if key and not label.endswith("and s0") else []
    return rows == sorted(rows)


class Left(Exception):
    """What was written is not kept: the next register begins with nothing."""


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """One loop for all registers of a test: a connection stays in the loop that opened it."""
    with asyncio.Runner() as made:
        yield made


@pytest.fixture
def kept(database: str, runner: asyncio.Runner) -> Iterator[SqlStore]:
    """A store in that loop."""

    async def opened() -> SqlStore:
        return SqlStore(database, audit_key=KEY, alone=True, durable=False)

    store = runner.run(opened())
    yield store
    runner.run(store.close())


@asynccontextmanager
async def written(store: SqlStore, register: Register) -> AsyncIterator[Callable[[], Tx]]:
    """The register for as long as this lasts, and transactions on it that know nothing yet."""
    try:
        async with store.engines[1].begin() as connection:
            tx = store.tx(connection, writing=True)
            for name, rows in register.rows.items():
                await getattr(tx, name).add(*rows)
            yield lambda: store.tx(connection, writing=True)
            raise Left
    except Left:
        pass


def examples(count: int) -> Callable[[Any], Any]:
    """Registers are large, and one store serves all of a test: nothing of one is there in the next."""
    unhealthy = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(max_examples=count, suppress_health_check=unhealthy)


@examples(40)
@given(data=st.data())
def test_what_was_read_ahead_is_what_each_question_finds(runner: asyncio.Runner, kept: SqlStore, data: st.DataObject) -> None:
    register = data.draw(registers())
    ahead = data.draw(aheads(register))
    asked = data.draw(st.permutations(questions(register, ahead)))

    async def both() -> None:
        async with written(kept, register) as fresh:
            knowing = fresh()
            await knowing.read_ahead(ahead)
            for label, ask in asked:
                known, found = await ask(knowing), await ask(fresh())
                assert same(known) == same(found), label
                assert in_order(label, known) and in_order(label, found), label

    runner.run(both())


CHANGES: dict[str, Callable[[Any, datetime], Any]] = {
    "people": lambda one, at: replace(one, active=not one.active, email=None, title="changed"),
    "accounts": lambda one, at: replace(one, person_id=PersonId("p0"), last_used_at=at, user=f"{one.user}-again"),
    "systems": lambda one, at: replace(one, name="renamed", aliases=(NAMES[3],), merged_into=None),
    "seats": lambda one, at: replace(one, gap_given="changed", next_ask_at=at),
    "absences": lambda one, at: replace(one, ended_at=at),
    "readers": lambda one, at: replace(one, ended_at=at),
    "concerns": lambda one, at: replace(one, state=ConcernState.CONFIRMED),
    "assignments": lambda one, at: replace(one, state=AssignmentState.ENDED, ended_at=at),
    "seconds": lambda one, at: replace(one, ended_at=at),
    "excuses": lambda one, at: replace(one, ended_at=at),
    "check_ins": lambda one, at: replace(one, state=CheckInState.MISSED, closed_at=at, answer_id=None),
    "answers": lambda one, at: replace(one, person_id=PersonId("p1"), given_at=at),
    "episodes": lambda one, at: replace(one, ended_at=at),
    "tellings": lambda one, at: replace(one, reader_id=PersonId("p2"), told_at=at),
}
TWINS = {"concerns", "tellings", "accounts", "answers"}  # of these there may be one more of everything


@examples(40)
@given(data=st.data())
def test_what_is_written_is_known_at_once(runner: asyncio.Runner, kept: SqlStore, data: st.DataObject) -> None:
    """Of everything that was read ahead, or asked before, nothing older than the last write is left."""
    register = data.draw(registers())
    ahead = data.draw(aheads(register))
    asked = questions(register, ahead)
    changed = data.draw(st.lists(st.sampled_from(sorted(register.rows)), min_size=2, max_size=5, unique=True))
    touched = data.draw(st.booleans())

    async def both() -> None:
        async with written(kept, register) as fresh:
            knowing = fresh()
            await knowing.read_ahead(ahead)
            for _, ask in data.draw(st.lists(st.sampled_from(asked), max_size=20)):
                await ask(knowing)
            for name in changed:
                for one in register.of(name):
                    await _write(getattr(knowing, name), name, CHANGES[name](one, NOW + timedelta(days=1)))
            if touched:
                await knowing.episodes.touch(NOW, None)
                await knowing.concerns.touch(NOW, [SystemId("s0")])
            for label, ask in asked:
                assert same(await ask(knowing)) == same(await ask(fresh())), (label, changed)

    runner.run(both())


async def _write(rows: Any, name: str, changed: Any) -> None:
    """The row as it is now, and where there may be two of it, another like it."""
    await rows.save(changed)
    if name in TWINS:
        twin = replace(changed, id=f"new-{changed.id}")
        await rows.add(replace(twin, user=f"{twin.user}-new") if name == "accounts" else twin)
