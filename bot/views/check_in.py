"""The three questions: asked, and answered in place (PRODUCT §3, VOICE)."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.cards import (
    Button,
    Card,
    Fact,
    Facts,
    Line,
    Lines,
    Link,
    Mark,
    Note,
    Paragraph,
    Part,
    State,
    Strong,
    Style,
    Text,
    When,
)
from bot.model import ANSWERS, AnswerKind, CheckIn, CheckInState, Person, Role, SeatId, Severity, SignalKind, System
from bot.rules.answers import NOT_FOR_A_COVER, Refused
from bot.rules.facts import Facts as SystemFacts
from bot.rules.systems import is_address
from bot.views import actions, figures, words
from bot.views.replies import ref, said
from bot.views.words import spans

NOTHING_KNOWN = SystemFacts()
WHICH = (
    "I take down only words that are plainly one answer, so nothing is noted yet. Press the answer you mean, or send these words with it."
)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it is shown: what, in which words, by whom, when."""

    kind: AnswerKind
    words: str
    by: Person
    at: datetime
    moved: bool = False  # it came while the facts moved


@dataclass(frozen=True, slots=True)
class OpenConcern:
    """A concern that still stands."""

    words: str
    severity: Severity
    since: date


@dataclass(frozen=True, slots=True)
class Decided:
    """The last decision, and who took it: not always the steward of today."""

    kind: AnswerKind
    words: str
    on: date
    review_on: date | None
    by: Person | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Who came or went since the last answer."""

    person: Person
    role: Role
    came: bool


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """Everything a question shows (STATES, Check-in; without signals the figures say so)."""

    check_in: CheckIn
    seat_id: SeatId
    system: System
    role: Role
    asked: Person
    answer: Said | None = None
    before: Said | None = None
    concerns: tuple[OpenConcern, ...] = ()
    changed: tuple[Change, ...] = ()
    standing_in_for: Person | None = None
    tallies: tuple[tuple[Role, str, int, int, bool], ...] = ()  # role, holder or "nobody", answered, asked, one still open
    decided: Decided | None = None
    known: SystemFacts = NOTHING_KNOWN  # figures and news since the last answer
    moved_of: tuple[int, int] = (0, 0)  # of the operator's last answers, how many came while the facts moved
    asks_number: bool = False  # no signal brought last month's number
    outsider: bool = False  # sees neither budget nor decisions (PRODUCT §6)
    reminder: int = 0
    reader: Person | None = None  # who looks at this message; the addressee unless the question went on
    theirs: bool = True  # its reader holds the seat, or stands in on it


def title(facts: QuestionFacts) -> Text:
    """What the lock screen shows."""
    if facts.reminder:
        asked = facts.check_in.delivered_at or facts.check_in.opened_at
        return spans(Strong(facts.system.name), " is still waiting for your word (asked ", When(asked), ").")
    return spans(Strong(f"{facts.system.name}: {words.QUESTION[facts.role]}"))


def line(facts: QuestionFacts) -> Line:
    """One question as a row of the day's message, or as the body of its own card."""
    if facts.reader is not None and facts.reader.id != facts.asked.id:
        return Line(spans(Strong(facts.system.name), ": this question went to ", ref(facts.asked), "."))
    if facts.answer is not None:
        return _answered(facts, facts.answer)
    if facts.check_in.state is not CheckInState.OPEN:
        return Line(spans(Strong(facts.system.name), ": this question is closed", _why_closed(facts.check_in), "."))
    buttons = answer_buttons(facts)
    number = (Button(actions.NUMBER, facts.check_in.id, "Last month's number…", Style.QUIET),) if facts.asks_number else ()
    return Line(title(facts), (), _facts(facts), buttons + number)


def card(facts: QuestionFacts) -> Card:
    """The question alone."""
    one = line(facts)
    state = "answered" if facts.answer else "open" if facts.check_in.state is CheckInState.OPEN else "closed"
    return Card(one.title, ((Paragraph(one.text),) if one.text else ()) + one.parts, one.buttons, state)


def _why_closed(check_in: CheckIn) -> str:
    return " without an answer" if check_in.state is CheckInState.MISSED else ""


def _answered(facts: QuestionFacts, answer: Said) -> Line:
    shown = spans(
        Strong(facts.system.name),
        ": ",
        Strong(words.ANSWER_SAID[answer.kind]),
        ", said ",
        ref(answer.by),
        ", ",
        When(answer.at, "moment"),
        ".",
    )
    open_ = facts.check_in.state is CheckInState.OPEN and facts.theirs
    change = (Button(actions.CHANGE, facts.check_in.id, "Change", Style.QUIET),) if open_ else ()
    said_ = (Paragraph(spans(answer.words), quoted=True),) if answer.words else ()
    rewrite = (Button(actions.REWRITE, facts.system.id, "Rewrite what it is for…", Style.QUIET),) if answer.kind is AnswerKind.KEEP else ()
    return Line(shown, (), (*said_, *_while_moved(facts, answer)), change + (rewrite if change else ()))


