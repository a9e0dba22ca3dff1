"""Cards and forms as HTML; everything that somebody typed is escaped by the templates."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.cards import Amount, Card, Form, When
from bot.views import words


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates of this folder, escaping always."""
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def _module(zone: str) -> Any:
    named = {"when": lambda one: _when(one, zone), "money": _money}
    return environment().get_template("card.html", globals=named).make_module(named)


def _when(one: When, zone: str) -> str:
    return words.when(one.at, one.style, zone)


def _money(one: Amount) -> str:
    return words.money(one.money)


def card_html(card: Card, zone: str) -> str:
    """A card for a reader in this zone."""
    return str(_module(zone).card(card))


def form_html(form: Form, zone: str, name: str) -> str:
    """A form; `name` makes its field ids unique on the page."""
    return str(_module(zone).form(form, name))
