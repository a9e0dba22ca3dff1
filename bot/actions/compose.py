"""A message's lines made into a card from the facts as they are now, and committed before it is sent (DESIGN, way 2)."""

from collections.abc import Callable
from dataclasses import replace

from bot.actions import gather, post, pressable, question_facts, reach, yours
from bot.actions.calendars import of_person
from bot.actions.work import Work
from bot.cards import Card, Line
from bot.cards_json import card_to_json
from bot.model import CheckInId, CheckInState, ContentId, ItemKind, Message, MessageItem, MessageKind, MessageState, Person, PersonId
from bot.rules.cadence import calendar_of, end_of, is_working_day, local_day, next_working_moment, start_of
from bot.trouble import told
from bot.views import check_in as check_in_views
from bot.views import day as day_views
from bot.views import notices
from bot.views import telling as telling_views
from bot.views.years import with_years

BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)  # of a line's own making; trouble of the store is not
LATEST = 60  # messages of one person among which a pressed one is looked for
LATE = 1800  # seconds after its time from which a message minds the reader's hours anew


async def compose_message(work: Work, message: Message) -> Message | None:
    """Commit what will be shown: lines that were answered meanwhile are left out; None: nothing is left, or it waits."""
    person = await work.tx.people.get(message.person_id)
    if person is None or not person.active:
        await work.tx.messages.save(replace(message, state=MessageState.DROPPED))
        return None
    if await _missed_its_hours(work, message, person):
        return None
    items = await work.tx.messages.items(message.id)
    card, shown = await _what_can_be_said(work, message, person, items)
    if card is None:
        await work.tx.messages.save(replace(message, state=MessageState.DROPPED))
        return None
    await work.tx.messages.put_items(*(replace(item, shown=(item.kind, item.ref) in shown) for item in items))
    account = await reach.account_to_try(work, person.id)
    composed = replace(
        message,
        state=MessageState.COMPOSED,
        attempt=message.attempt + 1,
        content_id=await _keep(work, card, person.id),
        account_id=account.id if account else None,
    )
    await work.tx.messages.save(composed)
    return composed


async def _what_can_be_said(
    work: Work, message: Message, person: Person, items: list[MessageItem]
) -> tuple[Card | None, set[tuple[ItemKind, str]]]:
    """A line that cannot be made goes into a message of its own, to be tried again later; the others leave."""
    try:
        return await _theirs(work, person, items, message.repeated, updating=False)
    except BROKEN:
        sound = [item for item in items if await _can_be_said(work, person, item)]
        if not sound:
            raise
        for item in items:
            if item not in sound:
                await post.apart(work, message, item)
        return await _theirs(work, person, sound, message.repeated, updating=False)


async def _can_be_said(work: Work, person: Person, item: MessageItem) -> bool:
    try:
        await _theirs(work, person, [item], False, updating=False)
    except BROKEN as error:
        told("line_failed", error, kind=item.kind.value, ref=item.ref)
        return False
    return True


async def _as_it_reads(work: Work, message: Message, person: Person | None) -> Card | None:
    """A message on screen, from the facts as they are now; None: it has nothing to say any more. Writes nothing."""
    items = [item for item in await work.tx.messages.items(message.id) if item.shown]
    card, _ = await _theirs(work, person, items, message.repeated, updating=True) if person else (None, set())
    return card


async def once_more(work: Work, message: Message) -> Message:
    """What may have arrived and is sent a second time: it says so, and leaves out what was answered meanwhile. Nothing left: dropped.

    What cannot be made anew is sent as it was, for the other messages of this round do not wait for it.
    """
    person = await work.tx.people.get(message.person_id)
    items, again = [item for item in await work.tx.messages.items(message.id) if item.shown], replace(message, repeated=True)
    try:
        card, shown = await _what_can_be_said(work, again, person, items) if person and person.active else (None, set())
    except BROKEN as error:
        told("message_failed", error, message=message.id)
        return replace(again, state=MessageState.COMPOSED)
    if card is None or person is None:
        return replace(message, state=MessageState.DROPPED)
    await work.tx.messages.put_items(*(replace(item, shown=(item.kind, item.ref) in shown) for item in items))
    return replace(again, state=MessageState.COMPOSED, content_id=await _keep(work, card, person.id))


async def on_screen(work: Work, person: Person, is_it: Callable[[str], bool], ref: str) -> Card | None:
    """The outbox's message that somebody's button stands on, as it reads now; None: none of those, too old to be looked for, or with nothing to say.

    `is_it`: by the platform's word for the message, which one without a confirmation lacks: that one is known by the button's own `ref`.
    """
    sent = await work.tx.messages.of_person(person.id, LATEST)
    found = next((one for one in reversed(sent) if one.ref and is_it(one.ref)), None)
    if found is None:
        unsure = [one for one in await work.tx.messages.showing(ref) if one.person_id == person.id and one.ref is None] if ref else []
        found = unsure[-1] if unsure else None
    try:
        return await _as_it_reads(work, found, person) if found is not None else None
    except BROKEN as error:  # what was pressed is done all the same
        told("message_failed", error)
        return None


