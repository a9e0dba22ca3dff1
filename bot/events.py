"""What comes in from the world and what goes back: the desk's two vocabularies."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.cards import Card, Form
from bot.model import OutOfReach, PersonId, Platform


@dataclass(frozen=True, slots=True)
class Caller:
    """The account an event came from, as the platform vouches for it."""

    platform: Platform
    tenant: str
    user: str


@dataclass(frozen=True, slots=True)
class Commanded:
    """`/owner <text>`. `public`: asked where others would read the answer."""

    caller: Caller
    text: str
    event_id: str = ""  # unique per platform for events that may change something; "" = never replayed
    public: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """Free text in the direct message."""

    caller: Caller
    text: str
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Met:
    """A message somewhere: who owns what speaks there, or, with `concern`, something is off with it.

    `places`: what the platform says of it, the most telling first (the bot, the app, the channel). `link`: its address; its words stay there.
    """

    caller: Caller
    places: tuple[str, ...]
    link: str = ""
    concern: bool = False
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button: the action and ref that the card carried. `message` is our message id when the platform knows it."""

    caller: Caller
    action: str
    ref: str
    message: str = ""
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form that was sent."""

    caller: Caller
    action: str
    ref: str
    values: Mapping[str, str] = field(default_factory=dict)
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class AccountLeft:
    """The platform says the account was deactivated."""

    caller: Caller
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class AccountOut:
    """The platform says that our messages do not reach this account any more; its person stays."""

    caller: Caller
    why: OutOfReach
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class AccountSeen:
    """A joined, changed or returned account, with the platform's own facts about it."""

    caller: Caller
    name: str
    email: str | None = None
    zone: str | None = None
    title: str = ""
    unit: str = ""  # department
    manager: str | None = None  # e-mail
    bot: bool = False
    guest: bool = False
    stranger: bool = False
    event_id: str = ""


Event = Commanded | Said | Met | Pressed | Submitted | AccountLeft | AccountOut | AccountSeen


@dataclass(frozen=True, slots=True)
class CardReader:
    """Who reads a card: their zone, and people's user ids on their own platform and in their tenant."""

    zone: str = "UTC"
    mentions: Mapping[PersonId, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """Something to keep: the platform sends it privately, or offers it as a download."""

    name: str
    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the caller gets back, privately unless `public`. `problem` is a code: nothing was changed.

    `read_only`: nothing can have been changed, so that nothing shown elsewhere needs to be brought up to date. `replayed`: the same event
    came before, and this is what it was answered.
    """

    card: Card | None = None
    form: Form | None = None
    update: Card | None = None  # the message the button was on now reads so
    public: bool = False  # for all to read where it was asked: *Share here*, or a look-up among others
    file: File | None = None
    problem: str = ""
    read_only: bool = field(default=False, compare=False, repr=False)
    replayed: bool = field(default=False, compare=False, repr=False)
    reader: CardReader = field(default_factory=CardReader, compare=False)
