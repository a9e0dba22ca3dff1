"""`/owner summary`: the month so far, as whoever answers for the outcome reads it (PRODUCT §7, §8, VOICE)."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bot.cards import Button, Card, Fact, Facts, Line, Lines, Note, Paragraph, Part, Strong, Style, Text, When
from bot.model import Person, Role, SignalKind, System
from bot.rules.facts import Facts as SystemFacts
from bot.rules.facts import Moved
from bot.rules.gaps import GapLine
from bot.views import actions, figures
from bot.views.check_in import Change, Decided, OpenConcern, QuestionFacts, answer_buttons, changed, concern, decision, tally
from bot.views.gap_words import gap_words
from bot.views.gaps import mend_of
from bot.views.replies import said
from bot.views.words import cut, named, plural, spans

SHOWN = 10
THIS_MONTH = "this month"


@dataclass(frozen=True, slots=True)
class Job:
    """One of the two scoped jobs this month. `upkeep`: when some was last reported."""

    role: Role
    holder: str
    answered: int
    asked: int
    still_open: bool
    hours: Decimal | None = None
    upkeep: datetime | None = None


@dataclass(frozen=True, slots=True)
class Month:
    """What is known of a system for the month; `gaps`: the worst first; `waits`: its reader's own question, if one is open."""

    system: System
    known: SystemFacts
    gaps: tuple[GapLine, ...] = ()
    concerns: tuple[OpenConcern, ...] = ()
    jobs: tuple[Job, ...] = ()
    people: tuple[Change, ...] = ()
    decided: Decided | None = None
    waits: QuestionFacts | None = None

    @property
    def moved(self) -> tuple[Moved, ...]:
        """What moved and is said nowhere else."""
        return tuple(one for one in self.known.moved if one not in (Moved.PEOPLE, Moved.CONCERN))

    @property
    def needs_something(self) -> bool:
        """Something is missing, a concern is open or the figures moved; its own monthly question alone is no need."""
        return bool(self.gaps or self.concerns or self.moved)


def of_all(month: date, found: tuple[Month, ...]) -> Card:
    """A line for the lock screen; then a line per system that needs something, and the steady ones by name."""
    needing = [one for one in found if one.needs_something]
    worst: Text = (spans(f" {cut(needing[0].system.name, 80)}: ", *why(needing[0]))) if needing else ()
    need = f"{len(needing)} need{'s' if len(needing) == 1 else ''} you" if needing else "none needs you"
    parts: list[Part] = [Lines(tuple(_line(one) for one in needing[:SHOWN]))] if needing else []
    if len(needing) > SHOWN:
        parts.append(Note(spans(f"and {len(needing) - SHOWN:,} more: /owner gaps.")))
    parts += _steady([one.system.name for one in found if not one.needs_something])
    waiting = sum(one.waits is not None for one in found)
    if waiting:
        parts.append(
            Note(spans(f"{plural(waiting, 'question')} of the month wait{'s' if waiting == 1 else ''} for your decision: /owner me."))
        )
    return Card(spans(Strong(f"{month:%B}: {plural(len(found), 'system')}, {need}."), *worst), tuple(parts), (), "summary")


def _steady(names: list[str]) -> list[Part]:
    if not names:
        return []
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return [Paragraph(spans(f"Steady: {', '.join(cut(one, 80) for one in names[:SHOWN])}{more}."), soft=True)]


def why(one: Month) -> Text:
    """The first thing that needs somebody, in a sentence."""
    if one.gaps:
        return gap_words(one.gaps[0])
    if one.concerns:
        return spans("a concern is open since ", When(one.concerns[0].since, "short"), ".")
    return spans(f"{figures.MOVED[one.moved[0]]}.") if one.moved else spans("steady.")


def _line(one: Month) -> Line:
    month = Button(actions.SUMMARY, one.system.id, "Its month")
    return Line(spans(Strong(one.system.name)), why(one), (), (month, *((mend_of(one.gaps[0]),) if one.gaps else ())))


def of_one(month: date, one: Month, reader: Person) -> Card:
    """All there is about one system this month, and where the question of the month waits, its answers."""
    rows = [Fact("What it is for", spans(f"“{one.system.purpose}”" if one.system.purpose else "nobody has said yet"))]
    rows += figures.rows(one.known, SignalKind.COST, SignalKind.VALUE, SignalKind.VOLUME) + figures.news(one.known)
    rows += [Fact("Missing", gap_words(gap)) for gap in one.gaps[:SHOWN]]
    rows += [Fact("Open concern", concern(row)) for row in one.concerns[:SHOWN]]
    rows += [Fact("Changed", changed(row)) for row in one.people]
    rows += [row for job in one.jobs for row in _job(job)]
    rows += [decision(one.decided, reader)] if one.decided else []
    buttons = answer_buttons(one.waits) if one.waits else (Button(actions.LOOK_UP, one.system.id, "Whom to ask"),)
    more = () if one.waits else (Button(actions.GAPS, f"system:{one.system.id}", "What is missing", Style.QUIET),) if one.gaps else ()
    head = spans(Strong(f"{one.system.name} in {month:%B}"), ": ", *why(one))
    return Card(head, (Facts(tuple(rows)), *figures.costs(one.known, one.system.budget)), buttons + more, "summary")


def _job(one: Job) -> list[Fact]:
    hours = f", {one.hours.normalize():f} hours a month granted" if one.hours is not None else ""
    counted = tally(one.role, one.answered, one.asked, one.still_open, THIS_MONTH)
    rows = [Fact(one.role.value.capitalize(), spans(f"{one.holder}: {counted}{hours}"))]
    return rows + ([Fact("Upkeep", spans("last done on ", When(one.upkeep, "short")))] if one.upkeep else [])


def nothing_to_sum_up(admin: bool) -> Card:
    """For whoever is steward of nothing; who may read any system's month is told how."""
    how = "/owner summary and a system's name shows its month, /owner gaps what is missing." if admin else "What waits for you: /owner me."
    return said(f"You are the {named(Role.STEWARD)} of no system, so there is no month to sum up. {how}", state="summary")
