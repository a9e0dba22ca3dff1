"""What a confirmed, refused or uncertain delivery means for what the message was about (STATES, Messages and Episodes)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.actions import calendars, confirmations_due, post, reach, replan, seats
from bot.actions.apply import apply
from bot.actions.work import Work
from bot.model import (
    Account,
    AccountId,
    AssignmentId,
    AssignmentState,
    CheckIn,
    CheckInId,
    CheckInState,
    ConfirmationId,
    EpisodeId,
    EpisodeKind,
    ItemKind,
    Message,
    MessageItem,
    MessageState,
    OutOfReach,
    PersonId,
    SeatId,
    SecondId,
)
from bot.ports.sender import Refused
from bot.rules.asking import Asked, gaps_are_told
from bot.rules.cadence import end_of, local_day, next_working_day, nth_working_day_after, start_of
from bot.rules.staffing import end_episode, open_episode

UNCONFIRMED = Refused("unconfirmed", OutOfReach.UNCONFIRMED)  # the repeat of an uncertain message was uncertain as well


async def confirmed(work: Work, message: Message, account: Account, ref: str) -> None:
    """The platform has it: from here the clocks run."""
    await work.tx.messages.save(replace(message, state=MessageState.SENT, ref=ref, sent_at=work.now, account_id=account.id))
    await _confirm_shown(work, message)
    await reach.delivered_to(work, account)
    await reached(work, message.person_id)


async def _confirm_shown(work: Work, message: Message) -> None:
    for item in await work.tx.messages.items(message.id):
        if item.shown:
            await _confirm_item(work, message.person_id, item)


async def _confirm_item(work: Work, person: PersonId, item: MessageItem) -> None:
    match item.kind:
        case ItemKind.QUESTION | ItemKind.REMINDER:
            await question_arrived(work, CheckInId(item.ref), person)
        case ItemKind.TELLING:
            await _telling_arrived(work, EpisodeId(item.ref), item.number, person)
        case ItemKind.OFFER:
            await _offer_arrived(work, AssignmentId(item.ref))
        case ItemKind.CONFIRMATION:
            await confirmations_due.arrived(work, ConfirmationId(item.ref))
        case ItemKind.SECOND_ASKED:
            await _second_arrived(work, SecondId(item.ref))
        case _:
            pass


async def question_arrived(work: Work, check_in_id: CheckInId, person: PersonId) -> None:
    """The clock of silence starts at the confirmed delivery to this addressee."""
    found = await work.tx.check_ins.get(check_in_id)
    if found is None:
        return
    situation = await seats.load(work, found.seat_id)
    check_in = await work.tx.check_ins.get(check_in_id)
    if check_in is None or check_in.addressee_id != person or check_in.delivered_at is not None:
        return
    await work.tx.check_ins.save(replace(check_in, delivered_at=work.now))
    work.note("check_in.delivered", situation.system.id, check_in=check_in.id, seat=check_in.seat_id, person=person)
    await silence_begins(work, check_in, person)


async def silence_begins(work: Work, check_in: CheckIn, person: PersonId) -> None:
    """An open question without an answer waits from now, unless this person's silence on the seat has begun before."""
    situation = await seats.load(work, check_in.seat_id)
    if check_in.state is CheckInState.OPEN and check_in.answer_id is None and situation.episode(EpisodeKind.SILENT) is None:
        opened = open_episode(situation.seat, EpisodeKind.SILENT, work.now, person, check_in.id)
        await apply(work, opened, situation.system.id)


async def reached(work: Work, person: PersonId) -> None:
    """The first confirmed delivery ends being unreachable."""
    for episode in await work.tx.episodes.open_about(person):
        if episode.kind is EpisodeKind.UNREACHABLE:
            situation = await seats.load(work, episode.seat_id)
            await apply(work, end_episode(episode, work.now, "reached"), situation.system.id)


async def _telling_arrived(work: Work, episode_id: EpisodeId, number: int, person: PersonId) -> None:
    for telling in await work.tx.tellings.of(episode_id):
        if telling.reader_id == person and telling.number <= number and telling.told_at is None:
            await work.tx.tellings.save(replace(telling, told_at=work.now))
    episode = await work.tx.episodes.get(episode_id)
    situation = await seats.load(work, episode.seat_id) if episode else None
    if episode and situation:
        work.note(
            "episode.told",
            situation.system.id,
            episode=episode.id,
            seat=episode.seat_id,
            role=situation.seat.role.value,
            kind=episode.kind.value,
            person=person,
            number=number,
        )


async def _offer_arrived(work: Work, offer_id: AssignmentId) -> None:
    offer = await work.tx.assignments.get(offer_id)
    if offer is None or offer.state is not AssignmentState.PROPOSED or offer.delivered_at is not None:
        return
    await work.tx.assignments.save(replace(offer, delivered_at=work.now, next_at=work.now))


async def _second_arrived(work: Work, second_id: SecondId) -> None:
    second = await work.tx.seconds.get(second_id)
    person = await work.tx.people.get(second.person_id) if second else None
    if second is None or person is None or second.delivered_at is not None:
        return
    calendar = await calendars.of_person(work, person)
    day = nth_working_day_after(calendar, local_day(calendar, work.now), work.organisation.policy.second_reminder)
    await work.tx.seconds.save(replace(second, delivered_at=work.now, next_at=start_of(calendar, day)))