def _while_moved(facts: QuestionFacts, answer: Said) -> tuple[Part, ...]:
    """First shown to the person; the answer stays theirs (PRODUCT §3)."""
    if not answer.moved or not facts.known.moved:
        return ()
    why = ", ".join(figures.MOVED[one] for one in facts.known.moved)
    return (Paragraph(spans(f"While you said so, the facts moved: {why}. Change it if you had not seen that."), soft=True),)


def answer_buttons(facts: QuestionFacts) -> tuple[Button, ...]:
    """The answers weigh the same; the rest is behind the quiet menu (VOICE, Weight)."""
    check_in, seat_id, standing_in = facts.check_in, facts.seat_id, facts.standing_in_for is not None
    answers = tuple(Button(f"{actions.ANSWER}.{kind.value}", check_in.id, words.ANSWER_LABEL[kind]) for kind in kinds_of(facts))
    quiet = [] if check_in.tomorrow_on else [Button(actions.TOMORROW, check_in.id, "Tomorrow", Style.QUIET)]
    if not standing_in:
        quiet.append(Button(actions.NOT_ME, seat_id, "Not me any more", Style.QUIET))
    quiet.append(Button(actions.AWAY, "", "Away", Style.QUIET))
    return answers + tuple(quiet)


def _facts(facts: QuestionFacts) -> tuple[Part, ...]:
    rows = {Role.OPERATOR: _operator, Role.MAINTAINER: _maintainer, Role.STEWARD: _steward}[facts.role](facts)
    rows += figures.news(facts.known)
    rows += [Fact("Open concern", concern(one)) for one in facts.concerns]
    rows += [Fact("Changed", changed(one)) for one in facts.changed]
    if facts.before is not None:
        said_ = spans(words.ANSWER_SAID[facts.before.kind], ", ", ref(facts.before.by), ", ", When(facts.before.at))
        rows.append(Fact("Last time", said_ + (spans(f": “{facts.before.words}”") if facts.before.words else ())))
    parts: list[Part] = [Paragraph(spans("You stand in for ", ref(facts.standing_in_for), "."), soft=True)] if facts.standing_in_for else []
    if facts.before is None and not facts.reminder:
        parts.append(Paragraph(spans(f"As {facts.role.value} you {words.GLOSS_YOU[facts.role]}."), soft=True))
    shown = figures.costs(facts.known, facts.system.budget) if facts.role is Role.STEWARD and not facts.outsider else ()
    return (*parts, *((Facts(tuple(rows)),) if rows else ()), *shown)


def changed(one: Change) -> Text:
    """Who came, or went."""
    return spans(ref(one.person), f" is {'the' if one.came else 'no longer the'} {words.named(one.role)}", " now" if one.came else "")


def concern(one: OpenConcern) -> Text:
    """How bad, what, and since when."""
    return spans(State(Mark.LOOK, one.severity.value), f": {words.cut(one.words, 300)} (since ", When(one.since, "short"), ")")


def _operator(facts: QuestionFacts) -> list[Fact]:
    system = facts.system
    criteria = [part.strip() for part in system.normal.replace("\n", "·").split("·") if part.strip()]
    links = [one for one in system.links if one.startswith(("https://", "http://"))]
    here: Text = spans("no figure, ", Link("look here", links[0])) if links else spans("no figure, look at it yourself")
    rows = [Fact(words.cut(one, 200), here) for one in criteria]
    if not rows:
        rows = [Fact("Normal here", spans("nobody has said yet what normal is; say it with “Can't tell”"))]
    rows = figures.rows(facts.known, SignalKind.VOLUME, SignalKind.VALUE) + rows
    for check in system.checks:
        rows.append(Fact("Look at", spans(Link(check.words, check.link)) if check.link and is_address(check.link) else spans(check.words)))
    return rows


def _maintainer(facts: QuestionFacts) -> list[Fact]:
    system = facts.system
    shown = figures.rows(facts.known, SignalKind.COST)
    budget = f" (budget: {words.money(system.budget)} a month)" if system.budget and not facts.outsider else ""
    unknown = f"no figure, look at the bill{budget}" if facts.asks_number or not facts.outsider else "known here, and not shown to you"
    rows = shown or [Fact("Cost", spans(unknown))]
    if shown and budget:
        rows.append(Fact("Budget", spans(f"{words.money(system.budget)} a month" if system.budget else "")))
    if system.models:
        rows.append(Fact("Models", spans(", ".join(system.models) + ": no news from a source yet, please check with the provider")))
    if system.vendor:
        end = spans(", contract ends ", When(system.contract_end, "short")) if system.contract_end else ()
        rows.append(Fact("Vendor", spans(system.vendor) + end))
    return rows


