"""The forms behind the answers of the three questions (PRODUCT §3, VOICE)."""

from bot.cards import Choice, Field, FieldKind, Form
from bot.model import AnswerKind, ConcernMove, Role, Severity, System
from bot.rules.answers import NEEDS_WORDS
from bot.views import actions, words
from bot.views.check_in import QuestionFacts, kinds_of

LABEL: dict[AnswerKind, str] = {
    AnswerKind.OFF: "What is off?",
    AnswerKind.CANT_TELL: "What is missing for you to tell?",
    AnswerKind.UPKEEP: "What did you do? (patched, prompt adjusted, tested)",
    AnswerKind.CHANGED: "What changed? (interface, model, behaviour, prompt, dependency, vendor notice)",
    AnswerKind.COST_OFF: "Why, as far as you know?",
    AnswerKind.EXPAND: "Why, and what would be needed?",
    AnswerKind.CONSOLIDATE: "Why?",
    AnswerKind.RETIRE: "Why?",
    AnswerKind.NOT_SURE: "What would you need to know?",
}
WHOSE = (
    Choice(ConcernMove.FOR_MAINTAINER.value, "For the maintainer: the technical side"),
    Choice(ConcernMove.MINE.value, "Mine: input or use"),
)
SEVERITY: dict[Severity, str] = {
    Severity.STOP: "Stop: it does harm now",
    Severity.CUSTOMERS: "Customers notice",
    Severity.COSMETIC: "Cosmetic",
}


def in_words(facts: QuestionFacts, typed: str = "") -> Form:
    """Which answer are these words? None is chosen: nothing is guessed (PRODUCT §3)."""
    kinds = tuple(Choice(one.value, words.ANSWER_LABEL[one]) for one in kinds_of(facts))
    fields = (
        Field("kind", "Which answer is it?", FieldKind.CHOICE, True, choices=kinds),
        Field("words", "In your words", FieldKind.LINES, limit=2000, value=words.cut(typed, 2000)),
    )
    return Form(actions.IN_WORDS, facts.check_in.id, f"Answer in words: {facts.system.name}", "Send", fields)


def answer_form(check_in_id: str, system: System, role: Role, kind: AnswerKind, typed: str = "") -> Form:
    """Details only where something is off (PRODUCT §3)."""
    fields = [Field("words", LABEL.get(kind, "In a line"), FieldKind.LINES, kind in NEEDS_WORDS, limit=2000, value=words.cut(typed, 2000))]
    if kind is AnswerKind.OFF:
        bad = tuple(Choice(one.value, label) for one, label in SEVERITY.items())
        fields += [
            Field("since", "Since when? (leave empty if you don't know)", FieldKind.DATE),
            Field("severity", "How bad?", FieldKind.CHOICE, True, choices=bad, value=Severity.COSMETIC.value),
            Field("whose", "Whose is it?", FieldKind.CHOICE, choices=WHOSE, value=ConcernMove.FOR_MAINTAINER.value),
        ]
    if kind is AnswerKind.CHANGED:
        fields.append(Field("risk", "Something has to be done about it", FieldKind.YES, hint="Raises a concern."))
    if kind is AnswerKind.COST_OFF:
        fields.insert(0, Field("amount", "How much this month?", FieldKind.NUMBER, True))
    if kind is AnswerKind.CONSOLIDATE:
        fields.insert(0, Field("other", "With which other system?", FieldKind.SYSTEM, True))
    if kind is AnswerKind.RETIRE:
        fields.append(Field("act_on", "When is it switched off? (empty: on the day below)", FieldKind.DATE))
    if role is Role.STEWARD and kind is not AnswerKind.KEEP:
        fields.append(Field("review_on", "When do you look at it again?", FieldKind.DATE, True))
    return Form(f"{actions.ANSWER}.{kind.value}", check_in_id, f"{words.ANSWER_LABEL[kind]}: {system.name}", "Send", tuple(fields))
