"""What Slack sent, as values: pure, and never raises, whatever the payload looks like. Shapes: docs.slack.dev, Interactivity and Events."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.payload import NONE, Payload, first_in, id_in, map_in, text_in
from adapters.slack.buttons import decode
from adapters.typed import inert
from bot.cards import Form

MENTION = re.compile(r"<@([A-Z0-9]{2,30})(?:\|[^<>]*)?>")
GROUP = re.compile(r"<!subteam\^([A-Z0-9]{2,30})(?:\|([^<>]*))?>")
CHANNEL = re.compile(r"<#([A-Z0-9]{2,30})(?:\|([^<>]*))?>")
SPECIAL = re.compile(r"<!(here|channel|everyone)(?:\|[^<>]*)?>")
LINK = re.compile(r"<((?:https?|mailto|tel):[^<>|]*)(?:\|[^<>]*)?>")
TYPED_FORM = "typed_form"  # action of a button that opens a form with what was typed
WHO_OWNS, RAISE = "who_owns", "raise_concern"  # callback ids of the message shortcuts


@dataclass(frozen=True, slots=True)
class From:
    """Whose payload it is. `tenant`: the installation it is for, the organisation's where that installed us as a whole."""

    tenant: str
    user: str
    team: str = ""
    enterprise: str = ""  # the organisation that the workspace belongs to, if any


def sender(payload: Payload) -> From:
    """Of any payload; blank fields where there is none."""
    event = map_in(payload, "event")
    team = id_in(payload, "team_id") or id_in(map_in(payload, "team"), "id") or id_in(map_in(payload, "user"), "team_id")
    enterprise = (
        id_in(payload, "enterprise_id") or id_in(map_in(payload, "enterprise"), "id") or id_in(map_in(payload, "team"), "enterprise_id")
    )
    whole = payload.get("is_enterprise_install") in (True, "true")
    first = first_in(payload, "authorizations")
    if first:  # an event in a shared channel may be another organisation's; it is for whoever is named here, and for nobody else
        team, enterprise = id_in(first, "team_id") or team, id_in(first, "enterprise_id")
        whole = first.get("is_enterprise_install") is True
    user = event.get("user")
    who = (
        id_in(payload, "user_id")
        or id_in(map_in(payload, "user"), "id")
        or (id_in(event, "user") if isinstance(user, str) else id_in(map_in(event, "user"), "id"))
    )
    return From(enterprise if whole and enterprise else team, who, team, enterprise)


def typed(text: str, groups: Mapping[str, str] = NONE) -> str:
    """A command's or message's text as it was typed, mentions apart: `should_escape` wraps what it knows (docs.slack.dev, Slash commands).

    `groups`: handles by id. A group stays one: `<!subteam @handle>`, and `<!subteam>` where nothing says what it is called.
    """
    plain = GROUP.sub(lambda found: _group(found[2] or groups.get(found[1], "")), text)
    plain = CHANNEL.sub(lambda found: f"#{found[2]}" if found[2] else f"<#{found[1]}>", plain)
    plain = SPECIAL.sub(lambda found: f"@{found[1]}", plain)
    plain = LINK.sub(lambda found: found[1].removeprefix("mailto:"), plain)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _group(handle: str) -> str:
    return f"<!subteam @{handle.lstrip('@')}>" if handle else "<!subteam>"


def has_nameless_group(text: str) -> bool:
    """Whether a group is given by its id alone: so in messages, where commands give the handle too."""
    return any(not found[2] for found in GROUP.finditer(text))


def mentioned(text: str) -> tuple[str, ...]:
    """The Slack user ids in a text, each once."""
    return tuple(dict.fromkeys(MENTION.findall(text)))


def with_people(text: str, people: Mapping[str, str]) -> str:
    """Mentions as the core knows them: a person's id; whoever has none stays a mention, which is refused in words."""
    return MENTION.sub(lambda found: f"@{people[found[1]]}" if found[1] in people else f"<@{found[1]}>", text)


@dataclass(frozen=True, slots=True)
class Click:
    """A pressed button, where it stood, and how it can be answered."""

    action: str
    ref: str
    event_id: str
    trigger: str
    response_url: str
    channel: str
    message: str  # its ts; "" in a view
    private: bool  # an ephemeral message, which only its response_url can change
    view: str  # its id; "" on a message


