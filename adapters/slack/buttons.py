"""Buttons out and presses back, in one place so that they stay each other's inverse.

An ordinary button's action travels in its action_id, its ref in its value (2000 characters). An option of the quiet menu has one value of
150 characters for both: `action ref`; an action has no blanks. A quiet button that does not fit there, or that asks to be confirmed (a menu
has one dialog for all its options), stands as an ordinary button instead.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack.limits import (
    ACTION_ID,
    ACTIONS,
    BUTTON_TEXT,
    BUTTON_VALUE,
    CONFIRM_BUTTON,
    CONFIRM_TEXT,
    CONFIRM_TITLE,
    OPTION_TEXT,
    OPTION_VALUE,
    OVERFLOW_OPTIONS,
)
from adapters.slack.text import Json, plain_text
from adapters.typed import inert, length, visible
from bot.cards import Button, Style

STYLES = {Style.GO: "primary", Style.DANGER: "danger"}
MENU = "more"
NUMBER_ROOM = 8  # characters of an action_id that its number may take


def rows(buttons: Sequence[Button]) -> tuple[list[Json], int]:
    """Actions blocks (reference/block-kit/blocks/actions-block), and how many buttons cannot travel at all."""
    fit = [one for one in buttons if travels(one)]
    quiet = _behind_the_menu(fit)
    elements = [_button(one) for one in fit if one not in quiet]
    elements += [_menu(quiet[at : at + OVERFLOW_OPTIONS]) for at in range(0, len(quiet), OVERFLOW_OPTIONS)]
    blocks = [{"type": "actions", "elements": elements[at : at + ACTIONS]} for at in range(0, len(elements), ACTIONS)]
    return blocks, len(buttons) - len(fit)


def beside(buttons: Sequence[Button], tight: bool) -> Json | None:
    """What stands at the end of its line (an accessory of reference/block-kit/blocks/section-block): one button, or all in a menu."""
    if len(buttons) == 1 and travels(buttons[0]):
        return _button(buttons[0])
    if tight and 0 < len(buttons) <= OVERFLOW_OPTIONS and all(not one.confirm and _short(one) for one in buttons):
        return _menu(buttons)
    return None


def travels(button: Button) -> bool:
    """Whether its action and ref come back whole."""
    return length(button.ref) <= BUTTON_VALUE and length(button.action) <= ACTION_ID - NUMBER_ROOM


def held(block: Json) -> int:
    """How many buttons a block has, those behind its menus as well."""
    return sum(len(one.get("options", (one,))) for one in pressable(block))


def pressable(block: Json) -> list[Json]:
    """The elements of a block that carry an action_id."""
    if block["type"] == "actions":
        return list(block["elements"])
    return [block["accessory"]] if "accessory" in block else []


def numbered(blocks: list[Json]) -> list[Json]:
    """Every action_id once in a message, and the same ones each time: reference/block-kit/block-elements/button-element."""
    for number, element in enumerate(one for block in blocks for one in pressable(block)):
        element["action_id"] += f"#{number}"
    return blocks


def decode(payload: Mapping[str, Any]) -> tuple[str, str]:
    """One of `actions` of a block_actions payload as (action, ref); anything that no card of ours sent is ("", "")."""
    if payload.get("type") == "overflow":
        option = payload.get("selected_option")
        value = option.get("value") if isinstance(option, Mapping) else None
        action, _, ref = value.partition(" ") if isinstance(value, str) else ("", "", "")
        return action, ref
    action_id, value = payload.get("action_id"), payload.get("value")
    if not isinstance(action_id, str) or not (value is None or isinstance(value, str)):
        return "", ""
    return action_id.rpartition("#")[0], value or ""


def _behind_the_menu(fit: Sequence[Button]) -> list[Button]:
    """A menu is for several, and never stands alone: then its first button stands before it."""
    quiet = [one for one in fit if _in_menu(one)]
    if len(quiet) == len(fit):
        quiet = [one for one in quiet if one != quiet[0]]
    return quiet if len(quiet) > 1 else []


def _in_menu(button: Button) -> bool:
    return button.style is Style.QUIET and not button.confirm and _short(button)


def _short(button: Button) -> bool:
    return length(_option_value(button)) <= OPTION_VALUE


def _option_value(button: Button) -> str:
    return f"{button.action} {button.ref}" if button.ref else button.action


def _menu(buttons: Sequence[Button]) -> Json:
    options = [{"text": plain_text(one.label, OPTION_TEXT), "value": _option_value(one)} for one in buttons]
    return {"type": "overflow", "action_id": MENU, "options": options}


def _button(button: Button) -> Json:
    made: Json = {"type": "button", "action_id": button.action, "text": plain_text(button.label, BUTTON_TEXT)}
    if button.ref:  # an empty value is refused
        made["value"] = button.ref
    if button.style in STYLES:
        made["style"] = STYLES[button.style]
    if visible(inert(button.confirm)):
        made["confirm"] = _dialog(button)
    return made


def _dialog(button: Button) -> Json:
    made: Json = {
        "title": plain_text("Please confirm", CONFIRM_TITLE),
        "text": plain_text(button.confirm, CONFIRM_TEXT),
        "confirm": plain_text(button.label, CONFIRM_BUTTON),
        "deny": plain_text("Not now", CONFIRM_BUTTON),
    }
    return made | {"style": "danger"} if button.style is Style.DANGER else made
