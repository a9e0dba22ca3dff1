"""At most the documented rates (learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit): who is quicker is put off by Teams.

Machine time. What is due waits its turn here; what would wait too long is told when to come again.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

CONVERSATION: Sequence[tuple[int, float]] = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))  # calls in so many seconds: per bot per thread
TENANT: Sequence[tuple[int, float]] = ((50, 1.0),)  # per app per tenant
PATIENCE = 8.0  # seconds that a call waits its turn
KEPT = 10_000  # conversations and tenants


@dataclass
class _Window:
    """When the last calls were, newest last; as many as the longest window counts."""

    rates: Sequence[tuple[int, float]]
    calls: deque[float] = field(default_factory=deque)

    def free_at(self, now: float) -> float:
        """The first moment at which none of the rates is exceeded."""
        return max([now, *(self.calls[-most] + seconds for most, seconds in self.rates if len(self.calls) >= most)])

    def take(self, at: float) -> None:
        self.calls.append(at)
        while len(self.calls) > max(most for most, _ in self.rates):
            self.calls.popleft()


class Pace:
    """One a process; the rates are each process's own, and Teams' 429 settles what several of them do together."""

    def __init__(self, machine: Callable[[], float], sleep: Callable[[float], asyncio.Future[None]] | None = None) -> None:
        self._machine, self._sleep = machine, sleep or asyncio.sleep
        self._windows: dict[tuple[str, str], _Window] = {}

    async def turn(self, tenant: str, conversation: str) -> float:
        """Waits for this call's turn and returns 0.0; or, where that is too far off, how long until it comes.

        First within its conversation, and only then within its tenant: whoever waits there takes no turn from the others.
        """
        until = self._machine() + PATIENCE
        wait = await self._wait(self._window((tenant, conversation), CONVERSATION), until)
        return wait or await self._wait(self._window((tenant, ""), TENANT), until)

    async def _wait(self, window: _Window, until: float) -> float:
        now = self._machine()
        at = window.free_at(now)
        if at > until:
            return at - now
        window.take(at)  # before it waits, so that whoever comes meanwhile is behind it
        if at > now:
            await self._sleep(at - now)
        return 0.0

    def _window(self, key: tuple[str, str], rates: Sequence[tuple[int, float]]) -> _Window:
        found = self._windows.pop(key, None) or _Window(rates)
        self._windows[key] = found  # newest last
        if len(self._windows) > KEPT:
            del self._windows[next(iter(self._windows))]
        return found
