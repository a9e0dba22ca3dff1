"""Business time comes from here and from nowhere else."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The time people see and wait for: aware UTC."""

    def now(self) -> datetime: ...
