"""A Scene: a store, a clock that tests move, and a fake platform on which a test presses what it sees (STYLE, Tests)."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import ids
from bot.actions.work import Work
from bot.cards import Button, Card, Form, Lines
from bot.desk import Desk
from bot.engine import Engine
from bot.events import AccountLeft, AccountSeen, Caller, Commanded, Event, Pressed, Reply, Said, Submitted
from bot.model import (
    DEFAULT_CADENCE,
    Account,
    AccountId,
    ItemKind,
    Organisation,
    OutOfReach,
    Person,
    PersonId,
    Platform,
    Role,
    Seat,
    SeatId,
    Stage,
    System,
    SystemId,
)
from bot.ports.sender import Outcome, Refused, Sent
from bot.ports.store import Store, Tx
from bot.views.plain import plain

USUAL = ("Looked: normal", "All steady", "Keep")  # what a diligent owner presses when nothing is off
QUESTIONS = {ItemKind.QUESTION, ItemKind.REMINDER}
ACME = Organisation(zone="Europe/Berlin", country="DE", admins=("ada@acme.example",), domains=("acme.example",))


class FakeClock:
    """Business time that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def now(self) -> datetime:
        """The moment the test is at."""
        return self.time

    def set(self, moment: datetime) -> None:
        """The test is here now."""
        self.time = moment


@dataclass
class Seen:
    """One message on the fake platform."""

    user: str
    key: str
    card: Card
    at: datetime
    read: bool = False


class FakePlatform:
    """A chat platform in memory: it keeps what it accepted, refuses whom it should, and can be made to fail."""

    platform = Platform.LOCAL
    finds = True

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.messages: list[Seen] = []
        self.refuses: dict[str, str] = {}  # user → why, of OutOfReach
        self.next_outcomes: list[Outcome] = []
        self.directory: dict[str, AccountSeen] = {}  # by e-mail

    async def send(self, account: Account, card: Card, key: str) -> Outcome:
        """Accept, refuse, or fail as the test said."""
        if account.user in self.refuses:
            return Refused(self.refuses[account.user], OutOfReach(self.refuses[account.user]))
        if self.next_outcomes:
            return self.next_outcomes.pop(0)
        self.messages.append(Seen(account.user, key, card, self.clock.now()))
        return Sent(key)

    async def update(self, account: Account, ref: str, card: Card) -> Outcome:
        """The message reads so now."""
        for message in self.messages:
            if message.key == ref:
                message.card = card
        return Sent(ref)

    async def find(self, account: Account, key: str) -> Outcome | None:
        """Whether it arrived."""
        return next((Sent(one.key) for one in self.messages if one.key == key), None)

    async def look_up(self, email: str) -> AccountSeen | None:
        """Whoever works here but was never seen."""
        return self.directory.get(email)


@dataclass
class OnScreen:
    """A card in front of a person, with its buttons."""

    actor: "Actor"
    card: Card

    @property
    def text(self) -> str:
        """What it says."""
        return plain(self.card, self.actor.zone)

    def buttons(self) -> list[Button]:
        """All of them, of the rows as well."""
        found = list(self.card.buttons)
        for part in self.card.parts:
            if isinstance(part, Lines):
                found += [button for line in part.lines for button in line.buttons]
        return found

    async def press(self, label: str, about: str = "", **values: str) -> Reply:
        """Press a button by its label (`about`: words of its row); a form that opens is filled in and sent."""
        button = self._button(label, about)
        reply = await self.actor.scene.act(Pressed(self.actor.caller, button.action, button.ref))
        if reply.form is not None and values:
            return await self.actor.fill(reply.form, **values)
        return reply

    def _button(self, label: str, about: str) -> Button:
        rows = [(plain(Card(line.title)), line.buttons) for part in self.card.parts if isinstance(part, Lines) for line in part.lines]
        rows.append((plain(Card(self.card.title)), self.card.buttons))
        for text, buttons in rows:
            for button in buttons:
                if button.label == label and about.casefold() in text.casefold():
                    return button
        raise AssertionError(f"no button {label!r} about {about!r} on:\n{self.text}")


