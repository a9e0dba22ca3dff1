"""A setting that is wrong, in a sentence: which one, where it stands, what is wrong with it and what to write. A secret is never shown."""

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

PREFIX = "ROLLCALL_"
Names = Mapping[str, Any]  # a setting's name, like slack.bot_token → its field
OTHERS = ("ROLLCALL_SETTINGS", "ROLLCALL_TOKEN", "ROLLCALL_OLD_SECRET_KEY")  # read elsewhere, never from the file
TESTS = "ROLLCALL_TEST_"
IN_THE_FILE = "this is a text, so write it in quotes"


def names_of(kind: type[BaseModel], before: str = "") -> dict[str, Any]:
    """Every setting of a model, those within others as well."""
    found: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        inner = field.annotation
        is_group = isinstance(inner, type) and issubclass(inner, BaseModel)
        found |= names_of(inner, f"{before}{name}.") if is_group and isinstance(inner, type) else {f"{before}{name}": field}
    return found


def variable(name: str) -> str:
    """`slack.bot_token` as the environment has it."""
    return f"{PREFIX}{name.upper().replace('.', '__')}"


def sentence(error: "ErrorDetails", known: Names, file: Path) -> str:
    """What pydantic found, as a person reads it. `file`: the settings file."""
    name = ".".join(str(part) for part in error["loc"][:2] if isinstance(part, str))
    if error["type"] == "extra_forbidden":
        return f"{_called(name, file)}: {no_such(name, known)}"
    return f"{_called(name, file)}: {_what(error, name, known)}."


def unparsed(field: str, known: Names) -> str:
    """The environment has a text where a group of settings is."""
    return f"{variable(field)}: {_group(field, known)}."


def mistyped(known: Names, environment: Mapping[str, str]) -> list[str]:
    """Variables that begin like ours and are no setting: nobody reads them."""
    ours = {variable(name) for name in known} | {variable(name.partition(".")[0]) for name in known if "." in name} | set(OTHERS)
    odd = sorted(name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in ours)
    return [name for name in odd if not name.upper().startswith(TESTS)]


def no_such(name: str, known: Names) -> str:
    """What to say of a name like `slack.bottoken`, with the setting that was meant where one is like it."""
    group, dot, _ = name.rpartition(".")
    among = [one for one in known if one.startswith(f"{group}.")] if dot else [*dict.fromkeys(one.partition(".")[0] for one in known)]
    meant = get_close_matches(name, among, 1, 0.75)
    if not meant:
        return "there is no such setting; docs/settings.md lists them all."
    return f"there is no such setting. Did you mean {variable(meant[0])}{'' if meant[0] in known else '__…'}?"


def _called(name: str, file: Path) -> str:
    """As the environment has it, and as the file does where it comes from there."""
    called = variable(name)
    in_environment = any(one.upper() == called for one in os.environ)
    return called if in_environment or not file.exists() else f"{called} ({name} in {file})"


def _what(error: "ErrorDetails", name: str, known: Names) -> str:
    kind, field = error["type"], known.get(name)
    if kind == "value_error":
        return error["msg"].removeprefix("Value error, ").rstrip(".")
    if any(one.startswith(f"{name}.") for one in known):
        return _group(name, known)
    if kind == "string_type":
        return IN_THE_FILE
    if field is not None and field.annotation is not str:
        return f"write {_number(field)}"
    return error["msg"]


def _number(field: Any) -> str:
    """`a whole number from 1 to 10`."""
    ends = {name: getattr(one, name) for one in field.metadata for name in ("ge", "le") if hasattr(one, name)}
    what = "a whole number" if field.annotation is int else "a number, with a point like 1.5,"
    return f"{what} from {ends['ge']} to {ends['le']}" if len(ends) == 2 else what.rstrip(",")


def _group(name: str, known: Names) -> str:
    first = next(_within(name, known))
    return f"that is a group of settings, so write each of them, like {variable(first)}, or a table [{name}] in the file"


def _within(name: str, known: Names) -> Iterator[str]:
    return (one for one in known if one.startswith(f"{name}."))


def field_of(why: str) -> str:
    """The field that pydantic-settings could not parse, from its message."""
    found = re.search(r'field "(\w+)"', why)
    return found[1] if found else ""
