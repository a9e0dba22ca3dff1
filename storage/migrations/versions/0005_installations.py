"""Where we are installed, and where we talk to each account."""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two new tables."""
    op.create_table(
        "installation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column(
            "platform",
            sa.Enum("local", "slack", "teams", name="platform", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("bot_user", sa.Text(), nullable=False),
        sa.Column("scopes", columns.Texts(), nullable=False),
        sa.Column("installed_by", sa.Text(), nullable=False),
        sa.Column("installed_at", columns.Utc(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("ended_at", columns.Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.create_index(
            "uq_installation_open",
            ["platform", "tenant"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "conversation",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_conversation_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_conversation")),
    )


def downgrade() -> None:
    """Whoever goes back installs anew."""
    op.drop_table("conversation")
    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.drop_index("uq_installation_open", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"))

    op.drop_table("installation")
