"""Words that many cards share: dates as people say them, roles with their gloss, counts."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import localcontext
from zoneinfo import ZoneInfo

from bot.cards import Plain, Span, Text
from bot.model import AnswerKind, EpisodeKind, Impact, Money, Role, SignalKind, Stage

GLOSS: dict[Role, str] = {
    Role.OPERATOR: "looks at what it does day to day and says whether that is normal",
    Role.MAINTAINER: "keeps it running technically: cost, models, interfaces, upkeep",
    Role.STEWARD: "answers for whether it is still needed and earns its keep, and for the other two jobs being done",
}
DUTIES: dict[Role, str] = {
    Role.OPERATOR: "you look at what it does day to day, say once a week whether that is normal, and raise your hand when it is not. "
    "No AI knowledge needed.",
    Role.MAINTAINER: "you keep it running: model versions, interfaces, dependencies, prompts, cost. Every two weeks I ask what changed underneath.",
    Role.STEWARD: "you answer for whether it is still needed, the right shape and earning its keep, and for the other two jobs being done. "
    "I ask once a month.",
}
GLOSS_YOU: dict[Role, str] = {
    Role.OPERATOR: "look at what it does day to day and say whether that is normal",
    Role.MAINTAINER: "keep it running technically: cost, models, interfaces, upkeep",
    Role.STEWARD: "answer for whether it is still needed and earns its keep, and for the other two jobs being done",
}
MISSING: dict[Role, str] = {
    Role.OPERATOR: "nobody watches it day to day",
    Role.MAINTAINER: "nobody keeps it running technically",
    Role.STEWARD: "nobody answers for whether it should exist",
}
SIDE: dict[Role, str] = {Role.OPERATOR: "day-to-day side", Role.MAINTAINER: "technical side", Role.STEWARD: "purpose"}
ASK_FOR: dict[Role, str] = {
    Role.OPERATOR: "Strange output?",
    Role.MAINTAINER: "Broken or expensive?",
    Role.STEWARD: "Should it exist?",
}
ANSWER_LABEL: dict[AnswerKind, str] = {
    AnswerKind.NORMAL: "Looked: normal",
    AnswerKind.OFF: "Something's off",
    AnswerKind.CANT_TELL: "Can't tell",
    AnswerKind.DIDNT_LOOK: "Didn't look",
    AnswerKind.STEADY: "All steady",
    AnswerKind.UPKEEP: "Did upkeep",
    AnswerKind.CHANGED: "Something changed",
    AnswerKind.COST_OFF: "Cost is off",
    AnswerKind.KEEP: "Keep",
    AnswerKind.EXPAND: "Expand",
    AnswerKind.CONSOLIDATE: "Consolidate",
    AnswerKind.RETIRE: "Retire",
    AnswerKind.NOT_SURE: "Not sure",
}
ANSWER_SAID: dict[AnswerKind, str] = {
    AnswerKind.NORMAL: "looked, normal",
    AnswerKind.OFF: "something is off",
    AnswerKind.CANT_TELL: "can't tell",
    AnswerKind.DIDNT_LOOK: "didn't look this time",
    AnswerKind.STEADY: "all steady",
    AnswerKind.UPKEEP: "did upkeep",
    AnswerKind.CHANGED: "something changed",
    AnswerKind.COST_OFF: "cost is off",
    AnswerKind.KEEP: "keep",
    AnswerKind.EXPAND: "expand",
    AnswerKind.CONSOLIDATE: "consolidate",
    AnswerKind.RETIRE: "retire",
    AnswerKind.NOT_SURE: "not sure",
}
QUESTION: dict[Role, str] = {
    Role.OPERATOR: "is this normal?",
    Role.MAINTAINER: "anything changed underneath?",
    Role.STEWARD: "still needed, still the right shape, still earning its keep?",
}
EPISODE: dict[EpisodeKind, str] = {
    EpisodeKind.SILENT: "quiet",
    EpisodeKind.VACANT: "vacant",
    EpisodeKind.UNREACHABLE: "not reachable",
    EpisodeKind.UNCOVERED: "away, not covered",
}
STAGE_IS: dict[Stage, str] = {
    Stage.PLANNED: "is planned",
    Stage.BUILDING: "is being built",
    Stage.PILOT: "is in pilot",
    Stage.PRODUCTION: "is in production",
    Stage.RETIRING: "is being retired",
    Stage.RETIRED: "is retired",
}
STAGE: dict[Stage, str] = {stage: stage.value for stage in Stage} | {Stage.BUILDING: "being built", Stage.RETIRING: "being retired"}


def role_with_gloss(role: Role) -> str:
    """The first mention of a role says what it is for (VOICE)."""
    return f"{role.value} ({GLOSS[role]})"


def impact(value: Impact) -> str:
    """As a colleague reads it."""
    return "high impact" if value is Impact.HIGH else "usual impact"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 system`, `3 systems`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def day(value: date) -> str:
    """`Monday 7 December`."""
    return f"{value:%A} {value.day} {value:%B}"


def short_day(value: date) -> str:
    """`7 December 2026`."""
    return f"{value.day} {value:%B} {value.year}"


WITH_YEAR = {"day": "day_year", "moment": "moment_year"}  # styles of a When that leave the year out, and those that tell it


def when(value: date | datetime, style: str, zone: str) -> str:
    """A When span as text, in the reader's zone: `Monday 7 December 2026 09:12`, less what its style leaves out."""
    local = value.astimezone(ZoneInfo(zone)) if isinstance(value, datetime) else None
    on = local.date() if local else value
    if style == "short":
        return short_day(on)
    said = f"{day(on)} {on.year}" if style in WITH_YEAR.values() else day(on)
    return f"{said} {local:%H:%M}" if local and style.startswith("moment") else said


def moment(value: datetime, zone: str) -> str:
    """`Monday 7 December 09:12` in the reader's zone."""
    return when(value, "moment", zone)


def money(value: Money) -> str:
    """In the reader's way; the currency is always told."""
    from babel.numbers import format_currency  # 0.1 s: only where money is shown

    with localcontext() as context:
        context.prec = 100  # whatever was kept is shown; what may be said is bounded where it comes in
        return str(format_currency(value.amount, value.currency, locale="en"))


def named(role: Role) -> str:
    """The short gloss, where many lines name a role: `maintainer (technical side)`."""
    return f"{role.value} ({SIDE[role]})"


def first_name(name: str) -> str:
    """For a button; a name may be blank where a platform gave none."""
    return cut(next(iter(name.split()), name), 40)


def spans(*parts: Span | str) -> Text:
    """Text from words and spans."""
    return tuple([Plain(part) if isinstance(part, str) else part for part in parts])


def either(names: Sequence[str]) -> str:
    """One of them: `A`, `A or B`, `A, B or C`."""
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]


def cut(text: str, limit: int) -> str:
    """Cut visibly."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


SIGNS: dict[SignalKind, str] = {
    SignalKind.COST: "a cost",
    SignalKind.VOLUME: "a volume",
    SignalKind.VALUE: "a value",
    SignalKind.ALERT: "an alert",
    SignalKind.MODEL: "news of its model",
    SignalKind.API: "news of its interface",
    SignalKind.TEXT: "a message",
}


def sign_of_life(what: SignalKind | Role) -> str:
    """What arrived for a system that should be off: a signal, or an answer from a side of it."""
    return f"an answer from the {SIDE[what]}" if isinstance(what, Role) else SIGNS[what]
