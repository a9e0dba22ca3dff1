"""What must hold of ownership at every moment, whatever has happened: read from the database, never from the product's own replies."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.actions import diagnose, ladder, seats
from bot.actions.work import Work
from bot.cards import Facts
from bot.events import Reply
from bot.model import Assignment, AssignmentState, Episode, PersonId, Role, SeatId
from bot.ports.store import Tx
from bot.views.plain import text
from tests.ownership_world import World
from tests.scene import ACME

STILL = datetime.max.replace(tzinfo=UTC)
LATE = timedelta(days=9)  # a week, and a week-end at its end


async def hold(tx: Tx, world: World, said_yes: set[tuple[str, str]]) -> None:
    """One holder and one offer a seat, each holder here and by their own yes; every silence told in time or shown as unheard."""
    open_ = await tx.assignments.open_all()
    active = await who_is_here(tx)
    for state in (AssignmentState.ACCEPTED, AssignmentState.PROPOSED):
        taken = [one.seat_id for one in open_ if one.state is state]
        assert len(taken) == len(set(taken)), f"two {state.value} in one seat"
    for one in open_:
        assert one.person_id in active, f"{one.state.value}, and not active"
        if one.state is AssignmentState.ACCEPTED:
            assert (one.id, one.person_id) in said_yes, "a holder who did not accept"
    work = Work(tx, world.clock.now(), ACME)
    unheard = {line.seat.seat_id for line in (await diagnose.figures(work)).unheard}
    for episode in await tx.episodes.open_all():
        await _was_told(work, episode, world.disturbed, active, unheard)


async def _was_told(work: Work, episode: Episode, disturbed: datetime, active: set[PersonId], unheard: set[SeatId]) -> None:
    situation = await seats.load(work, episode.seat_id)
    if not await ladder.ladder_of(work, situation, episode.person_id):
        waits = situation.offer is not None
        assert episode.nobody_left or waits or disturbed == work.now, "nobody is left to tell, and it does not say so"
        assert episode.seat_id in unheard or not episode.nobody_left, "not on the diagnostic as nobody left to tell"
        return
    assert not episode.nobody_left or disturbed == work.now, "somebody can be told, and it says nobody is left"
    if situation.offer is not None or (episode.waits_until is not None and episode.waits_until > work.now):
        return
    tellings = [one for one in await work.tx.tellings.of(episode.id) if one.told_at is not None]
    told = sorted(one.told_at for one in tellings if one.told_at is not None)
    since = max(episode.since, disturbed)
    for before, after in pairwise([since, *(one for one in told if one > since), work.now]):
        assert after - before <= LATE, f"{episode.kind.value} since {episode.since}: untold from {before} to {after}"
    newest = [one for one in tellings if one.told_at is not None and one.told_at > since]
    assert not newest or any(one.reader_id in active for one in newest), "told to nobody who is here"


def steward_first(made: Iterable[Assignment], all_seats: Mapping[tuple[int, Role], SeatId], stewards: set[int]) -> None:
    """R2: `made` in chat; `stewards`: the systems that had an accepted one at that moment."""
    for one in made:
        number, role = next(place for place, seat in all_seats.items() if seat == one.seat_id)
        assert role is Role.STEWARD or number in stewards, f"{role.value} of {number} was offered without a steward"


async def one_holder_at_a_time(tx: Tx, all_seats: Iterable[SeatId]) -> None:
    """Over the whole history: nobody began before the one before them had ended (R7)."""
    rows = await tx.assignments.history(all_seats)
    for seat in {one.seat_id for one in rows}:
        held = sorted((one.accepted_at, one.ended_at or STILL) for one in rows if one.seat_id == seat and one.accepted_at)
        for (_, ended), (began, _) in pairwise(held):
            assert ended <= began, "two holders at one instant"


async def who_is_here(tx: Tx) -> set[PersonId]:
    """The active ones."""
    return {one.id for one in await tx.people.active()}


def day_of(moment: datetime) -> date:
    """The date on the asker's wall."""
    return moment.astimezone(ZoneInfo(ACME.zone)).date()


def history_names(reply: Reply, role: Role, name: str) -> None:
    """`/owner <system> on <date>`: in the role's own line."""
    assert reply.card is not None and not reply.problem, reply
    lines = {fact.label: text(fact.value) for part in reply.card.parts if isinstance(part, Facts) for fact in part.facts}
    assert name in lines[role.value.capitalize()].partition("; now ")[0], f"{name} held {role.value}, not said in {lines}"
