"""Values to HTML: the diagnostic, an answer, a form, a refusal. Everything is escaped by the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from adapters.html.cards import Html, Posts, environment
from adapters.web.pages.query import Links
from bot.actions.show_gaps import Reader
from bot.cards import Button, Card, Field, FieldKind, Form, Lines, Part, When
from bot.views import actions
from bot.views.gaps_page import Page, Wanted
from bot.views.plain import text

TEMPLATES = Path(__file__).parent / "templates"
NOWHERE = frozenset({actions.SHARE})  # a page was opened nowhere that something could be posted to


def gaps(page: Page, wanted: Wanted, reader: Reader, links: Links, posts: Posts, at: When) -> str:
    """The diagnostic."""
    html = Html(reader.zone, posts)
    return _render("gaps.html", page=page, wanted=wanted, reader=reader, links=links, html=html, at=at)


def card(made: Sequence[Card], reader: Reader, posts: Posts, form: Form | None = None, way_back: bool = True) -> str:
    """What came of a press; where a form follows, it is asked again."""
    html, below = Html(reader.zone, posts, head="h1"), Html(reader.zone, posts, head="h2")
    shown = [(html if number == 0 else below).card(_here(one)) for number, one in enumerate(made)]
    asked = (below if made else html).form(form, "f") if form else ""
    title = text(made[0].title, reader.zone) if made else form.title if form else ""
    return _render("answer.html", title=title[:80], cards=shown, form=asked, reader=reader, back=posts.back if way_back else "")


def told(title: str, sentence: str) -> str:
    """To somebody whose page it is not, or who asked for what there is not."""
    return _render("told.html", title=title, sentence=sentence)


def filled(form: Form, typed: Mapping[str, str]) -> Form:
    """What was typed stays in its field; a box that is not ticked is not sent."""
    return replace(form, fields=tuple(replace(one, value=_typed(one, typed)) for one in form.fields))


def _typed(one: Field, typed: Mapping[str, str]) -> str:
    return typed.get(one.name, "" if one.kind is FieldKind.YES else one.value)


def _here(made: Card) -> Card:
    """Without the buttons that need a conversation around them."""
    return replace(made, parts=tuple(_part(one) for one in made.parts), buttons=_fitting(made.buttons))


def _part(one: Part) -> Part:
    if isinstance(one, Lines):
        return replace(one, lines=tuple(replace(line, buttons=_fitting(line.buttons)) for line in one.lines))
    return one


def _fitting(buttons: tuple[Button, ...]) -> tuple[Button, ...]:
    return tuple(one for one in buttons if one.action not in NOWHERE)


def _render(name: str, **values: Any) -> str:
    return environment(TEMPLATES).get_template(name).render(**values)
