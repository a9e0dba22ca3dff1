"""Concerns: raised, shown with their thread, moved along (PRODUCT §4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.cards import Button, Card, Choice, Field, FieldKind, Form, Line, Lines, Link, Mark, Paragraph, State, Strong, Style, Text, When
from bot.model import Concern, ConcernMove, ConcernState, Person, Role, Severity, System
from bot.rules.concerns import ENDS
from bot.rules.systems import is_address
from bot.views import actions
from bot.views.answer_form import SEVERITY
from bot.views.replies import names, ref, said
from bot.views.words import cut, plural, role_with_gloss, spans


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One row of the thread."""

    move: ConcernMove
    at: datetime
    by: Person | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class ConcernFacts:
    """A concern for one reader; `moves`: what this reader may do about it now. `raised_on`: the reader's date."""

    concern: Concern
    system: System
    by: Person | None
    raised_on: date
    words: str = ""
    owner: Person | None = None
    waits_for: tuple[Person, ...] = ()
    closed_by: Person | None = None
    closing: str = ""
    steps: tuple[StepFacts, ...] = ()
    moves: tuple[ConcernMove, ...] = ()
    state_only: bool = False  # raised from outside: its steps, and no words of others


LABELS: dict[ConcernMove, str] = {
    ConcernMove.ACKNOWLEDGE: "I have it",
    ConcernMove.FOR_MAINTAINER: "For the maintainer",
    ConcernMove.MINE: "Mine: input or use",
    ConcernMove.KNOWN_EDGE_CASE: "Known edge case…",
    ConcernMove.RESOLVE: "Resolved…",
    ConcernMove.CONFIRM: "Normal again",
    ConcernMove.REOPEN: "Not yet…",
    ConcernMove.NOT_A_CONCERN: "Not a concern…",
    ConcernMove.DUPLICATE: "Duplicate…",
    ConcernMove.SEVERITY: "How bad…",
    ConcernMove.SAY: "Say something…",
}
QUIET = frozenset({ConcernMove.NOT_A_CONCERN, ConcernMove.DUPLICATE, ConcernMove.SEVERITY, ConcernMove.SAY})
STEP_WORDS: dict[ConcernMove, str] = {
    ConcernMove.RAISED: "raised it",
    ConcernMove.FOR_MAINTAINER: "passed it to the technical side",
    ConcernMove.MINE: "took it on: input or use",
    ConcernMove.KNOWN_EDGE_CASE: "knows it as an edge case",
    ConcernMove.NOT_A_CONCERN: "says it is no concern",
    ConcernMove.DUPLICATE: "says it is known already",
    ConcernMove.ACKNOWLEDGE: "works on it",
    ConcernMove.RESOLVE: "resolved it",
    ConcernMove.CONFIRM: "confirmed that it is normal again",
    ConcernMove.REOPEN: "opened it again",
    ConcernMove.SAY: "said",
    ConcernMove.SEVERITY: "changed how bad it is",
    ConcernMove.TOLD: "It waited too long, so more people were told",
}
OVER_WORDS: dict[ConcernState, str] = {
    ConcernState.CONFIRMED: "it is normal again",
    ConcernState.NOT_A_CONCERN: "it was found to be no concern",
    ConcernState.DUPLICATE: "it is known already",
}


def line(facts: ConcernFacts) -> Line:
    """Open: what, since when, whose step it is, how to stop it. Over: how, by whom, with which word."""
    concern, name = facts.concern, facts.system.name
    if concern.state in ENDS:
        who: Text = spans(", says ", ref(facts.closed_by)) if facts.closed_by else ()
        head = spans(Strong(name), f": {OVER_WORDS[concern.state]}", *who, ".")
        return Line(head, (), (*_said(facts.words), *_said(facts.closing)), (_thread_button(facts),))
    raised: Text = spans(", raised by ", ref(facts.by)) if facts.by else ()
    head = spans(
        State(Mark.LOOK, concern.severity.value), ": ", Strong(name), *raised, *_since(facts), ". ", *status(facts), *_waited(concern)
    )
    return Line(head, (), (*_said(facts.words), *_where(facts), *_stop(facts)), (*_buttons(facts), _thread_button(facts)))


def thread(facts: ConcernFacts) -> Card:
    """All that was done and said about it, in order."""
    one = line(facts)
    rows = tuple(Line(_step(step), (), _said(step.words) if step.move is not ConcernMove.RAISED else ()) for step in facts.steps)
    return Card(one.title, (*one.parts, Lines(rows)), _buttons(facts), "concern")