def click(payload: Payload) -> Click:
    """A block_actions payload."""
    one = first_in(payload, "actions")
    action, ref = decode(one)
    container, view = map_in(payload, "container"), map_in(payload, "view")
    return Click(
        action,
        ref,
        "/".join(("press", text_in(one, "action_ts"), text_in(one, "action_id"), text_in(one, "block_id")))
        if text_in(one, "action_ts")
        else "",
        text_in(payload, "trigger_id"),
        text_in(payload, "response_url"),
        text_in(container, "channel_id") or text_in(map_in(payload, "channel"), "id"),
        text_in(container, "message_ts") or text_in(map_in(payload, "message"), "ts"),
        container.get("is_ephemeral") is True,
        text_in(view, "id") or text_in(container, "view_id"),
    )


def replay_key(payload: Payload, kind: str) -> str:
    """A delivery that comes again has the same trigger; blank: nothing tells it apart."""
    trigger = text_in(payload, "trigger_id")
    return f"{kind}/{trigger}" if trigger else ""


def places(payload: Payload) -> tuple[str, ...]:
    """Of a message_action: what the message says of where it came from, the most telling first; never its text."""
    message, channel = map_in(payload, "message"), map_in(payload, "channel")
    bot = map_in(message, "bot_profile")
    name, told = (
        text_in(channel, "name"),
        (text_in(bot, "name"), text_in(message, "username"), text_in(message, "app_id"), text_in(message, "bot_id")),
    )
    user, id = text_in(message, "user"), text_in(channel, "id")
    found = [*told, f"<@{user}>" if user else "", user, f"#{name}" if name else "", name, id]
    named = [one for one in found if one and one not in ("directmessage", "privategroup")]
    return tuple(dict.fromkeys(inert(one) for one in named))


def permalink(payload: Payload) -> str:
    """The message's own address, made of what the payload says; blank where something is missing."""
    domain, channel = text_in(map_in(payload, "team"), "domain"), text_in(map_in(payload, "channel"), "id")
    stamp = (text_in(payload, "message_ts") or text_in(map_in(payload, "message"), "ts")).replace(".", "")
    fits = re.fullmatch(r"[a-z0-9-]{1,60}", domain) and re.fullmatch(r"[A-Z0-9]{2,30}", channel) and re.fullmatch(r"[0-9]{1,30}", stamp)
    return f"https://{domain}.slack.com/archives/{channel}/p{stamp}" if fits else ""


def is_from_person(event: Payload) -> bool:
    """Typed by somebody: no bot, no edit, no join message, nothing of Slack's own."""
    return bool(text_in(event, "user")) and not event.get("bot_id") and event.get("subtype") in (None, "file_share", "thread_broadcast")


def without_command(text: str) -> str:
    """`@Rollcall /owner billing`, `@Rollcall owner billing` and `@Rollcall billing` ask the same."""
    plain = text.strip()
    first, _, rest = plain.partition(" ")
    return rest.strip() if first.casefold() in ("/owner", "owner") and (rest or first.startswith("/")) else plain


def fields_of(form: Form) -> str:
    """A form that words opened, kept in a button until there is a click to open it with; what does not fit is typed again."""
    values = {one.name: one.value for one in form.fields if one.value}
    text = json.dumps([form.action, form.ref, values], ensure_ascii=False, separators=(",", ":"))
    while len(text.encode("utf-16-le")) // 2 > 1900 and values:
        longest = max(values, key=lambda name: len(values[name]))
        values[longest] = values[longest][: len(values[longest]) // 2]
        text = json.dumps([form.action, form.ref, values], ensure_ascii=False, separators=(",", ":"))
    return text


def kept_form(ref: str) -> tuple[str, str, dict[str, str]]:
    """The other way round; blank for anything else."""
    try:
        action, about, values = json.loads(ref)
    except (ValueError, TypeError, RecursionError):
        return "", "", {}
    if not (isinstance(action, str) and isinstance(about, str) and isinstance(values, dict)):
        return "", "", {}
    return action, about, {name: value for name, value in values.items() if isinstance(value, str)}
