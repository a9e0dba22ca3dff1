"""How imagined people behave: read from YAML, decided purely; the demo and `rollcall simulate` both live by it."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.cards import Button, Card, Line, Lines
from bot.events import Caller, Event, Pressed, Submitted
from bot.model import AnswerKind
from bot.views import actions


class BadBehaviour(ValueError):
    """The file says something that cannot be; the sentence says where and what to write instead."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Away from a day to a day, both included; the cover is an e-mail."""

    starts: date
    until: date | None
    cover: str | None = None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One person's. `answers` is an answer, or shares per answer; `after` is how long they take."""

    accepts: bool = True
    hours: float | None = None
    answers: Mapping[str, float] = field(default_factory=lambda: {"normal": 1.0})
    after: timedelta = timedelta(hours=2)
    zone: str | None = None
    country: str | None = None
    name: str | None = None
    silent_from: date | None = None
    silent_until: date | None = None
    silent_on: tuple[str, ...] = ()  # systems by name; empty: all
    away: tuple[Leave, ...] = ()
    second: str | None = None
    unreachable_from: date | None = None
    leaves: date | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """A behaviour file."""

    admins: tuple[str, ...] = ()
    default: Behaviour = field(default_factory=Behaviour)
    people: Mapping[str, Behaviour] = field(default_factory=dict)
    outages: tuple[tuple[datetime, datetime], ...] = ()

    def of(self, email: str) -> Behaviour:
        """A person's, or the default."""
        return self.people.get(email.casefold(), self.default)


SAYINGS = {"normal": ("normal", "steady", "keep"), "steady": ("steady", "normal", "keep"), "keep": ("keep", "normal", "steady")}
KEYS = frozenset(Behaviour.__dataclass_fields__)


def read(value: Any) -> Cast:
    """A loaded YAML file → Cast. Raises BadBehaviour."""
    if not isinstance(value, dict):
        raise BadBehaviour("the behaviour file needs the keys default and people")
    unknown = set(value) - {"admins", "default", "people", "outages"}
    if unknown:
        raise BadBehaviour(f"unknown key {sorted(map(str, unknown))[0]!r}; known are admins, default, people, outages")
    default = _behaviour("default", value.get("default") or {}, Behaviour())
    people = value.get("people") or {}
    if not isinstance(people, dict):
        raise BadBehaviour("people: needs an e-mail and what that person does, one a line")
    made = {str(email).casefold(): _behaviour(str(email), given or {}, default) for email, given in people.items()}
    outages = tuple((_moment(one, "from"), _moment(one, "until")) for one in value.get("outages") or [])
    return Cast(tuple(str(one).casefold() for one in value.get("admins") or []), default, made, outages)


def _moment(given: Any, key: str) -> datetime:
    from datetime import UTC

    if isinstance(given, dict):
        _only("outages", given, ("from", "until"))
    day = _day(f"outages: {key}", given.get(key) if isinstance(given, dict) else None)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _behaviour(who: str, given: Any, default: Behaviour) -> Behaviour:
    if not isinstance(given, dict):
        raise BadBehaviour(f"{who}: needs keys and values, like {{silent_from: 2026-03-02}}")
    unknown = set(given) - KEYS
    if unknown:
        raise BadBehaviour(f"{who}: unknown key {sorted(map(str, unknown))[0]!r}; known are {', '.join(sorted(KEYS))}")
    changes: dict[str, Any] = {}
    for key, value in given.items():
        changes[key] = _value(f"{who}: {key}", key, value)
    return replace(default, **changes)


def _value(where: str, key: str, value: Any) -> Any:
    match key:
        case "accepts":
            return _flag(where, value)
        case "hours":
            return float(value) if isinstance(value, int | float) else _bad(where, "a number of hours a month")
        case "answers":
            return _answers(where, value)
        case "after":
            return duration(where, value)
        case "away":
            return tuple(_leave(where, one) for one in (value if isinstance(value, list) else [value]))
        case "silent_on":
            return tuple(str(one) for one in (value if isinstance(value, list) else [value]))
        case "silent_from" | "silent_until" | "unreachable_from" | "leaves":
            return _day(where, value)
        case _:
            return str(value)


def _bad(where: str, wanted: str) -> Any:
    raise BadBehaviour(f"{where}: write {wanted}")


def _flag(where: str, value: Any) -> bool:
    return value if isinstance(value, bool) else bool(_bad(where, "true or false"))


def _answers(where: str, value: Any) -> dict[str, float]:
    if isinstance(value, str):
        return {_known(where, value): 1.0}
    shares = isinstance(value, dict) and all(isinstance(share, int | float) and share >= 0 for share in value.values())
    if shares and sum(value.values()) > 0:
        return {_known(where, str(answer)): float(share) for answer, share in value.items()}
    found: dict[str, float] = _bad(where, "an answer like normal, or shares like {normal: 0.9, off: 0.1}")
    return found


def _known(where: str, answer: str) -> str:
    if answer not in set(AnswerKind):
        raise BadBehaviour(
            f"{where}: “{answer[:40]}” is no answer; known are {', '.join(AnswerKind)}. Who never answers has silent_from: and a date"
        )
    return answer


