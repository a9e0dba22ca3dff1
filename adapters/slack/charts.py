"""Charts: Slack's own block in a message with the same figures in words under it, words alone wherever a workspace or a place has no charts.

A table block is for those who cannot see the chart; where the message has one already, the figures are lines.
"""

from collections.abc import Iterator

from adapters.slack import tables
from adapters.slack.limits import CHART_LABEL, CHART_LABELS, CHART_SERIES, CHART_TITLE
from adapters.slack.text import NOTHING, Json, Reader, joined, raw
from adapters.typed import cut, inert, length, visible
from bot.cards import Chart, Plain, Series, Table
from bot.views.plain import figures


def blocks(chart: Chart, reader: Reader, limit: int) -> Iterator[tuple[list[Json], int]]:
    """Blocks, and how many rows they stand for."""
    if not (reader.charts and _fits(chart)):
        yield from _section(words(chart, limit))
        return
    yield [_block(chart)], 0
    if reader.tables:
        yield from tables.blocks(_table(chart), reader, limit)
    else:
        yield from _section(_rows(chart, limit))


def words(chart: Chart, limit: int) -> list[Json]:
    """Its title and a line a series, as one run of text: a message has only fifty blocks."""
    title, rows = cut(inert(chart.title), limit), _rows(chart, limit)
    if not visible(title):
        return rows
    return joined([raw(title, bold=True), *([raw("\n")] if rows else []), *rows])


def _fits(chart: Chart) -> bool:
    """Slack wants every name once, and a figure of each series under every label; a name that is cut could be another's."""
    names = [one.name for one in chart.series]
    return (
        1 <= len(names) <= CHART_SERIES
        and 1 <= len(chart.labels) <= CHART_LABELS
        and all(_is_name(one) for one in (*names, *chart.labels))
        and len(set(names)) == len(names)
        and len(set(chart.labels)) == len(chart.labels)
        and all(len(one.points) == len(chart.labels) and all(point.value.is_finite() for point in one.points) for one in chart.series)
    )


def _is_name(text: str) -> bool:
    return visible(text) and inert(text) == text and length(text) <= CHART_LABEL


def _block(chart: Chart) -> Json:
    """reference/block-kit/blocks/data-visualization-block"""
    title = inert(chart.title)
    return {
        "type": "data_visualization",
        "title": cut(title, CHART_TITLE) if visible(title) else NOTHING,
        "chart": {
            "type": "bar",
            "series": [{"name": one.name, "data": _data(chart, one)} for one in chart.series],
            "axis_config": {"categories": list(chart.labels)},
        },
    }


def _data(chart: Chart, one: Series) -> list[Json]:
    return [{"label": label, "value": float(point.value)} for label, point in zip(chart.labels, one.points, strict=True)]


def _table(chart: Chart) -> Table:
    """A row a label; the block above has the title already."""
    rows = [(label, *(one.points[at].said for one in chart.series)) for at, label in enumerate(chart.labels)]
    return Table((chart.across, *(one.name for one in chart.series)), tuple(tuple((Plain(cell),) for cell in row) for row in rows))


def _rows(chart: Chart, limit: int) -> list[Json]:
    said = "\n".join(one for row in chart.series if visible(one := cut(inert(figures(chart.labels, row)), limit)))
    return [raw(said)] if said else []


def _section(elements: list[Json]) -> Iterator[tuple[list[Json], int]]:
    if elements:
        yield [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}], 1
