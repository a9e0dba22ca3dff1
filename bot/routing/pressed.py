"""Buttons and forms: the action string, whom it is about, and the action that carries it out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from bot.actions import (
    answer,
    combine,
    confirm,
    decide,
    decline,
    diagnose,
    edit_system,
    excuse,
    go_away,
    hand_over,
    history,
    hours,
    in_words,
    invite,
    look_up,
    mend,
    message,
    met,
    my_data,
    offer,
    post,
    question_facts,
    raise_concern,
    second,
    settings,
    settle_concern,
    step_down,
    summarize,
    take_signal,
    tomorrow,
    whose,
    withdraw,
)
from bot.actions import seats as seats_of
from bot.actions.accept import accept
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.events import Reply
from bot.model import AnswerKind, ConcernMove, ItemKind, Person, Role, SeatId, Still, System, SystemId
from bot.routing.commanded import invite_these
from bot.rules.access import Right, may
from bot.views import actions, errors, replies
from bot.views import check_in as check_in_views

Values = Mapping[str, str] | None
Handler = Callable[[Work, Person, str, Values], Awaitable[Reply]]


async def pressed(work: Work, actor: Person, action: str, ref: str, values: Values) -> Reply:
    """`values` is None for a click; a form brings what was typed. Unknown actions change nothing."""
    verb, _, detail = action.partition(".")
    if verb == actions.ANSWER and detail in set(AnswerKind):
        return await answer.answer(work, actor, ref, AnswerKind(detail), values)
    if verb == actions.CONFIRM and detail in set(Still):
        return await confirm.answer(work, actor, ref, Still(detail), values)
    if verb == actions.CONCERN_MOVE and detail in set(ConcernMove):
        return await settle_concern.settle(work, actor, ref, ConcernMove(detail), values)
    handler = HANDLERS.get(action)
    if handler is None:
        return Reply(problem="unknown_action", card=errors.unknown_action())
    return await handler(work, actor, ref, values)


async def _change(work: Work, actor: Person, ref: str, values: Values) -> Reply:
    """The answers again; what was said stays until another is chosen."""
    check_in = await whose.their_question(work, actor, ref)
    if isinstance(check_in, Reply):
        return check_in
    facts = await question_facts.question(work, check_in, actor)
    return Reply(card=check_in_views.card(replace(facts, answer=None)))


async def _offer(work: Work, actor: Person, ref: str, values: Values) -> Reply:
    seat = await work.tx.seats.get(SeatId(ref))
    if seat is None:
        return _gone("This seat")
    if values is not None:
        return await offer.offer(
            work, actor, seat.id, values.get("person", ""), values.get("hours", ""), values.get("authority", ""), values.get("reason", "")
        )
    return await offer.form(work, actor, seat.id)


async def _ask_cover(work: Work, actor: Person, ref: str, values: Values) -> Reply:
    seat, _, person = ref.partition(":")
    return await offer.offer(work, actor, SeatId(seat), person) if await work.tx.seats.get(SeatId(seat)) else _gone("This seat")


async def _system(work: Work, ref: str) -> System | None:
    return await work.tx.systems.get(SystemId(ref))


def _gone(what: str) -> Reply:
    return Reply(problem="over", card=replies.no_longer(what))


def of_system(action: Callable[[Work, Person, System, Values], Awaitable[Reply]], right: Right) -> Handler:
    """An action about one system, for those who may."""

    async def handler(work: Work, actor: Person, ref: str, values: Values) -> Reply:
        system = await _system(work, ref)
        if system is None:
            return _gone("This system")
        if not may(await standing(work, actor, system), right):
            return (
                Reply(problem="guest", card=errors.guest())
                if actor.external
                else Reply(problem="may_not", card=replies.may_not("That", await work.admins()))
            )
        return await action(work, actor, system, values)

    return handler


async def _look_up(work: Work, actor: Person, system: System, values: Values) -> Reply:
    return Reply(card=await look_up.of_system(work, actor, system))


async def _share(work: Work, actor: Person, system: System, values: Values) -> Reply:
    """Posts the colleague's view, whoever presses it; an outsider posts no more than they see."""
    colleague = may(await standing(work, actor, system), Right.DECISIONS)
    return Reply(card=await look_up.of_system(work, None if colleague else actor, system, shared=True), public=True)


async def _history(work: Work, actor: Person, system: System, values: Values) -> Reply:
    return await history.history(work, actor, system)


async def _summary(work: Work, actor: Person, system: System, values: Values) -> Reply:
    return await summarize.of_system(work, actor, system)


async def _mend_first(work: Work, actor: Person, ref: str, values: Values) -> Reply:
    """The worst line's own mend: an offer, by whoever can grant it."""
    if ref and await work.tx.seats.get(SeatId(ref)):
        situation = await seats_of.load(work, SeatId(ref))
        holders = await seats_of.holders(work, situation.system)
        if situation.seat.role is not Role.STEWARD and Role.STEWARD not in holders:
            ref = (await work.tx.seats.of(situation.system.id))[Role.STEWARD].id
        return await _offer(work, actor, ref, None)
    return await diagnose.gaps(work, actor)


async def _tell_admins(work: Work, actor: Person, ref: str, values: Values) -> Reply:
    """The look-up that found nothing is the admins' to read; the asker is not named."""
    name = ref or (values or {}).get("name", "").strip()
    if not name:
        return Reply(form=replies.missing_system())
    kept = await work.keep(name[:200], None)
    work.note("sighting.told", None, kept)
    admins = await work.admins()
    for admin in admins:
        if kept is not None:
            await post.in_days_message(work, admin, ItemKind.NOTICE, f"sighting/{kept.id}")
    return Reply(card=replies.told_admins(admins))