def _step(step: StepFacts) -> Text:
    if step.by is None:
        said_ = STEP_WORDS[step.move] if step.move is ConcernMove.TOLD else "It went to the technical side"
        return spans(When(step.at, "moment"), f": {said_}.")
    return spans(When(step.at, "moment"), ": ", ref(step.by), f" {STEP_WORDS[step.move]}.")


def _said(text: str) -> tuple[Paragraph, ...]:
    return (Paragraph(spans(cut(text, 1000)), quoted=True),) if text else ()


def _since(facts: ConcernFacts) -> Text:
    """From wrong to noticed: the system's unseen time."""
    since = facts.concern.wrong_since
    if since is None:
        return ()
    days = (facts.raised_on - since).days
    unseen = f" (wrong for {plural(days, 'day')} before somebody said so)" if days > 0 else ""
    return spans(", wrong since ", When(since, "short"), unseen)


def status(facts: ConcernFacts) -> Text:
    """Whose step is next."""
    concern = facts.concern
    waits: Text = names(facts.waits_for) if facts.waits_for else spans("an admin")
    match concern.state:
        case ConcernState.OPEN:
            return spans("Waits for ", *waits, " to say whose it is.")
        case ConcernState.TRIAGED:
            return spans("Waits for ", *waits, " to take it on.")
        case ConcernState.ACKNOWLEDGED:
            return spans(*(spans(ref(facts.owner)) if facts.owner else waits), " works on it.")
        case _:
            return spans("Resolved; ", *waits, " looks whether it is normal again.")


def _waited(concern: Concern) -> Text:
    return spans(" It waited too long, so more people were told.") if concern.told else ()


def _where(facts: ConcernFacts) -> tuple[Paragraph, ...]:
    return (Paragraph(spans(Link("Where it was seen", facts.concern.where))),) if is_address(facts.concern.where) else ()


def _stop(facts: ConcernFacts) -> tuple[Paragraph, ...]:
    system = facts.system
    if facts.state_only or (facts.concern.severity is not Severity.STOP and not system.how_to_stop):
        return ()
    how = system.how_to_stop or f"nobody has written down how; ask its {role_with_gloss(Role.STEWARD)}"
    may = f"; {system.who_may_stop} may" if system.who_may_stop else ""
    return (Paragraph(spans(f"To stop it: {cut(how, 500)}{may}.")),)


def _buttons(facts: ConcernFacts) -> tuple[Button, ...]:
    known = [move for move in LABELS if move in facts.moves]
    loud = [move for move in known if move not in QUIET]
    quiet = [move for move in known if move in QUIET]
    return tuple(
        Button(f"{actions.CONCERN_MOVE}.{move.value}", facts.concern.id, LABELS[move], Style.QUIET if move in QUIET else Style.PLAIN)
        for move in (*loud, *quiet)
    )


def _thread_button(facts: ConcernFacts) -> Button:
    return Button(actions.CONCERN_SHOW, facts.concern.id, "The whole thread", Style.QUIET)


def raised(concern: Concern, system: System, told: Sequence[Person], yours: bool = False, may_edit: bool = False) -> Card:
    """Thank you; who reads it. `told`: of others; `yours`: the next step is of whoever raised it."""
    buttons: tuple[Button, ...] = (Button(actions.CONCERN_SHOW, concern.id, "Show it", Style.QUIET),)
    stop: Text = ()
    if concern.severity is Severity.STOP:
        stop = spans(" ", *_how_to_stop(system, told))
        if may_edit and not system.how_to_stop:
            buttons = (Button(actions.EDIT, system.id, "Write down how to stop it"), *buttons)
    return Card(spans("Thank you. ", *_who_reads(concern, told, yours), *stop), (), buttons, "concern")


def _who_reads(concern: Concern, told: Sequence[Person], yours: bool) -> Text:
    if told:
        at_once = " at once" if concern.severity is Severity.STOP else ""
        return spans(*names(told), f" will read it{at_once}. You hear of every step.")
    if yours:
        return spans("It is kept, and nobody else is told yet: the next step is yours.")
    return spans("It is kept, but there is nobody who could be told. Please tell somebody yourself.")


