"""Certificates of the tests' own making, as PEM."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.adapters.fake_teams import key as key_of

__all__ = ["certified", "key_of", "pem"]
BEGINS = datetime(2026, 1, 1, tzinfo=UTC)


def certified(key: RSAPrivateKey, ends: datetime = BEGINS + timedelta(days=3650)) -> x509.Certificate:
    """Signed by itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Rollcall")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    return made.serial_number(1).not_valid_before(BEGINS).not_valid_after(ends).sign(key, hashes.SHA256())


def pem(what: RSAPrivateKey | x509.Certificate, password: bytes = b"") -> bytes:
    """As it stands in a file."""
    if isinstance(what, x509.Certificate):
        return what.public_bytes(Encoding.PEM)
    sealed = BestAvailableEncryption(password) if password else NoEncryption()
    return what.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)