async def recompose(work: Work, message: Message) -> tuple[Message, Card]:
    """A message on screen as it should read now; content that is new is committed before the platform is asked to change it."""
    current = await work.tx.messages.get(message.id) or message
    person = await work.tx.people.get(current.person_id)
    shown = await _as_it_reads(work, current, person) or check_in_views.gone()
    stored = await work.tx.contents.get(current.content_id) if current.content_id is not None else None
    if stored is not None and person is not None and stored.text != card_to_json(shown):
        current = replace(current, content_id=await _keep(work, shown, person.id))
        await work.tx.messages.save(current)
    return current, shown


async def _keep(work: Work, card: Card, person: PersonId) -> ContentId | None:
    kept = await work.keep(card_to_json(card), person)
    return kept.id if kept else None


async def _missed_its_hours(work: Work, message: Message, person: Person) -> bool:
    """After an outage of ours: not at night, and not beside the message of the day it has become."""
    if message.kind is MessageKind.STOP or (work.now - message.send_at).total_seconds() < LATE:
        return False
    calendar = await of_person(work, person)
    today = local_day(calendar, work.now)
    inside = is_working_day(calendar, today) and start_of(calendar, today) <= work.now < end_of(calendar, today)
    if inside and (message.day is None or message.day == today):
        return False
    if message.kind is MessageKind.DAY:
        await work.tx.messages.save(replace(message, state=MessageState.DROPPED))
        for item in await work.tx.messages.items(message.id):
            await post.in_days_message(work, person, item.kind, item.ref, at=next_working_moment(calendar, work.now), number=item.number)
    else:
        await work.tx.messages.save(replace(message, send_at=next_working_moment(calendar, work.now)))
    return True


async def _theirs(
    work: Work, person: Person, items: list[MessageItem], repeated: bool, *, updating: bool
) -> tuple[Card | None, set[tuple[ItemKind, str]]]:
    card, shown = await _card(work, person, items, repeated, updating=updating)
    if card is None:
        return None, shown
    calendar = calendar_of(person, work.organisation)
    return with_years(await pressable.by(work, person, card), local_day(calendar, work.now), calendar.zone), shown


async def _card(
    work: Work, person: Person, items: list[MessageItem], repeated: bool, *, updating: bool
) -> tuple[Card | None, set[tuple[ItemKind, str]]]:
    """`updating`: what is answered or over is said so instead of left out."""
    questions: list[Line] = []
    others: list[Line] = []
    shown: set[tuple[ItemKind, str]] = set()
    tellings: list[telling_views.TellingFacts] = []
    open_questions = 0
    for item in items:
        gone = await yours.no_longer(work, item, person, updating)
        if gone is not None:
            said = notices.no_longer_yours(gone)  # once, however many lines were about it
            others += [said] if updating and said not in others else []
            shown |= {(item.kind, item.ref)} if updating else set()
            continue
        if item.kind is ItemKind.TELLING:
            facts = await gather.telling(work, item.ref, person, ended_too=updating)
            if facts is not None:
                tellings.append(facts)
                shown.add((item.kind, item.ref))
            continue
        line = await _question(work, item, person, updating) if item.kind in QUESTIONS else await gather.other(work, item, person, updating)
        if line is None or not line.title:
            continue
        shown.add((item.kind, item.ref))
        (questions if item.kind in QUESTIONS else others).append(line)
        open_questions += item.kind in QUESTIONS and any(button.action.startswith("answer") for button in line.buttons)
    if len(tellings) > 3 and not questions and not others:
        return telling_views.several(tuple(gather.worst_first(tellings))), shown
    told = tuple(telling_views.line(one) for one in gather.worst_first(tellings))
    return day_views.of(tuple(questions), told + tuple(others), open_questions, repeated), shown


QUESTIONS = (ItemKind.QUESTION, ItemKind.REMINDER)


async def _question(work: Work, item: MessageItem, person: Person, updating: bool) -> Line | None:
    check_in = await work.tx.check_ins.get(CheckInId(item.ref))
    if check_in is None:
        return None
    over = check_in.state is not CheckInState.OPEN or check_in.answer_id is not None or check_in.addressee_id != person.id
    if over and not updating:
        return None
    facts = await question_facts.question(work, check_in, person)
    return check_in_views.line(replace(facts, reminder=max(item.number, 1) if item.kind is ItemKind.REMINDER else 0))


async def question_card(work: Work, check_in_id: CheckInId, reader: Person) -> Card:
    """One question as its reader sees it now."""
    check_in = await work.tx.check_ins.get(check_in_id)
    if check_in is None:
        return check_in_views.gone()
    return check_in_views.card(await question_facts.question(work, check_in, reader))


async def shown_with(work: Work, ref: str, person: PersonId) -> ContentId | None:
    """What was on the screen when the answer was given: the content of the newest message with this question or offer."""
    messages = [one for one in await work.tx.messages.showing(ref) if one.person_id == person]
    return messages[-1].content_id if messages else None
