"""Decisions and their follow-through (PRODUCT §5)."""

from dataclasses import dataclass
from datetime import date

from bot.cards import Button, Card, Field, FieldKind, Form, Line, Paragraph, Strong, Text, When
from bot.model import Decision, Person, System
from bot.views import actions, words
from bot.views.replies import ref, said
from bot.views.words import cut, spans


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """A decision with whoever took it; `words`: their reason; `other`: the system it is to go together with."""

    decision: Decision
    system: System
    by: Person | None = None
    words: str = ""
    other: System | None = None


def switch_off(facts: DecisionFacts) -> Line:
    """To the maintainer: confirm it when it is off."""
    decision, name = facts.decision, facts.system.name
    who: Text = spans(ref(facts.by)) if facts.by else spans("Its steward")
    if decision.done_at is not None:
        return Line(spans(Strong(name), " is switched off, since ", When(decision.done_at), ". Nobody is asked about it any more."))
    if decision.next_at is None:
        return Line(spans(Strong(name), " is not to be switched off any more."))
    day: Text = spans(" on ", When(decision.act_on, "short")) if decision.act_on else ()
    head = spans(
        Strong(f"{name} is to be switched off"), *day, ", decided ", *who, ". Say so here when it is off; until then I go on asking."
    )
    buttons = (Button(actions.SWITCHED_OFF, decision.id, "It is switched off"), Button(actions.NOT_YET, decision.id, "Not yet…"))
    return Line(head, (), _quote(facts.words), buttons)


def _quote(text: str) -> tuple[Paragraph, ...]:
    return (Paragraph(spans(cut(text, 500)), quoted=True),) if text else ()


def review(facts: DecisionFacts, reader: Person) -> Line:
    """To the steward of today: the day has come to look at it again."""
    own = facts.by is not None and facts.by.id == reader.id
    who: Text = spans("You") if own else spans(ref(facts.by)) if facts.by else spans("Somebody")
    said_ = spans(*who, " said ", words.ANSWER_SAID[facts.decision.kind], " on ", When(facts.decision.decided_at, "short"))
    head = spans(Strong(f"{facts.system.name}: time to look at it again."), " ", *said_, " and wanted to come back to it today.")
    return Line(head, (), _quote(facts.words), (Button(actions.LOOK_UP, facts.system.id, "Look at it"),))


def consolidate(facts: DecisionFacts) -> Line:
    """To the other system's steward."""
    other = facts.other.name if facts.other else "yours"
    head = spans(
        ref(facts.by) if facts.by else "Its steward", f" wants {facts.system.name} to go together with {other}. Talk to each other."
    )
    return Line(head, (), _quote(facts.words), (Button(actions.LOOK_UP, facts.system.id, f"Look at {cut(facts.system.name, 50)}"),))


def is_off(facts: DecisionFacts, by: Person | None) -> Line:
    """To the steward."""
    who: Text = spans(", says ", ref(by)) if by else ()
    return Line(spans(Strong(facts.system.name), " is switched off", *who, ". Its history stays, and nobody is asked about it any more."))


def is_later(facts: DecisionFacts, reason: str) -> Line:
    """To the steward: another day."""
    day: Text = spans(" It is planned for ", When(facts.decision.act_on, "short"), " now.") if facts.decision.act_on else ()
    return Line(spans(Strong(facts.system.name), " is not switched off yet.", *day), (), _quote(reason))


def not_yet_form(decision: Decision, system: System) -> Form:
    """Another day, and why."""
    fields = (
        Field("act_on", "When will it be off?", FieldKind.DATE, True),
        Field("words", "What is in the way?", FieldKind.LINES, True, limit=1000),
    )
    return Form(actions.NOT_YET, decision.id, f"Not switched off yet: {system.name}", "Send", fields)


def off(system: System) -> Card:
    """Thank you."""
    return said(f"Noted: {system.name} is switched off. Nobody is asked about it any more; its history stays.", state="switched_off")


def later(system: System, day: date | None) -> Card:
    """Another day."""
    when: tuple[When | str, ...] = (" on ", When(day)) if day else ()
    return said(f"Noted. I ask again about {system.name}", *when, ". Whoever decided reads why.", state="not_yet")


def rewrite_form(system: System) -> Form:
    """The words that no longer fit."""
    fields = (
        Field("purpose", "What is it for?", FieldKind.LINES, True, value=system.purpose, limit=2000),
        Field("earns_keep_when", "It earns its keep when …", FieldKind.LINES, value=system.earns_keep_when, limit=2000),
    )
    return Form(actions.REWRITE, system.id, f"Rewrite what it is for: {system.name}", "Save", fields)


def rewritten(system: System) -> Card:
    """The next review quotes the new words."""
    return said(f"{system.name}: from now on I quote your new words.", state="rewritten")
