"""Slack's libraries quote whole bodies, addresses with tickets in them and what they could not read; of that the kind and the place stay."""

import logging

from bot.trouble import where


def logger(name: str) -> logging.Logger:
    """For a library: errors only, and no word of what was in them."""
    found = logging.getLogger(f"rollcall.{name}")
    found.setLevel(logging.ERROR)
    if _without_words not in found.filters:
        found.addFilter(_without_words)
    return found


def _without_words(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    record.msg = f"{record.name.removeprefix('rollcall.')}_failed" + (f": {type(error).__name__} at {where(error)}" if error else "")
    record.args, record.exc_info, record.exc_text = (), None, None
    return True
