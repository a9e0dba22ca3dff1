"""The newcomer's page: short, and everything on it leads somewhere."""

from dataclasses import dataclass
from datetime import datetime

from bot.cards import Button, Card, Fact, Facts, Link, Note, Part, Strong, Text, When
from bot.model import AnswerKind, Person, Role, System
from bot.rules.systems import is_address
from bot.views import actions, words
from bot.views.check_in import OpenConcern
from bot.views.replies import ref
from bot.views.words import cut, spans


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """One of the last answers of the seat."""

    kind: AnswerKind
    at: datetime
    by: Person | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class HandOverFacts:
    """A seat for somebody who is new in it; `outsider`: sees neither budget nor decisions."""

    system: System
    role: Role
    answers: tuple[LastAnswer, ...] = ()
    concerns: tuple[OpenConcern, ...] = ()
    others: tuple[tuple[Role, Person | None], ...] = ()
    predecessor: Person | None = None
    outsider: bool = False


def page(facts: HandOverFacts) -> Card:
    """What is normal, what to look at, what was said, what is open, how to stop it, whom to ask."""
    system = facts.system
    rows = [*_system(facts), *_answers(facts), *_concerns(facts), *_people(facts)]
    parts: list[Part] = [Facts(tuple(rows))]
    places = [one for one in (*system.links, system.instructions, system.logs) if is_address(one)]
    if places:
        parts.append(Note(spans("Links: ", *_joined(tuple(Link(cut(one, 80), one) for one in places[:6])))))
    title = spans(Strong(f"{system.name}: what its {facts.role.value} needs to know."), f" You {words.GLOSS_YOU[facts.role]}.")
    return Card(title, tuple(parts), (Button(actions.LOOK_UP, system.id, "Whom to ask"),), "hand_over")


def _joined(links: tuple[Link, ...]) -> Text:
    found: Text = ()
    for number, link in enumerate(links):
        found += spans(" · " if number else "", link)
    return found


def _system(facts: HandOverFacts) -> list[Fact]:
    system = facts.system
    rows = [Fact("What it is for", spans(cut(system.purpose, 500)))] if system.purpose else []
    rows.append(Fact("Normal here", spans(cut(system.normal, 500) or "nobody has written it down yet")))
    for check in system.checks:
        link: Text = (Link(check.words, check.link),) if check.link and is_address(check.link) else spans(check.words)
        rows.append(Fact("Look at", link))
    stop = system.how_to_stop or "nobody has written down how"
    rows.append(Fact("To stop it", spans(cut(stop, 300), f"; {system.who_may_stop} may" if system.who_may_stop else "")))
    if system.vendor:
        until: Text = spans(", until ", When(system.contract_end, "short")) if system.contract_end else ()
        rows.append(Fact("Vendor", spans(system.vendor, *until)))
    if system.budget is not None and not facts.outsider:
        rows.append(Fact("Budget a month", spans(words.money(system.budget))))
    return rows


def _answers(facts: HandOverFacts) -> list[Fact]:
    """The last words of the seat; decisions are not for outsiders."""
    if facts.outsider and facts.role is Role.STEWARD:
        return []
    return [
        Fact(
            "Last said" if number == 0 else "Before",
            spans(
                words.ANSWER_SAID[one.kind], *((", ", ref(one.by)) if one.by else ()), ", ", When(one.at),
                f": “{cut(one.words, 200)}”" if one.words else "",
            ),
        )
        for number, one in enumerate(facts.answers)
    ]  # fmt: skip


def _concerns(facts: HandOverFacts) -> list[Fact]:
    rows = [
        Fact("Open concern", spans(f"{one.severity.value}: {cut(one.words, 200)} (since ", When(one.since, "short"), ")"))
        for one in facts.concerns
    ]
    return rows or [Fact("Open concerns", spans("none"))]


def _people(facts: HandOverFacts) -> list[Fact]:
    rows = [
        Fact(role.value.capitalize(), spans(ref(person) if person else "nobody yet", f", {words.GLOSS[role]}"))
        for role, person in facts.others
    ]
    return rows + ([Fact("Before you", spans(ref(facts.predecessor)))] if facts.predecessor else [])
