"""Making a card fit: words get shorter first, then the last lines go, and it is said how many."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import UnionType

from adapters.slack.limits import CHARTS, CONTAINER, MESSAGE_BLOCKS, MESSAGE_TEXT, RUN
from adapters.slack.parts import Group, block, button_groups, groups, section
from adapters.slack.text import Json, Reader, raw, rich
from adapters.typed import length, visible
from bot.cards import Card, Chart, Part, Table
from bot.views.rest import rest_of

RUNS = (RUN, 1000, 300, 120)  # the longest a run of text may be, tried in turn
FOOT = MESSAGE_TEXT // 2  # what the card's own buttons may take
FOOT_BLOCKS = 4
NOTICE = 200  # what saying it takes
COUNTED = frozenset({"text", "url", "value", "title", "name", "label"})


@dataclass(frozen=True, slots=True)
class Fitted:
    """What is shown, and how much is not."""

    blocks: list[Json]
    hidden: int


def fitted(card: Card, reader: Reader, most: int = MESSAGE_BLOCKS) -> list[Json]:
    """A card within Slack's limits for a message: reference/block-kit/blocks, slackapi/bolt-js#2509."""
    best = _at(card, reader, RUN, most, rules=True)
    for limit, tight in ((RUN, False), *((limit, True) for limit in RUNS)):
        if not best.hidden:
            break
        tried = _at(card, replace(reader, tight=tight), limit, most, rules=False)
        best = tried if tried.hidden < best.hidden else best
    return best.blocks


def _at(card: Card, reader: Reader, limit: int, most: int, *, rules: bool) -> Fitted:
    title = rich(card.title, reader, limit)
    head = [block(section(title))] if any(visible(one.get("text", "x")) for one in title) else []
    foot, left, hidden = _taken([], button_groups(card.buttons), FOOT_BLOCKS, FOOT)
    body = [one if rules else unruled(one) for one in _body(card, reader, limit)]
    room = MESSAGE_TEXT - (FOOT - left) - NOTICE - weight(head)
    shown, _, left_out = _taken(head, body, most - len(foot) - 1, room)
    hidden += left_out
    blocks = [*shown, *([more(hidden, card.state)] if hidden else []), *foot]
    return Fitted(blocks or [block(section([]))], hidden)


def _body(card: Card, reader: Reader, limit: int) -> Iterator[Group]:
    """One table block a message is certain to be taken, and two charts; what is more, or stands inside a line, is lines."""
    table = _first(card, Table | Chart, 1)
    charts = _first(card, Chart, CHARTS)
    words_alone = replace(reader, tables=False, charts=False)
    for at, part in enumerate(card.parts):
        shown = replace(reader, tables=reader.tables and at in table, charts=reader.charts and at in charts)
        yield from groups(part, shown if isinstance(part, Table | Chart) else words_alone, limit)


def _first(card: Card, kind: type[Part] | UnionType, most: int) -> list[int]:
    return [at for at, part in enumerate(card.parts) if isinstance(part, kind)][:most]


def unruled(group: Group) -> Group:
    """Without the lines that only please the eye."""
    return replace(group, blocks=tuple(one for one in group.blocks if one["type"] != "divider"))


def _taken(start: list[Json], some: Iterable[Group], most: int, room: int) -> tuple[list[Json], int, int]:
    """As many groups as fit, in their order; the room that is left; the count of the others, and of buttons that cannot travel."""
    taken, hidden, full = start, 0, False
    for group in some:
        needed = 0 if full else weight(group.blocks)
        grown = taken if full else merged(taken, group.blocks)
        full = full or needed > room or len(grown) > most
        hidden += group.count if full else group.lost
        taken, room = (taken, room) if full else (grown, room - needed)
    return taken, room, hidden


def merged(blocks: list[Json], more_blocks: Iterable[Json]) -> list[Json]:
    """Lines that follow one another are one list."""
    made = list(blocks)
    for one in more_blocks:
        if made and _is_list(made[-1]) and _is_list(one):
            first, second = made[-1]["elements"][0], one["elements"][0]
            made[-1] = block(first | {"elements": [*first["elements"], *second["elements"]]})
        else:
            made.append(one)
    return made


def _is_list(one: Json) -> bool:
    return one["type"] == "rich_text" and len(one["elements"]) == 1 and one["elements"][0]["type"] == "rich_text_list"


def more(hidden: int, state: str) -> Json:
    """Nothing is left out without a word."""
    return block(section([raw(f"… and {hidden:,} more. {rest_of(state)}")]))


def weight(blocks: Iterable[object]) -> int:
    """What Slack counts, as far as anybody knows: all text and addresses, and something for every container."""
    total, left = 0, list(blocks)
    while left:
        one = left.pop()
        if isinstance(one, list):
            left += one
        elif isinstance(one, dict):
            total += CONTAINER
            for key, value in one.items():
                if not isinstance(value, str):
                    left.append(value)
                elif key in COUNTED:
                    total += length(value)
    return total
