"""Names, commands, rows, gaps, rights: pure (STATES, Look-up and What is worst; PRODUCT §7–§9)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import commands
from bot.commands import Away, LookUp, OfferTo, OfRole, OnDate, Simple, Unfinished, parse
from bot.dates import day_of
from bot.model import EpisodeKind, Impact, Money, PersonId, Policy, Role, SeatId, SeatState, Stage, System, SystemId
from bot.rules.access import WHO, Right, Standing, may, rights
from bot.rules.folding import folded
from bot.rules.gaps import Gap, Mend, SeatFacts, SystemFacts, diagnose
from bot.rules.matching import DidYouMean, Found, Nothing, Several, match
from bot.rules.register import RegisterRow, impact_of, propose, read_rows, stage_of
from bot.rules.systems import NEXT, money_of, needs_three, with_values

TODAY = date(2026, 11, 24)  # a Tuesday
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
POLICY = Policy()


def names(*shown: str) -> list[tuple[SystemId, str, str]]:
    return [(SystemId(str(n)), folded(one), one) for n, one in enumerate(shown)]


def test_an_exact_name_wins_over_any_score() -> None:
    assert match("  VERITONE ", names("Veritone", "Veritone Hub"), POLICY) == Found(SystemId("0"))
    both = [*names("Veritone", "Veritone Hub"), (SystemId("7"), "veritone", "Veritone")]
    assert match("veritone", both, POLICY) == Several((SystemId("0"), SystemId("7")), 1)


def test_a_misspelling_finds_and_a_doubt_asks() -> None:
    register = names("Invoice triage", "Invoice archive", "CV screening", "Route planner")
    assert match("cv screning", register, POLICY) == Found(SystemId("2"))
    assert isinstance(match("invocie", register, POLICY), DidYouMean | Nothing)
    assert isinstance(match("zzz qqq", register, POLICY), DidYouMean | Nothing)
    assert match("", register, POLICY) == Nothing()


@given(st.text(max_size=40), st.lists(st.text(min_size=1, max_size=20), max_size=8))
def test_any_query_gets_an_answer_and_an_exact_one_itself(query: str, shown: list[str]) -> None:
    register = names(*shown)
    match(query, register, POLICY)
    for system, name, _ in register:
        found = match(name, register, POLICY)
        if name and isinstance(found, Found):
            assert found.system_id == system or name == {s: n for s, n, _ in register}[found.system_id]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("", Simple("me")), ("me data", Simple("data")), ("help", Simple("help")), ("invoice triage", LookUp("invoice triage")),
        ("system help", LookUp("help")), ("invoice on 3.3.2026", OnDate("invoice", date(2026, 3, 3), "3.3.2026")), ("robot on wheels", LookUp("robot on wheels")),
        ("offer cv screening maintainer @Max Meyer", OfferTo("cv screening", Role.MAINTAINER, "@Max Meyer")), ("offer", Unfinished("offer", "/owner offer <system> <role> @person")),
        ("away", Away(None, "", False)), ("away until friday cover @Dee", Away(date(2026, 11, 27), "@Dee", True)),
        ("away until whenever", Away(None, "", True, "whenever")), ("accept", OfRole("accept", "", None)), ("step-down invoice operator", OfRole("step-down", "invoice", Role.OPERATOR)),
        ("report on money", LookUp("report on money")), ("chat on sundials", LookUp("chat on sundials")),
        ("chat on 1/2/2026", OnDate("chat", None, "1/2/2026")), ("chat on 2026-13-45", OnDate("chat", None, "2026-13-45")),
        ("chat on the 3rd", OnDate("chat", None, "the 3rd")), ("chat on next friday", OnDate("chat", None, "next friday")),
        ("cover @A B by @C D", commands.CoverFor("@A B", "@C D")), ("merge a into b", commands.MergeInto("a", "b")), ("history", Unfinished("history", "/owner history <system>")),
    ],
)  # fmt: skip
def test_what_was_typed(text: str, command: commands.Command) -> None:
    assert parse(text, TODAY) == command


@pytest.mark.parametrize(
    ("text", "ahead", "found"),
    [
        ("2026-12-07", False, date(2026, 12, 7)), ("7 December", True, date(2026, 12, 7)), ("7 december 2025", False, date(2025, 12, 7)), ("7.12.", True, date(2026, 12, 7)),
        ("7. 12.", False, date(2025, 12, 7)), ("1 Feb", True, date(2027, 2, 1)), ("tomorrow", True, date(2026, 11, 25)), ("tuesday", True, date(2026, 12, 1)),
        ("December 1 2026", False, date(2026, 12, 1)), ("dec 1, 2026", False, date(2026, 12, 1)), ("1st of March", False, date(2026, 3, 1)),
        ("31/12/2026", False, date(2026, 12, 31)), ("12/31/2026", False, date(2026, 12, 31)), ("5/5/2026", False, date(2026, 5, 5)), ("2026/12/7", False, date(2026, 12, 7)),
        ("Monday 7 December", True, date(2026, 12, 7)), ("Sept 3, 2026", False, date(2026, 9, 3)), ("tues", True, date(2026, 12, 1)),
        ("1/2/2026", False, None), ("2026-13-45", False, None), ("3 marketing", False, None), ("money", False, None), ("Monday", True, date(2026, 11, 30)),
        ("monday", False, date(2026, 11, 23)), ("31 June", True, None), ("soon", True, None), ("", True, None), ("monkey1", True, None),
    ],
)  # fmt: skip
def test_dates_as_people_type_them(text: str, ahead: bool, found: date | None) -> None:
    assert day_of(text, TODAY, ahead=ahead) == found


@given(st.text(max_size=80))
def test_no_text_is_too_odd_for_a_command(text: str) -> None:
    assert parse(text, TODAY) == parse(f"  {text}  ", TODAY)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_date_reads_back(day: date) -> None:
    assert day_of(day.isoformat(), TODAY) == day == day_of(f"{day.day} {day:%B} {day.year}", TODAY)


BLANK = System(SystemId(""), "", "", NOW)


def test_a_row_is_known_by_its_id_where_that_is_unique_and_else_by_its_name_and_count() -> None:
    values = [("A", "1", "X"), ("A", "1", "X"), ("A", "2", "X"), ("A", "TBD", "X"), ("B", "1", "X")]
    rows = [RegisterRow(n, {"unit": unit, "id": id_, "name": name}) for n, (unit, id_, name) in enumerate(values)]
    keys = [one.key for one in read_rows(rows, NOW, BLANK)]
    assert len(set(keys)) == 5
    assert ['"id"' in key for key in keys] == [False, False, True, False, True]


@given(
    st.lists(
        st.fixed_dictionaries(
            {"unit": st.sampled_from("AB"), "id": st.sampled_from(["", "1", "2", "n/a"]), "name": st.sampled_from(["", "X", "x ", "Y"])}
        ),
        max_size=12,
    )
)
def test_no_row_is_lost_and_no_two_are_one(values: list[dict[str, str]]) -> None:
    rows = [RegisterRow(n, one) for n, one in enumerate(values)]
    read = read_rows(rows, NOW, BLANK)
    assert len({one.key for one in read}) == len(read) == len(values)
    assert all(one.system is not None and one.system.name for one in read)


@pytest.mark.parametrize(
    ("given_", "stage", "reported"),
    [("Deployed", Stage.PRODUCTION, False), ("Pre-deployment", Stage.PLANNED, False), ("Pilot", Stage.PILOT, False), ("retired", Stage.RETIRED, False),
     ("", Stage.PRODUCTION, True), ("whatever", Stage.PRODUCTION, True), (None, Stage.PRODUCTION, False)],
)  # fmt: skip
def test_stage_words(given_: str | None, stage: Stage, reported: bool) -> None:
    found, told = stage_of(given_)
    assert found is stage and bool(told) is reported


@pytest.mark.parametrize(
    ("given_", "impact"),
    [
        ("High-impact", Impact.HIGH),
        ("Presumed High-Impact, but Not High-impact", Impact.USUAL),
        ("Not High-impact", Impact.USUAL),
        ("", Impact.USUAL),
        ("yes", Impact.HIGH),
    ],
)
def test_impact_words(given_: str, impact: Impact) -> None:
    assert impact_of(given_) is impact


def test_other_tools_words_map_to_our_roles() -> None:
    found = propose(["Use Case Name", "Executive Sponsor", "data_steward", "Technical Owner"])
    assert found == {"name": "Use Case Name", "steward": "Executive Sponsor", "operator": "data_steward", "maintainer": "Technical Owner"}


def facts(number: int, *seats: SeatFacts, impact: Impact = Impact.USUAL, stage: Stage = Stage.PRODUCTION) -> SystemFacts:
    return SystemFacts(SystemId(str(number)), f"S{number}", f"s{number}", "", impact, stage, seats)


def a_seat(role: Role, state: SeatState = SeatState.HELD, person: str | None = "olivia", **more: object) -> SeatFacts:
    return SeatFacts(SeatId(f"{role}-{id(more)}"), role, state, PersonId(person) if person else None, person or "", **more)  # type: ignore[arg-type]


def three(state: SeatState = SeatState.HELD, person: str | None = "olivia") -> tuple[SeatFacts, ...]:
    people = {Role.OPERATOR: person, Role.MAINTAINER: f"{person}-m" if person else None, Role.STEWARD: person}
    return tuple(a_seat(role, state, people[role]) for role in Role)


def test_the_figures_count_all_but_the_retired() -> None:
    found = diagnose(
        [
            facts(1, *three()),
            facts(2, *three(SeatState.VACANT, None), impact=Impact.HIGH),
            facts(3, *three(SeatState.VACANT, None), stage=Stage.RETIRED),
        ]
    )
    assert (found.systems, found.retired, found.fully_owned, found.high_live, found.high_named) == (2, 1, 1, 1, 0)
    assert sum(found.seats.values()) == 6


def test_worst_first_high_impact_then_the_gap_then_of_vacant_seats_the_role_then_the_oldest() -> None:
    old, new = NOW - timedelta(days=9), NOW
    quiet = facts(1, a_seat(Role.OPERATOR, quiet_since=new), a_seat(Role.MAINTAINER, person="m", quiet_since=old), a_seat(Role.STEWARD))
    vacant = facts(2, *three(SeatState.VACANT, None))
    high = facts(3, a_seat(Role.OPERATOR), a_seat(Role.MAINTAINER, SeatState.PROPOSED, "m"), a_seat(Role.STEWARD), impact=Impact.HIGH)
    lines = diagnose([quiet, vacant, high]).lines
    assert [(one.system.name, one.gap, one.seat.role) for one in lines] == [
        ("S3", Gap.PROPOSED, Role.MAINTAINER), ("S2", Gap.VACANT, Role.STEWARD), ("S2", Gap.VACANT, Role.OPERATOR), ("S2", Gap.VACANT, Role.MAINTAINER),
        ("S1", Gap.QUIET, Role.MAINTAINER), ("S1", Gap.QUIET, Role.OPERATOR),
    ]  # fmt: skip
    assert [one.mend for one in lines[1:3]] == [Mend.NAME_A_PERSON, Mend.STEWARD_FIRST]


def test_one_person_with_an_outsized_share_is_a_risk() -> None:
    found = diagnose(
        [
            facts(n, a_seat(Role.OPERATOR, person="olivia"), a_seat(Role.MAINTAINER, person=f"m{n}"), a_seat(Role.STEWARD, person=f"s{n}"))
            for n in range(6)
        ]
    )
    assert found.load[0].seats == 6 and found.load[0].outsized and sum(one.gap is Gap.OVERLOADED for one in found.lines) == 1


def test_a_silence_that_nobody_is_left_to_hear_stands_apart() -> None:
    lonely = a_seat(Role.OPERATOR, SeatState.VACANT, None, episodes=((EpisodeKind.VACANT, NOW, True),))
    assert len(diagnose([facts(1, lonely)]).unheard) == 1


@given(st.lists(st.tuples(st.sampled_from(SeatState), st.sampled_from(Stage), st.sampled_from(Impact)), max_size=10))
def test_seats_always_add_up_to_three_a_system(values: list[tuple[SeatState, Stage, Impact]]) -> None:
    found = diagnose(
        [
            facts(n, *three(state, None if state is SeatState.VACANT else "olivia"), impact=impact, stage=stage)
            for n, (state, stage, impact) in enumerate(values)
        ]
    )
    assert sum(found.seats.values()) == 3 * found.systems and found.systems + found.retired == len(values)
    assert found.high_named <= found.high_live <= found.systems


def test_outsiders_see_only_what_they_answer_for_and_never_budget_or_decisions() -> None:
    assert rights(Standing(external=True)) == frozenset()
    assert rights(Standing(external=True, holds=frozenset({Role.MAINTAINER}))) == {Right.LOOK_UP, Right.CONCERN}
    assert may(Standing(), Right.LOOK_UP) and not may(Standing(), Right.EDIT)
    assert may(Standing(holds=frozenset({Role.OPERATOR})), Right.EDIT) and not may(Standing(holds=frozenset({Role.OPERATOR})), Right.STAGE)
    assert may(Standing(holds=frozenset({Role.STEWARD})), Right.STAGE) and may(Standing(stewards_any=True), Right.ADD)
    assert rights(Standing(admin=True)) == frozenset(Right) - {Right.WHY_AWAY}


def test_a_reader_sees_everything_and_changes_nothing() -> None:
    changing = {Right.EDIT, Right.STAGE, Right.ADD, Right.MERGE, Right.INVITE, Right.CONCERN}
    assert rights(Standing(reader=True, external=True)) == rights(Standing(admin=True)) - changing
    assert rights(Standing(reader=True)) == rights(Standing(reader=True, external=True)) | rights(Standing())


def test_nobody_sees_why_somebody_is_away() -> None:
    assert not any(may(one, Right.WHY_AWAY) for one in WHO.values())


@given(st.frozensets(st.sampled_from(Role)), st.booleans())
def test_a_cover_sees_what_they_see_whom_they_cover_for_and_decides_nothing(covers: frozenset[Role], external: bool) -> None:
    found = rights(Standing(covers=covers, external=external))
    assert not found & {Right.EDIT, Right.STAGE, Right.ADD, Right.MERGE, Right.INVITE}
    assert found <= rights(Standing(holds=covers, external=external))


@given(st.booleans(), st.booleans(), st.booleans(), st.frozensets(st.sampled_from(Role)), st.booleans(), st.booleans())
def test_holding_more_never_allows_less(
    admin: bool, reader: bool, external: bool, holds: frozenset[Role], stewards: bool, told: bool
) -> None:
    less = Standing(admin, reader, external, holds, stewards, told)
    assert rights(less) <= rights(replace(less, holds=holds | {Role.STEWARD}, stewards_any=True, told_all=True))


@pytest.mark.parametrize(
    ("text", "money"), [("800 EUR", "800"), ("EUR 1.200,50", "1200.50"), ("1,200.50 usd", "1200.50"), ("1'000 CHF", "1000")]
)
def test_money_as_people_write_it(text: str, money: str) -> None:
    found, error = money_of(text)
    assert found is not None and found.amount == Decimal(money) and not error


def test_money_without_a_currency_is_asked_for() -> None:
    assert money_of("800")[1] and money_of("much EUR")[1] and money_of("") == (None, "")
    assert money_of("5 EUR")[0] == Money(Decimal(5), "EUR")


def test_a_system_needs_a_name_and_a_rename_keeps_the_old_one() -> None:
    system = System(SystemId("1"), "x", "Invoice triage", NOW)
    assert set(with_values(system, {"name": " ", "impact": "huge", "contract_end": "soon"})[1]) == {"name", "impact", "contract_end"}
    assert with_values(system, {"aliases": f"short\n{'x' * 301}"})[1] == {"aliases": "Each at most 300 characters, please."}
    assert with_values(system, {"name": "Bill sorter", "aliases": "x" * 300})[1] == {}, "as long as an import's name, which stays"
    changed, errors = with_values(system, {"name": "Bill sorter", "links": "https://a\n\nhttps://a\nb"})
    assert not errors and (changed.name, changed.aliases, changed.links) == ("Bill sorter", ("Invoice triage",), ("https://a", "b"))


def test_every_stage_may_go_back_to_planned_and_leaving_it_needs_three() -> None:
    assert all(Stage.PLANNED in later for stage, later in NEXT.items() if stage is not Stage.PLANNED)
    assert (
        needs_three(Stage.PLANNED, Stage.BUILDING)
        and not needs_three(Stage.PLANNED, Stage.RETIRED)
        and not needs_three(Stage.PILOT, Stage.PRODUCTION)
    )
