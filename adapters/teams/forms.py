"""Forms as cards with inputs, and what somebody entered under the fields' own names (adaptivecards.io/explorer, Input.*).

A form opens where the button stood, in the answer to the click, which works in every client. Teams sends the values back beside the data of
the button, so an input's id is the field's name behind a mark of its own: no field can pass for our data. Numbers are typed as text: a
number input refuses a decimal comma. A person who was typed and is no account is told beside the field.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, assert_never

from adapters.teams import cards
from adapters.teams.buttons import REF
from adapters.teams.limits import BUTTON, CHOICES, FORM, LABEL, RUN
from adapters.teams.text import Json, Reader, block, run, runs, words
from adapters.typed import HARMFUL, cut, inert, visible
from bot.cards import Choice, Field, FieldKind, Form, Mark
from bot.model import PersonId

SUBMIT, CLOSE = "submit_form", "close_form"  # verbs; CLOSE brings back what stood there
ABOUT, VALUE = "form", "in."  # in the data: the form's action; before an input's name
PEOPLE, SYSTEMS = "graph.microsoft.com/users", "systems"  # datasets: Teams' own directory, and ours (application/search)
YES = "yes"
NOBODY: Mapping[PersonId, str] = {}
Systems = Sequence[tuple[str, str]]  # value, label


def form(shown: Form, zone: str, known: Mapping[PersonId, str] = NOBODY, systems: Systems = ()) -> Json:
    """`known`: people's Entra object ids. `systems`: all there are where one list holds them; else they are looked up as somebody types.

    ValueError where its values are more than one message holds.
    """
    body = [*_before(shown, Reader(zone)), *(one for field in shown.fields for one in _field(shown, field, known, systems))]
    made = cards.adaptive([*body, {"type": "ActionSet", "actions": _buttons(shown)}])
    if cards.size(made) > FORM:
        raise ValueError("what stands in the form is more than a message holds")
    return made


def values_of(data: object, people: Mapping[str, PersonId] | None = None) -> tuple[str, str, dict[str, str]]:
    """The `data` of a form's button as (action, ref, values); never raises. `people`: Entra object id to person.

    Somebody unknown comes back as a mention, which the core refuses in words, never as a name.
    """
    if not isinstance(data, Mapping) or not isinstance(data.get(ABOUT), str) or not isinstance(data.get(REF), str):
        return "", "", {}
    values: dict[str, str] = {}
    for name, kind, value in _entered(data):
        known = (people or {}).get(value, f"<@{value}>") if value else ""
        values[name] = known if kind == FieldKind.PERSON.value else value
    return data[ABOUT], data[REF], values


def users_of(data: object) -> tuple[str, ...]:
    """The Entra object ids that were picked, to be looked up before `values_of`."""
    picked = [value for _, kind, value in _entered(data) if kind == FieldKind.PERSON.value and value] if isinstance(data, Mapping) else []
    return tuple(picked)


def _entered(data: Mapping[Any, Any]) -> Iterator[tuple[str, str, str]]:
    """Name, kind and value; an input's id is in.<kind>.<name>."""
    for key, value in data.items():
        if isinstance(key, str) and key.startswith(VALUE) and isinstance(value, str):
            kind, _, name = key.removeprefix(VALUE).partition(".")
            yield name, kind, value


def _buttons(shown: Form) -> list[Json]:
    data = {ABOUT: shown.action, REF: shown.ref}
    sends: Json = {"type": "Action.Execute", "title": words(shown.submit, BUTTON), "verb": SUBMIT, "data": data, "style": "positive"}
    closes: Json = {"type": "Action.Execute", "title": "Not now", "verb": CLOSE, "data": data, "associatedInputs": "none"}
    return [sends, closes]


def _before(shown: Form, reader: Reader) -> Iterator[Json]:
    yield block(run(words(shown.title, RUN), size="Medium", weight="Bolder"))
    if intro := runs(shown.intro, reader):
        yield block(*intro)
    names = {one.name for one in shown.fields}
    yield from (_wrong(text) for name, text in shown.errors.items() if name not in names)


