"""Figures and news of a system as rows of a question (PRODUCT §3)."""

from decimal import Decimal

from bot.cards import Chart, Fact, Mark, Plain, Point, Series, State, Text, When
from bot.model import Money, SignalKind
from bot.rules.facts import OFF, Facts, Figure, Moved
from bot.views import words
from bot.views.number import NAMES, month_name
from bot.views.words import spans

MOVED: dict[Moved, str] = {
    Moved.COST: "the cost is off its usual",
    Moved.VOLUME: "the volume is off its usual",
    Moved.BUDGET: "the cost is over budget",
    Moved.ALERT: "an alert came",
    Moved.MODEL: "a model changed",
    Moved.API: "an interface changed",
    Moved.PEOPLE: "people changed",
    Moved.CONCERN: "a concern is open",
}


def rows(known: Facts, *kinds: SignalKind) -> list[Fact]:
    """The newest figure of each kind, marked where it is off its usual."""
    return [Fact(NAMES[kind].capitalize(), _figure(one)) for kind in kinds for one in known.figures if one.kind is kind]


def _figure(one: Figure) -> Text:
    amount = _point(one.amount, one.currency).said
    month = f" in {month_name(one.period)}" if one.period else ""
    if one.change is None:
        return spans(f"{amount}{month}")
    percent = f"{'+' if one.change >= 0 else '−'}{abs(one.change) * 100:.0f} % against the four before"
    told = f"{amount}{month} ({percent})"
    return spans(State(Mark.LOOK, told)) if abs(one.change) > OFF else spans(told)


def costs(known: Facts, budget: Money | None) -> tuple[Chart, ...]:
    """A year's costs a month, beside the budget of today where it is in the same currency (PRODUCT §8). No month comes twice in a year."""
    if not known.costs:
        return ()
    currency = known.costs[0].currency
    series = [Series("Cost", tuple(_point(one.amount, currency) for one in known.costs))]
    if budget is not None and budget.currency == currency:
        series.append(Series("Budget now", (_point(budget.amount, currency),) * len(known.costs)))
    months = [month_name(one.period, short=True) for one in known.costs]
    title = f"Cost a month, {months[0]} to {months[-1]}{f', {currency}' if currency else ''}"
    return (Chart(title, "Month", tuple(one.split()[0] for one in months), tuple(series)),)


def _point(amount: Decimal, currency: str) -> Point:
    return Point(amount, words.money(Money(amount, currency)) if currency else f"{amount.normalize():,f}")


def news(known: Facts) -> list[Fact]:
    """What a source reported since the last answer."""
    found: list[Fact] = []
    for one in known.news:
        day: Text = (When(one.on, "short"),) if one.on else (When(one.at, "short"),)
        found.append(Fact(one.kind.value.capitalize(), (*day, Plain(f", source: {words.cut(one.source, 80)}"))))
    return found
