"""What a server says to `rollcall gate`, taken for an answer only in its whole shape (docs/api.md)."""

import json
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError, model_validator

from bot.model import Role
from bot.rules.clearance import Lacks

BEHIND = timedelta(hours=12)  # a day that is over there is over everywhere


class Seat(BaseModel):
    """One seat that is missing. A reason that a newer server gives is told as it stands."""

    role: Role
    why: Annotated[str, Field(min_length=1, max_length=100)]

    @property
    def known(self) -> Lacks | None:
        """The reason, where this version has words for it."""
        return Lacks(self.why) if self.why in set(Lacks) else None


class Answer(BaseModel):
    """The answer of 200 or 404, which contradicts itself nowhere."""

    system: Annotated[str, Field(max_length=1000)]
    cleared: bool
    overridden_until: date | None
    missing: list[Seat]
    problem: Literal["unknown_system"] | None

    @model_validator(mode="after")
    def _agrees(self) -> "Answer":
        if self.problem is None and self.cleared == bool(self.missing):
            raise ValueError("cleared and missing contradict each other")
        if (self.cleared or self.problem is not None) and self.overridden_until is not None:
            raise ValueError("nothing there can be overridden")
        if self.problem is not None and self.cleared:
            raise ValueError("an unknown system is not cleared")
        return self

    @property
    def may_go_on(self) -> bool:
        """Cleared, or an override stands."""
        return self.cleared or self.overridden_until is not None


def heard(status: int, body: Any, now: datetime) -> Answer | None:
    """None: that is no answer, so nobody could be asked."""
    try:
        answer = Answer.model_validate_json(json.dumps(body), strict=True)
    except (ValidationError, ValueError):
        return None
    if status != (404 if answer.problem is not None else 200):
        return None
    until = answer.overridden_until
    return None if until is not None and until < (now - BEHIND).date() else answer
