"""One command as a process of its own, forked from one that has read the code already: the same process in a tenth of the time.

What starting costs, and that nothing needless is read at start, has tests and benchmarks of its own, which start `rollcall` itself.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

SECONDS = 60
READ = ["adapters.cli.app", "adapters.cli.register", "adapters.cli.wiring", "adapters.cli.doctor", "adapters.cli.settings"]

_ready = multiprocessing.get_context("forkserver")
_ready.set_forkserver_preload(READ)


def command(arguments: Sequence[str], env: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """`rollcall` with these arguments, in this environment and folder; what it wrote, and its exit code."""
    with TemporaryDirectory() as kept:
        out, err = Path(kept) / "out", Path(kept) / "err"
        process = _ready.Process(target=_run, args=(list(arguments), env, str(folder), str(out), str(err)))
        process.start()
        process.join(SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(["rollcall", *arguments], SECONDS, out.read_text(), err.read_text())
        return subprocess.CompletedProcess(["rollcall", *arguments], process.exitcode, out.read_text(), err.read_text())


def _run(arguments: list[str], env: dict[str, str], folder: str, out: str, err: str) -> None:
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    for number, file in ((1, out), (2, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.argv = ["rollcall", *arguments]
    from adapters.cli import main

    main()
