"""Teams' people: looked up when they are first met, joined to a person only by the core (STATES, People)."""

from collections.abc import Mapping
from typing import Any

from adapters.payload import text_in
from adapters.teams.inbound import entra_in
from adapters.typed import inert
from bot.events import AccountSeen, Caller
from bot.model import Platform

GUEST = "#EXT#"  # in the UPN of somebody of another directory (learn.microsoft.com/entra, B2B user properties)
ROLES_OF_GUESTS = frozenset({"guest", "anonymous"})


def seen(member: Mapping[str, Any], tenant: str, zone: str = "") -> AccountSeen | None:
    """A conversation's member (Bot Connector: TeamsChannelAccount) as an event; None where it is nobody of this tenant's directory.

    An account joins a person by its UPN, never by `mail`, which anybody may be given; a guest's UPN is no address.
    """
    user = entra_in(member, "aadObjectId") or entra_in(member, "objectId")
    if not user:
        return None
    upn, home = said(member, "userPrincipalName"), said(member, "tenantId").casefold()
    guest = said(member, "userRole").casefold() in ROLES_OF_GUESTS or GUEST in upn.upper()
    stranger = bool(home) and home != tenant
    given = " ".join(one for one in (said(member, "givenName"), said(member, "surname")) if one)
    return AccountSeen(
        Caller(Platform.TEAMS, tenant, user),
        said(member, "name") or given or upn or user,
        upn if "@" in upn and not guest and not stranger else None,
        zone or None,
        guest=guest,
        stranger=stranger,
    )


def said(value: Mapping[str, Any], name: str) -> str:
    """Without control characters: PostgreSQL keeps no NUL, and nobody is looked for by one."""
    return inert(text_in(value, name)).strip()
