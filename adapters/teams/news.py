"""What the directory says of an account that is not known already: a list from the beginning names everybody, and most of it is no news."""

from bot.events import AccountLeft, AccountSeen
from bot.model import Account


def is_news(account: Account, event: AccountLeft | AccountSeen) -> bool:
    """An account that is seen is asked again although it refused us (STATES, People), so it is only seen where something of it changed."""
    if isinstance(event, AccountLeft):
        return not account.deleted
    if not event.email and not event.guest:
        return False  # a change without an address says nothing of who has it
    said = (event.name, (event.email or "").casefold(), event.title or account.title, event.unit or account.unit, event.guest)
    return account.deleted or said != (account.name, account.email or "", account.title, account.unit, account.guest)
