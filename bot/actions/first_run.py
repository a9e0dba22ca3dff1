"""The first words of an empty installation: its admins are led to the first system (PRODUCT §7)."""

from bot.actions import post
from bot.actions.work import Work
from bot.model import ItemKind, Person

CODE = "first_run"


async def welcome(work: Work, person: Person) -> None:
    """Once, to an admin who is seen while the register is empty; at any hour, for they have just installed it."""
    fact = f"welcomed:{person.id}"
    if not work.is_admin(person) or await work.tx.engine.read(fact) is not None or await work.tx.systems.any():
        return
    await work.tx.engine.write(fact, work.now.isoformat())
    await post.at_once(work, person, ItemKind.NOTICE, f"{CODE}/{person.id}", any_hour=True)
