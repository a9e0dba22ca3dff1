"""The register: in, asked for, edited, merged; what programs read (PRODUCT §7, §9)."""

import random
from dataclasses import replace

import pytest

from bot.actions import import_register, invite
from bot.actions.diagnose import figures
from bot.actions.export_register import export_register
from bot.actions.work import Work
from bot.model import Role, SeatState
from bot.rules.folding import folded
from bot.rules.register import Change, RegisterRow
from tests.scene import Scene

ROWS = [
    {
        "unit": "DOJ",
        "subunit": "CRM",
        "id": "1",
        "name": "Veritone",
        "steward": "sam@acme.example",
        "stage": "Deployed",
        "impact": "High-impact",
    },
    {
        "unit": "DOJ",
        "subunit": "ENRD",
        "id": "2",
        "name": "Veritone",
        "steward": "ai@doj.example",
        "stage": "Pilot",
        "impact": "High-impact",
    },
    {"unit": "HHS", "subunit": "CDC", "id": "", "name": "Chatbot", "steward": "", "stage": "", "impact": "Not High-impact"},
    {"unit": "HHS", "subunit": "CDC", "id": "", "name": "Chatbot", "steward": "", "stage": "", "impact": "Not High-impact"},
    {"unit": "DOI", "subunit": "FWS", "id": "15", "name": "", "steward": "https://x.example/form", "stage": "Retired", "impact": ""},
    {
        "unit": "STB",
        "subunit": "",
        "id": "TBD",
        "name": "Copilot",
        "steward": "ada@acme.example; sam@acme.example",
        "stage": "Odd word",
        "impact": "",
    },
]


def rows(values: list[dict[str, str]] = ROWS) -> list[RegisterRow]:
    """Numbered as a spreadsheet does."""
    return [RegisterRow(number, one) for number, one in enumerate(values, 2)]


async def bring_in(scene: Scene, found: list[RegisterRow], **more: bool) -> import_register.ImportReport:
    """One import in a transaction of its own."""
    async with scene.store.writing() as tx:
        work = Work(tx, scene.clock.now(), scene.organisation)
        return await import_register.import_register(
            work, found, source="register.csv", dry_run=more.get("dry_run", False), skip_refused=more.get("skip", False)
        )


async def test_nothing_is_lost_and_a_second_import_changes_nothing(scene: Scene) -> None:
    dry = await bring_in(scene, rows(), dry_run=True)
    assert dry.total(Change.CREATED) == 6 and not dry.written
    first = await bring_in(scene, rows())
    assert [one.change for one in first.rows] == [Change.CREATED] * 6
    assert (
        "likely duplicate" in "".join(first.rows[2].why)
        and "called 15" in "".join(first.rows[4].why)
        and "production" in "".join(first.rows[5].why)
    )
    second = await bring_in(scene, rows())
    assert [one.change for one in second.rows] == [Change.SAME] * 6
    changed = [dict(one) for one in ROWS]
    changed[1]["steward"] = "lena@acme.example"
    third = await bring_in(scene, rows(changed))
    assert [one.change for one in third.rows].count(Change.CHANGED) == 1
    async with scene.store.reading() as tx:
        found = await figures(Work(tx, scene.clock.now(), scene.organisation))
    assert (found.systems, found.retired, found.high_live, found.high_named) == (5, 1, 2, 2)
    assert sum(found.seats.values()) == 3 * 5 and found.seats[SeatState.PROPOSED] == 2
    assert dict(found.reasons) == {"blank": 2, "several_people": 1}
    await scene.travel_to("2026-11-24 12:00")
    scene.actors["ada"].sees("2 of your systems are high-impact and live. All of them name a person.")


async def test_a_refused_row_keeps_the_whole_file_out(scene: Scene) -> None:
    bad = [*ROWS, {"name": "x" * 10_000}]
    report = await bring_in(scene, rows(bad))
    assert not report.written and report.total(Change.REFUSED) == 1
    async with scene.store.reading() as tx:
        assert await tx.systems.all() == []


