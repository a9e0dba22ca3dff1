"""Where this machine is: the first guess at where the organisation is, shown before it is taken."""

import os
from pathlib import Path

from bot.rules.cadence import is_country, is_zone

HERE = Path("/etc/localtime")
ANYWHERE = "UTC"


def zone_here(localtime: Path = HERE) -> str:
    """The machine's zone, from TZ or where its clock's file leads; UTC where neither names one."""
    named = os.environ.get("TZ", "").lstrip(":")
    found = named or str(localtime.resolve()).rpartition("zoneinfo/")[2]
    return found if is_zone(found) else ANYWHERE


def country_of(zone: str) -> str:
    """The country a zone lies in, where its holidays are known; blank for UTC and the like."""
    from babel.core import get_global  # a tenth of a second, and only setup asks

    found = str(get_global("zone_territories").get(zone, ""))
    return found if found and is_country(found) else ""
