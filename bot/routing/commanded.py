"""`/owner …` (PRODUCT §7)."""

from typing import assert_never

from bot import commands
from bot.actions import (
    decline,
    diagnose,
    directory,
    edit_system,
    go_away,
    history,
    invite,
    listing,
    look_up,
    mine,
    my_data,
    offer,
    raise_concern,
    seats,
    settings,
    summarize,
    what_if,
)
from bot.actions.accept import accept
from bot.actions.standing import standing
from bot.actions.step_down import not_me, step_down
from bot.actions.work import Work
from bot.commands import About, Away, CoverFor, HandOver, Listing, LookUp, MergeInto, OfferTo, OfRole, OnDate, Simple, Unfinished, WhatIf
from bot.events import Reply
from bot.model import Assignment, AssignmentState, Person, Role, SeatId, System
from bot.rules.access import Right, Standing, may
from bot.rules.folding import folded
from bot.views import actions, errors, refusals, replies
from bot.views import look_up as look_up_views


async def commanded(work: Work, actor: Person, text: str, *, public: bool = False) -> Reply:
    """The command, or a look-up. `public`: a look-up is answered so that all may read it; all else is the asker's alone, wherever it was asked."""
    command = commands.parse(text, work.today(actor))
    match command:
        case Simple():
            return await _simple(work, actor, command)
        case Listing(words):
            return await listing.listing(work, actor, words)
        case LookUp(name):
            return await look(work, actor, name, public=public)
        case Away():
            return await _away(work, actor, command)
        case CoverFor(person, cover):
            return await _cover(work, actor, person, cover)
        case HandOver():
            return await _hand_over(work, actor, command)
        case WhatIf(person):
            return await what_if.what_if(work, actor, person)
        case OfRole():
            return await _of_role(work, actor, command)
        case OnDate():
            return await _on_date(work, actor, command)
        case Unfinished(word, how):
            return Reply(problem="unfinished", card=errors.unfinished(word, how))
        case About() | OfferTo() | MergeInto():
            return await _about(work, actor, command)
        case _:
            assert_never(command)


async def _simple(work: Work, actor: Person, command: Simple) -> Reply:
    match command.verb:
        case "me":
            return await mine.mine(work, actor)
        case "data":
            return await my_data.my_data(work, actor)
        case "gaps":
            return await diagnose.gaps(work, actor, command.rest.casefold())
        case "add":
            return await edit_system.add(work, actor, None, command.rest)
        case "summary":
            return await summarize.summary(work, actor)
        case "settings":
            return await settings.settings(work, actor, None)
        case "back":
            return await go_away.come_back(work, actor)
        case "invite":
            return await invite_these(work, actor)
        case _:
            return Reply(card=errors.help_card())


async def invite_these(work: Work, actor: Person) -> Reply:
    """An admin releases the import's offers."""
    if not may(await standing(work, actor, None), Right.INVITE):
        return Reply(problem="may_not", card=replies.for_admins("Inviting", await work.admins()))
    return Reply(card=replies.invited(len(await invite.invite(work, actor))))


async def look(work: Work, actor: Person, name: str, *, public: bool = False) -> Reply:
    """A look-up; the desk counts what is not in the register, without the asker."""
    if not await work.tx.systems.exact(folded(name)) and not await work.tx.systems.names():
        return Reply(card=look_up_views.first_run(tuple(await work.admins()), work.is_admin(actor)))
    least = Standing(external=actor.external)  # what else is known of somebody only adds to it
    if may(least, Right.LOOK_UP) or may(await standing(work, actor, None), Right.LOOK_UP):
        return await look_up.look_up(work, actor, name, public=public)
    return await _external(work, actor, name)


async def _external(work: Work, actor: Person, name: str) -> Reply:
    found = await look_up.find(work, name)
    if isinstance(found, System) and may(await standing(work, actor, found), Right.LOOK_UP):
        return Reply(card=await look_up.of_system(work, actor, found))
    return Reply(problem="guest", card=errors.guest())


async def _on_date(work: Work, actor: Person, command: OnDate) -> Reply:
    """A name that ends so is a name; a date that cannot be read is no reason to tell of today."""
    if await work.tx.systems.exact(folded(command.whole)):
        return await look(work, actor, command.whole)
    if command.day is None:
        return Reply(problem="not_a_date", card=errors.not_a_date(command.unread))
    system = await look_up.find(work, command.name)
    if not isinstance(system, System):
        return await look(work, actor, command.name)
    if not may(await standing(work, actor, system), Right.HISTORY):
        return Reply(problem="guest", card=errors.guest())
    return await history.on_date(work, actor, system, command.day)


