"""`/owner <system>`: whom to ask for what, as a colleague may see it; never without a living human (PRODUCT §7, VOICE)."""

from dataclasses import dataclass
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
    Plain,
    Span,
    State,
    Strong,
    Style,
    Text,
    When,
)
from bot.model import AnswerKind, Person, Role, SeatId, SeatState, Severity, SignalKind, System
from bot.rules.attention import Job
from bot.rules.folding import folded
from bot.rules.named_human import Reason
from bot.views import actions, words
from bot.views.refusals import SHORT
from bot.views.replies import names, ref
from bot.views.words import spans


@dataclass(frozen=True, slots=True)
class SeatView:
    """One seat as colleagues read it."""

    seat_id: SeatId
    role: Role
    state: SeatState
    job: Job
    person: Person | None = None  # holder
    cover: Person | None = None  # who is asked meanwhile
    last_kind: AnswerKind | None = None
    last_on: date | None = None
    last_by: Person | None = None  # who said it, where that was not the holder
    there: bool = True  # the holder or a cover answers now
    since: date | None = None  # of a job that is not confirmed
    knows: Person | None = None  # who has been told of what is not fine
    given: str = ""
    reason: str = ""
    claimed: str = ""  # named by an import and not asked yet: nobody's silence


@dataclass(frozen=True, slots=True)
class LookUpFacts:
    """A system for somebody who asks whom to ask."""

    system: System
    seats: tuple[SeatView, ...]
    concerns: tuple[tuple[Severity, date], ...] = ()
    fallback: tuple[Person, ...] = ()  # living humans to ask where a seat has none
    addresses: tuple[str, ...] = ()  # the admins' in the settings: none of them may have been seen yet
    may_edit: bool = False
    may_excuse: bool = False
    reader: Person | None = None
    sees_decisions: bool = True  # outsiders do not (PRODUCT §6)
    sees_history: bool = True
    alive: tuple[SignalKind | Role, datetime, datetime] | None = None  # what came last, when, and since when it should be off


def card(facts: LookUpFacts, *, shared: bool = False) -> Card:
    """Strange, broken, needed: three questions, three names; `shared`: nothing to press that is only the asker's."""
    system = facts.system
    title = spans(
        Strong(system.name),
        f" · {words.STAGE[system.stage]} · {words.impact(system.impact)}" + (f" · {system.unit}" if system.unit else ""),
    )
    rows = tuple(Fact(words.ASK_FOR[seat.role], seat_words(seat, facts)) for seat in facts.seats)
    parts: list[Part] = [Facts(rows)]
    for severity, since in facts.concerns:
        parts.append(Paragraph(spans(State(Mark.LOOK, f"open concern ({severity.value})"), " since ", When(since, "short"), ".")))
    if facts.alive is not None:
        parts.append(Paragraph(_alive(*facts.alive)))
    parts.append(Paragraph(_stop(facts)))
    links = [one for one in system.links if one.startswith(("https://", "http://"))]
    if links:
        parts.append(Note(spans("More: ", *(Link(words.cut(one, 80), one) for one in links[:3]))))
    return Card(title, tuple(parts), () if shared else _buttons(facts), "look_up")


def brief(facts: LookUpFacts) -> Card:
    """Among others: three names and how to stop it. How the jobs are done is for who asks alone, so nobody's silence is told here."""
    system = facts.system
    rows = tuple(Fact(words.ASK_FOR[seat.role], _whom(seat, facts)) for seat in facts.seats)
    return Card(spans(Strong(system.name), f" · {words.STAGE[system.stage]}"), (Facts(rows), Paragraph(_stop(facts))), (), "look_up")


def _whom(seat: SeatView, facts: LookUpFacts) -> Text:
    person = who_answers(seat)
    return spans(ref(person), f", {seat.role.value}") if person is not None else spans(_ask(facts), f", in place of the {seat.role.value}")


def _alive(what: SignalKind | Role, at: datetime, since: datetime) -> Text:
    still = f"{words.sign_of_life(what)} came on "
    return spans(
        State(Mark.LOOK, "signs of life"), f": {still}", When(at, "short"), ", though it should be off since ", When(since, "short"), "."
    )


def _stop(facts: LookUpFacts) -> Text:
    if facts.system.how_to_stop:
        may = f"; {facts.system.who_may_stop} may" if facts.system.who_may_stop else ""
        return spans(f"To stop it: {words.cut(facts.system.how_to_stop, 300)}{may}.")
    return spans("To stop it: nobody has written down how. Ask ", _ask(facts), ".")


