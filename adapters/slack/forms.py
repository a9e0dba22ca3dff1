"""Forms as modals, and what somebody entered under the fields' own names: reference/views/modal-views.

A block_id is `name#part`: a text longer than one input takes is spread over several, so that saving an unchanged form loses nothing.
Numbers are typed as text: Slack's number input refuses a decimal comma. A person who was typed and is no account is told in the hint.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, assert_never

from adapters.payload import ID
from adapters.slack.limits import (
    INPUT_HINT,
    INPUT_LABEL,
    INPUT_TEXT,
    OPTION_DESCRIPTION,
    OPTION_TEXT,
    OPTION_VALUE,
    PRIVATE_METADATA,
    SELECT_GROUPS,
    SELECT_OPTIONS,
    VIEW_BLOCKS,
    VIEW_TITLE,
)
from adapters.slack.parts import block, section
from adapters.slack.text import Json, Reader, plain_text, raw, rich
from adapters.typed import HARMFUL, cut, inert, length, visible
from bot.cards import Choice, Field, FieldKind, Form, Mark
from bot.model import PersonId

NOBODY: Mapping[PersonId, str] = {}
FORM_VIEW = "form"  # callback_id
INPUTS = VIEW_BLOCKS - 5  # the title, the words before, and what is said of fields that do not fit
YES = "yes"
BLANK = "(blank)"


def view(form: Form, zone: str, private: str = "", mentions: Mapping[PersonId, str] = NOBODY) -> Json:
    """A form as a modal; `private` is the caller's own (where the message is). ValueError when its ref is too long to come back."""
    return {
        "type": "modal",
        "callback_id": FORM_VIEW,
        "private_metadata": _metadata(form, private),
        "title": plain_text(_title(form.title), VIEW_TITLE),
        "submit": plain_text(form.submit, VIEW_TITLE),
        "close": plain_text("Not now", VIEW_TITLE),
        "blocks": [*_before(form, Reader(zone, mentions)), *_inputs(form, mentions)],
    }


def _title(text: str) -> str:
    """A window's title holds 24 characters: what is done stands before the colon, and the whole below (`_before`)."""
    does = text.partition(": ")[0]
    return does if length(text) > VIEW_TITLE >= length(does) else text


def options(found: Sequence[tuple[str, str]]) -> list[Json]:
    """What an external select offers: (value, label), at most a hundred."""
    return [_option(value, label) for value, label in found[:SELECT_OPTIONS] if value and length(value) <= OPTION_VALUE]


def errors_of(form: Form) -> dict[str, str]:
    """For `response_action: errors`: what is wrong, by block_id. What belongs to no field stands at the first."""
    names = [one.name for one in form.fields]
    first = names[0] if names else ""
    made: dict[str, str] = {}
    for name, text in form.errors.items():
        key = block_id(name if name in names else first)
        made[key] = cut(inert(f"{made[key]} {text}" if key in made else text), INPUT_HINT)
    return made if names else {}


def block_id(name: str, part: int = 1) -> str:
    """Where a field is found in the view."""
    return f"{name}#{part}"


def values_of(view_payload: Mapping[str, Any], people: Mapping[str, PersonId] | None = None) -> tuple[str, str, dict[str, str]]:
    """The `view` of a view_submission as (action, ref, values); never raises. `people`: Slack user id to person.

    Somebody unknown comes back as a mention, which the core refuses in words, never as a name.
    """
    action, _, ref = _split(view_payload)
    values: dict[str, str] = {}
    for key, state in _states(view_payload):
        name = key.rpartition("#")[0] or key
        values[name] = values.get(name, "") + _value(state, people or {})
    return action, ref, values


def private_of(view_payload: Mapping[str, Any]) -> str:
    """What the caller of `view` gave along."""
    return _split(view_payload)[1]


