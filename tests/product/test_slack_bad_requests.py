"""What anybody may send to `rollcall serve`, as a process: the right status, nobody else waits, nothing is told and nothing stays (issue, Bad input)."""

import asyncio
import json
import signal
import sqlite3
import time
import zlib
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiohttp.test_utils import TestServer, unused_port

from adapters.slack import raw
from tests.adapters import fake_slack
from tests.adapters.fake_slack import SECRET, TEAM, FakeSlack, signed
from tests.product.serving import readiness, serve
from tests.product.test_cli import home

__all__ = ["home"]
EVENTS = "/slack/events"
SAID = "the words of whoever sent it"
Parts = Iterator[bytes]
NONE: Mapping[str, str] = {}


@dataclass
class Serving:
    """A running serve that knows Ada, and what it keeps and tells."""

    process: Process
    port: int
    database: Path
    log: Path

    async def sends(self, parts: Parts, seconds: float = 20) -> int:
        """The status of whatever is written to a connection of its own; 0: closed without one."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        sending = asyncio.create_task(_write(writer, parts))
        try:
            async with asyncio.timeout(seconds):
                first = await reader.readline()
        except ConnectionError:
            first = b""
        finally:
            sending.cancel()
            writer.close()
        return int(first.split()[1]) if first else 0

    async def owner(self, text: str) -> float:
        """Seconds until a genuine command is answered."""
        began = time.monotonic()
        assert await self.sends(request(*fake_slack.command("U0ADA", text, trigger=f"{began}"))) == 200
        return time.monotonic() - began

    async def rests(self) -> None:
        """Whoever was met has been greeted: for a second nothing has changed."""
        for _ in range(30):
            before = self.kept()
            await asyncio.sleep(1)
            if self.kept() == before:
                return
        raise AssertionError("it does not rest")

    def memory(self) -> int:
        """Resident, in MB."""
        fields = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(one for one in fields if one.startswith("VmRSS")).split()[1]) // 1024

    def kept(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table but the engine's own notes."""
        with closing(sqlite3.connect(self.database)) as connection:
            names = [one for (one,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names if name not in ("fact", "lane")}


async def _write(writer: asyncio.StreamWriter, parts: Parts) -> None:
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0 if len(part) != 1 else 1)
    except ConnectionError:
        pass  # it was refused before it was all there


def request(body: bytes, kind: str = "application/json", headers: Mapping[str, str] = NONE, *, at: float | None = None) -> Parts:
    """Signed as Slack does it, with its length."""
    yield _head({"Content-Type": kind, "Content-Length": str(len(body)), **signed(body, at=at), **headers}) + body


def _head(headers: dict[str, str]) -> bytes:
    return f"POST {EVENTS} HTTP/1.1\r\nHost: x\r\n".encode() + "".join(f"{k}: {v}\r\n" for k, v in headers.items()).encode() + b"\r\n"


def chunks(each: bytes, count: int, headers: dict[str, str]) -> Parts:
    """A body whose length nobody knows before."""
    yield _head({"Content-Type": "application/json", "Transfer-Encoding": "chunked", **headers})
    for _ in range(count):
        yield b"%x\r\n" % len(each) + each + b"\r\n"
    yield b"0\r\n\r\n"


def drips(seconds: int) -> Parts:
    """A byte a second."""
    yield _head({"Content-Type": "application/json", "Content-Length": "1000"})
    for _ in range(seconds):
        yield b"x"


def packed(megabytes: int) -> Parts:
    """A body that is a thousand times as large when somebody unpacks it."""
    pack = zlib.compressobj()
    body = b"".join([*(pack.compress(bytes(1_000_000)) for _ in range(megabytes)), pack.flush()])
    return request(body, headers={"Content-Encoding": "deflate", "X-Slack-Signature": "v0=1"})


def event(text: str) -> bytes:
    return f'{{"type": "event_callback", "team_id": "{TEAM}", "event_id": "E1", "event": {text}}}'.encode()


