"""Every standing at every door: each action and command is theirs, or refused with a kind sentence and without a trace (DESIGN, Access)."""

import ast
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

import bot
from bot import ids
from bot.commands import only_reads, parse
from bot.events import Commanded, Event, Pressed, Reply, Submitted
from bot.model import (
    ANSWERS,
    Absence,
    AbsenceId,
    AnswerKind,
    Because,
    ConcernMove,
    ConcernState,
    Confirmation,
    ConfirmationId,
    Decision,
    DecisionId,
    EpisodeKind,
    Reader,
    ReaderId,
    Role,
    Second,
    SecondId,
    Stage,
    Still,
)
from bot.routing.pressed import HANDLERS
from bot.rules.access import NOBODY, Right
from bot.rules.concerns import TABLE, Party
from bot.views import actions
from storage.tables import metadata
from storage.tx import SqlTx
from tests.scene import Actor, Scene

WHO = (
    "member", "guest", "external", "told_all", "holder", "steward", "reader", "admin", "cover", "former",
)  # fmt: skip
ALL = frozenset(WHO)
SEES = ALL - {"guest", "former"}  # may look the system up
COLLEAGUES = SEES - {"external", "told_all"}
GRANTS = frozenset({"steward", "admin"})
NAMED = frozenset({"steward", "admin", "holder"})


def test_every_right_is_asked_for_somewhere() -> None:
    asked: set[str] = set()
    for path in Path(bot.__file__).parent.rglob("*.py"):
        if path.name != "access.py":
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Right":
                    asked.add(node.attr)
    assert asked == {right.name for right in Right if right not in NOBODY}, "a right that nobody asks for protects nothing"


@dataclass
class World:
    """One system where everybody stands somewhere else, and the things around it that a button can name."""

    who: dict[str, Actor]
    refs: dict[str, str]


async def world(scene: Scene) -> World:
    """Olivia operates, Sam is steward, Max maintains from outside and is away, Cleo covers him; Tia maintains her own and was told all.

    Olivia has not answered yet and is asked whether the role is still hers, Mona is named as second pair of eyes, and it is to be retired.
    """
    olivia, sam, cleo, mona, dee = await scene.people("Olivia Ortega", "Sam Steward", "Cleo Cover", "Mona Member", "Dee Diaz")
    outside = [await scene.person(name, external=True) for name in ("Max Meyer", "Tia Told", "Gus Guest", "Rita Reader", "Finn Former")]
    max_, tia, gus, rita, finn = outside
    ada = scene.actors["ada"]
    system = await scene.staffed("Invoice triage", olivia, finn, sam)
    async with scene.store.reading() as tx:
        seats = await tx.seats.of(system.id)
    raised = await scene.act(Submitted(mona.caller, "concern", system.id, {"words": "wrong IBANs", "severity": "customers"}))
    assert not raised.problem
    await scene.hold(seats[Role.MAINTAINER], max_, ada)
    other = await scene.staffed("Chat helper", None, tia, sam)
    async with scene.store.reading() as tx:
        theirs = await tx.seats.of(other.id)
    await scene.act(Submitted(sam.caller, "offer", theirs[Role.OPERATOR].id, {"person": dee.id, "hours": "2"}))
    await scene.travel_to("2026-12-01 09:30")
    async with scene.store.writing() as tx:
        held = next(one for one in await tx.assignments.open_for(tia.id))
        await tx.assignments.save(replace(held, told_all=True))
        await tx.readers.add(Reader(ReaderId(ids.new()), rita.id, date(2027, 12, 31), scene.clock.now()))
        now = scene.clock.now()
        away = Absence(AbsenceId(ids.new()), max_.id, date(2026, 11, 30), None, cleo.id, now, now)
        await tx.absences.add(away)
        concern = (await tx.concerns.open_of([system.id]))[0]
        check_in = await tx.check_ins.open_of(seats[Role.OPERATOR].id)
        offer = next(one for one in await tx.assignments.open_of(theirs[Role.OPERATOR].id))
        silence = next(one for one in await tx.episodes.open_of(seats[Role.OPERATOR].id) if one.kind is EpisodeKind.SILENT)
        second = Second(SecondId(ids.new()), seats[Role.STEWARD].id, mona.id, sam.id, now, now)
        await tx.seconds.add(second)
        day = date(2026, 12, 15)
        retire = Decision(DecisionId(ids.new()), system.id, sam.id, AnswerKind.RETIRE, now, act_on=day, next_at=now + timedelta(days=14))
        await tx.decisions.add(retire)
        await tx.systems.save(replace(system, stage=Stage.RETIRING))
        (operates,) = await tx.assignments.open_of(seats[Role.OPERATOR].id)
        still = Confirmation(ConfirmationId(ids.new()), operates.id, operates.seat_id, olivia.id, Because.YEAR, now, now)
        await tx.confirmations.add(still)
    assert check_in is not None
    refs = {
        "system": system.id, "operator": seats[Role.OPERATOR].id, "maintainer": seats[Role.MAINTAINER].id, "check_in": check_in.id,
        "steward": seats[Role.STEWARD].id, "concern": concern.id, "offer": offer.id, "absence": away.id, "person": olivia.id, "other": other.id,
        "olivia": f"{olivia.id}:{system.id}", "ask": f"{seats[Role.OPERATOR].id}:{dee.id}", "blank": "",
        "silence": silence.id, "second": second.id, "decision": retire.id, "still": still.id,
    }  # fmt: skip
    actors = (mona, gus, max_, tia, olivia, sam, rita, ada, cleo, finn)
    scene.the_stage_is_set()  # how the world came about; what the doors send is read by nobody
    return World(dict(zip(WHO, actors, strict=True)), refs)


