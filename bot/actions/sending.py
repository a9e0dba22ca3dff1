"""A message on its way out: what is written before it leaves, and after (STATES, Messages; DESIGN, way 2)."""

from dataclasses import replace
from datetime import timedelta

from bot.actions import account_seen, compose, delivered, outages, reach
from bot.actions.work import Work
from bot.cards import Card
from bot.cards_json import card_from_json
from bot.model import Account, Message, MessageState, OutOfReach
from bot.ports.sender import Busy, Down, Outcome, Refused, Sent, Unknown
from bot.ports.store import Claim, LeaseLost

LONGEST_ASIDE = 24 * 60  # minutes of business time
RETRY = 30.0  # seconds of the machine's, after a platform did not answer


async def prepare(work: Work, claim: Claim) -> tuple[Message, Account | None, Card] | None:
    """Compose from the facts now and commit what will be shown, before anything leaves; a retry sends what was stored."""
    tx = work.tx
    if not await tx.messages.held(claim):
        return None
    message = await tx.messages.get(claim.message_id)
    if message is None or message.state not in (MessageState.WAITING, MessageState.COMPOSED):
        await tx.messages.release(claim)
        return None
    waited = message.state is MessageState.COMPOSED
    if not waited:
        composed = await compose.compose_message(work, message)
        if composed is None:
            await tx.messages.release(claim)
            return None
        message = composed
    account = await delivered.account_of(work, message.account_id)
    if waited and account is not None:
        message, account = await _where_it_works(work, claim, message, account)
    stored = await tx.contents.get(message.content_id) if message.content_id else None
    if stored is None or stored.text is None:
        await tx.messages.save(replace(message, state=MessageState.DROPPED))
        await tx.messages.release(claim)
        return None
    wait = await tx.messages.paused_for(account.platform, account.tenant) if account else 0.0
    if wait > 0:
        await tx.messages.release(claim, wait, unsure=claim.ambiguous)
        return None
    return message, account, card_from_json(stored.text)


async def _where_it_works(work: Work, claim: Claim, message: Message, account: Account) -> tuple[Message, Account]:
    """Where a message goes that has waited; what cannot have arrived anywhere yet does not wait on for a workspace that is down."""
    if claim.ambiguous or message.repeated:
        return message, account
    other = await reach.where_it_works(work, message.person_id, account)
    if other.id != account.id:
        message = replace(message, account_id=other.id)
        await work.tx.messages.save(message)
    return message, other


async def put_aside(work: Work, claim: Claim) -> None:
    """Tried again later, each time twice as much; the reader's other messages go on. What may have arrived is uncertain."""
    message = await work.tx.messages.get(claim.message_id) if await work.tx.messages.held(claim) else None
    if message is None:
        return
    if claim.ambiguous:
        await delivered.unknown(work, message)
    elif message.state in (MessageState.WAITING, MessageState.COMPOSED):
        wait = timedelta(minutes=min(2**message.attempt, LONGEST_ASIDE))
        await work.tx.messages.save(replace(message, state=MessageState.WAITING, attempt=message.attempt + 1, send_at=work.now + wait))
    await work.tx.messages.release(claim)


async def finish(work: Work, claim: Claim, message: Message, account: Account | None, outcome: Outcome, *, unsure: bool = False) -> None:
    """What came of it, as the platform said. `unsure`: it may have arrived, and could not be looked for now. Raises LeaseLost where
    somebody else has it meanwhile.
    """
    if not await work.tx.messages.held(claim):
        raise LeaseLost(message.id)
    message = await work.tx.messages.get(message.id) or message  # as it is now: sending took its time
    delay = 0.0
    if account is not None and isinstance(outcome, Sent | Busy | Refused):
        await outages.came_back(work, account)
    match outcome:
        case Sent(ref) if account is not None:
            await delivered.confirmed(work, message, account, ref)
        case Busy(seconds) if account is not None:
            await work.tx.messages.pause(account.platform, account.tenant, seconds)
        case Down() if account is not None:
            await outages.went_down(work, account)
            await reach.tell_of_outage(work, account)
            delay = RETRY
        case Unknown():
            await delivered.unknown(work, message)
        case Refused() as refusal:
            await _left_with_it(work, account, refusal)
            await delivered.refused(work, message, account, refusal)
        case _:
            delay = RETRY
    await work.tx.messages.release(claim, delay, unsure=unsure)


async def _left_with_it(work: Work, account: Account | None, refusal: Refused) -> None:
    """R8: where no event tells of a deactivation, the refused message does."""
    now = await work.tx.accounts.get(account.id) if account is not None and refusal.why is OutOfReach.DEACTIVATED else None
    person = await work.tx.people.get(now.person_id) if now is not None and now.person_id is not None and not now.deleted else None
    if now is not None and person is not None:
        await account_seen.account_left(work, now, person)


async def repeat_unknown(work: Work) -> int:
    """The repeat of an uncertain message, marked as one and true as of now; uncertain again at the end of that day: unreachable."""
    due = await work.tx.messages.unknown_due(work.now, 200)
    for message in due:
        if message.repeated:
            await delivered.refused(work, message, await delivered.account_of(work, message.account_id), delivered.UNCONFIRMED)
        else:
            await work.tx.messages.save(await compose.once_more(work, message))
    return len(due)
