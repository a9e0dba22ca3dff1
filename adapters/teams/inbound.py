"""What Teams sent, as values: pure, and never raises, whatever the activity looks like (learn.microsoft.com, Bot Framework Activity schema)."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adapters.payload import NONE, Payload, map_in, text_in
from adapters.teams.raw import tenant_of
from adapters.typed import inert, is_address
from bot.events import Caller
from bot.model import Platform
from bot.rules.cadence import is_zone
from bot.rules.typed import clean

ENTRA = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12,13}")  # the Playground writes one digit more
AT = re.compile(r"<at(?:\s[^<>]*)?>([^<]*)</at>", re.IGNORECASE)  # a name that went on over other marks would be looked for over and over
ID = re.compile(r"[\x21-\x7e]{1,500}")  # of a conversation, an activity, an account: printable, without blanks
PERSONAL = "personal"
# Where Teams' own links lead, worldwide and for governments (learn.microsoft.com/microsoftteams, Deep links; Microsoft 365 endpoints)
TEAMS = tuple(
    f"https://{one}/" for one in ("teams.microsoft.com", "teams.cloud.microsoft", "gov.teams.microsoft.us", "dod.teams.microsoft.us")
)
SHARED = "19:"  # how the ids of chats and channels begin that people are in together (Teams, Conversations)
MENTIONS = 10  # of people in one message or form
TYPED = 200  # characters of what is searched for


@dataclass(frozen=True, slots=True)
class From:
    """Whose activity it is, and where an answer goes."""

    tenant: str
    user: str  # Entra object id
    account: str  # the Bot Connector's own id of the person (29:…), where it says no other
    service: str
    conversation: str
    activity: str
    bot: str
    personal: bool
    targeted: bool  # nobody else saw it, and nobody else need see the answer (Teams, Targeted messages)
    zone: str

    @property
    def caller(self) -> Caller:
        """For the desk."""
        return Caller(Platform.TEAMS, self.tenant, self.user)


def sender(activity: Payload) -> From:
    """Of any activity; blank fields where there is none."""
    who, where, us = map_in(activity, "from"), map_in(activity, "conversation"), map_in(activity, "recipient")
    kind = text_in(where, "conversationType")
    return From(
        tenant_of(activity),
        entra_in(who, "aadObjectId"),
        id_in(who, "id"),
        text_in(activity, "serviceUrl"),
        id_in(where, "id"),
        id_in(activity, "id"),
        id_in(us, "id"),
        (kind == PERSONAL or (not kind and where.get("isGroup") is not True)) and not id_in(where, "id").startswith(SHARED),
        us.get("isTargeted") is True,
        zone_of(activity),
    )


def id_in(value: Payload, name: str) -> str:
    """An id of the Bot Connector's, or blank."""
    found = text_in(value, name)
    return found if ID.fullmatch(found) else ""


def entra_in(value: Payload, name: str) -> str:
    """An Entra object id, always written alike, or blank."""
    found = text_in(value, name)
    return found.casefold() if ENTRA.fullmatch(found) else ""


def event_id(activity: Payload, kind: str) -> str:
    """A delivery that comes again has the same; blank: nothing tells it apart. An activity's id is unique within its conversation."""
    where, one = id_in(map_in(activity, "conversation"), "id"), id_in(activity, "id")
    return "/".join((kind, where, one)) if one else ""


def zone_of(activity: Payload) -> str:
    """The person's time zone by its IANA name, where the activity tells it."""
    found = [text_in(activity, "localTimezone"), *(text_in(one, "timezone") for one in _entities(activity, "clientInfo"))]
    return next((one for one in found if is_zone(one)), "")


def _entities(activity: Payload, kind: str) -> Iterator[Payload]:
    rows = activity.get("entities")
    for one in rows[:100] if isinstance(rows, list) else []:
        if isinstance(one, Mapping) and text_in(one, "type").casefold() == kind.casefold():
            yield one


def mentioned(activity: Payload) -> dict[str, str]:
    """Who is mentioned, but for us: the Bot Connector's id by the text that stands there (`<at>Max</at>`); a text that means two people means nobody."""
    bot = id_in(map_in(activity, "recipient"), "id")
    found: dict[str, str] = {}
    for one in _entities(activity, "mention"):
        who = id_in(map_in(one, "mentioned"), "id")
        text = text_in(one, "text")
        if who and who != bot and (text in found or len(found) < MENTIONS):
            found[text] = who if found.get(text, who) == who else ""
    return {text: who for text, who in found.items() if who}


def typed(activity: Payload, people: Mapping[str, str] = NONE) -> str:
    """What somebody wrote, without our own mention. `people`: who a mention is, by its text; whoever is unknown stays one, which is refused in words."""
    ours = {text_in(one, "text") for one in _entities(activity, "mention") if _is_us(one, activity)}
    text = text_in(activity, "text")
    for one in sorted(ours, key=len, reverse=True):
        text = text.replace(one, " ") if one else text
    known = {one: f"@{person}" for one, person in people.items()}
    return html.unescape(AT.sub(lambda found: known.get(found[0], f"<@{found[1]}>"), text)).replace("\xa0", " ").strip()


def _is_us(mention: Payload, activity: Payload) -> bool:
    bot = id_in(map_in(activity, "recipient"), "id")
    return bool(bot) and id_in(map_in(mention, "mentioned"), "id") == bot


def command(text: str) -> str | None:
    """What follows `/owner`, `owner` or `@Rollcall owner`; None: these are other words."""
    first, *rest = text.split(maxsplit=1) or [""]
    return " ".join(rest) if first.casefold() in ("/owner", "owner") else None


def invoked(activity: Payload) -> Payload:
    """An invoke's `value`."""
    return map_in(activity, "value")


def pressed(activity: Payload) -> Payload:
    """The `action` of an adaptiveCard/action invoke."""
    return map_in(invoked(activity), "action")


def replies_to(activity: Payload) -> str:
    """The message that a button stands on; blank where none is named."""
    return id_in(activity, "replyToId")


def parameter(activity: Payload, name: str) -> str:
    """What was typed in a message extension's search, as it can be looked for."""
    rows = invoked(activity).get("parameters")
    found = [one for one in rows if isinstance(one, Mapping) and text_in(one, "name") == name] if isinstance(rows, list) else []
    return clean(text_in(found[0], "value"), TYPED) if found else ""


def places(activity: Payload) -> tuple[str, ...]:
    """Of a message action: what the message says of where it came from, the most telling first; never its text."""
    message = map_in(invoked(activity), "messagePayload")
    who, where = map_in(message, "from"), map_in(message, "channelIdentity") or map_in(map_in(message, "from"), "conversation")
    found = [
        *(text_in(map_in(who, "application"), name) for name in ("displayName", "id")),
        *(text_in(map_in(who, "user"), name) for name in ("displayName", "id")),
        text_in(where, "displayName"),
        text_in(where, "channelId") or text_in(where, "id"),
    ]
    return tuple(dict.fromkeys(inert(one) for one in found if one))


def permalink(activity: Payload) -> str:
    """The message's own address, which Teams gives with it; blank where that is none of Teams'."""
    link = text_in(map_in(invoked(activity), "messagePayload"), "linkToMessage")
    return link if is_address(link) and link.startswith(TEAMS) else ""
