"""Reading the facts that a card shows, as they are now."""

from dataclasses import replace

from bot.actions import clearance, concern_parties, diagnose, offers, reach, seats
from bot.actions.mend import looked_in_a_row
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.cards import Line
from bot.model import (
    AbsenceId,
    AnswerId,
    Assignment,
    AssignmentId,
    AssignmentState,
    ConcernId,
    ConfirmationId,
    ContentId,
    DecisionId,
    EpisodeId,
    EpisodeKind,
    Excuse,
    ExcuseId,
    Impact,
    ItemKind,
    MessageItem,
    OverrideId,
    Person,
    PersonId,
    SeatId,
    SecondId,
    SignalId,
    Stage,
)
from bot.rules.access import Right, may
from bot.rules.cadence import calendar_of, local_day
from bot.rules.concerns import Reads, moves
from bot.rules.facts import WINDOW
from bot.rules.gaps import order_of
from bot.rules.prune import PRUNED
from bot.rules.reach import NotYet
from bot.views import absence as absence_views
from bot.views import clearance as clearance_views
from bot.views import concern as concern_views
from bot.views import confirmation as confirmation_views
from bot.views import decision as decision_views
from bot.views import excuse as excuse_views
from bot.views import gaps, notices
from bot.views import offer as offer_views
from bot.views.telling import TellingFacts


async def telling(work: Work, episode_id: str, reader: Person, *, ended_too: bool = False) -> TellingFacts | None:
    """An episode as somebody who can act reads it; None once it is over."""
    episode = await work.tx.episodes.get(EpisodeId(episode_id))
    if episode is None or (episode.ended_at is not None and not ended_too):
        return None
    situation = await seats.load(work, episode.seat_id)
    left = await _last_holder(work, situation) if episode.kind is EpisodeKind.VACANT else None
    person = await work.tx.people.get(episode.person_id) if episode.person_id else None
    zone = calendar_of(reader, work.organisation)
    return TellingFacts(
        episode=episode,
        system=situation.system,
        role=situation.seat.role,
        person=person,
        ever_answered=episode.seat_id in await work.tx.answers.last([episode.seat_id]),
        left=left[0] if left else None,
        left_on=local_day(zone, left[1].ended_at) if left and left[1].ended_at else None,
        left_why=_why_left(left[1]) if left else "",
        covered_before=await _covered_before(work, left[0]) if left else None,
        may_mend=await offers.to_name(work, reader, situation.system, situation.seat.role) is not None,
        looked_in_a_row=await looked_in_a_row(work, episode),
        out_of_reach=await reach.why(work, person) if person and episode.kind is EpisodeKind.UNREACHABLE else NotYet.UNPROVEN,
    )


def _why_left(last: Assignment) -> str:
    """Why a holder went; of an offer that was never accepted, how it ended."""
    return last.end_reason if last.accepted_at is not None or last.end_reason == PRUNED else last.state.value


async def _last_holder(work: Work, situation: seats.Situation) -> tuple[Person, Assignment] | None:
    ended = [one for one in await work.tx.assignments.history([situation.seat.id]) if one.ended_at is not None]
    last = max(ended, key=lambda one: one.ended_at or one.written_on, default=None)
    person = await work.tx.people.get(last.person_id) if last else None
    return (person, last) if person and last else None


async def _covered_before(work: Work, person: Person) -> Person | None:
    """Who last said yes to covering for this person: asked first, and the owner only by accepting (R8)."""
    for absence in reversed(await work.tx.absences.of(person.id)):
        cover = await work.tx.people.get(absence.cover_id) if absence.cover_id and absence.cover_agreed_at else None
        if cover is not None and cover.active:
            return cover
    return None


def worst_first(tellings: list[TellingFacts]) -> list[TellingFacts]:
    """STATES, What is worst: impact, then the kind of gap and role, then the oldest."""
    return sorted(tellings, key=lambda one: order_of(one.system.impact is Impact.HIGH, one.episode.kind, one.role, one.episode.since))


