"""`/owner …` → Command: pure, never raises; what is no command is a look-up (PRODUCT §7)."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.dates import day_of, looks_like_a_date
from bot.model import Role


@dataclass(frozen=True, slots=True)
class LookUp:
    """`/owner <system>`, `/owner system <name>`."""

    name: str


@dataclass(frozen=True, slots=True)
class OnDate:
    """`/owner <system> on <date>`; `unread`: what stands there as a date and is none, which may be part of a name."""

    name: str
    day: date | None
    unread: str = ""

    @property
    def whole(self) -> str:
        """All of it, where it is the name of a system after all."""
        return f"{self.name} on {self.unread}"


@dataclass(frozen=True, slots=True)
class Simple:
    """A command without more: me, data, gaps, add, settings, back, help, invite, summary."""

    verb: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """A command about a system: edit, history, concern, stage, summary."""

    verb: str
    name: str


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A command's word alone, which wants more: `how` it goes on."""

    word: str
    how: str


@dataclass(frozen=True, slots=True)
class Listing:
    """`/owner list [words]`."""

    words: str


@dataclass(frozen=True, slots=True)
class OfferTo:
    """`/owner offer <system> <role> @person`."""

    name: str
    role: Role
    person: str


@dataclass(frozen=True, slots=True)
class OfRole:
    """`/owner accept|decline|step-down [<system>] [<role>]`."""

    verb: str
    name: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class HandOver:
    """`/owner hand-over [[<system>] [<role>] to] @person`."""

    name: str
    role: Role | None
    person: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """`/owner what-if @person leaves`."""

    person: str


@dataclass(frozen=True, slots=True)
class Away:
    """`/owner away [until <date>] [cover @person]`; `given` is False for the bare command, which opens the form."""

    until: date | None
    cover: str
    given: bool
    unread: str = ""


@dataclass(frozen=True, slots=True)
class CoverFor:
    """`/owner cover @person by @person`."""

    person: str
    cover: str


@dataclass(frozen=True, slots=True)
class MergeInto:
    """`/owner merge <system> into <system>`."""

    name: str
    into: str


Command = LookUp | OnDate | Simple | About | Unfinished | Listing | OfferTo | OfRole | HandOver | WhatIf | Away | CoverFor | MergeInto

SIMPLE = frozenset({"me", "gaps", "add", "settings", "back", "help", "invite"})
ABOUT = frozenset({"edit", "history", "concern", "stage"})
OF_ROLE = frozenset({"accept", "decline", "step-down"})
GOES_ON: dict[str, str] = {
    "edit": "/owner edit <system>",
    "history": "/owner history <system>",
    "concern": "/owner concern <system>",
    "stage": "/owner stage <system>",
    "offer": "/owner offer <system> <role> @person",
    "hand-over": "/owner hand-over [<system> to] @person",
    "what-if": "/owner what-if @person leaves",
    "cover": "/owner cover @person by @person",
    "merge": "/owner merge <system> into <system>",
    "system": "/owner system <name>",
}
HELP: tuple[tuple[str, str], ...] = (
    ("/owner <system>", "whom to ask, for what"),
    ("/owner me", "my roles, and what waits for me"),
    ("/owner list [words]", "the systems"),
    ("/owner gaps [system|person|unit]", "what is missing, worst first"),
    ("/owner summary [system]", "the month so far of the systems I am steward of"),
    ("/owner concern <system>", "something is off"),
    ("/owner add · edit <system> · stage <system>", "the register"),
    ("/owner merge <system> into <system>", "entered twice"),
    ("/owner offer <system> <role> @person", "ask somebody to hold a role"),
    ("/owner accept · decline · step-down [<system>]", "my answer to a role"),
    ("/owner hand-over [<system> to] @person", "ask somebody to take my role over; I am free after ten working days in any case"),
    ("/owner what-if @person leaves", "what would be left"),
    ("/owner history <system> · <system> on <date>", "who held what, then"),
    ("/owner away [until <date>] [cover @person] · back", "absence"),
    ("/owner cover @person by @person", "a steward names a cover"),
    ("/owner invite", "admins: send the import's offers"),
    ("/owner settings · me data · help", "mine"),
    ("/owner system <name>", "a system named like one of these words"),
)


