"""One of every card and form there is, with odd things typed where people type (DESIGN, adapters).

Every platform renders these; a test holds the list against the views, so a new card cannot be forgotten.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from bot.cards import Card, Chart, Facts, Form, Line, Lines, Note, Paragraph, Part, Plain, Table, Text
from bot.model import (
    ANSWERS,
    DEFAULT_CADENCE,
    Absence,
    AbsenceId,
    AnswerKind,
    Assignment,
    AssignmentId,
    AssignmentState,
    Check,
    CheckIn,
    CheckInId,
    CheckInState,
    Concern,
    ConcernId,
    ConcernMove,
    ConcernState,
    Episode,
    EpisodeId,
    EpisodeKind,
    Excuse,
    ExcuseId,
    ExcuseKind,
    Impact,
    Money,
    OutOfReach,
    Person,
    PersonId,
    Platform,
    Role,
    Seat,
    SeatId,
    SeatState,
    Second,
    SecondId,
    Severity,
    Signal,
    SignalId,
    SignalKind,
    Stage,
    System,
    SystemId,
)
from bot.rules import gaps
from bot.rules.answers import Refused
from bot.rules.attention import Job
from bot.rules.cadence import Calendar
from bot.rules.clearance import Clearance
from bot.rules.concerns import TABLE, Party, moves
from bot.rules.facts import facts as facts_of
from bot.rules.load import Load
from bot.rules.named_human import Reason, Verdict, VerdictKind
from bot.rules.reach import EVERYBODYS, REMEDIES, NotYet
from bot.rules.staffing import excuses_for
from bot.views import (
    absence,
    check_in,
    concern,
    day,
    errors,
    excuse,
    history,
    look_up,
    me,
    my_data,
    notices,
    offer,
    reach,
    refusals,
    register,
    replies,
    system_form,
    telling,
)
from bot.views import gaps as gap_views
from bot.views import settings as settings_views
from bot.views.answer_form import answer_form, in_words
from bot.views.forms import with_errors
from tests.gallery_ownership import clearances, confirmations, decisions, diagnostics, first_runs, leavings, numbers, what_ifs

NASTY = '<script>alert(1)</script> *bold* _it_ <@U1> <!channel> \u202eflip "quoted" `code` [a](b)'
LONG = "x" * 5_000 + " " + "ÿ" * 4_999
MONDAY = datetime(2026, 12, 7, 8, 12, tzinfo=UTC)
EARLIER = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
DAY = date(2026, 12, 7)


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing to look at: its name, the view that made it, and what it is."""

    name: str
    source: str
    what: Card | Form


class Gallery:
    """Calls views and keeps what they made."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []

    def show(self, name: str, view: Callable[..., Card | Form | Line | None], *args: object, **more: object) -> None:
        """A line is shown as a message of its own, as `day` does."""
        made = view(*args, **more)
        assert made is not None, name
        source = f"{view.__module__.removeprefix('bot.views.')}.{view.__name__}"
        self.shown.append(Shown(name, source, alone(made) if isinstance(made, Line) else made))


def alone(line: Line) -> Card:
    """One line as its own card; a line that is left out has no title."""
    return Card(line.title, ((Paragraph(line.text),) if line.text else ()) + line.parts, line.buttons, "line")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what the gallery speaks of."""

    system: System
    olivia: Person
    sam: Person
    max: Person
    dee: Person
    typed: str


def a_person(name: str, **more: object) -> Person:
    return replace(Person(PersonId(name.split()[0].casefold() if name.split() else "blank"), name), **more)  # type: ignore[arg-type]


def usual() -> Cast:
    """The people of VOICE; what somebody typed is nasty, names are plain."""
    system = System(
        SystemId("s"), "invoice-triage", "Invoice triage", EARLIER, ("invoices",), "Finance", "Payables", "F-7", None,
        "invoices paid in five days without two more clerks", Impact.HIGH, places=("#invoices",),
        normal="about 200 invoices a day · under 5 % sent back to a person\nnone over €10k approved alone",
        checks=(Check("five of last week's rejections", "https://acme.example/rejections"), Check(NASTY, "javascript:alert(1)")),
        how_to_stop="the switch in the finance portal", who_may_stop="Olivia and Sam", earns_keep_when="an invoice costs under €0.30",
        vendor="Contoso", contract_end=date(2027, 3, 31), models=("gpt-x-mini",), budget=Money(Decimal("800"), "EUR"),
        links=("https://acme.example/triage?a=1&b=2", "javascript:alert(1)"),
    )  # fmt: skip
    sam = a_person("Sam Steward", email="sam@acme.example")
    return Cast(system, a_person("Olivia Ortega"), sam, a_person("Max Meyer", external=True), a_person("Dee Diaz"), NASTY)


def nasty(typed: str = NASTY) -> Cast:
    """Everything that can be typed was typed by somebody who means harm, or who fell asleep on the keyboard."""
    system = System(
        SystemId("s"), "nasty", typed, EARLIER, (typed,), typed, typed, typed, None, typed, Impact.USUAL, places=(typed,), normal=typed,
        checks=(Check(typed, "https://acme.example/?q=%22"),) * 3, how_to_stop=typed, who_may_stop=typed, earns_keep_when=typed, vendor=typed,
        models=(typed,), links=("https://acme.example/",), instructions=typed, logs=typed,
    )  # fmt: skip
    people = [replace(a_person(one), name=typed) for one in ("olivia", "sam", "max", "dee")]
    return Cast(system, people[0], people[1], people[2], people[3], typed)