async def other(work: Work, item: MessageItem, reader: Person, updating: bool) -> Line | None:
    """Every line that is neither a question nor a telling."""
    match item.kind:
        case ItemKind.OFFER | ItemKind.OFFER_REMINDER:
            return await _offer(work, item, reader, updating)
        case ItemKind.OFFER_TOLD:
            facts = await offer_facts(work, item.ref, reader)
            return offer_views.told(facts) if facts else None
        case ItemKind.COVER_ASKED:
            return await _cover(work, item, reader, updating)
        case ItemKind.SECOND_ASKED | ItemKind.SECOND_UNCONFIRMED:
            return await _second(work, item, updating)
        case ItemKind.CONFIRMATION | ItemKind.CONFIRMATION_TOLD:
            return await _confirmation(work, item, updating)
        case ItemKind.SWITCH_OFF:
            return await _switch_off(work, item, reader, updating)
        case ItemKind.OVERRIDE_ENDED:
            return await _override_ended(work, item)
        case ItemKind.MOVED:
            return await _moved(work, item)
        case ItemKind.REGISTER_GAPS:
            return gaps.gaps_line(await diagnose.figures(work))
        case ItemKind.CONCERN:
            return await _concern(work, item, reader)
        case ItemKind.EXCUSE_ENDED:
            return await _excuse_ended(work, item)
        case ItemKind.AWAY_ASKED:
            return await _still_away(work, item, updating)
        case ItemKind.NOTICE:
            return await _notice(work, item, reader)
        case _:
            return None


async def offer_facts(work: Work, offer_id: str, reader: Person, reminder: int = 0) -> offer_views.OfferFacts | None:
    """An offer with everybody it names, as its reader can act on it."""
    offer = await work.tx.assignments.get(AssignmentId(offer_id))
    seat = await work.tx.seats.get(offer.seat_id) if offer else None
    system = await work.tx.systems.get(seat.system_id) if seat else None
    nominee = await work.tx.people.get(offer.person_id) if offer else None
    if offer is None or seat is None or system is None or nominee is None:
        return None
    by = await work.tx.people.get(offer.offered_by) if offer.offered_by else None
    texts = await work.tx.contents.texts([offer.asks_more_id])
    before = await work.tx.assignments.get(offer.predecessor_id) if offer.predecessor_id else None
    return offer_views.OfferFacts(
        offer, system, seat.role, nominee, by, reminder=reminder, words=texts.get(offer.asks_more_id or "", ""),
        hand_over=before is not None and before.person_id == offer.offered_by,
        may_grant=await offers.may_grant(work, reader, await seats.load(work, seat.id)),
    )  # fmt: skip


async def _offer(work: Work, item: MessageItem, reader: Person, updating: bool) -> Line | None:
    facts = await offer_facts(work, item.ref, reader, item.number if item.kind is ItemKind.OFFER_REMINDER else 0)
    if facts is None or (facts.offer.state is not AssignmentState.PROPOSED and not updating):
        return None
    return offer_views.line(facts)


async def _still_away(work: Work, item: MessageItem, updating: bool) -> Line | None:
    absence = await work.tx.absences.get(AbsenceId(item.ref))
    if absence is None or (absence.ended_at is not None and not updating):
        return None
    return absence_views.still_away(absence, await work.tx.absences.open_of(absence.person_id))


async def _cover(work: Work, item: MessageItem, reader: Person, updating: bool) -> Line | None:
    """What was asked once stays asked where the absence goes on under another date."""
    absence = await work.tx.absences.get(AbsenceId(item.ref))
    if absence is not None and absence.ended_at is not None:
        absence = await work.tx.absences.open_of(absence.person_id) or absence
    away = await work.tx.people.get(absence.person_id) if absence else None
    if absence is None or away is None or (absence.ended_at is not None and not updating):
        return None
    if absence.ended_at is None and absence.cover_id != reader.id:
        return absence_views.cover_replaced(away) if updating else None
    held = [one for one in await work.tx.assignments.open_for(away.id) if one.state is AssignmentState.ACCEPTED]
    by = await work.tx.people.get(absence.said_by) if absence.said_by and absence.said_by != away.id else None
    return absence_views.cover_asked(absence, away, len(held), by)


