"""Reading a platform's JSON, which may hold anything: the value of the kind that is asked for, or a blank one."""

import json
import re
from collections.abc import Mapping
from typing import Any

Payload = Mapping[str, Any]
NONE: Payload = {}
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")  # of a workspace, an organisation, a person: what is no id is nobody's


def map_in(value: Payload, name: str) -> Payload:
    """An object."""
    found = value.get(name)
    return found if isinstance(found, Mapping) else NONE


def text_in(value: Payload, name: str) -> str:
    """A text. Half a character (a lone surrogate) can be written in JSON and nowhere else: a question mark stands for it."""
    found = value.get(name)
    if not isinstance(found, str):
        return ""
    return found if found.isascii() else found.encode("utf-8", "replace").decode()


def first_in(value: Payload, name: str) -> Payload:
    """The first object of a list."""
    found = value.get(name)
    return found[0] if isinstance(found, list) and found and isinstance(found[0], Mapping) else NONE


def id_in(value: Payload, name: str) -> str:
    """An id."""
    found = text_in(value, name)
    return found if ID.fullmatch(found) else ""


def object_of(body: bytes) -> Payload | None:
    """An answer's body; nothing at all is an object without anything. None: it is none."""
    try:
        found = json.loads(body) if body else {}
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
