"""Bolt that does nothing, in its own aiohttp application: what our whole stack is measured against. Argument: `before` or `default`."""

import asyncio
import logging
import sys
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from tests.adapters.fake_slack import SECRET


def app(*, before: bool) -> web.Application:
    """`before`: process_before_response."""

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=None, bot_token="xoxb-nothing", bot_user_id="U0BOT")

    bolt = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=before)

    @bolt.command("/owner")
    async def nothing(ack: Any) -> None:
        await ack()

    async def receive(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    made = web.Application()
    made.router.add_post("/slack/events", receive)
    return made


async def main() -> None:
    """Print the port, and serve until killed."""
    logging.disable(logging.WARNING)
    runner = web.AppRunner(app(before=sys.argv[1] == "before"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
