"""The parts of a card as elements, in groups that stay together: a line never loses its own buttons."""

from collections.abc import Iterator
from typing import assert_never

from adapters.teams import buttons, tables
from adapters.teams.limits import LABEL
from adapters.teams.text import Json, Reader, block, is_seen, run, runs, words
from adapters.typed import inert, visible
from bot.cards import Chart, Fact, Facts, Line, Lines, Note, Paragraph, Part, Table
from bot.views import plain

Group = list[Json]  # elements that are shown together or not at all


def groups(part: Part, reader: Reader) -> Iterator[Group]:
    """A part as what can be shown one after the other."""
    match part:
        case Paragraph(text, quoted, soft):
            shown = runs(text, reader, isSubtle=True) if soft else runs(text, reader)
            if is_seen(shown):
                yield [_quote(block(*shown)) if quoted else block(*shown)]
        case Note(text):
            shown = runs(text, reader, isSubtle=True, size="Small")
            if is_seen(shown):
                yield [block(*shown)]
        case Facts(facts):
            yield from ([_fact(one, reader)] for one in facts)
        case Lines(lines):
            yield from ([line(one, reader)] for one in lines)
        case Table():
            yield list(tables.table(part, reader))
        case Chart():
            yield list(tables.chart(part, reader))
        case _:
            assert_never(part)


def line(one: Line, reader: Reader) -> Json:
    """A row of several, with all that is its own."""
    inner = [element for part in one.parts for group in groups(part, reader) for element in group]
    return {"type": "Container", "separator": True, "items": [block(*_title(one, reader)), *inner, *buttons.rows(one.buttons)]}


def _quote(element: Json) -> Json:
    return {"type": "Container", "style": "emphasis", "items": [element]}


def _fact(one: Fact, reader: Reader) -> Json:
    label = words(one.label, LABEL) if visible(inert(one.label)) else ""
    bold = [run(label if label.endswith("?") else f"{label}:", weight="Bolder")] if label else []
    value = runs(one.value, reader)
    return block(*bold, *([run(" ")] if bold and value else []), *value, spacing="Small")


def _title(one: Line, reader: Reader) -> list[Json]:
    title, text = runs(one.title, reader), runs(one.text, reader)
    ended = plain.text(one.title, reader.zone).endswith((".", "?", ":"))
    return [*title, run(" " if ended else ": "), *text] if title and text else title or text