def _how_to_stop(system: System, told: Sequence[Person]) -> Text:
    """How, and who may; or that nobody has written it down, and whom to ask meanwhile."""
    may = f"{system.who_may_stop} may" if system.who_may_stop else ""
    if system.how_to_stop:
        return spans(f"To stop {system.name}: {cut(system.how_to_stop, 300)}{f'; {may}' if may else ''}.")
    ask: Text = spans("; ask ", *names(told)) if told else ()
    return spans(f"How to stop {system.name}: nobody has written it down", *ask, f". {may}." if may else ".")


def not_yours(system: System | None, admins: Sequence[Person]) -> Card:
    """Whose step it is; None: the reader may not know of the system."""
    held = f"the people who hold {system.name if system else 'the system'}"
    return said(f"That step is for {held}. Ask ", *names(admins), " if one of them is missing.", state="may_not")


def not_yours_to_read(system: System | None, admins: Sequence[Person]) -> Card:
    """A thread is read by those around it; None: the reader may not know of the system."""
    who = f"This concern is read by the people who hold {system.name if system else 'the system'} and by whoever raised it. Ask "
    return Card(spans(who, *names(admins), " if you need it."), (), (), "may_not")


def raise_form(system: System | None, typed: str = "") -> Form:
    """Anyone may raise one. None: which system is asked too."""
    bad = tuple(Choice(one.value, label) for one, label in SEVERITY.items())
    fields = (
        Field("words", "What is off?", FieldKind.LINES, True, limit=2000, value=cut(typed, 2000)),
        Field("since", "Since when? (leave empty if you don't know)", FieldKind.DATE),
        Field("severity", "How bad?", FieldKind.CHOICE, True, choices=bad, value=Severity.COSMETIC.value),
        Field("where", "A link to what you saw, if there is one", FieldKind.LINE, limit=1000),
    )
    if system is None:
        which = Field("system", "Which system?", FieldKind.SYSTEM, True)
        return Form(actions.CONCERN_OF, "", "Raise a concern", "Raise it", (which, *fields))
    return Form(actions.CONCERN, system.id, f"Raise a concern: {system.name}", "Raise it", fields)


QUESTIONS: dict[ConcernMove, str] = {
    ConcernMove.KNOWN_EDGE_CASE: "What makes it a known edge case?",
    ConcernMove.NOT_A_CONCERN: "Why is it no concern?",
    ConcernMove.DUPLICATE: "Why is it the same?",
    ConcernMove.REOPEN: "What is still wrong?",
    ConcernMove.SAY: "What do you want to say?",
    ConcernMove.SEVERITY: "Why?",
}


def move_form(concern: Concern, system: System, move: ConcernMove, others: Sequence[tuple[Concern, str]]) -> Form:
    """The words a move needs."""
    if move is ConcernMove.RESOLVE:
        fields: tuple[Field, ...] = (
            Field("cause", "What was the cause?", FieldKind.LINES, True, limit=1000),
            Field("fix", "What was done?", FieldKind.LINES, True, limit=1000),
        )
    else:
        fields = (Field("words", QUESTIONS[move], FieldKind.LINES, True, limit=1000),)
    if move is ConcernMove.DUPLICATE and others:
        same = tuple(Choice(one.id, cut(text, 70) or one.severity.value) for one, text in others)
        fields = (Field("other", "The same as", FieldKind.CHOICE, choices=(Choice("", "Another one"), *same)), *fields)
    if move is ConcernMove.SEVERITY:
        bad = tuple(Choice(one.value, label) for one, label in SEVERITY.items())
        fields = (Field("severity", "How bad?", FieldKind.CHOICE, True, choices=bad, value=concern.severity.value), *fields)
    title = f"{LABELS[move].rstrip('…')}: {system.name}"
    return Form(f"{actions.CONCERN_MOVE}.{move.value}", concern.id, title, "Send", fields)


def missing(move: ConcernMove, values: Mapping[str, str]) -> dict[str, str]:
    """What the form still lacks: field name → sentence."""
    needed = ("cause", "fix") if move is ConcernMove.RESOLVE else ("words",)
    errors = {name: "One line is enough." for name in needed if not values.get(name, "").strip()}
    if move is ConcernMove.SEVERITY and values.get("severity", "") not in set(Severity):
        errors["severity"] = "One of the three, please."
    return errors


def words_of(move: ConcernMove, values: Mapping[str, str]) -> str:
    """What is kept of a form, as one text."""
    if move is ConcernMove.RESOLVE:
        return f"Cause: {values.get('cause', '').strip()}\nFix: {values.get('fix', '').strip()}" if values else ""
    return values.get("words", "").strip()
