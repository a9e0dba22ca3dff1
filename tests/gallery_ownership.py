"""The gallery's rooms for confirming, leaving, handing over and asking what would be left."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.model import (
    AnswerKind,
    Assignment,
    AssignmentId,
    AssignmentState,
    Because,
    Confirmation,
    ConfirmationId,
    Decision,
    DecisionId,
    PersonId,
    Role,
    SeatId,
    Severity,
    Sighting,
    SignalKind,
    Stage,
    Still,
    SystemId,
)
from bot.rules.cadence import Calendar
from bot.rules.clearance import Clearance, Lacks, Missing
from bot.rules.drift import Drift, Stopped
from bot.rules.facts import facts as facts_of
from bot.rules.gaps import Diagnosis, Gap, Mend
from bot.rules.patterns import Advice
from bot.rules.silence import Reader, Rung
from bot.rules.unwatched import Unwatched
from bot.rules.what_if import SystemNow, if_leaves
from bot.views import (
    check_in,
    clearance,
    combine,
    confirmation,
    decision,
    gaps,
    gaps_table,
    hand_over,
    leaving,
    look_up,
    notices,
    number,
    offer,
    summary,
    system_form,
    unwatched,
    what_if,
)
from bot.views.check_in import NOTHING_KNOWN, Change, Decided, OpenConcern

if TYPE_CHECKING:
    from tests.gallery import Cast, Gallery

NOW = datetime(2026, 12, 7, 8, 12, tzinfo=UTC)


def confirmations(made: "Gallery", who: "Cast") -> None:
    """Still yours?"""
    said = NOW - timedelta(days=365)
    holding = Assignment(
        AssignmentId("a"),
        SeatId("seat"),
        who.olivia.id,
        AssignmentState.ACCEPTED,
        said,
        accepted_at=said,
        hours=Decimal(2),
        authority=who.typed,
    )
    for because in Because:
        row = Confirmation(ConfirmationId("c"), holding.id, holding.seat_id, who.olivia.id, because, NOW)
        facts = confirmation.ConfirmationFacts(row, holding, who.system, Role.OPERATOR, who.olivia, who.typed)
        made.show(f"still yours: {because.value}", confirmation.line, facts)
        made.show(f"not confirmed: {because.value}", confirmation.told, facts)
        for still in Still:
            answered = replace(facts, row=replace(row, answered_at=NOW, answer=still))
            made.show(f"still yours: {because.value}, {still.value}", confirmation.line, answered)
            if still is Still.MORE:
                made.show(f"told: {because.value}, {still.value}", confirmation.told, answered)
    made.show("form: more to go on", confirmation.more_form, row, who.system, Role.OPERATOR)
    made.show("form: not mine any more", confirmation.no_form, row, who.system, Role.OPERATOR)
    for still in Still:
        made.show(f"noted: {still.value}", confirmation.noted, who.system, Role.STEWARD, still)
    made.show("form: hours", offer.hours_form, holding, who.system, Role.OPERATOR, who.olivia)


def leavings(made: "Gallery", who: "Cast") -> None:
    """Stepping down, and the newcomer's page."""
    made.show("form: stepping down", leaving.form, SeatId("seat"), who.system, Role.OPERATOR)
    day = NOW.date()
    made.show("leaving", leaving.noted, who.system, Role.OPERATOR, SeatId("seat"), day, who.sam, None)
    made.show("leaving, and nobody else can grant", leaving.noted, who.system, Role.STEWARD, SeatId("seat"), day, None, None)
    made.show("handing over", leaving.noted, who.system, Role.OPERATOR, SeatId("seat"), day, who.sam, who.dee)
    made.show("staying", leaving.staying, who.system, Role.OPERATOR)
    answers = (hand_over.LastAnswer(AnswerKind.OFF, NOW, who.olivia, who.typed), hand_over.LastAnswer(AnswerKind.NORMAL, NOW))
    concerns = (check_in.OpenConcern(who.typed, Severity.CUSTOMERS, day),)
    others: tuple[tuple[Role, object], ...] = ((Role.MAINTAINER, who.max), (Role.STEWARD, None))
    full = hand_over.HandOverFacts(who.system, Role.OPERATOR, answers, concerns, others, who.olivia)  # type: ignore[arg-type]
    made.show("hand-over page", hand_over.page, full)
    made.show("hand-over page, an outsider", hand_over.page, hand_over.HandOverFacts(who.system, Role.MAINTAINER, outsider=True))
    made.show("hand-over page, nothing known", hand_over.page, hand_over.HandOverFacts(who.system, Role.STEWARD))


