"""A simulated year keeps what STATES promises, in four calendars (issue, Simulate)."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from adapters.cli.simulate import simulate
from adapters.local.behaviour import read
from bot.model import Organisation, Person, PersonId
from bot.rules.cadence import calendar_of, is_working_day, organisation_calendar
from bot.rules.register import RegisterRow

START = date(2026, 1, 5)
ZONES = {"GB": "Europe/London", "US": "America/New_York", "DE": "Europe/Berlin", "JP": "Asia/Tokyo"}


def row(number: int, name: str, steward: str, operator: str, maintainer: str) -> RegisterRow:
    """A system in production and its three people."""
    address = "{}@acme.example".format
    values = {
        "name": name,
        "stage": "production",
        "steward": address(steward),
        "operator": address(operator),
        "maintainer": address(maintainer),
    }
    return RegisterRow(number, values)


@cache
def a_year(country: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """One year with a silent operator, a diligent one, a leaver, somebody unreachable, a last owner who goes, and an outage."""
    cast = read(
        {
            "admins": ["ada@acme.example"],
            "default": {"zone": ZONES[country], "country": country, "after": "2h"},
            "people": {
                "olivia@acme.example": {"silent_from": "2026-03-02"},
                "sam@acme.example": {"second": "lena@acme.example"},
                "lea@acme.example": {"leaves": "2026-05-04"},
                "una@acme.example": {"unreachable_from": "2026-02-02"},
                "last@acme.example": {"leaves": "2026-06-01"},
                "hana@acme.example": {"away": [{"from": "2026-07-06", "until": "2026-07-24", "cover": "dee@acme.example"}]},
                "sten@acme.example": {"away": [{"from": "2026-03-02", "until": "2026-03-20"}]},
            },
            "outages": [{"from": "2026-09-08", "until": "2026-09-11"}],
        }
    )
    rows = [
        row(2, "Silent operator", "sam", "olivia", "max"),
        row(3, "Diligent", "sam", "hana", "max"),
        row(4, "Leaver", "lena", "lea", "max"),
        row(5, "Unreachable", "lena", "una", "max"),
        row(6, "Last owner", "last", "last", "last"),
        row(7, "Steward away", "sten", "olivia", "max"),
    ]
    organisation = Organisation(ZONES[country], country, cast.admins)
    return asyncio.run(simulate(rows, cast, organisation, START, 364, lambda day: None))


def seat(report: dict[str, Any], system: str, role: str) -> dict[str, Any]:
    """One line of the report."""
    return next(one for one in report["seats"] if (one["system"], one["role"]) == (system, role))


pytestmark = [pytest.mark.slow, pytest.mark.parametrize("country", sorted(ZONES))]


def test_a_silence_is_never_untold_for_more_than_seven_days(country: str) -> None:
    report, _ = a_year(country)
    untold = {(one["system"], one["role"]): one["longest_untold_days"] for one in report["seats"]}
    assert max(untold.values()) <= 7, untold


def test_the_steward_of_a_silent_operator_is_told_on_the_third_working_day(country: str) -> None:
    report, _ = a_year(country)
    assert seat(report, "silent-operator", "operator")["told_steward_after_working_days"] == 3


def test_the_ladder_of_a_silent_operator_never_ends(country: str) -> None:
    report, detail = a_year(country)
    assert seat(report, "silent-operator", "operator")["missed"] >= 38
    told = [day for day, kinds in detail["sam@acme.example"].items() if "telling" in kinds or "question" in kinds]
    assert max(told) >= "2026-12-21"


def test_a_diligent_person_gets_each_question_once_and_nothing_on_days_off(country: str) -> None:
    report, detail = a_year(country)
    days = detail["hana@acme.example"]
    kinds = [kind for day in days.values() for kind in day]
    asked = seat(report, "diligent", "operator")
    by_dee = report["people"]["dee@acme.example"]["messages"].get("question", 0)
    assert kinds.count("question") + by_dee == asked["asked"] == asked["answered"]
    assert "reminder" not in kinds and "telling" not in kinds
    person = Person(PersonId("hana"), "Hana", zone=ZONES[country], country=country)
    calendar = calendar_of(person, Organisation(ZONES[country], country), off=((date(2026, 7, 6), date(2026, 7, 24)),))
    assert [day for day in days if not is_working_day(calendar, date.fromisoformat(day))] == []
    assert max(kinds.count(kind) for kind in ("question",)) == len([day for day, found in days.items() if "question" in found])


def test_nobody_is_written_to_outside_their_hours(country: str) -> None:
    report, _ = a_year(country)
    assert {email: one["outside_hours"] for email, one in report["people"].items() if one["outside_hours"]} == {}


def test_a_leaver_leaves_a_vacancy_and_the_next_human_hears_within_a_working_day(country: str) -> None:
    _, detail = a_year(country)
    calendar = organisation_calendar(Organisation(ZONES[country], country))
    assert heard(detail["lena@acme.example"], "leaver", date(2026, 5, 4), lambda day: is_working_day(calendar, day))


def test_a_system_whose_last_owner_left_is_told_to_a_human_within_a_working_day(country: str) -> None:
    _, detail = a_year(country)
    calendar = organisation_calendar(Organisation(ZONES[country], country))
    assert heard(detail["ada@acme.example"], "last-owner", date(2026, 6, 1), lambda day: is_working_day(calendar, day))


def heard(days: dict[str, list[str]], system: str, since: date, works: Callable[[date], bool]) -> bool:
    """A telling of this system on the day itself or on the next working day after it."""
    following = since + timedelta(days=1)
    while not works(following):
        following += timedelta(days=1)
    return any(since.isoformat() <= day <= following.isoformat() and f"telling of {system}" in kinds for day, kinds in days.items())


def test_who_cannot_be_reached_is_never_counted_as_silent(country: str) -> None:
    report, _ = a_year(country)
    unreachable = seat(report, "unreachable", "operator")
    assert unreachable["missed"] == 0
    assert unreachable["void"].get("unreachable", 0) >= 40


def test_three_days_of_our_own_outage_report_nobody(country: str) -> None:
    report, _ = a_year(country)
    for email in ("hana@acme.example", "max@acme.example"):
        assert "telling" not in report["people"][email]["messages"]
    assert all(one["told_steward_after_working_days"] is None for one in report["seats"] if one["system"] == "diligent")
