"""Still yours? The question to a holder, and what whoever granted the role reads of it (R3, R8)."""

from dataclasses import dataclass

from bot.cards import Button, Card, Field, FieldKind, Form, Line, Paragraph, Strong, Text, When
from bot.model import Assignment, Because, Confirmation, Person, Role, Still, System
from bot.views import actions, words
from bot.views.replies import ref, said
from bot.views.words import cut, spans


@dataclass(frozen=True, slots=True)
class ConfirmationFacts:
    """A confirmation with the role it is about; `words`: what the holder needs."""

    row: Confirmation
    holding: Assignment
    system: System
    role: Role
    person: Person
    words: str = ""


WHY: dict[Because, str] = {
    Because.YEAR: "a year has passed since you last said yes",
    Because.EXPAND: "it is to be expanded, so it may take more of your time",
    Because.MOVED: "your work has changed",
}


def line(facts: ConfirmationFacts) -> Line:
    """To the holder."""
    name, role = facts.system.name, words.role_with_gloss(facts.role)
    if facts.row.answer is not None:
        return Line(spans(Strong(name), f": you said {ANSWERS[facts.row.answer]} as its {role}."))
    if facts.row.answered_at is not None or facts.holding.ended_at is not None:
        return Line(spans(Strong(name), ": you are not asked about this role any more."))
    head = spans(Strong(f"{name}: still yours?"), f" You are its {role}, and {WHY[facts.row.because]}.")
    return Line(head, (), (Paragraph(_granted(facts)),), _buttons(facts.row))


ANSWERS: dict[Still, str] = {Still.STILL: "that it is still yours", Still.MORE: "what you need to go on", Still.NO: "not me any more"}


def _granted(facts: ConfirmationFacts) -> Text:
    since = facts.holding.accepted_at or facts.holding.written_on
    hours = f"; you have {facts.holding.hours.normalize():f} hours a month for it" if facts.holding.hours is not None else ""
    may = f", and you may {facts.holding.authority}" if facts.holding.authority else ""
    return spans("You said yes on ", When(since, "short"), f"{hours}{may}.")


def _buttons(row: Confirmation) -> tuple[Button, ...]:
    labels = ((Still.STILL, "Still mine"), (Still.MORE, "With more…"), (Still.NO, "Not me any more…"))
    return tuple(Button(f"{actions.CONFIRM}.{still.value}", row.id, label) for still, label in labels)


def told(facts: ConfirmationFacts) -> Line:
    """To whoever can grant the role."""
    name, role = facts.system.name, words.role_with_gloss(facts.role)
    reassign = Button(actions.REASSIGN, facts.row.seat_id, "Name somebody else")
    if facts.row.answer is Still.MORE:
        head = spans(Strong(name), ": ", ref(facts.person), f" stays its {role} and needs more.")
        quote = (Paragraph(spans(cut(facts.words, 500)), quoted=True),) if facts.words else ()
        return Line(head, (), quote, (Button(actions.HOURS, facts.row.seat_id, "Grant hours…"), reassign))
    if facts.row.answered_at is not None or facts.holding.ended_at is not None:
        return Line(())
    head = spans(Strong(name), ": ", ref(facts.person), f" has not said yet whether to stay its {role}.")
    return Line(head, (), (), (reassign,))


def more_form(row: Confirmation, system: System, role: Role) -> Form:
    """What it takes to go on."""
    hint = "For example: four hours instead of two, and the right to stop it"
    fields = (Field("words", "What do you need?", FieldKind.LINES, True, hint, limit=1000),)
    return Form(f"{actions.CONFIRM}.{Still.MORE.value}", row.id, f"More for its {role.value}: {system.name}", "Send", fields)


def no_form(row: Confirmation, system: System, role: Role) -> Form:
    """Stepping down, with a successor where one is known."""
    fields = leaving_fields()
    return Form(f"{actions.CONFIRM}.{Still.NO.value}", row.id, f"No longer its {role.value}: {system.name}", "Step down", fields)


def leaving_fields() -> tuple[Field, ...]:
    """A successor and a reason are welcome, never required."""
    return (
        Field("person", "Who could take over? (they are asked, and say yes themselves)", FieldKind.PERSON),
        Field("reason", "Why, in a line, if you like", FieldKind.LINE, limit=500),
    )


def noted(system: System, role: Role, still: Still) -> Card:
    """Thank you."""
    more = " Whoever granted it hears what you need." if still is Still.MORE else ""
    return said(f"Noted: you stay the {role.value} of {system.name}. Thank you.{more}", state="confirmed")
