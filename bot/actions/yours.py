"""Whether a line of a message is still its reader's business: roles end, and what was sent once is changed in place (PRODUCT §6)."""

from bot.actions import concern_parties, confirm, ladder, offers, seats
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.model import (
    Assignment,
    AssignmentId,
    ConcernId,
    Confirmation,
    ConfirmationId,
    DecisionId,
    EpisodeId,
    ItemKind,
    MessageItem,
    Person,
    Role,
    SeatId,
    System,
)
from bot.rules.access import Right, may
from bot.rules.asking import Asked
from bot.rules.concerns import Reads

SENT_LATER = frozenset({ItemKind.CONCERN, ItemKind.SWITCH_OFF})  # looked at anew before they are sent as well


async def no_longer(work: Work, item: MessageItem, reader: Person, updating: bool) -> System | None:
    """The system that this line is about, where its reader has no part in it any more; None: it is theirs."""
    if not updating and item.kind not in SENT_LATER:
        return None
    match item.kind:
        case ItemKind.CONCERN:
            return await _concern(work, item.ref, reader)
        case ItemKind.SWITCH_OFF:
            return await _switch_off(work, item.ref, reader)
        case ItemKind.TELLING:
            episode = await work.tx.episodes.get(EpisodeId(item.ref))
            return await _of_seat(work, episode.seat_id, reader) if episode else None
        case ItemKind.MOVED:
            return await _of_seat(work, SeatId(item.ref), reader)
        case ItemKind.CONFIRMATION_TOLD | ItemKind.OFFER_TOLD:
            return await _of_granter(work, item, reader)
        case _:
            return None


async def _concern(work: Work, concern_id: str, reader: Person) -> System | None:
    concern = await work.tx.concerns.get(ConcernId(concern_id))
    system = await work.tx.systems.get(concern.system_id) if concern else None
    if concern is None or system is None:
        return None
    around = await concern_parties.around(work, system)
    return system if await concern_parties.reading(work, reader, concern, around) is Reads.NOTHING else None


async def _switch_off(work: Work, decision_id: str, reader: Person) -> System | None:
    """The technical side confirms it, where there is none the steward (PRODUCT §5)."""
    decision = await work.tx.decisions.get(DecisionId(decision_id))
    system = await work.tx.systems.get(decision.system_id) if decision else None
    if system is None:
        return None
    own = await standing(work, reader, system)
    if own.admin or own.holds & {Role.MAINTAINER, Role.STEWARD}:
        return None
    maintainer = await seats.load(work, (await work.tx.seats.of(system.id))[Role.MAINTAINER].id)
    asked = maintainer.who.person if isinstance(maintainer.who, Asked) else await seats.steward_of(work, system)
    return None if asked is not None and asked.id == reader.id else system


async def _of_seat(work: Work, seat_id: SeatId, reader: Person) -> System | None:
    """A silence is told to the ladder, whoever stands on it now."""
    situation = await seats.load(work, seat_id)
    if may(await standing(work, reader, situation.system), Right.SILENCE):
        return None
    rungs = await ladder.ladder_of(work, situation, None)
    return None if reader.id in {one.person for _, rung in rungs for one in rung} else situation.system


async def _of_granter(work: Work, item: MessageItem, reader: Person) -> System | None:
    """Whoever can grant the seat, and its holder, who may have asked a successor."""
    if item.kind is ItemKind.CONFIRMATION_TOLD:
        row: Confirmation | Assignment | None = await work.tx.confirmations.get(ConfirmationId(item.ref))
    else:
        row = await work.tx.assignments.get(AssignmentId(item.ref))
    if row is None:
        return None
    situation = await seats.load(work, row.seat_id)
    theirs = {one.id for one in await confirm.who_grants(work, situation, row.person_id)}
    theirs |= {situation.holder.id} if situation.holder else set()
    return None if reader.id in theirs or await offers.may_grant(work, reader, situation) else situation.system
