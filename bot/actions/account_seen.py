"""Accounts come and go: joined to a person only by an e-mail of the organisation, never for guests (STATES, People).

An address makes an admin and joins accounts, so a person has one only where the organisation vouches for it: its own domain, and a
full member's account.
"""

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
        person = await _with_standing(work, person)
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
    vouched = email if email is not None and _is_vouched_for(work, event, email) else None
    known = await work.tx.people.by_email(vouched) if vouched else None
    if known is not None and not known.external:
        return known
    if known is not None:
        await work.tx.people.save(replace(known, email=None))  # it belongs to whom the organisation vouches for
    person = Person(PersonId(ids.new()), event.name, vouched, event.zone, external=event.guest or event.stranger)
    await work.tx.people.add(person)
    work.note("person.seen", None, person=person.id, platform=event.caller.platform.value)
    return person


def _is_vouched_for(work: Work, event: AccountSeen, email: str) -> bool:
    domains = work.organisation.domains
    return not (event.guest or event.stranger) and (not domains or email.rpartition("@")[2] in domains)


async def _with_standing(work: Work, person: Person) -> Person:
    """A colleague as long as one of their accounts is a full member's; platforms promote and demote (STATES, People)."""
    accounts = [one for one in await work.tx.accounts.of(person.id) if not one.deleted]
    external = bool(accounts) and all(one.guest or one.stranger for one in accounts)
    if external != person.external:
        work.note("person.outside" if external else "person.inside", None, person=person.id)
    return replace(person, external=external)


async def account_left(work: Work, account: Account, person: Person) -> None:
    """The last account of a person is gone: they left; another one that still works takes the messages."""
    await work.tx.accounts.save(replace(account, deleted=True, reachable=False))
    others = [one for one in await work.tx.accounts.of(person.id) if one.id != account.id and not one.deleted]
    if not others:
        await leave.leave(work, person)
    else:
        await work.tx.people.save(await _with_standing(work, person))
