"""What others wrote for Node.js and a test runs: pinned in tests/emulator, installed by `make e2e`."""

import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "emulator"
NODE = 20  # the oldest on which they were seen to run


def missing(package: str) -> str:
    """Why this one cannot be run on this machine; blank where it can."""
    node = shutil.which("node")
    if node is None:
        return f"no Node.js: install version {NODE} or newer, and npm"
    found = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(found.removeprefix("v").partition(".")[0]) < NODE:
        return f"Node.js {found} is too old: install version {NODE} or newer"
    return "" if (FOLDER / "node_modules" / package).is_dir() else f"{package} is not installed: make e2e does that"
