"""Short lines in the day's message about something that happened: a code, whom and what it is about, and a next step."""

from dataclasses import dataclass

from bot.cards import Button, Line, Paragraph, Strong, Style
from bot.model import Person, Role, SeatId, SignalKind, Stage, System
from bot.views import actions, words
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
    why: str = ""  # the code of an ending


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
            return Line(spans("The offer to ", who, f" for {name} could not be delivered: no account takes my messages."), (), (), again)
        case "leaving":
            head = spans(
                who, f" steps down as {role} of {name} ({words.GLOSS[facts.role]})", " and is free on the day agreed, successor or not."
            )
            return Line(head, (), quote, (Button(actions.OFFER, facts.seat_id or "", "Name a successor"),))
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