async def _second(work: Work, item: MessageItem, updating: bool) -> Line | None:
    second = await work.tx.seconds.get(SecondId(item.ref))
    seat = await work.tx.seats.get(second.seat_id) if second else None
    system = await work.tx.systems.get(seat.system_id) if seat else None
    if second is None or system is None:
        return None
    if item.kind is ItemKind.SECOND_UNCONFIRMED:
        if second.end_reason == "retired":
            return None
        return offer_views.second_unconfirmed(second, system, await work.tx.people.get(second.person_id))
    if (second.ended_at is not None or second.confirmed_at is not None) and not updating:
        return None
    return offer_views.second_asked(second, system, await work.tx.people.get(second.named_by))


async def concern_facts(work: Work, concern_id: str, reader: Person) -> concern_views.ConcernFacts | None:
    """A concern with its thread as its reader sees it."""
    concern = await work.tx.concerns.get(ConcernId(concern_id))
    system = await work.tx.systems.get(concern.system_id) if concern else None
    if concern is None or system is None:
        return None
    around = await concern_parties.around(work, system)
    seen = await concern_parties.reading(work, reader, concern, around)
    steps = await work.tx.concerns.steps(concern.id)
    kept = await work.tx.contents.texts([concern.words_id, concern.closing_id, *(one.words_id for one in steps)])
    people = await work.tx.people.many(
        one for one in (concern.raised_by, concern.owner_id, concern.closed_by, *(step.person_id for step in steps)) if one
    )

    def words(by: PersonId | None, text: ContentId | None) -> str:
        return kept.get(text or "", "") if seen is Reads.ALL or by == reader.id else ""

    return concern_views.ConcernFacts(
        concern,
        system,
        people.get(concern.raised_by),
        local_day(calendar_of(reader, work.organisation), concern.raised_at),
        words(concern.raised_by, concern.words_id),
        people.get(concern.owner_id or ""),
        tuple(concern_parties.who_owes(concern, around)),
        people.get(concern.closed_by or ""),
        words(concern.closed_by, concern.closing_id),
        tuple(
            concern_views.StepFacts(one.move, one.at, people.get(one.person_id or ""), words(one.person_id, one.words_id)) for one in steps
        ),
        moves(concern, around.parties.of(reader.id, concern)) if seen is Reads.ALL else (),
        state_only=seen is not Reads.ALL,
    )


async def _confirmation(work: Work, item: MessageItem, updating: bool) -> Line | None:
    row = await work.tx.confirmations.get(ConfirmationId(item.ref))
    holding = await work.tx.assignments.get(row.assignment_id) if row else None
    seat = await work.tx.seats.get(row.seat_id) if row else None
    system = await work.tx.systems.get(seat.system_id) if seat else None
    person = await work.tx.people.get(row.person_id) if row else None
    if row is None or holding is None or seat is None or system is None or person is None:
        return None
    texts = await work.tx.contents.texts([row.words_id])
    facts = confirmation_views.ConfirmationFacts(row, holding, system, seat.role, person, texts.get(row.words_id or "", ""))
    if item.kind is ItemKind.CONFIRMATION_TOLD:
        return confirmation_views.told(facts)
    waits = row.answered_at is None and holding.state is AssignmentState.ACCEPTED
    return confirmation_views.line(facts) if waits or updating else None


async def _concern(work: Work, item: MessageItem, reader: Person) -> Line | None:
    facts = await concern_facts(work, item.ref, reader)
    return concern_views.line(facts) if facts else None


