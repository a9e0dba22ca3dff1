"""Everything that is stored about the asker (PRODUCT §6)."""

from collections.abc import Mapping

from bot.cards import Button, Card, Fact, Facts, Note, Paragraph, Part, Strong
from bot.model import Person
from bot.views import actions
from bot.views.words import cut, plural, spans

NAMES: dict[str, tuple[str, str]] = {
    "account": ("account", "accounts"),
    "assignment": ("role or offer", "roles or offers"),
    "check_in": ("question", "questions"),
    "answer": ("answer", "answers"),
    "episode": ("time that a job was quiet", "times that a job was quiet"),
    "telling": ("time that you were told of one", "times that you were told of one"),
    "looked": ("time that you looked yourself", "times that you looked yourself"),
    "absence": ("absence of yours, or one that you covered", "absences of yours, or that you covered"),
    "second": ("time that you were named to look over a shoulder", "times that you were named to look over a shoulder"),
    "excuse": ("job that you excused", "jobs that you excused"),
    "concern": ("concern", "concerns"),
    "concern_step": ("step of a concern", "steps of concerns"),
    "decision": ("decision", "decisions"),
    "confirmation": ("time that you were asked whether a role is still yours", "times that you were asked whether a role is still yours"),
    "override": ("override", "overrides"),
    "signal": ("figure", "figures"),
    "reader": ("time as a reader", "times as a reader"),
    "content": ("text or card", "texts or cards"),
    "message": ("message", "messages"),
    "audit": ("line of the trail", "lines of the trail"),
}


def card(person: Person, counts: Mapping[str, int], newest: tuple[tuple[str, str], ...]) -> Card:
    """Who you are here, how much of what, and your own newest words."""
    rows = [
        Fact("Name", spans(person.name)),
        Fact("E-mail", spans(person.email or "none")),
        Fact("Zone, country", spans(f"{person.zone or 'the organisation’s'}, {person.country or 'the organisation’s'}")),
    ]
    if person.unit or person.title:
        rows.append(Fact("Work", spans(", ".join(part for part in (person.title, person.unit) if part))))
    kept = ", ".join(plural(count, *NAMES.get(name, (name, name))) for name, count in counts.items())
    parts: list[Part] = [Facts(tuple(rows)), Paragraph(spans(f"Kept about you: {kept or 'nothing else'}."))]
    if newest:
        parts.append(Facts(tuple(Fact(f"You wrote on {day}", spans(f"“{cut(text, 200)}”")) for day, text in newest)))
    parts.append(Note(spans("No times to answer are stored, and nobody is ranked. When you leave, an admin can have your name erased.")))
    title = spans(Strong("What Rollcall has stored about you"))
    return Card(title, tuple(parts), (Button(actions.EXPORT_DATA, "", "Export all of it"),), "my_data")
