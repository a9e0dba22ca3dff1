"""msal, put together: with a secret or a certificate, a time limit, and a login on this machine where a test has one. Blocks; imported late."""

import logging
from pathlib import Path
from typing import Any

import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from msal import ConfidentialClientApplication

from adapters.teams.settings import LOGIN, TeamsSettings, is_loopback
from adapters.teams.tokens import BadCertificate

TIMEOUT = 10.0  # seconds for each call


class Session(requests.Session):
    """msal takes https alone for granted; a login on this machine has none."""

    def __init__(self, login_url: str) -> None:
        super().__init__()
        self._plain = is_loopback(login_url)

    def request(self, method: Any, url: Any, *given: Any, **more: Any) -> requests.Response:
        """Never follows a redirect: what we send is a secret."""
        where = str(url).replace("https://", "http://", 1) if self._plain else url
        return super().request(method, where, *given, **{**more, "timeout": TIMEOUT, "allow_redirects": False})


def application(settings: TeamsSettings) -> ConfidentialClientApplication:
    """Asks the login for what it offers. Raises OSError or ValueError where it does not answer as one, BadCertificate."""
    logging.getLogger("msal").setLevel(logging.CRITICAL)
    base = settings.login_url.rstrip("/").replace("http://", "https://", 1)
    return ConfidentialClientApplication(
        settings.app_id,
        client_credential=_credential(settings),
        authority=f"{base}/{settings.tenant_id}",
        instance_discovery=settings.login_url == LOGIN,
        http_client=Session(settings.login_url),
    )


def _credential(settings: TeamsSettings) -> Any:
    if settings.certificate is not None:
        return certificate(settings.certificate)
    return settings.app_secret.get_secret_value() if settings.app_secret is not None else ""


def certificate(path: Path) -> dict[str, str]:
    """What msal signs with, from a PEM file that holds a certificate and its key without a password. Raises BadCertificate."""
    try:
        text = path.read_bytes()
        found, key = x509.load_pem_x509_certificate(text), load_pem_private_key(text, None)
    except (OSError, ValueError, TypeError) as why:
        raise BadCertificate(type(why).__name__) from None
    return {
        "private_key": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        "public_certificate": found.public_bytes(Encoding.PEM).decode(),
    }
