"""Systems that somebody looks for: *Who owns…* in the message box, and a form's list as they type (learn.microsoft.com/microsoftteams/platform)."""

from functools import partial

from adapters.payload import Payload, text_in
from adapters.teams import cards, forms, inbound
from adapters.teams.activities import attachment
from adapters.teams.forms import SYSTEMS, Systems
from adapters.teams.ids import OWNER
from adapters.teams.inbound import From
from adapters.teams.limits import CHOICES
from adapters.teams.meeting import Meeting
from adapters.teams.text import Json
from bot.actions import look_up
from bot.actions.suggestions import suggestions
from bot.actions.work import Work
from bot.cards import Card, FieldKind
from bot.events import Reply
from bot.model import Person
from bot.rules.typed import clean

FOUND = "application/vnd.microsoft.search.searchResponse"
PREVIEW = "application/vnd.microsoft.card.thumbnail"
SHOWN, CHOSEN = 8, 15  # rows of a search; of a list that is looked up, of which Teams shows no more


class Finding:
    """For all tenants."""

    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting

    async def search(self, activity: Payload) -> Json:
        """A composeExtension/query: cards to insert where others read them, so without buttons and without anybody's silence."""
        who = inbound.sender(activity)
        asked = who.user and text_in(inbound.invoked(activity), "commandId") == OWNER
        found = await self._meeting.show(who, partial(_found, typed=inbound.parameter(activity, "system"))) if asked else None
        zone = (await self._meeting.reader(who)).zone if found else ""
        rows = [_result(card, zone) for card in found or ()]
        return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": rows}}

    async def options(self, activity: Payload) -> Json:
        """An application/search: what goes on from what was typed."""
        who, asked = inbound.sender(activity), inbound.invoked(activity)
        typed = clean(text_in(asked, "queryText"), inbound.TYPED)
        known = bool(who.user) and text_in(asked, "dataset") == SYSTEMS
        found = await self._meeting.show(who, partial(_suggested, typed=typed, limit=CHOSEN)) if known else None
        return {"statusCode": 200, "type": FOUND, "value": {"results": [forms.choice(value, label) for value, label in found or ()]}}

    async def systems(self, who: From, reply: Reply) -> Systems:
        """All systems, where the reply's form asks for one and one list holds them."""
        if reply.form is None or not any(one.kind is FieldKind.SYSTEM for one in reply.form.fields):
            return ()
        found = await self._meeting.show(who, partial(_suggested, typed="", limit=CHOICES + 1))
        return found if found and len(found) <= CHOICES else ()


def _result(card: Card, zone: str) -> Json:
    """A card, with what its row says."""
    made = attachment(cards.card(card, zone))
    return made | {"preview": {"contentType": PREVIEW, "content": {"title": cards.summary(card, zone)}}}


async def _found(work: Work, person: Person, *, typed: str) -> list[Card]:
    return await look_up.among_others(work, person, typed, SHOWN)


async def _suggested(work: Work, person: Person, *, typed: str, limit: int) -> list[tuple[str, str]]:
    return await suggestions(work, person, typed, limit)
