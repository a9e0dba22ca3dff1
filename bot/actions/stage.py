"""A system goes on to another stage, by hand or by a file: what waited for the old one ends with it (STATES, System)."""

from dataclasses import replace

from bot.actions import decision_ends, vacancies
from bot.actions.work import Work
from bot.model import Person, Stage, System


async def change(work: Work, system: System, wanted: Stage, actor: Person | None) -> None:
    """`actor` None: an import said so."""
    await work.tx.systems.save(replace(system, stage=wanted, switched_off_at=work.now if wanted is Stage.RETIRED else None))
    await decision_ends.overtaken(work, system, wanted, actor)
    if wanted is Stage.RETIRED:
        await decision_ends.let_go(work, system)
    by = actor.id if actor else None
    work.note("system.stage", system.id, None, person=by, before=system.stage.value, after=wanted.value)
    await vacancies.stage_changed(work, system.id)
