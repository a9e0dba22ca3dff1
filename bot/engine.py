"""The clock's door: tick takes what is due until nothing is; deliver empties the outbox. The database is the engine (DESIGN)."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot import ids
from bot.actions import (
    absences_due,
    account_seen,
    ask,
    compose,
    concerns_due,
    confirm,
    confirmations_due,
    decide,
    delivered,
    excuses_due,
    named,
    offers_due,
    override,
    tell,
)
from bot.actions.work import Work
from bot.again import again
from bot.cards import Card
from bot.cards_json import card_from_json
from bot.events import AccountSeen
from bot.model import Account, Message, MessageState, Organisation, Outage, OutOfReach, Platform
from bot.ports.clock import Clock
from bot.ports.sender import Busy, Down, Outcome, Refused, Sender, Sent, Unknown
from bot.ports.store import Claim, LeaseLost, Store, Waits
from bot.refreshing import Refreshing
from bot.trouble import told

log = structlog.get_logger(__name__)

Step = Callable[[Work], Awaitable[int]]
STEPS: dict[Waits, Step] = {  # in this order: what a step makes due, a later one sends in the same message
    Waits.LEAVING: offers_due.release_due,
    Waits.ABSENCE: absences_due.absences_due,
    Waits.EXCUSE: excuses_due.excuses_due,
    Waits.UNKNOWN: delivered.repeat_unknown,
    Waits.OFFER: offers_due.offers_due,
    Waits.SECOND: offers_due.seconds_due,
    Waits.OVERRIDE: override.overrides_due,
    Waits.DECISION: decide.decisions_due,
    Waits.CONFIRM: confirm.ask_yearly,
    Waits.CONFIRMATION: confirmations_due.confirmations_due,
    Waits.CONCERN: concerns_due.concerns_due,
    Waits.EPISODE: tell.tell_due,
    Waits.NAMED: named.named_due,
    Waits.MESSAGE: ask.ask_with_todays_message,
    Waits.QUESTION: ask.ask_due,
}
IN_FLIGHT = 16
T = TypeVar("T")
ROUNDS = 10_000
DOWN = 30.0  # machine seconds until a platform that does not answer is tried again
LONGEST_ASIDE = 24 * 60  # minutes of business time


class Engine:
    """One per process; any number of processes share one database by row locks."""

    def __init__(self, store: Store, senders: Mapping[Platform, Sender], organisation: Organisation, clock: Clock) -> None:
        self._store = store
        self._senders = senders
        self._organisation = organisation
        self._clock = clock
        self._owner = ids.new()
        self._refreshing = Refreshing(store, senders, organisation, clock)

    async def next_due(self) -> datetime | None:
        """The earliest moment at which something waits."""
        async with self._store.reading() as tx:
            return await tx.engine.next_due()

    async def tick(self, now: datetime | None = None) -> int:
        """Do all that is due at `now` (business time); returns how much there was."""
        moment = now or self._clock.now()
        if await self._is_held(moment):
            return 0
        total = 0
        for _ in range(ROUNDS):
            due = await self._due(moment)
            done = sum([await self._step(step, moment) for kind, step in STEPS.items() if kind in due])
            total += done
            if done == 0:
                return total
        log.error("tick_did_not_settle", rounds=ROUNDS)
        return total

    async def _due(self, now: datetime) -> frozenset[Waits]:
        async with self._store.reading() as tx:
            return await tx.engine.due(now)

    async def _step(self, step: Step, now: datetime) -> int:
        return await self._written(now, step)

    async def _written(self, now: datetime, do: Callable[[Work], Awaitable[T]]) -> T:
        """One transaction, as often as it takes."""

        async def once() -> T:
            async with self._store.writing() as tx:
                return await do(Work(tx, now, self._organisation))

        return await again(self._store, once)

    async def _is_held(self, now: datetime) -> bool:
        """`rollcall pause` holds everything that would be sent, and every clock."""
        async with self._store.reading() as tx:
            held = await tx.engine.read("paused")
        if held is None:
            return False
        if datetime.fromisoformat(json.loads(held)["until"]) > now:
            return True
        await self.resume(now)
        return False

    async def resume(self, now: datetime) -> None:
        """End the pause; its time is taken off everybody's clock."""

        async def do(work: Work) -> None:
            held = await work.tx.engine.read("paused")
            if held is not None:
                await work.tx.engine.write("paused", None)
                work.note("resumed")
                await _take_off(work, Outage(datetime.fromisoformat(json.loads(held)["since"]), now, "paused"))

        await self._written(now, do)

    async def beat(self, now: datetime) -> Outage | None:
        """Say that we are running; time since the last beat, if long, was an outage of ours (R10): told in the same breath."""

        async def do(work: Work) -> Outage | None:
            last = await work.tx.engine.read("heartbeat")
            await work.tx.engine.write("heartbeat", now.isoformat())
            since = datetime.fromisoformat(last) if last else now
            if now - since < timedelta(minutes=self._organisation.policy.outage_minutes):
                return None
            return await _was_down(work, Outage(since, now))

        return await self._written(now, do)

    async def was_down(self, outage: Outage) -> None:
        """Time in which we or a platform did not run is taken off everybody's clock."""
        await self._written(outage.ended_at, lambda work: _was_down(work, outage))

    async def alive(self, now: datetime) -> None:
        """We are running at `now`, whatever lies between: for a clock that is moved."""
        await self._written(now, lambda work: work.tx.engine.write("heartbeat", now.isoformat()))

    async def deliver(self) -> int:
        """Send what waits, in flights, until nothing more can go now; returns how many messages were dealt with."""
        if await self._is_held(self._clock.now()):
            return 0
        total = 0
        while True:
            claims = await self._written(self._clock.now(), lambda work: work.tx.messages.claim(work.now, self._owner, IN_FLIGHT))
            if not claims:
                break
            await asyncio.gather(*(self._send(claim) for claim in claims))
            total += len(claims)
        return total + await self._refreshing.round()

    async def _send(self, claim: Claim) -> None:
        try:
            held_up = await self._look_for(claim)
            if held_up is not None:
                wait = held_up.seconds if isinstance(held_up, Busy) else DOWN
                await self._written(self._clock.now(), lambda work: work.tx.messages.release(claim, wait))
                return
            prepared = await self._written(self._clock.now(), lambda work: _prepare(work, claim))
            if prepared is None:
                return
            message, account, card = prepared
            outcome = await self._out(claim, message, account, card)
        except LeaseLost:
            log.warning("lease_lost", message=claim.message_id)
            return
        except Exception as error:  # what cannot be made or handed over stops nobody else's
            told("message_failed", error, message=claim.message_id)
            with suppress(LeaseLost):
                await self._written(self._clock.now(), lambda work: _put_aside(work, claim))
            return
        try:
            await self._written(self._clock.now(), lambda work: _finish(work, claim, message, account, outcome))
        except LeaseLost:
            log.warning("lease_lost", message=claim.message_id)
        except Exception as error:  # sent, and not noted: as after a kill, the lease runs out and it is looked for
            told("delivery_not_noted", error, message=claim.message_id)

    async def _look_for(self, claim: Claim) -> Busy | Down | None:
        """Somebody only named so far, by an import or an offer: the platforms are asked for their address before they count as out of reach.

        None: go on. Busy or Down: one that may know them cannot say now, and no other knows them.
        """
        async with self._store.reading() as tx:
            person = await tx.people.get(claim.person_id)
            if person is None or person.known or person.email is None or await tx.accounts.of(person.id):
                return None
        words = [await sender.look_up(person.email) for sender in self._senders.values()]
        seen = [one for one in words if isinstance(one, AccountSeen)]
        for one in seen:
            await self._written(self._clock.now(), partial(account_seen.account_seen, event=one))
        return None if seen else next((one for one in words if isinstance(one, Busy | Down)), None)

    async def _out(self, claim: Claim, message: Message, account: Account | None, card: Card) -> Outcome:
        if account is None:
            return Refused("no_account")
        sender = self._senders.get(account.platform)
        if sender is None:
            return Down("no sender for this platform")
        if claim.ambiguous:
            if not sender.finds:
                return Unknown("an earlier attempt may have arrived")
            found = await sender.find(account, message.key)
            if found is not None:
                return found
        outcome = await sender.send(account, card, message.key)
        if isinstance(outcome, Unknown) and sender.finds:
            return await sender.find(account, message.key) or outcome
        return outcome

    async def run(self, stop: asyncio.Event, pause: float = 1.0) -> None:
        """Tick and deliver until told to stop; an error is logged and the loop goes on."""
        while not stop.is_set():
            try:
                await self.beat(self._clock.now())
                await self.tick()
                await self.deliver()
            except Exception:
                log.exception("engine_round_failed")
            try:
                await asyncio.wait_for(stop.wait(), pause)
            except TimeoutError:
                continue


