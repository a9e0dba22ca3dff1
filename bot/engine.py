"""The clock's door: tick takes what is due until nothing is; deliver empties the outbox. The database is the engine (DESIGN)."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot import ids
from bot.actions import (
    absences_due,
    account_seen,
    ask,
    concerns_due,
    confirm,
    confirmations_due,
    decide,
    excuses_due,
    named,
    offers_due,
    outages,
    override,
    sending,
    tell,
)
from bot.actions.work import Work
from bot.again import again
from bot.cards import Card
from bot.events import AccountSeen
from bot.model import Account, Message, Organisation, Outage, Platform
from bot.ports.clock import Clock
from bot.ports.sender import Busy, Down, Outcome, Refused, Sender, Unknown
from bot.ports.store import Claim, LeaseLost, Store, Waits
from bot.refreshing import Refreshing
from bot.trouble import told

log = structlog.get_logger(__name__)

Step = Callable[[Work], Awaitable[int]]
STEPS: dict[Waits, Step] = {  # in this order: what a step makes due, a later one sends in the same message
    Waits.LEAVING: offers_due.release_due,
    Waits.ABSENCE: absences_due.absences_due,
    Waits.EXCUSE: excuses_due.excuses_due,
    Waits.UNKNOWN: sending.repeat_unknown,
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
            done = sum([await self._written(moment, step) for kind, step in STEPS.items() if kind in due])
            total += done
            if done == 0:
                return total
        log.error("tick_did_not_settle", rounds=ROUNDS)
        return total

    async def _due(self, now: datetime) -> frozenset[Waits]:
        async with self._store.reading() as tx:
            return await tx.engine.due(now)

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
                await outages.take_off(work, Outage(datetime.fromisoformat(json.loads(held)["since"]), now, "paused"))

        await self._written(now, do)

    async def beat(self, now: datetime) -> Outage | None:
        """Say that we are running; time since the last beat, if long, was an outage of ours (R10): told in the same breath."""

        async def do(work: Work) -> Outage | None:
            last = await work.tx.engine.read("heartbeat")
            await work.tx.engine.write("heartbeat", now.isoformat())
            since = datetime.fromisoformat(last) if last else now
            if now - since < timedelta(minutes=self._organisation.policy.outage_minutes):
                return None
            return await outages.was_down(work, Outage(since, now))

        return await self._written(now, do)

    async def was_down(self, outage: Outage) -> None:
        """Time in which we or a platform did not run is taken off everybody's clock."""
        await self._written(outage.ended_at, lambda work: outages.was_down(work, outage))

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
                wait = held_up.seconds if isinstance(held_up, Busy) else sending.RETRY
                await self._written(self._clock.now(), lambda work: work.tx.messages.release(claim, wait, unsure=claim.ambiguous))
                return
            prepared = await self._written(self._clock.now(), lambda work: sending.prepare(work, claim))
            if prepared is None:
                return
            message, account, card = prepared
            outcome, unsure = await self._out(claim, message, account, card)
        except LeaseLost:
            log.warning("lease_lost", message=claim.message_id)
            return
        except Exception as error:  # what cannot be made or handed over stops nobody else's
            told("message_failed", error, message=claim.message_id)
            with suppress(LeaseLost):
                await self._written(self._clock.now(), lambda work: sending.put_aside(work, claim))
            return
        try:
            await self._written(self._clock.now(), lambda work: sending.finish(work, claim, message, account, outcome, unsure=unsure))
            if isinstance(outcome, Refused) and account is not None:
                log.warning("account_refused", account=account.id, why=outcome.why.value, said=outcome.reason)
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

    async def _out(self, claim: Claim, message: Message, account: Account | None, card: Card) -> tuple[Outcome, bool]:
        """What came of it; and whether it may have arrived although nobody can look for it now: then it is looked for before it leaves again."""
        if account is None:
            return Refused("no_account"), False
        sender = self._senders.get(account.platform)
        if sender is None:
            return Down("no sender for this platform"), claim.ambiguous
        if claim.ambiguous and not sender.finds:
            return Unknown("an earlier attempt may have arrived"), False
        if claim.ambiguous or (message.repeated and sender.finds):
            found = await sender.find(account, message.key)
            if found is not None:
                return found, isinstance(found, Busy | Down)
        outcome = await sender.send(account, card, message.key)
        found = await sender.find(account, message.key) if isinstance(outcome, Unknown) and sender.finds else None
        return found or outcome, isinstance(found, Busy | Down)

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
