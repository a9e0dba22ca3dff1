"""A reply of the desk where Slack shows it: in the response, in a window, in the message, in the conversation."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

import structlog

from adapters.slack import cards, forms, inbound
from adapters.slack.client import Called, PostClient, Told, call
from adapters.slack.inbound import Click
from adapters.slack.outbound import SlackSender, find_in, metadata
from adapters.slack.text import Json
from bot.cards import Button, Card, Form, Paragraph, Style
from bot.events import Caller, CardReader, File, Reply
from bot.model import PersonId
from bot.ports.sender import Sent
from bot.ports.store import Store
from bot.views.words import spans

log = structlog.get_logger(__name__)
TOO_LATE = "The window could not be opened in time. Please try once more."
TOO_LONG = "This form is too long for a Slack window."
NO_FILES = "I may not send files here: the scope files:write is missing. An admin can add it, or read the same on the page."
FILE_SENT = "The file is in our direct message."


class Answering:
    """Renders for whoever reads the reply."""

    def __init__(self, store: Store, sender: SlackSender) -> None:
        self._store, self._sender = store, sender

    def message(self, reader: CardReader, card: Card) -> Json:
        """Text and blocks; marked as an answer, so that a press on it knows. Plain blocks alone: nobody would hear of a refusal here."""
        return _message(card, reader.zone, reader.mentions)

    async def to_command(self, caller: Caller, reply: Reply, trigger: str) -> Json | str:
        """The body of the response to a slash command; JSON already, where that is all."""
        if reply.form is not None:
            return await self._window(caller, reply, reply.form, trigger)
        words = await self._file(caller, reply.file) if reply.file is not None else ""
        card = reply.card or reply.update
        if card is None:
            return privately(words) if words else {}
        seen = "in_channel" if reply.public else "ephemeral"
        if words:
            return {"response_type": seen, **_with_words(self.message(reply.reader, card), words)}
        return _drawn(card, reply.reader.zone, tuple(reply.reader.mentions.items()), seen)

    async def _window(self, caller: Caller, reply: Reply, form: Form, trigger: str) -> Json:
        shown = self._form(reply.reader, form)
        slack = await self._sender.slack(caller.tenant)
        if shown is None or slack is None:
            return privately(TOO_LONG)
        return {} if isinstance(await call(slack, "views.open", trigger_id=trigger, view=shown), Told) else privately(TOO_LATE)

    def _form(self, reader: CardReader, form: Form) -> Json | None:
        try:
            return forms.view(form, reader.zone, mentions=reader.mentions)
        except ValueError:
            log.error("slack_form_too_long", action=form.action)
            return None

    async def to_click(self, caller: Caller, reply: Reply, click: Click, home: bool, answer: bool) -> None:
        """In the window or message the button stands on; what the outbox sent, the engine keeps true itself."""
        slack = await self._sender.slack(caller.tenant)
        if slack is None:
            return
        words = await self._file(caller, reply.file) if reply.file is not None else ""
        if reply.form is not None:
            await self._form_after(slack, reply, reply.form, click, home)
        elif click.view:
            await self._card_after(slack, reply, click, home)
        elif click.private:
            card = reply.card or reply.update
            if card is not None:
                await self._to_url(
                    slack, click.response_url, self.message(reply.reader, card), public=reply.public, replaces=not reply.public
                )
        else:
            await self._below(slack, reply, click, answer)
        if words and not click.view:
            await self._to_url(slack, click.response_url, {"text": words}, public=False, replaces=False)

    async def _form_after(self, slack: PostClient, reply: Reply, form: Form, click: Click, home: bool) -> None:
        shown = self._form(reply.reader, form)
        if shown is None:
            await self._to_url(slack, click.response_url, {"text": TOO_LONG}, public=False, replaces=False)
        elif click.view and not home:
            _note("form", await call(slack, "views.update", view_id=click.view, view=shown))
        elif not isinstance(await call(slack, "views.open", trigger_id=click.trigger, view=shown), Told):
            await self._to_url(slack, click.response_url, {"text": TOO_LATE}, public=False, replaces=False)

    async def _card_after(self, slack: PostClient, reply: Reply, click: Click, home: bool) -> None:
        card = reply.card or (None if home else reply.update)
        if card is None:
            return
        shown = self._card(reply.reader, card)
        if home:
            _note("card", await call(slack, "views.open", trigger_id=click.trigger, view=shown))
        else:
            _note("card", await call(slack, "views.update", view_id=click.view, view=shown))

    async def _below(self, slack: PostClient, reply: Reply, click: Click, answer: bool) -> None:
        """A message in the conversation: changed where it is our own answer, the rest below it."""
        if answer and reply.update is not None:
            shown = self.message(reply.reader, reply.update)
            _note("update", await call(slack, "chat.update", channel=click.channel, ts=click.message, **shown))
        if reply.card is None or (answer and reply.card == reply.update) or await self._stands_there(slack, reply, click):
            return
        shown, alone = self.message(reply.reader, reply.card), click.channel.startswith("D")  # in a channel others would read it
        if (
            reply.public
            or not alone
            or not isinstance(await self._post(slack, click.channel, shown, key_of("press", click.event_id)), Told)
        ):
            await self._to_url(slack, click.response_url, shown, public=reply.public, replaces=False)

    async def _stands_there(self, slack: PostClient, reply: Reply, click: Click) -> bool:
        """The same click came before, and its answer is in the conversation; what was shared is not shared again."""
        if not reply.replayed:
            return False
        return reply.public or isinstance(await find_in(slack, click.channel, key_of("press", click.event_id)), Sent)

    async def to_form(self, caller: Caller, reply: Reply, action: str, ref: str) -> Json | None:
        """The response to a view_submission (docs.slack.dev, Modals)."""
        form = reply.form
        if form is not None and (form.action, form.ref) == (action, ref) and form.errors:
            errors = forms.errors_of(form)
            if errors:
                return {"response_action": "errors", "errors": errors}
        if form is not None:
            shown = self._form(reply.reader, form)
            return {"response_action": "update", "view": shown or cards.note_view(TOO_LONG)}
        words = await self._file(caller, reply.file) if reply.file is not None else ""
        if reply.card is not None:
            return {"response_action": "update", "view": self._card(reply.reader, reply.card)}
        return {"response_action": "update", "view": cards.note_view(words)} if words else None

    async def to_view_late(self, caller: Caller, work: asyncio.Task[Reply], view: str) -> None:
        """The window still says that it takes a moment."""
        reply = await work
        slack = await self._sender.slack(caller.tenant)
        shown = self._form(reply.reader, reply.form) if reply.form is not None else None
        card = reply.card or reply.update
        if shown is None:
            shown = self._card(reply.reader, card) if card is not None else cards.note_view("Done.")
        if slack is not None:
            _note("late", await call(slack, "views.update", view_id=view, view=shown))

    async def in_window(self, caller: Caller, reply: Reply, trigger: str) -> None:
        """A shortcut has no place of its own: a window opens."""
        slack = await self._sender.slack(caller.tenant)
        shown = self._form(reply.reader, reply.form) if reply.form is not None else None
        if shown is None and reply.card is not None:
            shown = self._card(reply.reader, reply.card)
        if slack is not None and shown is not None:
            _note("window", await call(slack, "views.open", trigger_id=trigger, view=shown))

    def _card(self, reader: CardReader, card: Card) -> Json:
        return cards.card_view(card, reader.zone, reader.mentions)

    async def to_words(self, caller: Caller, reply: Reply, channel: str, event_id: str, retried: bool) -> None:
        """Words have no trigger, so a form waits behind a button. Delivered again: looked up first, never answered twice."""
        slack = await self._sender.slack(caller.tenant)
        card = _without_trigger(reply)
        if slack is None or card is None:
            return
        key = key_of("said", event_id)
        if retried and key and isinstance(await find_in(slack, channel, key), Sent):
            return
        _note("words", await self._post(slack, channel, self.message(reply.reader, card), key))

    async def to_person(self, caller: Caller, reply: Reply) -> None:
        """Unasked, in the direct message."""
        slack = await self._sender.slack(caller.tenant)
        async with self._store.reading() as tx:
            account = await tx.accounts.find(caller.platform, caller.tenant, caller.user)
        if slack is None or account is None or reply.card is None:
            return
        channel = await self._sender.channel(slack, account)
        if isinstance(channel, str):
            _note("welcome", await self._post(slack, channel, self.message(reply.reader, reply.card), ""))

    async def in_channel(self, caller: Caller, reply: Reply, channel: str, thread: str) -> None:
        """Seen by nobody but who asked."""
        slack = await self._sender.slack(caller.tenant)
        card = _without_trigger(reply)
        if slack is None or card is None:
            return
        place = {"thread_ts": thread} if thread else {}
        shown = self.message(reply.reader, card)
        _note("mention", await call(slack, "chat.postEphemeral", channel=channel, user=caller.user, **place, **shown))

    async def at_url(self, caller: Caller, reply: Reply, url: str) -> None:
        """A command whose answer took longer than Slack waits; a form waits behind a button."""
        slack = await self._sender.slack(caller.tenant)
        card = _without_trigger(reply)
        if slack is not None and card is not None:
            await self._to_url(slack, url, self.message(reply.reader, card), public=reply.public, replaces=not reply.public)

    async def _post(self, slack: PostClient, channel: str, shown: Json, key: str) -> Called:
        found = {"metadata": metadata(key)} if key else {}
        return await call(slack, "chat.postMessage", channel=channel, unfurl_links=False, unfurl_media=False, **found, **shown)

    async def _to_url(self, slack: PostClient, url: str, shown: Json, *, public: bool, replaces: bool) -> None:
        """A response_url is Slack's own, from a signed request: five uses, thirty minutes."""
        if self._sender.may_take(url):
            body = {"response_type": "in_channel" if public else "ephemeral", "replace_original": replaces, **shown}
            await self._sender.to_url(url, body)

    async def _file(self, caller: Caller, file: File) -> str:
        """Into the direct message, where files:write was granted; what to say of it."""
        return FILE_SENT if await self._sender.send_file(caller, file) else NO_FILES


