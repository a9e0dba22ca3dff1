"""`rollcall …`: the command line, and the place where everything is put together."""

import sys


def main() -> None:
    """The console script. Exit codes: 0 fine, 1 problems were found, 2 used wrongly."""
    from adapters.cli.app import run

    sys.exit(run())