async def _prepare(work: Work, claim: Claim) -> tuple[Message, Account | None, Card] | None:
    """Compose from the facts now and commit what will be shown, before anything leaves; a retry sends what was stored."""
    tx = work.tx
    if not await tx.messages.held(claim):
        return None
    message = await tx.messages.get(claim.message_id)
    if message is None or message.state not in (MessageState.WAITING, MessageState.COMPOSED):
        await tx.messages.release(claim)
        return None
    if message.state is MessageState.WAITING:
        composed = await compose.compose_message(work, message)
        if composed is None:
            await tx.messages.release(claim)
            return None
        message = composed
    account = await delivered.account_of(work, message.account_id)
    stored = await tx.contents.get(message.content_id) if message.content_id else None
    if stored is None or stored.text is None:
        await tx.messages.save(replace(message, state=MessageState.DROPPED))
        await tx.messages.release(claim)
        return None
    wait = await tx.messages.paused_for(account.platform, account.tenant) if account else 0.0
    if wait > 0:
        await tx.messages.release(claim, wait)
        return None
    return message, account, card_from_json(stored.text)


async def _put_aside(work: Work, claim: Claim) -> None:
    """Tried again later, each time twice as much; the reader's other messages go on. What may have arrived is uncertain."""
    message = await work.tx.messages.get(claim.message_id) if await work.tx.messages.held(claim) else None
    if message is None:
        return
    if claim.ambiguous:
        await delivered.unknown(work, message)
    elif message.state in (MessageState.WAITING, MessageState.COMPOSED):
        wait = timedelta(minutes=min(2**message.attempt, LONGEST_ASIDE))
        await work.tx.messages.save(replace(message, state=MessageState.WAITING, attempt=message.attempt + 1, send_at=work.now + wait))
    await work.tx.messages.release(claim)


