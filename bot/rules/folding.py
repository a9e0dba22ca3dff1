"""How names are compared: NFKC, case-folded, white space collapsed (STATES, Look-up)."""

import unicodedata


def folded(text: str) -> str:
    """The form in which two names are the same name."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
