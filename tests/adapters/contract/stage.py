"""A stage for conversations: people on one platform or several, one store, one engine, and a clock that goes from due moment to due moment."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.engine import Engine
from bot.events import Caller
from bot.model import Role, System
from tests.adapters.backstage import staffed, waits_are_over
from tests.adapters.contract.platform import Platform, Shown
from tests.scene import Scene

USUAL = ("Looked: normal", "All steady", "Keep")


@dataclass
class Somebody:
    """A person on a platform, what they have in front of them, and what of it they have read."""

    stage: "Stage"
    platform: Platform
    who: str
    name: str
    read: set[str] = field(default_factory=set)

    @property
    def caller(self) -> Caller:
        """Their account."""
        return self.platform.caller(self.who)

    async def owner(self, text: str) -> Shown:
        """`/owner text`: the answer."""
        return self._before_me(await self.platform.owner(self.who, text))

    async def says(self, text: str) -> Shown:
        """Words; the answer."""
        return self._before_me(await self.platform.says(self.who, text))

    async def press(self, shown: Shown, label: str, /, **typed: str) -> Shown:
        """A button; a form that opens is filled in and sent where something is `typed`."""
        assert label in shown.buttons, f"no button {label!r} but {shown.buttons} on:\n{shown.words}"
        found = self._before_me(await self.platform.press(self.who, shown, label))
        return await self.send(found, **typed) if typed else found

    async def send(self, form: Shown, /, **typed: str) -> Shown:
        """A form with these values."""
        assert set(typed) <= set(form.fields), f"no field {set(typed) - set(form.fields)} in {sorted(form.fields)} of:\n{form.words}"
        return self._before_me(await self.platform.send(self.who, form, typed))

    def _before_me(self, shown: Shown) -> Shown:
        self.read.add(shown.place)
        return shown

    async def sees(self, words: str) -> Shown:
        """The newest message with these words that they have not read. Fails, telling what there is, if there is none."""
        return await self._found(words, [one for one in await self.platform.inbox(self.who) if one.place not in self.read])

    async def now(self, shown: Shown) -> Shown:
        """A message as it reads now."""
        return next(one for one in await self.platform.inbox(self.who) if one.place == shown.place)

    async def _found(self, words: str, among: list[Shown]) -> Shown:
        for one in reversed(among):
            if one.says(words):
                self.read.add(one.place)
                return one
        there = "\n---\n".join(one.words for one in among) or "(nothing)"
        raise AssertionError(f"{self.name} on {self.platform.name} does not see {words!r}, but:\n{there}")

    async def sees_nothing(self) -> None:
        """No message that they have not read."""
        unread = [one.words for one in await self.platform.inbox(self.who) if one.place not in self.read]
        assert not unread, f"{self.name} on {self.platform.name} sees:\n" + "\n---\n".join(unread)

    async def answers_as_usual(self) -> None:
        """The quiet answer to every question they have not read; whatever else came stays unread."""
        for one in await self.platform.inbox(self.who):
            found = [label for label in one.buttons if label in USUAL]
            if one.place not in self.read and found:
                self.read.add(one.place)
                await self.press(one, found[0])


class Stage(Scene):
    """A scene whose people are on platforms, and whose engine sends there; `desk` and `engine` are those that the platforms use."""

    cast: dict[tuple[str, str], Somebody]
    scene: Scene  # itself, as a harness has it

    def on(self, desk: Desk, engine: Engine) -> None:
        """The platforms are there."""
        self.desk, self.engine, self.cast, self.scene = desk, engine, {}, self

    async def round(self) -> None:
        """The engine does what is due, and sends."""
        await self.engine.tick()
        await self.engine.deliver()

    async def enter(self, platform: Platform, *names: str) -> list[Somebody]:
        """People with accounts there who have met us, and read how we greet; `Olivia Ortega` has the address olivia@acme.example."""
        made = [await self._enter(platform, one) for one in names]
        await self.settle()
        await self.everything_is_read()
        return made

    async def _enter(self, platform: Platform, name: str) -> Somebody:
        who = name.split()[0].casefold()
        await platform.arrives(who, name)
        made = self.cast[platform.name, who] = Somebody(self, platform, who, name)
        await made.owner("help")
        return made

    async def with_all_three(self, name: str, admin: Somebody, operator: Somebody, maintainer: Somebody, steward: Somebody) -> System:
        """A system whose seats are held; what was said on the way has been read."""
        holders = {Role.OPERATOR: operator, Role.MAINTAINER: maintainer, Role.STEWARD: steward}
        made = await staffed(self, name, admin.caller, {role: one.caller for role, one in holders.items()})
        await self.go_to(self.clock.now() + timedelta(days=1))
        await self.everything_is_read()
        return made

    async def everything_is_read(self) -> None:
        """What was said while the stage was set is not the story's subject; for set-ups only."""
        for one in self.cast.values():
            one.read |= {message.place for message in await one.platform.inbox(one.who)}

    async def nobody_sees_anything_else(self) -> None:
        """The last line of every story."""
        for one in self.cast.values():
            await one.sees_nothing()
        assert await self.put_aside() == 0, "a message could not be made: see the log"

    async def settle(self) -> None:
        """What goes on has ended, and everything that is due now was done and sent, as far as it goes."""
        for platform in {one.platform.name: one.platform for one in self.cast.values()}.values():
            await platform.settled()
        await waits_are_over(self)
        for _ in range(20):
            if not await self.engine.tick() + await self.engine.deliver():
                return

    async def go_to(self, moment: str | datetime, *, answering: Iterable[Somebody] = ()) -> None:
        """Like `travel_to`: `2026-11-30 09:00` in the organisation's zone: through every due moment; what cannot leave is tried every ten minutes.

        `answering`: who gives the usual answer to each question as it comes.
        """
        target = moment if isinstance(moment, datetime) else self.moment(moment)
        assert target >= self.clock.now(), "time does not go back"
        while (now := self.clock.now()) < target:
            due = await self.engine.next_due()
            later = now + timedelta(minutes=10) if due is not None and due <= now else due or target
            self.clock.time = min(later, target)
            await self.settle()
            for one in answering:
                await one.answers_as_usual()
