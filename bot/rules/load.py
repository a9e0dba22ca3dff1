"""Who carries how much: hours granted against hours needed, and an outsized share of everything (R9)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.model import PersonId, SeatState, Stage, SystemId

if TYPE_CHECKING:
    from bot.rules.gaps import SeatFacts, SystemFacts

SPENDS = frozenset(Stage) - {Stage.PLANNED, Stage.RETIRED}  # where hours are spent
OUTSIZED_SYSTEMS, OUTSIZED_SHARE = 5, 0.10


@dataclass(frozen=True, slots=True)
class Load:
    """What one person is named for, on retired systems as well; `live` seats are on systems that are not, `held` of them accepted.

    Only what is held is a load. `needed` and `granted`: hours a month of the live seats they have accepted (R9).
    """

    person: PersonId
    name: str
    seats: int = 0
    systems: int = 0
    live: int = 0
    outsized: bool = False
    needed: Decimal = Decimal(0)
    granted: Decimal = Decimal(0)
    held: int = 0

    @property
    def overloaded(self) -> bool:
        """More roles than hours, or an outsized share of everything."""
        return self.outsized or self.needed > self.granted


def loads(systems: Sequence["SystemFacts"]) -> dict[PersonId, Load]:
    """Of the whole register: who holds or is proposed for how much, the most first; outsized as STATES has it."""
    found: dict[PersonId, Load] = {}
    named: dict[PersonId, set[SystemId]] = {}
    holds: dict[PersonId, set[SystemId]] = {}
    for system in systems:
        for seat in system.seats:
            if seat.person is None:
                continue
            before = found.get(seat.person, Load(seat.person, seat.name))
            found[seat.person] = _with(before, system, seat)
            named.setdefault(seat.person, set()).add(system.system_id)
            if seat.state is SeatState.HELD and system.stage is not Stage.RETIRED:
                holds.setdefault(seat.person, set()).add(system.system_id)
    live = sum(system.stage is not Stage.RETIRED for system in systems)
    ordered = sorted(found.values(), key=lambda one: (-one.seats, one.name.casefold()))
    return {
        one.person: replace(one, systems=len(named[one.person]), outsized=_outsized(len(holds.get(one.person, ())), live))
        for one in ordered
    }


def _with(load: Load, system: "SystemFacts", seat: "SeatFacts") -> Load:
    live, held = system.stage is not Stage.RETIRED, seat.state is SeatState.HELD
    load = replace(load, seats=load.seats + 1, live=load.live + live, held=load.held + (live and held))
    if not held or system.stage not in SPENDS:
        return load
    granted = seat.granted if seat.granted is not None else seat.needed
    return replace(load, needed=load.needed + seat.needed, granted=load.granted + granted)


def _outsized(mine: int, all_systems: int) -> bool:
    return mine > OUTSIZED_SYSTEMS and mine > OUTSIZED_SHARE * all_systems