def gallery(cast: Cast | None = None) -> list[Shown]:
    """Everything, in the order of the house."""
    made, who = Gallery(), cast or usual()
    for room in (_questions, _answers, _day, _tellings, _offers, _seconds, _absences, _concerns, _notices, _look_ups, _register, _mine):
        room(made, who)
    for room in (_replies, _errors, _refusals, _question_forms, _offer_forms, _other_forms):
        room(made, who)
    for room in (clearances, confirmations, decisions, diagnostics, first_runs, leavings, numbers, what_ifs):
        room(made, who)
    return made.shown


def a_question(who: Cast, role: Role, **more: object) -> check_in.QuestionFacts:
    asked = {Role.OPERATOR: who.olivia, Role.MAINTAINER: replace(who.max, external=False), Role.STEWARD: who.sam}[role]
    one = CheckIn(CheckInId("c"), SeatId("seat"), "2026-W50", DAY, CheckInState.OPEN, EARLIER, asked.id, EARLIER)
    return replace(check_in.QuestionFacts(one, one.seat_id, who.system, role, asked), **more)  # type: ignore[arg-type]


def a_signal(kind: SignalKind, amount: str | None, period: str, currency: str = "") -> Signal:
    return Signal(
        SignalId(f"{kind}{period}"), SystemId("s"), kind, MONDAY, "billing", Decimal(amount) if amount else None, currency, period
    )


def closed(facts: check_in.QuestionFacts, state: CheckInState) -> check_in.QuestionFacts:
    return replace(facts, check_in=replace(facts.check_in, state=state))


def before(who: Cast, role: Role) -> dict[str, object]:
    """What a question shows from the second one on."""
    kind = {Role.OPERATOR: AnswerKind.CANT_TELL, Role.MAINTAINER: AnswerKind.CHANGED, Role.STEWARD: AnswerKind.KEEP}[role]
    found: dict[str, object] = {
        "before": check_in.Said(kind, who.typed, who.olivia, EARLIER),
        "concerns": (check_in.OpenConcern(who.typed, Severity.CUSTOMERS, DAY),),
        "changed": (check_in.Change(who.dee, Role.MAINTAINER, True), check_in.Change(who.max, Role.MAINTAINER, False)),
    }
    if role is Role.STEWARD:
        found["tallies"] = ((Role.OPERATOR, who.olivia.name, 3, 4, True), (Role.MAINTAINER, "nobody", 0, 0, False))
        found["decided"] = check_in.Decided(AnswerKind.KEEP, who.typed, date(2026, 11, 3), date(2027, 2, 1), who.sam)
    return found


def _questions(made: Gallery, who: Cast) -> None:
    for role in Role:
        first = a_question(who, role)
        made.show(f"{role.value} first question", check_in.card, first)
        made.show(f"{role.value} question", check_in.line, replace(first, **before(who, role)))  # type: ignore[arg-type]
        made.show(f"{role.value} reminder", check_in.card, replace(first, reminder=1))
        made.show(f"{role.value} cover asked", check_in.card, replace(first, standing_in_for=who.dee))
    bare = replace(who.system, normal="", checks=(), purpose="", earns_keep_when="", vendor="", models=(), budget=None, links=())
    for role in Role:
        made.show(f"{role.value} question about a bare system", check_in.card, a_question(who, role, system=bare))
    outside = a_question(who, Role.MAINTAINER, asked=replace(who.max, external=True), outsider=True)
    made.show("outside maintainer question", check_in.card, replace(outside, asks_number=True))
    made.show("outside maintainer question, the cost is known", check_in.card, outside)
    known = facts_of(
        [a_signal(SignalKind.COST, "903", "2026-11", "EUR"), a_signal(SignalKind.COST, "700", "2026-10", "EUR"),
         a_signal(SignalKind.VOLUME, "4100", "2026-11"), a_signal(SignalKind.ALERT, None, "")],
        who.system.budget, None, True, True,
    )  # fmt: skip
    for role in Role:
        made.show(
            f"{role.value} question with figures", check_in.card, a_question(who, role, known=known, moved_of=(2, 4), asks_number=True)
        )
    months = [a_signal(SignalKind.COST, f"{700 + 20 * month}", f"2026-{month:02d}", "EUR") for month in range(11, 0, -1)]
    of_a_year = a_question(who, Role.STEWARD, known=facts_of(months, who.system.budget, None, False, False))
    made.show("steward question with a year's costs", check_in.card, of_a_year)
    made.show("day with a year's costs", day.of, (check_in.line(of_a_year), check_in.line(of_a_year)), (), 2, False)
    while_moved = check_in.Said(AnswerKind.NORMAL, "", who.olivia, MONDAY, moved=True)
    made.show("normal while the facts moved", check_in.card, a_question(who, Role.OPERATOR, known=known, answer=while_moved))
    tomorrow = a_question(who, Role.OPERATOR)
    made.show("asked tomorrow", check_in.card, replace(tomorrow, check_in=replace(tomorrow.check_in, tomorrow_on=DAY)))


