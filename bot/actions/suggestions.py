"""Systems that go on from what somebody types: for a form's list, or a search."""

from bot.actions.standing import standing
from bot.actions.work import Work
from bot.model import Person
from bot.rules.access import Right, may
from bot.rules.folding import folded


async def suggestions(work: Work, actor: Person, typed: str, limit: int = 20) -> list[tuple[str, str]]:
    """(slug, name) of the systems this person may look up whose name or alias goes on from what was typed; the nearest first."""
    wanted = folded(typed)
    names = [one for one in await work.tx.systems.names() if wanted in one.folded]
    names.sort(key=lambda one: (not one.folded.startswith(wanted), one.folded))
    rows = await work.tx.systems.many(dict.fromkeys(one.system_id for one in names[: limit * 3]))
    found = [rows[one] for one in dict.fromkeys(name.system_id for name in names) if one in rows]
    seen = [one for one in found if not actor.external or may(await standing(work, actor, one), Right.LOOK_UP)]
    return [(one.slug, one.name) for one in seen[:limit]]
