"""What Teams takes of an Adaptive Card, as one walk over it: elements, fields, lengths (adaptivecards.io/explorer, version 1.5)."""

from collections.abc import Iterator
from typing import Any

from adapters.teams.cards import size

LARGEST = 100_000  # bytes in UTF-16: learn.microsoft.com, Format your bot messages
COMFORTABLE = 80_000  # for what can be cut; the values of a form cannot
COMMON = {"type", "id", "separator", "spacing", "fallback", "isVisible"}
INPUT = COMMON | {"label", "isRequired", "errorMessage", "value"}
ELEMENTS: dict[str, set[str]] = {
    "RichTextBlock": COMMON | {"inlines"},
    "Container": COMMON | {"items", "style"},
    "ActionSet": COMMON | {"actions"},
    "Table": COMMON | {"columns", "rows", "firstRowAsHeader", "showGridLines"},
    "Chart.VerticalBar": COMMON | {"data", "xAxisTitle"},
    "Chart.VerticalBar.Grouped": COMMON | {"data", "xAxisTitle"},
    "Input.Text": INPUT | {"isMultiline", "maxLength"},
    "Input.Date": INPUT,
    "Input.ChoiceSet": INPUT | {"choices", "choices.data", "style"},
    "Input.Toggle": INPUT | {"title", "valueOn", "valueOff"},
}
RUN = {"type", "text", "weight", "size", "isSubtle", "color", "underline", "selectAction"}
ACTION = {"type", "title", "mode", "style"}
ACTIONS = {"Action.Execute": ACTION | {"verb", "data", "associatedInputs"}, "Action.ShowCard": ACTION | {"card"}}
Json = dict[str, Any]


def check(card: Json, largest: int = COMFORTABLE) -> None:
    """Raises AssertionError, naming what Teams would refuse or leave out."""
    assert set(card) <= {"$schema", "type", "version", "msteams", "body", "actions", "fallbackText"} and card["type"] == "AdaptiveCard"
    assert card["version"] == "1.5" and card["body"], "an empty card is refused"
    assert size(card) <= largest, f"{size(card)} bytes"
    ids = [one["id"] for one in elements(card) if "id" in one]
    assert len(ids) == len(set(ids)), "every input has its own id"
    for one in elements(card):
        _element(one)


def elements(card: Json) -> Iterator[Json]:
    """Every element, however deep; those of a question that a button asks as well."""
    left = list(card["body"])
    while left:
        one = left.pop(0)
        yield one
        left += one.get("items", [])
        left += [inner for row in one.get("rows", []) for cell in row["cells"] for inner in cell["items"]]
        left += [inner for action in one.get("actions", []) if "card" in action for inner in action["card"]["body"]]


def actions(card: Json) -> list[Json]:
    """Everything that can be pressed."""
    made = [action for one in elements(card) for action in one.get("actions", [])]
    return [inner for one in made for inner in (one["card"]["actions"] if "card" in one else [one])]


def texts(card: Json) -> list[str]:
    """Every word that is read, in no order."""
    found: list[str] = []
    for one in elements(card):
        found += [run["text"] for run in one.get("inlines", ())]
        found += [one[name] for name in ("label", "title", "value") if isinstance(one.get(name), str)]
        found += [choice["title"] for choice in one.get("choices", ())]
    return found


def _element(one: Json) -> None:
    known = ELEMENTS.get(one["type"])
    assert known is not None and set(one) <= known, f"{one['type']} with {set(one) - (known or set())}"
    for run in one.get("inlines", ()):
        assert run["type"] == "TextRun" and set(run) <= RUN and run["text"], run
        opened = run.get("selectAction")
        assert opened is None or (opened["type"] == "Action.OpenUrl" and opened["url"].startswith(("https://", "http://")))
    if one["type"] == "ActionSet":
        _row(one["actions"])


def _row(row: list[Json]) -> None:
    at_hand = [one for one in row if one.get("mode") != "secondary"]
    assert 1 <= len(at_hand) <= 6, "a host shows six, and a menu does not stand alone"
    for one in row:
        assert set(one) <= ACTIONS[one["type"]] and one["title"], one
        for inner in one["card"]["actions"] if "card" in one else [one]:
            assert inner["verb"] and all(isinstance(value, str) for value in inner["data"].values())
