"""Every text of the local chat can be read: at least 4.5 against what it stands on, in light and in dark."""

import re
from pathlib import Path

import pytest

from adapters.local import app

CSS = (Path(app.__file__).parent / "static" / "app.css").read_text("utf-8")


def colours(dark: bool) -> dict[str, str]:
    """The variables of a scheme; what dark does not name is as in light."""
    light, _, rest = CSS.partition("prefers-color-scheme: dark")
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})\b", light))
    return found | (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})\b", rest)) if dark else {})


def luminance(colour: str) -> float:
    """WCAG's relative luminance."""
    digits = colour.removeprefix("#")
    pairs = [one * 2 for one in digits] if len(digits) == 3 else [digits[at : at + 2] for at in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in (int(one, 16) / 255 for one in pairs)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    """WCAG's ratio of two colours."""
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_what_stands_in_an_empty_field_can_be_read(dark: bool) -> None:
    rule = re.search(r"::placeholder \{([^}]*)\}", CSS)
    assert rule is not None, "a browser's own placeholder is too pale"
    name = re.search(r"color: var\(--([a-z-]+)\)", rule[1])
    assert name is not None and "opacity: 1" in rule[1], "Firefox makes it paler"
    known = colours(dark)
    for ground in ("wash", "paper"):
        assert contrast(known[name[1]], known[ground]) >= 4.5
