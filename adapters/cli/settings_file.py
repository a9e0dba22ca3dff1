"""The settings file, as a person keeps it: what is written into it leaves their lines and comments as they are. Readable by its owner alone."""

import os
import secrets
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

Changes = Mapping[str, str | Sequence[str]]


def standing(path: Path, name: str) -> Any:
    """What the file says of a setting, like `slack.bot_token`; None: nothing. Raises OSError, UnicodeDecodeError, TOMLDecodeError."""
    value: Any = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    for part in name.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def write(path: Path, changes: Changes) -> None:
    """Values by name, like `slack.bot_token`; whoever looks on sees the old file or the new one. Raises OSError."""
    path = path.resolve()  # a link stays a link
    if not path.exists():
        with open(path, "x", encoding="utf-8", opener=_for_me_alone) as file:
            file.write(_changed("", changes))
        return
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(beside, "x", encoding="utf-8", opener=_for_me_alone, newline="") as file:
            file.write(_changed(path.read_bytes().decode("utf-8"), changes))
        beside.replace(path)
    except OSError:
        with suppress(FileNotFoundError):
            beside.unlink()
        raise


def _changed(text: str, changes: Changes) -> str:
    import tomlkit

    document = tomlkit.parse(text)
    for name, value in changes.items():
        *tables, key = name.split(".")
        place: Any = document
        for table in tables:
            if table not in place:
                place[table] = tomlkit.table()
            place = place[table]
        place[key] = value if isinstance(value, str) else list(value)
    return tomlkit.dumps(document)


def _for_me_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
