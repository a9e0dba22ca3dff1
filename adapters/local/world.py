"""A world of imagined people on a local platform: what they are sent, what they do about it, and time that moves through it.

The demo and `rollcall simulate` are both worlds: the real engine and rules, moved from due moment to due moment.
"""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Protocol

from adapters.local.behaviour import Behaviour, Cast, is_away, reactions
from bot.cards import Card
from bot.cards_json import card_from_json
from bot.desk import Desk
from bot.engine import Engine
from bot.events import AccountLeft, AccountSeen, Caller, Commanded, Event
from bot.model import Account, Organisation, Outage, OutOfReach, Person, Platform
from bot.ports.sender import Outcome, Refused, Sent
from bot.ports.store import Store
from bot.rules.cadence import at, calendar_of, is_working_day, local_day, next_working_moment, start_of

Task = Callable[[], Coroutine[Any, Any, None]]


class MovableClock(Protocol):
    """Business time that a world can set."""

    def now(self) -> datetime: ...

    def set(self, moment: datetime) -> None: ...


@dataclass
class World:
    """`step` is called after every moment that was lived through; `own` are those whom a real human plays at present.

    `lock`: one at a time, a moment of time or somebody's press, so that a press during a long run waits for one moment only.
    """

    store: Store
    organisation: Organisation
    cast: Cast
    clock: MovableClock
    step: Callable[[datetime], Awaitable[None]] | None = None
    own: set[str] = field(default_factory=set)
    people: dict[str, Person] = field(default_factory=dict)  # by account: the e-mail
    tasks: list[tuple[datetime, int, Task]] = field(default_factory=list)
    stopping: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    platform: Platform = Platform.LOCAL
    finds: bool = True

    def __post_init__(self) -> None:
        self._order = itertools.count()
        self._open()

    def _open(self) -> None:
        self.desk = Desk(self.store, self.clock, self.organisation)
        self.engine = Engine(self.store, {Platform.LOCAL: self}, self.organisation, self.clock)

    def is_reached_at(self, address: str) -> None:
        """Known only once it listens: cards may lead to pages from now on."""
        self.organisation = replace(self.organisation, pages_at=address)
        self._open()

    async def send(self, account: Account, card: Card, key: str) -> Outcome:
        """The message row is the conversation: accepting it is enough; what its reader does about it comes later."""
        person = self.people[account.user]
        behaviour = self.cast.of(account.user)
        today = local_day(calendar_of(person, self.organisation), self.clock.now())
        if behaviour.unreachable_from is not None and behaviour.unreachable_from <= today:
            return Refused("blocked", OutOfReach.BLOCKED)
        self.react_later(person, card, self.clock.now())
        return Sent(key)

    async def update(self, account: Account, ref: str, card: Card) -> Outcome:
        """The new content is in the message row already."""
        return Sent(ref)

    async def find(self, account: Account, key: str) -> Outcome | None:
        """Accepting changes nothing here, so sending again does no harm."""
        return None

    async def look_up(self, email: str) -> AccountSeen | None:
        """Everybody here moved in by themselves."""
        return None

    def react_later(self, person: Person, card: Card, seen_at: datetime) -> None:
        """After the time they take, inside their own hours, on a day they work; not while somebody plays them."""
        user = person.email or person.id
        behaviour = self.cast.of(user)
        moment = self._when(behaviour, person, seen_at + behaviour.after)

        async def react() -> None:
            calendar = calendar_of(self.people[user], self.organisation)
            if user in self.own or not self.people[user].active:
                return
            for event in reactions(behaviour, caller(user), card, local_day(calendar, self.clock.now())):
                await self.act(event)

        self.later(moment, react)

    def _when(self, behaviour: Behaviour, person: Person, moment: datetime) -> datetime:
        calendar = calendar_of(person, self.organisation)
        moment = next_working_moment(calendar, moment)
        while is_away(behaviour, local_day(calendar, moment)):
            day = local_day(calendar, moment) + timedelta(days=1)
            moment = start_of(calendar, day) if is_working_day(calendar, day) else next_working_moment(calendar, start_of(calendar, day))
        return moment

    def later(self, moment: datetime, task: Task) -> None:
        """Do this then."""
        heapq.heappush(self.tasks, (moment, next(self._order), task))

    async def act(self, event: Event) -> None:
        """One event through the desk; trouble is a defect of ours and stops the world."""
        reply = await self.desk.handle(event)
        if reply.problem == "trouble":
            raise RuntimeError("an error of ours: see the log above")

    async def move_in(self, user: str) -> Person:
        """Somebody with an account and the country their behaviour says."""
        behaviour = self.cast.of(user)
        name = behaviour.name or user.split("@")[0].replace(".", " ").title()
        await self.act(AccountSeen(caller(user), name, user, behaviour.zone))
        async with self.store.writing() as tx:
            account = await tx.accounts.find(Platform.LOCAL, "local", user)
            person = await tx.people.get(account.person_id) if account and account.person_id else None
            if person is None:
                raise RuntimeError(f"{user} has no account")
            # A supplier's address is nobody's to vouch for by itself; here an admin let them in under it.
            person = replace(person, email=person.email or user, country=behaviour.country or person.country)
            await tx.people.save(person)
        self.people[user] = person
        return person

    def plan(self, user: str) -> None:
        """Leave that begins, and the day they go for good, as far as they lie ahead."""
        behaviour, now = self.cast.of(user), self.clock.now()
        calendar = calendar_of(self.people[user], self.organisation)
        for leave in behaviour.away:
            until = f" until {leave.until.isoformat()}" if leave.until else ""
            cover = f" cover {leave.cover}" if leave.cover else ""
            moment = at(calendar, leave.starts, time(0, 5))
            if moment > now:
                self.later(moment, self._doing(user, Commanded(caller(user), f"away{until}{cover}")))
        if behaviour.leaves is not None and at(calendar, behaviour.leaves, time(10)) > now:
            self.later(at(calendar, behaviour.leaves, time(10)), partial(self.leave, user))

    def _doing(self, user: str, event: Event) -> Task:
        async def act() -> None:
            if user not in self.own:
                await self.act(event)

        return act

    async def leave(self, user: str) -> None:
        """For good: their account is gone."""
        await self.act(AccountLeft(caller(user)))
        await self.refresh_people()

    async def refresh_people(self) -> None:
        """Names, zones and who has left, as the database has them."""
        async with self.store.reading() as tx:
            found = await tx.people.many(person.id for person in self.people.values())
        self.people = {user: found[person.id] for user, person in self.people.items() if person.id in found}

    async def remember(self) -> None:
        """After a restart: what people had been sent and had not answered is on their minds again."""
        async with self.store.reading() as tx:
            for person in list(self.people.values()):
                for message in await tx.messages.of_person(person.id, 20):
                    kept = await tx.contents.get(message.content_id) if message.content_id else None
                    if kept is not None and kept.text is not None and message.sent_at is not None:
                        self.react_later(person, card_from_json(kept.text), message.sent_at)

    async def settle(self) -> None:
        """What is due now is done, and what follows from it."""
        now = self.clock.now()
        while self.tasks and self.tasks[0][0] <= now:
            await heapq.heappop(self.tasks)[2]()
        for _ in range(20):
            if not await self.engine.tick() + await self.engine.deliver():
                return

    async def run(self, until: datetime) -> None:
        """Through every due moment, not over it; nothing happens while an outage lasts."""
        outages = [one for one in sorted(self.cast.outages) if one[1] > self.clock.now()]
        self.stopping = False
        while not self.stopping:
            async with self.lock:
                moment = await self._live_through_next(until, outages)
            if moment is None:
                break
            if self.step is not None:
                await self.step(moment)

    async def _live_through_next(self, until: datetime, outages: list[tuple[datetime, datetime]]) -> datetime | None:
        """The next due moment, lived through; None: nothing is due until then, and then is now."""
        due = await self.engine.next_due()
        moments = [one for one in (due, self.tasks[0][0] if self.tasks else None) if one is not None]
        if not moments or min(moments) > until:
            self.clock.set(max(until, self.clock.now()))
            return None
        moment = max(min(moments), self.clock.now())
        if outages and moment >= outages[0][0]:
            started, ended = outages.pop(0)
            moment = max(ended, self.clock.now())
            self.clock.set(moment)
            await self.engine.was_down(Outage(started, ended))
            return moment
        self.clock.set(moment)
        await self.settle()
        return moment


def caller(user: str) -> Caller:
    """An account on the local platform: its user is the person's e-mail."""
    return Caller(Platform.LOCAL, "local", user)
