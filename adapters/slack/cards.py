"""Cards as Slack shows them: pure, from `bot.cards` to Slack's JSON as plain dicts, the same card always the same JSON.

What somebody typed is data, never markup: see `text`. What does not fit is cut where it can be seen: see `fit`. Buttons: see `buttons`.
Forms: see `forms`.
"""

from collections.abc import Iterator, Mapping, Sequence

from adapters.slack.buttons import numbered
from adapters.slack.fit import fitted, more
from adapters.slack.limits import FALLBACK, MESSAGE_BLOCKS, VIEW_BLOCKS, VIEW_TITLE
from adapters.slack.text import NOTHING, Json, Reader, escaped, plain_text
from adapters.typed import visible
from bot.cards import Card
from bot.model import PersonId
from bot.views.plain import plain

NOBODY: Mapping[PersonId, str] = {}
NAME = "Rollcall"
CARD_VIEW = "card"  # callback_id of a modal that is only read
ANSWER = "answer"  # block_id of the first block of a message that answered somebody: a press on it changes it directly
NEWER = frozenset({"table", "data_visualization"})  # blocks that not every workspace takes
FEW_BLOCKS = 12  # less room than this is no place to begin another card


def message(card: Card, zone: str, mentions: Mapping[PersonId, str] = NOBODY, *, plainer: bool = False) -> Json:
    """`text` and `blocks` of chat.postMessage; `plainer`: without tables and charts, for a workspace that refuses such blocks."""
    text = escaped(plain(card, zone, buttons=False), FALLBACK)
    return {"text": text if visible(text) else NOTHING, "blocks": numbered(fitted(card, Reader(zone, mentions, not plainer, not plainer)))}


def in_turn(card: Card, zone: str, mentions: Mapping[PersonId, str] = NOBODY) -> Iterator[Json]:
    """A message as it should be, then for a workspace that refuses its blocks: without tables and charts, then as words alone."""
    whole = message(card, zone, mentions)
    yield whole
    if any(one["type"] in NEWER for one in whole["blocks"]):
        yield message(card, zone, mentions, plainer=True)
    yield {"text": whole["text"], "blocks": []}


def card_view(card: Card, zone: str, mentions: Mapping[PersonId, str] = NOBODY) -> Json:
    """A card in a modal: reference/views/modal-views."""
    return {
        "type": "modal",
        "callback_id": CARD_VIEW,
        "title": plain_text(NAME, VIEW_TITLE),
        "close": plain_text("Close", VIEW_TITLE),
        "blocks": numbered(fitted(card, Reader(zone, mentions, tables=False, charts=False))),
    }


def home(cards: Sequence[Card], zone: str, mentions: Mapping[PersonId, str] = NOBODY) -> Json:
    """The Home tab, cards one under the other: reference/views/home-tab-views."""
    reader, blocks = Reader(zone, mentions, tables=False, charts=False), list[Json]()
    for number, card in enumerate(cards):
        left = VIEW_BLOCKS - len(blocks) - 2
        if left < FEW_BLOCKS:
            blocks.append(more(len(cards) - number, card.state))
            break
        blocks += [{"type": "divider"}] * bool(blocks) + fitted(card, reader, min(left, MESSAGE_BLOCKS))
    return {"type": "home", "blocks": numbered(blocks)}


def note_view(words: str) -> Json:
    """A modal that says one sentence of our own."""
    return {
        "type": "modal",
        "callback_id": CARD_VIEW,
        "title": plain_text(NAME, VIEW_TITLE),
        "close": plain_text("Close", VIEW_TITLE),
        "blocks": [{"type": "section", "text": plain_text(words, 3000)}],
    }
