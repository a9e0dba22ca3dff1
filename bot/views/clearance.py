"""What a system lacks to be cleared, in words (R5)."""

from datetime import date

from bot.cards import Button, Line, Strong, Text, When
from bot.model import Person, Role, SeatId, System
from bot.rules.clearance import Clearance, Lacks, Missing
from bot.views import actions, words
from bot.views.replies import ref
from bot.views.words import spans

WHY: dict[Lacks, str] = {
    Lacks.VACANT: "nobody is named",
    Lacks.NOT_INVITED: "somebody is named and has not been asked",
    Lacks.PROPOSED: "somebody is asked and has not said yes",
    Lacks.NOT_ACTIVE: "whoever said yes has left",
}


def missing(one: Missing) -> str:
    """One seat in a sentence."""
    return f"{words.role_with_gloss(one.role)}: {WHY[one.why]}"


def sentence(system: System, found: Clearance) -> str:
    """For the terminal and the form: cleared, overridden, or what is missing."""
    if found.cleared:
        return f"{system.name} is cleared: three people have said yes."
    lacking = "; ".join(missing(one) for one in found.missing)
    if found.overridden_until is not None:
        return (
            f"{system.name} is not cleared and goes on by an admin's override until {found.overridden_until:%d %B %Y}. Missing: {lacking}."
        )
    return f"{system.name} is not cleared. Missing: {lacking}."


def override_ended(system: System, found: Clearance, until: date, by: Person | None, reason: str, seats: dict[Role, SeatId]) -> Line:
    """To whoever allowed it, and the steward."""
    who: Text = spans(" by ", ref(by)) if by else ()
    lacking = "; ".join(missing(one) for one in found.missing)
    why = f" (“{words.cut(reason, 200)}”)" if reason else ""
    head = spans(
        Strong(system.name), " was let go on unstaffed until ", When(until, "short"), *who, f"{why}, and still lacks its {lacking}."
    )
    first = next((seats[one.role] for one in found.missing if one.role is Role.STEWARD), seats[found.missing[0].role])
    return Line(head, (), (), (Button(actions.OFFER, first, "Name a person"), Button(actions.STAGE, system.id, "Change its stage…")))
