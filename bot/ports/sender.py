"""How a message leaves: one Sender per platform. A platform's ways of failing are values, never exceptions."""

from dataclasses import dataclass
from typing import Protocol

from bot.cards import Card
from bot.events import AccountSeen
from bot.model import Account, OutOfReach, Platform


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform confirmed it; `ref` finds the message again for an update."""

    ref: str


@dataclass(frozen=True, slots=True)
class Refused:
    """For good. `reason`: the platform's own code, for the trail and the log; `why`: what it means for the account, on every platform alike."""

    reason: str
    why: OutOfReach = OutOfReach.OTHER


@dataclass(frozen=True, slots=True)
class Busy:
    """Not now: the workspace asks to wait (machine seconds). Nothing was sent."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Down:
    """The platform itself does not answer; nothing was sent. Nobody becomes unreachable by it."""

    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived: the connection was lost after sending."""

    detail: str = ""


Outcome = Sent | Refused | Busy | Down | Unknown


class Sender(Protocol):
    """One platform's way out. `finds` says whether `find` can settle an unknown outcome: Sent, or None for certainly not there.

    `look_up`: whoever has this address here, for people whom nobody has seen yet; None: nobody; Busy or Down: it cannot be told now.
    """

    platform: Platform
    finds: bool

    async def send(self, account: Account, card: Card, key: str) -> Outcome: ...

    async def update(self, account: Account, ref: str, card: Card) -> Outcome: ...

    async def find(self, account: Account, key: str) -> Outcome | None: ...

    async def look_up(self, email: str) -> AccountSeen | Busy | Down | None: ...
