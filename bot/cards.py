"""The neutral vocabulary of everything people read: data only, no layout words, no markup strings."""

from collections.abc import Hashable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from typing import Any, NewType, get_type_hints

from bot.model import Money, PersonId


class Mark(StrEnum):
    """State marks, different in shape as well as colour (VOICE)."""

    FINE = "●"
    LOOK = "▲"
    GAP = "■"


@dataclass(frozen=True, slots=True)
class Plain:
    """Words; anything a person typed is a Plain and is escaped by every platform."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out."""

    text: str


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person: a mention where the platform has them, else the name."""

    id: PersonId
    name: str


@dataclass(frozen=True, slots=True)
class When:
    """A date or a moment (aware UTC), shown as people say it, in the reader's zone."""

    at: date | datetime
    style: str = "day"  # "day": Monday 7 December · "short": 7 December 2026 · "moment": Monday 7 December 09:12; "…_year": with it


@dataclass(frozen=True, slots=True)
class Amount:
    """Money, shown in the reader's way."""

    money: Money


@dataclass(frozen=True, slots=True)
class Link:
    """A place to look: only http and https addresses become links."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class State:
    """A state mark with its words: never colour or shape alone."""

    mark: Mark
    text: str


Span = Plain | Strong | PersonRef | When | Amount | Link | State
Text = tuple[Span, ...]


class Style(StrEnum):
    """How much a button stands out. The answers of a question are all `plain` (VOICE, Weight)."""

    PLAIN = "plain"
    GO = "go"
    DANGER = "danger"
    QUIET = "quiet"  # behind the quiet menu


@dataclass(frozen=True, slots=True)
class Button:
    """An action that comes back through the adapter's inbound as Pressed(action, ref)."""

    action: str
    ref: str
    label: str
    style: Style = Style.PLAIN
    confirm: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `quoted` for somebody's own words, `soft` for what may be skipped."""

    text: Text
    quoted: bool = False
    soft: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value."""

    label: str
    value: Text


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled values."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of several: a system with its own facts and buttons."""

    title: Text
    text: Text = ()
    parts: "tuple[Part, ...]" = ()
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows, each with its own buttons."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; a platform without tables shows it as lines."""

    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A figure, and how people read it: 903 and "€903.00"."""

    value: Decimal
    said: str


@dataclass(frozen=True, slots=True)
class Series:
    """One row of figures; as many points as its chart has labels."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Figures side by side, one of each series per label; a platform without charts shows the same as words."""

    title: str
    across: str  # what the labels are: "Month"
    labels: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A quiet line at the foot."""

    text: Text


Part = Paragraph | Facts | Lines | Table | Chart | Note


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to read. The title's first words are what the lock screen shows."""

    title: Text
    parts: tuple[Part, ...] = ()
    buttons: tuple[Button, ...] = ()
    state: str = ""  # a code for tests and styling: "answered", "refused", …

    def __hash__(self) -> int:
        """Titles tell cards apart; to walk through all of a card would cost as much as to draw a good part of it."""
        return hash((self.title, self.state))


class FieldKind(StrEnum):
    """The typed fields of a form."""

    LINE = "line"
    LINES = "lines"
    DATE = "date"
    NUMBER = "number"
    CHOICE = "choice"
    PERSON = "person"
    SYSTEM = "system"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a field's choices."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; `limit` is its longest text in characters."""

    name: str
    label: str
    kind: FieldKind = FieldKind.LINE
    required: bool = False
    hint: str = ""
    value: str = ""
    choices: tuple[Choice, ...] = ()
    limit: int = 500
    shown: str = ""  # what people call a value that stands for something: the name of a system


@dataclass(frozen=True, slots=True)
class Form:
    """Opened in the same response as the click; comes back as Submitted(action, ref, values)."""

    action: str
    ref: str
    title: str
    submit: str
    fields: tuple[Field, ...] = ()
    intro: Text = ()
    errors: dict[str, str] = field(default_factory=dict)


ATOMS = (str, bool, int, float, Decimal, date, datetime, time, Enum, timedelta)


@cache
def fields_of(kind: Hashable) -> tuple[str, ...]:
    """The names of a kind of value's fields that may hold other values, for whoever walks through a card; none where it has none."""
    if not (isinstance(kind, type) and is_dataclass(kind)):
        return ()
    hints = get_type_hints(kind)
    return tuple(one.name for one in fields(kind) if not _is_atom(hints[one.name]))


def _is_atom(hint: Any) -> bool:
    return isinstance(hint, NewType) or (isinstance(hint, type) and issubclass(hint, ATOMS))
