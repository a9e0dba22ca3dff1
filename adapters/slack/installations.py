"""Where we are installed, with which token: from the settings for one workspace, else sealed in the database (PRODUCT §9)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import structlog

from adapters.vault import Unreadable, Vault
from bot import ids
from bot.actions import reach
from bot.actions.work import Work
from bot.again import again
from bot.model import Installation, InstallationId, Organisation, Platform
from bot.ports.clock import Clock
from bot.ports.store import Store

log = structlog.get_logger(__name__)
REMEMBERED = 30.0  # seconds that a token is used without asking the database; ownership is never remembered


class Installations:
    """Tokens by tenant. `machine`: seconds, for how long one is remembered. `allowed`: team or organisation ids; empty: any."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        organisation: Organisation,
        vault: Vault,
        machine: Callable[[], float],
        allowed: frozenset[str] = frozenset(),
    ) -> None:
        self._store, self._clock, self._organisation = store, clock, organisation
        self._vault, self._machine, self._allowed = vault, machine, allowed
        self._known: dict[str, tuple[float, Installation]] = {}

    def is_allowed(self, *tenants: str | None) -> bool:
        """One of these, a workspace or its organisation, stands on the list of those that may use us; without a list everybody does."""
        return not self._allowed or any(one in self._allowed for one in tenants if one)

    async def of(self, tenant: str) -> Installation | None:
        """The one that lasts, with its token still sealed."""
        kept = self._known.get(tenant)
        if kept is not None and kept[0] > self._machine():
            return kept[1]
        async with self._store.reading() as tx:
            found = await tx.installations.open_of(Platform.SLACK, tenant)
        if found is not None:  # whoever is unknown is not remembered: there may be any number of them
            self._known[tenant] = (self._machine() + REMEMBERED, found)
        return found

    async def token(self, tenant: str) -> str | None:
        """To call Slack with; None: not installed there, or not readable with our keys."""
        found = await self.of(tenant)
        try:
            return self._vault.open(found.token) if found is not None else None
        except Unreadable:
            log.error("slack_token_unreadable", tenant=tenant)
            return None

    async def all(self) -> list[Installation]:
        """Every one that lasts."""
        async with self._store.reading() as tx:
            return await tx.installations.open_all(Platform.SLACK)

    async def save(self, tenant: str, name: str, token: str, bot_user: str, scopes: tuple[str, ...], by: str, *, whole: bool) -> None:
        """Installed, or installed again: the newest token counts. Whether it may be is asked before (`is_allowed`)."""
        now = self._clock.now()
        made = Installation(
            InstallationId(ids.new()), Platform.SLACK, tenant, name, self._vault.seal(token), bot_user, scopes, by, now, whole
        )  # fmt: skip

        async def keep() -> None:
            async with self._store.writing() as tx:
                before = await tx.installations.open_of(Platform.SLACK, tenant)
                if before is None:
                    await tx.installations.add(made)
                else:
                    kept = replace(made, id=before.id, installed_at=before.installed_at, installed_by=by or before.installed_by)
                    await tx.installations.save(kept)
                work = Work(tx, now, self._organisation)
                work.note("installed", None, platform=Platform.SLACK.value, scopes=len(scopes))
                await reach.workspace_back(work, Platform.SLACK, tenant)

        await again(self._store, keep)
        self._known.pop(tenant, None)

    async def has(self, token: str) -> bool:
        """Whether this token is one that we have kept."""
        return token in [await self.token(one.tenant) for one in await self.all()]

    async def adopt(self, tenant: str, name: str, token: str, bot_user: str, scopes: tuple[str, ...]) -> None:
        """The token of the settings; nothing is noted where it is the one we have."""
        found = await self.of(tenant)
        same = found is not None and (found.bot_user, found.scopes, found.name) == (bot_user, scopes, name)
        if not (same and await self.token(tenant) == token):
            await self.save(tenant, name, token, bot_user, scopes, "", whole=False)

    async def end(self, tenant: str, is_dead: Callable[[str], Awaitable[bool]]) -> None:
        """Uninstalled, or its token revoked: the token goes at once. `is_dead`: asks Slack, for its word may come late or again, when we are back."""
        self._known.pop(tenant, None)  # another process may have installed it anew
        told, token = await self.of(tenant), await self.token(tenant)
        if told is None or (token is not None and not await is_dead(token)):
            return

        async def forget() -> None:
            async with self._store.writing() as tx:
                found = await tx.installations.open_of(Platform.SLACK, tenant)
                if found is not None and found.token == told.token:
                    await tx.installations.save(replace(found, token="", ended_at=self._clock.now()))
                    work = Work(tx, self._clock.now(), self._organisation)
                    work.note("uninstalled", None, platform=Platform.SLACK.value)
                    await reach.workspace_gone(work, Platform.SLACK, tenant)

        await again(self._store, forget)
        self._known.pop(tenant, None)