async def _about(work: Work, actor: Person, command: About | OfferTo | MergeInto) -> Reply:
    system = await look_up.find(work, command.name)
    if not isinstance(system, System):
        return await look(work, actor, command.name)
    if not may(await standing(work, actor, system), _right(command)):
        return await _refused(work, actor, command)
    match command:
        case OfferTo():
            return await _offer(work, actor, system, command)
        case MergeInto(into=into):
            other = await look_up.find(work, into)
            return await edit_system.merge(work, actor, system, other) if isinstance(other, System) else await look(work, actor, into)
        case About(verb="edit"):
            return await edit_system.edit(work, actor, system, None)
        case About(verb="history"):
            return await history.history(work, actor, system)
        case About(verb="summary"):
            return await summarize.of_system(work, actor, system)
        case About(verb="stage"):
            return await edit_system.set_stage(work, actor, system, None)
        case About():
            return await raise_concern.raise_concern(work, actor, system, None)


async def _refused(work: Work, actor: Person, command: About | OfferTo | MergeInto) -> Reply:
    if isinstance(command, About) and command.verb == "summary" and not actor.external:
        return Reply(
            problem="may_not", card=replies.may_not("The summary of a system", await work.admins(), for_="its steward or an admin")
        )
    return Reply(problem="guest", card=errors.guest())


def _right(command: About | OfferTo | MergeInto) -> Right:
    """What the command shows; what it changes is judged by its own action."""
    match command:
        case About(verb="history"):
            return Right.HISTORY
        case About(verb="concern"):
            return Right.CONCERN
        case About(verb="summary"):
            return Right.SILENCE  # it counts answers beside names
        case _:
            return Right.LOOK_UP


async def _offer(work: Work, actor: Person, system: System, command: OfferTo) -> Reply:
    seat = (await work.tx.seats.of(system.id))[command.role]
    if command.person:
        return await offer.offer(work, actor, seat.id, command.person)
    return await offer.form(work, actor, seat.id)


async def _away(work: Work, actor: Person, command: Away) -> Reply:
    if command.unread:
        return Reply(problem="not_a_date", card=errors.not_a_date(command.unread))
    if not command.given:
        return await go_away.go_away(work, actor, None)
    until = command.until.isoformat() if command.until else ""
    return await go_away.go_away(work, actor, {"until": until, "cover": command.cover})


async def _cover(work: Work, actor: Person, given: str, cover: str) -> Reply:
    """Whoever may not name covers learns nothing of who is known."""
    person = actor if directory.means(actor, given) else await directory.find(work, given)
    if isinstance(person, Person):
        return await go_away.name_cover(work, actor, person.id, cover)
    own = await standing(work, actor, None)
    if not (own.admin or own.stewards_any):
        return Reply(problem="may_not", card=replies.may_not("Naming a cover", await work.admins()))
    return Reply(problem="not_a_person", card=refusals.not_a_person(person.given, person.verdict, person.several))


async def _of_role(work: Work, actor: Person, command: OfRole) -> Reply:
    """Accept, decline or step down: the one that fits, or a choice."""
    state = AssignmentState.ACCEPTED if command.verb == "step-down" else AssignmentState.PROPOSED
    found = await _mine(work, actor, state, command.name, command.role)
    fitting = [(one.seat_id if command.verb == "step-down" else one.id, name, role) for one, name, role in found]
    action = {"accept": actions.ACCEPT, "decline": actions.DECLINE, "step-down": actions.NOT_ME}[command.verb]
    if len(fitting) != 1:
        return Reply(card=errors.choose_role(tuple((about, name, role.value) for about, name, role in fitting), action))
    if action == actions.NOT_ME:
        return await not_me(work, actor, SeatId(fitting[0][0]), None)
    verb = accept if action == actions.ACCEPT else decline.decline
    return await verb(work, actor, fitting[0][0], None)


async def _mine(work: Work, actor: Person, state: AssignmentState, name: str, role: Role | None) -> list[tuple[Assignment, str, Role]]:
    """The actor's roles or offers that the words can mean, with the system's name."""
    system = await look_up.find(work, name) if name else None
    found: list[tuple[Assignment, str, Role]] = []
    for one in await work.tx.assignments.open_for(actor.id):
        situation = await seats.load(work, one.seat_id)
        named = system is None or (isinstance(system, System) and situation.system.id == system.id)
        if one.state is state and one.invited_at is not None and named and role in (None, situation.seat.role):
            found.append((one, situation.system.name, situation.seat.role))
    return found


async def _hand_over(work: Work, actor: Person, command: HandOver) -> Reply:
    """The role that fits goes to the named one, who says yes first; several: a choice."""
    fitting = await _mine(work, actor, AssignmentState.ACCEPTED, command.name, command.role)
    if len(fitting) != 1:
        return Reply(card=errors.choose_role(tuple((one.seat_id, name, role.value) for one, name, role in fitting), actions.NOT_ME))
    return await step_down(work, actor, fitting[0][0].seat_id, {"person": command.person})
