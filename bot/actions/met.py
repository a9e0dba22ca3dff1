"""A message somebody met somewhere: which system speaks there, and whom to ask or tell (PRODUCT §7). Its words are never kept."""

from collections.abc import Mapping
from dataclasses import replace

from bot.actions import look_up, raise_concern
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.cards import FieldKind, Form
from bot.events import Met, Reply
from bot.model import Person, System
from bot.rules.access import Right, may
from bot.rules.folding import folded
from bot.views import concern as concern_views
from bot.views import errors
from bot.views import look_up as views
from bot.views.forms import with_errors


async def met(work: Work, actor: Person, event: Met) -> Reply:
    """One system names this place: the answer or the form. Else a choice, or the form that asks which system."""
    found = [one for one in await _at(work, event.places) if may(await standing(work, actor, one), Right.LOOK_UP)]
    if event.concern:
        return await _concern(work, actor, found, event.link)
    if len(found) == 1:
        return Reply(card=await look_up.of_system(work, actor, found[0]))
    place = event.places[0] if event.places else ""
    if found:
        return Reply(card=views.choose(place, tuple(found), 0))
    if place and not actor.external:
        await look_up.count_sighting(work, place)
    return Reply(problem="unknown_system", card=views.nobody_there(place, tuple(await work.admins())))


async def _concern(work: Work, actor: Person, found: list[System], link: str) -> Reply:
    if len(found) != 1:
        return Reply(form=_linked(concern_views.raise_form(None), link))
    if not may(await standing(work, actor, found[0]), Right.CONCERN):
        return Reply(problem="guest", card=errors.guest())
    return Reply(form=_linked(concern_views.raise_form(found[0]), link))


def _linked(form: Form, link: str) -> Form:
    fields = tuple(replace(one, value=link) if one.name == "where" else one for one in form.fields)
    return replace(form, fields=fields)


async def concern_of(work: Work, actor: Person, values: Mapping[str, str] | None) -> Reply:
    """The form in which the system is chosen too."""
    form = concern_views.raise_form(None)
    if values is None:
        return Reply(form=form)
    system = await look_up.find(work, values.get("system", "")) if values.get("system", "").strip() else None
    if not isinstance(system, System):
        return Reply(problem="incomplete", form=with_errors(form, values, {"system": "Choose one from the list."}))
    if not may(await standing(work, actor, system), Right.CONCERN):
        return Reply(problem="guest", card=errors.guest())
    reply = await raise_concern.raise_concern(work, actor, system, values)
    return replace(reply, form=with_errors(form, values, reply.form.errors)) if reply.form is not None else reply


async def _at(work: Work, places: tuple[str, ...]) -> list[System]:
    """The systems that name the first of these places that any names: the most telling place stands first."""
    systems = await work.tx.systems.all()
    for wanted in [folded(place) for place in places if folded(place)]:
        found = [one for one in systems if wanted in {folded(other) for other in (*one.places, *one.links, one.name, *one.aliases)}]
        if found:
            return found
    return []


async def with_names(work: Work, actor: Person, reply: Reply) -> Reply:
    """A form that comes again shows a system that was chosen by its name, to whoever may look it up."""
    chosen = [one for one in reply.form.fields if one.kind is FieldKind.SYSTEM and one.value.strip()] if reply.form else []
    if reply.form is None or not chosen:
        return reply
    names: dict[str, str] = {}
    for one in chosen:
        found = await work.tx.systems.exact(folded(one.value))
        if len(found) == 1 and (not actor.external or may(await standing(work, actor, found[0]), Right.LOOK_UP)):
            names[one.name] = found[0].name
    fields = tuple(replace(one, shown=names.get(one.name, "")) if one in chosen else one for one in reply.form.fields)
    return replace(reply, form=replace(reply.form, fields=fields))
