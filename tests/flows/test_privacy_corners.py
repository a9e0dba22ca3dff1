"""A leaver's name goes from every corner it can stand in; the trail is exported; what expires has its own rule (PRODUCT §6, §11)."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from adapters.cli.settings import PolicySettings
from bot.actions import retain
from bot.actions.work import Work
from bot.events import Commanded, Pressed, Submitted
from bot.model import Check, Policy, Role, System
from bot.views.plain import plain
from storage.erasure import APART, CODES, Name, text_columns
from storage.privacy import KEPT, PROOF, STAYS, WHILE_HERE, days_of, people_in
from storage.tables import metadata
from tests.flows.test_privacy import database
from tests.scene import Actor, Scene

WORDS = ("Jörg", "Müller", "u00f6rg", "jörg@acme.example", "C3%B6rg")


def keeping(**days: int) -> Policy:
    """These, and everything else for a hundred years."""
    values: dict[str, Any] = {name: 36500 for name in PolicySettings.model_fields if name.startswith("keep_")}
    return Policy(**values | days)


async def jorg(scene: Scene) -> tuple[Actor, Actor, Actor, System]:
    """Jörg Müller operates a system whose words name him; his name stands wherever it can."""
    leaver, olivia, sam = await scene.people("Jörg Müller", "Olivia Ortega", "Sam Steward")
    system = await scene.staffed("Invoice triage", leaver, None, sam)
    form = (await sam.command("edit invoice triage")).form
    assert form is not None
    await sam.fill(form, normal="ask Jörg Müller", who_may_stop="JÖRG MÜLLER and Sam", links="https://acme.example/j%C3%B6rg%20m%C3%BCller")
    async with scene.store.writing() as tx:
        person = await tx.people.get(olivia.id)
        assert person is not None
        await tx.people.save(replace(person, manager="Jörg@acme.example"))
        found = await tx.systems.get(system.id)
        assert found is not None
        await tx.systems.save(replace(found, checks=(Check("five that Jörg Müller rejected", None),), places=("the desk of Jörg Müller",)))
        seat = (await tx.seats.of(system.id))[Role.STEWARD]
        held = next(one for one in await tx.assignments.open_of(seat.id) if one.person_id == sam.id)
        await tx.assignments.save(replace(held, authority="stop it, with Jörg Müller"))
    raised = (await olivia.command("concern invoice triage")).form
    assert raised is not None
    await olivia.fill(raised, words="Jörg Müller saw it too", severity="cosmetic", where="https://acme.example/J%C3%B6rg%20M%C3%BCller/7")
    await scene.desk.handle(Commanded(olivia.caller, "invoice triage", event_id="e1"))
    await scene.desk.handle(Commanded(olivia.caller, "the bot of Jörg Müller", event_id="e2"))
    await leaver.leaves()
    await scene.travel(hours=2)
    scene.the_stage_is_set()
    return leaver, olivia, sam, system


async def test_a_name_with_umlauts_is_found_nowhere_any_more(scene: Scene) -> None:
    leaver, olivia, _, system = await jorg(scene)
    before = await database(scene)
    assert all(one in before for one in ("Jörg", "Müller", "Jörg@acme", "C3%B6rg"))
    async with scene.store.writing() as tx:
        person = await tx.people.get(leaver.id)
        assert person is not None and await tx.privacy.named_in_systems(person) == ["Invoice triage"]
        await retain.erase(Work(tx, scene.clock.now(), scene.organisation), person)
    after = await database(scene)
    for word in WORDS:
        assert word.casefold() not in after.casefold(), [line for line in after.splitlines() if word.casefold() in line.casefold()][:3]
    async with scene.store.writing() as tx:
        assert await tx.audit.verify([]) == [], "the trail still proves"
        found = await tx.systems.get(system.id)
        name = retain.pseudonym(person)
        assert found is not None and found.normal == f"ask {name}" and found.checks[0].words == f"five that {name} rejected"
        assert found.who_may_stop == f"{name} and Sam" and found.places == (f"the desk of {name}",)
        namesake = await tx.people.get(olivia.id)
        assert namesake is not None and namesake.manager is None and namesake.name == "Olivia Ortega"


async def test_the_export_has_the_lines_of_the_trail_that_name_the_asker(scene: Scene) -> None:
    leaver, _, sam, _ = await jorg(scene)
    reply = await scene.act(Pressed(sam.caller, "export_data", ""))
    assert reply.file is not None and reply.card is not None
    lines = json.loads(reply.file.text)["rows"]["audit"]
    stored = [one for one in (await database(scene)).splitlines() if one.startswith("audit:") and sam.id in one]
    assert len(lines) == len(stored) > 0 and "lines of the trail" in plain(reply.card)
    assert {"offer.accepted", "system.edited"} <= {one["body"]["code"] for one in lines}
    assert "Müller" not in json.dumps(lines, ensure_ascii=False) and leaver.name not in json.dumps(lines)


async def test_each_kind_of_record_expires_by_its_own_setting_once_it_is_over(scene: Scene) -> None:
    await jorg(scene)
    olivia = scene.actors["olivia"]
    raised = (await olivia.command("concern invoice triage")).form
    assert raised is not None
    await olivia.fill(raised, words="and this", severity="cosmetic")
    async with scene.store.reading() as tx:
        system = (await tx.systems.all())[0]
        open_, over = await tx.concerns.open_of([system.id])
    ended = {"words": "known since March"}
    assert not (await scene.act(Submitted(scene.actors["sam"].caller, "concern_move.not_a_concern", over.id, ended))).problem
    await scene.travel_to("2027-01-04 12:00")
    assert not (await scene.actors["sam"].still_sees("still needed").press("Keep")).problem
    await scene.travel_to("2027-02-01 12:00")
    scene.the_stage_is_set()
    later = scene.clock.now() + timedelta(days=400)
    for setting, gone in (
        ("keep_check_ins", {"check_in", "answer"}),
        ("keep_episodes", {"episode", "telling"}),
        ("keep_concerns", {"concern", "concern_step"}),
    ):
        async with scene.store.writing() as tx:
            counts = await retain.expire(Work(tx, later, replace(scene.organisation, policy=keeping(**{setting: 365}))))
            assert set(counts) == gone, (setting, counts)
    async with scene.store.writing() as tx:
        assert [one.id for one in await tx.concerns.open_of([system.id])] == [open_.id] and await tx.concerns.get(over.id) is None
        assert len(await tx.concerns.steps(open_.id)) > 0 and await tx.concerns.steps(over.id) == []
        assert await tx.audit.verify([]) == [] and await tx.episodes.open_all() != []


def test_what_names_a_person_expires_by_a_setting_or_the_page_says_why_it_stays() -> None:
    for table in metadata.sorted_tables:
        if people_in(table):
            kept = KEPT[table.name]
            assert days_of(kept, Policy()) is not None or kept.how_long in (PROOF, WHILE_HERE), table.name
    settings = {name for name in PolicySettings.model_fields if name.startswith("keep_")}
    assert {kept.how_long for kept in KEPT.values() if days_of(kept, Policy()) is not None} == settings
    assert set(STAYS) <= set(KEPT)


def test_a_short_name_is_not_looked_for_inside_other_words() -> None:
    name = Name("Li")
    assert name.written_over('{"text":"ask Li.\\nLi knows, like Lisa"}', "X") == '{"text":"ask X.\\nX knows, like Lisa"}'
    assert not name.stands_in("a likely line") and Name('Jo "Ace" Ö').stands_in(json.dumps(json.dumps('Jo "Ace" Ö')))


def test_no_text_column_is_forgotten() -> None:
    """A new one is either free text, gone through by itself, or said to be a code here."""
    for table in metadata.sorted_tables:
        known = {one.name for one in text_columns(table)}
        assert CODES.get(table.name, set()) <= known, table.name
        assert {column for name, column in APART if name == table.name} <= known
    free = {table.name: {one.name for one in text_columns(table)} - CODES.get(table.name, set()) for table in metadata.sorted_tables}
    assert {name: found for name, found in free.items() if found} == {
        "assignment": {"authority"},
        "concern": {"where"},
        "content": {"text"},
        "inbound": {"reply"},
        "person": {"manager"},
        "seat": {"gap_given"},
        "sighting": {"name", "shown"},
        "signal": {"source"},
        "system": {
            "unit", "subunit", "purpose", "places", "normal", "checks", "how_to_stop", "who_may_stop", "earns_keep_when", "vendor", "links",
            "instructions", "logs",
        },
        "token": {"name"},
    }  # fmt: skip
