"""What people typed, for a screen: nothing that a screen does not show or that reaches beyond itself, cut where it can be seen.

Control characters are dropped, and of the direction marks those that reach beyond themselves (overrides, embeddings, isolates).
"""

import re
import unicodedata
from urllib.parse import urlsplit

ADDRESS = 3000  # the longest address that browsers, and the platforms' own links, take for certain
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f\ud800-\udfff]")
BREAKS = re.compile("\r\n?|\u0085|\u2028|\u2029|\x0b|\x0c")


def inert(text: str) -> str:
    """What was typed, without what a screen does not show."""
    return text if text.isprintable() else HARMFUL.sub("", BREAKS.sub("\n", text))


def visible(text: str) -> bool:
    """Whether there is anything to see."""
    return any(not one.isspace() and unicodedata.category(one) not in ("Cf", "Cc", "Mn") for one in text)


def length(text: str) -> int:
    """In UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """Cut visibly, never through a character."""
    if length(text) <= limit:
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: (limit - 1) * 2].decode("utf-16-le", "ignore")
    return kept.rstrip().rstrip("\u200d") + "…"


def is_address(url: str) -> bool:
    """A whole http(s) address: a host, no blanks, not endless."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and length(url) <= ADDRESS and inert(url) == url and not re.search(r"[\s<>|\"]", url)
    except ValueError:
        return False


def is_public(url: str) -> bool:
    """An address of ours that a platform would send to: https, one host, and nothing behind the path."""
    try:
        found = urlsplit(url)
        host, _ = found.hostname or "", found.port
    except ValueError:
        return False
    return found.scheme == "https" and is_address(url) and "*" not in host and not (found.query or found.fragment or "@" in found.netloc)