async def refused(work: Work, message: Message, account: Account | None, refusal: Refused) -> None:
    """For good at this account: another account of the person at once, else they are unreachable."""
    other = await reach.refused(work, message.person_id, account, refusal)
    if other is not None:
        await work.tx.messages.save(replace(message, account_id=other.id, state=MessageState.COMPOSED))
        return
    await work.tx.messages.save(replace(message, state=MessageState.REFUSED, account_id=account.id if account else None))
    await unreachable(work, message.person_id)
    await _not_told(work, [item for item in await work.tx.messages.items(message.id) if item.shown])


async def unreachable(work: Work, person_id: PersonId) -> None:
    """Every seat on which this person is asked has nobody to ask: told with its own mend, never as silence."""
    for assignment in await work.tx.assignments.open_for(person_id):
        if assignment.state is AssignmentState.ACCEPTED:
            await _unreachable_seat(work, assignment.seat_id, person_id)
    for absence in await work.tx.absences.covered_by(person_id):
        for assignment in await work.tx.assignments.open_for(absence.person_id):
            if assignment.state is AssignmentState.ACCEPTED:
                await _unreachable_seat(work, assignment.seat_id, person_id)
    person = await work.tx.people.get(person_id)
    if person is not None:
        await replan.around(work, person)


async def _unreachable_seat(work: Work, seat_id: SeatId, person_id: PersonId) -> None:
    situation = await seats.load(work, seat_id)
    told = gaps_are_told(situation.system.stage, situation.system.switched_off_at is not None)
    if not (isinstance(situation.who, Asked) and situation.who.person.id == person_id and told):
        return
    silent = situation.episode(EpisodeKind.SILENT)
    if silent is not None:
        await apply(work, end_episode(silent, work.now, "unreachable"), situation.system.id)
    if situation.episode(EpisodeKind.UNREACHABLE) is None:
        await apply(work, open_episode(situation.seat, EpisodeKind.UNREACHABLE, work.now, person_id), situation.system.id)


async def _not_told(work: Work, items: Iterable[MessageItem]) -> None:
    """A telling that reached nobody was no telling; an offer that cannot arrive is its offerer's to know."""
    for item in items:
        if item.kind is ItemKind.TELLING:
            await _telling_failed(work, EpisodeId(item.ref), item.number)
        elif item.kind is ItemKind.OFFER:
            await _offer_failed(work, AssignmentId(item.ref))
        elif item.kind is ItemKind.SECOND_ASKED:
            await _second_failed(work, SecondId(item.ref))


async def _telling_failed(work: Work, episode_id: EpisodeId, number: int) -> None:
    episode = await work.tx.episodes.get(episode_id)
    if episode is None or episode.ended_at is not None:
        return
    readers = [one for one in await work.tx.tellings.of(episode_id) if one.number == number]
    left = [one for one in readers if one.told_at is not None or await reach.usable_account(work, one.reader_id) is not None]
    if not left and episode.tellings == number:
        before = [one for one in await work.tx.tellings.of(episode_id) if one.told_at is not None]
        organisation = await calendars.of_organisation(work)
        told_on = max((local_day(organisation, one.told_at) for one in before if one.told_at), default=None)
        await work.tx.episodes.save(replace(episode, tellings=number - 1, told_on=told_on, next_at=work.now))


async def _offer_failed(work: Work, offer_id: AssignmentId) -> None:
    """Told at once; then its clock runs from the invitation, so that it ends like any other (R10)."""
    offer = await work.tx.assignments.get(offer_id)
    if offer is None or offer.state is not AssignmentState.PROPOSED or offer.delivered_at is not None:
        return
    await work.tx.assignments.save(replace(offer, next_at=work.now))
    by = await work.tx.people.get(offer.offered_by) if offer.offered_by else None
    people = [by] if by is not None and by.active else await work.admins()
    for person in people:
        if person.id != offer.person_id:
            await post.in_days_message(work, person, ItemKind.NOTICE, f"offer_undelivered/{offer_id}")


async def _second_failed(work: Work, second_id: SecondId) -> None:
    """Whom the steward named cannot be asked: they name another."""
    second = await work.tx.seconds.get(second_id)
    steward = await work.tx.people.get(second.named_by) if second else None
    if second is not None and second.delivered_at is None and second.ended_at is None and steward is not None and steward.active:
        await post.in_days_message(work, steward, ItemKind.SECOND_UNCONFIRMED, second.id)


async def account_of(work: Work, account_id: AccountId | None) -> Account | None:
    """The account a message was composed for."""
    return await work.tx.accounts.get(account_id) if account_id else None


async def unknown(work: Work, message: Message) -> None:
    """It may have arrived: sent once more on the person's next working day, marked; a click confirms it."""
    person = await work.tx.people.get(message.person_id)
    if person is None:
        return
    calendar = await calendars.of_person(work, person)
    today = local_day(calendar, work.now)
    if message.repeated:
        until = end_of(calendar, today)
    else:
        until = start_of(calendar, next_working_day(calendar, today + timedelta(days=1)) or today + timedelta(days=1))
    await work.tx.messages.save(replace(message, state=MessageState.UNKNOWN, send_at=max(until, work.now)))
    work.note("message.unknown", None, message=message.id, person=message.person_id)


async def clicked(work: Work, person: PersonId, ref: str) -> None:
    """A click on what this is about proves that the message arrived, whatever the platform said, and though we had given it up."""
    uncertain = [one for one in await work.tx.messages.uncertain(ref) if one.person_id == person]
    for message in uncertain:
        await work.tx.messages.save(replace(message, state=MessageState.SENT, sent_at=work.now))
        await _confirm_shown(work, message)
    if uncertain:
        await reached(work, person)
