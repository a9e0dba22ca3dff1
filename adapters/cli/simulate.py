"""`rollcall simulate`: the real engine and rules on a fake clock and a fake platform, with people who behave as a file says."""

import heapq
import itertools
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from adapters.local.behaviour import Behaviour, Cast, is_away, reactions
from bot.actions import import_register, invite
from bot.actions.work import Work
from bot.cards import Card
from bot.desk import Desk
from bot.engine import Engine
from bot.events import AccountLeft, AccountSeen, Caller, Commanded, Event
from bot.model import Account, Organisation, Outage, Person, Platform
from bot.ports.sender import Outcome, Refused, Sent
from bot.rules.cadence import at, calendar_of, is_working_day, local_day, next_working_moment, organisation_calendar, start_of
from bot.rules.register import RegisterRow
from storage.store import SqlStore

Task = Callable[[], Coroutine[Any, Any, None]]


class SimulatedClock:
    """Business time that jumps."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def now(self) -> datetime:
        """The simulated moment."""
        return self.time


@dataclass
class Simulation:
    """One run. `seen` is called with every simulated day that begins, for the progress bar."""

    store: SqlStore
    organisation: Organisation
    cast: Cast
    clock: SimulatedClock
    seen: Callable[[date], None] = lambda day: None
    people: dict[str, Person] = field(default_factory=dict)  # by e-mail
    tasks: list[tuple[datetime, int, Task]] = field(default_factory=list)
    order: Any = field(default_factory=itertools.count)
    platform: Platform = Platform.LOCAL
    finds: bool = True

    def __post_init__(self) -> None:
        self.desk = Desk(self.store, self.clock, self.organisation)
        self.engine = Engine(self.store, {Platform.LOCAL: self}, self.organisation, self.clock)

    async def send(self, account: Account, card: Card, key: str) -> Outcome:
        """Accept, unless the person cannot be reached from some day on; what they do about it comes later."""
        email = account.user
        behaviour = self.cast.of(email)
        today = local_day(calendar_of(self.people[email], self.organisation), self.clock.now())
        if behaviour.unreachable_from is not None and behaviour.unreachable_from <= today:
            return Refused("blocked")
        if behaviour.leaves is not None and behaviour.leaves <= today:
            return Refused("deactivated")
        self._react_later(behaviour, self.people[email], card)
        return Sent(key)

    async def update(self, account: Account, ref: str, card: Card) -> Outcome:
        """Nobody reads an update again."""
        return Sent(ref)

    async def find(self, account: Account, key: str) -> str | None:
        """Nothing is ever uncertain here."""
        return None

    def _react_later(self, behaviour: Behaviour, person: Person, card: Card) -> None:
        """After the time they take, inside their own hours, on a day they work."""
        calendar = calendar_of(person, self.organisation)
        moment = next_working_moment(calendar, self.clock.now() + behaviour.after)
        while is_away(behaviour, local_day(calendar, moment)):
            day = local_day(calendar, moment) + timedelta(days=1)
            moment = start_of(calendar, day) if is_working_day(calendar, day) else next_working_moment(calendar, start_of(calendar, day))
        if behaviour.leaves is not None and local_day(calendar, moment) >= behaviour.leaves:
            return

        async def react() -> None:
            for event in reactions(behaviour, caller_of(person), card, local_day(calendar, self.clock.now())):
                await self.act(event)

        self.later(moment, react)

    def later(self, moment: datetime, task: Task) -> None:
        """Do this then."""
        heapq.heappush(self.tasks, (moment, next(self.order), task))

    async def act(self, event: Event) -> None:
        """One event through the desk; trouble is a defect and stops the run."""
        reply = await self.desk.handle(event)
        if reply.problem == "trouble":
            raise RuntimeError("the simulation ran into an error of ours: see the log above")

    async def prepare(self, rows: list[RegisterRow], source: str) -> None:
        """The register comes in, everybody has an account, plans are laid, the offers go out on day 0."""
        async with self.store.writing() as tx:
            work = Work(tx, self.clock.now(), self.organisation)
            await import_register.import_register(work, rows, source=source, dry_run=False)
        await self._accounts()
        for email, person in self.people.items():
            self._plans(email, person)
        async with self.store.writing() as tx:
            await invite.invite(Work(tx, self.clock.now(), self.organisation), None)

    async def _accounts(self) -> None:
        async with self.store.reading() as tx:
            named = {person.email for person in await tx.people.active() if person.email}
        covers = {one.cover for behaviour in self.cast.people.values() for one in behaviour.away if one.cover}
        seconds = {behaviour.second for behaviour in (*self.cast.people.values(), self.cast.default) if behaviour.second}
        wanted = named | covers | seconds | set(self.cast.people) | set(self.organisation.admins)
        for email in sorted(one for one in wanted if one):
            behaviour = self.cast.of(email)
            name = behaviour.name or email.split("@")[0].replace(".", " ").title()
            await self.act(AccountSeen(Caller(Platform.LOCAL, "local", email), name, email, behaviour.zone))
            async with self.store.writing() as tx:
                person = await tx.people.by_email(email)
                if person is not None:
                    person = replace(person, country=behaviour.country)
                    await tx.people.save(person)
                    self.people[email] = person

    def _plans(self, email: str, person: Person) -> None:
        """Leave that begins, and the day they go for good."""
        behaviour, calendar = self.cast.of(email), calendar_of(person, self.organisation)
        for leave in behaviour.away:
            until = f" until {leave.until.isoformat()}" if leave.until else ""
            cover = f" cover {leave.cover}" if leave.cover else ""
            self.later(at(calendar, leave.starts, time(0, 5)), self._event(Commanded(caller_of(person), f"away{until}{cover}")))
        if behaviour.leaves is not None:
            self.later(at(calendar, behaviour.leaves, time(10)), self._event(AccountLeft(caller_of(person))))

    def _event(self, event: Event) -> Task:
        async def act() -> None:
            await self.act(event)

        return act

    async def run(self, until: datetime) -> None:
        """Through every due moment, not over it; nothing happens while an outage lasts."""
        outages = sorted(self.cast.outages)
        day = self.clock.now().date()
        while True:
            due = await self.engine.next_due()
            moments = [one for one in (due, self.tasks[0][0] if self.tasks else None) if one is not None]
            if not moments or min(moments) > until:
                break
            moment = max(min(moments), self.clock.now())
            if outages and moment >= outages[0][0]:
                started, ended = outages.pop(0)
                self.clock.time = max(ended, self.clock.now())
                await self.engine.was_down(Outage(started, ended))
                continue
            self.clock.time = moment
            while self.tasks and self.tasks[0][0] <= moment:
                await heapq.heappop(self.tasks)[2]()
            await self.engine.tick()
            await self.engine.deliver()
            if moment.date() > day:
                day = moment.date()
                self.seen(day)
        self.clock.time = until


def caller_of(person: Person) -> Caller:
    """Their account on the simulated platform: the e-mail."""
    return Caller(Platform.LOCAL, "local", person.email or "")


async def simulate(
    rows: list[RegisterRow], cast: Cast, organisation: Organisation, start: date, days: int, seen: Callable[[date], None]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Run `days` days from `start`; returns the report (issue: What programs read) and the per-day detail."""
    from adapters.cli.simulate_report import report

    first = at(organisation_calendar(organisation), start, time(0))
    with tempfile.TemporaryDirectory(prefix="rollcall-simulate-") as folder:
        store = SqlStore(f"sqlite:///{Path(folder) / 'simulation.db'}", audit_key=b"simulation", durable=False)
        await store.migrate()
        simulation = Simulation(store, organisation, cast, SimulatedClock(first.astimezone(UTC)), seen)
        await simulation.prepare(rows, "simulation")
        end = first + timedelta(days=days)
        await simulation.run(end)
        try:
            return await report(store, organisation, end)
        finally:
            await store.close()
