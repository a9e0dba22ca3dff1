"""The front door: an event comes in, a Reply goes back. Person, access, replay, one transaction, the right action (DESIGN)."""

import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import structlog

from bot import commands
from bot.actions import account_seen, card_reader, delivered, look_up, met, pressable, reach
from bot.actions.work import Memory, Work
from bot.again import again
from bot.cards_json import card_from_json, card_to_json
from bot.events import AccountLeft, AccountOut, AccountSeen, Caller, CardReader, Commanded, Event, Met, Pressed, Reply, Said, Submitted
from bot.model import Account, Organisation, Person
from bot.ports.clock import Clock
from bot.ports.store import Ahead, Store
from bot.routing import commanded, pressed, said
from bot.rules.cadence import zone_of
from bot.rules.folding import folded
from bot.rules.reach import after_a_sign
from bot.rules.typed import clean, is_clean
from bot.views import errors
from bot.views.years import with_years

log = structlog.get_logger(__name__)
T = TypeVar("T")
Reading = Callable[[Work, Person], Awaitable[T]]


class Desk:
    """Everything people do in chat passes here, whatever the platform."""

    def __init__(self, store: Store, clock: Clock, organisation: Organisation) -> None:
        self._store = store
        self._clock = clock
        self._organisation = organisation
        self._memory = Memory()

    async def handle(self, event: Event) -> Reply:
        """One event, one transaction; trouble on our side changes nothing and says so with a reference."""
        try:
            return await again(self._store, lambda: self._once(event))
        except Exception:
            reference = secrets.token_hex(2).upper()
            log.exception("event_failed", reference=reference, kind=type(event).__name__)
            return Reply(problem="trouble", card=errors.trouble(reference), reader=CardReader(self._organisation.zone))

    async def show(self, caller: Caller, reading: Reading[T]) -> T | None:
        """What a page shows the person behind this account, read in one transaction; None: nobody we know. Writes nothing."""
        async with self._store.reading() as tx:
            work = Work(tx, self._clock.now(), self._organisation, memory=self._memory)
            person = await _known(work, await _account(work, caller))
            return None if person is None else await reading(work, person)

    def only_reads(self, event: Event) -> bool:
        """Cut short it leaves nothing behind, and it may be asked again."""
        return isinstance(event, Commanded) and _only_reads(event, self._clock.now())

    async def _once(self, event: Event) -> Reply:
        now, kept = self._clock.now(), _clean(event)
        if isinstance(kept, Commanded) and _only_reads(kept, now):
            return await self._look(kept, now)
        async with self._store.writing() as tx:
            return await self._in(Work(tx, now, self._organisation), kept)

    async def _look(self, event: Commanded, now: datetime) -> Reply:
        """A look-up never waits for a writer and writes nothing, but for a name that the register does not have, and who is back by asking."""
        async with self._store.reading() as tx:
            work = Work(tx, now, self._organisation)
            await _read_ahead(work, event)
            account = await _account(work, event.caller)
            person = await _known(work, account)
            if person is None:
                reply = Reply(problem="unknown_person", card=errors.unknown_person(await work.admins()))
            else:
                reply = await commanded.commanded(work, person, event.text, public=event.public)
            reply = await _addressed(work, event, person, reply, read_only=True)
        if person is not None and account is not None and _is_back(account):
            await self._back(event.caller, now)
            reply = replace(reply, read_only=False)
        if reply.problem == "unknown_system":
            async with self._store.writing() as tx:
                await look_up.count_sighting(Work(tx, now, self._organisation), commands.name_of(event.text, now.date()))
        return reply

    async def _back(self, caller: Caller, now: datetime) -> None:
        """Whoever was out of reach is here, if only to look something up."""
        async with self._store.writing() as tx:
            work = Work(tx, now, self._organisation)
            account = await _account(work, caller)
            person = await _known(work, account)
            if account is not None and person is not None:
                await _used(work, account, person)

    async def _in(self, work: Work, event: Event) -> Reply:
        key = _key(event)
        first = await work.tx.inbound.answer_of(event.caller.platform, key) if key else None
        if first is not None:
            return await _addressed(work, event, await _known(work, await _account(work, event.caller)), _remembered(first))
        reply = await self._route(work, event)
        kept = reply.form is None and reply.file is None and reply.problem != "unknown_person"
        if key and kept:  # neither changes anything, a file is not kept, and whoever is met meanwhile is answered
            await work.tx.inbound.remember(event.caller.platform, key, _to_remember(reply), work.now)
        return reply

    async def _route(self, work: Work, event: Event) -> Reply:
        if isinstance(event, AccountSeen):
            await account_seen.account_seen(work, event)
            return Reply()
        account = await _account(work, event.caller)
        person = await _known(work, account)
        if isinstance(event, AccountLeft):
            if account is not None and person is not None:
                await account_seen.account_left(work, account, person)
            return Reply()
        if isinstance(event, AccountOut):
            if account is not None:
                await reach.account_out(work, account, event.why)
            return Reply()
        if account is None or person is None:
            return await _addressed(work, event, None, Reply(problem="unknown_person", card=errors.unknown_person(await work.admins())))
        await _used(work, account, person)
        return await _addressed(work, event, person, await met.with_names(work, person, await _done(work, person, event)))


