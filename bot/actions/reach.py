"""On which account somebody is written to, what a refusal there says, and what ends it (STATES, Messages and Episodes: unreachable)."""

from dataclasses import replace

from bot.actions import outages, post, replan
from bot.actions.work import Work
from bot.cards import Line
from bot.model import Account, AssignmentState, ItemKind, OutOfReach, Person, PersonId, Platform
from bot.ports.sender import Refused
from bot.rules import reach as rules
from bot.views import reach as views

TOLD = "nobody_reached"  # the notice that a whole workspace is out of reach
DOWN = "platform_down"  # the notice that it does not answer


async def account_to_try(work: Work, person_id: PersonId) -> Account | None:
    """Where the next message goes: one that takes messages, else the first of the others, for each question is still tried; None: they have none."""
    return next(iter(await _in_turn(work, person_id)), None)


async def usable_account(work: Work, person_id: PersonId) -> Account | None:
    """The same, of those that take messages."""
    return next((one for one in await _in_turn(work, person_id) if one.reachable), None)


async def _in_turn(work: Work, person_id: PersonId) -> list[Account]:
    person = await work.tx.people.get(person_id)
    if person is None:
        return []
    accounts = await work.tx.accounts.of(person_id)
    return rules.in_turn(accounts, person.preferred, await outages.down_now(work) if len(accounts) > 1 else ())


async def where_it_works(work: Work, person_id: PersonId, account: Account) -> Account:
    """Where what waits for a workspace that is down can go meanwhile: another of their accounts; else it stays with this one."""
    down = await outages.down_now(work)
    if (account.platform, account.tenant) not in down:
        return account
    others = [one for one in await _in_turn(work, person_id) if one.reachable and (one.platform, one.tenant) not in down]
    return others[0] if others else account


async def tell_of_outage(work: Work, account: Account) -> None:
    """A workspace is down: nobody is unreachable by it, and the admins who are elsewhere as well hear of it there, once (STATES, Our outage)."""
    workspace, told = outages.of_workspace(account.platform, account.tenant), outages.TOLD
    down = await outages.down_now(work)
    if (account.platform, account.tenant) not in down or await work.tx.engine.read(told + workspace):
        return
    await work.tx.engine.write(told + workspace, work.now.isoformat())
    for admin in await work.admins():
        there = await usable_account(work, admin.id)
        if there is not None and (there.platform, there.tenant) not in down:
            await post.at_once(work, admin, ItemKind.NOTICE, f"{DOWN}/{account.platform.value}/{account.tenant}")


async def refused(work: Work, person_id: PersonId, account: Account | None, refusal: Refused) -> Account | None:
    """Keep why; returns the account that gets the message at once instead."""
    before = await work.tx.accounts.get(account.id) if account is not None else None  # as it is now: sending took its time
    if before is None:
        return await usable_account(work, person_id)
    if refusal.why in rules.EVERYBODYS and not await _is_known(work, before, refusal.why):
        await _tell_admins(work, before, refusal.why)
    await work.tx.accounts.save(replace(before, out_of_reach=OutOfReach.DEACTIVATED if before.deleted else refusal.why))
    work.note("account.refused", None, account=before.id, person=person_id, why=refusal.why.value, said=refusal.reason)
    return rules.after(await _in_turn(work, person_id), before.id, was_reachable=before.reachable)


async def account_out(work: Work, account: Account, why: OutOfReach) -> None:
    """The platform says that messages do not reach this account any more: whoever has another is asked there from now on.

    Nobody is unreachable by it: that begins with a message that is refused, for with it there is something to ask again.
    """
    if account.deleted or account.out_of_reach is not None:
        return
    await work.tx.accounts.save(replace(account, out_of_reach=why))
    work.note("account.out", None, account=account.id, why=why.value)
    if account.person_id is not None:
        await work.replan(None)


async def workspace_gone(work: Work, platform: Platform, tenant: str) -> None:
    """The platform says that we were removed: the admins hear of it now, and whoever has an account elsewhere is asked there."""
    there = [one for one in await work.tx.accounts.of_tenant(platform, tenant) if not one.deleted]
    known = bool(there) and await _is_known(work, there[0], OutOfReach.UNINSTALLED)
    for account in there:
        if account.out_of_reach is None or account.out_of_reach in rules.EVERYBODYS:  # what ails one person stays when we are back
            await work.tx.accounts.save(replace(account, out_of_reach=OutOfReach.UNINSTALLED))
    if there:
        await work.replan(None)
    if there and not known:
        await _tell_admins(work, there[0], OutOfReach.UNINSTALLED)


