"""What a card says, by its spans: what a reader must find on every platform."""

from adapters import typed
from bot.cards import Card, Link, Plain, Strong
from tests.gallery import texts


def facts_of(card: Card) -> list[str]:
    """Every run of words that can be seen."""
    words = [typed.inert(one.text) for text in texts(card) for one in text if isinstance(one, Plain | Strong | Link)]
    return [one.strip() for one in words if typed.visible(one)]
