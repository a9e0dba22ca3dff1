"""Everything that trouble is told by: the logs, tasks that nobody waits for, and what Python itself could not raise."""

import logging
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

BAD = ("error", "critical")


def troubled(logs: Iterable[Mapping[str, Any]]) -> list[Any]:
    """Of structlog's entries those that say error, or that carry a traceback at whatever level."""
    return [one for one in logs if one["log_level"] in BAD or one.get("exc_info") or "Traceback" in str(one)]


class _Heard(logging.Handler):
    def __init__(self, found: list[str]) -> None:
        super().__init__()
        self._found = found

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or record.exc_info or record.exc_text or "Traceback" in str(record.msg):
            self._found.append(f"{record.name}: {record.getMessage()} {record.exc_info or ''}")


@contextmanager
def watched() -> Iterator[list[str]]:
    """What libraries log as an error or with a traceback, asyncio's word on lost tasks among it; and what is raised where nobody can catch it."""
    found: list[str] = []
    root, handler = logging.getLogger(), _Heard(found)
    before = root.level, sys.unraisablehook, threading.excepthook
    others, root.handlers = root.handlers, [handler]  # pytest's keep every line, of a hundred thousand requests too
    sys.unraisablehook = lambda lost: found.append(f"unraisable: {lost.err_msg} {lost.exc_value!r} {lost.object!r}")
    threading.excepthook = lambda lost: found.append(f"in a thread: {lost.exc_value!r}")
    root.setLevel(logging.DEBUG)
    try:
        yield found
    finally:
        root.handlers = others
        root.setLevel(before[0])
        sys.unraisablehook, threading.excepthook = before[1:]