def _steward(facts: QuestionFacts) -> list[Fact]:
    system = facts.system
    rows = [
        Fact("What it is for", spans(f"“{system.purpose}”" if system.purpose else "nobody has said yet")),
        Fact("Earns its keep when", spans(f"“{system.earns_keep_when}”" if system.earns_keep_when else "nobody has said yet")),
    ]
    rows += figures.rows(facts.known, SignalKind.COST, SignalKind.VALUE, SignalKind.VOLUME)
    if facts.moved_of[0] and system.tells_moved:
        told = f"{facts.moved_of[0]} of the last {facts.moved_of[1]} answers came while the facts moved"
        rows.append(Fact("Day-to-day side", spans(told)))
    for role, holder, answered, asked, still_open in facts.tallies:
        rows.append(Fact(role.value.capitalize(), spans(f"{holder}: {tally(role, answered, asked, still_open)}")))
    return rows + ([decision(facts.decided, facts.reader or facts.asked)] if facts.decided is not None else [])


def decision(decided: Decided, reader: Person) -> Fact:
    """The last one, quoted, with when it is looked at again."""
    quote = f": “{decided.words}”" if decided.words else ""
    review = spans(", to be looked at again on ", When(decided.review_on, "short")) if decided.review_on else ()
    own = decided.by is not None and decided.by.id == reader.id
    by: Text = spans(" by ", ref(decided.by)) if decided.by and not own else ()
    taken = spans(words.ANSWER_SAID[decided.kind], ", ", When(decided.on, "short"), *by, quote)
    return Fact("You said" if own else "Decided last", taken + review)


def tally(role: Role, answered: int, asked: int, still_open: bool, since: str = "since the last question") -> str:
    """How many of a job's questions were answered."""
    side = words.SIDE[role]
    if not asked and still_open:
        return f"asked on the {side}, no answer yet"
    counted = f"answered {answered} of {asked}" if asked else "not asked"
    return f"{counted} on the {side} {since}" + (", one still open" if still_open else "")


def gone() -> Card:
    """The question is not there."""
    return said("This question is no longer there. Nothing was changed.", state="gone")


def refused(why: Refused, system: System) -> Card:
    """An answer that cannot be taken."""
    if why is Refused.NOT_FOR_A_COVER:
        return said(f"Ending or merging {system.name} waits for its steward; a cover may keep, expand or be unsure.", state=why.value)
    return said(f"That is no answer to this question of {system.name}. Nothing was changed.", state=why.value)


def not_yours(reader: Person, asked: Person | None, steward: Person | None, *, knows: bool, stays: bool) -> Card:
    """A friendly private refusal (VOICE, Not yours to answer). `knows`: the reader may look the system up; `stays`: they answered it once."""
    if not knows:
        who = spans("This question is not for you. /owner me shows what waits for you.")
    elif asked is None:
        who = spans("Nobody is asked this at the moment.")
    elif asked.id == reader.id:
        who = spans("This question was asked before you came. The next one comes to you.")
    else:
        named = spans(" or ", ref(steward)) if steward and steward.id != asked.id else ()
        who = spans("This question is for ", ref(asked), ". If you are standing in, ", ref(asked), *named, " can name you as cover.")
    return Card(who + (spans(" What you said stays as it is.") if stays else ()), state=Refused.NOT_YOURS.value)


def understood(facts: QuestionFacts) -> Card:
    """Free text that was plainly one answer, with an *Undo*."""
    shown = card(facts)
    return replace(
        shown, buttons=(Button(actions.UNDO, facts.check_in.id, "Undo"),), parts=(*shown.parts, Note(spans("Understood from your words.")))
    )


def kinds_of(facts: QuestionFacts) -> tuple[AnswerKind, ...]:
    """What this person may answer; a cover ends and merges nothing (STATES, People)."""
    return tuple(kind for kind in ANSWERS[facts.role] if facts.standing_in_for is None or kind not in NOT_FOR_A_COVER)


def which_answer(facts: QuestionFacts, typed: str) -> Card:
    """Words that are no known answer: nothing is guessed, and the words are kept until their writer says which answer they are."""
    asked = line(facts)
    parts: list[Part] = [Paragraph(spans(words.cut(typed, 500)), quoted=True), Paragraph(spans(WHICH), soft=True)]
    buttons = [one for one in asked.buttons if one.action.startswith(f"{actions.ANSWER}.")]
    keep = Button(actions.IN_WORDS, facts.check_in.id, "Send these words…")
    return Card(spans(Strong(facts.system.name), ": which answer is that?"), tuple(parts), (*buttons, keep), "which_answer")


def nothing_waits(typed: str) -> Card:
    """Words with no question to answer, and no system of that name."""
    unknown = f", and I know no system called “{words.cut(typed, 100)}”" if typed else ""
    return said(f"Nothing waits for your answer{unknown}. /owner help shows what I understand.", state="nothing_open")


def which(facts: tuple[QuestionFacts, ...]) -> Card:
    """Several questions are open: the buttons, nothing is guessed."""
    return Card(spans("Which one do you mean?"), (Lines(tuple(line(one) for one in facts)),), (), "which")
