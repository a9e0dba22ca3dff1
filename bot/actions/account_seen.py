"""Accounts come and go: joined to a person only by an e-mail of the organisation, never for guests (STATES, People)."""

from dataclasses import replace

from bot import ids
from bot.actions import confirm, delivered, first_run, leave
from bot.actions.work import Work
from bot.events import AccountSeen
from bot.model import Account, AccountId, Person, PersonId


async def account_seen(work: Work, event: AccountSeen) -> Person | None:
    """A new, changed or returned account. Joined to a person only by an e-mail of the organisation, never for guests (STATES, People)."""
    caller = event.caller
    email = event.email.strip().casefold() if event.email else None
    account = await work.tx.accounts.find(caller.platform, caller.tenant, caller.user)
    if event.bot:
        person = None
    elif account is not None and account.person_id is not None:
        person = await work.tx.people.get(account.person_id)
    else:
        person = await _joined(work, event, email)
    is_new = account is None
    if account is None:
        account = Account(AccountId(ids.new()), person.id if person else None, caller.platform, caller.tenant, caller.user)
        await work.tx.accounts.add(account)
    seen = replace(
        account, name=event.name, email=email, title=event.title or account.title, unit=event.unit or account.unit, bot=event.bot,
        guest=event.guest, stranger=event.stranger, deleted=False,
    )  # fmt: skip
    came_back = is_new or account.deleted or not account.reachable
    await work.tx.accounts.save(replace(seen, person_id=person.id if person else None, reachable=True))
    if person is not None:
        if not person.active:
            await leave.come_back(work, person)
            person = replace(person, active=True, left_at=None)
        named = replace(
            person, name=event.name or person.name, zone=person.zone or event.zone, known=True, title=event.title or person.title,
            unit=event.unit or person.unit, manager=event.manager or person.manager,
        )  # fmt: skip
        await work.tx.people.save(named)
        await first_run.welcome(work, named)
        if _has_moved(account, seen):
            work.note("person.moved", None, person=person.id)
            await confirm.ask_mover(work, named)
        if came_back:
            await delivered.ask_open_again(work, named)
        return named
    return None


def _has_moved(before: Account, after: Account) -> bool:
    """Another title or department than this account had (R8)."""
    return bool((before.title and before.title != after.title) or (before.unit and before.unit != after.unit))


async def _joined(work: Work, event: AccountSeen, email: str | None) -> Person:
    own = email is not None and (not work.organisation.domains or email.rpartition("@")[2] in work.organisation.domains)
    known = await work.tx.people.by_email(email) if email else None
    if known is not None and own and not (event.guest or event.stranger):
        return known
    external = event.guest or event.stranger
    person = Person(PersonId(ids.new()), event.name, email if known is None else None, event.zone, external=external)
    await work.tx.people.add(person)
    work.note("person.seen", None, person=person.id, platform=event.caller.platform.value)
    return person


async def account_left(work: Work, account: Account, person: Person) -> None:
    """The last account of a person is gone: they left; another one that still works takes the messages."""
    await work.tx.accounts.save(replace(account, deleted=True, reachable=False))
    others = [one for one in await work.tx.accounts.of(person.id) if one.id != account.id and not one.deleted]
    if not others:
        await leave.leave(work, person)
