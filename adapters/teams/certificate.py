"""The application's certificate and its key, read from one PEM file: Entra knows the certificate, and the key proves that it is ours."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat, load_pem_private_key

from adapters.teams.tokens import LoginRefused


class BadCertificate(LoginRefused):
    """The file is of no use; the words are a code: unreadable, no_certificate, no_key, key_has_a_password, another_key."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Both as PEM. `begins`, `ends`: when it is good, aware, in UTC."""

    certificate: str
    key: str = field(repr=False)
    begins: datetime
    ends: datetime


def read(path: Path) -> Certificate:
    """The certificate that goes with the key, where the file holds others as well. Raises BadCertificate."""
    try:
        text = path.read_bytes()
    except OSError:
        raise BadCertificate("unreadable") from None
    key = _key(text)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    for one in _certificates(text):
        if one.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == public:
            pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
            return Certificate(one.public_bytes(Encoding.PEM).decode(), pem, one.not_valid_before_utc, one.not_valid_after_utc)
    raise BadCertificate("another_key")


def _key(text: bytes) -> RSAPrivateKey:
    try:
        found = load_pem_private_key(text, None)
    except TypeError:
        raise BadCertificate("key_has_a_password") from None
    except (ValueError, UnsupportedAlgorithm):
        raise BadCertificate("no_key") from None
    if not isinstance(found, RSAPrivateKey):  # what msal signs with (RS256, PS256)
        raise BadCertificate("no_key")
    return found


def _certificates(text: bytes) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(text)
    except ValueError:
        raise BadCertificate("no_certificate") from None
