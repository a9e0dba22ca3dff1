"""`rollcall people`: its words; what it does is in register.py."""

from typing import Annotated

import typer

people_app = typer.Typer(no_args_is_help=True, help="People who come and go.")


@people_app.command("left")
def people_left(email: Annotated[str, typer.Argument(help="E-mail address of who left.")]) -> None:
    """Somebody left: their roles end now, and the next human is told."""
    from adapters.cli.app import in_loop
    from adapters.cli.register import people_left as run_left

    in_loop(run_left(email))
