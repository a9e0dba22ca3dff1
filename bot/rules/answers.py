"""What an answer means: who may give it, what it asks for, what follows (PRODUCT §3, STATES, Check-in)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from bot.dates import sensible
from bot.model import ANSWERS, Answer, AnswerKind, CheckIn, CheckInState, PersonId, Role, Severity

NEEDS_WORDS = frozenset(
    {
        AnswerKind.OFF,
        AnswerKind.CANT_TELL,
        AnswerKind.UPKEEP,
        AnswerKind.CHANGED,
        AnswerKind.COST_OFF,
        AnswerKind.EXPAND,
        AnswerKind.CONSOLIDATE,
        AnswerKind.RETIRE,
        AnswerKind.NOT_SURE,
    }
)
DECISIONS = frozenset(ANSWERS[Role.STEWARD])
NOT_FOR_A_COVER = frozenset({AnswerKind.RETIRE, AnswerKind.CONSOLIDATE})


class Refused(StrEnum):
    """Why an answer changes nothing."""

    NOT_YOURS = "not_yours"
    CLOSED = "closed"
    NOT_FOR_A_COVER = "not_for_a_cover"
    NOT_AN_ANSWER = "not_an_answer"
    SAME = "same"


def may_answer(check_in: CheckIn, theirs: bool, role: Role, kind: AnswerKind, standing_in: bool) -> Refused | None:
    """Only the person asked (`theirs`), while the check-in is open; a cover never decides Retire or Consolidate."""
    if not theirs:
        return Refused.NOT_YOURS
    if check_in.state is not CheckInState.OPEN:
        return Refused.CLOSED
    if kind not in ANSWERS[role]:
        return Refused.NOT_AN_ANSWER
    return Refused.NOT_FOR_A_COVER if standing_in and kind in NOT_FOR_A_COVER else None


def is_same(before: Answer | None, actor: PersonId, kind: AnswerKind, words: str, before_words: str) -> bool:
    """The same answer again by the same person is no new answer: a double click is one."""
    return before is not None and before.person_id == actor and before.kind is kind and words.strip() == before_words


def missing(kind: AnswerKind, values: Mapping[str, str], today: date) -> dict[str, str]:
    """What the form still lacks: field name → sentence."""
    errors: dict[str, str] = {}
    if kind in NEEDS_WORDS and not values.get("words", "").strip():
        errors["words"] = "One line is enough."
    if kind is AnswerKind.OFF and values.get("severity", "") not in set(Severity):
        errors["severity"] = "How bad is it?"
    if kind in DECISIONS - {AnswerKind.KEEP} and date_of(values.get("review_on", "")) is None:
        errors["review_on"] = "Pick a day after today, please."
    elif kind in DECISIONS and (day := date_of(values.get("review_on", ""))) is not None and day <= today:
        errors["review_on"] = "A day after today, please."
    since = values.get("since", "").strip()
    if since and ((found := date_of(since)) is None or found > today):
        errors["since"] = "A day up to today, please, or leave it empty."
    if kind is AnswerKind.COST_OFF and ((cost := number_of(values.get("amount", ""))) is None or cost < 0):
        errors["amount"] = "How much, as a number?"
    return errors


def date_of(text: str) -> date | None:
    """An ISO date that can be meant, or None."""
    try:
        return sensible(date.fromisoformat(text.strip()))
    except ValueError:
        return None


DIGITS = 30  # of a number that somebody typed; what has more was a slip


def number_of(text: str) -> Decimal | None:
    """A finite decimal number, or None; a comma may stand for the point."""
    try:
        number = Decimal(text.strip().replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite() or len(number.as_tuple().digits) > DIGITS:
        return None
    return number if not number or -DIGITS < number.adjusted() < 15 else None


class Follow(StrEnum):
    """What several like answers in a row lead to (PRODUCT §3)."""

    NORMAL_UNDEFINED = "normal_undefined"  # can't tell, twice: the steward
    HOURS_REAL = "hours_real"  # didn't look, three times: the operator
    HOURS_GRANTED = "hours_granted"  # didn't look, four times: the steward


def follow_up(kinds: Sequence[AnswerKind]) -> Follow | None:
    """`kinds`: what counted in the last check-ins, newest first."""
    if _in_a_row(kinds, AnswerKind.CANT_TELL) == 2:
        return Follow.NORMAL_UNDEFINED
    rows = _in_a_row(kinds, AnswerKind.DIDNT_LOOK)
    return {3: Follow.HOURS_REAL, 4: Follow.HOURS_GRANTED}.get(rows)


def _in_a_row(kinds: Sequence[AnswerKind], kind: AnswerKind) -> int:
    count = 0
    for one in kinds:
        if one is not kind:
            break
        count += 1
    return count


PHRASES: dict[AnswerKind, tuple[str, ...]] = {
    AnswerKind.NORMAL: (
        "all good",
        "normal",
        "looked, fine",
        "looked, normal",
        "looked: normal",
        "looks normal",
        "all normal",
        "fine",
        "ok",
        "okay",
        "alles gut",
        "alles normal",
    ),
    AnswerKind.DIDNT_LOOK: ("didn't look", "didnt look", "did not look", "no time to look", "haven't looked"),
    AnswerKind.STEADY: ("all steady", "steady", "all good", "nothing changed", "no change", "no changes", "all quiet"),
    AnswerKind.KEEP: ("keep", "keep it", "still needed", "still earning its keep"),
}


def plain_answer(text: str, role: Role) -> AnswerKind | None:
    """Free text that is, as a whole and folded, a known phrase of this question; else nothing is guessed (STATES, Free text)."""
    folded = " ".join(text.casefold().replace("’", "'").split()).strip(" .,;")
    return next((kind for kind in ANSWERS[role] if folded in PHRASES.get(kind, ())), None)
