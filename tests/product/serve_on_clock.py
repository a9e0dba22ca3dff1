"""`rollcall serve` as it is, settings and all, with a clock that the test moves.

Argument: a file with the business time, in ISO 8601.
"""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from adapters.cli.serve import serve
from adapters.cli.settings import load


class FileClock:
    """Business time that another process moves, and that stands still in between."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        """What the file says."""
        return datetime.fromisoformat(self._path.read_text())


if __name__ == "__main__":
    raise SystemExit(asyncio.run(serve(load(), clock=FileClock(Path(sys.argv[1])))))
