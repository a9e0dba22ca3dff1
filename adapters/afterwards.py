"""What goes on after a platform was answered: work that is carried through although nobody waits for it, and screens that are brought up to date."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

from bot.events import Reply
from bot.trouble import told


class Afterwards:
    """One a platform. `nudge`: let what changed on screen be sent now rather than at the engine's next round.

    `remembers`: how many events that were answered are still known when they come again, where the platform does not say that they do.
    """

    def __init__(self, nudge: Callable[[], Awaitable[object]], *, remembers: int = 0) -> None:
        self._nudge, self._nudging, self._changed, self._remembers = nudge, False, False, remembers
        self._tasks: set[asyncio.Task[Any]] = set()
        self._going: list[asyncio.Task[None]] = []
        self._stop = asyncio.Event()
        self._at_work: dict[str, asyncio.Task[None]] = {}  # events that are being answered right now
        self._answered: OrderedDict[str, None] = OrderedDict()

    def until_the_end(self, work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> None:
        """Something that goes on until `end` says that the process ends."""
        self._going.append(asyncio.create_task(work(self._stop)))

    async def end(self) -> None:
        """The process ends."""
        self._stop.set()
        await asyncio.gather(*self._going, return_exceptions=True)
        await self.close()

    async def close(self) -> None:
        """What was begun is finished before the process ends."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def task(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Carried through although nobody waits for it any more."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def once(self, event_id: str, answer: Callable[[], Coroutine[Any, Any, None]]) -> asyncio.Future[None]:
        """The same event twice at a time is one event, and later on where it is remembered; a blank id is told apart from nothing."""
        if event_id in self._answered:
            return _nothing_to_do()
        running = self._at_work.get(event_id)
        if running is None:
            running = self.task(answer())
            if event_id:
                self._at_work[event_id] = running
                running.add_done_callback(partial(self._done, event_id))
        return running

    def _done(self, event_id: str, ended: asyncio.Task[None]) -> None:
        """Only what was answered is remembered: what failed may come again."""
        self._at_work.pop(event_id, None)
        if self._remembers and not ended.cancelled() and ended.exception() is None:
            self._answered[event_id] = None
            if len(self._answered) > self._remembers:
                self._answered.popitem(last=False)

    def keep_true(self, reply: Reply) -> None:
        """What the reply changed, and is on screen elsewhere, is sent now; one round for all that was changed meanwhile."""
        self._changed = self._changed or not reply.read_only
        if self._changed and not self._nudging:
            self._nudging = True
            self.later(self._rounds())

    async def _rounds(self) -> None:
        try:
            while self._changed:
                self._changed = False
                await self._nudge()
        finally:
            self._nudging = False

    def later(self, work: Awaitable[object]) -> None:
        """Nobody waits for it; it is finished before the process ends, and trouble is in the log."""

        async def carried() -> None:
            try:
                await work
            except Exception as error:
                told("afterwards_failed", error)

        self.task(carried())


def _nothing_to_do() -> asyncio.Future[None]:
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    done.set_result(None)
    return done
