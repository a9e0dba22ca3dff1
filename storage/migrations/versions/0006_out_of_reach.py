"""An account says why it takes no messages, in place of only that it takes none."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WHY = (
    "deactivated", "not_found", "bot", "blocked", "not_installed", "not_allowed", "messages_off", "uninstalled", "scope_missing", "unconfirmed", "other",
)  # fmt: skip
PARTLY = sa.text("out_of_reach IS NOT NULL")


def upgrade() -> None:
    """Why an account was refused before now is not known: its next message tells."""
    why = sa.Enum(*WHY, name="outofreach", native_enum=False, create_constraint=True, length=32)
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("out_of_reach", why, nullable=True))
    op.execute("UPDATE account SET out_of_reach = 'other' WHERE NOT reachable")
    op.execute("UPDATE account SET out_of_reach = 'deactivated' WHERE deleted")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("reachable")
        batch_op.create_index("ix_account_out_of_reach", ["platform", "tenant"], unique=False, sqlite_where=PARTLY, postgresql_where=PARTLY)


def downgrade() -> None:
    """Only that an account takes none."""
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index("ix_account_out_of_reach", sqlite_where=PARTLY, postgresql_where=PARTLY)
        batch_op.add_column(sa.Column("reachable", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.execute(sa.text("UPDATE account SET reachable = :no WHERE out_of_reach IS NOT NULL").bindparams(no=False))
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_account_outofreach"), type_="check")
        batch_op.drop_column("out_of_reach")
