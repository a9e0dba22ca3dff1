"""Buttons out and presses back, in one place so that they stay each other's inverse.

A press is an Action.Execute: its verb is the action, its data the ref (adaptivecards.io/explorer/Action.Execute). Teams has no dialog that
asks whether somebody means it: such a button opens below itself what is asked, with the button that does it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.teams.limits import ACTIONS, BUTTON, RUN, VERSION
from adapters.teams.text import Json, block, run, words
from adapters.typed import inert, visible
from bot.cards import Button, Style
from bot.rules.typed import clean

STYLES = {Style.GO: "positive", Style.DANGER: "destructive"}
REF = "ref"


def rows(buttons: Sequence[Button]) -> list[Json]:
    """ActionSets; what is quiet stands behind the last row's own menu, which never stands alone."""
    plain = [one for one in buttons if one.style is not Style.QUIET] or list(buttons[:1])
    quiet = [one for one in buttons if one not in plain]
    made = [[action(one) for one in plain[at : at + ACTIONS]] for at in range(0, len(plain), ACTIONS)]
    if quiet:
        made[-1] += [action(one) | {"mode": "secondary"} for one in quiet]
    return [{"type": "ActionSet", "actions": row} for row in made]


def action(button: Button) -> Json:
    """One button, as it stands in a row."""
    made = _execute(button)
    if visible(inert(button.confirm)):
        asked = block(run(words(button.confirm, RUN)))
        sure: Json = {"type": "AdaptiveCard", "version": VERSION, "body": [asked], "actions": [made]}
        made = {"type": "Action.ShowCard", "title": made["title"], "card": sure}
    return made


def decode(payload: Mapping[str, Any]) -> tuple[str, str]:
    """The `action` of an adaptiveCard/action invoke as (action, ref); anything that no card of ours sent is ("", ""): half characters too."""
    verb, data = payload.get("verb"), payload.get("data")
    ref = data.get(REF, "") if isinstance(data, Mapping) else None
    if payload.get("type") != "Action.Execute" or not isinstance(verb, str) or not isinstance(ref, str):
        return "", ""
    return (verb, ref) if clean(verb) == verb and clean(ref) == ref else ("", "")


def _execute(button: Button) -> Json:
    made: Json = {"type": "Action.Execute", "title": words(button.label, BUTTON), "verb": button.action, "data": {REF: button.ref}}
    made["associatedInputs"] = "none"  # a form's own values come with its own button
    return made | ({"style": STYLES[button.style]} if button.style in STYLES else {})
