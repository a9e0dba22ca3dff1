"""How a system is owned, held against who owns it (R6): checks and advice, never a block."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.model import Pattern, Role

SOON = timedelta(days=60)  # a contract that ends within this needs somebody to look


class Advice(StrEnum):
    """What does not fit the pattern."""

    VENDOR_WANTS_OUTSIDE_MAINTAINER = "vendor_wants_outside_maintainer"
    VENDOR_WANTS_CONTRACT_END = "vendor_wants_contract_end"
    CONTRACT_IS_OVER = "contract_is_over"
    CONTRACT_ENDS_SOON = "contract_ends_soon"
    VENDOR_WANTS_OWN_PEOPLE = "vendor_wants_own_people"
    EMBEDDED_WANTS_ONE_UNIT = "embedded_wants_one_unit"


@dataclass(frozen=True, slots=True)
class Holder:
    """A holder as far as patterns care; `unit` blank where the platform gives none."""

    external: bool
    unit: str = ""


def advice(pattern: Pattern, holders: dict[Role, Holder], contract_end: date | None, today: date) -> tuple[tuple[Advice, Role], ...]:
    """`vendor`: a maintainer from outside with a contract end, the other two from inside; `embedded`: maintainer and operator in one unit."""
    match pattern:
        case Pattern.VENDOR:
            return _vendor(holders, contract_end, today)
        case Pattern.EMBEDDED:
            operator, maintainer = holders.get(Role.OPERATOR), holders.get(Role.MAINTAINER)
            known = operator is not None and maintainer is not None and bool(operator.unit and maintainer.unit)
            apart = known and operator is not None and maintainer is not None and operator.unit.casefold() != maintainer.unit.casefold()
            return ((Advice.EMBEDDED_WANTS_ONE_UNIT, Role.MAINTAINER),) if apart else ()
        case Pattern.OPERATIONAL:
            return ()


def _vendor(holders: dict[Role, Holder], contract_end: date | None, today: date) -> tuple[tuple[Advice, Role], ...]:
    found: list[tuple[Advice, Role]] = []
    maintainer = holders.get(Role.MAINTAINER)
    if maintainer is not None and not maintainer.external:
        found.append((Advice.VENDOR_WANTS_OUTSIDE_MAINTAINER, Role.MAINTAINER))
    if contract_end is None:
        found.append((Advice.VENDOR_WANTS_CONTRACT_END, Role.MAINTAINER))
    elif contract_end < today:
        found.append((Advice.CONTRACT_IS_OVER, Role.MAINTAINER))
    elif contract_end <= today + SOON:
        found.append((Advice.CONTRACT_ENDS_SOON, Role.MAINTAINER))
    for role in (Role.OPERATOR, Role.STEWARD):
        holder = holders.get(role)
        if holder is not None and holder.external:
            found.append((Advice.VENDOR_WANTS_OWN_PEOPLE, role))
    return tuple(found)
