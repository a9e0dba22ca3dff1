"""Names of user groups, for saying which one was typed: read where usergroups:read was granted, and kept for a while."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from adapters.payload import text_in
from adapters.slack.client import PostClient, Told, call
from adapters.slack.installations import Installations

log = structlog.get_logger(__name__)
SCOPE = "usergroups:read"
FRESH = timedelta(hours=1)  # a handle seldom changes, and nothing depends on it
NONE: Mapping[str, str] = {}


class Groups:
    """`slack`: to call a workspace with; `machine`: seconds of a clock that never goes back."""

    def __init__(
        self, installations: Installations, slack: Callable[[str], Awaitable[PostClient | None]], machine: Callable[[], float]
    ) -> None:
        self._installations, self._slack, self._machine = installations, slack, machine
        self._known: dict[str, tuple[float, Mapping[str, str]]] = {}

    async def handles(self, tenant: str) -> Mapping[str, str]:
        """A workspace's groups, id to handle; none without the scope or where Slack does not say (reference/methods/usergroups.list)."""
        at, known = self._known.get(tenant, (0.0, NONE))
        if tenant in self._known and self._machine() - at < FRESH.total_seconds():
            return known
        installed = await self._installations.of(tenant)
        if installed is None or SCOPE not in installed.scopes:
            return NONE
        found = await self._asked(tenant)
        self._known[tenant] = (self._machine(), found)
        return found

    async def _asked(self, tenant: str) -> Mapping[str, str]:
        slack = await self._slack(tenant)
        answer = await call(slack, "usergroups.list", include_disabled=True) if slack is not None else None
        if not isinstance(answer, Told):
            log.warning("slack_groups_not_read", why=str(answer))
            return NONE
        rows = answer.data.get("usergroups")
        named = [(text_in(one, "id"), text_in(one, "handle")) for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []
        return {id: handle for id, handle in named if id and handle}
