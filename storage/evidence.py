"""The register's evidence, read table by table, as bot/evidence.py compares it."""

from typing import Any

from sqlalchemy import Select, select

from bot.audit import Finding
from bot.evidence import Kind, Ledger
from storage import tables as t
from storage.rows import Session

A, C, N, D, V, S = (one.c for one in (t.assignment, t.check_in, t.answer, t.decision, t.override, t.seat))


def _with_seat(seat_id: Any, *columns: Any) -> Select[Any]:
    return select(*columns, S.system_id.label("of_system")).join(t.seat, S.id == seat_id)


WANTED: dict[Kind, Select[Any]] = {  # what `against` calls each fact is its label
    Kind.SEAT: select(S.id, S.role, S.system_id.label("system"), S.system_id.label("of_system")),
    Kind.ASSIGNMENT: _with_seat(
        A.seat_id, A.id, A.state, A.seat_id.label("seat"), A.person_id.label("person"), A.accepted_at.label("accepted"),
        A.ended_at.label("ended"), A.end_reason.label("why"), A.accepted_id.label("words"),
    ),
    Kind.CHECK_IN: _with_seat(
        C.seat_id, C.id, C.state, C.period, C.seat_id.label("seat"), C.addressee_id.label("person"), C.opened_at.label("opened"),
        C.closed_at.label("closed"), C.void_reason.label("why"), C.answer_id.label("answer"),
    ),
    Kind.ANSWER: _with_seat(
        C.seat_id, N.id, N.kind, N.check_in_id.label("check_in"), N.person_id.label("person"), N.given_at.label("given"),
        N.undone_at.label("undone"), N.words_id.label("words"),
    ).select_from(t.answer.join(t.check_in, N.check_in_id == C.id)),
    Kind.DECISION: select(
        D.id, D.kind, D.act_on, D.done_by, D.system_id.label("system"), D.person_id.label("person"), D.decided_at.label("decided"),
        D.other_id.label("other"), D.undone_at.label("undone"), D.done_at.label("done"), D.system_id.label("of_system"),
    ),
    Kind.OVERRIDE: select(
        V.id, V.until, V.system_id.label("system"), V.by_id.label("person"), V.written_on.label("written"), V.ended_at.label("ended"),
        V.reason_id.label("words"), V.system_id.label("of_system"),
    ),
}  # fmt: skip


async def compared(session: Session, ledger: Ledger) -> list[Finding]:
    """Every row that says otherwise than the trail, every one that it does not know, every one that is gone."""
    findings: list[Finding] = []
    for kind, wanted in WANTED.items():
        found = await session.execute(wanted)
        places = {name: place for place, name in enumerate(found.keys())}
        this, system = places["id"], places["of_system"]
        for row in found.all():
            findings += ledger.against(kind, row[this], row[system], row, places)
    systems, people = [(await session.execute(select(one.c.id))).scalars() for one in (t.system, t.person)]
    return findings + list(ledger.unheard_of(systems, people)) + list(ledger.missing())
