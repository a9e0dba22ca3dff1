"""A leaver's name goes from every corner it can stand in; the trail is exported; what expires has its own rule (PRODUCT §6, §11)."""

import json
from dataclasses import replace

from bot.actions import retain
from bot.actions.work import Work
from bot.events import Commanded, Pressed
from bot.model import Check, Role, System
from bot.views.plain import plain
from storage.erasure import APART, CODES, Name, text_columns
from storage.tables import metadata
from tests.flows.test_privacy import database
from tests.scene import Actor, Scene

WORDS = ("Jörg", "Müller", "u00f6rg", "jörg@acme.example", "C3%B6rg")


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
    scene.everything_is_read()
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
