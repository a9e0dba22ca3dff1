"""Tables and charts as Teams draws them, each with the same facts in words for a client that cannot (adaptivecards.io/explorer/Table)."""

from collections.abc import Iterator

from adapters.teams.limits import COLUMNS, LABEL, POINTS, ROWS, RUN, SERIES
from adapters.teams.text import NOTHING, Json, Reader, block, run, runs, words
from adapters.typed import inert, visible
from bot.cards import Chart, Plain, Strong, Table, Text
from bot.views.plain import figures


def table(part: Table, reader: Reader) -> Iterator[Json]:
    """Its caption, the table, and how many rows no card holds."""
    if visible(inert(part.caption)):
        yield block(run(words(part.caption, LABEL), weight="Bolder"))
    columns = max(len(part.head), *(len(row) for row in part.rows), 0)
    if not 0 < columns <= COLUMNS:
        yield from _lines(part, reader)
        return
    head = [tuple((Strong(one),) for one in part.head)] if part.head else []
    rows = [_row(row, columns, reader) for row in [*head, *part.rows[:ROWS]]]
    sizes = [{"width": 1} for _ in range(columns)]
    drawn = {"type": "Table", "firstRowAsHeader": bool(head), "showGridLines": True, "columns": sizes, "rows": rows}
    yield drawn | {"fallback": {"type": "Container", "items": list(_lines(part, reader))}}
    if len(part.rows) > ROWS:
        yield block(run(f"… and {len(part.rows) - ROWS:,} more rows."))


def chart(part: Chart, reader: Reader) -> Iterator[Json]:
    """The title, the chart, and the figures as a table, for those who cannot see it."""
    if visible(inert(part.title)):
        yield block(run(words(part.title, LABEL), weight="Bolder"))
    if _fits(part):
        yield _bars(part)
        yield from table(_as_table(part), reader)
    else:
        yield from (block(run(words(figures(part.labels, one), RUN))) for one in part.series)


def _lines(part: Table, reader: Reader) -> Iterator[Json]:
    """The same facts, a row a line."""
    if part.head:
        yield block(run(words(" · ".join(part.head), RUN), weight="Bolder"))
    for row in part.rows[:ROWS]:
        line: list[Json] = []
        for cell in row:
            line += [run(" · ")] * bool(line) + (runs(cell, reader, LABEL) or [run(NOTHING)])
        yield block(*line)


def _row(row: tuple[Text, ...], columns: int, reader: Reader) -> Json:
    cells = [runs(cell, reader, LABEL) or [run(NOTHING)] for cell in row] + [[run(NOTHING)]] * (columns - len(row))
    return {"type": "TableRow", "cells": [{"type": "TableCell", "items": [block(*cell)]} for cell in cells]}


def _fits(part: Chart) -> bool:
    whole = all(len(one.points) == len(part.labels) and all(point.value.is_finite() for point in one.points) for one in part.series)
    return whole and 1 <= len(part.series) <= SERIES and 1 <= len(part.labels) <= POINTS


def _bars(part: Chart) -> Json:
    """task-modules-and-cards/cards/charts-in-adaptive-cards; a client without charts shows the table alone."""
    made: Json = {"xAxisTitle": words(part.across, LABEL), "fallback": "drop"}
    if len(part.series) == 1:
        points = zip(part.labels, part.series[0].points, strict=True)
        return made | {"type": "Chart.VerticalBar", "data": [{"x": words(label, LABEL), "y": float(one.value)} for label, one in points]}
    data = [
        {
            "legend": words(one.name, LABEL),
            "values": [{"x": words(label, LABEL), "y": float(point.value)} for label, point in zip(part.labels, one.points, strict=True)],
        }
        for one in part.series
    ]
    return made | {"type": "Chart.VerticalBar.Grouped", "data": data}


def _as_table(part: Chart) -> Table:
    rows = [(label, *(one.points[at].said for one in part.series)) for at, label in enumerate(part.labels)]
    return Table((part.across, *(one.name for one in part.series)), tuple(tuple((Plain(cell),) for cell in row) for row in rows))