@dataclass
class Actor:
    """A person of the scene."""

    scene: "Scene"
    id: PersonId
    name: str
    user: str
    zone: str

    @property
    def caller(self) -> Caller:
        """Their account."""
        return Caller(Platform.LOCAL, "local", self.user)

    def inbox(self) -> list[Seen]:
        """Everything they were sent."""
        return [one for one in self.scene.platform.messages if one.user == self.user]

    def sees(self, words: str) -> OnScreen:
        """The newest unread message with these words; it is read now. Fails, telling what there is, if there is none."""
        for one in reversed(self.inbox()):
            if not one.read and words.casefold() in plain(one.card, self.zone).casefold():
                one.read = True
                return OnScreen(self, one.card)
        unread = "\n---\n".join(plain(one.card, self.zone) for one in self.inbox() if not one.read) or "(nothing)"
        raise AssertionError(f"{self.name} does not see {words!r}, but:\n{unread}")

    def still_sees(self, words: str) -> OnScreen:
        """A message with these words, read or not: after an update in place."""
        for one in reversed(self.inbox()):
            if words.casefold() in plain(one.card, self.zone).casefold():
                one.read = True
                return OnScreen(self, one.card)
        raise AssertionError(f"{self.name} sees nothing with {words!r}")

    def sees_at(self, words: str) -> list[str]:
        """When each unread message with these words came, `2026-12-03 09:00` by their own clock; they are read now."""
        found = [one for one in self.inbox() if not one.read and words.casefold() in plain(one.card, self.zone).casefold()]
        for one in found:
            one.read = True
        return [one.at.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%d %H:%M") for one in found]

    async def reads_questions(self) -> None:
        """Unread messages of nothing but roll-call questions and reminders; whatever else came stays unread."""
        for one in await self._questions():
            one.read = True

    async def answers_as_usual(self) -> None:
        """The quiet answer to every question of those messages."""
        for one in await self._questions():
            one.read = True
            pressed = [button for button in OnScreen(self, one.card).buttons() if button.label in USUAL]
            for button in pressed:
                reply = await self.scene.act(Pressed(self.caller, button.action, button.ref))
                assert not reply.problem, reply

    async def _questions(self) -> list[Seen]:
        found = []
        async with self.scene.store.reading() as tx:
            for one in self.inbox():
                message = None if one.read else await tx.messages.by_key(one.key)
                kinds = {item.kind for item in await tx.messages.items(message.id) if item.shown} if message else set()
                if kinds and kinds <= QUESTIONS:
                    found.append(one)
        return found

    def sees_nothing(self) -> None:
        """No unread message."""
        unread = [plain(one.card, self.zone) for one in self.inbox() if not one.read]
        assert not unread, f"{self.name} sees:\n" + "\n---\n".join(unread)

    async def owner(self, text: str) -> OnScreen:
        """`/owner …`: the private answer."""
        reply = await self.scene.act(Commanded(self.caller, text))
        assert reply.card is not None, reply
        return OnScreen(self, reply.card)

    async def command(self, text: str) -> Reply:
        """`/owner …`: the reply as it is."""
        return await self.scene.act(Commanded(self.caller, text))

    async def says(self, text: str) -> Reply:
        """Words in the direct message."""
        return await self.scene.act(Said(self.caller, text))

    async def fill(self, form: Form, **values: str) -> Reply:
        """Fill in a form: what it holds already, and these values."""
        known = {field.name for field in form.fields}
        assert set(values) <= known, f"no field {set(values) - known} in {form.title}"
        filled = {field.name: field.value for field in form.fields} | values
        return await self.scene.act(Submitted(self.caller, form.action, form.ref, filled))

    async def leaves(self) -> None:
        """Their account is deactivated."""
        self.scene.platform.refuses[self.user] = "deactivated"
        await self.scene.act(AccountLeft(self.caller))


@dataclass
class Scene:
    """Everything a story needs; at its end nobody has seen anything else."""

    store: Store
    organisation: Organisation = ACME
    clock: FakeClock = field(default_factory=lambda: FakeClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC)))
    actors: dict[str, Actor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.platform = FakePlatform(self.clock)
        self.desk = Desk(self.store, self.clock, self.organisation)
        self.engine = Engine(self.store, {Platform.LOCAL: self.platform}, self.organisation, self.clock)

    async def person(self, name: str, *, zone: str | None = None, country: str | None = None, external: bool = False) -> Actor:
        """Somebody with an account; `Olivia Ortega` has the address olivia@acme.example."""
        user = name.split()[0].casefold()
        person = Person(PersonId(ids.new()), name, f"{user}@acme.example", zone, country, external=external)
        async with self.store.writing() as tx:
            await tx.people.add(person)
            self._work(tx).note("person.seen", None, person=person.id)
            await tx.accounts.add(Account(AccountId(ids.new()), person.id, Platform.LOCAL, "local", user, name, guest=external))
        actor = Actor(self, person.id, name, user, zone or self.organisation.zone)
        self.actors[user] = actor
        return actor

    def _work(self, tx: Tx) -> Work:
        return Work(tx, self.clock.now(), self.organisation)

    async def people(self, *names: str) -> list[Actor]:
        """Several at once."""
        return [await self.person(name) for name in names]

    async def system(self, name: str, stage: Stage = Stage.PRODUCTION, **more: object) -> System:
        """A system with three empty seats that nobody was told about."""
        system = replace(System(SystemId(ids.new()), name.casefold().replace(" ", "-"), name, self.clock.now(), stage=stage), **more)  # type: ignore[arg-type]
        async with self.store.writing() as tx:
            await tx.systems.add(system)
            self._work(tx).note("system.created", system.id)
            await tx.seats.add(*(Seat(SeatId(ids.new()), system.id, role, DEFAULT_CADENCE[role]) for role in Role))
        return system

    async def staffed(
        self,
        name: str,
        operator: Actor | None,
        maintainer: Actor | None,
        steward: Actor | None,
        stage: Stage = Stage.PRODUCTION,
        **more: object,
    ) -> System:
        """A system whose seats are held, each offered and accepted in chat; what was said on the way has been read."""
        system = await self.system(name, stage, **more)
        admin = self.actors["ada"]
        async with self.store.reading() as tx:
            seats = await tx.seats.of(system.id)
        for role, actor in ((Role.STEWARD, steward), (Role.OPERATOR, operator), (Role.MAINTAINER, maintainer)):
            if actor is not None:
                await self.hold(seats[role], actor, admin)
        await self.travel(days=1)
        self.the_stage_is_set()
        return system

    def the_stage_is_set(self) -> None:
        """What was said while the stage was set is not the story's subject; for set-ups only."""
        for one in self.platform.messages:
            one.read = True

    async def hold(self, seat: Seat, actor: Actor, by: Actor) -> None:
        """Offer and accept."""
        granted = {"person": actor.id, "hours": "2", "reason": "nobody else yet"}
        made = await self.act(Submitted(by.caller, "offer", seat.id, granted))
        assert not made.problem, made
        async with self.store.reading() as tx:
            offer = next(one for one in await tx.assignments.open_of(seat.id) if one.person_id == actor.id and one.state == "proposed")
        values = {
            "skill": "knows the work",
            "normal": "about 200 a day",
            "purpose": "invoices paid in five days",
            "earns_keep_when": "no more clerks",
        }
        done = await self.act(Submitted(actor.caller, "accept", offer.id, values))
        assert not done.problem, done

    async def act(self, event: Event) -> Reply:
        """One event, and what it sends at once."""
        reply = await self.desk.handle(event)
        assert reply.problem != "trouble", "the desk failed: see the log"
        await self.settle()
        return reply

    async def settle(self) -> None:
        """Everything that is due now is done and sent, and what follows from its arrival."""
        for _ in range(20):
            done = await self.engine.tick() + await self.engine.deliver()
            due = await self.engine.next_due()
            if due is None or due > self.clock.now():
                return
            assert done, f"what is due at {due} is never done"

    async def travel_to(self, moment: str | datetime, *, answering: Iterable[Actor] = ()) -> None:
        """`2026-11-30 09:00` in the organisation's zone (or with a zone's name behind it): through every due moment, not over it.

        `answering`: who gives the usual answer to each question as it comes; what else they are sent stays unread.
        """
        target = moment if isinstance(moment, datetime) else self.moment(moment)
        assert target >= self.clock.now(), "time does not go back"
        while True:
            due = await self.engine.next_due()
            if due is None or due > target:
                break
            await self._arrive(max(due, self.clock.time), answering)
        await self._arrive(target, answering)

    async def _arrive(self, moment: datetime, answering: Iterable[Actor]) -> None:
        self.clock.time = moment
        await self.settle()
        for actor in answering:
            await actor.answers_as_usual()

    def moment(self, text: str) -> datetime:
        """A wall-clock time as an instant."""
        day, hour, *zone = text.split()
        wall = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), ZoneInfo(zone[0] if zone else self.organisation.zone))
        return wall.astimezone(UTC)

    async def travel(self, **more: int) -> None:
        """By a timedelta."""
        await self.travel_to(self.clock.now() + timedelta(**more))

    async def put_aside(self) -> int:
        """Messages that could not be made, or not be handed over."""
        async with self.store.reading() as tx:
            return await tx.messages.put_aside()

    def nobody_saw_anything_else(self) -> None:
        """The last line of every story."""
        for actor in self.actors.values():
            actor.sees_nothing()


def texts(messages: Iterable[Seen], zone: str = "Europe/Berlin") -> list[str]:
    """Messages as plain text, for a failing test to show."""
    return [plain(one.card, zone) for one in messages]
