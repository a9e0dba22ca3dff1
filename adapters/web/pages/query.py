"""The addresses of a page: what a query asks for, and the links that ask for it."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from bot.views.gap_groups import By, Group
from bot.views.gaps_page import Wanted

DRIFT = "drift"
NAMES = ("by", "system", "person", "unit", "page")
LONGEST = 400


class BadQuery(ValueError):
    """A sentence that says what to ask for instead."""


def read(query: Mapping[str, str]) -> Wanted:
    """Raises BadQuery."""
    parts = [by for by in By if by.value in query]
    if len(parts) + ("by" in query) > 1:
        raise BadQuery("Ask for one thing at a time: by system, by person, by unit, or one of them.")
    page = _page(query.get("page", "1"))
    if parts:
        return Wanted(part=parts[0], which=query[parts[0].value][:LONGEST], page=page)
    by = query.get("by")
    if by is not None and by != DRIFT and by not in set(By):
        raise BadQuery("I can show it by system, by person, by unit, or what drifts.")
    return Wanted(By(by) if by and by != DRIFT else None, by == DRIFT, page=page)


def _page(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 6 or int(text) < 1:
        raise BadQuery("A page is a number from 1.")
    return int(text)


class Links:
    """Addresses of the diagnostic; `carried` goes with every one of them and says whose page it is."""

    def __init__(self, root: str, carried: Mapping[str, str], wanted: Wanted | None = None) -> None:
        self._root, self._carried = root, carried
        self._here = asked(wanted) if wanted else {}

    @property
    def here(self) -> str:
        """What was asked for, as a form sends it along."""
        return urlencode(self._here)

    def gaps(self, **asked_for: str) -> str:
        """The diagnostic, or a part of it."""
        return self._to("gaps", asked_for)

    def page(self, number: int) -> str:
        """Another page of what is shown."""
        return self._to("gaps", self._here | {"page": str(number)}, blank=True)

    def group(self, one: Group) -> str:
        """The part that a group counts."""
        return self._to("gaps", {one.kind.value: one.which}, blank=True)

    def file(self, kind: str) -> str:
        """What is shown as a file, all pages of it."""
        kept = {name: value for name, value in self._here.items() if name in set(By)}
        return self._to(f"gaps.{kind}", kept, blank=True)

    def back(self, here: str) -> str:
        """Where somebody came from, rebuilt from names that we know: what a form sends is not an address."""
        return self._to(
            "gaps", {name: value[:LONGEST] for name, value in parse_qsl(here, keep_blank_values=True) if name in NAMES}, blank=True
        )

    def to(self, name: str) -> str:
        """Something beside the diagnostic."""
        return self._to(name, {})

    def _to(self, name: str, asked_for: Mapping[str, str], blank: bool = False) -> str:
        query = urlencode({**{key: value for key, value in asked_for.items() if value or blank}, **self._carried})
        return f"{self._root}/{name}{'?' if query else ''}{query}"


def asked(wanted: Wanted) -> dict[str, str]:
    """The query that asks for this."""
    found = {wanted.part.value: wanted.which} if wanted.part else {}
    if wanted.by or wanted.drifts:
        found["by"] = wanted.by.value if wanted.by else DRIFT
    return found | ({"page": str(wanted.page)} if wanted.page > 1 else {})