async def _finish(work: Work, claim: Claim, message: Message, account: Account | None, outcome: Outcome) -> None:
    if not await work.tx.messages.held(claim):
        raise LeaseLost(message.id)
    message = await work.tx.messages.get(message.id) or message  # as it is now: sending took its time
    delay = 0.0
    match outcome:
        case Sent(ref) if account is not None:
            await _came_back(work, account)
            await delivered.confirmed(work, message, account, ref)
        case Busy(seconds) if account is not None:
            await work.tx.messages.pause(account.platform, account.tenant, seconds)
        case Down() if account is not None:
            await _went_down(work, account)
            delay = DOWN
        case Unknown():
            await delivered.unknown(work, message)
        case Refused() as refusal:
            await _left_with_it(work, account, refusal)
            await delivered.refused(work, message, account, refusal)
        case _:
            delay = DOWN
    await work.tx.messages.release(claim, delay)


async def _left_with_it(work: Work, account: Account | None, refusal: Refused) -> None:
    """R8: where no event tells of a deactivation, the refused message does."""
    now = await work.tx.accounts.get(account.id) if account is not None and refusal.why is OutOfReach.DEACTIVATED else None
    person = await work.tx.people.get(now.person_id) if now is not None and now.person_id is not None and not now.deleted else None
    if now is not None and person is not None:
        await account_seen.account_left(work, now, person)


async def _went_down(work: Work, account: Account) -> None:
    name = f"down:{account.platform.value}:{account.tenant}"
    if await work.tx.engine.read(name) is None:
        await work.tx.engine.write(name, work.now.isoformat())
        work.note("platform.down", None, platform=account.platform.value)


async def _came_back(work: Work, account: Account) -> None:
    name = f"down:{account.platform.value}:{account.tenant}"
    since = await work.tx.engine.read(name)
    if since is not None:
        await work.tx.engine.write(name, None)
        await _take_off(work, Outage(datetime.fromisoformat(since), work.now, account.platform.value))


async def _was_down(work: Work, outage: Outage) -> Outage:
    await _take_off(work, outage)
    minutes = int((outage.ended_at - outage.started_at).total_seconds() // 60)
    work.note("outage", minutes=minutes, why=outage.reason)
    return outage


async def _take_off(work: Work, outage: Outage) -> None:
    """Time that counts for nobody: every clock that runs by day is looked at anew."""
    await work.tx.engine.add_outage(outage)
    await work.replan(None)
