"""The log of `rollcall serve`: one JSON object a line, on standard error. What failed and where; no name, no content, no key."""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, WrappedLogger

from bot.trouble import where

VALUES = re.compile(r"^DETAIL:.*?(?=^(?:HINT:|\[SQL:|The above exception|During handling|Traceback )|\Z)", re.MULTILINE | re.DOTALL)


def log_as_json() -> None:
    """Structured lines on standard error; libraries' lines become the same JSON. No names, no content."""
    shared: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _without_values,
    ]
    structlog.configure(processors=[*shared, structlog.processors.JSONRenderer()], logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    handler = logging.StreamHandler(sys.stderr)
    renderer = structlog.stdlib.ProcessorFormatter(processor=structlog.processors.JSONRenderer(), foreign_pre_chain=shared)
    handler.setFormatter(renderer)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    quote_no_requests()


def quote_no_requests() -> None:
    """aiohttp quotes what it could not read, keys in headers too, and who sent it: of that stay the kind and the place."""
    logging.getLogger("aiohttp.server").addFilter(_without_the_request)


def _without_values(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """PostgreSQL quotes the row that it refused."""
    if isinstance(event.get("exception"), str):
        event["exception"] = VALUES.sub("", event["exception"])
    return event


def _without_the_request(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    record.msg, record.args = "request_failed" + (f": {type(error).__name__} at {where(error)}" if error else ""), ()
    record.exc_info = record.exc_text = None
    return True
