"""Secrets at rest: the newest key seals, every known key opens, so that keys can be changed without a stop (cryptography, MultiFernet)."""

import base64
from collections.abc import Sequence


class Unreadable(Exception):
    """Sealed with a key that is not known here, or changed on the way."""


class Vault:
    """`keys`: passphrases, the newest first; at least one."""

    def __init__(self, keys: Sequence[str]) -> None:
        from cryptography.fernet import Fernet, MultiFernet  # a tenth of a second, and only platforms need it

        if not keys:
            raise ValueError("a vault needs a key")
        self._fernet = MultiFernet([Fernet(_derived(one)) for one in keys])

    def seal(self, secret: str) -> str:
        """Unreadable for whoever has only the database."""
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed. Raises Unreadable."""
        from cryptography.fernet import InvalidToken

        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            raise Unreadable("sealed with another key: put the old one behind the new one in ROLLCALL_TOKEN_KEYS") from None


def _derived(passphrase: str) -> bytes:
    """Settings keys are long random words already: one derivation step, bound to its purpose (RFC 5869)."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return base64.urlsafe_b64encode(HKDF(SHA256(), 32, salt=None, info=b"rollcall tokens").derive(passphrase.encode()))