def _only(where: str, value: Mapping[Any, Any], known: tuple[str, ...]) -> None:
    unknown = sorted(map(str, set(value) - set(known)))
    if unknown:
        raise BadBehaviour(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(known)}")


def duration(where: str, value: Any) -> timedelta:
    """`2h`, `30m`, `1d`."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([mhd])\s*", str(value))
    if found is None:
        raise BadBehaviour(f"{where}: write a time like 30m, 2h or 1d")
    return timedelta(**{{"m": "minutes", "h": "hours", "d": "days"}[found[2]]: float(found[1])})


def _day(where: str, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise BadBehaviour(f"{where}: write a date like 2026-03-02") from None


def _leave(where: str, value: Any) -> Leave:
    if not isinstance(value, dict) or "from" not in value:
        raise BadBehaviour(f"{where}: write {{from: 2026-07-06, until: 2026-07-24, cover: dee@acme.example}}")
    _only(where, value, ("from", "until", "cover"))
    until = _day(where, value["until"]) if value.get("until") else None
    return Leave(_day(where, value["from"]), until, str(value["cover"]).casefold() if value.get("cover") else None)


def is_silent(behaviour: Behaviour, day: date, about: str = "") -> bool:
    """Reads and does nothing, on this day, about this card."""
    if behaviour.silent_on and not any(name.casefold() in about.casefold() for name in behaviour.silent_on):
        return False
    started = behaviour.silent_from is not None and behaviour.silent_from <= day
    return started and (behaviour.silent_until is None or day < behaviour.silent_until)


def is_away(behaviour: Behaviour, day: date) -> bool:
    """On leave: whoever is away does not read."""
    return any(one.starts <= day and (one.until is None or day <= one.until) for one in behaviour.away)


def reactions(behaviour: Behaviour, caller: Caller, card: Card, day: date) -> list[Event]:
    """What this person does about a card: an event for each row that asks for something."""
    found: list[Event] = []
    for text, buttons in rows(card):
        if not is_silent(behaviour, day, text):
            event = _react(behaviour, caller, buttons, f"{caller.user}|{text}|{day}")
            if event is not None:
                found.append(event)
    return found


def rows(card: Card) -> list[tuple[str, tuple[Button, ...]]]:
    """Every row with buttons of its own, with its words."""
    from bot.views.plain import text as words

    lines: list[Line] = [line for part in card.parts if isinstance(part, Lines) for line in part.lines]
    return [(words(card.title), card.buttons), *((words(line.title), line.buttons) for line in lines)]


def _react(behaviour: Behaviour, caller: Caller, buttons: tuple[Button, ...], seed: str) -> Event | None:
    by_action = {button.action: button for button in buttons}
    for yes, no in ((actions.COVER_ACCEPT, actions.COVER_DECLINE), (actions.SECOND_ACCEPT, actions.SECOND_DECLINE)):
        if yes in by_action:
            chosen = by_action[yes if behaviour.accepts else no]
            return Pressed(caller, chosen.action, chosen.ref)
    if actions.ACCEPT in by_action:
        return _offer(behaviour, caller, by_action)
    answers = {action.partition(".")[2]: button for action, button in by_action.items() if action.startswith(f"{actions.ANSWER}.")}
    return _answer(behaviour, caller, answers, seed) if answers else None


def _offer(behaviour: Behaviour, caller: Caller, by_action: Mapping[str, Button]) -> Event:
    if not behaviour.accepts:
        return Submitted(caller, actions.DECLINE, by_action[actions.DECLINE].ref, {"why": "time"})
    values = {
        "skill": "I know the work it does",
        "normal": "About the usual number a day · few sent back",
        "check_1": "Five of last week's cases",
        "purpose": "It does the routine so that people can do the rest",
        "earns_keep_when": "It costs less than the hours it saves",
        "second": behaviour.second or "",
    }
    return Submitted(caller, actions.ACCEPT, by_action[actions.ACCEPT].ref, values)


def _answer(behaviour: Behaviour, caller: Caller, answers: Mapping[str, Button], seed: str) -> Event | None:
    wanted = drawn(behaviour.answers, seed)
    for kind in SAYINGS.get(wanted, (wanted, "normal", "steady", "keep")):
        if kind in answers:
            values = {"words": "As it looked to me", "severity": "cosmetic", "amount": "900", "review_on": "2099-01-01"}
            return Submitted(
                caller, answers[kind].action, answers[kind].ref, {} if kind in ("normal", "steady", "keep", "didnt_look") else values
            )
    return None


def drawn(shares: Mapping[str, float], seed: str) -> str:
    """One of the answers by its share; the same seed draws the same."""
    total = sum(shares.values()) or 1.0
    point = int(hashlib.sha256(seed.encode()).hexdigest()[:12], 16) / 16**12 * total
    for answer, share in shares.items():
        point -= share
        if point < 0:
            return answer
    return next(iter(shares), "normal")
