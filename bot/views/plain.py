"""Any card as plain text: the fallback of every platform, the terminal, the screen reader."""

from typing import assert_never

from bot.cards import (
    Amount,
    Card,
    Chart,
    Fact,
    Facts,
    Line,
    Lines,
    Link,
    Note,
    Paragraph,
    Part,
    PersonRef,
    Plain,
    Series,
    Span,
    State,
    Strong,
    Table,
    Text,
    When,
)
from bot.views import words


def plain(card: Card, zone: str = "UTC", buttons: bool = True) -> str:
    """Every fact the card has, in its order."""
    lines = [text(card.title, zone)]
    for part in card.parts:
        lines += _part(part, zone, buttons)
    if buttons and card.buttons:
        lines.append(" ".join(f"[ {button.label} ]" for button in card.buttons))
    return "\n".join(line for line in lines if line)


def text(spans: Text, zone: str = "UTC") -> str:
    """Running text."""
    return "".join(span(one, zone) for one in spans)


def span(one: Span, zone: str) -> str:
    """One span."""
    match one:
        case Plain(words_) | Strong(words_):
            return words_
        case PersonRef(name=name):
            return name
        case When(at, style):
            return words.when(at, style, zone)
        case Amount(money):
            return words.money(money)
        case Link(label, url):
            return f"{label} ({url})" if url.startswith(("https://", "http://")) else label
        case State(mark, label):
            return f"{mark.value} {label}"
        case _:
            assert_never(one)


def _part(part: Part, zone: str, buttons: bool) -> list[str]:
    match part:
        case Paragraph(body, quoted):
            return [f"“{text(body, zone)}”" if quoted else text(body, zone)]
        case Facts(facts):
            return [_fact(fact, zone) for fact in facts]
        case Lines(lines):
            return [row for line in lines for row in _line(line, zone, buttons)]
        case Table(head, rows, caption):
            cells = [" · ".join(text(cell, zone) for cell in row) for row in rows]
            return [caption, " · ".join(head), *cells]
        case Chart(title=title, labels=labels, series=series):
            return [title, *(figures(labels, one) for one in series)]
        case Note(body):
            return [text(body, zone)]
        case _:
            assert_never(part)


def figures(labels: tuple[str, ...], one: Series) -> str:
    """A chart's row in words: `Cost: October 2026 €700.00, November 2026 €903.00`; what never changed is said once."""
    said = [point.said for point in one.points]
    if len(said) > 1 and len(set(said)) == 1:
        return f"{one.name}: {said[0]} throughout"
    return f"{one.name}: " + ", ".join(f"{label} {words_}" for label, words_ in zip(labels, said, strict=True))


def _fact(fact: Fact, zone: str) -> str:
    return f"{fact.label}{' ' if fact.label.endswith('?') else ': '}{text(fact.value, zone)}"


def _line(line: Line, zone: str, buttons: bool) -> list[str]:
    title = text(line.title, zone)
    rows = [f"- {title}" + (f"{' ' if title.endswith(('.', '?', ':')) else ': '}{text(line.text, zone)}" if line.text else "")]
    rows += [f"  {row}" for part in line.parts for row in _part(part, zone, buttons)]
    if buttons and line.buttons:
        rows.append("  " + " ".join(f"[ {button.label} ]" for button in line.buttons))
    return rows