async def _excuse_ended(work: Work, item: MessageItem) -> Line | None:
    excuse: Excuse | None = await work.tx.excuses.get(ExcuseId(item.ref))
    seat = await work.tx.seats.get(excuse.seat_id) if excuse else None
    system = await work.tx.systems.get(seat.system_id) if seat else None
    if excuse is None or seat is None or system is None:
        return None
    by, held = await work.tx.people.get(excuse.by_id), seat.role in await seats.holders(work, system)
    return excuse_views.ended(system, seat.role, seat.id, by, excuse.until, held)


DECISION_NOTICES = ("consolidate", "review", "switched_off", "not_yet")


async def decision_facts(work: Work, decision_id: str) -> decision_views.DecisionFacts | None:
    """A decision with everything its readers are told."""
    decision = await work.tx.decisions.get(DecisionId(decision_id))
    system = await work.tx.systems.get(decision.system_id) if decision else None
    if decision is None or system is None:
        return None
    texts = await work.tx.contents.texts([decision.words_id])
    by = await work.tx.people.get(decision.person_id)
    other = await work.tx.systems.get(decision.other_id) if decision.other_id else None
    return decision_views.DecisionFacts(decision, system, by, texts.get(decision.words_id or "", ""), other)


async def _switch_off(work: Work, item: MessageItem, reader: Person, updating: bool) -> Line | None:
    """What is to be done is for whoever does it; why it was decided, for who may read reasons."""
    decided = await decision_facts(work, item.ref)
    if decided is None or not (decided.decision.next_at or updating):
        return None
    reasons = may(await standing(work, reader, decided.system), Right.REASONS)
    return decision_views.switch_off(decided if reasons else replace(decided, words=""))


async def _decision_notice(work: Work, code: str, about: str, reader: Person) -> Line | None:
    words_id, _, decision_id = about.rpartition("/")
    facts = await decision_facts(work, decision_id)
    if facts is None or facts.decision.undone_at is not None:
        return None
    match code:
        case "consolidate":
            return decision_views.consolidate(facts)
        case "review":
            return decision_views.review(facts, reader) if facts.system.stage is not Stage.RETIRED else None
        case "switched_off":
            by = await work.tx.people.get(facts.decision.done_by) if facts.decision.done_by else None
            return decision_views.is_off(facts, by)
        case _:
            texts = await work.tx.contents.texts([ContentId(words_id)])
            return decision_views.is_later(facts, texts.get(words_id, ""))


async def _override_ended(work: Work, item: MessageItem) -> Line | None:
    row = await work.tx.overrides.get(OverrideId(item.ref))
    system = await work.tx.systems.get(row.system_id) if row else None
    if row is None or system is None or row.ended_at is not None:
        return None
    found = await clearance.of_system(work, system)
    if found.cleared:
        return None
    texts = await work.tx.contents.texts([row.reason_id])
    by = await work.tx.people.get(row.by_id)
    ids = {role: seat.id for role, seat in (await work.tx.seats.of(system.id)).items()}
    return clearance_views.override_ended(system, found, row.until, by, texts.get(row.reason_id or "", ""), ids)


async def _moved(work: Work, item: MessageItem) -> Line | None:
    """As a matter of the system, never of the person who answered (PRODUCT §3)."""
    seat = await work.tx.seats.get(SeatId(item.ref))
    system = await work.tx.systems.get(seat.system_id) if seat else None
    if seat is None or system is None or not system.tells_moved:
        return None
    recent = await work.tx.answers.recent(seat.id, WINDOW)
    moved = sum(one.moved for one in recent)
    return notices.moved(system, moved, len(recent)) if moved else None


async def _still_alive(work: Work, about: str) -> Line | None:
    signal = await work.tx.signals.get(SignalId(about))
    answer = await work.tx.answers.get(AnswerId(about)) if signal is None else None
    check_in = await work.tx.check_ins.get(answer.check_in_id) if answer and answer.undone_at is None else None
    seat = await work.tx.seats.get(check_in.seat_id) if check_in else None
    system_id = signal.system_id if signal else seat.system_id if seat else None
    system = await work.tx.systems.get(system_id) if system_id else None
    what = signal.kind if signal else seat.role if seat else None
    return notices.still_alive(system, what) if system and what else None


