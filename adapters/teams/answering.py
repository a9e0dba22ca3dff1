"""A reply of the desk where Teams shows it: in the card that was pressed, in a window, below in the conversation.

An invoke is answered in its own HTTP response (learn.microsoft.com/microsoftteams/platform, Universal Actions for Adaptive Cards).
"""

import asyncio

import aiohttp
import structlog

from adapters.teams import activities, cards, files, forms
from adapters.teams.again import in_window, remembering
from adapters.teams.connector import Called, Told
from adapters.teams.forms import Systems
from adapters.teams.inbound import From
from adapters.teams.outbound import TeamsSender
from adapters.teams.text import Json
from bot.cards import Button, Card, Form, Paragraph
from bot.events import CardReader, File, Reply
from bot.ports.sender import Busy, Outcome, Sent
from bot.ports.store import Store
from bot.views.words import spans

log = structlog.get_logger(__name__)
TEXT = "application/vnd.microsoft.activity.message"  # the type of an answer in words
TITLE = 60  # characters of a window's
HOLDS_ON = 10.0  # seconds that an answer waits for a busy Teams; whoever asked has long asked again then
TOO_LONG = "This form is too long for Teams. Please shorten what is in it, and try once more."
BELOW = "The answer is below."
ALONE = "I answered in our own chat, because it is for you alone."
NOT_THERE = "That is for you alone, and I cannot write to you yet: add Rollcall for yourself (Apps, Rollcall, Add), and ask me there."
NO_FILES = "I cannot send files here. Ask me for it in our own chat."
FILE_ALONE = "That is for you alone: ask me for it in our own chat."
FILE_ASKED = "Below I ask whether I may put the file into your OneDrive."
FILE_LOST = (
    "I could not put the file into your OneDrive. Please ask for it once more; if that does not help, your Teams may not let apps do it."
)
DONE = "Done."
NOT_OURS = "I don't know this button. Please ask me anew."


