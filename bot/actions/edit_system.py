"""Add, edit, merge a system and change its stage, by form (PRODUCT §7, §9)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from slugify import slugify

from bot import ids
from bot.actions import calendars, clearance, decision_ends, directory, offers, override, seats, settle_concern, stage, vacancies
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.events import Reply
from bot.model import DEFAULT_CADENCE, AssignmentState, Person, Role, Seat, SeatId, Stage, System, SystemId
from bot.rules.access import Right, may
from bot.rules.answers import date_of
from bot.rules.cadence import local_day, nth_working_day_after, organisation_calendar, start_of
from bot.rules.clearance import Clearance
from bot.rules.staffing import may_offer
from bot.rules.systems import needs_three, next_stages, with_values
from bot.views import clearance as clearance_views
from bot.views import refusals, replies, system_form
from bot.views.forms import with_errors


async def add(work: Work, actor: Person, values: Mapping[str, str] | None, name: str = "") -> Reply:
    """Admins and stewards; the steward named is asked at once, and offers the other two."""
    if not may(await standing(work, actor, None), Right.ADD):
        return Reply(
            problem="may_not",
            card=replies.may_not("Adding a system", await work.admins(), replies.tell_the_admins(name), for_="stewards and admins"),
        )
    if values is None:
        return Reply(form=system_form.add_form(name))
    blank = System(SystemId(ids.new()), "", "", work.now)
    system, errors = with_values(blank, values)
    steward = await directory.resolve(work, values["steward"], actor) if values.get("steward", "").strip() else None
    if steward is not None and not isinstance(steward, Person):
        errors["steward"] = refusals.in_a_line(steward.given, steward.verdict, steward.several)
    if errors:
        return Reply(problem="incomplete", form=with_errors(system_form.add_form(), values, errors))
    system = replace(system, slug=await free_slug(work, system))
    await create(work, system, actor)
    if isinstance(steward, Person):
        seat = (await work.tx.seats.of(system.id))[Role.STEWARD]
        await offers.make(work, await seats.load(work, seat.id), steward, actor.id, None, "")
    for seat in (await work.tx.seats.of(system.id)).values():
        await vacancies.begin_vacancy(work, seat.id)
        await _tell_tomorrow(work, seat.id)
    seat = (await work.tx.seats.of(system.id))[Role.STEWARD]
    return Reply(card=system_form.added(system, steward if isinstance(steward, Person) else None, seat.id))


async def _tell_tomorrow(work: Work, seat: SeatId) -> None:
    """Whoever has just added it knows that its seats are empty: the first telling is on the next working day, within STATES' one."""
    organisation = await calendars.of_organisation(work)
    tomorrow = start_of(organisation, nth_working_day_after(organisation, local_day(organisation, work.now), 1))
    for episode in await work.tx.episodes.open_of(seat):
        await work.tx.episodes.save(replace(episode, waits_until=tomorrow))


async def create(work: Work, system: System, actor: Person | None) -> None:
    """The system and its three seats."""
    await work.tx.systems.add(system)
    await work.tx.seats.add(*(Seat(SeatId(ids.new()), system.id, role, DEFAULT_CADENCE[role]) for role in Role))
    work.note("system.created", system.id, by=actor.id if actor else None)


async def free_slug(work: Work, system: System) -> str:
    """From the name; a collision gets a number, a name without letters its id."""
    wanted = slugify(system.name, max_length=60) or system.id
    taken = await work.tx.systems.slugs()
    if wanted not in taken:
        return wanted
    return next(f"{wanted}-{n}" for n in range(2, len(taken) + 3) if f"{wanted}-{n}" not in taken)


async def edit(work: Work, actor: Person, system: System, values: Mapping[str, str] | None) -> Reply:
    """Holders, the steward and admins; what changed is kept in words beside the chain."""
    if not may(await standing(work, actor, system), Right.EDIT):
        return Reply(problem="may_not", card=replies.may_not("Editing a system", await work.admins()))
    form = system_form.edit_form(system)
    if values is None:
        return Reply(form=form)
    changed, errors = with_values(system, {name: value for name, value in values.items() if name != "stage"})
    if errors:
        return Reply(problem="incomplete", form=with_errors(form, values, errors))
    fields = [name for name in values if hasattr(system, name) and getattr(system, name) != getattr(changed, name)]
    if not fields:
        return Reply(card=replies.said(f"Nothing was changed on {system.name}.", state="same"))
    kept = await work.keep("\n".join(f"{name}: {getattr(system, name)} → {getattr(changed, name)}" for name in fields), actor.id)
    await work.tx.systems.save(changed)
    work.note("system.edited", system.id, kept, person=actor.id, fields=",".join(sorted(fields)))
    return Reply(card=replies.said(f"{changed.name} is saved.", state="saved"))