async def _done(work: Work, person: Person, event: Commanded | Said | Met | Pressed | Submitted) -> Reply:
    match event:
        case Commanded(text=text, public=public):
            return await commanded.commanded(work, person, text, public=public)
        case Said(text=text):
            return await said.said(work, person, text)
        case Met():
            return await met.met(work, person, event)
        case Pressed(action=action, ref=ref):
            return await _clicked(work, person, ref, await pressed.pressed(work, person, action, ref, None))
        case Submitted(action=action, ref=ref, values=values):
            return await _clicked(work, person, ref, await pressed.pressed(work, person, action, ref, values))


async def _clicked(work: Work, person: Person, ref: str, reply: Reply) -> Reply:
    """After what it does, so that what was answered by it does not wait as well."""
    if ref:
        await delivered.clicked(work, person.id, ref)
    return reply


async def _addressed(work: Work, event: Event, person: Person | None, reply: Reply, *, read_only: bool = False) -> Reply:
    """For whoever reads it: no button that would be refused, dates told as today, and whom their platform can mention."""
    card, form, update = reply.card, reply.form, reply.update
    if person is not None:
        today, zone = work.today(person), zone_of(person, work.organisation)
        card, update = [with_years(await pressable.by(work, person, one), today, zone) if one else None for one in (card, update)]
        form = with_years(form, today, zone) if form else None
    reader = await card_reader.addressed(work, event.caller, person, (card, form, update))
    return replace(reply, card=card, form=form, update=update, reader=reader, read_only=read_only)


async def _read_ahead(work: Work, event: Commanded) -> None:
    """A look-up takes one statement more than it has names to guess at."""
    caller, name = event.caller, commands.name_of(event.text, work.now.date())
    if name and _can_be(caller):
        asker = (caller.platform, caller.tenant, caller.user)
        await work.tx.read_ahead(Ahead(folded(name), "", asker=asker))


async def _known(work: Work, account: Account | None) -> Person | None:
    """The active person behind an account; bots are nobody, and so is an account that its platform took away."""
    if account is None or account.person_id is None or account.bot or account.deleted:
        return None
    person = await work.tx.people.get(account.person_id)
    return person if person is not None and person.active else None


async def _used(work: Work, account: Account, person: Person) -> None:
    """A person with two accounts is asked on the one last used; written at most once an hour. Whoever was out of reach is here again."""
    last, is_back = account.last_used_at, _is_back(account)
    if last is None or (work.now - last).total_seconds() > 3600 or is_back:
        await work.tx.accounts.save(replace(account, last_used_at=work.now, out_of_reach=after_a_sign(account.out_of_reach)))
    if is_back:
        reach.note_back(work, account)
        await reach.tried_at_once(work, person)


def _is_back(account: Account) -> bool:
    return after_a_sign(account.out_of_reach) is not account.out_of_reach


def _only_reads(event: Commanded, now: datetime) -> bool:
    return commands.only_reads(commands.parse(event.text, now.date()))


def _clean(event: Event) -> Event:
    """What was typed, as it can be kept."""
    match event:
        case Commanded() | Said():
            text = clean(event.text)
            return event if text == event.text else replace(event, text=text)
        case Met():
            return replace(event, places=tuple(clean(one)[:200] for one in event.places[:10]), link=clean(event.link)[:1000])
        case Pressed():
            return replace(event, action=clean(event.action)[:200], ref=clean(event.ref)[:2000])
        case Submitted():
            values: Mapping[str, str] = {clean(name)[:100]: clean(value) for name, value in list(event.values.items())[:100]}
            return replace(event, action=clean(event.action)[:200], ref=clean(event.ref)[:2000], values=values)
        case _:
            return event


async def _account(work: Work, caller: Caller) -> Account | None:
    """An account that cannot be one is nobody's."""
    if not _can_be(caller):
        return None
    return await work.tx.accounts.find(caller.platform, caller.tenant, caller.user)


def _can_be(caller: Caller) -> bool:
    return is_clean(caller.tenant) and is_clean(caller.user)


def _key(event: Event) -> str:
    """A replay is the same event of the same account: whoever else comes with its id does not read the answer. Blank: no replay."""
    whose = json.dumps([event.caller.tenant, event.caller.user, event.event_id])
    return hashlib.sha256(whose.encode()).hexdigest() if event.event_id else ""


def _to_remember(reply: Reply) -> str:
    card, update = (card_to_json(one) if one else None for one in (reply.card, reply.update))
    return json.dumps({"card": card, "update": update, "public": reply.public, "problem": reply.problem}, ensure_ascii=False)


def _remembered(text: str) -> Reply:
    value = json.loads(text)
    card, update = (card_from_json(value[name]) if value[name] else None for name in ("card", "update"))
    return Reply(card=card, update=update, public=value["public"], problem=value["problem"], replayed=True)
