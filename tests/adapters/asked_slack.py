"""The fake Slack as doctor asks it: scopes in a header, a clock of its own; and what is found, by its words."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.findings import Found, Mark
from adapters.slack.app import Slack, opened
from adapters.slack.scopes import OPTIONAL, SCOPES
from adapters.slack.settings import SlackSettings
from adapters.vault import Vault
from bot.desk import Desk
from tests.adapters.fake_socket import FakeSocketSlack
from tests.scene import Scene

ALL = (*SCOPES, *OPTIONAL)
FINE, LOOK, WRONG = Mark


@dataclass
class AskedSlack(FakeSocketSlack):
    """`scopes`: what a token may do, None: it does not say. `ahead`: how far its clock is before ours, in seconds."""

    scopes: Sequence[str] | None = ALL
    ahead: float = 0

    async def _method(self, request: web.Request) -> web.StreamResponse:
        answer = await super()._method(request)
        answer.headers["Date"] = formatdate(time.time() + self.ahead, usegmt=True)  # noqa: TID251
        if self.scopes is not None and "Authorization" in request.headers:
            answer.headers["X-OAuth-Scopes"] = ",".join(self.scopes)
        return answer

    def _api_test(self, given: Any) -> dict[str, Any]:
        return {"ok": True}


def settings(slack: AskedSlack | None = None, /, **given: Any) -> SlackSettings:
    """As the environment would give them; without a Slack of the tests' own it is the real one's address."""
    return SlackSettings.model_validate({**({"api_url": f"{slack.address}/api/"} if slack else {}), **given})


def marks(found: Sequence[Found], words: str) -> list[Mark]:
    """Of the lines that say this."""
    return [one.mark for one in found if words in one.words]


def the(found: Sequence[Found], words: str) -> Found:
    """The one line that says this."""
    (one,) = [one for one in found if words in one.words]
    return one


def rollcall(scene: Scene, given: SlackSettings) -> AbstractAsyncContextManager[Slack]:
    """Rollcall with these settings."""

    async def nudge() -> None:
        """Nothing waits to be sent here."""

    desk = Desk(scene.store, scene.clock, scene.organisation)
    return opened(given, scene.store, desk, scene.organisation, scene.clock, Vault(["a key for tests"]), nudge)


@asynccontextmanager
async def asked_slack() -> AsyncIterator[AskedSlack]:
    """On this machine."""
    fake = AskedSlack()
    async with TestServer(fake.app(), host="127.0.0.1") as server:
        fake.address = f"http://127.0.0.1:{server.port}"
        yield fake
