"""Who held what is proved by the trail: a row that somebody wrote by hand is a finding of its own (PRODUCT §9)."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.actions import retain
from bot.actions.import_register import import_register
from bot.actions.work import Work
from bot.audit import Finding
from bot.events import Submitted
from bot.model import AssignmentId, Role, System, SystemId
from bot.rules.register import RegisterRow
from storage.tx import SqlTx
from tests.scene import Scene
from tests.storage.test_audit import DROP


async def lived(scene: Scene) -> None:
    """Answers, a missed question, a decision, and a leaver."""
    olivia, max_, sam, _ = await scene.people("Olivia Ortega", "Max Meyer", "Sam Steward", "Dee Diaz")
    await scene.staffed("Invoice triage", olivia, max_, sam)
    await scene.travel_to("2026-11-30 12:00")
    await olivia.sees("is this normal?").press("Looked: normal")
    await scene.travel_to("2026-12-01 12:00")
    await sam.sees("Still needed").press("Keep")
    await scene.travel_to("2026-12-15 12:00")
    await max_.leaves()
    scene.the_stage_is_set()


async def findings(scene: Scene) -> list[str]:
    async with scene.store.reading() as tx:
        return [one.what for one in await tx.audit.verify([])]


async def by_hand(scene: Scene, statement: str, rows: int = 1) -> None:
    """As somebody who owns the tables can."""
    async with scene.store.writing() as tx:
        assert isinstance(tx, SqlTx)
        assert (await tx.session.connection.execute(text(statement))).rowcount >= rows


class _TakenBack(Exception):
    pass


async def were_it_so(scene: Scene, statement: str) -> list[Finding]:
    """What would be found of what somebody wrote; it is taken back."""
    found: list[Finding] = []
    with suppress(_TakenBack):
        async with scene.store.writing() as tx:
            assert isinstance(tx, SqlTx)
            assert (await tx.session.connection.execute(text(statement))).rowcount != 0, statement
            found = list(await tx.audit.verify([]))
            raise _TakenBack
    return found


ONE = {
    "holder": "(SELECT min(id) FROM assignment WHERE state = 'accepted')",
    "ended": "(SELECT min(id) FROM assignment WHERE state = 'ended')",
    "answer": "(SELECT min(id) FROM answer)",
    "answered": "(SELECT min(id) FROM check_in WHERE answer_id IS NOT NULL)",
    "unanswered": "(SELECT min(id) FROM check_in WHERE state = 'missed')",
    "decision": "(SELECT min(id) FROM decision)",
}


BY_HAND = (
    ("UPDATE assignment SET person_id = (SELECT id FROM person WHERE name = 'Dee Diaz') WHERE id = {holder}", "person is “"),
    ("UPDATE assignment SET accepted_at = '2026-01-01 00:00:00+00:00' WHERE id = {holder}", "accepted is “2026-01-01T"),
    ("UPDATE assignment SET state = 'ended', ended_at = accepted_at WHERE id = {holder}", "state is “ended” in the register and “accepted”"),
    ("UPDATE assignment SET state = 'accepted' WHERE id = {ended}", "state is “accepted” in the register and “ended”"),
    ("UPDATE assignment SET ended_at = '2026-12-24 00:00:00+00:00' WHERE id = {ended}", "ended is “2026-12-24T"),
    ("UPDATE assignment SET end_reason = 'stepped_down' WHERE id = {ended}", "why is “stepped_down” in the register and “left”"),
    ("UPDATE answer SET kind = 'off' WHERE id = {answer}", "kind is “off”"),
    ("UPDATE answer SET given_at = '2026-12-24 00:00:00+00:00' WHERE id = {answer}", "given is “2026-12-24T"),
    ("UPDATE check_in SET answer_id = NULL WHERE id = {answered}", "answer is empty in the register"),
    ("UPDATE check_in SET state = 'void' WHERE id = {unanswered}", "state is “void” in the register and “missed”"),
    ("UPDATE check_in SET period = '2026-W01' WHERE id = {unanswered}", "period is “2026-W01”"),
    ("DELETE FROM check_in WHERE id = {unanswered}", "is noted here and gone from the register"),
    ("UPDATE decision SET kind = 'retire' WHERE id = {decision}", "kind is “retire” in the register and “keep” here"),
    ("DELETE FROM decision WHERE id = {decision}", "is noted here and gone"),
)  # fmt: skip


async def test_what_is_written_by_hand_is_found(scene: Scene) -> None:
    await lived(scene)
    assert await findings(scene) == []
    for statement, found in BY_HAND:
        seen = [one.what for one in await were_it_so(scene, statement.format(**ONE))]
        assert any(found in one for one in seen), (statement, seen)
    assert await findings(scene) == [], "nothing of it stayed"
    scene.the_stage_is_set()


async def test_a_seat_that_is_moved_to_another_system_is_found(scene: Scene) -> None:
    await lived(scene)
    async with scene.store.writing() as tx:
        await tx.systems.add(System(SystemId("elsewhere"), "elsewhere", "Elsewhere", scene.clock.now()))
    await by_hand(scene, "UPDATE seat SET system_id = 'elsewhere' WHERE role = 'steward'")
    assert any("system is “elsewhere” in the register" in one for one in await findings(scene))
    scene.the_stage_is_set()


async def test_a_row_that_the_trail_knows_nothing_of_is_found(scene: Scene) -> None:
    await lived(scene)
    async with scene.store.writing() as tx:
        (seat,) = [one for one in (await tx.seats.of((await tx.systems.all())[0].id)).values() if one.role is Role.MAINTAINER]
        ended = (await tx.assignments.history([seat.id]))[0]
        await tx.assignments.add(replace(ended, id=AssignmentId("forged")))
    assert await findings(scene) == ["assignment forged stands in the register, and the trail knows nothing of it"]
    scene.the_stage_is_set()


async def test_an_import_notes_whom_it_names(scene: Scene) -> None:
    async with scene.store.writing() as tx:
        rows = [RegisterRow(2, {"name": "Veritone", "steward": "sam@acme.example", "operator": "the team"})]
        await import_register(Work(tx, scene.clock.now(), scene.organisation), rows, source="r.csv", dry_run=False)
    assert await findings(scene) == []
    await by_hand(scene, "UPDATE assignment SET state = 'accepted', accepted_at = written_on")
    state, accepted = await findings(scene)
    assert "state is “accepted” in the register and “proposed” here" in state + accepted
    assert "accepted is “2026-11-24T09:00:00+00:00” in the register and empty here" in state + accepted
    scene.the_stage_is_set()


async def test_what_retention_took_is_no_finding_and_what_somebody_deleted_before_its_time_is(scene: Scene) -> None:
    await lived(scene)
    later = scene.clock.now() + timedelta(days=scene.organisation.policy.keep_check_ins + 2)
    await by_hand(scene, "UPDATE episode SET check_in_id = NULL")
    async with scene.store.writing() as tx:
        counts = await retain.expire(Work(tx, later, scene.organisation))
    assert counts["check_in"] > 0 and counts["answer"] > 0 and await findings(scene) == []
    async with scene.store.writing() as tx:
        work = Work(tx, later, scene.organisation)
        seat = (await tx.seats.of((await tx.systems.all())[0].id))[Role.OPERATOR]
        work.note("check_in.asked", seat.system_id, check_in="c", seat=seat.id, role=seat.role.value, person="p", period="2037-W01")
    assert await findings(scene) == ["check_in c is noted here and gone from the register"]
    scene.the_stage_is_set()


CONCERN = "(SELECT words_id FROM concern)"
AT = "'2026-12-01 00:00:00+00:00'"


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (f"UPDATE content SET text = 'forged', erased_at = {AT} WHERE id = {CONCERN}", "is marked as erased and has words all the same"),
        (f"UPDATE content SET text = NULL, salt = NULL, erased_at = {AT} WHERE id = {CONCERN}", "was erased, and no row says so"),
        (f"UPDATE content SET text = 'forged' WHERE id = {CONCERN}", "was changed"),
        (f"DELETE FROM content WHERE id = {CONCERN}", "is gone without a trace"),
    ],
)
async def test_a_text_that_somebody_rewrote_or_erased_by_hand_is_found_and_not_read(scene: Scene, statement: str, found: str) -> None:
    await lived(scene)
    async with scene.store.reading() as tx:
        (system,) = await tx.systems.all()
    raised = Submitted(scene.actors["olivia"].caller, "concern", system.id, {"words": "totals are doubled", "severity": "cosmetic"})
    assert not (await scene.act(raised)).problem and await findings(scene) == []
    await by_hand(scene, statement)
    assert await findings(scene) == [f"the text it speaks of {found}"]
    if "erased_at" in statement:
        async with scene.store.reading() as tx:
            (concern,) = await tx.concerns.open_of([system.id])
            assert await tx.contents.texts([concern.words_id]) == {}, "an erased row has no text"
    scene.the_stage_is_set()


async def test_what_was_erased_by_the_rules_and_comes_back_is_found(scene: Scene) -> None:
    await lived(scene)
    dee = scene.actors["dee"]
    async with scene.store.reading() as tx:
        (system,) = await tx.systems.all()
    words = {"words": "totals are doubled", "severity": "cosmetic"}
    assert not (await scene.act(Submitted(dee.caller, "concern", system.id, words))).problem
    async with scene.store.reading() as tx:
        (concern,) = await tx.concerns.open_of([system.id])
        before = await tx.contents.get(concern.words_id) if concern.words_id else None
    assert before is not None
    await dee.leaves()
    async with scene.store.writing() as tx:
        person = await tx.people.get(dee.id)
        assert person is not None
        await retain.erase(Work(tx, scene.clock.now(), scene.organisation), person)
    assert await findings(scene) == []
    restored = f"text = '{before.text}', salt = '{before.salt}', erased_at = NULL"
    await by_hand(scene, f"UPDATE content SET {restored} WHERE id = '{before.id}'")
    assert await findings(scene) == ["the text it speaks of was erased, and is there again"]
    scene.the_stage_is_set()


async def unlocked(scene: Scene) -> None:
    """The triggers guard against mistakes; whoever owns the tables can drop them."""
    for statement in DROP["sqlite" if scene.store.sqlite else "postgresql"]:  # type: ignore[attr-defined]
        await by_hand(scene, statement, rows=-1)


BODIES = ["x", "5", "{}", '{"digest":"x"}', '{"digest":5,"content":[]}', '{"code":"check_in.asked","check_in":[],"seat":{}}', "[" * 50_000]


async def test_a_row_that_cannot_be_read_any_more_is_a_finding_and_no_crash(scene: Scene) -> None:
    await lived(scene)
    async with scene.store.writing() as tx:
        await tx.audit.anchor(scene.clock.now())
    await unlocked(scene)
    async with scene.store.reading() as tx:
        chains = await tx.audit.heads()
    for body in BODIES:
        found = await were_it_so(scene, f"UPDATE audit SET body = '{body.replace(':', chr(92) + ':')}' WHERE seq = 1")
        assert {(one.chain, one.seq) for one in found if one.what == "it was changed"} == {(chain, 1) for chain in chains}, body[:60]
    scene.the_stage_is_set()


async def test_a_register_whose_trail_was_thrown_away_does_not_prove(scene: Scene) -> None:
    await lived(scene)
    await unlocked(scene)
    for table in ("audit", "audit_head"):
        await by_hand(scene, f"DELETE FROM {table}")
    found = await findings(scene)
    assert found.count("this system stands in the register and has no chain") == 1
    assert sum(one.startswith("person ") for one in found) == 5 and sum(one.startswith("assignment ") for one in found) == 3
    scene.the_stage_is_set()