def _answers(made: Gallery, who: Cast) -> None:
    asked = a_question(who, Role.OPERATOR)
    for kind in AnswerKind:
        words = "" if kind in (AnswerKind.NORMAL, AnswerKind.STEADY) else who.typed
        made.show(f"answered {kind.value}", check_in.card, replace(asked, answer=check_in.Said(kind, words, who.olivia, MONDAY)))
    normal = replace(asked, answer=check_in.Said(AnswerKind.NORMAL, "", who.olivia, MONDAY))
    made.show("answered and closed", check_in.card, closed(normal, CheckInState.ANSWERED))
    made.show("missed", check_in.card, closed(asked, CheckInState.MISSED))
    made.show("void", check_in.card, closed(asked, CheckInState.VOID))
    made.show("went on to the cover", check_in.card, replace(asked, asked=who.dee, reader=who.olivia))
    made.show("understood from words", check_in.understood, normal)
    made.show("which question", check_in.which, (asked, a_question(who, Role.STEWARD)))
    made.show("which answer", check_in.which_answer, asked, who.typed)
    made.show("which answer of a steward's cover", check_in.which_answer, a_question(who, Role.STEWARD, standing_in_for=who.dee), who.typed)
    made.show("nothing waits", check_in.nothing_waits, "")
    made.show("nothing waits, and no such system", check_in.nothing_waits, who.typed)
    made.show("question is gone", check_in.gone)
    for why in (Refused.NOT_FOR_A_COVER, Refused.NOT_AN_ANSWER):
        made.show(f"refused {why.value}", check_in.refused, why, who.system)
    for name, theirs in (("hers", who.olivia), ("nobody's", None), ("its reader's", who.max)):
        made.show(f"not yours, {name}", check_in.not_yours, who.max, theirs, who.sam, knows=True, stays=False)
    made.show("not yours, an outsider who answered it once", check_in.not_yours, who.max, None, None, knows=False, stays=True)


def _day(made: Gallery, who: Cast) -> None:
    asked = check_in.line(a_question(who, Role.OPERATOR))
    said = check_in.line(a_question(who, Role.STEWARD, answer=check_in.Said(AnswerKind.KEEP, who.typed, who.sam, MONDAY)))
    told = telling.line(a_telling(who, EpisodeKind.SILENT, Role.MAINTAINER))
    made.show("day with one question", day.of, (asked,), (), 1, False)
    made.show("day with several", day.of, (asked, said), (told,), 1, False)
    made.show("day of news only", day.of, (), (told,) * 12, 0, False)
    made.show("day sent twice", day.of, (asked,), (), 1, True)


def a_telling(who: Cast, kind: EpisodeKind, role: Role, **more: object) -> telling.TellingFacts:
    episode = Episode(EpisodeId("e"), SeatId("seat"), kind, EARLIER, who.olivia.id, CheckInId("c"), 2)
    return replace(telling.TellingFacts(episode, who.system, role, who.olivia), **more)  # type: ignore[arg-type]


def _tellings(made: Gallery, who: Cast) -> None:
    for kind in EpisodeKind:
        for role in Role:
            made.show(f"told {kind.value} {role.value}", telling.card, a_telling(who, kind, role, ever_answered=True))
        made.show(f"told {kind.value}, may not mend", telling.line, a_telling(who, kind, Role.OPERATOR, person=None, may_mend=False))
    for why in (*OutOfReach, *NotYet):
        made.show(f"told unreachable, {why.value}", telling.card, a_telling(who, EpisodeKind.UNREACHABLE, Role.OPERATOR, out_of_reach=why))
    for why in sorted(EVERYBODYS):
        made.show(f"a workspace out of reach, {why.value}", reach.workspace, "Acme", why, 3)
    made.show("a workspace that does not answer", reach.outage, Platform.SLACK, "Acme", MONDAY)
    for kind in (EpisodeKind.SILENT, EpisodeKind.UNCOVERED):
        made.show(f"your own {kind.value}", telling.your_own, kind)
    made.show("looked three times", telling.card, a_telling(who, EpisodeKind.SILENT, Role.OPERATOR, looked_in_a_row=3))
    for why in ("left", "pruned", "stepped_down", "merged", "declined", "expired", "withdrawn"):
        left = a_telling(who, EpisodeKind.VACANT, Role.OPERATOR, left=who.olivia, left_on=date(2026, 12, 3), left_why=why)
        made.show(f"vacant, {why}", telling.card, replace(left, covered_before=who.dee))
    made.show("many silences", telling.several, tuple(a_telling(who, kind, role) for kind in EpisodeKind for role in Role))


def an_offer(who: Cast, role: Role, **more: object) -> offer.OfferFacts:
    made = Assignment(
        AssignmentId("a"), SeatId("seat"), who.olivia.id, AssignmentState.PROPOSED, EARLIER, offered_by=who.sam.id, hours=Decimal("2.00"),
        authority="stop it", invited_at=EARLIER, delivered_at=EARLIER,
    )  # fmt: skip
    return replace(offer.OfferFacts(made, who.system, role, who.olivia, who.sam), **more)  # type: ignore[arg-type]


def _offers(made: Gallery, who: Cast) -> None:
    for role in Role:
        made.show(f"offer to the {role.value}", offer.card, an_offer(who, role))
        made.show(f"offer of an import to the {role.value}", offer.line, an_offer(who, role, by=None, reminder=1))
    plain = an_offer(who, Role.OPERATOR)
    for state in AssignmentState:
        made.show(f"offer {state.value}", offer.card, replace(plain, offer=replace(plain.offer, state=state, accepted_at=MONDAY)))
    more = replace(plain, offer=replace(plain.offer, asks_more_at=MONDAY), words=who.typed)
    made.show("offer waits for more", offer.card, more)
    made.show("asks for more", offer.asks_more, more)
    made.show("asks for more, without words", offer.asks_more, replace(more, words=""))
    made.show("offer told, it waits", offer.told, plain)
    made.show("offer told, to whoever hands over", offer.told, replace(plain, hand_over=True, may_grant=False))
    made.show("offer told, it cannot be delivered", offer.told, replace(plain, offer=replace(plain.offer, delivered_at=None)))
    made.show("offer of a hand-over", offer.card, replace(plain, hand_over=True))
    made.show("offer told, asks for more", offer.told, more)
    made.show("offer told, expired", offer.told, replace(plain, offer=replace(plain.offer, state=AssignmentState.EXPIRED)))