ADMIN, STEWARD, NONE = frozenset({"admin"}), frozenset({"steward"}), frozenset[str]()
SWITCHES_OFF = frozenset({"external", "cover", "steward", "admin"})  # the technical side, and who answers for it

# action: what its button names, and who may press it. Where nobody may, nothing of that kind waits for them here.
DOORS: dict[str, tuple[str, frozenset[str]]] = {
    actions.IN_WORDS: ("check_in", frozenset({"holder"})),
    actions.CHANGE: ("check_in", frozenset({"holder"})),
    actions.UNDO: ("check_in", NONE),
    actions.TOMORROW: ("check_in", frozenset({"holder"})),
    actions.NUMBER: ("check_in", frozenset({"holder"})),
    actions.NOT_ME: ("operator", frozenset({"holder"})),
    actions.STAY: ("operator", NONE),
    actions.SWITCHED_OFF: ("decision", SWITCHES_OFF),
    actions.NOT_YET: ("decision", SWITCHES_OFF),
    actions.REWRITE: ("system", GRANTS),
    actions.HOURS: ("operator", GRANTS),
    actions.HAND_OVER_PAGE: ("maintainer", frozenset({"external", "cover", "steward", "admin"})),
    actions.AWAY: ("blank", ALL),
    actions.STILL_AWAY: ("absence", frozenset({"external"})),
    actions.BACK: ("blank", frozenset({"external"})),
    actions.ASK_AGAIN: ("silence", GRANTS),
    actions.LOOKED: ("silence", GRANTS),
    actions.REASSIGN: ("operator", GRANTS),
    actions.OFFER: ("operator", GRANTS),
    actions.ASK_COVER: ("ask", GRANTS),
    actions.ACCEPT: ("offer", NONE),
    actions.ASK_MORE: ("offer", NONE),
    actions.DECLINE: ("offer", NONE),
    actions.GRANT: ("offer", GRANTS),
    actions.WITHDRAW: ("offer", GRANTS),
    actions.INVITE_THESE: ("blank", ADMIN),
    actions.INVITE_ONE: ("operator", NONE),
    actions.MEND_FIRST: ("operator", GRANTS),
    actions.COVER: ("person", NAMED),
    actions.COVER_ACCEPT: ("absence", frozenset({"cover"})),
    actions.COVER_DECLINE: ("absence", frozenset({"cover"})),
    actions.SECOND_ACCEPT: ("second", frozenset({"member"})),
    actions.SECOND_DECLINE: ("second", frozenset({"member"})),
    actions.NAME_SECOND: ("steward", GRANTS),
    actions.CONCERN: ("system", SEES - {"reader"}),
    actions.CONCERN_OF: ("blank", ALL),  # the form; what is sent with it is judged by its system
    actions.CONCERN_SHOW: ("concern", frozenset({"member", "external", "holder", "steward", "reader", "admin", "cover"})),
    actions.EXCUSE: ("operator", GRANTS),
    actions.EXCUSE_WHICH: ("system", GRANTS),
    actions.COMBINE_REASON: ("maintainer", frozenset({"external", "steward", "admin"})),
    actions.SHARE: ("system", SEES),
    actions.LOOK_UP: ("system", SEES),
    actions.HISTORY: ("system", COLLEAGUES),
    actions.SUMMARY: ("system", frozenset({"steward", "reader", "admin"})),
    actions.MESSAGE: ("olivia", SEES),
    actions.TELL_ADMINS: ("blank", ALL),
    actions.ADD: ("blank", GRANTS),
    actions.EDIT: ("system", NAMED),
    actions.STAGE: ("system", GRANTS),
    actions.SETTINGS: ("blank", ALL),
    actions.EXPORT_DATA: ("blank", ALL),
    actions.GAPS: ("blank", frozenset({"holder", "steward", "reader", "admin"})),
    actions.GAPS_TABLE: ("blank", frozenset({"holder", "steward", "reader", "admin"})),
}
COMMANDS: dict[str, frozenset[str]] = {
    "": ALL, "me": ALL, "me data": ALL, "help": ALL, "settings": ALL, "away": ALL, "back": frozenset({"external"}),
    "gaps": DOORS[actions.GAPS][1], "summary": frozenset({"steward"}), "summary {system}": frozenset({"steward", "reader", "admin"}), "list": SEES, "add": GRANTS, "invite": ADMIN,
    "{system}": SEES, "system {system}": SEES, "{system} on 2026-11-30": COLLEAGUES, "history {system}": COLLEAGUES,
    "concern {system}": SEES - {"reader"}, "edit {system}": NAMED, "stage {system}": GRANTS, "merge {system} into chat helper": ADMIN,
    "offer {system} operator": GRANTS, "offer {system} operator @Dee Diaz": GRANTS, "what-if @Olivia Ortega leaves": NAMED | {"reader"},
    "cover @Olivia Ortega by @Dee Diaz": NAMED, "accept": ALL, "decline": ALL, "step-down": ALL, "hand-over @Dee Diaz": ALL,
}  # fmt: skip


