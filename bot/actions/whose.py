"""What is not for whoever presses it: whose it is, for those who may know (PRODUCT §6; VOICE, Not yours to answer)."""

from bot.actions import seats
from bot.actions.seats import Situation
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.events import Reply
from bot.model import CheckIn, CheckInId, Person, System
from bot.rules.access import Right, may
from bot.rules.answers import Refused
from bot.rules.asking import Asked
from bot.views import check_in as views
from bot.views import replies


async def their_question(work: Work, actor: Person, check_in_id: str) -> CheckIn | Reply:
    """A question that this person answers; else what is said instead: it is gone, or somebody else's."""
    check_in = await work.tx.check_ins.get(CheckInId(check_in_id))
    if check_in is None:
        return Reply(problem="over", card=views.gone())
    situation = await seats.load(work, check_in.seat_id)
    return check_in if situation.is_answered_by(check_in, actor.id) else await not_theirs(work, situation, check_in, actor)


async def not_theirs(work: Work, situation: Situation, check_in: CheckIn, actor: Person) -> Reply:
    """A question: whose it is now; what somebody said while it was theirs stays said."""
    knows = await may_know(work, actor, situation.system)
    asked = situation.who.person if isinstance(situation.who, Asked) and knows else None
    steward = await seats.steward_of(work, situation.system) if asked is not None else None
    answer = await work.tx.answers.get(check_in.answer_id) if check_in.answer_id else None
    stays = answer is not None and answer.person_id == actor.id
    return Reply(problem=Refused.NOT_YOURS.value, card=views.not_yours(actor, asked, steward, knows=knows, stays=stays))


async def of_another(work: Work, actor: Person, system: System, asked: Person | None, what: str) -> Reply:
    """An offer, or a question to one person by name."""
    knows = await may_know(work, actor, system)
    return Reply(problem="not_yours", card=replies.for_another(what, asked if knows else None))


async def may_know(work: Work, actor: Person, system: System) -> bool:
    """Outsiders read no name of what is not theirs, neither a person's nor the system's."""
    return may(await standing(work, actor, system), Right.LOOK_UP)
