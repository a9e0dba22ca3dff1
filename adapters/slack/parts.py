"""The parts of a card as blocks, in groups that stay together: a line never loses its own buttons."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from adapters.slack import buttons, charts, tables
from adapters.slack.limits import SECTION, TEXT_OBJECT
from adapters.slack.text import Json, Reader, is_quiet, joined, plain_text, raw, rich, together
from adapters.typed import cut, inert, visible
from bot.cards import Button, Chart, Fact, Facts, Line, Lines, Note, Paragraph, Part, Table, Text
from bot.views import plain

FACTS_TOGETHER = 10


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that are shown together or not at all; `count` is what a reader would count."""

    blocks: tuple[Json, ...]
    count: int = 1
    lost: int = 0  # buttons that cannot travel


def block(*elements: Json) -> Json:
    """reference/block-kit/blocks/rich-text-block"""
    return {"type": "rich_text", "elements": list(elements)}


def section(elements: list[Json]) -> Json:
    """One run of text."""
    return {"type": "rich_text_section", "elements": elements or [raw("–")]}


def bullets(items: list[list[Json]]) -> Json:
    """Lines with nothing to press."""
    return {"type": "rich_text_list", "style": "bullet", "elements": [section(one) for one in items]}


def groups(part: Part, reader: Reader, limit: int) -> Iterator[Group]:
    """A part as what can be shown one after the other."""
    match part:
        case Paragraph(text, quoted, soft):
            yield from _text(text, reader, limit, quoted, soft)
        case Note(text):
            yield from _text(text, reader, limit, False, True)
        case Facts(facts):
            for at in range(0, len(facts), FACTS_TOGETHER):
                some = facts[at : at + FACTS_TOGETHER]
                yield Group((block(_facts(some, reader, limit)),), len(some))
        case Lines(lines):
            if all(not one.parts and not one.buttons for one in lines):
                yield from (Group((block(bullets([_title(one, reader, limit)])),)) for one in lines)
            else:
                for line in lines:
                    yield from line_groups(line, reader, limit)
        case Table():
            yield from (Group(tuple(blocks), count) for blocks, count in tables.blocks(part, reader, limit))
        case Chart():
            yield from (Group(tuple(blocks), count) for blocks, count in charts.blocks(part, reader, limit))
        case _:
            assert_never(part)


def button_groups(some: tuple[Button, ...]) -> list[Group]:
    """Rows of buttons, each of which is shown whole."""
    rows, lost = buttons.rows(some)
    made = [Group((row,), buttons.held(row)) for row in rows]
    return [*made, Group((), 0, lost)] if lost else made


def line_groups(line: Line, reader: Reader, limit: int) -> Iterator[Group]:
    """A line's own words and its first row of buttons are one; lines inside it come between."""
    if (pressed := _beside(line, reader, limit)) is not None:
        yield Group((pressed,))
        return
    words = [section(_title(line, reader, limit))]
    inner: list[Group] = []
    for part in line.parts:
        if isinstance(part, Lines | Table):
            inner += groups(part, reader, limit)
        else:
            words = _flow(words, part, reader, limit)
    rows = button_groups(line.buttons)
    if inner or not rows:
        yield from (Group((block(*words),)), *inner, *rows)
    else:
        rule = ({"type": "divider"},) if line.parts else ()
        yield Group((*rule, block(*words), *rows[0].blocks), 1, rows[0].lost)
        yield from rows[1:]


def _text(text: Text, reader: Reader, limit: int, quoted: bool, soft: bool) -> Iterator[Group]:
    elements = rich(text, reader, limit)
    if not any(visible(one.get("text", "x")) for one in elements):
        return
    if quoted:
        yield Group((block({"type": "rich_text_quote", "elements": elements}),))
    elif soft and is_quiet(elements):
        yield Group(({"type": "context", "elements": [plain_text(together(elements), TEXT_OBJECT)]},))
    else:
        yield Group((block(section(elements)),))


def _beside(line: Line, reader: Reader, limit: int) -> Json | None:
    """A line of words alone, with what it offers at its end."""
    offered = buttons.beside(line.buttons, reader.tight) if not line.parts else None
    elements = _title(line, reader, limit)
    if offered is None or not is_quiet(elements):
        return None
    return {"type": "section", "text": plain_text(together(elements), SECTION), "accessory": offered}


def _flow(words: list[Json], part: Paragraph | Facts | Chart | Note, reader: Reader, limit: int) -> list[Json]:
    """Within a line the text goes on in one block: a message has only fifty."""
    if isinstance(part, Facts):
        return [*words, _facts(part.facts, reader, limit)] if part.facts else words
    elements = charts.words(part, limit) if isinstance(part, Chart) else rich(part.text, reader, limit)
    if not elements:
        return words
    if isinstance(part, Paragraph) and part.quoted:
        return [*words, {"type": "rich_text_quote", "elements": elements}]
    if words[-1]["type"] == "rich_text_section":
        return [*words[:-1], section(joined([*words[-1]["elements"], raw("\n"), *elements]))]
    return [*words, section(elements)]


def _facts(facts: tuple[Fact, ...], reader: Reader, limit: int) -> Json:
    return bullets([_fact(one, reader, limit) for one in facts])


def _fact(one: Fact, reader: Reader, limit: int) -> list[Json]:
    label = cut(inert(one.label), limit)
    bold = [raw(label if label.endswith("?") else f"{label}:", bold=True)] if visible(label) else []
    value = rich(one.value, reader, limit)
    return joined([*bold, raw(" "), *value]) if bold and value else bold or value


def _title(line: Line, reader: Reader, limit: int) -> list[Json]:
    title, text = rich(line.title, reader, limit, heading=True), rich(line.text, reader, limit)
    ended = plain.text(line.title, reader.zone).endswith((".", "?", ":"))
    return joined([*title, raw(" " if ended else ": "), *text]) if title and text else title or text
