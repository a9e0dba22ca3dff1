"""What Bolt tells payloads apart by, and nothing else of them: it takes their shapes for granted (docs.slack.dev, Interactivity, Events API)."""

from typing import Any

from adapters.payload import Payload, first_in, map_in, text_in


def routed(payload: Payload) -> dict[str, Any] | None:
    """For Bolt to route, made of texts alone, so that nothing that was sent can trip it up; None: none of Slack's. Pure, never raises."""
    if payload.get("ssl_check") == "1":
        return {"ssl_check": "1"}
    if command := text_in(payload, "command"):
        return {"command": command}
    kind = text_in(payload, "type")
    known = _known(payload, kind)
    return {"type": kind, **known} if known is not None else None


def _known(payload: Payload, kind: str) -> dict[str, Any] | None:
    match kind:
        case "url_verification":
            return _texts(payload, "challenge")
        case "block_suggestion":
            return _texts(payload, "action_id")
        case "shortcut" | "message_action":
            return _texts(payload, "callback_id")
        case "block_actions":
            action = _texts(first_in(payload, "actions"), "action_id")
            return {"actions": [action]} if action is not None else None
        case "view_submission" | "view_closed":
            view = _texts(map_in(payload, "view"), "type", "callback_id")
            return {"view": view} if view is not None else None
        case "event_callback":
            event = _texts(map_in(payload, "event"), "type")
            return {"event": event} if event is not None else None
        case "app_rate_limited":  # comes as an event does, or bare (apis/events-api, Rate limiting)
            return {"type": "event_callback", "event": {"type": kind}}
        case _:
            return None


def _texts(value: Payload, *names: str) -> dict[str, str] | None:
    """These texts of an object; None where one is missing."""
    found = {name: one for name in names if isinstance(one := value.get(name), str)}
    return found if len(found) == len(names) else None
