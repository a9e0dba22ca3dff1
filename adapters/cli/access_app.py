"""`rollcall token` and `rollcall reader`: their words; what they do is in tokens.py."""

from typing import Annotated

import typer

token_app = typer.Typer(no_args_is_help=True, help="Keys for programs.")
reader_app = typer.Typer(no_args_is_help=True, help="People who may read everything until a date.")


@token_app.command("create")
def token_create(
    name: Annotated[str, typer.Argument(help="What it is for, like “deploy pipeline”.")],
    until: Annotated[str | None, typer.Option(help="Its last day, like 2027-12-31.")] = None,
) -> None:
    """A new key for a program, printed once; only its digest is kept."""
    from adapters.cli.app import day, in_loop
    from adapters.cli.tokens import create

    in_loop(create(name, day("--until", until) if until else None))


@token_app.command("list")
def token_list() -> None:
    """The keys there are, by name."""
    from adapters.cli.app import in_loop
    from adapters.cli.tokens import list_

    in_loop(list_())


@token_app.command("revoke")
def token_revoke(name: Annotated[str, typer.Argument(help="Its name.")]) -> None:
    """A key opens nothing any more."""
    from adapters.cli.app import in_loop
    from adapters.cli.tokens import revoke

    in_loop(revoke(name))


@reader_app.command("add", short_help="An auditor may read everything until a date.")
def reader_add(
    email: Annotated[str, typer.Argument(help="Their e-mail address.")],
    until: Annotated[str, typer.Option(help="Their last day, like 2027-12-31.")],
) -> None:
    """Somebody may read everything until a date, and change nothing: an auditor."""
    from adapters.cli.app import day, in_loop
    from adapters.cli.tokens import reader_add as run_add

    in_loop(run_add(email, day("--until", until)))


@reader_app.command("list")
def reader_list() -> None:
    """Who may read everything, and until when."""
    from adapters.cli.app import in_loop
    from adapters.cli.tokens import reader_list as run_list

    in_loop(run_list())


@reader_app.command("end")
def reader_end(email: Annotated[str, typer.Argument(help="Their e-mail address.")]) -> None:
    """A reader sees what any colleague sees again."""
    from adapters.cli.app import in_loop
    from adapters.cli.tokens import reader_end as run_end

    in_loop(run_end(email))
