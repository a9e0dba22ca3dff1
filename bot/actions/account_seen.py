"""Accounts come and go: joined to a person only by an e-mail of the organisation, never for guests (STATES, People).

An address makes an admin and joins accounts, so a person has one only where the organisation vouches for it: its own domain, and a
full member's account.
"""

from dataclasses import replace

from bot import ids
from bot.actions import confirm, first_run, leave, reach
from bot.actions.work import Work
from bot.events import AccountSeen
from bot.model import Account, AccountId, OutOfReach, Person, PersonId
from bot.rules.reach import after_a_sign
from bot.rules.typed import SHORT, clean, is_clean


async def account_seen(work: Work, event: AccountSeen) -> Person | None:
    """A new, changed or returned account. Joined to a person only by an e-mail of the organisation, never for guests (STATES, People)."""
    caller = event.caller
    if not (is_clean(caller.tenant) and is_clean(caller.user)):
        return None
    event = _cleaned(event)
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
        out_of_reach=after_a_sign(account.out_of_reach),
    )  # fmt: skip
    if seen.out_of_reach is not account.out_of_reach:
        reach.note_back(work, account)
    came_back = is_new or account.deleted or not account.reachable
    await work.tx.accounts.save(replace(seen, person_id=person.id if person else None))
    if person is not None:
        if not person.active:
            await leave.come_back(work, person)
            person = replace(person, active=True, left_at=None)
        person = await _with_address(work, await _with_standing(work, person), event, email)
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
            await reach.tried_at_once(work, named)
        return named
    return None


def _cleaned(event: AccountSeen) -> AccountSeen:
    """What a platform's directory holds was typed by somebody as well."""
    email, zone, manager = (clean(one, SHORT) if one is not None else None for one in (event.email, event.zone, event.manager))
    name, title, unit = (clean(one, SHORT) for one in (event.name, event.title, event.unit))
    return replace(event, name=name, email=email, zone=zone, manager=manager, title=title, unit=unit)


def _has_moved(before: Account, after: Account) -> bool:
    """Another title or department than this account had (R8)."""
    return bool((before.title and before.title != after.title) or (before.unit and before.unit != after.unit))


async def _joined(work: Work, event: AccountSeen, email: str | None) -> Person:
    vouched = email if email is not None and _is_vouched_for(work, event, email) else None
    known = await _owner(work, vouched)
    if known is not None:
        return known
    person = Person(PersonId(ids.new()), event.name, vouched, event.zone, external=event.guest or event.stranger)
    await work.tx.people.add(person)
    work.note("person.seen", None, person=person.id, platform=event.caller.platform.value)
    return person


async def _owner(work: Work, vouched: str | None) -> Person | None:
    """Whose address it is. Somebody from outside who has it loses it to whom the organisation vouches for."""
    known = await work.tx.people.by_email(vouched) if vouched else None
    if known is None or not known.external:
        return known
    await work.tx.people.save(replace(known, email=None))
    return None


async def _with_address(work: Work, person: Person, event: AccountSeen, email: str | None) -> Person:
    """A guest who became a full member has an address from now on; one that is somebody else's stays theirs."""
    if person.email is not None or email is None or not _is_vouched_for(work, event, email):
        return person
    return replace(person, email=email) if await _owner(work, email) is None else person


def _is_vouched_for(work: Work, event: AccountSeen, email: str) -> bool:
    domains = work.organisation.domains
    return not (event.guest or event.stranger) and (not domains or email.rpartition("@")[2] in domains)


async def _with_standing(work: Work, person: Person) -> Person:
    """A colleague as long as one of their accounts is a full member's; platforms promote and demote (STATES, People)."""
    accounts = [one for one in await work.tx.accounts.of(person.id) if not one.deleted]
    external = bool(accounts) and all(one.guest or one.stranger for one in accounts)
    if external and not person.external:
        work.note("person.outside", None, person=person.id)
    if person.external and not external:
        work.note("person.inside", None, person=person.id)
    return replace(person, external=external)


async def account_left(work: Work, account: Account, person: Person) -> None:
    """The last account of a person is gone: they left; another one that still works takes the messages."""
    await work.tx.accounts.save(replace(account, deleted=True, out_of_reach=OutOfReach.DEACTIVATED))
    others = [one for one in await work.tx.accounts.of(person.id) if one.id != account.id and not one.deleted]
    if not others:
        await leave.leave(work, person)
    else:
        await work.tx.people.save(await _with_standing(work, person))
