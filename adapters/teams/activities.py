"""What is sent: a card in an activity, with what the notification says of it (learn.microsoft.com/microsoftteams/platform, Bot messages)."""

from adapters.teams import cards
from adapters.teams.text import Json
from bot.cards import Card

CARD = "application/vnd.microsoft.card.adaptive"


def message(shown: Card, zone: str) -> Json:
    """A card alone: text beside it would be sent as a message of its own, and no id would come back."""
    return of(cards.card(shown, zone), cards.summary(shown, zone))


def unasked(shown: Card, zone: str) -> Json:
    """The same, which may raise a notification: nobody waits for it."""
    return message(shown, zone) | {"channelData": {"notification": {"alert": True}}}


def of(made: Json, summary: str) -> Json:
    """An Adaptive Card that is made already."""
    return {"type": "message", "summary": summary, "attachments": [attachment(made)]}


def attachment(made: Json) -> Json:
    """As a message, a window or a search result carries it."""
    return {"contentType": CARD, "content": made}


def words(text: str) -> Json:
    """A sentence of ours; nothing that anybody typed, for Teams reads markdown in it."""
    return {"type": "message", "text": text, "summary": text}
