"""What was typed, as it can be kept: no control characters (PostgreSQL refuses NUL), no half characters (SQLite does), no endless texts."""

LIMIT = 20_000  # characters of any one typed text
SHORT = 320  # of a name, an address, a title


def clean(text: str, limit: int = LIMIT) -> str:
    """What is left of it."""
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    kept = "".join(one for one in text[:limit] if one in "\n\t" or (ord(one) >= 32 and ord(one) != 127))
    return kept.encode("utf-8", "ignore").decode("utf-8")


def is_clean(text: str) -> bool:
    """An id that is not is nobody's: cleaned, it could be somebody else's."""
    return text != "" and clean(text) == text
