"""The register as a list (PRODUCT §7)."""

from bot.cards import Button, Card, Line, Lines, Note, Strong
from bot.model import Stage
from bot.views import actions, words
from bot.views.replies import said
from bot.views.words import plural, spans


def listing(rows: tuple[tuple[str, str, str, Stage], ...], total: int, typed: str) -> Card:
    """`/owner list [words]`: id, name, unit, stage."""
    if not rows:
        return said(f"No system matches “{words.cut(typed, 80)}”." if typed else "The register is empty.", state="list")
    head = f"{plural(total, 'system')}" + (f" with “{words.cut(typed, 80)}”" if typed else "")
    lines = tuple(
        Line(
            spans(Strong(name), f" · {words.STAGE[stage]}" + (f" · {unit}" if unit else "")),
            (),
            (),
            (Button(actions.LOOK_UP, id_, "Whom to ask"),),
        )
        for id_, name, unit, stage in rows
    )
    more = (Note(spans(f"and {total - len(rows):,} more; add a word to narrow it down.")),) if total > len(rows) else ()
    return Card(spans(head), (Lines(lines), *more), (), "list")
