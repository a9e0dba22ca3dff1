"""`/owner <system>`: whom to ask, in one read transaction (DESIGN, way 1)."""

from datetime import datetime

from bot.actions import excuse, seats, signs_of_life, suggestions
from bot.actions.seats import Staffing
from bot.actions.standing import towards
from bot.actions.work import Work
from bot.cards import Card
from bot.events import Reply
from bot.model import Answer, EpisodeKind, Person, Role, SeatState, Signal, SignalKind, System, SystemId
from bot.ports.store import Ahead
from bot.rules.access import Right, Standing, may
from bot.rules.asking import Asked
from bot.rules.attention import Job, Missed, job_state, quiet_since
from bot.rules.cadence import Calendar, calendar_of, local_day, organisation_calendar
from bot.rules.folding import folded
from bot.rules.matching import DidYouMean, Found, Nothing, Several, match
from bot.views import look_up as views


async def look_up(work: Work, actor: Person | None, query: str, *, public: bool = False) -> Reply:
    """The answer, a choice, a suggestion, or nothing found; the asker is never kept. `public`: others read the answer too."""
    found = await find(work, query)
    match found:
        case System() if public:
            return Reply(card=views.brief(await facts(work, actor, found)), public=True)
        case System():
            return Reply(card=await of_system(work, actor, found))
        case Several(ids, containing):
            return Reply(card=views.choose(query, tuple(await _systems(work, ids)), containing))
        case DidYouMean(ids) | Nothing(ids):
            problem = "did_you_mean" if isinstance(found, DidYouMean) else "unknown_system"
            known, addresses = tuple(await _admins(work)), work.organisation.admins
            return Reply(problem=problem, card=views.did_you_mean(query, tuple(await _systems(work, ids)), known, addresses))


async def _admins(work: Work) -> list[Person]:
    """With their accounts, in one question."""
    await work.tx.read_ahead(Ahead("", "", work.organisation.admins))
    return await work.admins()


async def find(work: Work, query: str) -> System | Several | DidYouMean | Nothing:
    """By an exact name, alias or slug first (one indexed question), by a place people meet it, then by likeness."""
    exact = await work.tx.systems.exact(folded(query))
    if len(exact) == 1:
        return exact[0]
    names = [(one.system_id, one.folded, one.shown) for one in await work.tx.systems.names()]
    result = match(query, names, work.organisation.policy)
    if isinstance(result, Found):
        await work.tx.read_ahead(Ahead("", result.system_id))
        system = await work.tx.systems.get(result.system_id)
        return system if system is not None else Nothing()
    if isinstance(result, DidYouMean | Nothing):
        met = await by_place(work, query)
        return met if met is not None else result
    return result


async def by_place(work: Work, query: str) -> System | None:
    """A link, a bot or a channel that exactly one system names as its place."""
    wanted = folded(query)
    met = [one for one in await work.tx.systems.all() if any(folded(place) == wanted for place in (*one.places, *one.links))]
    return met[0] if len(met) == 1 else None


async def _systems(work: Work, ids: tuple[SystemId, ...]) -> list[System]:
    found = await work.tx.systems.many(ids)
    return [found[one] for one in ids if one in found]


async def of_system(work: Work, actor: Person | None, system: System, *, shared: bool = False) -> Card:
    """The colleague's view of one system."""
    return views.card(await facts(work, actor, system), shared=shared)


async def among_others(work: Work, actor: Person, typed: str, limit: int) -> list[Card]:
    """What a search offers to be shown to others: the systems this person may look up whose name goes on from what was typed, or that it finds."""
    slugs = [slug for slug, _ in await suggestions.suggestions(work, actor, typed, limit)]
    found = [one for slug in slugs if (one := await work.tx.systems.by_slug(slug)) is not None]
    if not found and typed.strip() and not actor.external:
        guessed = await find(work, typed)
        found = [guessed] if isinstance(guessed, System) else []
    return [views.brief(await facts(work, actor, one)) for one in found]