async def _is_known(work: Work, account: Account, reason: OutOfReach) -> bool:
    """Somebody of the workspace met it before."""
    return any(one.out_of_reach is reason for one in await work.tx.accounts.out_of_reach(account.platform, account.tenant))


async def _tell_admins(work: Work, account: Account, reason: OutOfReach) -> None:
    """Once for the whole workspace; whoever has an account elsewhere reads it there."""
    for admin in await work.admins():
        await post.in_days_message(work, admin, ItemKind.NOTICE, f"{TOLD}/{account.platform.value}/{account.tenant}/{reason.value}")


async def notice(work: Work, about: str) -> Line | None:
    """What the admins are told of a workspace; None once it is over."""
    platform, _, rest = about.partition("/")
    tenant, _, reason = rest.rpartition("/")
    refusing = await work.tx.accounts.out_of_reach(Platform(platform), tenant)
    people = {one.person_id for one in refusing if one.out_of_reach is OutOfReach(reason) and one.person_id and not one.deleted}
    installed = await work.tx.installations.last_of(Platform(platform), tenant)
    return views.workspace(installed.name if installed else tenant, OutOfReach(reason), len(people)) if people else None


async def outage_notice(work: Work, about: str) -> Line | None:
    """What the admins are told of a workspace that is down; None once it answers."""
    platform, _, tenant = about.partition("/")
    since = (await outages.down_now(work)).get((Platform(platform), tenant))
    installed = await work.tx.installations.last_of(Platform(platform), tenant)
    return views.outage(Platform(platform), installed.name if installed else tenant, since) if since else None


NOTICES = {TOLD: notice, DOWN: outage_notice}  # by code; what follows it names the workspace


async def why(work: Work, person: Person) -> rules.Why:
    """Why somebody is out of reach, as far as it is known now."""
    return rules.why(await work.tx.accounts.of(person.id))


async def delivered_to(work: Work, account: Account) -> None:
    """A confirmed delivery: whatever ailed this account is over; where that was its workspace, for everybody there."""
    now = await work.tx.accounts.get(account.id)
    if now is None or now.deleted or now.out_of_reach is None:
        return
    if now.out_of_reach in rules.EVERYBODYS:
        await workspace_back(work, now.platform, now.tenant)
    else:
        await _in_reach(work, now)


async def workspace_back(work: Work, platform: Platform, tenant: str) -> None:
    """Installed again, or proven by a delivery: everybody there who was out of reach with their workspace is tried at once."""
    for account in await work.tx.accounts.out_of_reach(platform, tenant):
        if account.out_of_reach not in rules.EVERYBODYS or account.deleted:
            continue
        await _in_reach(work, account)
        person = await work.tx.people.get(account.person_id) if account.person_id else None
        if person is not None and person.active:
            await tried_at_once(work, person)


async def _in_reach(work: Work, account: Account) -> None:
    await work.tx.accounts.save(replace(account, out_of_reach=None))
    note_back(work, account)


def note_back(work: Work, account: Account) -> None:
    """The trail keeps what is over as well. `account`: as it was."""
    was = account.out_of_reach.value if account.out_of_reach else None
    work.note("account.in_reach", None, account=account.id, person=account.person_id, was=was)


async def tried_at_once(work: Work, person: Person) -> None:
    """The platform reports the person here, or back (STATES, Who): who is told of what may change by it, and what could not be delivered goes."""
    await replan.around(work, person)
    await _ask_open_again(work, person)


async def _ask_open_again(work: Work, person: Person) -> None:
    for check_in in await work.tx.check_ins.open_for(person.id):
        if check_in.delivered_at is None and check_in.answer_id is None:
            await post.at_once(work, person, ItemKind.QUESTION, check_in.id)
    for offer in await work.tx.assignments.open_for(person.id):
        if offer.state is AssignmentState.PROPOSED and offer.invited_at is not None and offer.delivered_at is None:
            await post.at_once(work, person, ItemKind.OFFER, offer.id)
    for absence in await work.tx.absences.covered_by(person.id):
        if absence.cover_agreed_at is None and absence.cover_declined_at is None:
            await post.at_once(work, person, ItemKind.COVER_ASKED, absence.id)
    for second in await work.tx.seconds.open_for(person.id):
        if second.delivered_at is None:
            await post.at_once(work, person, ItemKind.SECOND_ASKED, second.id)