def _ask(facts: LookUpFacts) -> Span:
    for role in (Role.STEWARD, Role.OPERATOR, Role.MAINTAINER):
        for seat in facts.seats:
            person = who_answers(seat)
            if seat.role is role and person is not None:
                return ref(person)
    return ref(facts.fallback[0]) if facts.fallback else Plain(" or ".join(facts.addresses) or "an admin")


def who_answers(seat: SeatView) -> Person | None:
    """Who can be asked about this job now."""
    return seat.cover or (seat.person if seat.there and seat.job not in (Job.UNCOVERED, Job.UNREACHABLE) else None)


def seat_words(seat: SeatView, facts: LookUpFacts) -> Text:
    """The name, the role, and the state of the job; never a silence beside a name."""
    if seat.person is None:
        return _empty(seat, facts)
    cover: Text = spans(", in whose place ", ref(seat.cover), " answers") if seat.cover else ()
    return spans(ref(seat.person), f", {seat.role.value}", *cover, " · ", *_job(seat, facts))


def _job(seat: SeatView, facts: LookUpFacts) -> Text:
    side = words.SIDE[seat.role]
    knows: Text = spans(", ", ref(seat.knows), " knows") if seat.knows and seat.knows.id != (seat.person.id if seat.person else "") else ()
    match seat.job:
        case Job.QUIET | Job.UNCONFIRMED:
            since: Text = spans(" since ", When(seat.since, "short")) if seat.since else ()
            return spans(State(Mark.LOOK, f"{side} not confirmed"), *since, *knows)
        case Job.UNREACHABLE | Job.UNCOVERED:
            return spans(State(Mark.LOOK, f"{side} not confirmed for now"), *knows, "; ask ", _ask(facts))
        case Job.LEAVING:
            return spans(State(Mark.LOOK, "a successor is being looked for"))
        case _:
            if seat.last_kind is None or seat.last_on is None:
                return spans(State(Mark.FINE, "accepted, first question to come"))
            return spans(_last(seat.role, seat.last_kind, facts), ", ", When(seat.last_on), *_by(seat, facts))


def _by(seat: SeatView, facts: LookUpFacts) -> Text:
    """An answer belongs to who gave it; who held a job before is not for everybody to read."""
    if seat.last_by is None:
        return ()
    return spans(", said ", ref(seat.last_by)) if facts.sees_history else spans(", said by somebody before or in between")


FINE = frozenset({AnswerKind.NORMAL, AnswerKind.STEADY, AnswerKind.UPKEEP, AnswerKind.KEEP, AnswerKind.EXPAND})


def _last(role: Role, kind: AnswerKind, facts: LookUpFacts) -> State:
    """Not having looked is told of the job; outsiders see no decisions (PRODUCT §6)."""
    if kind is AnswerKind.DIDNT_LOOK:
        return State(Mark.LOOK, f"{words.SIDE[role]} not confirmed this time")
    if role is Role.STEWARD and not facts.sees_decisions:
        return State(Mark.FINE, "confirmed")
    return State(Mark.FINE if kind in FINE else Mark.LOOK, words.ANSWER_SAID[kind])


def _empty(seat: SeatView, facts: LookUpFacts) -> Text:
    if seat.state is SeatState.PROPOSED:
        asked = f"{seat.claimed} is named on import, not asked yet" if seat.claimed else "somebody is asked and has not said yes"
        head = spans(State(Mark.LOOK, f"{seat.role.value}: nobody yet, {asked}"))
    elif seat.given and seat.reason in set(Reason):
        head = spans(
            State(Mark.GAP, f"{seat.role.value}: nobody. “{words.cut(seat.given, 60)}” was given on import: {SHORT[Reason(seat.reason)]}")
        )
    else:
        head = spans(State(Mark.GAP, f"{seat.role.value}: nobody"))
    return spans(*head, ". Until then ask ", _ask(facts), ".")