def what_ifs(made: "Gallery", who: "Cast") -> None:
    """What would be left."""
    sam, lena = who.sam.id, PersonId("lena")
    systems = [
        SystemNow(SystemId("a"), who.system.name, True, {Role.STEWARD: sam, Role.OPERATOR: sam}, lena, who.dee.id),
        SystemNow(SystemId("b"), "CV screening", False, {Role.MAINTAINER: sam, Role.STEWARD: lena}),
        SystemNow(SystemId("c"), "Chat helper", False, {Role.STEWARD: lena}, sam),
    ]
    names = {who.dee.id: who.dee}
    heard = Reader(lena, Calendar("Europe/Berlin"))
    for title, rungs in (("admins left", Rung.ADMINS), ("second pair of eyes left", Rung.SECOND), ("nobody left", None)):
        told = ((rungs, (heard,)),) if rungs else ()
        left = tuple(if_leaves(sam, [replace(one, told=told) for one in systems]))
        made.show(f"what if, {title}", what_if.card, what_if.WhatIfFacts(who.sam, left, names, 1, rungs is None))
    made.show("what if, nothing changes", what_if.card, what_if.WhatIfFacts(who.sam, (), {}))


def decisions(made: "Gallery", who: "Cast") -> None:
    """What follows from a decision."""
    day = NOW.date()
    one = Decision(DecisionId("d"), who.system.id, who.sam.id, AnswerKind.RETIRE, NOW, review_on=day, act_on=day, next_at=NOW)
    facts = decision.DecisionFacts(one, who.system, who.sam, who.typed, replace(who.system, name="CV screening"))
    made.show("to be switched off", decision.switch_off, facts)
    made.show("is switched off", decision.switch_off, replace(facts, decision=replace(one, done_at=NOW)))
    made.show("not to be switched off any more", decision.switch_off, replace(facts, decision=replace(one, next_at=None)))
    for kind in (AnswerKind.KEEP, AnswerKind.NOT_SURE):
        made.show(f"review of {kind.value}", decision.review, replace(facts, decision=replace(one, kind=kind)), who.sam)
    made.show("review for a steward who came later", decision.review, facts, who.dee)
    made.show("to go together", decision.consolidate, facts)
    made.show("told: it is off", decision.is_off, facts, who.max)
    made.show("told: it is not off yet", decision.is_later, facts, who.typed)
    made.show("form: not off yet", decision.not_yet_form, one, who.system)
    made.show("off", decision.off, who.system)
    made.show("later", decision.later, who.system, day)
    made.show("form: rewrite", decision.rewrite_form, who.system)
    made.show("rewritten", decision.rewritten, who.system)


def numbers(made: "Gallery", who: "Cast") -> None:
    """Figures, and what moved."""
    for role in (Role.OPERATOR, Role.MAINTAINER):
        made.show(f"form: the {role.value}'s number", number.form, "c", who.system, role, "2026-11")
    for kind in (SignalKind.COST, SignalKind.VOLUME, SignalKind.VALUE):
        made.show(f"noted: {kind.value}", number.noted, who.system, kind, "2026-11")
    made.show("answers while the facts moved", notices.moved, who.system, 2, 4)
    made.show("still alive", notices.still_alive, replace(who.system, stage=Stage.RETIRED), SignalKind.COST)
    made.show("still answered", notices.still_alive, replace(who.system, stage=Stage.RETIRING), Role.OPERATOR)


def clearances(made: "Gallery", who: "Cast") -> None:
    """Planned means staffed."""
    lacking = Clearance(tuple(Missing(role, why) for role, why in zip(Role, (Lacks.VACANT, Lacks.PROPOSED, Lacks.NOT_ACTIVE), strict=True)))
    seats = {role: SeatId(role.value) for role in Role}
    made.show("override has ended", clearance.override_ended, who.system, lacking, NOW.date(), who.dee, who.typed, seats)
    one = Clearance((Missing(Role.MAINTAINER, Lacks.NOT_INVITED),))
    made.show("override has ended, one seat", clearance.override_ended, who.system, one, NOW.date(), None, "", seats)
    made.show("form: stage of a planned system", system_form.stage_form, who.system, (Stage.BUILDING, Stage.PILOT), True, lacking)


