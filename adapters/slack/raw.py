"""The raw request, checked before anything reads it: size, age, signature, text, shape (docs.slack.dev, Verifying requests from Slack).

Bolt parses the body before it checks the signature; so nothing gets as far as Bolt that has not passed here.
"""

import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from adapters.incoming import LIMIT, Rejected

AGE = 300  # seconds
FORM = "application/x-www-form-urlencoded"
FIELDS = 100  # of a form


def check(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> dict[str, Any] | Rejected:
    """Slack's payload. `now`: the machine's clock, in seconds since 1970."""
    if len(body) > LIMIT:
        return Rejected(413, "too_large")
    refused = _signed(secret, headers, body, now)
    if refused is not None:
        return refused
    try:
        text = body.decode("utf-8", "strict")
    except UnicodeDecodeError:
        return Rejected(400, "not_utf8")
    payload = _payload(text, headers.get("Content-Type", ""))
    return payload if isinstance(payload, dict) else Rejected(400, "not_an_object")


def _signed(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> Rejected | None:
    stamp, given = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12 and given):
        return Rejected(401, "unsigned")
    if abs(now - int(stamp)) > AGE:
        return Rejected(401, "stale")
    expected = _signature(secret, stamp, body)
    return None if hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogateescape")) else Rejected(401, "wrong_signature")


def sign(secret: str, body: bytes, now: float) -> dict[str, str]:
    """The headers with which Slack itself would send this body; for doctor, which asks in its place."""
    stamp = str(int(now))
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": _signature(secret, stamp, body)}


def _signature(secret: str, stamp: str, body: bytes) -> str:
    return "v0=" + hmac.digest(secret.encode(), b"v0:" + stamp.encode() + b":" + body, "sha256").hex()


def _payload(text: str, content_type: str) -> Any:
    """The JSON of an event, the `payload` of an interaction, or the fields of a command. None: none of these."""
    try:
        if content_type.partition(";")[0].strip().casefold() != FORM:
            return json.loads(text)
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS, errors="strict"))
        return json.loads(fields["payload"]) if "payload" in fields else fields
    except (ValueError, RecursionError):
        return None
