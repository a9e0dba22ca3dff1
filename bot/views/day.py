"""The one message a day: a line per system, each with its own buttons; its first words are for the lock screen (PRODUCT §3)."""

from dataclasses import replace

from bot.cards import Button, Card, Line, Lines, Note, Paragraph, Strong, Style
from bot.views import actions, words
from bot.views.words import spans

SHOWN = 10


def of(questions: tuple[Line, ...], others: tuple[Line, ...], open_questions: int, repeated: bool) -> Card | None:
    """Questions first, then what else happened; one line alone is its own card; nothing left is no message."""
    lines = tuple(line for line in (*questions, *others) if line.title)
    if not lines:
        return None
    card = _alone(lines[0]) if len(lines) == 1 else _several(lines, len(questions), open_questions)
    if repeated:
        return replace(card, parts=(*card.parts, Note(spans("Sent a second time: I could not see whether the first one arrived."))))
    return card


def _alone(line: Line) -> Card:
    return Card(line.title, ((Paragraph(line.text),) if line.text else ()) + line.parts, line.buttons, "day")


def _several(lines: tuple[Line, ...], questions: int, open_questions: int) -> Card:
    shown = lines[: max(SHOWN, questions)]
    head = f"Your roll call: {words.plural(questions, 'question')}" if questions else f"{words.plural(len(lines), 'thing')} for you"
    if questions and open_questions < questions:
        head += f", {open_questions or 'none'} still open"
    if questions and len(lines) > questions:
        head += f", {words.plural(len(lines) - questions, 'thing')} to know"
    parts: tuple[Lines | Note, ...] = (Lines(shown),)
    if len(lines) > len(shown):
        parts += (Note(spans(f"and {words.plural(len(lines) - len(shown), 'more line')}: /owner me shows them all.")),)
    buttons: tuple[Button, ...] = (Button(actions.GAPS, "", "See them all", Style.QUIET),) if len(lines) > len(shown) else ()
    return Card(spans(Strong(head)), parts, buttons, "day")