async def set_stage(work: Work, actor: Person, system: System, values: Mapping[str, str] | None) -> Reply:
    """STATES, System; leaving `planned` needs three accepted people, or an admin's reason and date (R5)."""
    if not may(await standing(work, actor, system), Right.STAGE):
        return Reply(problem="may_not", card=replies.may_not("Changing how far a system is", await work.admins()))
    found = await clearance.of_system(work, system)
    form = system_form.stage_form(system, next_stages(system.stage), system.stage is Stage.PLANNED and not found.cleared, found)
    if values is None:
        return Reply(form=form)
    wanted = next((one for one in next_stages(system.stage) if one.value == values.get("stage")), None)
    if wanted is None:
        return Reply(problem="incomplete", form=with_errors(form, values, {"stage": "One of the choices, please."}))
    reason, until = values.get("reason", "").strip(), date_of(values.get("until", ""))
    if needs_three(system.stage, wanted) and not found.cleared:
        errors = await _override_errors(work, actor, system, found, reason, until)
        if errors or until is None:
            return Reply(problem="not_cleared", form=with_errors(form, values, errors))
        await override.begin(work, system, actor, reason, until)
    elif wanted is Stage.PLANNED:
        await override.end(work, system, "planned")
    await stage.change(work, system, wanted, actor)
    return Reply(card=replies.said(f"{system.name} is {wanted.value} now.", state="stage"))


async def _override_errors(work: Work, actor: Person, system: System, found: Clearance, reason: str, until: date | None) -> dict[str, str]:
    """Planned means staffed; only an admin's reason and date let it go on (R5)."""
    told = clearance_views.sentence(system, found)
    if not work.is_admin(actor):
        return {"stage": f"{told} Planned means staffed; an admin may override that with a reason and a date."}
    today = local_day(organisation_calendar(work.organisation), work.now)
    errors = {} if reason else {"reason": "Why may it go on without them?"}
    days = work.organisation.policy.excuse_days
    if until is None or not today < until <= today + timedelta(days=days):
        errors["until"] = f"A day after today, at most {days} days ahead."
    return errors | ({"stage": told} if errors else {})


async def merge(work: Work, actor: Person, system: System, into: System) -> Reply:
    """Entered twice: the history of both is kept, the names become aliases; seats that the kept one lacks come along."""
    if not may(await standing(work, actor, system), Right.MERGE):
        return Reply(problem="may_not", card=replies.for_admins("Merging systems", await work.admins()))
    if system.id == into.id:
        return Reply(problem="same", card=replies.said("That is one and the same system."))
    await settle_concern.come_along(work, system, into)
    await decision_ends.let_go(work, system)
    names = dict.fromkeys((*into.aliases, system.name, *system.aliases))
    gone = replace(system, merged_into=into.id, stage=Stage.RETIRED, external_key=None)
    await work.tx.systems.save(gone)
    await work.tx.systems.save(replace(into, aliases=tuple(one for one in names if one != into.name)))
    before = await _released(work, system)
    await vacancies.stage_changed(work, system.id)
    await _asked_to_go_on(work, actor, into, before)
    work.note("system.merged", into.id, merged=system.id, person=actor.id)
    return Reply(card=replies.said(f"{system.name} is merged into {into.name}; its names find it from now on.", state="merged"))


async def _released(work: Work, system: System) -> dict[Role, seats.Situation]:
    """Who held what of the system that goes; its offers are withdrawn with it."""
    found: dict[Role, seats.Situation] = {}
    for role, seat in (await work.tx.seats.of(system.id)).items():
        found[role] = await seats.load(work, seat.id)
        await vacancies.close_offer(work, seat.id, AssignmentState.WITHDRAWN, "merged")
        await vacancies.empty(work, seat.id, "merged")
    return found


async def _asked_to_go_on(work: Work, actor: Person, into: System, before: dict[Role, seats.Situation]) -> None:
    """An empty seat of the kept system is offered to whoever held the other, the steward's first (R2): accepting stays a person's own act."""
    kept, steward = await work.tx.seats.of(into.id), (await seats.holders(work, into)).get(Role.STEWARD)
    for role, was in before.items():
        situation = await seats.load(work, kept[role].id)
        if was.holding is None or was.holder is None or not was.holder.active or situation.holding or situation.offer:
            continue
        by = steward.id if steward and role is not Role.STEWARD else actor.id
        verb = offers.make if may_offer(role, steward is not None and steward.active, in_chat=True) else offers.propose
        await verb(work, situation, was.holder, by, was.holding.hours, was.holding.authority)
