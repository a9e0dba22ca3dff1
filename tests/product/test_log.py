"""What `rollcall serve` writes down: that something failed and where, never who sent what (DESIGN, Failure)."""

import json
import socket
import subprocess
from pathlib import Path

from tests.product.test_cli import ROLLCALL, home, run
from tests.product.test_gate import served, wait_for

__all__ = ["home", "served"]


def sent(port: int, request: bytes) -> bytes:
    """What comes back to these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(request)
        return line.recv(65536)


def test_a_request_that_cannot_be_read_leaves_no_key_in_the_log(served: dict[str, str], tmp_path: Path) -> None:
    key = run(served, "token", "create", "pipeline").stdout.strip()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = {"ROLLCALL_ADMINS": "ada@acme.example", "ROLLCALL_PORT": str(port)}
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([ROLLCALL, "serve"], env=served | more, stdout=subprocess.DEVNULL, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            for broken in (f"{key}\x01", f"{key}{' ' * 9000}"):
                head = f"GET /api/v1/systems/veritone/clearance HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {broken}\r\n\r\n"
                assert b" 400 " in sent(port, head.encode()).splitlines()[0]
            assert b" 400 " in sent(port, b"\x16\x03\x01 not HTTP at all\r\n\r\n").splitlines()[0]
        finally:
            server.terminate()
            server.wait(20)
    text = (tmp_path / "log").read_text()
    assert key not in text and "Bearer" not in text and "127.0.0.1:" not in text.replace(f"http://127.0.0.1:{port}", "")
    told = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    assert [one["event"].partition(":")[0] for one in told] == ["request_failed"] * len(told) and len(told) >= 2
