"""Teams' app manifest, made from what the code listens to (learn.microsoft.com/microsoft-365/extensibility/schema, 1.30)."""

import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

from adapters.teams.icons import TEAL
from adapters.teams.ids import OWNER, RAISE, WHO_OWNS

VERSION = "1.30"  # the first with real slash commands is 1.29
SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{VERSION}/MicrosoftTeams.schema.json"
PLACEHOLDER, NOBODY = "https://rollcall.example.com", "00000000-0000-4000-8000-000000000000"
OURS = UUID("6b8f3a52-5f0e-4c7e-9d53-7c1d0f2b9a41")  # from which the id of an app is made
COLOUR, OUTLINE = "color.png", "outline.png"
ACCENT = "#{:02X}{:02X}{:02X}".format(*TEAL)
PERMISSIONS = ("identity", "messageTeamMembers")
PERSONAL, SHARED = ("personal",), ("team", "groupChat")
SHORT = "Whom to ask about an AI system, and the one question only you can answer."
LONG = (
    "Rollcall keeps every AI system in production owned by three named people: the operator, who sees whether it is normal; the maintainer, who "
    "keeps it running; the steward, who decides whether it still earns its keep. It asks each of them their question in a chat of their own, one "
    "click is an answer, and silence is made visible to somebody who can act.\n\n"
    "Type owner and a system's name to know whom to ask. Nobody has to know anything about AI, and no channel is read."
)
# What follows `owner`, and what it does as the menu says it: at most twelve, each understood by bot/commands.py
ALONE: tuple[tuple[str, str], ...] = (
    ("", "Whom to ask about a system, and for what: owner invoice triage"),
    ("me", "My roles, and what waits for me"),
    ("list", "The systems; with words behind it those that have them"),
    ("gaps", "What is missing, worst first"),
    ("concern", "Something is off: owner concern invoice triage"),
    ("summary", "The month so far of the systems I am steward of"),
    ("offer", "Ask somebody to hold a role: owner offer invoice triage operator @Ada"),
    ("accept", "My answer to a role; decline and step-down as well"),
    ("hand-over", "Ask somebody to take my role over: owner hand-over to @Ada"),
    ("away", "I am away: owner away until Friday cover @Ada"),
    ("settings", "When I am asked, and in which zone"),
    ("help", "All that can be typed"),
)
AMONG_OTHERS = ("", "me", "list", "concern", "help")


def manifest(app_id: str, url: str, version: str) -> dict[str, Any]:
    """For the bot of this application id, at `url`, our public address. `version`: ours, like 0.1.0 or 0.2.0.dev1, of which three numbers are taken."""
    base = url.rstrip("/")
    return {
        "$schema": SCHEMA,
        "manifestVersion": VERSION,
        "version": ".".join(re.findall(r"\d+", version)[:3]),
        "id": str(uuid5(OURS, app_id)),
        "developer": {"name": "Rollcall", "websiteUrl": base, "privacyUrl": f"{base}/privacy", "termsOfUseUrl": f"{base}/terms"},
        "name": {"short": "Rollcall", "full": "Rollcall: three named people for every AI system"},
        "description": {"short": SHORT, "full": LONG},
        "icons": {"color": COLOUR, "outline": OUTLINE},
        "accentColor": ACCENT,
        "defaultInstallScope": "personal",
        "bots": [_bot(app_id)],
        "composeExtensions": [{"botId": app_id, "commands": [_search(), *_on_a_message()]}],
        "permissions": list(PERMISSIONS),
        "validDomains": [urlsplit(base).hostname],
    }


def _bot(app_id: str) -> dict[str, Any]:
    """Where it can be talked to, and what it understands there. A slash command is a targeted message: only its author sees it and the answer."""
    alone = [_command(word, about) for word, about in ALONE]
    among_others = [_command(word, about) for word, about in ALONE if word in AMONG_OTHERS]
    return {
        "botId": app_id,
        "scopes": [*PERSONAL, *SHARED],
        "supportsTargetedMessages": True,
        "supportsFiles": True,
        "commandLists": [
            {"scopes": list(PERSONAL), "commands": alone},
            {"scopes": list(SHARED), "triggers": ["mention", "slash"], "commands": among_others},
        ],
    }


def _command(word: str, about: str) -> dict[str, str]:
    return {"title": f"owner {word}".strip(), "description": about}


def _search() -> dict[str, Any]:
    """*Who owns…* where messages are written: a card to insert."""
    return {
        "id": OWNER,
        "type": "query",
        "title": "Who owns…",
        "description": "Find a system, and insert whom to ask about it",
        "context": ["compose", "commandBox"],
        "initialRun": True,
        "parameters": [{"name": "system", "title": "System", "description": "A system's name, or words of it", "inputType": "text"}],
    }


def _on_a_message() -> list[dict[str, Any]]:
    """In a message's menu, each in a window."""
    shown = (
        (WHO_OWNS, "Who owns this?", "Whom to ask about the system that wrote this"),
        (RAISE, "Raise a concern", "Something is off with the system that wrote this"),
    )
    return [
        {"id": one, "type": "action", "title": title, "description": about, "context": ["message"], "fetchTask": True}
        for one, title, about in shown
    ]
