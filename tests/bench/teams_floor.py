"""The SDK's own turn in its own aiohttp application, sending a card: what our whole stack is measured against. Argument: the card's file.

Nothing is proven and no token is fetched, for its own login takes https alone: it is spared both, and we are not.
"""

import asyncio
import json
import logging
import sys
from pathlib import Path

from aiohttp import web
from botbuilder.core import TurnContext
from botbuilder.core.cloud_adapter_base import CloudAdapterBase
from botbuilder.schema import Activity, Attachment
from botframework.connector.auth import BotFrameworkAuthenticationFactory

CARD = "application/vnd.microsoft.card.adaptive"


def app(card: str) -> web.Application:
    """Answers every message with the card."""
    adapter = CloudAdapterBase(BotFrameworkAuthenticationFactory.create())

    async def turn(context: TurnContext) -> None:
        await context.send_activity(Activity(type="message", attachments=[Attachment(content_type=CARD, content=json.loads(card))]))

    async def receive(request: web.Request) -> web.StreamResponse:
        await adapter.process_activity("", Activity().deserialize(await request.json()), turn)
        return web.Response()

    made = web.Application()
    made.router.add_post("/api/messages", receive)
    return made


async def main() -> None:
    """Print the port, and serve until killed."""
    logging.disable(logging.WARNING)
    runner = web.AppRunner(app(Path(sys.argv[1]).read_text()), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
