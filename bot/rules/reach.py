"""Who is out of reach, why, and what mends it (PRODUCT §4, Not delivered is not silence; STATES, Episodes: unreachable, "with the mend")."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from bot.model import Account, AccountId, OutOfReach, Platform


class NotYet(StrEnum):
    """What stands in the way where no account refuses us."""

    NO_ACCOUNT = "no_account"  # somebody only named so far, whom no platform knows
    UNPROVEN = "unproven"  # in reach again by the platform's word; the next delivery proves it


Why = OutOfReach | NotYet


class Remedy(StrEnum):
    """Whose turn it is."""

    ASK_THEM = "ask_them"  # the person lets us in again, once somebody tells them another way
    ADMIN = "admin"  # somebody who runs the platform or Rollcall
    TRY_AGAIN = "try_again"
    NAME_ANOTHER = "name_another"  # nothing at the account can be mended


REMEDIES: dict[Why, Remedy] = {
    OutOfReach.DEACTIVATED: Remedy.NAME_ANOTHER,
    OutOfReach.NOT_FOUND: Remedy.NAME_ANOTHER,
    OutOfReach.BOT: Remedy.NAME_ANOTHER,
    OutOfReach.BLOCKED: Remedy.ASK_THEM,
    OutOfReach.NOT_INSTALLED: Remedy.ASK_THEM,
    OutOfReach.NOT_ALLOWED: Remedy.ADMIN,
    OutOfReach.MESSAGES_OFF: Remedy.ADMIN,
    OutOfReach.UNINSTALLED: Remedy.ADMIN,
    OutOfReach.SCOPE_MISSING: Remedy.ADMIN,
    OutOfReach.UNCONFIRMED: Remedy.ASK_THEM,
    OutOfReach.OTHER: Remedy.ADMIN,
    NotYet.NO_ACCOUNT: Remedy.NAME_ANOTHER,
    NotYet.UNPROVEN: Remedy.TRY_AGAIN,
}
EVERYBODYS = frozenset({OutOfReach.MESSAGES_OFF, OutOfReach.UNINSTALLED, OutOfReach.SCOPE_MISSING})  # the whole workspace's
HOPE = list(Remedy)  # what is soonest mended is what somebody is told of


def why(accounts: Sequence[Account]) -> Why:
    """Why a person is out of reach, of the account that is soonest mended. `accounts`: all of theirs, the last used first."""
    refusing = [one.out_of_reach for one in accounts if one.out_of_reach is not None]
    if not accounts:
        return NotYet.NO_ACCOUNT
    if len(refusing) < len(accounts):
        return NotYet.UNPROVEN
    return min(refusing, key=lambda one: HOPE.index(REMEDIES[one]))


def after_a_sign(reason: OutOfReach | None) -> OutOfReach | None:
    """What is left once the person is seen there: they cannot speak for what ails their whole workspace."""
    return reason if reason in EVERYBODYS else None


def in_turn(accounts: Sequence[Account], preferred: Platform | None, down: Collection[tuple[Platform, str]] = ()) -> list[Account]:
    """In the order in which a person is asked: those that take messages, the preferred platform, the last used (STATES, Messages).

    `down`: workspaces (platform, tenant) that do not answer: what can go elsewhere does not wait for them.
    """
    there = [one for one in accounts if not one.deleted]
    return sorted(there, key=lambda one: (not one.reachable, (one.platform, one.tenant) in down, one.platform is not preferred))


def after(accounts: Sequence[Account], refused: AccountId, *, was_reachable: bool) -> Account | None:
    """Where a refused message goes at once; `accounts`: in turn, with what was just learnt.

    One that takes messages; else, where all were out of reach already and are only tried once more, the next of them.
    """
    usable = [one for one in accounts if one.reachable and one.id != refused]
    if usable or was_reachable:
        return usable[0] if usable else None
    ids = [one.id for one in accounts]
    later = accounts[ids.index(refused) + 1 :] if refused in ids else []
    return later[0] if later else None
