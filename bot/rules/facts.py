"""What the facts say since last time: moved, usual, or nothing known (STATES, Facts; PRODUCT §3)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from bot.model import Money, Role, Signal, SignalKind

FIGURES = (SignalKind.COST, SignalKind.VOLUME, SignalKind.VALUE)
MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")
OFF = Decimal("0.20")  # of the mean of the last four
LAST = 4
WINDOW = 4  # answers in which two that came while the facts moved say something about the system
TWICE = 2
YEAR = 12  # months of a row of figures
A_ROW = 3  # months that are worth a picture
LIMIT = 40  # signals of a system that a question looks back on


class Moved(StrEnum):
    """Why a fact counts as moved."""

    COST = "cost"
    VOLUME = "volume"
    BUDGET = "budget"
    ALERT = "alert"
    MODEL = "model"
    API = "api"
    PEOPLE = "people"
    CONCERN = "concern"


@dataclass(frozen=True, slots=True)
class Figure:
    """The newest figure of a kind; `change`: its share off the mean of the four before, None without any before."""

    kind: SignalKind
    amount: Decimal
    currency: str
    period: str
    change: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a question can show and judge by."""

    figures: tuple[Figure, ...] = ()
    news: tuple[Signal, ...] = ()  # alerts, models, interfaces, texts since the last answer
    moved: tuple[Moved, ...] = ()
    costs: tuple[Figure, ...] = ()  # of the last months, the oldest first; fewer than three are no row

    @property
    def usual(self) -> bool:
        """At least one figure, and nothing moved; words alone are never usual."""
        return bool(self.figures) and not self.moved


def facts(newest_first: Sequence[Signal], budget: Money | None, since: datetime | None, people_changed: bool, concern_open: bool) -> Facts:
    """`since`: the last answer; None: everything is news."""
    figures = tuple(found for kind in FIGURES if (found := _figure(newest_first, kind)) is not None)
    news = tuple(one for one in newest_first if one.kind not in FIGURES and (since is None or one.at > since))
    moved = [
        Moved(one.kind.value) for one in figures if one.kind is not SignalKind.VALUE and one.change is not None and abs(one.change) > OFF
    ]
    if any(_over(one, budget) for one in figures):
        moved.append(Moved.BUDGET)
    moved += [Moved(one) for one in dict.fromkeys(signal.kind.value for signal in news) if one in set(Moved)]
    moved += [Moved.PEOPLE] if people_changed else []
    moved += [Moved.CONCERN] if concern_open else []
    return Facts(figures, news, tuple(moved), _months(newest_first, SignalKind.COST))


def _figure(newest_first: Sequence[Signal], kind: SignalKind) -> Figure | None:
    rows = _one_a_period([one for one in newest_first if one.kind is kind and one.amount is not None])
    if not rows or rows[0].amount is None:
        return None
    before = [one.amount for one in rows[1 : 1 + LAST] if one.amount is not None and one.currency == rows[0].currency]
    mean = sum(before, Decimal(0)) / len(before) if before else Decimal(0)
    change = (rows[0].amount - mean) / mean if mean else None
    return Figure(kind, rows[0].amount, rows[0].currency, rows[0].period, change)


def _months(newest_first: Sequence[Signal], kind: SignalKind) -> tuple[Figure, ...]:
    """The figures of a year's months as far as they are known, all in the newest one's currency (PRODUCT §8)."""
    rows = [one for one in _one_a_period([one for one in newest_first if one.kind is kind]) if MONTH.fullmatch(one.period)]
    found = [
        Figure(kind, one.amount, one.currency, one.period)
        for one in rows[:YEAR]
        if one.amount is not None and one.currency == rows[0].currency
    ]
    within = [one for one in found if _months_between(one.period, found[0].period) < YEAR]
    return tuple(reversed(within)) if len(within) >= A_ROW else ()


def _months_between(earlier: str, later: str) -> int:
    return (int(later[:4]) - int(earlier[:4])) * 12 + int(later[5:]) - int(earlier[5:])


def _one_a_period(newest_first: Sequence[Signal]) -> list[Signal]:
    """What was said last of a period counts; a figure without a period is its own. The newest period first."""
    found: dict[str, Signal] = {}
    for one in newest_first:
        found.setdefault(one.period or one.id, one)
    return sorted(found.values(), key=lambda one: (one.period or f"{one.at:%Y-%m}", one.at), reverse=True)


def _over(figure: Figure, budget: Money | None) -> bool:
    return figure.kind is SignalKind.COST and budget is not None and figure.currency == budget.currency and figure.amount > budget.amount


def asks_number(role: Role, newest_first: Sequence[Signal], month: str) -> bool:
    """Without a signal the operator is asked for one number a month, the maintainer for the cost (PRODUCT §3)."""
    wanted = {Role.OPERATOR: {SignalKind.VOLUME, SignalKind.VALUE}, Role.MAINTAINER: {SignalKind.COST}}.get(role)
    return wanted is not None and not any(one.kind in wanted and one.period == month for one in newest_first)


def last_month(today: date) -> str:
    """The month that is over, as `2026-11`."""
    return f"{today.year - 1}-12" if today.month == 1 else f"{today.year}-{today.month - 1:02d}"


def says_something(moved_newest_first: Sequence[bool]) -> bool:
    """The newest of the last four answers is the second that came while the facts moved (STATES, Drifting)."""
    last = list(moved_newest_first[:WINDOW])
    return bool(last) and last[0] and sum(last) >= TWICE and sum(moved_newest_first[1 : 1 + WINDOW]) < TWICE
