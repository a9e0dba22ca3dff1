"""A move is told by each account's own title and department, so that two platforms that differ are no move."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Blank until the platform says it again: the first time is no move."""
    for name in ("title", "unit"):
        op.add_column("account", sa.Column(name, sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """The person's own title and department stay."""
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("unit")
        batch_op.drop_column("title")