async def test_import_sends_nothing_and_invite_sends_the_stewards_first(scene: Scene) -> None:
    (sam, olivia) = await scene.people("Sam Steward", "Olivia Ortega")
    await bring_in(scene, rows([{"name": "Invoice triage", "steward": "sam@acme.example", "operator": "olivia@acme.example"}]))
    await scene.travel_to("2026-12-01 12:00")
    ada = scene.actors["ada"]
    told = ada.still_sees("not asked yet")
    assert ada.sees_at("not asked yet") == ["2026-11-24 10:00"], "the weekly one was read"
    await told.press("Invite these")
    await sam.sees("asks you to be the steward").press("Accept…", skill="s", purpose="p", earns_keep_when="e")
    assert "Sam Steward asks you to be the operator" in olivia.sees("operator of Invoice triage").text


async def test_two_of_one_name_offer_a_choice_and_what_is_unknown_offers_the_nearest(scene: Scene) -> None:
    await bring_in(scene, rows())
    ada = scene.actors["ada"]
    several = await ada.owner("veritone")
    assert "2 systems are called" in several.text and "CRM" in several.text and "ENRD" in several.text
    await several.press("This one", "")
    nothing = await ada.owner("verittone")
    assert "Veritone" in nothing.text
    unknown = await ada.owner("meeting notes bot")
    assert "I don't know" in unknown.text
    await unknown.press("Not in the list: tell the admins")
    async with scene.store.reading() as tx:
        assert [(one.shown, one.count) for one in await tx.sightings.top(5)] == [("meeting notes bot", 1)]
    await scene.travel_to("2026-11-25 12:00")
    assert ada.sees_at("2 of your systems are high-impact and live") == ["2026-11-24 10:00"]
    assert ada.sees_at("Somebody asked for “meeting notes bot”") == ["2026-11-25 09:00"]


async def test_a_look_up_never_ends_without_a_living_human(scene: Scene) -> None:
    await scene.system("Invoice triage")
    (olivia,) = await scene.people("Olivia Ortega")
    assert "Until then ask Ada Nowak" in (await olivia.owner("invoice triage")).text


async def test_a_rename_keeps_the_old_name_as_an_alias(scene: Scene) -> None:
    ada = scene.actors["ada"]
    await scene.system("Invoice triage")
    form = await ada.command("edit invoice triage")
    assert form.form is not None
    await ada.fill(form.form, name="Bill sorter", budget="1.200,50 EUR", how_to_stop="pull the plug")
    assert "Bill sorter" in (await ada.owner("invoice triage")).text
    assert "pull the plug" in (await ada.owner("bill sorter")).text


async def test_the_first_run_leads_an_admin_and_tells_everybody_else_who_they_are(scene: Scene) -> None:
    (olivia,) = await scene.people("Olivia Ortega")
    assert "Ada Nowak" in (await olivia.owner("me")).text
    ada = scene.actors["ada"]
    reply = await (await ada.owner("me")).press("Add your first system", name="Invoice triage", steward="olivia@acme.example")
    assert reply.card is not None and not reply.problem
    olivia.sees("asks you to be the steward")


async def test_merging_keeps_names_and_asks_holders_instead_of_moving_them(scene: Scene) -> None:
    ada = scene.actors["ada"]
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.system("Invoice sorter")
    assert "merged into Invoice sorter" in (await ada.owner("merge invoice triage into invoice sorter")).text
    answer = await ada.owner("invoice triage")
    assert "Invoice sorter" in answer.text and "has not said yes" in answer.text
    asked = sam.sees("asks you to be the steward of Invoice sorter")
    for actor in (olivia, max_):
        actor.sees_nothing()
    await asked.press("Accept…", skill="runs payables", purpose="invoices paid", earns_keep_when="no more clerks")
    for actor, role in ((olivia, "operator"), (max_, "maintainer")):
        actor.sees(f"asks you to be the {role} of Invoice sorter")


