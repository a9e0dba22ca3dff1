"""Words in the direct message: recorded only when they are plainly one answer to the one open question (STATES, Free text)."""

from dataclasses import replace

from bot.actions import answer, question_facts
from bot.actions.work import Work
from bot.events import Reply
from bot.model import AnswerKind, CheckIn, CheckInId, Person, Role
from bot.routing.commanded import commanded
from bot.rules.answers import plain_answer
from bot.views import check_in as views

OFF_BY_ROLE = {Role.OPERATOR: AnswerKind.OFF, Role.MAINTAINER: AnswerKind.CHANGED, Role.STEWARD: AnswerKind.NOT_SURE}


async def said(work: Work, actor: Person, text: str) -> Reply:
    """A known phrase is recorded, with *Undo*; anything longer opens the form with the text in it; several open: the list."""
    if text.strip().casefold().startswith("/owner"):
        return await commanded(work, actor, text.strip()[len("/owner") :])
    waiting = [one for one in await work.tx.check_ins.open_for(actor.id) if one.answer_id is None]
    if len(waiting) != 1:
        return Reply(card=views.which(tuple([await question_facts.question(work, one, actor) for one in waiting])))
    facts = await question_facts.question(work, waiting[0], actor)
    kind = plain_answer(text, facts.role)
    if kind is None:
        return await answer.answer(work, actor, waiting[0].id, OFF_BY_ROLE[facts.role], None, text)
    return await _understood(work, actor, waiting[0], kind)


async def _understood(work: Work, actor: Person, check_in: CheckIn, kind: AnswerKind) -> Reply:
    reply = await answer.answer(work, actor, check_in.id, kind, {})
    answered = await work.tx.check_ins.get(CheckInId(check_in.id))
    if reply.problem or answered is None:
        return reply
    return replace(reply, update=None, card=views.understood(await question_facts.question(work, answered, actor)))
