"""What an import says of people whom a register's file no longer names: plain text for the command line (R8)."""

from collections.abc import Sequence

from bot.model import Person, Role
from bot.rules.prune import Tie, Unsure
from bot.views.words import plural

QUESTION = "Their seats on the systems of this file would end now, as a leaver's do. Type prune to go on:"
GOES_OUT = "They and the next humans are told in their working hours, while rollcall serve runs; nobody else was sent anything."
NOTHING_SENT = "Nobody was sent anything."


def head(file: str, people: int) -> str:
    """How many are missing."""
    return f"{file} no longer names {plural(people, 'person', 'people')} whom an import named before:"


def nobody_missing(file: str) -> str:
    """Nothing to prune."""
    return f"{file} lacks nobody whom an import named before; there is nobody to release."


def ending(person: Person, system: str, role: Role, tie: Tie, told: Sequence[Person], done: bool) -> str:
    """One seat: what ends, and who reads of it."""
    return f"  {person.name}: {_what(system, role, tie, done)}; {_told(tie, told, done)}."


def _what(system: str, role: Role, tie: Tie, done: bool) -> str:
    match tie:
        case Tie.HELD:
            return f"{'released' if done else 'would be released'} as {role.value} of {system}"
        case Tie.OFFERED:
            return f"the offer to be {role.value} of {system} {'is' if done else 'would be'} withdrawn"
        case Tie.NOT_INVITED:
            return f"the silent proposal as {role.value} of {system} {'is' if done else 'would be'} withdrawn"


def _told(tie: Tie, told: Sequence[Person], done: bool) -> str:
    if tie is Tie.NOT_INVITED:
        return "nobody is told" if done else "nobody would be told"
    names = ", ".join(one.name for one in told) or "nobody else can be reached"
    return f"{'told' if done else 'would be told'} beside them: {names}"


def how(command: str) -> str:
    """An import without the option ends nothing."""
    return f"Nothing of theirs has ended. --prune would release them; see first: {command} --prune --dry-run"


def needs_yes(command: str) -> str:
    """No terminal to ask on."""
    return f"nothing was changed, neither imported nor released. If that list is right, run: {command} --prune --yes"


def prunes_nobody(file: str, why: Unsure) -> str:
    """The file cannot tell that somebody is missing."""
    match why:
        case Unsure.REFUSED:
            return f"{file}: nobody was released. A refused row may name anybody: mend the refused rows first."
        case Unsure.NO_ROLES:
            return f"{file}: nobody was released. It has no column for a role, so nobody can be missing from it."
