"""Cards that know what made them: a form opens in the card it was asked from, and *Not now* brings back what stood there.

What the outbox sent is composed anew from the register. An answer to somebody's words is not kept anywhere; so its buttons carry those words.
"""

from collections.abc import Iterator
from typing import Any

from adapters.payload import Payload, text_in
from adapters.teams.cards import size
from adapters.teams.limits import CARD, FORM
from adapters.teams.text import Json

AGAIN = "again"
VERB = "verb"  # in the data of a button in a window
ROOM = FORM - CARD  # bytes, of what a card leaves of a message
LONGEST = 300  # characters of what was asked; a system's name has fewer


def remembering(made: Json, asked: str) -> Json:
    """The card, each of whose buttons says what was asked, where that fits. It is ours alone, so it is changed where it stands."""
    actions = list(_executes(made)) if asked and len(asked) <= LONGEST else []
    if len(actions) * size({AGAIN: asked}) <= ROOM:
        for action in actions:
            action["data"] = {**action.get("data", {}), AGAIN: asked}
    return made


def asked_in(data: Payload) -> str:
    """What made the card on which a button was pressed; blank: nobody's words did."""
    found = text_in(data, AGAIN)
    return found if len(found) <= LONGEST else ""


def _executes(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        if value.get("type") == "Action.Execute":
            yield value
        for one in value.values():
            yield from _executes(one)
    elif isinstance(value, list):
        for one in value:
            yield from _executes(one)


def in_window(made: Json) -> Json:
    """The card for a dialog, which sends only Action.Submit (Teams, Dialogs with Adaptive Cards): the verb goes into the data."""
    return {name: _submitting(one) for name, one in made.items()}


def _submitting(value: Any) -> Any:
    if isinstance(value, list):
        return [_submitting(one) for one in value]
    if not isinstance(value, dict):
        return value
    made = {name: _submitting(one) for name, one in value.items()}
    if made.get("type") == "Action.Execute":
        made |= {"type": "Action.Submit", "data": {**made.get("data", {}), VERB: made.pop("verb")}}
    return made
