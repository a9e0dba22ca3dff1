"""Teams' way in: an activity becomes an event for the desk, and the desk's reply an answer where it was asked."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from adapters.afterwards import Afterwards
from adapters.payload import Payload, text_in
from adapters.teams import activities, again, answering, buttons, cards, files, forms, inbound
from adapters.teams.answering import BELOW, Answering
from adapters.teams.finding import Finding
from adapters.teams.forms import CLOSE, SUBMIT
from adapters.teams.ids import RAISE
from adapters.teams.inbound import From
from adapters.teams.meeting import Meeting
from adapters.teams.outbound import TeamsSender
from adapters.teams.text import Json
from bot.actions import compose, first_run
from bot.actions.work import Work
from bot.cards import Card
from bot.desk import Desk
from bot.events import AccountOut, Commanded, File, Met, Pressed, Reply, Said, Submitted
from bot.model import OutOfReach, Person

T = TypeVar("T")
PATIENCE = 8.0  # seconds; Teams waits some ten for an invoke, fifteen for a message
STILL_WORKING = "That takes a moment. Please look again shortly."


class Front:
    """All tenants' way in."""

    def __init__(self, desk: Desk, sender: TeamsSender, meeting: Meeting, answers: Answering, afterwards: Afterwards) -> None:
        self._desk, self._sender, self._meeting, self._answering, self.afterwards = desk, sender, meeting, answers, afterwards
        self.finding = Finding(meeting)

    async def message(self, activity: Payload) -> None:
        """Words in our own chat, or with our mention among others; answered once however often Teams delivers them."""
        who = inbound.sender(activity)
        if not who.user:
            return
        event_id = inbound.event_id(activity, "message")
        await self._soon(self.afterwards.once(event_id, lambda: self._message(who, activity, event_id)), None)

    async def _soon(self, running: asyncio.Future[T], late: T) -> T:
        """What comes of it; `late` where Teams must be answered before: then it goes on, and the next look shows it."""
        done, _ = await asyncio.wait({running}, timeout=PATIENCE)
        if done:
            return running.result()
        self.afterwards.later(running)
        return late

    async def _message(self, who: From, activity: Payload, event_id: str) -> None:
        text = await self._meeting.typed(who, activity)
        asked = inbound.command(text)
        event: Commanded | Said
        if asked is None and who.personal:
            event = Said(who.caller, text, event_id)
        else:
            event = Commanded(who.caller, text if asked is None else asked, event_id, public=not (who.personal or who.targeted))
        reply = await self._meeting.handle(who, event)
        await self._sender.conversations.keep(who)
        await self._answering.to_words(who, reply, event.text, await self.finding.systems(who, reply))
        self.afterwards.keep_true(reply)

    async def press(self, activity: Payload) -> Json:
        """An adaptiveCard/action: the body of its answer."""
        who, action = inbound.sender(activity), inbound.pressed(activity)
        (verb, ref), data = buttons.decode(action), action.get("data")
        if not who.user or not verb or not isinstance(data, Mapping):
            return answering.in_words(answering.NOT_OURS)
        on, asked = inbound.replies_to(activity), again.asked_in(data)
        if verb == CLOSE:
            return await self._put_away(who, data, on, asked)
        work = self._pressed(who, self._event(who, verb, ref, data, activity), on, asked)
        return await self._soon(self.afterwards.task(work), answering.in_words(STILL_WORKING))

    async def _event(self, who: From, verb: str, ref: str, data: Mapping[Any, Any], activity: Payload) -> Pressed | Submitted:
        """Of a button, wherever it stands: a form's sends what was filled in."""
        if verb != SUBMIT:
            return Pressed(who.caller, verb, ref, event_id=inbound.event_id(activity, "press"))
        known = await self._meeting.people_of(who, forms.users_of(data))
        action, about, values = forms.values_of(data, known)
        return Submitted(who.caller, action, about, values, inbound.event_id(activity, "submit"))

    async def _pressed(self, who: From, pressed: Awaitable[Pressed | Submitted], on: str, asked: str) -> Json:
        event = await pressed
        reply = await self._meeting.handle(who, event)
        if reply.problem == "trouble" and reply.card is not None:  # nothing more is asked of what just failed; the buttons stay
            return answering.in_words(cards.summary(reply.card, reply.reader.zone))
        await self._sender.conversations.keep(who)
        self.afterwards.keep_true(reply)
        if reply.form is not None:
            return self._answering.form_in_card(reply.reader, reply.form, asked, await self.finding.systems(who, reply))
        if reply.file is not None:
            return self._file(who, event, reply.file)
        stands = await self._stands(who, on, event.ref)
        if stands is None:
            return await self._in_answer(who, event, reply, asked)
        if reply.card is not None and reply.card != reply.update:
            self._below(who, reply, reply.card)
        return self._answering.in_card(reply.reader, stands, "")

    async def _in_answer(self, who: From, event: Pressed | Submitted, reply: Reply, asked: str) -> Json:
        """On an answer of ours: it reads so now, and what is more stands below; a form that was sent leaves its place to what came of it."""
        shown = reply.update or (reply.card if isinstance(event, Submitted) or not (who.personal or reply.public) else None)
        if reply.card is not None and reply.card != shown:
            self._below(who, reply, reply.card)
        if shown is not None:
            return self._answering.in_card(reply.reader, shown, asked)
        return await self._asked_again(who, asked) or answering.in_words(BELOW if reply.card is not None else answering.DONE)

    def _file(self, who: From, event: Pressed | Submitted, file: File) -> Json:
        """Teams asks them first whether it may be put into their OneDrive; a file is nobody else's to see."""
        if not who.personal:
            return answering.in_words(answering.FILE_ALONE)
        self.afterwards.later(self._answering.send(who, files.asked(file, event.action, event.ref)))
        return answering.in_words(answering.FILE_ASKED)

    async def consented(self, activity: Payload) -> Json:
        """They said yes: the file is made anew, for whoever says it, and put there. Nothing is done after a no."""
        who, (verb, ref), where = inbound.sender(activity), files.agreed(activity), files.place(activity)
        if who.user and verb:
            self.afterwards.later(self._put(who, Pressed(who.caller, verb, ref), where))
        return {}

    async def _put(self, who: From, event: Pressed, where: Payload) -> None:
        reply = await self._meeting.handle(who, event)
        there = reply.file is not None and await self._answering.upload(text_in(where, "uploadUrl"), reply.file)
        await self._answering.send(who, files.told(where) if there else activities.words(answering.FILE_LOST))

    def _below(self, who: From, reply: Reply, card: Card) -> None:
        if not reply.replayed:
            self.afterwards.later(self._answering.below(who, reply, card))

    async def _put_away(self, who: From, data: Mapping[Any, Any], on: str, asked: str) -> Json:
        """*Not now*: what stood there stands there again, from the facts as they are."""
        action, about = text_in(data, forms.ABOUT), text_in(data, buttons.REF)
        stands = await self._stands(who, on, about)
        if stands is None and (before := await self._asked_again(who, asked)) is not None:
            return before
        return self._answering.in_card(await self._meeting.reader(who), stands or answering.put_away(action, about), "")

    async def _stands(self, who: From, on: str, ref: str) -> Card | None:
        """The outbox's message in somebody's own chat, as it reads now."""
        is_it = partial(_is_at, f"{who.conversation} {on}")
        return await self._desk.show(who.caller, partial(_on_screen, is_it=is_it, ref=ref)) if who.personal else None

    async def _asked_again(self, who: From, asked: str) -> Json | None:
        """The card that somebody's words made, made anew; only where that changes nothing."""
        event = Commanded(who.caller, asked)
        if not asked or not self._desk.only_reads(event):
            return None
        reply = await self._meeting.handle(who, event)
        return self._answering.in_card(reply.reader, reply.card, asked) if reply.card is not None else None

    async def window(self, activity: Payload) -> Json:
        """*Who owns this?* and *Raise a concern* on a message; its address is kept, its text is never read."""
        who = inbound.sender(activity)
        if not who.user:
            return {}
        concern = text_in(inbound.invoked(activity), "commandId") == RAISE
        event = Met(who.caller, inbound.places(activity), inbound.permalink(activity), concern, inbound.event_id(activity, "window"))
        return await self._soon(self.afterwards.task(self._in_window(who, event)), answering.note(STILL_WORKING))

    async def in_window(self, activity: Payload) -> Json:
        """A button in such a window: its form, or what comes of it; an empty answer closes it."""
        who, data = inbound.sender(activity), inbound.invoked(activity).get("data")
        verb = text_in(data, again.VERB) if isinstance(data, Mapping) else ""
        if not who.user or not isinstance(data, Mapping) or verb in ("", CLOSE):
            return {}
        work = self._pressed_in_window(who, self._event(who, verb, text_in(data, buttons.REF), data, activity))
        return await self._soon(self.afterwards.task(work), answering.note(STILL_WORKING))

    async def _pressed_in_window(self, who: From, pressed: Awaitable[Pressed | Submitted]) -> Json:
        return await self._in_window(who, await pressed)

    async def _in_window(self, who: From, event: Met | Pressed | Submitted) -> Json:
        reply = await self._meeting.handle(who, event)
        self.afterwards.keep_true(reply)
        return self._answering.window(reply, await self.finding.systems(who, reply))

    async def installed(self, activity: Payload) -> None:
        """The app was added for somebody, who can be written to from now on; or taken out, and cannot."""
        who, action = inbound.sender(activity), text_in(activity, "action")
        if not who.user or not who.personal:
            return
        event_id = inbound.event_id(activity, "installed")
        await self._soon(self.afterwards.once(event_id, lambda: self._installed(who, action, event_id)), None)

    async def _installed(self, who: From, action: str, event_id: str) -> None:
        if action.startswith("remove"):
            self._sender.conversations.forget(who.caller)
            await self._desk.handle(AccountOut(who.caller, OutOfReach.NOT_INSTALLED, event_id))
        elif action.startswith("add"):
            await self._added(who)

    async def _added(self, who: From) -> None:
        """Whoever is new is greeted once: an admin is led to the first system, anybody else told who the admins are."""
        known = await self._meeting.person(who.tenant, who.user) is not None
        if not await self._meeting.look_at(who):
            return
        await self._sender.conversations.keep(who)
        reply = None if known else await self._desk.show(who.caller, partial(first_run.to_installer, caller=who.caller))
        if reply is not None and reply.card is not None:
            await self._answering.below(who, reply, reply.card)


def _is_at(address: str, ref: str) -> bool:
    """Whether an outbox's reference (service, conversation, activity) is of this conversation and activity, wherever they are served now."""
    return ref.partition(" ")[2] == address


async def _on_screen(work: Work, person: Person, *, is_it: Callable[[str], bool], ref: str) -> Card | None:
    return await compose.on_screen(work, person, is_it, ref)
