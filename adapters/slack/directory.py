"""Slack's own word on somebody, asked for (reference/methods/users.info, users.lookupByEmail)."""

from adapters.slack import people
from adapters.slack.client import Called, PostClient, Told, call
from bot.events import AccountLeft, AccountSeen

Word = AccountSeen | AccountLeft | Called


async def by_id(slack: PostClient, tenant: str, user: str) -> Word:
    """As an event for the desk; Slack's answer where it names nobody."""
    return _word(await call(slack, "users.info", user=user), tenant)


async def by_email(slack: PostClient, tenant: str, email: str) -> Word:
    """The same, by a confirmed address (users:read.email)."""
    return _word(await call(slack, "users.lookupByEmail", email=email), tenant)


def _word(answer: Called, tenant: str) -> Word:
    user = answer.data.get("user") if isinstance(answer, Told) else None
    return (people.seen(user, tenant) if isinstance(user, dict) else None) or answer
