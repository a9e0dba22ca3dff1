"""A decision knows what ended it, whether it was taken back, and where its system goes back to."""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New columns have defaults, so that a replica of the version before can still write."""
    op.add_column("decision", sa.Column("stage_before", sa.Text(), nullable=False, server_default=""))
    op.add_column("decision", sa.Column("superseded_by", sa.String(length=32), nullable=True))
    op.add_column("decision", sa.Column("undone_at", columns.Utc(), nullable=True))


def downgrade() -> None:
    """The decisions stay."""
    with op.batch_alter_table("decision", schema=None) as batch_op:
        for name in ("undone_at", "superseded_by", "stage_before"):
            batch_op.drop_column(name)
