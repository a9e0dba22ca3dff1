"""What is stored about somebody, shown, exported, expired and erased (PRODUCT §6, §9, §11)."""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from adapters.cli.privacy import page, rows
from bot.actions import retain
from bot.actions.work import Work
from bot.events import AccountSeen, Pressed
from bot.model import Person, Policy, Role
from bot.views.plain import plain
from storage.privacy import KEPT, people_in
from storage.tables import metadata
from storage.tx import SqlTx
from tests.privacy_table import PAGE
from tests.privacy_table import page as whole_page
from tests.scene import Actor, Scene


async def lived(scene: Scene) -> tuple[Actor, Actor, Actor]:
    """Olivia held a role, answered, raised a concern, was away and covered by Dee; then she left."""
    olivia, max_, sam, dee = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-11-30 09:30")
    await olivia.sees("is this normal?").press("Something's off", words="Olivia Ortega says: totals are doubled", severity="customers")
    await olivia.command("away until 2026-12-04 cover @Dee Diaz")
    sam.sees("Nobody is asked about Invoice triage")
    await dee.sees("stand in").press("Yes, I cover")
    await max_.sees("totals are doubled").press("I have it")
    await scene.travel_to("2026-12-07 12:00", answering=(max_, sam))
    await olivia.sees("Max Meyer works on it").press("Looked: normal")
    assert sam.sees_at("Max Meyer works on it") == ["2026-12-07 09:00"], "five working days unresolved"
    await scene.travel_to("2026-12-08 12:00")
    return olivia, sam, dee


async def database(scene: Scene) -> str:
    """Everything that is stored, as one text."""
    found: list[str] = []
    async with scene.store.reading() as tx:
        assert isinstance(tx, SqlTx)
        for table in metadata.sorted_tables:
            for row in await tx.session.connection.execute(select(table)):
                found.append(f"{table.name}: {tuple(row)!r}")
    return "\n".join(found)


async def test_me_data_shows_and_exports_every_row_that_names_the_asker(scene: Scene) -> None:
    olivia, _, _ = await lived(scene)
    shown = await olivia.owner("me data")
    assert "2 answers" in shown.text and "1 concern" in shown.text and "totals are doubled" in shown.text
    reply = await scene.act(Pressed(olivia.caller, "export_data", ""))
    assert reply.file is not None and reply.file.media_type == "application/json"
    exported: dict[str, Any] = json.loads(reply.file.text)["rows"]
    assert {"person", "account", "assignment", "check_in", "answer", "absence", "concern", "content", "message"} <= set(exported)
    assert all(
        any(row[name] == olivia.id for name in people_in(metadata.tables[table]))
        for table, found in exported.items()
        if table != "audit"
        for row in found
    )
    assert "dee@acme.example" not in reply.file.text and "salt" not in reply.file.text
    other = await scene.act(Pressed(scene.actors["max"].caller, "export_data", ""))
    assert other.file is not None and "totals are doubled" not in json.dumps(json.loads(other.file.text)["rows"].get("answer", []))


async def test_an_erased_leaver_is_found_nowhere_and_the_history_and_the_proof_stay(scene: Scene) -> None:
    olivia, sam, _ = await lived(scene)
    await olivia.leaves()
    await scene.travel_to("2026-12-09 12:00")
    sam.sees("Invoice triage has no operator")
    assert "Olivia" in await database(scene)
    async with scene.store.writing() as tx:
        person = await tx.people.get(olivia.id)
        assert person is not None
        await retain.erase(Work(tx, scene.clock.now(), scene.organisation), person)
    after = await database(scene)
    for word in ("Olivia Ortega", "Olivia", "olivia@acme.example", "totals are doubled"):
        assert word not in after, [line for line in after.splitlines() if word in line][:3]
    told = (await sam.owner("invoice triage on 2026-12-01")).text
    assert f"Former colleague {olivia.id[:4].upper()} (away, covered by Dee Diaz)" in told
    async with scene.store.writing() as tx:
        assert await tx.audit.verify([]) == [], "the trail still proves"
        erased = await tx.people.get(olivia.id)
        assert erased is not None and await retain.erase(Work(tx, scene.clock.now(), scene.organisation), erased) == {}
    await scene.act(AccountSeen(olivia.caller, "Olivia Ortega", "olivia@acme.example"))
    async with scene.store.reading() as tx:
        again = await tx.people.by_email("olivia@acme.example")
        assert again is not None and again.id != olivia.id, "the same account again is a new person"


async def test_what_was_kept_long_enough_goes_and_what_is_open_or_in_force_stays(scene: Scene) -> None:
    await lived(scene)
    later = scene.clock.now() + timedelta(days=4000)
    async with scene.store.writing() as tx:
        counts = await retain.expire(Work(tx, later, scene.organisation))
    assert counts["message"] > 0 and counts["content"] > 0
    async with scene.store.writing() as tx:
        assert await tx.audit.verify([]) == []
        system = (await tx.systems.all())[0]
        concern = (await tx.concerns.open_of([system.id]))[0]
        assert (await tx.contents.texts([concern.words_id])) != {}, "an open concern's words are needed"
        holding = (await tx.assignments.open_of((await tx.seats.of(system.id))[Role.OPERATOR].id))[0]
        assert (await tx.contents.texts([holding.accepted_id])) != {}, "so are a holder's"
        assert await tx.privacy.expire(later, Policy()) == {}, "nothing is left to go"


async def test_nothing_younger_than_its_time_goes(scene: Scene) -> None:
    await lived(scene)
    before = await database(scene)
    async with scene.store.writing() as tx:
        assert await tx.privacy.expire(scene.clock.now() + timedelta(days=20), Policy()) == {}
    assert await database(scene) == before


async def test_the_nightly_job_runs_by_itself_and_plans_the_next(scene: Scene) -> None:
    async with scene.store.writing() as tx:
        await retain.plan(Work(tx, scene.clock.now(), scene.organisation))
    await scene.travel_to("2026-11-27 12:00")
    async with scene.store.reading() as tx:
        assert await tx.engine.read(retain.RETENTION) == "2026-11-28T01:00:00+00:00"


def test_every_table_says_what_it_keeps_and_every_person_column_is_found() -> None:
    assert set(KEPT) == set(metadata.tables)
    assert people_in(metadata.tables["assignment"]) == ("person_id", "offered_by")
    assert people_in(metadata.tables["person"]) == ("id",)
    suspicious = {
        "person_id",
        "by_id",
        "cover_id",
        "raised_by",
        "named_by",
        "reader_id",
        "owner_id",
        "addressee_id",
        "said_by",
        "closed_by",
        "done_by",
    }
    for table in metadata.sorted_tables:
        assert {column.name for column in table.columns} & suspicious <= set(people_in(table)), table.name


def test_the_page_is_made_from_the_tables() -> None:
    assert PAGE.read_text("utf-8") == whole_page() and page(Policy()) in whole_page()
    assert {row["table"] for row in rows(Policy())} == set(metadata.tables)


def test_a_pseudonym_tells_nobody_who_it_was() -> None:
    from bot.model import PersonId

    assert retain.pseudonym(Person(PersonId("ab12cd34"), "Olivia Ortega")) == "Former colleague AB12"


def test_a_card_of_somebody_about_whom_nothing_is_kept_says_so() -> None:
    from bot.model import PersonId
    from bot.views.my_data import card

    assert "nothing else" in plain(card(Person(PersonId("x"), "Gus"), {}, ()))