async def _not_me(work: Work, actor: Person, ref: str, values: Values) -> Reply:
    return await step_down.not_me(work, actor, SeatId(ref), values) if await work.tx.seats.get(SeatId(ref)) else _gone("This role")


async def _stay(work: Work, actor: Person, ref: str, values: Values) -> Reply:
    return await step_down.stay(work, actor, SeatId(ref)) if await work.tx.seats.get(SeatId(ref)) else _gone("This role")


async def _excuse(work: Work, actor: Person, ref: str, values: Values) -> Reply:
    return await excuse.excuse(work, actor, SeatId(ref), values) if await work.tx.seats.get(SeatId(ref)) else _gone("This seat")


async def _name_second(work: Work, actor: Person, ref: str, values: Values) -> Reply:
    given = None if values is None else values.get("second", "")
    return await second.name(work, actor, SeatId(ref), given) if await work.tx.seats.get(SeatId(ref)) else _gone("This seat")


HANDLERS: dict[str, Handler] = {
    actions.IN_WORDS: in_words.in_words,
    actions.CHANGE: _change,
    actions.UNDO: lambda work, actor, ref, values: answer.undo(work, actor, ref),
    actions.TOMORROW: lambda work, actor, ref, values: tomorrow.tomorrow(work, actor, ref),
    actions.NOT_ME: _not_me,
    actions.SWITCHED_OFF: lambda work, actor, ref, values: decide.switched_off(work, actor, ref),
    actions.NOT_YET: decide.not_yet,
    actions.REWRITE: of_system(decide.rewrite, Right.LOOK_UP),
    actions.NUMBER: take_signal.number,
    actions.STAY: _stay,
    actions.HOURS: hours.grant,
    actions.HAND_OVER_PAGE: lambda work, actor, ref, values: hand_over.page(work, actor, SeatId(ref)),
    actions.AWAY: lambda work, actor, ref, values: go_away.go_away(work, actor, values),
    actions.STILL_AWAY: go_away.still_away,
    actions.BACK: lambda work, actor, ref, values: go_away.come_back(work, actor),
    actions.ASK_AGAIN: lambda work, actor, ref, values: mend.ask_again(work, actor, ref),
    actions.LOOKED: lambda work, actor, ref, values: mend.looked(work, actor, ref),
    actions.REASSIGN: _offer,
    actions.OFFER: _offer,
    actions.ASK_COVER: _ask_cover,
    actions.ACCEPT: accept,
    actions.ASK_MORE: decline.ask_for_more,
    actions.DECLINE: decline.decline,
    actions.GRANT: decline.grant,
    actions.WITHDRAW: lambda work, actor, ref, values: withdraw.withdraw(work, actor, ref),
    actions.INVITE_THESE: lambda work, actor, ref, values: invite_these(work, actor),
    actions.MEND_FIRST: _mend_first,
    actions.COVER: lambda work, actor, ref, values: go_away.name_cover(
        work, actor, ref, None if values is None else values.get("cover", "")
    ),
    actions.COVER_ACCEPT: lambda work, actor, ref, values: go_away.answer_cover(work, actor, ref, True),
    actions.COVER_DECLINE: lambda work, actor, ref, values: go_away.answer_cover(work, actor, ref, False),
    actions.SECOND_ACCEPT: lambda work, actor, ref, values: second.answer(work, actor, ref, True),
    actions.SECOND_DECLINE: lambda work, actor, ref, values: second.answer(work, actor, ref, False),
    actions.NAME_SECOND: _name_second,
    actions.CONCERN: of_system(raise_concern.raise_concern, Right.CONCERN),
    actions.CONCERN_OF: lambda work, actor, ref, values: met.concern_of(work, actor, values),
    actions.CONCERN_SHOW: lambda work, actor, ref, values: settle_concern.show(work, actor, ref),
    actions.EXCUSE: _excuse,
    actions.EXCUSE_WHICH: of_system(excuse.choose, Right.LOOK_UP),
    actions.SHARE: of_system(_share, Right.LOOK_UP),
    actions.LOOK_UP: of_system(_look_up, Right.LOOK_UP),
    actions.HISTORY: of_system(_history, Right.HISTORY),
    actions.SUMMARY: of_system(_summary, Right.SILENCE),
    actions.TELL_ADMINS: _tell_admins,
    actions.ADD: lambda work, actor, ref, values: edit_system.add(work, actor, values, ref),
    actions.EDIT: of_system(edit_system.edit, Right.EDIT),
    actions.STAGE: of_system(edit_system.set_stage, Right.STAGE),
    actions.SETTINGS: lambda work, actor, ref, values: settings.settings(work, actor, values),
    actions.EXPORT_DATA: lambda work, actor, ref, values: my_data.export(work, actor),
    actions.GAPS: lambda work, actor, ref, values: diagnose.gaps(work, actor, ref),
    actions.GAPS_TABLE: lambda work, actor, ref, values: diagnose.table(work, actor),
    actions.INVITE_ONE: lambda work, actor, ref, values: invite.one(work, actor, SeatId(ref)),
    actions.COMBINE_REASON: combine.reason,
    actions.MESSAGE: lambda work, actor, ref, values: message.message(work, actor, ref),
}
