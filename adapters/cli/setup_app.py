"""`rollcall setup …`: its words; what it does is in setup_slack.py."""

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
