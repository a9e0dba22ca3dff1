"""`rollcall serve` as a process, on a Slack of the tests' own."""

import asyncio
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import unused_port

from tests.adapters.fake_socket import FakeSocketSlack
from tests.product.test_cli import ROLLCALL


def settings(slack: FakeSocketSlack) -> dict[str, str]:
    """For Socket Mode, by the environment."""
    return {
        "ROLLCALL_ADMINS": "ada@acme.example,ben@acme.example",
        "ROLLCALL_SECRET_KEY": "a key of sixteen letters",
        "ROLLCALL_PORT": str(unused_port()),
        "ROLLCALL_SLACK__APP_TOKEN": "xapp-1-secret",
        "ROLLCALL_SLACK__BOT_TOKEN": "xoxb-1-secret",
        "ROLLCALL_SLACK__API_URL": f"{slack.address}/api/",
    }


@asynccontextmanager
async def serve(env: dict[str, str], log: Path) -> AsyncIterator[Process]:
    """The process; its log goes to a file."""
    with log.open("wb") as file:
        process = await asyncio.create_subprocess_exec(ROLLCALL, "serve", env=env, stdout=file, stderr=file)
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


async def readiness(env: dict[str, str]) -> Any:
    """What /readyz answers once the engine has begun."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(20):
        while True:
            with suppress(aiohttp.ClientConnectorError):  # it does not listen yet
                async with session.get(f"http://127.0.0.1:{env['ROLLCALL_PORT']}/readyz") as answer:
                    said = await answer.json()
                if said["ok"]:
                    return said
            await asyncio.sleep(0.1)