async def _second_replaced(work: Work, about: str) -> Line | None:
    second = await work.tx.seconds.get(SecondId(about))
    seat = await work.tx.seats.get(second.seat_id) if second else None
    system = await work.tx.systems.get(seat.system_id) if seat else None
    return offer_views.second_replaced(system) if system else None


async def _cover_declined(work: Work, about: str) -> Line | None:
    absence = await work.tx.absences.get(AbsenceId(about))
    away = await work.tx.people.get(absence.person_id) if absence else None
    cover = await work.tx.people.get(absence.cover_id) if absence and absence.cover_id else None
    if absence is None or away is None or cover is None or absence.cover_declined_at is None or absence.ended_at is not None:
        return None
    return absence_views.cover_declined(away, cover)


async def _marked_away(work: Work, about: str) -> Line | None:
    absence = await work.tx.absences.get(AbsenceId(about))
    by = await work.tx.people.get(absence.said_by) if absence and absence.said_by else None
    cover = await work.tx.people.get(absence.cover_id) if absence and absence.cover_id else None
    return absence_views.marked(absence, by, cover) if absence else None


async def _notice(work: Work, item: MessageItem, reader: Person) -> Line | None:
    code, _, about = item.ref.partition("/")
    if code in DECISION_NOTICES:
        return await _decision_notice(work, code, about, reader)
    if code == "first_run":
        return notices.first_run() if not await work.tx.systems.any() else None
    if code in reach.NOTICES:
        return await reach.NOTICES[code](work, about)
    if code == "still_alive":
        return await _still_alive(work, about)
    if code == "second_replaced":
        return await _second_replaced(work, about)
    if code == "cover_declined":
        return await _cover_declined(work, about)
    if code == "marked_away":
        return await _marked_away(work, about)
    if code == "asks_more":
        facts = await offer_facts(work, about, reader)
        return offer_views.asks_more(facts) if facts and facts.offer.asks_more_at else None
    if code == "sighting":
        asked_for = await work.tx.contents.texts([ContentId(about)])
        return notices.sighting(asked_for[about]) if about in asked_for else None
    offer = await work.tx.assignments.get(AssignmentId(about))
    seat = await work.tx.seats.get(offer.seat_id if offer else SeatId(about))
    system = await work.tx.systems.get(seat.system_id) if seat else None
    person = await work.tx.people.get(offer.person_id) if offer else None
    if seat is None or system is None:
        return None
    if person is None:
        person = (await seats.holders(work, system)).get(seat.role)
    texts = await work.tx.contents.texts([offer.end_words_id if offer else None])
    words_ = texts.get(offer.end_words_id or "", "") if offer else ""
    by = await work.tx.people.get(offer.offered_by) if offer and offer.offered_by else None
    if code == "handing_over" and offer is not None and offer.state is not AssignmentState.PROPOSED:
        return None
    if code == "left_meanwhile":
        open_ = next((one for one in await work.tx.assignments.open_of(seat.id)), None)
        if open_ is None or open_.state is not AssignmentState.PROPOSED:
            return None  # somebody holds it meanwhile, or the ladder tells of it
        by = await work.tx.people.get(open_.person_id)
    facts_ = notices.NoticeFacts(code, system, seat.role, seat.id, person, words_, about, by)
    if code == "offer_undelivered" and person is not None:
        facts_ = replace(facts_, out_of_reach=await reach.why(work, person))
    return notices.line(_ending(work, facts_, offer, reader) if offer else facts_)


def _ending(work: Work, facts_: notices.NoticeFacts, offer: Assignment, reader: Person) -> notices.NoticeFacts:
    """How the role or the offer ended, or when it will."""
    leaving_on = local_day(calendar_of(reader, work.organisation), offer.leaving_at) if offer.leaving_at else None
    return replace(facts_, leaving_on=leaving_on, why=offer.end_reason, on=offer.ended_at, held=offer.accepted_at is not None)