def _message(card: Card, zone: str, mentions: Mapping[PersonId, str]) -> Json:
    made = cards.message(card, zone, mentions, plainer=True)
    made["blocks"][0]["block_id"] = cards.ANSWER
    return made


@lru_cache(maxsize=512)
def _drawn(card: Card, zone: str, mentions: tuple[tuple[PersonId, str], ...], seen: str) -> str:
    """The JSON of an answer in the response. The same card is drawn once for all who ask alike; what it says was read just now."""
    return json.dumps({"response_type": seen, **_message(card, zone, dict(mentions))})


def _without_trigger(reply: Reply) -> Card | None:
    """Where no window can be opened: what was understood, and the way to the form with what was typed in it."""
    form, card = reply.form, reply.card or reply.update
    if form is None:
        return card
    if card is None:
        button = Button(inbound.TYPED_FORM, inbound.fields_of(form), form.submit, Style.GO)
        return Card(spans(form.title), (Paragraph(form.intro),) if form.intro else (), (button,), "typed_form")
    return replace(card, buttons=tuple(_typed(one, form) for one in card.buttons))


def _typed(button: Button, form: Form) -> Button:
    """The card's own button for this form takes along what was typed."""
    is_its_own = (button.action, button.ref) == (form.action, form.ref)
    return replace(button, action=inbound.TYPED_FORM, ref=inbound.fields_of(form)) if is_its_own else button


def _with_words(made: Json, words: str) -> Json:
    return {**made, "blocks": [*made["blocks"], {"type": "context", "elements": [{"type": "plain_text", "text": words}]}][:50]}


def key_of(kind: str, event_id: str) -> str:
    """By which the answer to an event is found in its conversation; blank where nothing tells the event apart."""
    return hashlib.sha256(f"{kind}/{event_id}".encode()).hexdigest()[:32] if event_id else ""


def privately(text: str) -> Json:
    """A response to a command that only who asked sees."""
    return {"response_type": "ephemeral", "text": text}


def _note(what: str, answer: Called) -> None:
    """Nobody waits for it, but it is in the log."""
    if not isinstance(answer, Told):
        log.warning("slack_answer_not_shown", what=what, why=str(answer))
