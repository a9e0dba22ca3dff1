"""Messages on screen that no longer tell the truth are composed anew and changed in place."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.actions import compose, delivered
from bot.actions.work import Work
from bot.again import again
from bot.cards import Card
from bot.model import Account, Message, MessageId, Organisation, Platform
from bot.ports.clock import Clock
from bot.ports.sender import Busy, Down, Outcome, Refused, Sender, Unknown
from bot.ports.store import Store
from bot.trouble import told

PAGE = 200
WAIT, LONGEST = 30.0, 3600.0  # machine seconds until one that did not get through is tried again, doubled each time
NO_SENDER = Refused("no_sender")


class Refreshing:
    """One a process. What does not get through rests, so that it costs little and holds nobody else up."""

    def __init__(
        self,
        store: Store,
        senders: Mapping[Platform, Sender],
        organisation: Organisation,
        clock: Clock,
        machine: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._senders = senders
        self._organisation = organisation
        self._clock = clock
        self._machine = machine
        self._resting: dict[MessageId, tuple[float, float]] = {}  # until when, and for how long

    async def round(self) -> int:
        """Change what can be changed now; returns how many were."""
        done, after, seen = 0, "", set()
        while True:
            async with self._store.reading() as tx:
                page = await tx.messages.stale(after, PAGE)
            for message in page:
                seen.add(message.id)
                done += not self._rests(message.id) and await self._tried(message)
            if len(page) < PAGE:
                self._resting = {one: rest for one, rest in self._resting.items() if one in seen}
                return done
            after = page[-1].id

    def _rests(self, message: MessageId) -> bool:
        until, _ = self._resting.get(message, (0.0, 0.0))
        return self._machine() < until

    async def _tried(self, message: Message) -> bool:
        """One that cannot be made anew rests like one that did not get through."""
        try:
            return await self._update(message)
        except Exception as error:
            told("update_failed", error, message=message.id)
            self._rest(message.id)
            return False

    def _rest(self, message: MessageId) -> None:
        _, last = self._resting.get(message, (0.0, 0.0))
        wait = min(LONGEST, last * 2) or WAIT
        self._resting[message] = (self._machine() + wait, wait)

    async def _update(self, message: Message) -> bool:
        found = await again(self._store, lambda: self._recomposed(message))
        if found is None:
            return False
        current, card, account = found
        match await self._out(current, card, account):
            case Busy(seconds) if account is not None:
                await again(self._store, lambda: self._pause(account, seconds))
            case Down() if account is not None:
                await again(self._store, lambda: self._pause(account, WAIT))
            case Busy() | Down() | Unknown():
                self._rest(message.id)
            case _:
                await again(self._store, lambda: self._is_true_again(current))
                return True
        return False

    async def _recomposed(self, message: Message) -> tuple[Message, Card, Account | None] | None:
        """None: its workspace asks to wait."""
        async with self._store.writing() as tx:
            work = Work(tx, self._clock.now(), self._organisation)
            account = await delivered.account_of(work, message.account_id)
            if account is not None and await tx.messages.paused_for(account.platform, account.tenant) > 0:
                return None
            return *await compose.recompose(work, message), account

    async def _out(self, message: Message, card: Card, account: Account | None) -> Outcome:
        sender = self._senders.get(account.platform) if account else None
        if account is None or sender is None or message.ref is None:
            return NO_SENDER
        return await sender.update(account, message.ref, card)

    async def _pause(self, account: Account, seconds: float) -> None:
        """Busy and down are the workspace's, so nothing at all leaves for it; an unknown outcome is the message's own."""
        async with self._store.writing() as tx:
            await tx.messages.pause(account.platform, account.tenant, seconds)

    async def _is_true_again(self, shown: Message) -> None:
        async with self._store.writing() as tx:
            found = await tx.messages.get(shown.id)
            if found is not None and found.revision == shown.revision:
                await tx.messages.save(replace(found, stale=False))
