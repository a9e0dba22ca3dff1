"""Trouble with one of many, for the log: what kind and where, never what was in it."""

import traceback

import structlog

log = structlog.get_logger(__name__)


def told(event: str, error: Exception, **ids: str) -> None:
    """An exception's own words may quote what somebody wrote, so they stay out."""
    log.error(event, error=type(error).__name__, where=where(error), **ids)


def where(error: BaseException) -> str:
    """The innermost places, the first one first."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{one.filename.rpartition('/')[2]}:{one.lineno} {one.name}" for one in reversed(frames[-4:]))
