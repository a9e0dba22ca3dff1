"""Who left, by Microsoft Graph's delta of people (learn.microsoft.com/graph/delta-query-users): within the hour (PRODUCT §4, R8).

What was read is remembered by Graph's own link, in the database; several processes may read the same without harm, for a leaver leaves once.
The link is a secret of Graph's and of ours: it stands in no log.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from adapters.payload import text_in
from adapters.teams.connector import Told
from adapters.teams.directory import ELSEWHERE, FIELDS, NOT_ALLOWED, Directory
from adapters.teams.news import is_news
from bot.actions.diagnose import PEOPLE_READ
from bot.again import again
from bot.desk import Desk
from bot.events import AccountLeft, AccountSeen
from bot.model import Platform
from bot.ports.clock import Clock
from bot.ports.sender import Busy, Down, Refused
from bot.ports.store import Store, Tx
from bot.trouble import told

log = structlog.get_logger(__name__)
EVERY = 15 * 60.0  # seconds
AN_HOUR = 4  # rounds, after which what Graph does not say is worth a word
LINK, SEEN = "teams_delta/", f"{PEOPLE_READ}teams/"  # facts of a tenant: where Graph goes on, and when all of it was last read
PAGES = 10_000  # of one round; a tenant of a million people has fewer
NEXT, LAST = "@odata.nextLink", "@odata.deltaLink"
PERMISSION = "Microsoft Graph does not say who left: an admin of the tenant has to grant the application permission User.Read.All"
SILENCE = "who left has not been learned from Microsoft Graph for an hour"
OURS = Down("not_written")  # our own trouble: the log has said which
NO_LINK = Refused("no_link")  # a page of which nothing says how it goes on
Failed = Refused | Busy | Down


@dataclass(slots=True)
class _Round:
    """Where one is. `listed`: whom it met, of those known here, since the beginning; None: it reads changes only. `trouble`: of ours, on the way."""

    url: str
    listed: set[str] | None
    trouble: bool = False


class Leavers:
    """Of our own tenant. `trouble`: why nothing is learned, as doctor and /readyz say it; blank: all is well."""

    def __init__(self, store: Store, desk: Desk, directory: Directory, clock: Clock, start: str) -> None:
        self._store, self._desk, self._directory, self._clock = store, desk, directory, clock
        self._start = f"{start.rstrip('/')}/users/delta?$select={FIELDS}"
        self._interrupted: _Round | None = None
        self._failed = 0
        self.trouble = ""

    async def run(self, stop: asyncio.Event) -> None:
        """At once, and then four times an hour, until told to stop."""
        while not stop.is_set():
            wait = EVERY
            try:
                wait = await self.round(stop)
            except Exception as error:
                told("teams_leavers_failed", error)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait)

    async def round(self, stop: asyncio.Event | None = None) -> float:
        """All that changed since the last; returns the seconds until the next. What was interrupted goes on where it was."""
        here, afresh = await self._begun(), False
        for _ in range(PAGES):
            self._interrupted = here
            if stop is not None and stop.is_set():
                return 0.0
            answer = await self._directory.get(here.url)
            if isinstance(answer, Refused) and answer.reason not in NOT_ALLOWED and here.url != self._start and not afresh:
                here, afresh = _Round(self._start, set()), True  # the link is not known any more (Delta query, Synchronization reset)
                continue
            failed = await self._page(here, answer.data) if isinstance(answer, Told) else answer
            if failed is not None:
                return self._not_told(failed)
            if isinstance(answer, Told) and not text_in(answer.data, NEXT):
                return await self._done(here, text_in(answer.data, LAST))
        return self._not_told(NO_LINK)

    async def _begun(self) -> _Round:
        if self._interrupted is not None:
            return self._interrupted
        async with self._store.reading() as tx:
            kept = await tx.engine.read(LINK + self._directory.tenant)
        if kept and self._directory.is_its(kept):  # the settings may name another Graph by now
            return _Round(kept, None)
        return _Round(self._start, set())

    async def _page(self, here: _Round, data: Mapping[str, Any]) -> Failed | None:
        """Hands over who is on it, and goes on to the next."""
        url = text_in(data, NEXT) or text_in(data, LAST)
        if not self._directory.is_its(url):
            return ELSEWHERE if url else NO_LINK
        rows = data.get("value")
        for row in rows if isinstance(rows, list) else []:
            event = self._directory.word(row) if isinstance(row, Mapping) else None
            failed = await self._hand_over(here, event) if event is not None else None
            if failed is not None:
                return failed
            await asyncio.sleep(0)  # a page has hundreds of people, nearly all of them strangers
        if text_in(data, NEXT):
            here.url = url
        return None

    async def _done(self, here: _Round, last: str) -> float:
        """What the last page says is kept for the next round; unless trouble of ours left somebody out, who is read again then."""
        failed = await self._unlisted(here)
        if failed is not None:
            return self._not_told(failed)
        self._interrupted = None
        if here.trouble:
            return self._not_told(OURS)
        await self._write({LINK: last, SEEN: self._clock.now().isoformat()})
        self._failed, self.trouble = 0, ""
        return EVERY

    async def _unlisted(self, here: _Round) -> Failed | None:
        """Whoever we know and a list from the beginning does not name: the deleted are on none (graph/delta-query-users)."""
        if here.listed is None:
            return None
        async with self._store.reading() as tx:
            known = await tx.accounts.of_tenant(Platform.TEAMS, self._directory.tenant)
        for account in known:
            if account.user in here.listed or account.deleted or account.bot or account.group or account.stranger:
                continue
            word = await self._directory.by_id(account.user)
            failed = word if isinstance(word, Busy | Down) else await self._hand_over(here, word) if word is not None else None
            if failed is not None:
                return failed
        return None

    async def _hand_over(self, here: _Round, event: AccountLeft | AccountSeen) -> Busy | Down | None:
        """Only who is known here, or was named by this address; and only what is news of them."""
        caller = event.caller
        async with self._store.reading() as tx:
            account = await tx.accounts.find(caller.platform, caller.tenant, caller.user)
            if account is None and not await _is_named(tx, event):
                return None
        if here.listed is not None:
            here.listed.add(caller.user)
        if account is not None and account.deleted and isinstance(event, AccountSeen):
            word = await self._directory.by_id(caller.user)  # a page that was read late may be older than the leaving
            if not isinstance(word, AccountSeen):
                return word if isinstance(word, Busy | Down) else None
            event = word
        elif account is not None and not is_news(account, event):
            return None
        reply = await self._desk.handle(event)
        here.trouble = here.trouble or bool(reply.problem)
        return None

    def _not_told(self, answer: Failed) -> float:
        if isinstance(answer, Busy):
            return answer.seconds
        reason = answer.reason if isinstance(answer, Refused) else answer.detail
        self._failed += 1
        before = self.trouble
        self.trouble = PERMISSION if reason in NOT_ALLOWED else SILENCE if self._failed >= AN_HOUR else before
        if self._failed == 1 or self.trouble != before:
            log.warning("teams_people_not_read", why=reason, **({"words": self.trouble} if self.trouble else {}))
        return EVERY

    async def _write(self, facts: Mapping[str, str]) -> None:
        async def keep() -> None:
            async with self._store.writing() as tx:
                for name, value in facts.items():
                    await tx.engine.write(name + self._directory.tenant, value)

        await again(self._store, keep)


async def _is_named(tx: Tx, event: AccountLeft | AccountSeen) -> bool:
    email = event.email.casefold() if isinstance(event, AccountSeen) and event.email else None
    return email is not None and await tx.people.by_email(email) is not None


async def last_seen(tx: Tx, tenant: str) -> datetime | None:
    """How fresh the knowledge of who left is; None: Graph was never asked with success."""
    found = await tx.engine.read(SEEN + tenant)
    return datetime.fromisoformat(found) if found else None