async def test_history_answers_for_any_day(scene: Scene) -> None:
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await olivia.owner("away until 2026-11-30 cover @Dee Diaz")
    await dee.sees("asks you to stand in").press("Yes, I cover")
    await scene.travel_to("2026-12-10 12:00", answering=(dee, olivia, max_, sam))
    await olivia.leaves()
    assert "Olivia Ortega (away, covered by Dee Diaz)" in (await sam.owner("invoice triage on 2026-11-27")).text
    assert "of a day before it knows nothing" in (await sam.owner("invoice triage on 2026-11-20")).text
    assert "Olivia Ortega" in (await sam.owner("invoice triage on 10 December")).text
    await scene.travel_to("2026-12-12 12:00")
    assert "Dee Diaz covered before" in sam.sees("Invoice triage has no operator").text
    assert "Operator: nobody" in (await sam.owner("invoice triage on 2026-12-11")).text
    assert "from 24 November 2026 to 10 December 2026 (left)" in (await sam.owner("history invoice triage")).text


async def test_a_guest_sees_only_what_they_answer_for(scene: Scene) -> None:
    olivia, sam = await scene.people("Olivia Ortega", "Sam Steward")
    max_ = await scene.person("Max Meyer", external=True)
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.system("Payroll helper")
    assert "Olivia Ortega, operator" in (await max_.owner("invoice triage")).text
    for command in (
        "payroll helper",
        "payroll helper on 2026-11-20",
        "history payroll helper",
        "history invoice triage",
        "edit payroll helper",
        "concern payroll helper",
    ):
        reply = await max_.command(command)
        assert reply.problem == "guest" or "invoice" in command, command
    assert "Payroll" not in (await max_.owner("list")).text


async def test_settings_move_the_next_question(scene: Scene) -> None:
    olivia, max_, sam = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward")
    system = await scene.staffed("Invoice triage", olivia, max_, sam)
    form = (await olivia.command("settings")).form
    assert form is not None
    bad = await olivia.fill(form, zone="Mars/Olympus", hours_end="08:00")
    assert bad.problem == "incomplete" and bad.form is not None and set(bad.form.errors) == {"zone", "hours_end"}
    await olivia.fill(form, zone="America/New_York", country="US", weekday="2", ask_hour="10:00")
    async with scene.store.reading() as tx:
        seat = (await tx.seats.of(system.id))[Role.OPERATOR]
    assert seat.next_ask_at is not None and seat.next_ask_at.isoformat() == "2026-11-25T15:00:00+00:00"
    async with scene.store.reading() as tx:
        assert await invite.waiting(Work(tx, scene.clock.now(), scene.organisation), None, None, False) == []


async def test_an_excuse_needs_a_reason_and_a_date_and_ends_with_a_question(scene: Scene) -> None:
    ada = scene.actors["ada"]
    await scene.system("Invoice triage")
    sam, olivia, max_ = await scene.people("Sam Steward", "Olivia Ortega", "Max Meyer")
    await scene.staffed("Chat helper", olivia, max_, sam)
    from bot.events import Pressed

    async with scene.store.reading() as tx:
        system = (await tx.systems.exact("chat helper"))[0]
        seat = (await tx.seats.of(system.id))[Role.OPERATOR]
    form = (await scene.act(Pressed(sam.caller, "excuse", seat.id))).form
    assert form is not None
    assert (await sam.fill(form, until="2027-06-01", reason="")).problem == "incomplete"
    await sam.fill(form, until="2026-12-06", reason="nothing runs in this week", kind="pause")
    await scene.travel_to("2026-11-30 12:00")
    olivia.sees_nothing()
    assert "excused until 6 December 2026 by Sam Steward" in (await ada.owner("gaps")).text
    await scene.travel_to("2026-12-07 12:00", answering=(olivia, max_, sam))
    assert "What now?" in sam.sees("was excused by Sam Steward until Sunday 6 December").text


