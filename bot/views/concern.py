"""Concerns: raised, shown, closed with a word (PRODUCT §4)."""

from dataclasses import dataclass
from datetime import date

from bot.cards import Button, Choice, Field, FieldKind, Form, Line, Mark, Paragraph, State, Strong, Text, When
from bot.model import Concern, ConcernState, Person, Role, Severity, System
from bot.views import actions
from bot.views.check_in import SEVERITY
from bot.views.replies import ref
from bot.views.words import cut, role_with_gloss, spans


@dataclass(frozen=True, slots=True)
class ConcernFacts:
    """A concern for one reader."""

    concern: Concern
    system: System
    by: Person | None
    words: str = ""
    closed_by: Person | None = None
    closing: str = ""
    may_close: bool = False


def line(facts: ConcernFacts) -> Line:
    """Open: what, since when, how to stop it. Closed: by whom, with which word."""
    name, concern = facts.system.name, facts.concern
    if concern.state is ConcernState.CONFIRMED:
        who: Text = spans(" by ", ref(facts.closed_by)) if facts.closed_by else ()
        return Line(
            spans(Strong(name), ": the concern was closed", *who, "."), spans(f"“{cut(facts.closing, 500)}”") if facts.closing else ()
        )
    raised: Text = spans(", raised by ", ref(facts.by)) if facts.by else ()
    since: Text = spans(", wrong since ", When(concern.wrong_since, "short")) if concern.wrong_since else ()
    head = spans(State(Mark.LOOK, concern.severity.value), ": ", Strong(name), *raised, *since, ".")
    parts: tuple[Paragraph, ...] = (Paragraph(spans(cut(facts.words, 1000)), quoted=True),) if facts.words else ()
    if concern.severity is Severity.STOP or facts.system.how_to_stop:
        stop = facts.system.how_to_stop or f"nobody has written down how; ask its {role_with_gloss(Role.STEWARD)}"
        may = f"; {facts.system.who_may_stop} may" if facts.system.who_may_stop else ""
        parts += (Paragraph(spans(f"To stop it: {cut(stop, 500)}{may}.")),)
    close = (Button(actions.CONCERN_CLOSE, concern.id, "Close…"),) if facts.may_close else ()
    return Line(head, (), parts, close)


def raise_form(system: System, words: str = "") -> Form:
    """Anyone may raise one."""
    bad = tuple(Choice(one.value, label) for one, label in SEVERITY.items())
    fields = (
        Field("words", "What is off?", FieldKind.LINES, True, limit=2000, value=cut(words, 2000)),
        Field("since", "Since when? (leave empty if you don't know)", FieldKind.DATE),
        Field("severity", "How bad?", FieldKind.CHOICE, True, choices=bad, value=Severity.COSMETIC.value),
    )
    return Form(actions.CONCERN, system.id, f"{system.name}: a concern", "Raise it", fields)


def close_form(concern: Concern, system: System) -> Form:
    """Closed with a word."""
    fields = (Field("words", "What was it, and what was done?", FieldKind.LINES, True, limit=1000),)
    return Form(actions.CONCERN_CLOSE, concern.id, f"{system.name}: close the concern", "Close it", fields)


def unseen_days(wrong_since: date | None, raised_on: date) -> int | None:
    """From wrong to noticed: the system's unseen time, in days."""
    return (raised_on - wrong_since).days if wrong_since else None
