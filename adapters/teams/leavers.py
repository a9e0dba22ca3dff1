"""Who left, by Microsoft Graph's delta of people (learn.microsoft.com/graph/delta-query-users): within the hour (PRODUCT §4, R8).

What was read is remembered by Graph's own link, in the database; several processes may read the same without harm, for a leaver leaves once.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog

from adapters.payload import text_in
from adapters.teams.directory import FIELDS, Directory, Told
from bot.again import again
from bot.desk import Desk
from bot.events import AccountLeft, AccountSeen
from bot.ports.clock import Clock
from bot.ports.sender import Busy, Refused
from bot.ports.store import Store

log = structlog.get_logger(__name__)
EVERY = 15 * 60.0  # seconds
LINK, SEEN = "teams_delta/", "teams_people_seen/"  # facts of a tenant: where Graph goes on, and when it was last asked with success
PAGES = 10_000  # of one round; a tenant of a million people has fewer
START_AGAIN = frozenset({"resyncRequired", "syncStateNotFound", "status_410", "Gone"})
NOT_ALLOWED = frozenset({"Authorization_RequestDenied", "status_403"})


class Leavers:
    """Of our own tenant. `trouble`: why nothing can be learned, as doctor and /readyz say it; blank: all is well."""

    def __init__(self, store: Store, desk: Desk, directory: Directory, clock: Clock, start: str) -> None:
        self._store, self._desk, self._directory, self._clock = store, desk, directory, clock
        self._start = f"{start.rstrip('/')}/users/delta?$select={FIELDS}"
        self.trouble = ""

    async def run(self, stop: asyncio.Event) -> None:
        """At once, and then four times an hour, until told to stop."""
        while not stop.is_set():
            wait = EVERY
            try:
                wait = await self.round()
            except Exception:
                log.exception("teams_leavers_failed")
            try:
                await asyncio.wait_for(stop.wait(), wait)
            except TimeoutError:
                continue

    async def round(self) -> float:
        """All that changed since the last; returns the seconds until the next. A page that was handed over is not read again."""
        url = await self._read(LINK) or self._start
        for _ in range(PAGES):
            answer = await self._directory.get(url)
            if isinstance(answer, Refused) and answer.reason in START_AGAIN and url != self._start:
                url = self._start
                continue
            if not isinstance(answer, Told):
                return self._not_told(answer)
            await self._hand_over(answer.data)
            following, last = text_in(answer.data, "@odata.nextLink"), text_in(answer.data, "@odata.deltaLink")
            url = following or last or self._start
            await self._write(LINK, url)
            if not following:
                break
        self.trouble = ""
        await self._write(SEEN, self._clock.now().isoformat())
        return EVERY

    def _not_told(self, answer: object) -> float:
        reason = answer.reason if isinstance(answer, Refused) else type(answer).__name__
        before, self.trouble = self.trouble, "not_allowed" if reason in NOT_ALLOWED else "no_answer"
        if self.trouble != before:
            log.warning("teams_people_not_read", why=reason)
        return min(answer.seconds, EVERY) if isinstance(answer, Busy) else EVERY

    async def _hand_over(self, data: Mapping[str, Any]) -> None:
        rows = data.get("value")
        for row in rows if isinstance(rows, list) else []:
            event = self._directory.word(row) if isinstance(row, Mapping) else None
            if event is not None and await self._is_of_interest(event, row):
                await self._desk.handle(event)

    async def _is_of_interest(self, event: AccountLeft | AccountSeen, row: Mapping[str, Any]) -> bool:
        """Only who is known here, or was named by this address. A change without an address and a name says nothing of a person who is here."""
        caller = event.caller
        async with self._store.reading() as tx:
            account = await tx.accounts.find(caller.platform, caller.tenant, caller.user)
            if account is not None:
                return isinstance(event, AccountLeft) or account.deleted or bool(text_in(row, "userPrincipalName"))
            email = event.email.casefold() if isinstance(event, AccountSeen) and event.email else None
            return email is not None and await tx.people.by_email(email) is not None

    async def _read(self, name: str) -> str | None:
        async with self._store.reading() as tx:
            return await tx.engine.read(name + self._directory.tenant)

    async def _write(self, name: str, value: str) -> None:
        async def keep() -> None:
            async with self._store.writing() as tx:
                await tx.engine.write(name + self._directory.tenant, value)

        await again(self._store, keep)


async def last_seen(store: Store, tenant: str) -> datetime | None:
    """How fresh the knowledge of who left is; None: Graph was never asked with success."""
    async with store.reading() as tx:
        found = await tx.engine.read(SEEN + tenant)
    return datetime.fromisoformat(found) if found else None
