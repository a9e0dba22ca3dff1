"""The register in the columns that an import reads (PRODUCT §9)."""

from bot.actions.work import Work
from bot.model import Assignment, AssignmentState, Role, System
from bot.rules.register import FIELDS


async def export_register(work: Work) -> list[dict[str, str]]:
    """A row a system, by name; a seat's cell is its holder's or nominee's address, else what an import had given."""
    systems = await work.tx.systems.all()
    seats = await work.tx.seats.of_many(one.id for one in systems)
    by_system: dict[str, dict[Role, str]] = {}
    assigned: dict[str, list[Assignment]] = {}
    for one in await work.tx.assignments.open_all():
        assigned.setdefault(one.seat_id, []).append(one)
    people = {person.id: person for person in await work.tx.people.everybody()}
    for seat in seats:
        rows = sorted(assigned.get(seat.id, []), key=lambda one: one.state is not AssignmentState.ACCEPTED)
        person = people.get(rows[0].person_id) if rows else None
        by_system.setdefault(seat.system_id, {})[seat.role] = (person.email or person.name) if person else seat.gap_given
    return [_row(one, by_system.get(one.id, {})) for one in systems]


def _row(system: System, seats: dict[Role, str]) -> dict[str, str]:
    known = {"id": system.external_id, **{role.value: given for role, given in seats.items()}}
    known["budget"] = f"{system.budget.amount} {system.budget.currency}" if system.budget else ""
    row: dict[str, str] = {}
    for field in FIELDS:
        value = known.get(field, getattr(system, field, ""))
        row[field] = "|".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
    return row