def users_of(view_payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The Slack user ids that were picked, to be looked up before `values_of`."""
    picked = [state.get("selected_user") for _, state in _states(view_payload)]
    return tuple(one for one in picked if isinstance(one, str) and ID.fullmatch(one))


def _metadata(form: Form, private: str) -> str:
    made = f"{form.action}\n{private}\n{form.ref}"
    if length(made) > PRIVATE_METADATA or "\n" in form.action + private:
        raise ValueError("the form's action, ref and message do not fit in private_metadata")
    return made


def _split(view_payload: Mapping[str, Any]) -> tuple[str, str, str]:
    metadata = view_payload.get("private_metadata")
    parts = metadata.split("\n", 2) if isinstance(metadata, str) else []
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else ("", "", "")


def _states(view_payload: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every input's state; anything that has another shape is passed over."""
    state = view_payload.get("state")
    values = state.get("values") if isinstance(state, Mapping) else None
    for key, inputs in values.items() if isinstance(values, Mapping) else ():
        for one in inputs.values() if isinstance(inputs, Mapping) else ():
            if isinstance(one, Mapping) and isinstance(key, str):
                yield key, one


def _value(state: Mapping[str, Any], people: Mapping[str, PersonId]) -> str:
    if state.get("type") == "checkboxes":
        return YES if state.get("selected_options") else ""
    option = state.get("selected_option")
    value = option.get("value") if isinstance(option, Mapping) else None
    chosen = "" if value == BLANK else value
    user = state.get("selected_user")
    person = people.get(user, f"<@{user}>") if isinstance(user, str) and user else None
    found = (state.get("value"), state.get("selected_date"), chosen, person)
    return next((one for one in found if isinstance(one, str)), "")


def _before(form: Form, reader: Reader) -> Iterator[Json]:
    if length(inert(form.title)) > VIEW_TITLE:
        yield block(section([raw(cut(inert(form.title), 300), bold=True)]))
    if intro := rich(form.intro, reader):
        yield block(section(intro))
    names = {one.name for one in form.fields}
    for text in [text for name, text in form.errors.items() if name not in names][:1]:
        yield _wrong(text)


def _wrong(text: str) -> Json:
    """A form that is opened anew says what is missing above its field."""
    return block(section([raw(cut(f"{Mark.LOOK.value} {inert(text)}", 300), bold=True)]))


def _inputs(form: Form, mentions: Mapping[PersonId, str]) -> Iterator[Json]:
    left = INPUTS
    for number, one in enumerate(form.fields):
        wrong = [_wrong(form.errors[one.name])] if one.name in form.errors else []
        blocks = [*wrong, *_field(one, mentions)]
        left -= len(blocks)
        if left < 0:
            hidden = len(form.fields) - number
            yield block(section([raw(f"… and {hidden:,} more {'field' if hidden == 1 else 'fields'} that no window holds.")]))
            return
        yield from blocks


def _field(field: Field, mentions: Mapping[PersonId, str]) -> list[Json]:
    match field.kind:
        case FieldKind.LINE | FieldKind.LINES | FieldKind.NUMBER:
            return [_input(field, element, part) for part, element in enumerate(_texts(field), 1)]
        case FieldKind.DATE:
            return [_input(field, _date(field), said=_unless_date(field))]
        case FieldKind.CHOICE:
            return [_input(field, _choice(field) if field.choices else _texts(field)[0], said=_left_out(field))]
        case FieldKind.PERSON:
            return [_input(field, _person(field, mentions), said=_unless_known(field, mentions))]
        case FieldKind.SYSTEM:
            return [_input(field, _system(field), said=_unless_short(field))]
        case FieldKind.YES:
            return [_input(field, _yes(field))]
        case _:
            assert_never(field.kind)


def _input(field: Field, element: Json, part: int = 1, said: str = "") -> Json:
    """reference/block-kit/blocks/input-block"""
    made: Json = {
        "type": "input",
        "block_id": block_id(field.name, part),
        "label": plain_text(field.label if part == 1 else f"{cut(field.label, 200)} (part {part})", INPUT_LABEL),
        "element": element | {"action_id": field.kind.value},
        "optional": not field.required or part > 1,
    }
    hint = " ".join(one for one in (field.hint if part == 1 else "", said) if visible(inert(one)))
    return made | {"hint": plain_text(hint, INPUT_HINT)} if hint else made


def _texts(field: Field) -> list[Json]:
    """reference/block-kit/block-elements/plain-text-input-element"""
    limit = max(1, min(field.limit, INPUT_TEXT))
    pieces = list(_pieces(HARMFUL.sub("", field.value), INPUT_TEXT)) or [""]
    many = field.kind is FieldKind.LINES or "\n" in field.value or len(pieces) > 1
    return [_text_input(one, many, INPUT_TEXT if len(pieces) > 1 else max(limit, length(one))) for one in pieces]


def _text_input(value: str, many: bool, limit: int) -> Json:
    made: Json = {"type": "plain_text_input", "multiline": many, "max_length": limit}
    return made | {"initial_value": value} if value else made


def _pieces(text: str, limit: int) -> Iterator[str]:
    """Split between two characters that are no blanks: Slack may trim what stands at an end."""
    while length(text) > limit:
        most = len(text.encode("utf-16-le", "surrogatepass")[: limit * 2].decode("utf-16-le", "ignore"))
        inside = (at for at in range(most, max(most - 200, 1), -1) if not text[at - 1].isspace() and not text[at].isspace())
        at = next(inside, most)
        yield text[:at]
        text = text[at:]
    if text:
        yield text


def _date(field: Field) -> Json:
    """reference/block-kit/block-elements/date-picker-element"""
    return {"type": "datepicker"} | ({"initial_date": field.value} if _is_date(field.value) else {})


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _unless_date(field: Field) -> str:
    return f"Given so far: {cut(field.value, 200)}" if field.value and not _is_date(field.value) else ""


def _option(value: str, label: str) -> Json:
    """A label that is too long goes on in the line below: reference/block-kit/composition-objects/option-object."""
    shown = inert(label)
    at = shown.rfind(" ", 0, OPTION_TEXT + 1)
    if length(shown) <= OPTION_TEXT or at < 1 or length(shown[:at]) > OPTION_TEXT or not visible(shown[at:]):
        return {"text": plain_text(shown, OPTION_TEXT), "value": value}
    return {"text": plain_text(shown[:at], OPTION_TEXT), "value": value, "description": plain_text(shown[at + 1 :], OPTION_DESCRIPTION)}


def _choices(field: Field) -> list[Choice]:
    """Each value once, and those that come back whole; Slack takes no blank value, so a choice of none has a word of its own."""
    once = {one.value or BLANK: one for one in field.choices}
    return [replace(one, value=value) for value, one in once.items() if length(value) <= OPTION_VALUE]


def _left_out(field: Field) -> str:
    hidden = len({one.value or BLANK for one in field.choices}) - min(len(_choices(field)), SELECT_OPTIONS * SELECT_GROUPS)
    return f"… and {hidden:,} more that no menu holds." if hidden and field.choices else ""


def _choice(field: Field) -> Json:
    """Up to a hundred in one list, more in groups: reference/block-kit/block-elements/select-menu-element."""
    choices = _choices(field)
    options = [_option(one.value, one.label) for one in choices]
    if not options:
        return _texts(field)[0]
    chosen = [one for one in options if one["value"] == (field.value or BLANK)]
    made: Json = {"type": "static_select"} | ({"initial_option": chosen[0]} if chosen else {})
    if len(options) <= SELECT_OPTIONS:
        return made | {"options": options}
    starts = range(0, min(len(options), SELECT_OPTIONS * SELECT_GROUPS), SELECT_OPTIONS)
    return made | {"option_groups": [_group(options[at : at + SELECT_OPTIONS], at) for at in starts]}


def _group(options: list[Json], at: int) -> Json:
    return {"label": plain_text(f"{at + 1:,} to {at + len(options):,}", OPTION_TEXT), "options": options}


def _person(field: Field, mentions: Mapping[PersonId, str]) -> Json:
    known = mentions.get(PersonId(field.value))
    return {"type": "users_select"} | ({"initial_user": known} if known else {})


def _unless_known(field: Field, mentions: Mapping[PersonId, str]) -> str:
    known = not field.value or PersonId(field.value) in mentions
    return "" if known else f"Given so far: {cut(field.value, 200)}"


def _system(field: Field) -> Json:
    """Typed and looked up: what is offered comes from the options endpoint."""
    made: Json = {"type": "external_select", "min_query_length": 1}
    fits = field.value and length(field.value) <= OPTION_VALUE and not HARMFUL.search(field.value)
    return made | {"initial_option": _option(field.value, field.shown or field.value)} if fits else made


def _unless_short(field: Field) -> str:
    return f"Given so far: {cut(field.value, 200)}" if length(field.value) > OPTION_VALUE else ""


def _yes(field: Field) -> Json:
    options = [_option(YES, "Yes")]
    return {"type": "checkboxes", "options": options} | ({"initial_options": options} if field.value == YES else {})
