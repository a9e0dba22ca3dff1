"""Fresh identifiers: random, so two replicas never meet; nothing is ever ordered by them."""

import secrets


def new() -> str:
    """Sixteen hexadecimal characters, 64 random bits."""
    return secrets.token_hex(8)