WORDS = f'{{"type": "message", "channel_type": "im", "user": "U0ADA", "channel": "D0ADA", "text": "{SAID}"'
REQUESTS: dict[str, tuple[int, Callable[[], Parts]]] = {
    "unsigned": (401, lambda: iter([_head({"Content-Length": "2"}) + b"{}"])),
    "signed by another": (401, lambda: request(b"{}", headers={"X-Slack-Signature": "v0=" + "0" * 64})),
    "stale": (401, lambda: request(b"{}", at=time.time() - 301)),  # noqa: TID251
    "future": (401, lambda: request(b"{}", at=time.time() + 303)),  # noqa: TID251
    "no number as its time": (401, lambda: request(b"{}", headers={"X-Slack-Request-Timestamp": "1²"})),
    "ten megabytes": (413, lambda: request(bytes(10_000_000))),
    "ten megabytes without a length": (413, lambda: chunks(bytes(65_536), 160, signed(b""))),
    "a length that is none": (400, lambda: iter([_head({"Content-Length": "-5"})])),
    "chunks that are none": (400, lambda: iter([_head({"Transfer-Encoding": "chunked"}) + b"zz\r\n"])),
    "invalid utf-8": (400, lambda: request(b'{"text": "\xff"}')),
    "a list": (400, lambda: request(b"[]")),
    "100,000 deep": (400, lambda: request(b"[" * 100_000)),
    "20,000 deep and whole": (400, lambda: request(event('{"a":' * 20_000 + "1" + "}" * 20_000))),
    "a number of 5,000 digits": (400, lambda: request(event(f'{{"type": "message", "n": {"9" * 5000}}}'))),
    "keys that come twice": (400, lambda: request(event(f'{WORDS}}}, "type": "nothing"'))),
    "a type nobody knows": (400, lambda: request(f'{{"type": "nothing", "text": "{SAID}"}}'.encode())),
    "5,000 fields": (400, lambda: request(b"&".join(b"a%d=1" % one for one in range(5000)), raw.FORM)),
    "two payloads": (400, lambda: request(urlencode([("payload", "{}"), ("payload", "[]")]).encode(), raw.FORM)),
    "half a character": (200, lambda: request(event('{"type": "message", "channel_type": "im", "user": "\\ud800", "text": "\\udfff"}'))),
    "another workspace": (200, lambda: request(*fake_slack.command("U0ADA", f"add {SAID}", team="T0OTHER"))),
    "a person that is none": (200, lambda: request(*fake_slack.command("U'; --", f"add {SAID}"))),
    "packed, and garbage": (401, lambda: request(b"no gzip", headers={"Content-Encoding": "gzip", "X-Slack-Signature": "v0=1"})),
    "packed, 100 MB": (401, lambda: packed(100)),
}  # fmt: skip


@pytest.fixture
async def serving(home: dict[str, str], tmp_path: Path) -> AsyncIterator[Serving]:
    """With the signing secret, and the token of one workspace."""
    slack = FakeSlack()
    slack.person("U0ADA", "Ada Nowak", "ada@acme.example")
    async with TestServer(slack.app(), host="127.0.0.1") as server:
        env = home | {
            "ROLLCALL_ADMINS": "ada@acme.example,ben@acme.example", "ROLLCALL_SECRET_KEY": "a key of sixteen letters",
            "ROLLCALL_PORT": str(unused_port()), "ROLLCALL_SLACK__SIGNING_SECRET": SECRET, "ROLLCALL_SLACK__BOT_TOKEN": "xoxb-1-secret",
            "ROLLCALL_SLACK__API_URL": f"http://127.0.0.1:{server.port}/api/",
        }  # fmt: skip
        async with serve(env, tmp_path / "log") as process:
            await readiness(env)
            made = Serving(process, int(env["ROLLCALL_PORT"]), tmp_path / "r.db", tmp_path / "log")
            await made.owner("help")
            await made.rests()
            yield made


async def test_each_request_gets_its_status_and_leaves_nothing_behind(serving: Serving) -> None:
    kept, memory = serving.kept(), serving.memory()
    found = {name: await serving.sends(made()) for name, (_, made) in REQUESTS.items()}
    assert found == {name: status for name, (status, _) in REQUESTS.items()}
    assert serving.kept() == kept and serving.memory() - memory < 40
    log = serving.log.read_text()
    assert SAID not in log and "Traceback" not in log and SECRET not in log and "xoxb" not in log
    assert {json.loads(one)["event"] for one in log.splitlines() if "slack_" in one} == {
        "slack_request_refused",
        "slack_payload_not_routed",
    }


async def test_what_would_take_long_to_unpack_is_not_unpacked_and_holds_nobody_up(serving: Serving) -> None:
    bombs = [list(packed(1_500))] * 4
    sent = [asyncio.create_task(serving.sends(iter(one), 60)) for one in bombs]
    await asyncio.sleep(0.2)
    assert await serving.owner("help") < 2
    assert await asyncio.gather(*sent) == [413] * 4


async def test_whoever_sends_a_byte_a_second_is_shown_out_and_keeps_serve_from_nothing(serving: Serving) -> None:
    slow = [asyncio.create_task(serving.sends(drips(60), 60)) for _ in range(100)]
    await asyncio.sleep(1)
    assert await serving.owner("help") < 2
    serving.process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(serving.process.wait(), 25) == 0
    assert set(await asyncio.gather(*slow)) <= {408, 0}
    log = serving.log.read_text()
    assert "too_slow" in log and "request_failed" not in log and "Traceback" not in log


async def test_whoever_goes_away_in_the_middle_is_no_trouble_of_ours(serving: Serving) -> None:
    with pytest.raises(TimeoutError):
        await serving.sends(drips(60), 1.5)
    assert await serving.owner("help") < 2
    assert '"broken_off"' in (log := serving.log.read_text()) and "request_failed" not in log
