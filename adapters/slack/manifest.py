"""Slack's app manifest, made from what the code listens to (docs.slack.dev/reference/app-manifest)."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from adapters.slack.inbound import RAISE, WHO_OWNS
from adapters.slack.scopes import EVENTS, OPTIONAL, SCOPES

CREATE = "https://api.slack.com/apps?new_app=1"
PLACEHOLDER = "https://rollcall.example.com"
ABOUT = "Every AI system has three named people. Rollcall asks each of them the one question only they can answer."
LONG = (
    "Rollcall keeps every AI system in production owned by three named people: the operator, who sees whether it is normal; the maintainer, who "
    "keeps it running; the steward, who decides whether it still earns its keep. It asks each of them their question in a direct message, one click "
    "is an answer, and silence is made visible to somebody who can act. Type /owner and a system's name to know whom to ask."
)


def manifest(url: str = PLACEHOLDER, *, socket: bool = False) -> dict[str, Any]:
    """For `url`, our public address; with `socket` Slack needs no address of ours at all."""
    at = f"{url.rstrip('/')}/slack/events"
    reached: dict[str, Any] = {} if socket else {"request_url": at}
    made: dict[str, Any] = {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {"name": "Rollcall", "description": ABOUT, "long_description": LONG, "background_color": "#1f3a5f"},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
            "bot_user": {"display_name": "Rollcall", "always_online": True},
            "slash_commands": [
                {
                    "command": "/owner",
                    "description": "Whom to ask about an AI system",
                    "usage_hint": "<system> · me · gaps · help",
                    "should_escape": True,
                    **({} if socket else {"url": at}),
                }
            ],
            "shortcuts": [
                _shortcut("Who owns this?", WHO_OWNS, "Whom to ask about the system that wrote this"),
                _shortcut("Raise a concern", RAISE, "Something is off with the system that wrote this"),
            ],
        },
        "oauth_config": {
            "scopes": {"bot": list(SCOPES), "bot_optional": list(OPTIONAL)},
            **({} if socket else {"redirect_urls": [f"{url.rstrip('/')}/slack/oauth_redirect"]}),
        },
        "settings": {
            "event_subscriptions": {"bot_events": sorted(EVENTS), **reached},
            "interactivity": {"is_enabled": True, **reached, **({} if socket else {"message_menu_options_url": at})},
            "org_deploy_enabled": True,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }
    return made


def create_link(made: Mapping[str, Any]) -> str:
    """Slack's page for a new app, with the manifest in it (docs.slack.dev, Sharing manifests)."""
    return f"{CREATE}&manifest_json={quote(json.dumps(made, separators=(',', ':')), safe='')}"


def _shortcut(name: str, callback: str, about: str) -> dict[str, str]:
    return {"name": name, "type": "message", "callback_id": callback, "description": about}