def _seconds(made: Gallery, who: Cast) -> None:
    second = Second(SecondId("2"), SeatId("seat"), who.dee.id, who.sam.id, EARLIER)
    made.show("second asked", offer.second_asked, second, who.system, who.sam)
    made.show("second said yes", offer.second_asked, replace(second, confirmed_at=MONDAY), who.system, who.sam)
    made.show("second over", offer.second_asked, replace(second, ended_at=MONDAY), who.system, None)
    made.show("second unconfirmed", offer.second_unconfirmed, replace(second, delivered_at=EARLIER), who.system, who.dee)
    made.show("second said no", offer.second_unconfirmed, replace(second, end_reason="declined"), who.system, None)
    made.show("second left", offer.second_unconfirmed, replace(second, end_reason="left", confirmed_at=MONDAY), who.system, who.dee)
    made.show("second cannot be reached", offer.second_unconfirmed, second, who.system, who.dee)
    made.show("second replaced", offer.second_replaced, who.system)


def _absences(made: Gallery, who: Cast) -> None:
    away = Absence(AbsenceId("x"), who.olivia.id, DAY, date(2026, 12, 18), who.dee.id)
    made.show("cover asked", absence.cover_asked, away, who.olivia, 2)
    made.show("cover asked by a steward", absence.cover_asked, away, who.olivia, 2, who.sam)
    made.show("marked away by a steward", absence.marked, away, who.sam, who.dee)
    made.show("marked away, taken back", absence.marked, replace(away, ended_at=MONDAY), who.sam, who.dee)
    made.show("cover asked, no date", absence.cover_asked, replace(away, ends_on=None), who.olivia, 1)
    made.show("cover said yes", absence.cover_asked, replace(away, cover_agreed_at=MONDAY), who.olivia, 2)
    made.show("cover said no", absence.cover_asked, replace(away, cover_declined_at=MONDAY), who.olivia, 2)
    made.show("cover said no, to the steward", absence.cover_declined, who.olivia, who.dee)
    made.show("cover not needed", absence.cover_asked, replace(away, ended_at=MONDAY), who.olivia, 2)
    made.show("still away", absence.still_away, replace(away, ends_on=None))
    made.show("still away, answered", absence.still_away, replace(away, ended_at=MONDAY), away)
    made.show("still away, back", absence.still_away, replace(away, ended_at=MONDAY))
    made.show("cover replaced", absence.cover_replaced, who.olivia)


def _concerns(made: Gallery, who: Cast) -> None:
    day = date(2026, 12, 7)
    for severity in Severity:
        one = Concern(ConcernId("k"), who.system.id, who.olivia.id, MONDAY, severity, wrong_since=date(2026, 12, 1))
        facts = concern.ConcernFacts(one, who.system, who.olivia, day, who.typed, waits_for=(who.olivia,))
        made.show(f"concern {severity.value}", concern.line, facts)
    raised = Concern(ConcernId("k"), who.system.id, who.dee.id, MONDAY, Severity.STOP, where="https://acme.example/message/1")
    made.show("concern, no way to stop it", concern.line, concern.ConcernFacts(raised, replace(who.system, how_to_stop=""), None, day))
    made.show("concern raised", concern.raised, raised, who.system, (who.olivia, who.max))
    unwritten = replace(who.system, how_to_stop="", who_may_stop="")
    made.show("concern raised, no way to stop it", concern.raised, raised, unwritten, (who.olivia,), may_edit=True)
    made.show("concern raised, the next step is yours", concern.raised, replace(raised, severity=Severity.CUSTOMERS), who.system, (), True)
    made.show("concern raised, nobody to tell", concern.raised, raised, unwritten, ())
    made.show("concern that waited", concern.line, concern.ConcernFacts(replace(raised, told=1), who.system, who.dee, day, who.typed))
    made.show("concern of others", concern.not_yours, who.system, (who.dee,))
    made.show("concern of others, to read", concern.not_yours_to_read, who.system, (who.dee,))
    steps = tuple(
        concern.StepFacts(move, MONDAY, None if move is ConcernMove.TOLD else who.olivia, "" if move is ConcernMove.TOLD else who.typed)
        for move in ConcernMove
    )
    for state in ConcernState:
        facts = concern.ConcernFacts(
            replace(raised, state=state, owner_id=who.max.id), who.system, who.dee, day, who.typed, who.max, (who.olivia,), who.olivia,
            who.typed, steps, moves(replace(raised, state=state), list(Party)),
        )  # fmt: skip
        made.show(f"concern {state.value}, its thread", concern.thread, facts)
    made.show("excuse ended", excuse.ended, who.system, Role.MAINTAINER, SeatId("seat"), who.sam, DAY)
    made.show("pause ended", excuse.ended, who.system, Role.OPERATOR, SeatId("seat"), None, DAY, True)


CODES = (
    "accepted",
    "declined",
    "offer_undelivered",
    "offer_pruned",
    "pruned",
    "leaving",
    "normal_undefined",
    "hours_real",
    "hours_granted",
    "handing_over",
    "handed_over",
    "left_meanwhile",
    "staying",
)


