"""A question that is not for whoever answers it (PRODUCT §6; VOICE, Not yours to answer)."""

from bot.actions import seats
from bot.actions.seats import Situation
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.events import Reply
from bot.model import Person
from bot.rules.access import Right, may
from bot.rules.answers import Refused
from bot.rules.asking import Asked
from bot.views import check_in as views


async def not_theirs(work: Work, situation: Situation, actor: Person) -> Reply:
    """Whose it is now, for those who may know; outsiders read no name of what is not theirs."""
    own = await standing(work, actor, situation.system)
    asked = situation.who.person if isinstance(situation.who, Asked) and may(own, Right.LOOK_UP) else None
    steward = await seats.steward_of(work, situation.system) if asked is not None else None
    return Reply(
        problem=Refused.NOT_YOURS.value, card=views.refused(Refused.NOT_YOURS, situation.system, situation.seat.role, asked, steward)
    )
