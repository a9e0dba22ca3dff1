"""Small builders for tests of rules."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.model import (
    Absence,
    AbsenceId,
    AnswerId,
    Assignment,
    AssignmentId,
    AssignmentState,
    CheckIn,
    CheckInId,
    CheckInState,
    Episode,
    EpisodeId,
    EpisodeKind,
    Person,
    PersonId,
    SeatId,
)
from bot.rules.cadence import Calendar

BERLIN = Calendar("Europe/Berlin", "DE")
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # 09:00 in Berlin


def a_person(name: str = "Olivia", **more: object) -> Person:
    """An active person."""
    return Person(PersonId(name.casefold()), name, f"{name.casefold()}@acme.example", **more)  # type: ignore[arg-type]


def a_silence(since: datetime = MONDAY, **more: object) -> Episode:
    """Olivia was asked and has not answered."""
    plain = Episode(EpisodeId("e"), SeatId("s"), EpisodeKind.SILENT, since, PersonId("olivia"), CheckInId("c"))
    return replace(plain, **more)  # type: ignore[arg-type]


def a_check_in(state: CheckInState, number: int = 0, answered: bool = False) -> CheckIn:
    """One of a row, newest first by falling number."""
    delivered = datetime(2026, 1, 5, 8, tzinfo=UTC).replace(month=1 + number % 12)
    return CheckIn(
        CheckInId(f"c{number}"), SeatId("s"), f"2026-W{number:02d}", date(2026, 1, 5), state, delivered, PersonId("olivia"), delivered,
        answer_id=AnswerId("a") if answered else None,
    )  # fmt: skip


def an_offer(delivered_at: datetime | None = MONDAY, invited_at: datetime | None = MONDAY, **more: object) -> Assignment:
    """Olivia is asked to hold a seat."""
    return Assignment(
        AssignmentId("a"),
        SeatId("s"),
        PersonId("olivia"),
        AssignmentState.PROPOSED,
        MONDAY,
        invited_at=invited_at,
        delivered_at=delivered_at,
        **more,  # type: ignore[arg-type]
    )


def an_absence(first: date, last: date | None, **more: object) -> Absence:
    """Olivia is away."""
    return Absence(AbsenceId("x"), PersonId("olivia"), first, last, **more)  # type: ignore[arg-type]


def wall(hour: int) -> time:
    """A full hour."""
    return time(hour)
