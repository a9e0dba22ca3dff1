"""Which platform is not on: forgotten in part, or none at all."""

from adapters.cli.settings import Settings
from adapters.findings import Found, look
from adapters.slack.settings_check import forgotten as slack_forgotten
from adapters.teams.settings_check import forgotten as teams_forgotten


def switched_off(settings: Settings) -> list[Found]:
    """A platform that nobody wanted is no finding, but where there is no other."""
    found = [one for one in (slack_forgotten(settings.slack), teams_forgotten(settings.teams)) if one is not None]
    if found or settings.slack.is_on or settings.teams.is_on:
        return found
    return [look("No platform is set up, so nobody is asked anything.", "rollcall setup slack or rollcall setup teams leads through it.")]
