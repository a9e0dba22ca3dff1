"""Words in the direct message: recorded only when they are plainly one answer to the one open question (STATES, Free text)."""

from dataclasses import replace

from bot.actions import answer, in_words, question_facts
from bot.actions.work import Work
from bot.events import Reply
from bot.model import AnswerKind, CheckIn, CheckInId, Person, Role
from bot.routing.commanded import commanded, look
from bot.rules.answers import plain_answer
from bot.views import check_in as views
from bot.views import errors

NAME = 200  # characters; what is longer names no system


async def said(work: Work, actor: Person, text: str) -> Reply:
    """A known phrase is recorded, with *Undo*; anything longer opens a form with the text in it; several open: the list.

    Where nothing waits it is a look-up: people type the name of a system where they talk to us.
    """
    if text.strip().casefold().startswith("/owner"):
        return await commanded(work, actor, text.strip()[len("/owner") :])
    if text.strip().casefold() == "help":
        return Reply(card=errors.help_card())
    waiting = [one for one in await work.tx.check_ins.open_for(actor.id) if one.answer_id is None]
    if not waiting:
        return await _looked_up(work, actor, text.strip())
    if len(waiting) != 1:
        return Reply(card=views.which(tuple([await question_facts.question(work, one, actor) for one in waiting])))
    facts = await question_facts.question(work, waiting[0], actor)
    kind = plain_answer(text, facts.role)
    if kind is None:
        return await in_words.unclear(work, actor, waiting[0], text.strip())
    return await _understood(work, actor, waiting[0], kind)


async def _looked_up(work: Work, actor: Person, text: str) -> Reply:
    """What is no system's name is not counted as asked for in vain: most words here are none."""
    is_answer = any(plain_answer(text, role) for role in Role)  # it came too late, or twice
    if not text or len(text) > NAME or is_answer:
        return Reply(card=views.nothing_waits(""))
    reply = await look(work, actor, text)
    return Reply(card=views.nothing_waits(text)) if reply.problem == "unknown_system" else reply


async def _understood(work: Work, actor: Person, check_in: CheckIn, kind: AnswerKind) -> Reply:
    reply = await answer.answer(work, actor, check_in.id, kind, {})
    answered = await work.tx.check_ins.get(CheckInId(check_in.id))
    if reply.problem or answered is None:
        return reply
    return replace(reply, update=None, card=views.understood(await question_facts.question(work, answered, actor)))
