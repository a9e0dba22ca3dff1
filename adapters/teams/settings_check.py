"""What can be seen of Teams' settings without asking Microsoft: what is missing, and what does not go together (docs/install-teams.md)."""

from datetime import datetime, timedelta

from adapters.findings import Found, fine, look, wrong
from adapters.teams.settings import TeamsSettings
from adapters.typed import is_public

GIVEN = ("tenant_id", "app_secret", "certificate", "graph")
SOON = timedelta(days=30)
PEM = "a PEM file with the certificate and its private key, without a password"
BAD = {  # what `certificate.read` says → what it means, and what mends it
    "unreadable": ("cannot be read", "See that it is a file, and that rollcall serve may read it."),
    "no_key": ("holds no private key that Rollcall can sign with", f"Write the path of {PEM}; the key is an RSA one."),
    "no_certificate": ("holds no certificate", f"Write the path of {PEM}."),
    "key_has_a_password": ("has a key with a password, and nobody is there to type it", f"Write the path of {PEM}."),
    "another_key": ("holds a key that belongs to none of its certificates", f"Write the path of {PEM}: those that belong together."),
}
ANOTHER = "Make a new one and upload its certificate in Azure: App registrations, Certificates & secrets, Certificates."


def forgotten(settings: TeamsSettings) -> Found | None:
    """Where Teams is not on: what of it was given all the same; None: nothing was."""
    given = [name for name in GIVEN if getattr(settings, name)]
    if settings.is_on or not given:
        return None
    names = " and ".join(f"ROLLCALL_TEAMS__{name.upper()}" for name in given)
    verb = "is" if len(given) == 1 else "are"
    return wrong(f"{names} {verb} set, but Teams is off.", "Set ROLLCALL_TEAMS__APP_ID as well, from Azure: App registrations, Overview.")


def settings_found(settings: TeamsSettings, public_url: str | None, now: datetime) -> list[Found]:
    """Where Teams is on, and nothing that it cannot run without is missing (`app.check`). `public_url`: ours, as the settings have it."""
    if settings.emulator:
        words = "Teams is an emulator on this machine: whatever reaches it there is taken, although nobody signed it, and Teams itself is not connected."
        return [look(words, "For Teams itself take ROLLCALL_TEAMS__EMULATOR out.")]
    return [*_proof(settings, now), *_address(settings, public_url), *_tenants(settings)]


def _proof(settings: TeamsSettings, now: datetime) -> list[Found]:
    """By which Rollcall proves to be the application: one of two."""
    found: list[Found] = []
    if settings.certificate is not None and settings.app_secret is not None:
        words = "ROLLCALL_TEAMS__APP_SECRET and ROLLCALL_TEAMS__CERTIFICATE are both set: the certificate is used."
        found.append(look(words, "Take out the secret, and delete it in Azure."))
    if settings.certificate is None:
        return [fine("A client secret is set.")]
    return [*found, _certificate(settings, now)]


def _certificate(settings: TeamsSettings, now: datetime) -> Found:
    from adapters.teams import certificate

    assert settings.certificate is not None
    try:
        found = certificate.read(settings.certificate)
    except certificate.BadCertificate as why:
        words, mend = BAD[str(why)]
        return wrong(f"ROLLCALL_TEAMS__CERTIFICATE {words}.", mend)
    day = f"{found.ends:%-d %B %Y}"
    if now >= found.ends:
        return wrong(f"The certificate ended on {day}.", ANOTHER)
    if now < found.begins:
        return wrong(f"The certificate is not good before {found.begins:%-d %B %Y}.", "See that this machine's clock is right.")
    if found.ends - now < SOON:
        return look(f"The certificate ends on {day}; then nothing is sent any more.", ANOTHER)
    return fine(f"A certificate with its key is set, good until {day}.")


def _address(settings: TeamsSettings, public_url: str | None) -> list[Found]:
    if public_url is None or settings.local or is_public(public_url):
        return []
    words = "ROLLCALL_PUBLIC_URL is no address that Teams sends to."
    return [wrong(words, "Write it like https://rollcall.example.com: https, and nothing behind.")]


def _tenants(settings: TeamsSettings) -> list[Found]:
    if not settings.allowed_tenants or settings.tenant_id in settings.tenants:
        return []
    words = "ROLLCALL_TEAMS__ALLOWED_TENANTS leaves out ROLLCALL_TEAMS__TENANT_ID, so your own organisation is refused."
    return [look(words, "Add it there, unless only others are meant to use Rollcall.")]