async def facts(work: Work, actor: Person | None, system: System) -> views.LookUpFacts:
    """Everything the look-up shows."""
    by_role = await work.tx.seats.of(system.id)
    found = await seats.staffing(work, system, [by_role[role] for role in Role if role in by_role])
    ids = [one.seat.id for one in found]
    last, missed = await work.tx.answers.last(ids), await work.tx.check_ins.missed(ids)
    calendar = calendar_of(actor, work.organisation) if actor is not None else organisation_calendar(work.organisation)
    shown = tuple([await _seat(work, one, last.get(one.seat.id), missed.get(one.seat.id), calendar) for one in found])
    concerns = await work.tx.concerns.open_of((system.id,))
    own = await towards(work, actor, system) if actor is not None else Standing()
    return views.LookUpFacts(
        system=system,
        seats=shown,
        concerns=tuple((one.severity, one.wrong_since or local_day(calendar, one.raised_at)) for one in concerns),
        fallback=() if any(views.who_answers(one) for one in shown) else tuple(await _admins(work)),
        addresses=work.organisation.admins,
        may_edit=may(own, Right.EDIT),
        may_excuse=actor is not None and bool(await excuse.excusable_roles(work, actor, system)),
        reader=actor,
        sees_decisions=may(own, Right.DECISIONS),
        sees_history=may(own, Right.HISTORY),
        alive=await _alive(work, system),
    )


async def _alive(work: Work, system: System) -> tuple[SignalKind | Role, datetime, datetime] | None:
    found = await signs_of_life.last(work, system)
    match found:
        case Signal() as signal, _, since:
            return signal.kind, signal.at, since
        case Answer() as answer, Role() as role, since:
            return role, answer.given_at, since
        case _:
            return None


async def _seat(work: Work, one: Staffing, last: Answer | None, missed: Missed | None, calendar: Calendar) -> views.SeatView:
    """`calendar`: of the reader, whose days are told."""
    if one.holding is None:
        return await _unheld(work, one)
    quiet = quiet_since(missed)
    silent = one.episode(EpisodeKind.SILENT)
    since = quiet or (silent.since if silent else None)
    return views.SeatView(
        one.seat.id,
        one.seat.role,
        SeatState.HELD,
        job_state(True, False, one.episodes, quiet is not None, one.holding.leaving_at is not None),
        person=one.holder,
        cover=one.who.person if isinstance(one.who, Asked) and one.who.standing_in else None,
        there=isinstance(one.who, Asked),
        last_kind=last.kind if last else None,
        last_on=local_day(calendar, last.given_at) if last else None,
        last_by=await work.tx.people.get(last.person_id) if last and last.person_id != one.holding.person_id else None,
        since=local_day(calendar, since) if since else None,
        knows=await _knows(work, one),
    )


async def _unheld(work: Work, one: Staffing) -> views.SeatView:
    """Vacant, or offered to somebody; an import's claim is named as such until it is an offer."""
    claimed = await work.tx.people.get(one.offer.person_id) if one.offer is not None and one.offer.invited_at is None else None
    return views.SeatView(
        one.seat.id, one.seat.role, one.state, Job.ASKED if one.offer else Job.NOBODY,
        given=one.seat.gap_given, reason=one.seat.gap_reason, claimed=claimed.name if claimed else "",
    )  # fmt: skip


async def _knows(work: Work, situation: Staffing) -> Person | None:
    """Who has been told of what is not fine, and is still here; nobody knows before a telling has arrived."""
    for episode in situation.episodes:
        for telling in await work.tx.tellings.of(episode.id):
            reader = await work.tx.people.get(telling.reader_id) if telling.told_at is not None else None
            if reader is not None and reader.active:
                return reader
    return None


async def count_sighting(work: Work, query: str) -> None:
    """A name that the register does not have was asked for once more; never by whom (PRODUCT §7)."""
    await work.tx.sightings.count(folded(query)[:200], query.strip()[:200], work.now.date())
