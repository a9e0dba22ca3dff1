"""A command in a terminal, as somebody sits at one: what is on the screen is waited for, then something is typed."""

import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Sequence

PATIENCE = 30  # seconds until a line is believed not to come


class Terminal:
    """`screen`: all that was ever shown."""

    def __init__(self, command: Sequence[str], env: dict[str, str]) -> None:
        self._here, there = pty.openpty()
        self._process = subprocess.Popen(command, env=env, stdin=there, stdout=there, stderr=there, start_new_session=True)
        os.close(there)
        self.screen = ""
        self._read_to = 0

    def sees(self, words: str) -> None:
        """Waits for these words after what was seen before. Behind a question for a secret stands a blank once nothing is shown any more."""
        until = time.monotonic() + PATIENCE
        while (found := self.screen.find(words, self._read_to)) < 0:
            assert self._more(until), f"“{words}” did not come:\n{self.screen}"
        self._read_to = found + len(words)

    def types(self, line: str) -> None:
        """And the return key."""
        os.write(self._here, f"{line}\n".encode())

    def interrupts(self) -> None:
        """Ctrl-C, and once more where nothing comes of it: what arrives just before a process begins to wait for a key wakes nobody."""
        until, before = time.monotonic() + PATIENCE, len(self.screen)
        while len(self.screen) == before and self._process.poll() is None:
            assert time.monotonic() < until, "Ctrl-C did nothing"
            self._process.send_signal(signal.SIGINT)
            self._more(time.monotonic() + 1)

    def ends(self) -> int:
        """All it had to say, and its exit code."""
        until = time.monotonic() + PATIENCE
        while self._more(until):
            pass
        return self._process.wait(PATIENCE)

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._here)

    def _more(self, until: float) -> bool:
        """False: nothing comes any more."""
        ready, _, _ = select.select([self._here], [], [], max(0.0, until - time.monotonic()))
        try:
            found = os.read(self._here, 65_536) if ready else b""
        except OSError:  # the other end is closed
            return False
        self.screen += re.sub(r"\r", "", found.decode("utf-8", "replace"))
        return bool(found)
