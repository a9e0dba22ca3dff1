"""Tables: Slack's own block in a message, bulleted lines in a modal, on the Home tab, and where a workspace refuses the block."""

from collections.abc import Iterator

from adapters.slack.limits import TABLE_COLUMNS, TABLE_ROWS
from adapters.slack.text import NOTHING, Json, Reader, joined, raw, rich, width
from adapters.typed import cut, inert, length, visible
from bot.cards import Table, Text

CELL = 200
SHARE = 5000  # of a message's text: what stands around a table has room as well


def blocks(table: Table, reader: Reader, limit: int) -> Iterator[tuple[list[Json], int]]:
    """Blocks, and how many rows they stand for; what does not fit is said under it."""
    columns = max(len(table.head), *(len(row) for row in table.rows), 0)
    caption = [_words([raw(inert(table.caption), bold=True)])] if visible(inert(table.caption)) else []
    if reader.tables and 0 < columns <= TABLE_COLUMNS and table.rows:
        yield from _block(table, reader, columns, caption)
    else:
        yield from _lines(table, reader, limit, caption)


def _block(table: Table, reader: Reader, columns: int, caption: list[Json]) -> Iterator[tuple[list[Json], int]]:
    head = [_raw(one) for one in table.head] + [_raw("")] * (columns - len(table.head))
    rows, left = [head], SHARE - sum(_size(cell) for cell in head)
    for row in table.rows[: TABLE_ROWS - 1]:
        cells = [_cell(cell, reader) for cell in row] + [_raw("")] * (columns - len(row))
        left -= sum(_size(cell) for cell in cells)
        if left < 0:
            break
        rows.append(cells)
    shown, hidden = len(rows) - 1, len(table.rows) - len(rows) + 1
    settings = [{"is_wrapped": True}] * columns
    more = [_words([raw(f"… and {hidden:,} more {'row' if hidden == 1 else 'rows'}.")])] if hidden else []
    yield [*caption, {"type": "table", "column_settings": settings, "rows": rows}, *more], max(shown, 1)


def _lines(table: Table, reader: Reader, limit: int, caption: list[Json]) -> Iterator[tuple[list[Json], int]]:
    """The same facts: the head in bold, a row a line."""
    head = " · ".join(inert(one) for one in table.head)
    yield [*caption, *([_words([raw(cut(head, limit), bold=True)])] if visible(head) else [])], 0
    for row in table.rows:
        line: list[Json] = []
        for cell in row:
            line += [raw(" · ")] * bool(line) + (rich(cell, reader, min(limit, CELL)) or [raw(NOTHING)])
        item = {"type": "rich_text_section", "elements": joined(line) or [raw(NOTHING)]}
        yield [{"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [item]}]}], 1


def _words(elements: list[Json]) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _raw(text: str) -> Json:
    shown = inert(text)
    return {"type": "raw_text", "text": cut(shown, CELL) if visible(shown) else NOTHING}


def _cell(cell: Text, reader: Reader) -> Json:
    """Plain words as raw text, which every client shows; else rich text."""
    elements = rich(cell, reader, CELL)
    if all(one["type"] == "text" and "style" not in one for one in elements):
        return _raw("".join(one["text"] for one in elements))
    return _words(elements)


def _size(cell: Json) -> int:
    if "text" in cell:
        return length(cell["text"])
    return sum(width(one) for one in cell["elements"][0]["elements"])
