"""msal, put together: with a secret or a certificate, a time limit, and a login on this machine where a test has one. Blocks; imported late."""

import logging
from typing import Any

import requests
from msal import ConfidentialClientApplication

from adapters.teams import certificate
from adapters.teams.settings import TeamsSettings, is_loopback
from adapters.teams.tokens import LoginDown, LoginRefused, code_of

TIMEOUT = 10.0  # seconds for each call
BUSY = (408, 429)  # which say nothing of us


class Session(requests.Session):
    """msal takes https alone for granted; a login on this machine has none."""

    def __init__(self, login_url: str) -> None:
        super().__init__()
        self._plain = is_loopback(login_url)

    def request(self, method: Any, url: Any, *given: Any, **more: Any) -> requests.Response:
        """Never follows a redirect: what we send is a secret. Raises LoginDown; LoginRefused where there is no such tenant: msal's words hide it."""
        where = str(url).replace("https://", "http://", 1) if self._plain else url
        answer = super().request(method, where, *given, **{**more, "timeout": TIMEOUT, "allow_redirects": False})
        status = answer.status_code
        if status in BUSY or 300 <= status < 400 or status >= 500:
            raise LoginDown(f"status_{status}")
        if str(method).upper() == "GET" and status >= 400:
            raise LoginRefused(_code(answer))
        return answer


def _code(answer: requests.Response) -> str:
    try:
        found = answer.json()
    except ValueError:
        found = None
    said = found if isinstance(found, dict) and isinstance(found.get("error"), str) else {}
    return code_of(said) if said else f"status_{answer.status_code}"


def application(settings: TeamsSettings) -> ConfidentialClientApplication:
    """Asks the login for what it offers. Raises LoginRefused, BadCertificate; OSError, MsalError or ValueError where it does not answer as one.

    Whether the login is one of Microsoft's is not asked (`instance_discovery`): it is the settings' own, and asking is one call more.
    """
    logging.getLogger("msal").setLevel(logging.CRITICAL)
    base = settings.login_url.rstrip("/").replace("http://", "https://", 1)
    return ConfidentialClientApplication(
        settings.app_id,
        client_credential=_credential(settings),
        authority=f"{base}/{settings.tenant_id}",
        instance_discovery=False,
        http_client=Session(settings.login_url),
    )


def _credential(settings: TeamsSettings) -> Any:
    if settings.certificate is not None:
        found = certificate.read(settings.certificate)
        return {"private_key": found.key, "public_certificate": found.certificate}
    return settings.app_secret.get_secret_value() if settings.app_secret is not None else ""
