"""Everything that is stored about the asker (PRODUCT §6)."""

from collections.abc import Mapping
from datetime import date

from bot.cards import Button, Card, Fact, Facts, Note, Paragraph, Part, Strong
from bot.model import Person
from bot.views import actions
from bot.views.words import cut, plural, short_day, spans

NAMES: dict[str, tuple[str, str]] = {
    "account": ("account", "accounts"),
    "assignment": ("role or offer", "roles or offers"),
    "check_in": ("question", "questions"),
    "answer": ("answer", "answers"),
    "episode": ("time that a job waited for you", "times that a job waited for you"),
    "episode_told": ("of these told to somebody else", "of these told to somebody else"),
    "telling": ("time that you were told of a job that waits", "times that you were told of a job that waits"),
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


SAID: dict[str, str] = {
    "skill": "by what skill",
    "normal": "what is normal",
    "purpose": "what it is for",
    "earns_keep_when": "it earns its keep when",
    "second": "second pair of eyes",
    "out_of_hours": "to be reached at any hour",
    "reason": "why two jobs of it",
} | {name: words for n in (1, 2, 3) for name, words in ((f"check_{n}", "look at"), (f"check_{n}_link", "look there"))}  # fmt: skip


def _place(name: str) -> int:
    """In the order of NAMES, whatever is not among them last."""
    return list(NAMES).index(name) if name in NAMES else len(NAMES)


def _words(text: str) -> str:
    """What was said on accepting is kept by the names of its fields; anything else is shown as it was typed."""
    lines = (line.partition(": ") for line in text.splitlines())
    return "; ".join(f"{SAID[name]}: {said}" if name in SAID and to else f"{name}{to}{said}" for name, to, said in lines)


def card(person: Person, counts: Mapping[str, int], newest: tuple[tuple[date, str], ...]) -> Card:
    """Who you are here, how much of what, and your own newest words."""
    rows = [
        Fact("Name", spans(person.name)),
        Fact("E-mail", spans(person.email or "none")),
        Fact("Zone, country", spans(_where(person))),
    ]
    if person.unit or person.title:
        rows.append(Fact("Work", spans(", ".join(part for part in (person.title, person.unit) if part))))
    kept = ", ".join(plural(counts[name], *NAMES.get(name, (name, name))) for name in sorted(counts, key=_place))
    parts: list[Part] = [Facts(tuple(rows)), Paragraph(spans(f"Kept about you: {kept or 'nothing else'}."))]
    if newest:
        parts.append(Facts(tuple(Fact(f"You wrote on {short_day(day)}", spans(f"“{cut(_words(text), 200)}”")) for day, text in newest)))
    parts.append(Note(spans("No times to answer are stored, and nobody is ranked. When you leave, an admin can have your name erased.")))
    title = spans(Strong("What Rollcall has stored about you"))
    return Card(title, tuple(parts), (Button(actions.EXPORT_DATA, "", "Export all of it"),), "my_data")


def _where(person: Person) -> str:
    if not person.zone and not person.country:
        return "the organisation's"
    return f"{person.zone or 'the zone of the organisation'}, {person.country or 'the country of the organisation'}"
