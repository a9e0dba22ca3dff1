"""`/owner list [words]`."""

from bot.actions.diagnose import systems_of
from bot.actions.standing import standing
from bot.actions.work import Work
from bot.events import Reply
from bot.model import Person
from bot.rules.access import Right, may
from bot.rules.folding import folded
from bot.views import errors, register

SHOWN = 20


async def listing(work: Work, actor: Person, words: str) -> Reply:
    """Systems with all the words in name or unit, by name; who may not look up all sees those they answer for."""
    wanted = folded(words).split()
    rows = await work.tx.systems.briefs()
    everything = may(await standing(work, actor, None), Right.LOOK_UP)
    if not everything:
        mine = await systems_of(work, actor)
        rows = [one for one in rows if one.id in mine]
        if not mine:
            return Reply(problem="guest", card=errors.guest())
    fitting = [one for one in rows if all(word in folded(f"{one.name} {one.unit} {one.slug}") for word in wanted)]
    fitting.sort(key=lambda one: (folded(one.name), one.slug))
    return Reply(card=register.listing(tuple((one.id, one.name, one.unit, one.stage) for one in fitting[:SHOWN]), len(fitting), words))