def _notices(made: Gallery, who: Cast) -> None:
    for code in CODES:
        facts = notices.NoticeFacts(code, who.system, Role.OPERATOR, SeatId("seat"), who.olivia, who.typed)
        made.show(f"notice {code}", notices.line, facts)
    why = notices.NoticeFacts("declined", who.system, Role.OPERATOR, SeatId("seat"), who.olivia, who.typed, why="skill")
    made.show("notice declined, not their skill", notices.line, why)
    made.show("notice offer_undelivered, left", notices.line, replace(why, code="offer_undelivered", why="left"))
    for way in (*OutOfReach, *NotYet):
        made.show(f"notice offer_undelivered, {way.value}", notices.line, replace(why, code="offer_undelivered", why="", out_of_reach=way))
    gone = notices.NoticeFacts("pruned", who.system, Role.STEWARD, SeatId("seat"), who.olivia, "register.csv", on=MONDAY, held=True)
    made.show("notice pruned, it was held", notices.line, gone)
    made.show("notice offer_pruned, with its day", notices.line, replace(gone, code="offer_pruned", held=False))
    made.show("notice sighting", notices.sighting, who.typed)
    made.show("in place of what is no longer theirs", notices.no_longer_yours, who.system)


def a_seat(role: Role, job: Job, person: Person | None, **more: object) -> look_up.SeatView:
    state = {Job.NOBODY: SeatState.VACANT, Job.ASKED: SeatState.PROPOSED}.get(job, SeatState.HELD)
    return replace(look_up.SeatView(SeatId(role.value), role, state, job, person), **more)  # type: ignore[arg-type]


def a_look_up(who: Cast, *seats: look_up.SeatView, **more: object) -> look_up.LookUpFacts:
    return replace(look_up.LookUpFacts(who.system, seats), **more)  # type: ignore[arg-type]


def fine_seats(who: Cast) -> tuple[look_up.SeatView, ...]:
    """The example of VOICE."""
    return (
        a_seat(Role.OPERATOR, Job.FINE, who.olivia, last_kind=AnswerKind.NORMAL, last_on=DAY),
        a_seat(Role.MAINTAINER, Job.QUIET, who.max, since=date(2026, 10, 12), knows=who.sam),
        a_seat(Role.STEWARD, Job.FINE, who.sam, last_kind=AnswerKind.KEEP, last_on=date(2026, 11, 3)),
    )


def _look_ups(made: Gallery, who: Cast) -> None:
    facts = a_look_up(who, *fine_seats(who), concerns=((Severity.STOP, DAY),), fallback=(who.dee,), reader=who.dee)
    made.show("look-up", look_up.card, facts)
    made.show("look-up with signs of life", look_up.card, replace(facts, alive=(SignalKind.COST, MONDAY, EARLIER)))
    made.show("look-up shared", look_up.card, replace(facts, reader=None), shared=True)
    made.show("look-up among others", look_up.brief, replace(facts, reader=None))
    made.show("look-up as steward", look_up.card, replace(facts, reader=who.sam, may_edit=True))
    made.show(
        "look-up as an outsider",
        look_up.card,
        replace(facts, reader=replace(who.max, external=True), may_edit=False, sees_decisions=False, sees_history=False),
    )
    for job in Job:
        holder = None if job in (Job.NOBODY, Job.ASKED) else who.max
        seat = a_seat(Role.MAINTAINER, job, holder, given=who.typed, reason=Reason.TEAM.value, since=DAY, knows=who.sam)
        odd = replace(facts, seats=(seat, facts.seats[2]), system=replace(who.system, how_to_stop=""))
        made.show(f"look-up, job {job.value}", look_up.card, odd)
    for kind in AnswerKind:
        role = next(role for role in Role if kind in ANSWERS[role])
        seat = a_seat(role, Job.FINE, who.olivia, last_kind=kind, last_on=DAY, cover=who.dee)
        made.show(f"look-up, last said {kind.value}", look_up.card, replace(facts, seats=(seat,)))
    before = a_seat(Role.OPERATOR, Job.FINE, who.olivia, last_kind=AnswerKind.NORMAL, last_on=DAY, last_by=who.dee)
    made.show("look-up, last said by somebody before", look_up.card, replace(facts, seats=(before,)))
    made.show("look-up, somebody before as an outsider", look_up.card, replace(facts, seats=(before,), sees_history=False))
    nobody = a_look_up(who, *(a_seat(role, Job.NOBODY, None) for role in Role), system=replace(who.system, how_to_stop=""))
    made.show("look-up of nobody's", look_up.card, replace(nobody, fallback=(who.dee,)))
    made.show("look-up of nobody's among others", look_up.brief, replace(nobody, fallback=(who.dee,)))
    claimed = a_seat(Role.STEWARD, Job.ASKED, None, claimed=who.sam.name)
    made.show("look-up, only claimed", look_up.card, replace(nobody, seats=(claimed,)))
    made.show("several of that name", look_up.choose, who.typed, (who.system, replace(who.system, unit="HR")), 4)
    made.show("did you mean", look_up.did_you_mean, who.typed, (who.system,) * 3, (who.dee,))
    made.show("nothing found", look_up.did_you_mean, who.typed, (), ())
    made.show("no system speaks there", look_up.nobody_there, who.typed, (who.dee,))
    made.show("nobody can tell what speaks there", look_up.nobody_there, "", ())
    made.show("first run, admin", look_up.first_run, (who.dee,), True)
    made.show("first run, others", look_up.first_run, (who.dee, who.sam), False)


