"""Words for Teams that stay words, whatever somebody typed.

Everything that is shown is a TextRun in a RichTextBlock: that is data, in which Teams reads no markdown (adaptivecards.io/explorer/TextRun),
so `**bold**`, `[text](address)` and `<at>` are shown as typed, and only our own elements link or stand out. TextBlock reads markdown and is
used for nothing that anybody typed.
"""

from dataclasses import dataclass
from typing import Any, assert_never

from adapters.teams.limits import RUN
from adapters.typed import cut, inert, is_address, length, visible
from bot.cards import Amount, Link, Mark, PersonRef, Plain, Span, State, Strong, Text, When
from bot.views import plain

Json = dict[str, Any]
NOTHING = "–"
COLORS = {Mark.FINE: "Good", Mark.LOOK: "Warning", Mark.GAP: "Attention"}  # beside the mark's own shape, never alone


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: their zone."""

    zone: str = "UTC"


def words(text: str, limit: int) -> str:
    """A plain text of ours or of somebody's: of labels, buttons and places where there is nothing but text."""
    shown = inert(text)
    return cut(shown, limit) if visible(shown) else NOTHING


def run(text: str, **look: Any) -> Json:
    """https://adaptivecards.io/explorer/TextRun.html"""
    return {"type": "TextRun", "text": text} | look


def runs(text: Text, reader: Reader, limit: int = RUN, **look: Any) -> list[Json]:
    """Running text, cut visibly; `look` is that of all of it."""
    made: list[Json] = []
    for one in text:
        element = _run(one, reader) | look
        if not element["text"]:
            continue
        size = length(element["text"])
        if size > limit:
            made.append(element | {"text": cut(element["text"], limit) if limit > 1 else "…"})
            break
        limit -= size
        made.append(element)
    return _joined(made)


def block(*elements: Json, **look: Any) -> Json:
    """https://adaptivecards.io/explorer/RichTextBlock.html"""
    return {"type": "RichTextBlock", "inlines": list(elements) or [run(NOTHING)]} | look


def is_seen(elements: list[Json]) -> bool:
    """Whether there is anything to read."""
    return any(visible(one["text"]) for one in elements)


def _joined(elements: list[Json]) -> list[Json]:
    """Neighbours that look alike become one."""
    made: list[Json] = []
    for one in elements:
        if made and {**made[-1], "text": ""} == {**one, "text": ""} and "selectAction" not in one:
            made[-1] = made[-1] | {"text": made[-1]["text"] + one["text"]}
        else:
            made.append(one)
    return made


def _run(one: Span, reader: Reader) -> Json:
    match one:
        case Strong(text):
            return run(inert(text), weight="Bolder")
        case PersonRef(_, name):
            return run(inert(name))
        case Link(text, url):
            return _link(inert(text), url)
        case State(mark):
            return run(inert(plain.span(one, reader.zone)), color=COLORS[mark])
        case Plain() | When() | Amount():
            return run(inert(plain.span(one, reader.zone)))
        case _:
            assert_never(one)


def _link(text: str, url: str) -> Json:
    """Only a whole http(s) address; one that is broken is shown as it is."""
    if not url.startswith(("https://", "http://")):
        return run(text)
    if not is_address(url):
        return run(inert(plain.span(Link(text, url), "UTC")))
    return run(text if visible(text) else url, underline=True, selectAction={"type": "Action.OpenUrl", "url": url})
