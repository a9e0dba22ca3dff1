"""What a reader sees, they can press: every card loses the buttons that its reader would be refused (R2, R3, PRODUCT §6)."""

from dataclasses import replace

from bot.actions import go_away, offers, seats
from bot.actions.work import Work
from bot.cards import Button, Card, Line, Lines, Part
from bot.model import AssignmentId, EpisodeId, Person, PersonId, Seat, SeatId, System
from bot.views import actions, replies

OFFERS = frozenset({actions.OFFER, actions.REASSIGN})
GRANTS = frozenset({actions.EXCUSE, actions.HOURS, actions.INVITE_ONE, actions.WITHDRAW, actions.GRANT})
HOLDERS = frozenset({actions.NAME_SECOND, actions.COMBINE_REASON})
OF_SEATS = OFFERS | GRANTS | HOLDERS
OF_OTHERS = frozenset({actions.ASK_AGAIN, actions.LOOKED})
ABOUT_OFFERS = frozenset({actions.WITHDRAW, actions.GRANT})


async def by(work: Work, reader: Person, card: Card) -> Card:
    """The card with what this reader can press, and where nothing is left of a line, who can."""
    parts, buttons = tuple([await _part(work, reader, one) for one in card.parts]), await _buttons(work, reader, card.buttons)
    return card if (parts, buttons) == (card.parts, card.buttons) else replace(card, parts=parts, buttons=buttons)


async def _part(work: Work, reader: Person, part: Part) -> Part:
    if not isinstance(part, Lines):
        return part
    lines: list[Line] = []
    for one in part.lines:
        lines.append(replace(one, buttons=await _buttons(work, reader, one.buttons)))
    return Lines(tuple(lines))


async def _buttons(work: Work, reader: Person, buttons: tuple[Button, ...]) -> tuple[Button, ...]:
    found: dict[tuple[str, str], Button] = {}
    lost: System | None = None
    for one in buttons:
        if one.action == actions.COVER and not await _may_cover(work, reader, one.ref):
            continue
        if one.action in OF_OTHERS and await _is_about(work, reader, one.ref):
            continue
        about = await _about(work, one)
        kept = one if about is None else await _pressable(work, reader, one, *about)
        if kept is not None:
            found.setdefault((kept.action, kept.ref), kept)
        elif about is not None:
            lost = about[1]
    return tuple(found.values()) or ((replies.who_can(lost),) if lost else ())


async def _may_cover(work: Work, reader: Person, ref: str) -> bool:
    person = await work.tx.people.get(PersonId(ref))
    return person is None or await go_away.may_name_cover(work, reader, person)


async def _is_about(work: Work, reader: Person, ref: str) -> bool:
    """Nobody looks after their own silence."""
    episode = await work.tx.episodes.get(EpisodeId(ref))
    return episode is not None and episode.person_id == reader.id


async def _about(work: Work, button: Button) -> tuple[Seat, System] | None:
    """The seat whose granter the button is for; None: it is for its reader anyway."""
    ref = button.ref
    if button.action in ABOUT_OFFERS:
        offer = await work.tx.assignments.get(AssignmentId(ref))
        ref = offer.seat_id if offer else ""
    elif button.action == actions.ASK_COVER:
        ref = ref.partition(":")[0]
    elif button.action not in OF_SEATS:
        return None
    seat = await work.tx.seats.get(SeatId(ref))
    system = await work.tx.systems.get(seat.system_id) if seat else None
    return (seat, system) if seat and system else None


async def _pressable(work: Work, reader: Person, button: Button, seat: Seat, system: System) -> Button | None:
    if button.action in GRANTS:
        return button if await _made(work, reader, button) or await offers.grants(work, reader, system, seat.role) else None
    if button.action in HOLDERS:
        return button if await _holds(work, reader, seat, system, button.action) else None
    named = await offers.to_name(work, reader, system, seat.role)
    if named is None or named.id == seat.id:
        return button if named else None
    again = bool(await work.tx.assignments.open_of(named.id))
    return replies.name_its_steward(named.id, again=again) if button.action in OFFERS else None


async def _made(work: Work, reader: Person, button: Button) -> bool:
    """Whoever made an offer can take it back, though somebody else grants the seat: a hand-over."""
    offer = await work.tx.assignments.get(AssignmentId(button.ref)) if button.action == actions.WITHDRAW else None
    return offer is not None and offer.offered_by == reader.id


async def _holds(work: Work, reader: Person, seat: Seat, system: System, action: str) -> bool:
    """Its holder; a second pair of eyes is else named by admins only, a reason given by whoever grants."""
    holder = (await seats.holders(work, system)).get(seat.role)
    if work.is_admin(reader) or (holder is not None and holder.id == reader.id):
        return True
    return action == actions.COMBINE_REASON and await offers.grants(work, reader, system, seat.role)
