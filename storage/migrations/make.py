"""`python -m storage.migrations.make WORDS`: draft the next migration from the difference between tables and schema."""

import sys
from typing import Any

from alembic import command
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import create_engine
from sqlalchemy.types import TypeDecorator

from storage.migrations.run import config


def render(kind: str, item: Any, context: AutogenContext) -> str | bool:
    """Our own column types by their names."""
    if kind == "type" and isinstance(item, TypeDecorator):
        context.imports.add("from storage import columns")
        return f"columns.{type(item).__name__}()"
    return False


def main(words: str) -> None:
    """Write the draft; read it before you commit it."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        made = config(connection)
        made.attributes["render_item"] = render
        command.upgrade(made, "head")
        command.revision(made, message=words, autogenerate=True)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]) or "change")