def summaries(made: "Gallery", who: "Cast", found: Diagnosis) -> None:
    """The month so far: what needs somebody, what is steady, and one system of it."""
    from tests.gallery import a_question, a_signal

    signals = [a_signal(SignalKind.COST, f"{700 + 40 * month}", f"2026-{month:02d}", "EUR") for month in range(11, 5, -1)]
    concern = OpenConcern(who.typed, Severity.CUSTOMERS, NOW.date())
    jobs = (
        summary.Job(Role.OPERATOR, who.olivia.name, 3, 4, True, Decimal(2)),
        summary.Job(Role.MAINTAINER, "nobody", 0, 0, False, None, NOW),
    )
    moved = summary.Month(who.system, facts_of(signals, who.system.budget, None, False, False))
    needing = replace(moved, gaps=tuple(found.lines[:2]), concerns=(concern,), jobs=jobs, people=(Change(who.dee, Role.MAINTAINER, True),))
    steady = summary.Month(who.system, NOTHING_KNOWN, decided=Decided(AnswerKind.KEEP, who.typed, NOW.date(), None, who.sam))
    waits = replace(needing, waits=a_question(who, Role.STEWARD))
    made.show("summary", summary.of_all, NOW.date(), (needing, replace(steady, concerns=(concern,)), moved, waits, steady))
    made.show("summary of many", summary.of_all, NOW.date(), (needing,) * 12 + (steady,) * 12)
    made.show("summary, all steady", summary.of_all, NOW.date(), (steady,))
    made.show("summary of one", summary.of_one, NOW.date(), needing, who.sam)
    made.show("summary of one whose question waits", summary.of_one, NOW.date(), waits, who.sam)
    made.show("summary of a steady one", summary.of_one, NOW.date(), steady, who.sam)
    for admin in (True, False):
        made.show(f"nothing to sum up{', an admin' if admin else ''}", summary.nothing_to_sum_up, admin)


def diagnostics(made: "Gallery", who: "Cast") -> None:
    """By system, by person, by unit; what drifts; one person with two jobs."""
    from tests.gallery import a_diagnosis

    found = a_diagnosis(who)
    made.show("gaps by system", gaps.by_system, found)
    made.show("gaps by person", gaps.by_person, found)
    made.show("gaps by unit", gaps.by_unit, found)
    made.show("gaps, second page", gaps.gaps_card, found, everything=True, page=1)
    system = found.lines[0].system
    drifts = Drift(system, (Stopped(Role.MAINTAINER, Gap.QUIET, NOW), Stopped(Role.OPERATOR, Gap.VACANT, NOW)))
    moved = Drift(system, (), 2)
    seen = (Sighting("x", who.typed, 7, NOW.date(), NOW.date()), Sighting("y", "notes bot", 1, NOW.date(), NOW.date()))
    made.show("gaps, with drift and sightings", gaps.gaps_card, found, everything=True, drifting=(drifts, moved) * 2, sightings=seen)
    summaries(made, who, found)
    mine = Unwatched(who.sam.id, who.sam.name, system.system_id, "Invoice triage", tuple(Role), SeatId("seat"), True)
    for one_ in (mine, replace(mine, person=PersonId("other"), roles=(Role.MAINTAINER,), has_steward=False)):
        made.show(f"nobody would notice: {one_.person}", unwatched.unwatched_line, one_, who.sam.id)
    alone = replace(found, unwatched=(mine,) * 4)
    made.show("gaps, some of whom nobody would notice", gaps.gaps_card, alone, who.sam.id, everything=True)
    made.show("gaps, with a page", gaps.gaps_card, found, everything=False, address="https://rollcall.acme.example/pages/gaps")
    made.show("gaps as a table", gaps_table.made, 1234)
    made.show("gaps of one system", gaps.part_of, "Invoice triage", found.lines, "Not cleared.", drifts)
    made.show("gaps of one system, none", gaps.part_of, "Invoice triage", ())
    for one in Advice:
        line = replace(found.lines[0], gap=Gap.PATTERN, mend=Mend.EDIT, advice=one)
        made.show(f"gap pattern {one.value}", gaps.gap_line, line)
    for red in (False, True):
        seat = found.lines[0].seat._replace(combined_reason=who.typed if red else "")
        made.show(
            f"gap combined, {'red' if red else 'no reason'}", gaps.gap_line, replace(found.lines[0], gap=Gap.COMBINED, red=red, seat=seat)
        )
    made.show("form: one person, two jobs", combine.form, SeatId("seat"), who.system)
    made.show("one person, two jobs", combine.noted, who.system)
    values = {"person": "Olivia", "hours": "2"}
    made.show("form: offer that combines", offer.combined_offer_form, SeatId("seat"), who.system, Role.MAINTAINER, who.olivia, values)


def first_runs(made: "Gallery", who: "Cast") -> None:
    """A system comes in, and what is named next."""
    made.show("welcome", notices.first_run)
    made.show("installed", look_up.installed, (who.dee, who.sam), ())
    made.show("installed, no admin seen", look_up.installed, (), ("dee@acme.example", "sam@acme.example"))
    made.show("installed by an admin", look_up.installed_by_admin, 12)
    made.show("added, its steward is asked", system_form.added, who.system, who.sam, SeatId("seat"))
    made.show("added, without a steward", system_form.added, who.system, None, SeatId("seat"))
    for role in Role:
        made.show(f"next: name the {role.value}", system_form.next_step, who.system, role, SeatId("seat"))