def _buttons(facts: LookUpFacts) -> tuple[Button, ...]:
    found: list[Button] = []
    holder = next((one for seat in facts.seats if (one := who_answers(seat)) is not None), None)
    if holder is not None and (facts.reader is None or holder.id != facts.reader.id):
        found.append(Button(actions.MESSAGE, f"{holder.id}:{facts.system.id}", f"Message {words.first_name(holder.name)}"))
    found.append(Button(actions.CONCERN, facts.system.id, "Raise a concern"))
    vacant = next((seat for seat in facts.seats if seat.person is None and seat.state is SeatState.VACANT), None)
    if vacant is not None:
        found.append(Button(actions.OFFER, vacant.seat_id, "Name a person"))
    if facts.may_excuse:
        found.append(Button(actions.EXCUSE_WHICH, facts.system.id, "Pause a job…", Style.QUIET))
    if facts.may_edit:
        found.append(Button(actions.EDIT, facts.system.id, "Edit", Style.QUIET))
    if facts.sees_history:
        found.append(Button(actions.HISTORY, facts.system.id, "History", Style.QUIET))
    return (*found, Button(actions.SHARE, facts.system.id, "Share here", Style.QUIET))


def choose(query: str, systems: tuple[System, ...], containing: int) -> Card:
    """Several have this name: told apart by unit and id."""
    lines = tuple(_choice(one) for one in systems[:10])
    more = (Note(spans(f"{words.plural(containing, 'more system')} contain it: /owner list {words.cut(query, 60)}")),) if containing else ()
    return Card(spans(f"{len(systems)} systems are called “{words.cut(query, 80)}”. Which one?"), (Lines(lines), *more), (), "several")


def _choice(system: System) -> Line:
    apart = " · ".join(part for part in (system.unit, system.subunit, system.external_id, words.STAGE[system.stage]) if part)
    return Line(spans(Strong(system.name)), spans(apart), (), (Button(actions.LOOK_UP, system.id, "This one"),))


def _apart(system: System, among: tuple[System, ...]) -> str:
    """Its name, and its unit where another one has the same name."""
    is_twin = sum(folded(one.name) == folded(system.name) for one in among) > 1
    unit = f" ({words.cut(system.unit, 20)})" if is_twin and system.unit else ""
    return words.cut(system.name, 70 - len(unit)) + unit


def did_you_mean(query: str, systems: tuple[System, ...], admins: tuple[Person, ...], addresses: tuple[str, ...] = ()) -> Card:
    """Nearest three, in words as well: a notification has no buttons; and somebody to ask (VOICE, Not found)."""
    labels = [_apart(one, systems) for one in systems]
    buttons = tuple(Button(actions.LOOK_UP, one.id, label) for one, label in zip(systems, labels, strict=True))
    question = f" Did you mean {words.either(labels)}?" if systems else ""
    known: Text = (ref(admins[0]),) if admins else spans(" or ".join(addresses)) if addresses else ()
    who: Text = spans("Or ask " if systems else "Ask ", *known, ", who keeps the list.") if known else ()
    tell = Button(actions.TELL_ADMINS, words.cut(query, 200), "Not in the list: tell the admins")
    return Card(spans(f"I don't know “{words.cut(query, 80)}”.{question}"), (Paragraph(who),) if who else (), (*buttons, tell), "unknown")


def nobody_there(place: str, admins: tuple[Person, ...]) -> Card:
    """No system names this bot, app or channel as a place where people meet it."""
    what = f"No system in the register names “{words.cut(place, 80)}” as its place." if place else "I can't tell what speaks there."
    who: Text = spans("Ask ", ref(admins[0]), ", who keeps the list, or try /owner list.") if admins else spans("Try /owner list.")
    return Card(spans(what), (Paragraph(who),), (), "unknown")


def first_run(admins: tuple[Person, ...], is_admin: bool) -> Card:
    """An empty register leads its admins on and tells everybody else who they are."""
    if is_admin:
        return Card(
            spans("No AI system is in the register yet."), (), (Button(actions.ADD, "", "Add your first system", Style.GO),), "first_run"
        )
    return Card(spans("No AI system is in the register yet. To add one ask ", *names(admins), "."), (), (), "first_run")


def installed(admins: tuple[Person, ...], addresses: tuple[str, ...]) -> Card:
    """To whoever installed it and is no admin: who adds systems, and what everybody may ask."""
    who: Text = names(admins) if admins else spans(" or ".join(addresses) or "an admin")
    return Card(
        spans("Rollcall is installed here now. To add a system ask ", *who, ". /owner and a system's name tells you whom to ask about it."),
        (),
        (),
        "installed",
    )


def installed_by_admin(systems: int) -> Card:
    """To an admin who installed it over a register that holds something."""
    head = spans(
        f"Rollcall is installed here now, with {words.plural(systems, 'system')} in its register. "
        "/owner gaps shows what is missing, /owner me what waits for you."
    )
    return Card(head, (), (), "installed")
