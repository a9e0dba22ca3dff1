"""The app as Teams takes it: a zip of the manifest and its two icons, the same bytes for the same input."""

import io
import json
import re
from importlib.metadata import version
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from adapters.teams import icons
from adapters.teams.manifest import COLOUR, OUTLINE, manifest

NAME = "rollcall-teams.zip"
THREE_NUMBERS = re.compile(r"(0|[1-9]\d{0,8})(\.(0|[1-9]\d{0,8})){2}", re.ASCII)  # as the manifest's schema wants a version
BEGINNING = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can tell


def package(app_id: str, url: str, numbered: str = "") -> bytes:
    """For the bot of this application id, at our public address. `numbered`: its version, `THREE_NUMBERS`, where it is not to be Rollcall's own."""
    files = {
        "manifest.json": written(manifest(app_id, url, numbered or version("rollcall"))),
        COLOUR: icons.colour(),
        OUTLINE: icons.outline(),
    }
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:  # as it is: whatever compresses may do it another way on another machine
        for name, content in files.items():
            archive.writestr(_entry(name), content)
    return out.getvalue()


def written(made: dict[str, Any]) -> bytes:
    """A manifest as people read it."""
    return (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, BEGINNING)
    entry.create_system, entry.external_attr = 3, 0o644 << 16  # the same on every machine
    return entry