async def test_what_was_exported_comes_in_again_as_the_same(scene: Scene) -> None:
    first = [
        RegisterRow(
            2, {"name": "Veritone", "stage": "Deployed", "steward": "Sam@Acme.example", "operator": "the team", "budget": "EUR 800"}
        ),
        RegisterRow(3, {"name": "Hub", "stage": "Pilot", "steward": "", "operator": "Dee Diaz", "budget": ""}),
        RegisterRow(4, {"name": "", "stage": "", "steward": "", "operator": "somebody", "budget": ""}),
    ]

    async def take_in(rows: list[RegisterRow]) -> dict[Change, int]:
        async with scene.store.writing() as tx:
            report = await import_register.import_register(
                Work(tx, scene.clock.now(), scene.organisation), rows, source="r.csv", dry_run=False
            )
        return {change: report.total(change) for change in Change if report.total(change)}

    assert await take_in(first) == {Change.CREATED: 3}
    for _ in range(2):
        async with scene.store.reading() as tx:
            exported = await export_register(Work(tx, scene.clock.now(), scene.organisation))
        again = [RegisterRow(number, row) for number, row in enumerate(exported, 2)]
        assert await take_in(again) == {Change.SAME: 3}, "only the letters differ"
    assert await take_in(first) == {Change.SAME: 3}, "a row without a name is the one it was"
    again[0] = replace(again[0], values=dict(again[0].values) | {"purpose": "reads what nobody reads"})
    assert await take_in(again) == {Change.SAME: 2, Change.CHANGED: 1}
    scene.the_stage_is_set()


def words_of(count: int, each: int) -> str:
    """Text that no database makes shorter: letters at random, the same each time."""
    dice = random.Random(count)
    return " ".join("".join(chr(dice.randrange(0x4E00, 0x9FFF)) for _ in range(each)) for _ in range(count))


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"aliases": words_of(1, 9_000)}, "column aliases: 9,000 characters are more than a name has (at most 300)"),
        ({"id": words_of(1, 9_000)}, "columns unit, subunit, id and name: together they are too long"),
        ({"unit": words_of(1, 9_000)}, "columns unit, subunit, id and name: together they are too long"),
    ],
)
async def test_what_no_database_finds_anything_by_is_refused_in_words(scene: Scene, cells: dict[str, str], why: str) -> None:
    report = await bring_in(scene, rows([{"name": "Sorter"} | cells]))
    assert (report.written, [one.change for one in report.rows]) == (False, [Change.REFUSED])
    assert why in report.rows[0].why[0]


@pytest.mark.parametrize("given", [f"{words_of(1, 3_000)}@acme.example", f"{words_of(300, 9)} <sam@acme.example>", words_of(300, 9)])
async def test_a_cell_longer_than_any_name_or_address_names_nobody(scene: Scene, given: str) -> None:
    report = await bring_in(scene, rows([{"name": "Sorter", "steward": given}]))
    assert [one.change for one in report.rows] == [Change.CREATED]
    async with scene.store.reading() as tx:
        assert [one.name for one in await tx.people.everybody()] == ["Ada Nowak"], "the admin alone"
        (system,) = await tx.systems.all()
        assert (await tx.seats.of(system.id))[Role.STEWARD].gap_reason == "ask"


@pytest.mark.parametrize("name", ["x" * 300, "🧾" * 300, words_of(1, 300)])
async def test_the_longest_names_are_kept_and_found(scene: Scene, name: str) -> None:
    report = await bring_in(scene, rows([{"name": name, "aliases": name[::-1]}]))
    assert [one.change for one in report.rows] == [Change.CREATED]
    async with scene.store.reading() as tx:
        assert [one.name for one in await tx.systems.exact(folded(name))] == [name]
