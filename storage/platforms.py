"""Where we are installed, and where we talk to each account."""

from bot.model import AccountId, Conversation, Installation, InstallationId, Platform
from storage import tables
from storage.rows import Rows, insertion_into


class ConversationRows(Rows[AccountId, Conversation]):
    """One an account."""

    table = tables.conversation
    noun = Conversation

    async def of(self, account: AccountId) -> Conversation | None:
        """Where we talk to this account, if we ever did."""
        return await self._first(account_id=account)

    async def keep(self, row: Conversation) -> None:
        """The newest address is the one that counts."""
        statement = insertion_into(self._session, self.table).values(self._values(row))
        await self._session.execute(statement.on_conflict_do_update(index_elements=["account_id"], set_={"address": row.address}))


class InstallationRows(Rows[InstallationId, Installation]):
    """Where we are installed."""

    table = tables.installation
    noun = Installation

    async def open_of(self, platform: Platform, tenant: str) -> Installation | None:
        """The tenant's, as long as it lasts."""
        return await self._first(self.goes_on, platform=platform, tenant=tenant)

    async def last_of(self, platform: Platform, tenant: str) -> Installation | None:
        """The tenant's newest, whether it lasts or not."""
        return await self._first(platform=platform, tenant=tenant, order="installed_at desc")

    async def open_all(self, platform: Platform) -> list[Installation]:
        """Every one that lasts, oldest first."""
        return await self._by(self.goes_on, platform=platform, order="installed_at")