def test_every_action_and_every_family_has_its_row() -> None:
    assert set(DOORS) == set(HANDLERS)
    assert actions.ALL - set(HANDLERS) == {actions.ANSWER, actions.CONFIRM, actions.CONCERN_MOVE}, "the three families have rows below"


PARTY = {
    "member": Party.RAISER, "holder": Party.OPERATOR, "external": Party.MAINTAINER, "cover": Party.MAINTAINER, "steward": Party.STEWARD,
    "admin": Party.ADMIN,
}  # fmt: skip


def families() -> dict[str, tuple[str, frozenset[str]]]:
    """The actions that carry more than a verb."""
    doors = {f"{actions.ANSWER}.{kind.value}": ("check_in", frozenset({"holder"})) for kind in ANSWERS[Role.OPERATOR]}
    doors |= {f"{actions.CONFIRM}.{still.value}": ("still", frozenset({"holder"})) for still in Still}
    for move in ConcernMove:
        row = TABLE[ConcernState.OPEN].get(move)
        may = frozenset(who for who, party in PARTY.items() if row is not None and party in row.who)
        doors[f"{actions.CONCERN_MOVE}.{move.value}"] = ("concern", may)
    return doors


def allowed(reply: Reply) -> bool:
    """Not refused; a form that wants more is a yes."""
    return not reply.problem or (reply.problem in {"incomplete", "needs_reason"} and reply.form is not None)


async def everything(scene: Scene) -> list[str]:
    """All that is stored, in an order of its own, but for when an account was last used."""
    async with scene.store.reading() as tx:
        assert isinstance(tx, SqlTx)
        rows: list[str] = []
        for table in metadata.sorted_tables:
            if table.name not in ("account", "inbound"):
                rows += [f"{table.name}: {tuple(row)!r}" for row in await tx.session.connection.execute(select(table))]
        return sorted(rows)  # PostgreSQL gives a locked row back last


CHANGES = frozenset(
    {
        actions.UNDO, actions.TOMORROW, actions.STAY, actions.BACK, actions.ASK_COVER, actions.WITHDRAW, actions.INVITE_THESE,
        actions.COVER_ACCEPT, actions.COVER_DECLINE, actions.TELL_ADMINS, actions.ASK_AGAIN, actions.LOOKED, actions.SWITCHED_OFF,
        actions.SECOND_ACCEPT, actions.SECOND_DECLINE,
    }
)  # fmt: skip


@pytest.mark.parametrize("standing", WHO)
async def test_a_standing_at_every_door(scene: Scene, standing: str) -> None:
    """What only shows or asks is tried by all; what changes at a click is tried by those it must refuse."""
    made = await world(scene)
    actor = made.who[standing]
    system, refs = "invoice triage", made.refs
    if standing == "told_all":
        own = made.refs["other"]
        system, refs = "chat helper", made.refs | {"system": own, "olivia": f"{made.refs['person']}:{own}"}
    before, wrong = await everything(scene), []
    doors: dict[str, tuple[Event, frozenset[str]]]
    doors = {action: (Pressed(actor.caller, action, refs[about]), may) for action, (about, may) in {**DOORS, **families()}.items()}
    doors |= {f"/owner {text}": (Commanded(actor.caller, text.format(system=system)), may) for text, may in COMMANDS.items()}
    for door, (event, may) in doors.items():
        if standing in may and changes(door):
            continue
        reply = await scene.desk.handle(event)
        if reply.card is None and reply.form is None and reply.update is None:
            wrong.append(f"{door}: nothing is said")
        elif allowed(reply) != (standing in may):
            wrong.append(f"{door}: {reply.problem or 'allowed'}")
    assert not wrong, f"{standing}:\n" + "\n".join(wrong)
    assert await everything(scene) == before, "what was refused or only shown left a trace"
    await scene.settle()


def changes(door: str) -> bool:
    """A click there changes something at once, or tells somebody."""
    if door.startswith("/owner"):
        words = door.removeprefix("/owner ").format(system="x")
        return not only_reads(parse(words, date(2026, 12, 1))) and words.partition(" ")[0] in {
            "back",
            "invite",
            "merge",
            "offer",
            "cover",
            "hand-over",
        }
    return door in CHANGES or door.partition(".")[0] in {actions.ANSWER, actions.CONCERN_MOVE, actions.CONFIRM}
