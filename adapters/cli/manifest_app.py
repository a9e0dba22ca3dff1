"""`rollcall manifest …`: what a platform wants to know of us before it lets us in."""

from pathlib import Path
from typing import Annotated

import typer

manifest_app = typer.Typer(no_args_is_help=True, help="What a platform wants to know of Rollcall before it lets it in.")


@manifest_app.command("slack", short_help="Print the app manifest, to paste at api.slack.com/apps.")
def slack(
    url: Annotated[str, typer.Option(help="Our public address, https://…; needed unless --socket.")] = "",
    socket: Annotated[bool, typer.Option("--socket", help="Socket Mode: Slack needs no address of ours.")] = False,
) -> None:
    """Print the app manifest: paste it at api.slack.com/apps, Create New App, From a manifest."""
    from adapters.cli.app import Wrong, out
    from adapters.slack.manifest import PLACEHOLDER, manifest
    from adapters.typed import is_public

    if not socket and not is_public(url):
        raise Wrong("Say where Slack reaches us, like --url https://rollcall.example.com, or take --socket if nobody outside can.")
    out(manifest(url or PLACEHOLDER, socket=socket))


@manifest_app.command("teams", short_help="Write the app package, to upload in the Teams admin center.")
def teams(
    url: Annotated[str, typer.Option(help="Our public address, https://…")] = "",
    app_id: Annotated[str, typer.Option(help="The bot's application (client) id, as Azure shows it.")] = "",
    file: Annotated[Path, typer.Option("--out", help="Write it to this file.")] = Path("rollcall-teams.zip"),
    package_version: Annotated[
        str, typer.Option(help="Its version, where Teams has one of Rollcall's own already: higher than that, like 0.1.1.")
    ] = "",
) -> None:
    """Write the app package: upload it in the Teams admin center, Teams apps, Manage apps."""
    from adapters.cli.package_file import write

    write(file, app_id, url, package_version)
