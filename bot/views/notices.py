"""Short lines in the day's message about something that happened: a code, whom and what it is about, and a next step."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.cards import Button, Line, Paragraph, Span, Strong, Style, Text, When
from bot.model import Person, Role, SeatId, SignalKind, Stage, System
from bot.rules.reach import NotYet, Why
from bot.views import actions, reach, words
from bot.views.offer import WHY_NOT
from bot.views.replies import ref
from bot.views.words import cut, spans


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a notice speaks of; `words` are somebody's own."""

    code: str
    system: System | None = None
    role: Role | None = None
    seat_id: SeatId | None = None
    person: Person | None = None
    words: str = ""
    ref: str = ""
    by: Person | None = None
    leaving_on: date | None = None
    why: str = ""  # the code of an ending
    on: datetime | None = None  # when it ended
    held: bool = False  # they had said yes
    out_of_reach: Why = NotYet.UNPROVEN  # of somebody to whom nothing could be delivered


def line(facts: NoticeFacts) -> Line | None:
    """The sentence of the code; None when there is nothing left to say."""
    if facts.person is None or facts.system is None or facts.role is None:
        return None
    who, name, role = ref(facts.person), facts.system.name, facts.role.value
    quote = (Paragraph(spans(facts.words), quoted=True),) if facts.words else ()
    again = (Button(actions.OFFER, facts.seat_id or "", "Name somebody else"),)
    match facts.code:
        case "accepted":
            return Line(spans(who, " is the ", Strong(role), f" of {name} now: {words.GLOSS[facts.role]}."))
        case "declined":
            why = f": {WHY_NOT[facts.why]}" if facts.why in WHY_NOT else ""
            return Line(spans(who, f" declined to be the {role} of {name} ({words.GLOSS[facts.role]}){why}."), (), quote, again)
        case "offer_undelivered":
            if facts.why == "left":
                return Line(
                    spans(who, f" has left, and had not answered whether to be the {role} of {name} ({words.GLOSS[facts.role]})."),
                    (),
                    (),
                    again,
                )
            head = spans("The offer to ", who, f" for {name} could not be delivered: {reach.BECAUSE[facts.out_of_reach]}.")
            mend = reach.MEND[facts.out_of_reach]
            return Line(head, spans(f"{mend[0].upper()}{mend[1:]}."), (), again)
        case "offer_pruned":
            return Line(
                spans(*_unnamed(facts, who), f" The offer to be the {role} of {name} ({words.GLOSS[facts.role]}) is withdrawn."),
                (),
                (),
                again,
            )
        case "pruned":
            return _released(facts, facts.system, facts.role)
        case "leaving":
            head = spans(
                who, f" steps down as {role} of {name} ({words.GLOSS[facts.role]}) and is free on ", *_day(facts), ", successor or not."
            )
            return Line(head, (), quote, (Button(actions.OFFER, facts.seat_id or "", "Name a successor"),))
        case "left_meanwhile":
            nominee = spans(ref(facts.by), " is asked and has not said yes.") if facts.by else spans("Somebody is asked.")
            head = spans(who, f" left the organisation, so {name} has no {role} now ({words.MISSING[facts.role]}). ", *nominee)
            return Line(head, (), (), again)
        case "handing_over":
            head = spans(
                ref(facts.by) if facts.by else "Its holder",
                " asks ",
                who,
                f" to take over as {role} of {name} ({words.GLOSS[facts.role]}).",
            )
            return Line(head, (), (), (Button(actions.WITHDRAW, facts.ref, "Withdraw", Style.QUIET),))
        case "staying":
            return Line(spans(who, f" stays the {role} of {name} after all ({words.GLOSS[facts.role]})."))
        case "handed_over":
            return Line(spans(who, f" is the {role} of {name} now ({words.GLOSS[facts.role]}). You are released, thank you."))
        case "normal_undefined":
            return Line(
                spans(
                    f"{name}: its {words.named(facts.role)} could not tell twice in a row whether it is normal, so “normal” is not defined well enough."
                )
            )
        case "hours_real":
            return Line(spans(f"{name}: there was no time to look three times in a row. Are the hours you were granted real?"))
        case "hours_granted":
            return Line(spans(f"{name}: nobody found the time to look four times in a row. Are the hours granted?"))
        case _:
            return None


def _unnamed(facts: NoticeFacts, who: Span | str) -> Text:
    """By what it ended: the file, and the day it came in."""
    on = spans(f" (import of {cut(facts.words, 80)} on " if facts.words else " (import of ", When(facts.on), ")") if facts.on else ()
    return spans("The register no longer names ", who, *on, ".")


def _released(facts: NoticeFacts, system: System, role: Role) -> Line:
    """To the person concerned: what ended, what did not, and whom to ask."""
    gloss = words.GLOSS_YOU[role]
    over = (
        f"you are released as {role.value} of {system.name}"
        if facts.held
        else f"you are no longer asked to be the {role.value} of {system.name}"
    )
    head = spans(*_unnamed(facts, "you"), f" So {over}: you need not {gloss}.")
    text = spans(
        "Whatever you hold elsewhere stays yours. If the file is wrong, say so to whoever keeps it; a role is given back by asking you again."
    )
    return Line(head, text, (), (Button(actions.LOOK_UP, system.id, "Whom to ask"),))


def _day(facts: NoticeFacts) -> Text:
    return spans(When(facts.leaving_on)) if facts.leaving_on else spans("the day agreed")


def first_run() -> Line:
    """To an admin of an empty installation."""
    head = spans(
        Strong("Welcome."),
        " I keep every AI system owned by three people who said yes: an operator (looks at what it does day to day), a maintainer "
        "(keeps it running technically) and a steward (answers for whether it is still needed). Name a first system and its steward; "
        "the steward is asked, says yes, and names the other two.",
    )
    return Line(head, (), (), (Button(actions.ADD, "", "Add your first system", Style.GO),))


def moved(system: System, count: int, of: int) -> Line:
    """To the steward: the answers and the facts do not go together; a matter of the system."""
    head = spans(Strong(system.name), f": {count} of {of} answers came while the facts moved. Do the words for normal still fit?")
    return Line(head, (), (), (Button(actions.LOOK_UP, system.id, "Look at it"), Button(actions.EDIT, system.id, "Edit it", Style.QUIET)))


def still_alive(system: System, what: SignalKind | Role) -> Line:
    """To the steward of a system that is off, or should be."""
    state = "is retired" if system.stage is Stage.RETIRED else "was to be off by now"
    head = spans(Strong(system.name), f" {state}, and {words.sign_of_life(what)} still arrives for it. Is it really off?")
    return Line(head, (), (), (Button(actions.STAGE, system.id, "It still runs…"),))


def sighting(name: str) -> Line:
    """Somebody asked for a system that the register does not have; never who."""
    return Line(
        spans(f"Somebody asked for “{cut(name, 100)}”, which is not in the register."), (), (), (Button(actions.ADD, "", "Add a system"),)
    )


def no_longer_yours(system: System) -> Line:
    """In place of a line whose reader has no part in it any more: nothing of what it says now."""
    return Line(spans(Strong(system.name), " is no longer yours, so nothing more of it stands here."))
