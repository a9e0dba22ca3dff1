"""Cards and forms as HTML; everything that somebody typed is escaped by the templates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.cards import Amount, Button, Card, Form, Text, When
from bot.views import words

TEMPLATES = Path(__file__).parent / "templates"
Address = Callable[[str], str]


@lru_cache(maxsize=8)
def environment(folder: Path = TEMPLATES) -> Environment:
    """Templates of a folder, escaping always."""
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@dataclass(frozen=True, slots=True)
class Posts:
    """Where a page without script sends its buttons and forms, and what goes with every one of them."""

    press: str
    submit: str
    back: str
    hidden: Mapping[str, str] = field(default_factory=dict)


class Html:
    """A reader's way to see cards: their zone, how buttons travel, and what becomes of a link's address.

    Without `posts` a button carries its action in data attributes, for a script to send.
    """

    def __init__(self, zone: str, posts: Posts | None = None, address: Address = str, head: str = "div") -> None:
        self.posts = posts
        named = {"when": lambda one: _when(one, zone), "money": _money, "posts": posts, "address": address, "head": head}
        self._module: Any = environment().get_template("card.html").make_module(named)

    def card(self, card: Card) -> str:
        """The whole of it; like all of these marked as escaped, so that a template of ours takes it as it is."""
        found: str = self._module.card(card)
        return found

    def form(self, form: Form, name: str) -> str:
        """`name` makes its field ids unique on the page."""
        found: str = self._module.form(form, name)
        return found

    def text(self, text: Text) -> str:
        """Running text."""
        found: str = self._module.spans(text)
        return found

    def button(self, button: Button) -> str:
        """One button by itself."""
        found: str = self._module.button(button)
        return found


def _when(one: When, zone: str) -> str:
    return words.when(one.at, one.style, zone)


def _money(one: Amount) -> str:
    return words.money(one.money)


def card_html(card: Card, zone: str, address: Address = str) -> str:
    """A card for a reader in this zone, with buttons for a script."""
    return str(Html(zone, address=address).card(card))


def form_html(form: Form, zone: str, name: str) -> str:
    """A form for a script; `name` makes its field ids unique on the page."""
    return str(Html(zone).form(form, name))
