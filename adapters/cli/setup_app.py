"""`rollcall setup …`: its words; what it does is in setup_slack.py and setup_teams.py."""

from pathlib import Path
from typing import Annotated

import typer

setup_app = typer.Typer(no_args_is_help=True, help="Lead through the installation on a platform.")


@setup_app.command("slack", short_help="From nothing to /owner in Slack; Ctrl-C changes nothing.")
def slack(
    url: Annotated[str, typer.Option(help="Our public address, https://…; asked for where neither this nor --socket is given.")] = "",
    socket: Annotated[bool, typer.Option("--socket", help="Socket Mode: Slack needs no address of ours.")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not offer to open a browser.")] = False,
) -> None:
    """From nothing to /owner: makes the app, asks for its secrets, writes the settings file, and looks whether it works. Ctrl-C changes nothing."""
    from adapters.cli.setup_slack import setup

    raise typer.Exit(setup(url, socket, not no_browser))


@setup_app.command("teams", short_help="From nothing to /owner in Microsoft Teams; Ctrl-C changes nothing.")
def teams(
    url: Annotated[str, typer.Option(help="Our public address, https://…; asked for where it is not given.")] = "",
    file: Annotated[Path, typer.Option("--out", help="Write the app package to this file.")] = Path("rollcall-teams.zip"),
) -> None:
    """From nothing to /owner: leads through Azure, asks for what it shows, writes the settings file and the app package, and looks whether it works."""
    from adapters.cli.setup_teams import setup

    raise typer.Exit(setup(url, file))