def _wrong(text: str) -> Json:
    return block(run(f"{Mark.LOOK.value} {words(text, RUN)}", color="Attention", weight="Bolder"))


def _field(shown: Form, field: Field, known: Mapping[PersonId, str], systems: Systems) -> Iterator[Json]:
    """What is wrong above it, the input, and below it what helps."""
    if field.name in shown.errors:
        yield _wrong(shown.errors[field.name])
    made = _input(field, known, systems) | {"id": f"{VALUE}{field.kind.value}.{field.name}"}
    if field.kind is not FieldKind.YES:
        made["label"] = words(field.label, LABEL)
    if field.required:
        made |= {"isRequired": True, "errorMessage": "This is needed."}
    yield made
    hint = " ".join(one for one in (field.hint, _so_far(field, known)) if visible(inert(one)))
    if hint:
        yield block(run(words(hint, RUN), isSubtle=True, size="Small"), spacing="None")


def _input(field: Field, known: Mapping[PersonId, str], systems: Systems) -> Json:
    match field.kind:
        case FieldKind.LINE | FieldKind.LINES | FieldKind.NUMBER:
            return _text(field)
        case FieldKind.DATE:
            return {"type": "Input.Date"} | ({"value": field.value} if _is_date(field.value) else {})
        case FieldKind.CHOICE:
            return _choices(field, field.choices) if field.choices else _text(field)
        case FieldKind.PERSON:
            return _person(field, known)
        case FieldKind.SYSTEM:
            return _system(field, systems)
        case FieldKind.YES:
            title = words(field.label, LABEL)
            return {"type": "Input.Toggle", "title": title, "valueOn": YES, "valueOff": "", "value": YES if field.value == YES else ""}
        case _:
            assert_never(field.kind)


def _text(field: Field) -> Json:
    value = HARMFUL.sub("", field.value)
    many = field.kind is FieldKind.LINES or "\n" in value
    made: Json = {"type": "Input.Text", "isMultiline": many, "maxLength": max(field.limit, len(value))}
    return made | ({"value": value} if value else {})


def _choices(field: Field, choices: Sequence[Choice]) -> Json:
    once = {one.value: one for one in choices}
    made: Json = {"type": "Input.ChoiceSet", "choices": [choice(one.value, one.label) for one in once.values()]}
    return made | ({"value": field.value} if field.value in once else {})


def choice(value: str, label: str) -> Json:
    return {"title": words(label, LABEL), "value": value}


def _person(field: Field, known: Mapping[PersonId, str]) -> Json:
    """task-modules-and-cards/cards/people-picker: it gives an Entra object id."""
    made: Json = {"type": "Input.ChoiceSet", "choices": [], "choices.data": {"type": "Data.Query", "dataset": PEOPLE}}
    user = known.get(PersonId(field.value))
    return made | ({"value": user} if user else {})


def _system(field: Field, systems: Systems) -> Json:
    """One list that filters as somebody types; looked up meanwhile where there are too many for a list."""
    chosen = [(field.value, field.shown or field.value)] if field.value else []
    found = dict([*chosen, *systems] if len(systems) <= CHOICES else chosen)
    made: Json = {"type": "Input.ChoiceSet", "style": "filtered", "choices": [choice(value, label) for value, label in found.items()]}
    if not 0 < len(systems) <= CHOICES:
        made["choices.data"] = {"type": "Data.Query", "dataset": SYSTEMS}
    return made | ({"value": field.value} if field.value else {})


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _so_far(field: Field, known: Mapping[PersonId, str]) -> str:
    """What stands there and no input of Teams' can hold."""
    person = field.kind is FieldKind.PERSON and PersonId(field.value) not in known
    dated = field.kind is FieldKind.DATE and not _is_date(field.value)
    return f"Given so far: {cut(field.value, LABEL)}" if field.value and (person or dated) else ""
