"""The tables: one a noun, its columns made from the noun's own fields, so the two cannot drift apart.

The promises of DESIGN (unique, at most one open, append-only) are the constraints named here.
"""

import dataclasses
import enum
import types
import typing
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from bot import model
from bot.model import Cadence, Check, Money
from storage.columns import CadenceText, Checks, ExactDecimal, MoneyText, Texts, Utc, choice

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

TYPES: dict[Any, Any] = {
    datetime: Utc,
    date: Date,
    time: Time,
    Decimal: ExactDecimal,
    Money: MoneyText,
    Cadence: CadenceText,
    tuple[str, ...]: Texts,
    tuple[Check, ...]: Checks,
    bool: Boolean,
    int: Integer,
    float: Float,
    str: Text,
}


def column_type(hint: Any) -> tuple[Any, bool]:
    """The column type of a field's annotation, and whether it may be empty."""
    optional = False
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        (hint,) = [one for one in typing.get_args(hint) if one is not type(None)]
        optional = True
    if isinstance(hint, typing.NewType):
        return String(32), optional
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return choice(hint), optional
    return TYPES[hint], optional


def table_of(noun: type[Any], name: str, *constraints: Any, primary: tuple[str, ...] = ("id",), **extra: Any) -> Table:
    """A SQLModel table with a column per field of the noun; `extra`: columns that only storage needs, name → type."""
    hints = typing.get_type_hints(noun)
    fields: dict[str, Any] = {field.name: hints[field.name] for field in dataclasses.fields(noun)} | extra
    namespace: dict[str, Any] = {"__annotations__": {}, "__tablename__": name, "__module__": __name__, "metadata": metadata}
    for field, hint in fields.items():
        kind, optional = column_type(hint)
        namespace["__annotations__"][field] = Any
        about = {"person": True} if model.PersonId in (hint, *typing.get_args(hint)) else {}
        namespace[field] = Field(sa_column=Column(field, kind, primary_key=field in primary, nullable=optional, info=about))
    namespace["__table_args__"] = constraints
    made = types.new_class(f"{noun.__name__}Row", (SQLModel,), {"table": True}, lambda body: body.update(namespace))
    table: Table = made.__table__  # type: ignore[attr-defined]
    return table


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows that matter, on both databases."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


def due(table: str, column: str = "next_at") -> Index:
    """The one indexed question of everything that waits for time."""
    return partial(f"ix_{table}_{column}", column, where=f"{column} IS NOT NULL")


def to(table: str, *columns: str) -> tuple[ForeignKeyConstraint, ...]:
    """Columns that name rows of another table."""
    return tuple(ForeignKeyConstraint([column], [f"{table}.id"]) for column in columns)


