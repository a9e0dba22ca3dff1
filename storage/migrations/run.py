"""Running Alembic from Rollcall itself: no ini file, no second way to name the database."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection


def config(connection: Connection) -> Config:
    """Alembic's settings with our connection."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


def upgrade(connection: Connection) -> None:
    """To the newest schema."""
    command.upgrade(config(connection), "head")
