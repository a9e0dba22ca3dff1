"""`python -m tests.privacy_table`: write docs/privacy.md anew from storage/privacy.py."""

from pathlib import Path

from adapters.cli.privacy import page as table
from bot.model import Policy

PAGE = Path(__file__).parents[1] / "docs" / "privacy.md"
WORDS = """# What is kept about people

Made from the tables themselves (`python -m tests.privacy_table`; `rollcall privacy` prints it with your own numbers); a test compares. Names of
people are personal data: nobody is ranked, no times to answer are stored or shown, and why somebody is away is never asked. Everybody sees and
exports what is stored about them (`/owner me data`). A leaver can be pseudonymised (`rollcall erase`): the history of the roles stays, the name,
the address, the accounts and the words go, and the audit trail still proves, because it holds ids, codes and salted digests only.
The numbers of days are settings (`ROLLCALL_POLICY__KEEP_…`, docs/settings.md); a nightly job keeps them. Text that something open or in force
still needs (an open concern, a holder's acceptance, an excuse) stays however old it is. What proves who owned what (offers and roles, decisions,
confirmations, covers) does not expire: it stays as history until its person is pseudonymised.

"""


def page() -> str:
    """The whole page."""
    return WORDS + table(Policy())


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