def excuses(made: Gallery, who: Cast) -> None:
    """Pause, off, accepted gap: the form of a seat, which seat, and the end before its date."""
    for held, title in ((False, "accept the gap"), (True, "pause")):
        kinds = excuses_for(held)
        made.show(f"form: {title}", excuse.excuse_form, SeatId("seat"), who.system.name, Role.OPERATOR, kinds)
        stands = excuse.Standing(kinds[0], who.typed, DAY)
        made.show(f"form: {title}, to be changed", excuse.excuse_form, SeatId("seat"), who.system.name, Role.OPERATOR, kinds, stands)
    seats = {role: Seat(SeatId(role.value), who.system.id, role, DEFAULT_CADENCE[role]) for role in Role}
    stands_until = Excuse(ExcuseId("x"), seats[Role.STEWARD].id, ExcuseKind.PAUSE, who.dee.id, None, DAY, EARLIER)
    jobs = (
        excuse.Job(seats[Role.OPERATOR], who.olivia, None), excuse.Job(seats[Role.MAINTAINER], None, None),
        excuse.Job(seats[Role.STEWARD], who.sam, stands_until),
    )  # fmt: skip
    made.show("which job is excused", excuse.choose, who.system, jobs)
    made.show("no longer excused", excuse.over, who.system, Role.OPERATOR, None)
    made.show("no longer excused, asked again", excuse.over, who.system, Role.OPERATOR, DAY)


def a_gap(who: Cast, gap: gaps.Gap, mend: gaps.Mend, role: Role) -> gaps.GapLine:
    seat = gaps.SeatFacts(
        SeatId(role.value), role, SeatState.VACANT, who.olivia.id, who.olivia.name, gap is not gaps.Gap.PROPOSED, who.typed, Reason.TEAM.value,
        excused_until=DAY, excused_by=who.sam.name,
    )  # fmt: skip
    of = who.system
    return gaps.GapLine(gaps.SystemFacts(of.id, of.name, of.slug, of.unit, of.impact, of.stage, (seat,)), seat, gap, mend, EARLIER)


def a_diagnosis(who: Cast) -> gaps.Diagnosis:
    lines = tuple(a_gap(who, gap, mend, role) for gap in gaps.Gap for mend, role in zip(list(gaps.Mend)[:3], Role, strict=True))
    load = (Load(who.sam.id, who.sam.name, 60, 60, 58, True, held=50),)
    seats = {SeatState.HELD: 1, SeatState.PROPOSED: 2, SeatState.VACANT: 747}
    return gaps.Diagnosis(250, 3, 0, seats, {"team": 7, "mailbox": 2}, 250, 1, 2, 2, load, lines)


def _register(made: Gallery, who: Cast) -> None:
    found = a_diagnosis(who)
    made.show("gaps", gap_views.gaps_card, found, everything=True)
    made.show("gaps, where a directory is asked who left", gap_views.gaps_card, found, everything=True, people_read=MONDAY)
    made.show("gaps of mine", gap_views.gaps_card, found, everything=False)
    made.show("gaps, nobody would notice", gap_views.gaps_card, replace(found, unheard=found.lines[:1]), everything=True)
    made.show("gaps of an empty register", gap_views.gaps_card, gaps.Diagnosis(), everything=True)
    made.show("gaps, all well", gap_views.gaps_card, gaps.Diagnosis(3, 0, 3, {SeatState.HELD: 9}), everything=True)
    made.show("gaps of nobody", gap_views.no_gaps_for_you, [who.dee, who.sam])
    made.show("gaps of an outsider", gap_views.no_gaps_for_you, [who.dee, who.sam], external=True)
    seen = replace(found, lines=tuple(replace(one, mendable=False) for one in found.lines))
    made.show("gaps, a reader's", gap_views.gaps_card, seen, everything=True, may_invite=False, may_add=False)
    made.show("what an import left", gap_views.gaps_line, found)
    for gap in gaps.Gap:
        for number, role in enumerate(Role):
            mend = list(gaps.Mend)[(list(gaps.Gap).index(gap) + number) % len(gaps.Mend)]
            made.show(f"gap {gap.value} {role.value}", gap_views.gap_line, a_gap(who, gap, mend, role))
    for mend in (gaps.Mend.INVITE_STEWARD, gaps.Mend.AWAIT_STEWARD):
        made.show(f"gap vacant, {mend.value}", gap_views.gap_line, a_gap(who, gaps.Gap.VACANT, mend, Role.OPERATOR))
    for why in (*OutOfReach, *NotYet):
        one = a_gap(who, gaps.Gap.UNREACHABLE, gaps.OF_REMEDY[REMEDIES[why]], Role.OPERATOR)
        made.show(f"gap unreachable, {why.value}", gap_views.gap_line, replace(one, seat=one.seat._replace(out_of_reach=why)))
    asked = a_gap(who, gaps.Gap.NO_SECOND, gaps.Mend.WAIT_OR_NAME_SECOND, Role.STEWARD)
    made.show("gap no second, asked", gap_views.gap_line, replace(asked, seat=asked.seat._replace(second_asked=True)))
    each = a_gap(who, gaps.Gap.OVERLOADED, gaps.Mend.NAME_SOMEBODY_ELSE, Role.MAINTAINER)
    made.show("gap overloaded, one of the jobs", gap_views.gap_line, replace(each, seat=each.seat._replace(needed=Decimal(4))))
    rows = (("s", who.system.name, who.system.unit, Stage.PILOT), ("t", "Second", "", Stage.RETIRING))
    made.show("list", register.listing, rows, 25, who.typed)
    made.show("list, nothing fits", register.listing, (), 0, who.typed)
    made.show("list of nothing", register.listing, (), 0, "")


