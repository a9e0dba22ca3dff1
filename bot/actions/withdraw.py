"""Take an open offer back."""

from bot.actions import offers
from bot.actions.vacancies import close_offer
from bot.actions.work import Work
from bot.events import Reply
from bot.model import AssignmentState, Person
from bot.views import replies


async def withdraw(work: Work, actor: Person, offer_id: str) -> Reply:
    """By whoever made it, or could have made it."""
    found = await offers.open_offer(work, offer_id)
    if found is None or found[0].state is not AssignmentState.PROPOSED:
        return Reply(problem="over", card=replies.no_longer("This offer"))
    offer, situation = found
    if offer.offered_by != actor.id and not await offers.may_grant(work, actor, situation):
        return Reply(problem="may_not", card=replies.may_not_offer(situation.seat.role, await work.admins()))
    await close_offer(work, situation.seat.id, AssignmentState.WITHDRAWN, "withdrawn")
    return Reply(card=replies.said(f"The offer for {situation.system.name} is withdrawn.", state="withdrawn"))
