"""The trail proves, or says where it does not (issue, Done when 7)."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from bot import audit
from bot.model import AuditRow, Content, ContentId, PersonId
from storage.store import SqlStore
from tests.databases import KEY

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DROP = {
    "sqlite": ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"],
    "postgresql": ["DROP FUNCTION audit_is_append_only() CASCADE"],
}


async def a_trail(store: SqlStore, rows: int = 5) -> str:
    """Rows in two chains, a text beside them, and an anchor kept outside."""
    async with store.writing() as tx:
        content = Content(ContentId("c1"), "the totals were doubled", secrets.token_hex(8), PersonId("olivia"), NOW)
        await tx.contents.add(content)
        tx.audit.note("s1", "concern.raised", NOW, content, person="olivia")
        for number in range(rows):
            tx.audit.note("s1", "check_in.asked", NOW + timedelta(days=number), None, number=number)
            tx.audit.note("s2", "check_in.asked", NOW + timedelta(days=number), None, number=number)
    async with store.writing() as tx:
        return await tx.audit.anchor(NOW)


async def findings(store: SqlStore, anchors: list[str] | None = None) -> list[str]:
    async with store.reading() as tx:
        return [f"{one.chain} {one.seq}: {one.what}" for one in await tx.audit.verify(anchors or [])]


async def tamper(store: SqlStore, *statements: str) -> None:
    """As somebody who owns the tables can."""
    async with store.writing() as tx:
        for statement in (*DROP["sqlite" if store.sqlite else "postgresql"], *statements):
            await tx.session.connection.execute(text(statement))


async def test_an_untouched_trail_proves(store: SqlStore) -> None:
    anchor = await a_trail(store)
    assert await findings(store, [anchor]) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET body = replace(body, 'asked', 'baked') WHERE chain = 's1' AND seq = 3",
        "DELETE FROM audit WHERE chain = 's1' AND seq = 3",
        "DELETE FROM audit WHERE chain = 's1' AND seq = 6",
        "INSERT INTO audit (chain, seq, body, prev, hash, at) SELECT chain, 7, body, hash, hash, at FROM audit WHERE chain = 's1' AND seq = 6",
        "DELETE FROM audit WHERE chain = 's2'",
        "UPDATE audit SET prev = hash WHERE chain = 's1' AND seq = 2",
    ],
)
async def test_any_single_changed_removed_or_inserted_row_is_found(store: SqlStore, statement: str) -> None:
    await a_trail(store)
    await tamper(store, statement)
    assert await findings(store) != []


async def test_a_cut_tail_with_a_rewritten_head_is_found_by_an_anchor_kept_outside(store: SqlStore) -> None:
    anchor = await a_trail(store)
    await tamper(
        store,
        "DELETE FROM audit WHERE chain = 's1' AND seq = 6",
        "UPDATE audit_head SET seq = 5, hash = (SELECT hash FROM audit WHERE chain = 's1' AND seq = 5) WHERE chain = 's1'",
        "DELETE FROM audit WHERE chain = 'anchors'",
        "DELETE FROM audit_head WHERE chain = 'anchors'",
    )
    assert await findings(store) == []
    assert await findings(store, [anchor]) == ["s1 6: the anchor kept outside knows this row with another hash"]


async def test_a_forged_anchor_is_no_anchor(store: SqlStore) -> None:
    anchor = await a_trail(store)
    assert await findings(store, [anchor.replace('"s1": [6', '"s1": [5')]) == [
        "anchor 0: this anchor was not made with this key, or was changed"
    ]
    assert await findings(store, ["{}", "[1", "3"]) == ["anchor 0: this line is no anchor"] * 3


async def test_a_changed_text_is_found_and_an_erased_one_leaves_the_chain_proving(store: SqlStore) -> None:
    await a_trail(store)
    async with store.writing() as tx:
        await tx.session.connection.execute(text("UPDATE content SET text = 'all was well' WHERE id = 'c1'"))
    assert await findings(store) == ["s1 1: the text it speaks of was changed"]
    async with store.writing() as tx:
        kept = await tx.contents.get(ContentId("c1"))
        assert kept is not None
        await tx.contents.save(replace(kept, text=None, salt=None, erased_at=NOW, erased_because="retention"))
    assert await findings(store) == ["s1 1: the text it speaks of was erased, and no row says so"]
    async with store.writing() as tx:
        tx.audit.note("installation", audit.ERASED, NOW, None, ids="c0 c1")
    assert await findings(store) == []
    async with store.reading() as tx:
        erased = await tx.contents.get(ContentId("c1"))
        assert erased is not None and (erased.text, erased.salt, erased.erased_because) == (None, None, "retention")


async def test_another_key_proves_nothing(store: SqlStore, database: str) -> None:
    await a_trail(store)
    other = SqlStore(database, audit_key=b"another key")
    assert len(await findings(other)) >= 11
    await other.close()


@given(st.integers(1, 8), st.data())
def test_a_chain_shows_every_single_change(length: int, data: st.DataObject) -> None:
    rows = audit.append(KEY, "s", 0, audit.START, [f'{{"n":{n}}}' for n in range(length)])
    head = (length, rows[-1].hash)
    assert audit.verify(KEY, "s", rows, head) == []
    at = data.draw(st.integers(0, length - 1))
    changed = AuditRow("s", rows[at].seq, rows[at].body + " ", rows[at].prev, rows[at].hash)
    for broken in ([*rows[:at], *rows[at + 1 :]], [*rows[:at], changed, *rows[at + 1 :]], [*rows[: at + 1], rows[at], *rows[at + 1 :]]):
        assert audit.verify(KEY, "s", broken, head) != []