def _mine(made: Gallery, who: Cast) -> None:
    held = tuple(me.Held(who.system, role, SeatId(role.value), DAY) for role in (Role.STEWARD, Role.STEWARD, Role.OPERATOR))
    made.show("me", me.card, (check_in.line(a_question(who, Role.OPERATOR)),), held)
    made.show("me, nothing waits", me.card, (), (replace(held[0], next_on=None),))
    made.show("me, away", me.card, (), held[1:], (), me.Away(DAY, None))
    made.show("me, away and covered", me.card, (), (replace(held[0], asked=who.dee),), (), me.Away(None, who.dee))
    made.show("me, away without a role", me.card, (), (), (), me.Away(None, None))
    made.show("me, no role", me.nothing)
    counts = {"assignment": 1, "answer": 7, "content": 2, "episode": 4, "episode_told": 1, "telling": 2}
    made.show(
        "my data",
        my_data.card,
        replace(who.olivia, unit=who.typed),
        counts,
        ((DAY, who.typed), (DAY, f"skill: {who.typed}\ncheck_1: five rejections")),
    )
    made.show("my data, nothing", my_data.card, who.olivia, {}, ())
    past = an_offer(who, Role.OPERATOR).offer
    rows = [replace(past, accepted_at=EARLIER, ended_at=MONDAY, end_reason="stepped_down"), replace(past, claimed=True), past]
    rows.append(replace(past, person_id=PersonId("erased"), accepted_at=MONDAY))
    taken = history.Taken(AnswerKind.KEEP, DAY, who.sam, who.typed, DAY)
    beside = history.Beside(
        {past.id: [history.Covered(who.dee, DAY, None), history.Covered(None, DAY, DAY)]}, {past.id: who.typed}, [taken]
    )
    told = history.Chapter(who.system, {Role.OPERATOR: rows}, {who.olivia.id: who.olivia}, beside)
    made.show("history", history.history, told)
    made.show("history of a new system", history.history, history.Chapter(who.system, {}, {}, history.Beside()))
    made.show("history with a merged system", history.history, told, replace(told, system=replace(who.system, name="CV screening")))
    seats = (
        history.OnThatDay(Role.OPERATOR, ((who.olivia, who.dee), (None, None))),
        history.OnThatDay(Role.MAINTAINER, (), who.max, now=who.dee),
        history.OnThatDay(Role.STEWARD, (), None, 1),
    )
    made.show("on a date", history.on_date, who.system, DAY, seats)
    made.show("on a date, decided", history.on_date, who.system, DAY, seats, taken)
    made.show("on a date, merged", history.on_date, who.system, DAY, seats, None, ((replace(who.system, name="CV screening"), seats),))
    made.show("on a date to come", history.not_yet, who.system)
    made.show("on a date before it was known", history.before, who.system, DAY)


def _replies(made: Gallery, who: Cast) -> None:
    name, role = who.system.name, Role.MAINTAINER
    made.show("accepted", replies.accepted, name, role, SeatId("seat"), DAY, ())
    made.show("accepted, asked later", replies.accepted, name, Role.STEWARD, SeatId("seat"), None, ((Role.OPERATOR, SeatId("o")),))
    made.show("declined", replies.declined, name, role)
    for why in ("expired", "withdrawn", "declined", "accepted", "ended"):
        made.show(f"over, {why}", replies.offer_is_over, name, role, why, who.max, ())
    made.show("over, nobody holds it", replies.offer_is_over, name, role, "expired", None, (who.sam, who.dee))
    made.show("not your offer", replies.for_another, "offer", who.olivia)
    made.show("not an outsider's offer", replies.for_another, "offer", None)
    made.show("asked for more", replies.asked_for_more, (who.sam,))
    made.show("offered", replies.offered, who.olivia, name, role)
    made.show("form: which system is missing", replies.missing_system)
    made.show("steward first", replies.steward_first, name, [who.dee, who.sam])
    for again in (False, True):
        title = "steward first, asked already" if again else "steward first, to be named"
        made.show(title, replies.steward_first, name, [who.dee], SeatId("seat"), again=again)
    made.show("declared away", absence.declared, who.olivia, who.dee)
    made.show("not yours to say", absence.not_yours_to_say, who.olivia, [who.sam])
    for one in Role:
        made.show(f"may not offer the {one.value}", replies.may_not_offer, one, [who.dee])
    made.show("may not", replies.may_not, "Editing a system", [])
    made.show("for admins", replies.for_admins, "Inviting", [who.dee])
    made.show("already asked", replies.already_asked, who.olivia, role)
    made.show("already holds", replies.already_holds, who.olivia, role)
    made.show("away, covered", replies.away_noted, DAY, who.dee, 2)
    made.show("away, covered as before", replies.away_noted, DAY, who.dee, 2, agreed=True)
    made.show("away, uncovered", replies.away_noted, None, None, 2)
    made.show("away, no role", replies.away_noted, DAY, None, 0)
    made.show("back", replies.back_noted)
    made.show("not away", replies.not_away)
    made.show("write to", replies.write_to, who.olivia)
    made.show("nobody to write to", replies.nobody_to_write_to, [who.dee])
    made.show("cover agreed", replies.cover_agreed, who.olivia)
    made.show("cover declined", replies.cover_declined, who.olivia)
    made.show("no longer", replies.no_longer, "This seat")
    made.show("second confirmed", replies.second_confirmed, who.sam)
    made.show("second declined", replies.second_declined)
    made.show("hours granted", replies.hours_granted, who.olivia, name, role, Decimal(4))
    made.show("looked", replies.looked_noted, name, DAY)
    made.show("asked again", replies.asked_again, who.olivia)
    made.show("told the admins", replies.told_admins, [who.dee, who.sam, who.max])
    for count in (0, 1, 7):
        made.show(f"invited {count}", replies.invited, count)
    made.show("excused", replies.excused, name, role, DAY)
    made.show("tomorrow", replies.tomorrow_noted, DAY)
    made.show("undone", replies.undone)
    made.show("a sentence", replies.said, f"{name} is saved: {who.typed}")


