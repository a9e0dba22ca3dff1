"""A question answered in words of one's own: which answer they are, whoever typed them says (STATES, Free text)."""

from collections.abc import Mapping

from bot.actions import answer, compose, question_facts, whose
from bot.actions.work import Work
from bot.events import Reply
from bot.model import AnswerKind, CheckIn, CheckInState, Person
from bot.rules.answers import missing
from bot.views import answer_form
from bot.views import check_in as views
from bot.views.check_in import QuestionFacts
from bot.views.forms import with_errors


async def unclear(work: Work, actor: Person, check_in: CheckIn, typed: str) -> Reply:
    """Words that are no known answer: the question's own buttons, and the form with the words in it."""
    facts = await question_facts.question(work, check_in, actor)
    return Reply(card=views.which_answer(facts, typed), form=answer_form.in_words(facts, typed))


async def in_words(work: Work, actor: Person, check_in_id: str, values: Mapping[str, str] | None) -> Reply:
    """The form; sent, it is the answer that was chosen, or that answer's own form where it wants more than the words."""
    typed, kind = (values or {}).get("words", ""), (values or {}).get("kind", "")
    if kind in set(AnswerKind):
        chosen = AnswerKind(kind)
        is_enough = not missing(chosen, values or {}, work.today(actor))
        return await answer.answer(work, actor, check_in_id, chosen, values if is_enough else None, typed)
    facts = await _open(work, actor, check_in_id)
    if isinstance(facts, Reply):
        return facts
    form = answer_form.in_words(facts, typed)
    if values is None:
        return Reply(form=form)
    return Reply(problem="incomplete", form=with_errors(form, values, {"kind": "Which of these is it?"}))


async def _open(work: Work, actor: Person, check_in_id: str) -> QuestionFacts | Reply:
    """The question, where this person may answer it."""
    check_in = await whose.their_question(work, actor, check_in_id)
    if isinstance(check_in, Reply):
        return check_in
    if check_in.state is not CheckInState.OPEN:
        return Reply(problem="closed", card=await compose.question_card(work, check_in.id, actor))
    return await question_facts.question(work, check_in, actor)
