"""The first words of an installation: its admins are led to the first system, others are told who they are (PRODUCT §7; DESIGN, Access)."""

from dataclasses import replace

from bot.actions import post
from bot.actions.card_reader import addressed
from bot.actions.work import Work
from bot.events import Caller, Reply
from bot.model import ItemKind, Person
from bot.views import look_up as views

CODE = "first_run"


async def welcome(work: Work, person: Person) -> None:
    """Once, to an admin who is seen while the register is empty; at any hour, for they have just installed it."""
    fact = f"welcomed:{person.id}"
    if not work.is_admin(person) or await work.tx.engine.read(fact) is not None or await work.tx.systems.any():
        return
    await work.tx.engine.write(fact, work.now.isoformat())
    await post.at_once(work, person, ItemKind.NOTICE, f"{CODE}/{person.id}", any_hour=True)


async def to_installer(work: Work, person: Person, caller: Caller) -> Reply | None:
    """To whoever installed us on a platform, at once; None: an admin of an empty register, to whom `welcome` wrote."""
    systems = len(await work.tx.systems.briefs())
    if not work.is_admin(person):
        reply = Reply(card=views.installed(tuple(await work.admins()), work.organisation.admins))
    elif systems:
        reply = Reply(card=views.installed_by_admin(systems))
    else:
        return None
    return replace(reply, reader=await addressed(work, caller, person, (reply.card, reply.form, reply.update)))