person = table_of(
    model.Person,
    "person",
    partial("uq_person_email", "email", where="email IS NOT NULL", unique=True),
    Index("ix_person_folded", "folded"),
    folded=str,
)
account = table_of(
    model.Account,
    "account",
    UniqueConstraint("platform", "tenant", "user"),
    Index("ix_account_person", "person_id"),
    partial("ix_account_out_of_reach", "platform", "tenant", where="out_of_reach IS NOT NULL"),
    *to("person", "person_id"),
)
conversation = table_of(model.Conversation, "conversation", *to("account", "account_id"), primary=("account_id",))
installation = table_of(
    model.Installation,
    "installation",
    partial("uq_installation_open", "platform", "tenant", where="ended_at IS NULL", unique=True),
)
system = table_of(
    model.System,
    "system",
    UniqueConstraint("slug"),
    partial("uq_system_external_key", "external_key", where="external_key IS NOT NULL", unique=True),
)
seat = table_of(model.Seat, "seat", UniqueConstraint("system_id", "role"), due("seat", "next_ask_at"), *to("system", "system_id"))
assignment = table_of(
    model.Assignment,
    "assignment",
    partial("uq_assignment_holder", "seat_id", where="state = 'accepted'", unique=True),
    partial("uq_assignment_offer", "seat_id", where="state = 'proposed'", unique=True),
    partial("ix_assignment_open", "person_id", where="state IN ('accepted', 'proposed')"),
    Index("ix_assignment_seat", "seat_id"),
    due("assignment"),
    due("assignment", "leaving_at"),
    due("assignment", "confirm_at"),
    *to("seat", "seat_id"),
    *to("person", "person_id"),
)
check_in = table_of(
    model.CheckIn,
    "check_in",
    UniqueConstraint("seat_id", "period"),
    partial("uq_check_in_open", "seat_id", where="state = 'open'", unique=True),
    partial("ix_check_in_addressee", "addressee_id", where="state = 'open'"),
    *to("seat", "seat_id"),
)
answer = table_of(model.Answer, "answer", Index("ix_answer_check_in", "check_in_id"), *to("check_in", "check_in_id"))
episode = table_of(
    model.Episode,
    "episode",
    partial("uq_episode_open", "seat_id", "kind", where="ended_at IS NULL", unique=True),
    partial("ix_episode_person", "person_id", where="ended_at IS NULL"),
    Index("ix_episode_seat", "seat_id"),
    partial("ix_episode_next_at", "next_at", where="ended_at IS NULL AND next_at IS NOT NULL"),
    *to("seat", "seat_id"),
)
telling = table_of(model.Telling, "telling", Index("ix_telling_episode", "episode_id"), *to("episode", "episode_id"))
looked = table_of(model.Looked, "looked", Index("ix_looked_seat", "seat_id"), *to("seat", "seat_id"))
absence = table_of(
    model.Absence,
    "absence",
    partial("uq_absence_open", "person_id", where="ended_at IS NULL", unique=True),
    partial("ix_absence_cover", "cover_id", where="ended_at IS NULL"),
    due("absence"),
    *to("person", "person_id"),
)
second = table_of(
    model.Second,
    "second",
    partial("uq_second_open", "seat_id", where="ended_at IS NULL", unique=True),
    partial("ix_second_person", "person_id", where="ended_at IS NULL"),
    due("second"),
    *to("seat", "seat_id"),
)
excuse = table_of(
    model.Excuse,
    "excuse",
    partial("uq_excuse_open", "seat_id", where="ended_at IS NULL", unique=True),
    due("excuse"),
    *to("seat", "seat_id"),
)
concern = table_of(model.Concern, "concern", Index("ix_concern_system", "system_id", "state"), due("concern"), *to("system", "system_id"))
concern_step = table_of(model.ConcernStep, "concern_step", UniqueConstraint("concern_id", "number"), *to("concern", "concern_id"))
decision = table_of(model.Decision, "decision", Index("ix_decision_system", "system_id"), due("decision"), *to("system", "system_id"))
confirmation = table_of(
    model.Confirmation,
    "confirmation",
    partial("uq_confirmation_open", "assignment_id", where="answered_at IS NULL", unique=True),
    partial("ix_confirmation_person", "person_id", where="answered_at IS NULL"),
    due("confirmation"),
    *to("assignment", "assignment_id"),
)
override = table_of(
    model.Override,
    "override",
    partial("uq_override_open", "system_id", where="ended_at IS NULL", unique=True),
    due("override"),
    *to("system", "system_id"),
)
signal = table_of(model.Signal, "signal", Index("ix_signal_system", "system_id", "kind", "at"), *to("system", "system_id"))
token = table_of(model.Token, "token", UniqueConstraint("digest"), UniqueConstraint("name"))
reader = table_of(
    model.Reader,
    "reader",
    partial("uq_reader_open", "person_id", where="ended_at IS NULL", unique=True),
    *to("person", "person_id"),
)
content = table_of(model.Content, "content", Index("ix_content_person", "person_id"))
message = table_of(
    model.Message,
    "message",
    UniqueConstraint("key"),
    partial("ix_message_waiting", "send_at", where="state = 'waiting'"),
    partial("ix_message_unknown", "send_at", where="state = 'unknown'"),
    partial("ix_message_composed", "person_id", where="state = 'composed'"),
    partial("ix_message_stale", "person_id", where="stale"),
    Index("ix_message_person", "person_id", "kind", "day"),
    *to("person", "person_id"),
)
message_item = table_of(
    model.MessageItem,
    "message_item",
    Index("ix_message_item_ref", "ref"),
    *to("message", "message_id"),
    primary=("message_id", "kind", "ref"),
)
sighting = table_of(model.Sighting, "sighting", primary=("name",))
outage = table_of(model.Outage, "outage", primary=("started_at",))
audit = table_of(model.AuditRow, "audit", Index("ix_audit_at", "at"), primary=("chain", "seq"), at=datetime)


@dataclasses.dataclass
class _SystemName:
    system_id: str
    folded: str
    shown: str


@dataclasses.dataclass
class _Lane:
    person_id: str
    next_at: float  # machine time, seconds
    lease_until: float
    lease_owner: str
    attempt: int


@dataclasses.dataclass
class _Workspace:
    platform: str
    tenant: str
    paused_until: float  # machine time, seconds


@dataclasses.dataclass
class _Fact:
    name: str
    value: str


@dataclasses.dataclass
class _Inbound:
    platform: str
    event_id: str
    reply: str
    received_at: datetime


@dataclasses.dataclass
class _AuditHead:
    chain: str
    seq: int
    hash: str


system_name = table_of(
    _SystemName, "system_name", Index("ix_system_name_folded", "folded"), *to("system", "system_id"), primary=("system_id", "folded")
)
lane = table_of(_Lane, "lane", primary=("person_id",))
lane.c.person_id.info["person"] = True
workspace = table_of(_Workspace, "workspace", primary=("platform", "tenant"))
fact = table_of(_Fact, "fact", primary=("name",))
inbound = table_of(_Inbound, "inbound", primary=("platform", "event_id"))
audit_head = table_of(_AuditHead, "audit_head", primary=("chain",))