class Answering:
    """Renders for whoever reads the reply."""

    def __init__(self, store: Store, sender: TeamsSender, session: aiohttp.ClientSession, *, local: bool) -> None:
        self._store, self._sender, self._session, self._local = store, sender, session, local

    # In the card that was pressed

    def in_card(self, reader: CardReader, card: Card, asked: str) -> Json:
        """The message changes in place for whoever pressed. `asked`: the words that made it, if any did."""
        return {"statusCode": 200, "type": activities.CARD, "value": remembering(cards.card(card, reader.zone), asked)}

    def form_in_card(self, reader: CardReader, form: Form, asked: str, systems: Systems) -> Json:
        """The form takes the card's place; *Not now* brings back what stood there."""
        shown = self._form(reader, form, systems)
        return {"statusCode": 200, "type": activities.CARD, "value": remembering(shown, asked)} if shown else in_words(TOO_LONG)

    def _form(self, reader: CardReader, form: Form, systems: Systems) -> Json | None:
        try:
            return forms.form(form, reader.zone, reader.mentions, systems)
        except ValueError:
            log.error("teams_form_too_long", action=form.action)
            return None

    # Below in the conversation

    async def to_words(self, who: From, reply: Reply, asked: str, systems: Systems) -> None:
        """Where somebody wrote: in their own chat, or in the thread for all, or only for whoever asked."""
        made = self._message(reply, asked, systems)
        if made is None:
            return
        if who.personal or reply.public:
            _note("words", await self._post(who, made))
        elif who.targeted:
            to = {"recipient": {"id": who.account}}
            _note("words", await self._post(who, made | to, targeted=True))
        else:
            await self.to_themselves(who, made)

    async def below(self, who: From, reply: Reply, card: Card) -> None:
        """More than the pressed card has room for; among others it is for whoever pressed alone, but for what they share."""
        made = activities.message(card, reply.reader.zone)
        if who.personal or reply.public:
            _note("below", await self._post(who, made))
        else:
            await self.to_themselves(who, made)

    async def to_themselves(self, who: From, made: Json) -> None:
        """In their own chat, and in the thread a word that it is there."""
        async with self._store.reading() as tx:
            account = await tx.accounts.find(who.caller.platform, who.tenant, who.user)
        sent: Outcome | None = await self._sender.to_person(account, made) if account is not None else None
        if not isinstance(sent, Sent):
            log.warning("teams_answer_not_shown", what="alone", why=str(sent))
        _note("alone", await self._post(who, activities.words(ALONE if isinstance(sent, Sent) else NOT_THERE)))

    async def say(self, who: From, text: str) -> None:
        """A sentence of ours, where somebody wrote."""
        _note("words", await self._post(who, activities.words(text)))

    async def send(self, who: From, activity: Json) -> None:
        """Something that is made already, where somebody is."""
        _note("send", await self._post(who, activity))

    async def upload(self, url: str, file: File) -> bool:
        """Into somebody's OneDrive; never to any other place."""
        return files.may_take(url, local=self._local) and await files.upload(self._session, url, file)

    async def _post(self, who: From, made: Json, *, targeted: bool = False) -> Called:
        """Somebody waits for it: whoever is told to hold on tries once more, where that is soon."""
        answer = await self._posted(who, made, targeted=targeted)
        if not isinstance(answer, Busy) or answer.seconds > HOLDS_ON:
            return answer
        await asyncio.sleep(answer.seconds)
        return await self._posted(who, made, targeted=targeted)

    async def _posted(self, who: From, made: Json, *, targeted: bool) -> Called:
        to = "" if who.personal else who.activity
        return await self._sender.connector.post(who.service, who.conversation, who.tenant, made, to=to, targeted=targeted)

    def _message(self, reply: Reply, asked: str, systems: Systems) -> Json | None:
        """A form is a card here like any other; what was understood stands in it already."""
        if reply.form is not None:
            shown = self._form(reply.reader, reply.form, systems)
            return activities.of(remembering(shown, asked), cards.heading(reply.form.title)) if shown else activities.words(TOO_LONG)
        card = reply.card or reply.update
        if card is None:
            return activities.words(NO_FILES) if reply.file is not None else None
        made = cards.card(card, reply.reader.zone)
        return activities.of(made if reply.public else remembering(made, asked), cards.summary(card, reply.reader.zone))

    # In a window

    def window(self, reply: Reply, systems: Systems) -> Json:
        """The answer to a message action, or to what was pressed in its window (Teams, Action-based message extensions)."""
        if reply.form is not None:
            shown = self._form(reply.reader, reply.form, systems)
            return _opened(reply.form.title, shown) if shown else note(TOO_LONG)
        card = reply.card or reply.update
        if card is None:
            return note(NO_FILES if reply.file is not None else DONE)
        return _opened(cards.summary(card, reply.reader.zone), cards.card(card, reply.reader.zone))


def in_words(text: str) -> Json:
    """An answer to a click that leaves the card as it is; a sentence of ours."""
    return {"statusCode": 200, "type": TEXT, "value": text}


def note(text: str) -> Json:
    """A window with a sentence of ours."""
    return {"task": {"type": "message", "value": text}}


def put_away(action: str, ref: str) -> Card:
    """What stands where a form was put away, where nothing is known of what stood there: the way back to it."""
    again = (Button(action, ref, "Open it again"),) if action else ()
    return Card(spans("Nothing was changed."), (Paragraph(spans("You can ask me anew at any time.")),), again, "put_away")


def _opened(title: str, shown: Json) -> Json:
    value = {"title": cards.heading(title, TITLE), "height": "medium", "width": "medium", "card": activities.attachment(in_window(shown))}
    return {"task": {"type": "continue", "value": value}}


def _note(what: str, answer: Called) -> None:
    """Nobody waits for it, but it is in the log."""
    if not isinstance(answer, Told):
        log.warning("teams_answer_not_shown", what=what, why=str(answer))
