"""Slack's way in: a payload becomes an event for the desk, and the desk's reply an answer where it was asked."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from adapters.afterwards import Afterwards
from adapters.payload import Payload, first_in, map_in, text_in
from adapters.slack import cards, directory, forms, inbound, people
from adapters.slack.answering import Answering, privately
from adapters.slack.client import Told, call
from adapters.slack.groups import Groups
from adapters.slack.inbound import From
from adapters.slack.installations import Installations
from adapters.slack.outbound import SlackSender
from adapters.slack.text import Json
from bot.actions import suggestions
from bot.cards import Form
from bot.desk import Desk
from bot.events import AccountLeft, AccountSeen, Caller, Commanded, Event, Met, Pressed, Reply, Said, Submitted
from bot.model import PersonId, Platform
from bot.ports.sender import Busy, Down, Unknown
from bot.ports.store import Store
from bot.views import errors
from bot.views.reach import NAMES

log = structlog.get_logger(__name__)
PATIENCE = 2.5  # seconds; Slack waits three
NOT_HERE = "Rollcall is not installed in this workspace any more. Ask whoever looks after your Slack apps to add it again."
STILL_WORKING = "That takes a moment. The answer follows here."


class Front:
    """All workspaces' way in. `nudge`: let what changed on screen be sent now rather than at the engine's next round."""

    def __init__(
        self, store: Store, desk: Desk, sender: SlackSender, installations: Installations, nudge: Callable[[], Awaitable[object]]
    ) -> None:
        self._store, self._desk, self._sender, self._installations = store, desk, sender, installations
        self.afterwards = Afterwards(nudge)
        self._answering = Answering(store, sender)
        self._groups = Groups(installations, sender.slack, time.monotonic)

    async def is_ours(self, who: From) -> bool:
        """Installed there, and allowed."""
        allowed = self._installations.is_allowed(who.tenant, who.team, who.enterprise)
        return bool(who.user) and allowed and await self._installations.of(who.tenant) is not None

    async def command(self, payload: Payload) -> Json | str:
        """`/owner …`: the answer goes back in the same response, as an object or as the JSON of one."""
        who = inbound.sender(payload)
        if not await self.is_ours(who):
            return privately(NOT_HERE)
        event = Commanded(_caller(who), await self._typed(who, text_in(payload, "text")), inbound.replay_key(payload, "command"))
        reply = await self._soon(event)
        url, trigger = text_in(payload, "response_url"), text_in(payload, "trigger_id")
        if isinstance(reply, asyncio.Task):
            self.afterwards.later(self._answer_late(event.caller, reply, url))
            return privately(STILL_WORKING)
        self.afterwards.keep_true(reply)
        return await self._answering.to_command(event.caller, reply, trigger)

    async def press(self, payload: Payload) -> None:
        """A button, wherever it stands."""
        who, click = inbound.sender(payload), inbound.click(payload)
        if not await self.is_ours(who) or not click.action:
            return
        caller = _caller(who)
        if click.action == inbound.TYPED_FORM:
            reply = await self._typed_form(caller, click.ref)
        else:
            reply = await self._handle(Pressed(caller, click.action, click.ref, event_id=click.event_id))
        await self._answering.to_click(caller, reply, click, is_home(payload), is_answer(payload))
        if is_home(payload) and reply.form is None:
            await self.home(who)
        self.afterwards.keep_true(reply)

    async def _typed_form(self, caller: Caller, ref: str) -> Reply:
        action, about, values = inbound.kept_form(ref)
        reply = await self._handle(Pressed(caller, action, about))
        return replace(reply, form=_filled(reply.form, values)) if reply.form is not None else reply

    async def submit(self, payload: Payload) -> Json | None:
        """A form that was sent: its errors, what comes of it, or nothing, which closes it."""
        who = inbound.sender(payload)
        view = payload.get("view")
        if not await self.is_ours(who) or not isinstance(view, Mapping) or view.get("callback_id") != forms.FORM_VIEW:
            return None
        known = await self.people_of(who.tenant, forms.users_of(view))
        action, ref, values = forms.values_of(view, known)
        event = Submitted(_caller(who), action, ref, values, inbound.replay_key(payload, "submit"))
        reply = await self._soon(event)
        if isinstance(reply, asyncio.Task):
            self.afterwards.later(self._answering.to_view_late(event.caller, reply, text_in(view, "id")))
            return {"response_action": "update", "view": cards.note_view(STILL_WORKING)}
        self.afterwards.keep_true(reply)
        return await self._answering.to_form(event.caller, reply, action, ref)

    async def options(self, payload: Payload) -> Json:
        """Systems that go on from what was typed (reference/block-kit/block-elements/select-menu-element, external_select)."""
        who = inbound.sender(payload)
        if not await self.is_ours(who):
            return {"options": []}
        found = await self._desk.show(_caller(who), partial(_suggested, typed=text_in(payload, "value")[:200]))
        return {"options": forms.options(found or [])}

    async def shortcut(self, payload: Payload) -> None:
        """*Who owns this?* and *Raise a concern* on a message; its address is kept, its text is never read."""
        who, callback, trigger = inbound.sender(payload), text_in(payload, "callback_id"), text_in(payload, "trigger_id")
        if not await self.is_ours(who) or callback not in (inbound.WHO_OWNS, inbound.RAISE):
            return
        found, link = inbound.places(payload), inbound.permalink(payload)
        event = Met(_caller(who), found, link, callback == inbound.RAISE, inbound.replay_key(payload, "shortcut"))
        await self._answering.in_window(event.caller, await self._handle(event), trigger)

    async def home(self, who: From) -> None:
        """App Home: my roles, what waits for me, my systems."""
        caller = _caller(who)
        reply = await self._handle(Commanded(caller, "me"))
        slack = await self._sender.slack(who.tenant)
        if slack is not None and reply.card is not None:
            view = cards.home([reply.card], reply.reader.zone, reply.reader.mentions)
            answer = await call(slack, "views.publish", user_id=who.user, view=view)
            if not isinstance(answer, Told):
                log.warning("slack_home_not_shown", why=str(answer))

    async def said(self, payload: Payload, retried: bool) -> None:
        """Words in the direct message, answered once however often Slack delivers them."""
        who, event = inbound.sender(payload), map_in(payload, "event")
        if event.get("channel_type") != "im" or not inbound.is_from_person(event) or not await self.is_ours(who):
            return
        said = Said(_caller(who), await self._typed(who, text_in(event, "text")), text_in(payload, "event_id"))
        await asyncio.shield(self.afterwards.once(said.event_id, lambda: self._answer_words(said, text_in(event, "channel"), retried)))

    async def _answer_words(self, said: Said, channel: str, retried: bool) -> None:
        reply = await self._handle(said)
        await self._answering.to_words(said.caller, reply, channel, said.event_id, retried)
        self.afterwards.keep_true(reply)

    async def mentioned(self, payload: Payload, retried: bool) -> None:
        """`@Rollcall …` in a channel: only who asked sees the answer."""
        who, event = inbound.sender(payload), map_in(payload, "event")
        if not inbound.is_from_person(event) or not await self.is_ours(who) or retried:
            return
        installed = await self._installations.of(who.tenant)
        text = text_in(event, "text").replace(f"<@{installed.bot_user}>", " ", 1) if installed else ""
        asked = Commanded(_caller(who), inbound.without_command(await self._typed(who, text)), text_in(payload, "event_id"))
        await asyncio.shield(self.afterwards.once(asked.event_id, lambda: self._answer_mention(asked, event)))

    async def _answer_mention(self, asked: Commanded, event: Payload) -> None:
        await self._answering.in_channel(asked.caller, await self._handle(asked), text_in(event, "channel"), text_in(event, "thread_ts"))

    async def account_changed(self, payload: Payload) -> None:
        """user_change and team_join: only who is known here, or was named by this address, is of interest."""
        who, user = inbound.sender(payload), map_in(payload, "event").get("user")
        event = people.seen(user, who.tenant, text_in(payload, "event_id")) if isinstance(user, Mapping) else None
        if event is None or not await self.is_ours(replace(who, user="-")):
            return
        email = event.email.casefold() if isinstance(event, AccountSeen) and event.email else None
        async with self._store.reading() as tx:
            known = await tx.accounts.find(Platform.SLACK, who.tenant, event.caller.user) is not None
            named = email is not None and await tx.people.by_email(email) is not None
        if known or named:
            await self._desk.handle(event)

    async def gone(self, payload: Payload) -> None:
        """app_uninstalled, or the bot's token revoked: the token is forgotten at once, if it is so by now."""
        event = map_in(payload, "event")
        revoked = map_in(event, "tokens").get("bot")
        if event.get("type") == "app_uninstalled" or (isinstance(revoked, list) and revoked):
            await self._installations.end(inbound.sender(payload).tenant, self._sender.is_dead)

    async def people_of(self, tenant: str, users: Iterable[str]) -> dict[str, PersonId]:
        """Slack user ids → people; whoever is met for the first time is looked up."""
        found: dict[str, PersonId] = {}
        for user in users:
            person = await self._person(tenant, user)
            if person is None and await self.look_at(Caller(Platform.SLACK, tenant, user)):
                person = await self._person(tenant, user)
            if person is not None:
                found[user] = person
        return found

    async def _person(self, tenant: str, user: str) -> PersonId | None:
        async with self._store.reading() as tx:
            account = await tx.accounts.find(Platform.SLACK, tenant, user)
        return account.person_id if account is not None else None

    async def look_at(self, caller: Caller) -> bool | None:
        """users.info of somebody we have not met; whether there is such an account. None: Slack did not say."""
        slack = await self._sender.slack(caller.tenant)
        word = await directory.by_id(slack, caller.tenant, caller.user) if slack is not None else None
        if isinstance(word, Busy | Down | Unknown):
            return None
        if not isinstance(word, AccountSeen | AccountLeft) or word.caller.user != caller.user:
            return False
        await self._desk.handle(word)
        return isinstance(word, AccountSeen)

    async def _typed(self, who: From, text: str) -> str:
        if "<" not in text and "&" not in text:
            return text
        known = await self.people_of(who.tenant, inbound.mentioned(text)[:10]) if "<@" in text else {}
        groups = await self._groups.handles(who.tenant) if inbound.has_nameless_group(text) else {}
        return inbound.with_people(inbound.typed(text, groups), known)

    async def _handle(self, event: Event) -> Reply:
        """Through the desk; whoever is unknown there is looked up once, and then it is asked again."""
        reply = await self._desk.handle(event)
        if reply.problem != "unknown_person" or isinstance(event, AccountLeft):
            return reply
        there = await self.look_at(event.caller)
        if there is None:
            return Reply(problem="not_met", card=errors.not_met(NAMES[Platform.SLACK]), reader=reply.reader)
        return await self._desk.handle(event) if there else reply

    async def _soon(self, event: Event) -> Reply | asyncio.Task[Reply]:
        """The reply; or the work that goes on, where Slack must be answered now. What only reads is begun anew: a task costs half a look-up."""
        if self._desk.only_reads(event):
            try:
                async with asyncio.timeout(PATIENCE):
                    return await self._handle(event)
            except TimeoutError:
                return self.afterwards.task(self._handle(event))
        work = self.afterwards.task(self._handle(event))
        done, _ = await asyncio.wait({work}, timeout=PATIENCE)
        return work.result() if done else work

    async def _answer_late(self, caller: Caller, work: asyncio.Task[Reply], url: str) -> None:
        reply = await work
        await self._answering.at_url(caller, reply, url)
        self.afterwards.keep_true(reply)


def is_home(payload: Payload) -> bool:
    """The button stands on the Home tab."""
    return map_in(payload, "view").get("type") == "home"


def is_answer(payload: Payload) -> bool:
    """The button stands on a message that was an answer, not one that the outbox sent and keeps true."""
    return first_in(map_in(payload, "message"), "blocks").get("block_id") == cards.ANSWER


async def _suggested(work: Any, person: Any, typed: str) -> list[tuple[str, str]]:
    return await suggestions.suggestions(work, person, typed)


def _filled(form: Form, values: Mapping[str, str]) -> Form:
    return replace(form, fields=tuple(replace(one, value=values.get(one.name, one.value)) for one in form.fields))


def _caller(who: From) -> Caller:
    return Caller(Platform.SLACK, who.tenant, who.user)
