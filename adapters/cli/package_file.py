"""The app package for Teams as a file: for `rollcall manifest teams` and `rollcall setup teams`."""

from pathlib import Path

from adapters.cli.app import Problem, Wrong, say
from adapters.teams.package import THREE_NUMBERS, package
from adapters.teams.settings import GUID
from adapters.typed import is_public

NEXT = (
    "Upload it: Teams admin center (https://admin.teams.microsoft.com), Teams apps, Manage apps, Actions, Upload new app. "
    "To try it alone first: in Teams, Apps, Manage your apps, Upload an app, Upload a custom app."
)


def write(file: Path, app_id: str, url: str, version: str = "") -> None:
    """And says what to do with it. `version`: blank for Rollcall's own. Raises Wrong or Problem with the sentence that mends it."""
    plain = app_id.strip().casefold()
    if not is_public(url):
        raise Wrong("Say where Teams reaches us, like --url https://rollcall.example.com: https, one host, and nothing behind.")
    if not GUID.fullmatch(plain):
        raise Wrong(
            "Say which bot it is: --app-id and the Application (client) ID, like 6f1c2f0a-0000-4000-8000-000000000001 (Azure portal, App registrations)."
        )
    if version and not THREE_NUMBERS.fullmatch(version):
        raise Wrong("Say the package's version as three numbers, like --package-version 0.1.1: higher than the one that Teams has.")
    try:
        file.write_bytes(package(plain, url, version))
    except OSError as why:
        raise Problem(f"{file} cannot be written ({why.strerror}). Name another place with --out.") from None
    say(f"Written: {file.absolute()}. {NEXT}")
