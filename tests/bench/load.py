"""A load over HTTP/1.1: so many connections, each sending its next request when the answer is there. It reads no more than it must."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """Requests a second; seconds until an answer, sorted; the last answer's bytes."""

    rate: float
    taken: tuple[float, ...]
    answer: bytes

    def percentile(self, share: float) -> float:
        """In seconds."""
        return self.taken[min(len(self.taken) - 1, int(len(self.taken) * share))]


def request(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """As it goes over the wire."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def measure(port: int, requests: Sequence[bytes], connections: int) -> Measured:
    """Every request once, over all connections. Raises AssertionError where one is not answered with 200."""
    left, taken, last = iter(requests), list[float](), [b""]

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for sent in left:
            began = time.perf_counter()
            writer.write(sent)
            last[0] = await _answer(reader)
            taken.append(time.perf_counter() - began)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(connections)))
    return Measured(len(requests) / (time.perf_counter() - began), tuple(sorted(taken)), last[0])


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head
    length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return await reader.readexactly(int(length)) if length.isdigit() else b""