@lru_cache(maxsize=16)  # the same command is looked at by the desk, and then by whoever answers it
def parse(text: str, today: date) -> Command:
    """What was typed after `/owner`; `today` is the asker's date."""
    plain = " ".join(text.split())
    verb, _, rest = plain.partition(" ")
    word = verb.casefold()
    if not plain or word == "me":
        return Simple("data") if rest.casefold() == "data" else Simple("me") if not rest else LookUp(plain)
    if word in SIMPLE and not (word == "gaps" and rest and rest.partition(" ")[0].casefold() not in ("system", "person", "unit")):
        return Simple(word, rest)
    if word in GOES_ON and not rest:
        return Unfinished(word, GOES_ON[word])
    if word == "summary":
        return About(word, rest) if rest else Simple(word)
    if word == "system":
        return LookUp(rest)
    if word == "list":
        return Listing(rest)
    if word in ABOUT:
        return About(word, rest)
    if word == "away":
        return _away(rest, today)
    return _with_people(word, rest) or _dated(plain, today)


def only_reads(command: Command) -> bool:
    """Nothing is changed by it, whoever asks: it never waits for a writer."""
    match command:
        case (
            LookUp()
            | OnDate()
            | Unfinished()
            | Listing()
            | WhatIf()
            | About(verb="history" | "summary")
            | Simple(verb="me" | "data" | "gaps" | "help" | "summary")
        ):
            return True
        case _:
            return False


def name_of(text: str, today: date) -> str:
    """The system a read-only command is about; blank where there is none."""
    match parse(text, today):
        case LookUp(name) | OnDate(name) | About(_, name):
            return name
        case _:
            return ""


def _with_people(word: str, rest: str) -> Command | None:
    if word in OF_ROLE:
        return _of_role(word, rest)
    if word == "hand-over":
        return _hand_over(rest)
    if word == "what-if" and (found := re.fullmatch(r"(?P<person>.+?) leaves", rest, re.IGNORECASE)):
        return WhatIf(found["person"])
    if word == "offer":
        found = re.fullmatch(r"(?P<name>.+?) (?P<role>operator|maintainer|steward)(?: (?P<person>.+))?", rest, re.IGNORECASE)
        if found is not None:
            return OfferTo(found["name"], Role(found["role"].casefold()), found["person"] or "")
    if word == "cover" and (found := re.fullmatch(r"(?P<person>.+?) by (?P<cover>.+)", rest, re.IGNORECASE)):
        return CoverFor(found["person"], found["cover"])
    if word == "merge" and (found := re.fullmatch(r"(?P<name>.+?) into (?P<into>.+)", rest, re.IGNORECASE)):
        return MergeInto(found["name"], found["into"])
    return None


def _hand_over(rest: str) -> HandOver:
    """Before `to` the role that is handed over; without it the whole is the person."""
    before, to, person = rest.rpartition(" to ")
    found = re.fullmatch(r"(?P<name>.*?)\s*(?P<role>operator|maintainer|steward)?", before, re.IGNORECASE)
    role = Role(found["role"].casefold()) if found and found["role"] else None
    return HandOver(found["name"] if found and to else "", role, person if to else rest)


def _of_role(verb: str, rest: str) -> OfRole:
    found = re.fullmatch(r"(?P<name>.*?)\s*(?P<role>operator|maintainer|steward)?", rest, re.IGNORECASE)
    role = Role(found["role"].casefold()) if found and found["role"] else None
    return OfRole(verb, found["name"] if found else rest, role)


def _dated(plain: str, today: date) -> Command:
    """`<system> on <date>` where the end is a date, or looks like one and cannot be read; else the whole is a name."""
    name, on, when = plain.rpartition(" on ")
    if not on or not name or not looks_like_a_date(when):
        return LookUp(plain)
    return OnDate(name, day_of(when, today), when)


def _away(rest: str, today: date) -> Away:
    found = re.fullmatch(r"(?:until (?P<until>.+?))?\s*(?:cover (?P<cover>.+))?", rest, re.IGNORECASE)
    if found is None:
        return Away(None, "", True, rest)
    until = day_of(found["until"], today, ahead=True) if found["until"] else None
    unread = found["until"] if found["until"] and until is None else ""
    return Away(until, found["cover"] or "", bool(rest), unread)