def _errors(made: Gallery, who: Cast) -> None:
    made.show("trouble", errors.trouble, "7F3A")
    made.show("unknown person", errors.unknown_person, [who.dee, who.sam])
    made.show("unknown person, no admin", errors.unknown_person, [])
    made.show("not met", errors.not_met, "Slack")
    made.show("unknown action", errors.unknown_action)
    made.show("guest", errors.guest)
    made.show("not a date", errors.not_a_date, who.typed)
    made.show("a command goes on", errors.unfinished, "concern", "/owner concern <system>")
    made.show("help", errors.help_card)
    made.show("which role", errors.choose_role, (("a", who.system.name, "steward"), ("b", who.system.name, "operator")), "accept")
    made.show("no role to answer", errors.choose_role, (), "accept")


def _refusals(made: Gallery, who: Cast) -> None:
    for reason in Reason:
        kind = VerdictKind.ASK if reason is Reason.ASK else VerdictKind.NOT_A_PERSON
        made.show(f"not a person: {reason.value}", refusals.not_a_person, who.typed, Verdict(kind, reason), ())
    made.show("nobody of that name", refusals.not_a_person, who.typed, None, ())
    made.show("several people of that name", refusals.not_a_person, who.typed, None, (who.sam, who.dee))
    made.show("has left", refusals.not_a_person, who.typed, None, (who.sam,))


def _question_forms(made: Gallery, who: Cast) -> None:
    for role in Role:
        for kind in ANSWERS[role]:
            made.show(f"form: {role.value} says {kind.value}", answer_form, "c", who.system, role, kind, who.typed)
    for role in Role:
        made.show(f"form: {role.value} answers in words", in_words, a_question(who, role), who.typed)
    form = answer_form("c", who.system, Role.OPERATOR, AnswerKind.OFF)
    made.show("form with what is missing", with_errors, form, {"words": who.typed}, {"severity": "How bad is it?"})
    made.show("form: raise a concern", concern.raise_form, who.system, who.typed)
    one = Concern(ConcernId("k"), who.system.id, who.olivia.id, MONDAY, Severity.STOP)
    for move in (one for one in ConcernMove if any(row.get(one) and row[one].words for row in TABLE.values())):
        made.show(f"form: {move.value} of a concern", concern.move_form, one, who.system, move, ((one, who.typed),))


def _offer_forms(made: Gallery, who: Cast) -> None:
    for role in Role:
        made.show(f"form: accept {role.value}", offer.accept_form, "a", who.system, role)
        made.show(f"form: offer {role.value}", offer.offer_form, SeatId("seat"), who.system, role, "2", who.typed)
    made.show("form: decline", offer.decline_form, "a", who.system, Role.OPERATOR)
    made.show("form: ask for more", offer.ask_more_form, "a", who.system, Role.OPERATOR)
    made.show("form: grant", offer.grant_form, an_offer(who, Role.OPERATOR).offer, who.system, Role.OPERATOR, who.olivia)
    made.show("form: second pair of eyes", offer.second_form, SeatId("seat"), who.system)


def _other_forms(made: Gallery, who: Cast) -> None:
    made.show("form: away", absence.away_form, "x")
    made.show("form: cover", absence.cover_form, who.olivia)
    excuses(made, who)
    made.show("form: settings", settings_views.settings_form, who.olivia, Calendar("Europe/Berlin", "DE"))
    made.show("form: add a system", system_form.add_form, who.typed)
    made.show("form: edit a system", system_form.edit_form, who.system)
    made.show("form: stage", system_form.stage_form, who.system, (Stage.BUILDING, Stage.RETIRED), False, Clearance(()))
    made.show("form: stage, override", system_form.stage_form, who.system, (Stage.BUILDING,), True, Clearance(()))


def lines_of(made: Card) -> list[Line]:
    """The rows of a card, those inside rows as well."""
    found = [line for part in made.parts if isinstance(part, Lines) for line in part.lines]
    return found + [inner for line in found for inner in lines_of(alone(line))]


def texts(made: Card) -> list[Text]:
    """Every run of text of a card."""
    return [made.title, *(one for part in made.parts for one in _texts(part))]


def _texts(part: Part) -> list[Text]:
    match part:
        case Paragraph(text=text) | Note(text=text):
            return [text]
        case Facts(facts=facts):
            return [one.value for one in facts]
        case Lines(lines=lines):
            return [one for line in lines for one in texts(alone(line))]
        case Table(rows=rows):
            return [cell for row in rows for cell in row]
        case Chart(series=series):
            return [(Plain(point.said),) for one in series for point in one.points]
