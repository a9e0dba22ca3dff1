"""Words for Slack that stay words, whatever somebody typed.

One way: everything is rich_text, or plain_text where Slack takes no rich_text (labels, hints, quiet lines). Both are data: Slack reads no
markup in them, so `<!channel>`, `*bold*`, `:wave:` and a bare domain are shown as typed, and only our own elements mention, link or stand
out. Slack's markdown (mrkdwn) is used for nothing that is shown: it has no escape for `*`, `_`, `~` and backticks. The fallback `text` of a
message is the exception that Slack asks for, with `& < >` escaped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

from adapters.slack.limits import RUN
from adapters.typed import cut, inert, is_address, length, visible
from bot.cards import Amount, Link, PersonRef, Plain, Span, State, Strong, Text, When
from bot.model import PersonId
from bot.views import plain

Json = dict[str, Any]

NOTHING = "–"  # Slack refuses an empty text
MENTION_WIDTH = 24  # a name's usual length: Slack puts it in


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: their zone, and the Slack user ids of people who may be mentioned."""

    zone: str = "UTC"
    mentions: Mapping[PersonId, str] = field(default_factory=dict)
    tables: bool = True  # Slack shows table blocks in messages only
    charts: bool = True  # and charts
    tight: bool = False  # room is short: a line's buttons go behind a menu


def plain_text(text: str, limit: int) -> Json:
    """A text object: reference/block-kit/composition-objects/text-object."""
    shown = inert(text)
    return {"type": "plain_text", "text": cut(shown, limit) if visible(shown) else NOTHING, "emoji": False}


def escaped(text: str, limit: int) -> str:
    """For a message's `text`: cut first, so that no entity is cut through; where not even one has room, nothing is left."""
    shown = inert(text)
    while length(made := shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) > limit:
        if length(shown) <= 1:
            return ""
        shown = cut(shown, max(1, min(length(shown) - 1, length(shown) * limit // length(made))))
    return made


def raw(text: str, bold: bool = False) -> Json:
    """A text element: reference/block-kit/blocks/rich-text-block."""
    return {"type": "text", "text": text, "style": {"bold": True}} if bold else {"type": "text", "text": text}


def rich(text: Text, reader: Reader, limit: int = RUN, *, heading: bool = False) -> list[Json]:
    """Running text as elements of a rich_text section, cut visibly; in a heading a state stands out as well."""
    made: list[Json] = []
    for one in text:
        element = _element(one, reader)
        if heading and isinstance(one, State):
            element = raw(element["text"], bold=True)
        if not element.get("text", NOTHING):
            continue
        if width(element) > limit:
            made.append(_shortened(element, limit))
            break
        limit -= width(element)
        made.append(element)
    return joined(made)


def width(element: Json) -> int:
    """How much room it takes."""
    return length(element["text"]) if "text" in element else length(element["url"]) if "url" in element else MENTION_WIDTH


def _shortened(element: Json, limit: int) -> Json:
    if "text" not in element or limit < 2:
        return raw("…")
    return element | {"text": cut(element["text"], limit)}


def joined(elements: list[Json]) -> list[Json]:
    """Neighbours of one style become one."""
    made: list[Json] = []
    for one in elements:
        if made and made[-1]["type"] == one["type"] == "text" and made[-1].get("style") == one.get("style"):
            made[-1] = made[-1] | {"text": made[-1]["text"] + one["text"]}
        else:
            made.append(one)
    return made


def _element(one: Span, reader: Reader) -> Json:
    match one:
        case Strong(text):
            return raw(inert(text), bold=True)
        case PersonRef(id_, name):
            return {"type": "user", "user_id": reader.mentions[id_]} if id_ in reader.mentions else raw(inert(name))
        case Link(text, url):
            return _link(inert(text), url)
        case Plain() | When() | Amount() | State():
            return raw(inert(plain.span(one, reader.zone)))
        case _:
            assert_never(one)


def _link(text: str, url: str) -> Json:
    """Only a whole http(s) address; one that is broken is shown as it is."""
    if not url.startswith(("https://", "http://")):
        return raw(text)
    if not is_address(url):
        return raw(inert(plain.span(Link(text, url), "UTC")))
    return {"type": "link", "url": url, "text": text} if visible(text) else {"type": "link", "url": url}


def is_quiet(elements: list[Json]) -> bool:
    """Whether it is words alone: plain_text can hold neither link nor mention."""
    return all(one["type"] == "text" for one in elements)


def together(elements: list[Json]) -> str:
    """Words alone, as one text."""
    return "".join(one["text"] for one in elements)
