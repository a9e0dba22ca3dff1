"""Slack's people: looked up when they are first met, kept fresh by what Slack reports, joined to a person only by the core (STATES, People)."""

from collections.abc import Mapping
from typing import Any

from adapters.payload import id_in, map_in, text_in
from adapters.typed import inert
from bot.events import AccountLeft, AccountSeen, Caller
from bot.model import Platform

SLACKBOT = "USLACKBOT"  # its is_bot is false


def seen(user: Mapping[str, Any], tenant: str, event_id: str = "") -> AccountSeen | AccountLeft | None:
    """A `user` object (reference/objects/user-object) as an event; None where it is none. Never raises."""
    id = id_in(user, "id")
    if not id:
        return None
    caller = Caller(Platform.SLACK, tenant, id)
    if user.get("deleted") is True:
        return AccountLeft(caller, event_id)
    about = map_in(user, "profile")
    name = _said(about, "real_name") or _said(user, "real_name") or _said(about, "display_name") or _said(user, "name") or id
    return AccountSeen(
        caller,
        name,
        _said(about, "email") or None if user.get("is_email_confirmed") is True else None,
        _said(user, "tz") or None,
        title=_said(about, "title"),
        bot=user.get("is_bot") is True or id == SLACKBOT,
        guest=user.get("is_restricted") is True or user.get("is_ultra_restricted") is True,
        stranger=is_stranger(user, tenant),
        event_id=event_id,
    )


def is_stranger(user: Mapping[str, Any], tenant: str) -> bool:
    """Somebody of another organisation, here through Slack Connect; on Grid another workspace of ours is none."""
    team, organisation = _said(user, "team_id"), user.get("enterprise_user")
    teams = organisation.get("teams") if isinstance(organisation, dict) else None
    ours = {tenant, *(one for one in (teams if isinstance(teams, list) else ()) if isinstance(one, str))} | (
        {_said(organisation, "enterprise_id")} if isinstance(organisation, dict) else set()
    )
    return user.get("is_stranger") is True or (bool(team) and team not in ours)


def _said(value: Mapping[str, Any], name: str) -> str:
    """Without control characters: PostgreSQL keeps no NUL, and nobody is looked for by one."""
    return inert(text_in(value, name)).strip()
