"""Cards as Teams shows them: pure, from `bot.cards` to an Adaptive Card as plain dicts, the same card always the same JSON.

What somebody typed is data, never markup: see `text`. What does not fit is left out where it can be seen. Forms: see `forms`.
"""

import json
from collections.abc import Iterable

from adapters.teams import buttons
from adapters.teams.limits import CARD, PLAIN, VERSION
from adapters.teams.parts import Group, groups
from adapters.teams.text import Json, Reader, block, is_seen, run, runs
from adapters.typed import cut, inert
from bot.cards import Card
from bot.views import plain
from bot.views.rest import rest_of

NAME = "Rollcall"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
FOOT = CARD // 2  # what the card's own buttons may take
SUMMARY = 300  # of what the notification says


def adaptive(body: list[Json]) -> Json:
    """https://adaptivecards.io/explorer/AdaptiveCard.html, as wide as the conversation."""
    return {"$schema": SCHEMA, "type": "AdaptiveCard", "version": VERSION, "msteams": {"width": "Full"}, "body": body}


def card(shown: Card, zone: str) -> Json:
    """A card within Teams' size for a message; `fallbackText`: the same as words, for a client that draws no card of this version."""
    reader = Reader(zone)
    title = runs(shown.title, reader, size="Medium")
    head = [block(*title)] if is_seen(title) else []
    foot, hidden = _taken(([one] for one in buttons.rows(shown.buttons)), FOOT)
    body, left_out = _taken((group for part in shown.parts for group in groups(part, reader)), CARD - size([head, foot]))
    hidden += left_out
    more = [block(run(f"… and {hidden:,} more. {rest_of(shown.state)}"))] if hidden else []
    made = adaptive([*head, *body, *more, *foot] or [block()])
    return made | {"fallbackText": cut(inert(plain.plain(shown, zone, buttons=False)), PLAIN) or NAME}


def summary(shown: Card, zone: str) -> str:
    """What a notification says, and who has the message read to them hears first: the title."""
    return plain.text(shown.title, zone)[:SUMMARY] or NAME


def size(made: object) -> int:
    """In bytes, as Teams counts them: UTF-16."""
    return len(json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le", "surrogatepass"))


def _taken(some: Iterable[Group], room: int) -> tuple[list[Json], int]:
    """As many groups as fit, in their order, and how many do not."""
    taken: list[Json] = []
    hidden = 0
    for group in some:
        needed = 0 if hidden else size(group)
        if hidden or needed > room:
            hidden += 1
        else:
            taken, room = [*taken, *group], room - needed
    return taken, hidden
