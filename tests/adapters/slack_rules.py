"""Slack's own rules as its pages give them (docs.slack.dev, November 2026), written without a look at the renderer."""

import math
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

IN_RICH = {"text", "link", "user"}
SECTIONS = {"rich_text_section", "rich_text_quote", "rich_text_list"}
CHILDREN = {"actions": 25, "context": 10}


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def check_message(message: Json) -> None:
    assert set(message) == {"text", "blocks"}
    assert 1 <= units(message["text"]) <= 4000 and message["text"].strip()
    assert 1 <= len(message["blocks"]) <= 50
    assert sum(units(one) for one in every_text(message["blocks"])) <= 12_000
    assert sum(block["type"] == "table" for block in message["blocks"]) <= 1
    assert sum(block["type"] == "data_visualization" for block in message["blocks"]) <= 2
    check_blocks(message["blocks"], "message")


def check_view(view: Json) -> None:
    assert len(view["blocks"]) <= 100
    if view["type"] == "modal":
        for name in {"title", "submit", "close"} & set(view):
            plain(view[name], 24)
        assert view["title"] and len(view.get("private_metadata", "")) <= 3000
        assert "submit" in view or not any(block["type"] == "input" for block in view["blocks"])
    check_blocks(view["blocks"], view["type"])


def check_blocks(blocks: list[Json], surface: str) -> None:
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids)) and all(1 <= units(one) <= 255 for one in ids)
    elements = [element for block in blocks for element in pressable(block)]
    names = [element["action_id"] for element in elements]
    assert surface == "modal" or len(names) == len(set(names))
    assert all(1 <= units(name) <= 255 for name in names)
    for block in blocks:
        check_block(block, surface)


def check_block(block: Json, surface: str) -> None:
    match block["type"]:
        case "rich_text":
            assert block["elements"]
            for one in block["elements"]:
                check_rich(one)
        case "section":
            plain(block["text"], 3000)
            assert "fields" not in block
        case "context":
            assert 1 <= len(block["elements"]) <= 10
            for one in block["elements"]:
                plain(one, 3000)
        case "actions":
            assert 1 <= len(block["elements"]) <= 25
        case "table":
            assert surface == "message"
            check_table(block)
        case "data_visualization":
            assert surface == "message"
            check_chart(block)
        case "input":
            assert surface == "modal"
            plain(block["label"], 2000)
            plain(block["hint"] if "hint" in block else block["label"], 2000)
            check_input(block["element"])
        case "divider":
            assert set(block) == {"type"}
        case other:
            raise AssertionError(f"no such block: {other}")
    for one in pressable(block):
        if block["type"] != "input":
            check_pressable(one)


def check_pressable(element: Json) -> None:
    if element["type"] == "overflow":
        assert 1 <= len(element["options"]) <= 5
        check_options(element["options"])
        return
    assert element["type"] == "button"
    plain(element["text"], 75)
    assert 1 <= units(element.get("value", "x")) <= 2000
    assert element.get("style") in (None, "primary", "danger")
    if "confirm" in element:
        for name, limit in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
            plain(element["confirm"][name], limit)


def check_options(options: list[Json]) -> None:
    for option in options:
        plain(option["text"], 75)
        plain(option["description"] if "description" in option else option["text"], 75)
        assert 1 <= units(option["value"]) <= 150


def check_input(element: Json) -> None:
    match element["type"]:
        case "plain_text_input":
            assert 1 <= element["max_length"] <= 3000
            assert 0 < units(element.get("initial_value", "x")) <= element["max_length"]
            assert element["multiline"] or "\n" not in element.get("initial_value", "")
        case "static_select":
            groups = element.get("option_groups", [{"label": {"type": "plain_text", "text": "x"}, "options": element.get("options")}])
            assert ("options" in element) != ("option_groups" in element) and 1 <= len(groups) <= 100
            values = [option["value"] for group in groups for option in group["options"]]
            assert len(values) == len(set(values))
            for group in groups:
                plain(group["label"], 75)
                assert 1 <= len(group["options"]) <= 100
                check_options(group["options"])
            assert element.get("initial_option") is None or element["initial_option"]["value"] in values
        case "checkboxes":
            assert 1 <= len(element["options"]) <= 10
            check_options(element["options"])
        case "external_select":
            assert element["min_query_length"] >= 1
            check_options([element["initial_option"]] if "initial_option" in element else [])
        case "datepicker":
            assert len(element.get("initial_date", "2026-12-07")) == 10
        case other:
            assert other == "users_select"


def check_table(block: Json) -> None:
    rows = block["rows"]
    assert 1 <= len(rows) <= 100 and len({len(row) for row in rows}) == 1 and 1 <= len(rows[0]) <= 20
    assert len(block["column_settings"]) <= 20
    assert sum(units(one) for one in every_text(rows)) <= 10_000
    for cell in (cell for row in rows for cell in row):
        if cell["type"] == "raw_text":
            assert cell["text"].strip()
        else:
            assert cell["type"] == "rich_text"
            check_rich(cell["elements"][0])


def check_chart(block: Json) -> None:
    """reference/block-kit/blocks/data-visualization-block: a value of every series under every label, names once."""
    chart = block["chart"]
    series, labels = chart["series"], chart["axis_config"]["categories"]
    assert 1 <= units(block["title"]) <= 50 and chart["type"] == "bar"
    assert 1 <= len(series) <= 6 and 1 <= len(labels) <= 20
    for names in (labels, [one["name"] for one in series]):
        assert len(set(names)) == len(names) and all(1 <= units(one) <= 20 for one in names)
    for one in series:
        assert [point["label"] for point in one["data"]] == labels
        assert all(isinstance(point["value"], float) and math.isfinite(point["value"]) for point in one["data"])


def check_rich(part: Json) -> None:
    assert part["type"] in SECTIONS and part["elements"]
    for one in part["elements"]:
        if part["type"] == "rich_text_list":
            assert part["style"] == "bullet" and one["type"] == "rich_text_section"
            check_rich(one)
            continue
        assert one["type"] in IN_RICH
        assert one.get("text", "x")  # no page names a longest rich text; the message's sum bounds it
        assert one.get("style", {"bold": True}) == {"bold": True}
        if one["type"] == "link":
            assert one["url"].startswith(("https://", "http://")) and units(one["url"]) <= 3000


def plain(text: Json, limit: int) -> None:
    """Everything outside rich text is plain: there is no mrkdwn to be injected into."""
    assert text["type"] == "plain_text" and text.get("emoji") is not True
    assert 1 <= units(text["text"]) <= limit and text["text"].strip(" \n\t\u200f\u200e")


def pressable(block: Json) -> list[Json]:
    found = list(block["elements"]) if block["type"] == "actions" else []
    return found + [block[name] for name in ("accessory", "element") if name in block]


def every_text(value: object) -> Iterator[str]:
    """Whatever is shown."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key in ("text", "url") and isinstance(one, str):
                yield one
            else:
                yield from every_text(one)
    if isinstance(value, list):
        for one in value:
            yield from every_text(one)


def every_element(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from every_element(one)


def shown(value: object) -> str:
    """All that is shown, in its order."""
    return "\n".join(every_text(value))
