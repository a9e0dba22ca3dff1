"""What a newcomer must know about a seat, on one page (issue, Hand-over)."""

from bot.actions import question_facts, seats
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.cards import Card
from bot.events import Reply
from bot.model import Person, Role, SeatId
from bot.rules.access import Right, may
from bot.rules.asking import Asked
from bot.views import hand_over as views
from bot.views import replies


async def page(work: Work, actor: Person, seat_id: SeatId) -> Reply:
    """For its holder, who stands in now and has said yes to it, the steward and admins."""
    if await work.tx.seats.get(seat_id) is None:
        return Reply(problem="over", card=replies.no_longer("This seat"))
    situation = await seats.load(work, seat_id)
    steward = await seats.steward_of(work, situation.system)
    asked = situation.who.person if isinstance(situation.who, Asked) else None
    near = {one.id for one in (situation.holder, asked, steward) if one is not None}
    if actor.id not in near and not work.is_admin(actor):
        return Reply(problem="may_not", card=replies.may_not("This page", await work.admins()))
    return Reply(card=await card(work, situation, actor))


async def card(work: Work, situation: seats.Situation, reader: Person) -> Card:
    """Normal, checks, the last answers, open concerns, how to stop it, links, and who the other two are."""
    system, seat = situation.system, situation.seat
    rows = await work.tx.answers.recent(seat.id, 3)
    texts = await work.tx.contents.texts(one.words_id for one in rows)
    people = await work.tx.people.many(one.person_id for one in rows)
    holders = await seats.holders(work, system)
    before = [one for one in await work.tx.assignments.history([seat.id]) if one.accepted_at and one.ended_at]
    predecessor = await work.tx.people.get(before[-1].person_id) if before else None
    return views.page(
        views.HandOverFacts(
            system=system,
            role=seat.role,
            answers=tuple(
                views.LastAnswer(one.kind, one.given_at, people.get(one.person_id), texts.get(one.words_id or "", "")) for one in rows
            ),
            concerns=await question_facts.open_concerns(work, system, reader),
            others=tuple((role, holders.get(role)) for role in Role if role is not seat.role),
            predecessor=predecessor if predecessor is not None and predecessor.id != reader.id else None,
            outsider=not may(await standing(work, reader, system), Right.BUDGET),
        )
    )
