"""`rollcall owner`: whom to ask about a system, in the terminal; where a card has buttons, the commands that do the same."""

from datetime import date

from adapters.cli.settings import load
from adapters.cli.wiring import house
from bot.actions import history, look_up
from bot.actions.work import Work
from bot.events import Reply
from bot.model import System, SystemId
from bot.rules.matching import Nothing
from bot.views.plain import plain


async def owner(words: str, on: date | None) -> int:
    """The colleague's view as text, with the slug that other commands want."""
    async with house(load()) as home, home.reading() as work:
        found = await look_up.find(work, words)
        if isinstance(found, System):
            reply = await history.on_date(work, None, found, on) if on else Reply(card=await look_up.of_system(work, None, found))
            lines = [f"Slug: {found.slug}"]
        else:
            reply = await look_up.look_up(work, None, words)
            lines = await _choices(work, found.nearest if isinstance(found, Nothing) else found.system_ids, on)
    text = plain(reply.card, home.organisation.zone, buttons=False) if reply.card is not None else ""
    print("\n".join([text, *lines]))
    return 1 if reply.problem else 0


async def _choices(work: Work, ids: tuple[SystemId, ...], on: date | None) -> list[str]:
    """Each choice, told apart, with the line that chooses it."""
    by_id = await work.tx.systems.many(ids)
    day = f" --on {on.isoformat()}" if on else ""
    return [_choice(by_id[one], day) for one in ids if one in by_id]


def _choice(system: System, day: str) -> str:
    apart = ", ".join(part for part in (system.unit, system.subunit, system.external_id) if part)
    return f"  {system.name}{f' ({apart})' if apart else ''}: rollcall owner {system.slug}{day}"
