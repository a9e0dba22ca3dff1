"""What can be seen of Slack's settings without asking Slack: which one is missing, and which looks like another (docs/install-slack.md)."""

import re
from urllib.parse import urlsplit

from adapters.findings import Found, fine, look, wrong
from adapters.slack.settings import SlackSettings
from adapters.typed import is_public

SIGNING = "ROLLCALL_SLACK__SIGNING_SECRET"
WHERE_SIGNING = "Copy it from Basic Information, App Credentials, Signing Secret: 32 digits and letters from a to f."
WHERE_TEAM = "An id begins with T (a workspace) or E (an organisation), as in app.slack.com/client/T… in the browser."
TEAM = re.compile(r"[TE][A-Z0-9]{2,20}")


def settings_found(settings: SlackSettings, public_url: str | None) -> list[Found]:
    """Where Slack is on. `public_url`: ours, as the settings have it."""
    return [*_signing(settings), *_both(settings), *_address(settings, public_url), *_oauth(settings, public_url), *_teams(settings)]


def forgotten(settings: SlackSettings) -> Found | None:
    """Where Slack is not on: what of it was given all the same; None: nothing was."""
    given = [name for name in ("bot_token", "client_id", "client_secret") if getattr(settings, name)]
    if settings.is_on or not given:
        return None
    names = " and ".join(f"ROLLCALL_SLACK__{name.upper()}" for name in given)
    return wrong(f"{names} is set, but Slack is off.", f"Set {SIGNING} as well, or ROLLCALL_SLACK__APP_TOKEN for Socket Mode.")


def signing_trouble(value: str, settings: SlackSettings) -> str:
    """Why this is no signing secret, as a sentence; blank: it looks like one. Other servers than Slack's may have any."""
    if value.startswith(("xox", "xapp-")):
        return "That is a token, not the signing secret."
    if settings.client_secret is not None and value == settings.client_secret.get_secret_value():
        return "That is the client secret, not the signing secret."
    if is_slacks(settings.api_url) and not re.fullmatch(r"[0-9a-f]{32}", value):
        return "That does not look like a signing secret of Slack's."
    return ""


def is_slacks(api_url: str) -> bool:
    """Slack itself, and no emulator."""
    host = urlsplit(api_url).hostname or ""
    return host.endswith((".slack.com", ".slack-gov.com")) or host in ("slack.com", "slack-gov.com")


def _signing(settings: SlackSettings) -> list[Found]:
    if settings.signing_secret is None:
        return []
    trouble = signing_trouble(settings.signing_secret.get_secret_value(), settings)
    return [wrong(f"{SIGNING}: {trouble}", WHERE_SIGNING) if trouble else fine("A signing secret is set.")]


def _both(settings: SlackSettings) -> list[Found]:
    """Two ways in, of which Slack uses one."""
    if settings.signing_secret is None or settings.app_token is None:
        return []
    words = f"{SIGNING} and ROLLCALL_SLACK__APP_TOKEN are both set: with an app token everything comes in through Socket Mode."
    return [look(words, f"Take out the app token to use our address, or {SIGNING} to leave no doubt.")]


def _address(settings: SlackSettings, public_url: str | None) -> list[Found]:
    if public_url is None or not is_slacks(settings.api_url) or is_public(public_url):
        return []
    return [
        wrong(
            "ROLLCALL_PUBLIC_URL is no address that Slack sends to.",
            "Write it like https://rollcall.example.com: https, and nothing behind.",
        )
    ]


def _oauth(settings: SlackSettings, public_url: str | None) -> list[Found]:
    if bool(settings.client_id) != (settings.client_secret is not None):
        there, missing = ("ID", "SECRET") if settings.client_id else ("SECRET", "ID")
        return [
            wrong(
                f"ROLLCALL_SLACK__CLIENT_{there} is set and ROLLCALL_SLACK__CLIENT_{missing} is not, so no workspace can install.",
                "Set both, from Basic Information, App Credentials; or neither, with a bot token.",
            )
        ]
    if not settings.installs:
        return []
    found = []
    if public_url is None:
        words = "Workspaces cannot install: ROLLCALL_PUBLIC_URL is not set, so Slack does not know where to send them back."
        found.append(wrong(words, "Set it to our address, https://…; the app's redirect URL is that with /slack/oauth_redirect."))
    if not settings.teams:
        words = "Any workspace that finds our address may install: ROLLCALL_SLACK__ALLOWED_TEAMS is empty."
        found.append(look(words, f"Name those that may. {WHERE_TEAM}"))
    return found


def _teams(settings: SlackSettings) -> list[Found]:
    odd = sorted(one for one in settings.teams if not TEAM.fullmatch(one))
    if not odd:
        return []
    named = ", ".join(f"“{one[:40]}”" for one in odd)
    return [wrong(f"ROLLCALL_SLACK__ALLOWED_TEAMS: {named} {'is no id' if len(odd) == 1 else 'are no ids'}.", WHERE_TEAM)]
