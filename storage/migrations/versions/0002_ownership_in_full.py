"""Ownership in full: concerns' life, confirmations, overrides, signals, tokens, readers."""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


CONCERN_BEFORE = ("open", "closed")
CONCERN_NOW = ("open", "triaged", "acknowledged", "resolved", "confirmed", "not_a_concern", "duplicate")
ITEM_BEFORE = (
    "question", "reminder", "telling", "offer", "offer_reminder", "offer_told", "cover_asked", "second_asked", "second_unconfirmed",
    "register_gaps", "concern", "excuse_ended", "away_asked", "notice",
)  # fmt: skip
ITEM_NOW = (
    *ITEM_BEFORE[:-1], "confirmation", "confirmation_told", "hand_over", "switch_off", "moved", "override_ended", "notice",
)  # fmt: skip


def _check(table: str, column: str, name: str, allowed: tuple[str, ...]) -> None:
    """Another set of allowed values."""
    named = op.f(f"ck_{table}_{name}")
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(named, type_="check")
        batch_op.create_check_constraint(named, sa.column(column).in_(allowed))


def upgrade() -> None:
    """New columns have defaults, so that a replica of the version before can still write."""
    _check("concern", "state", "concernstate", (*CONCERN_NOW, "closed"))
    op.execute("UPDATE concern SET state = 'confirmed' WHERE state = 'closed'")
    _check("concern", "state", "concernstate", CONCERN_NOW)
    _check("message_item", "kind", "itemkind", ITEM_NOW)
    op.create_table(
        "token",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("written_on", columns.Utc(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("revoked_at", columns.Utc(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_token_digest")),
        sa.UniqueConstraint("name", name=op.f("uq_token_name")),
    )
    op.create_table(
        "override",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("system_id", sa.String(length=32), nullable=False),
        sa.Column("by_id", sa.String(length=32), nullable=False),
        sa.Column("reason_id", sa.String(length=32), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("written_on", columns.Utc(), nullable=False),
        sa.Column("ended_at", columns.Utc(), nullable=True),
        sa.Column("next_at", columns.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_override_system_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_override")),
    )
    with op.batch_alter_table("override", schema=None) as batch_op:
        batch_op.create_index(
            "ix_override_next_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_override_open",
            ["system_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "reader",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("written_on", columns.Utc(), nullable=False),
        sa.Column("ended_at", columns.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reader_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reader")),
    )
    with op.batch_alter_table("reader", schema=None) as batch_op:
        batch_op.create_index(
            "uq_reader_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "signal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("system_id", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "cost",
                "volume",
                "value",
                "alert",
                "model",
                "api",
                "text",
                name="signalkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", columns.Utc(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("amount", columns.ExactDecimal(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("words_id", sa.String(length=32), nullable=True),
        sa.Column("on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_signal_system_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signal")),
    )
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.create_index("ix_signal_system", ["system_id", "kind", "at"], unique=False)

    op.create_table(
        "concern_step",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("concern_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "move",
            sa.Enum(
                "raised",
                "for_maintainer",
                "mine",
                "known_edge_case",
                "not_a_concern",
                "duplicate",
                "acknowledge",
                "resolve",
                "confirm",
                "reopen",
                "say",
                "severity",
                "told",
                name="concernmove",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("at", columns.Utc(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("words_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_step_concern_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_step")),
        sa.UniqueConstraint("concern_id", "number", name=op.f("uq_concern_step_concern_id_number")),
    )

    op.create_table(
        "confirmation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("assignment_id", sa.String(length=32), nullable=False),
        sa.Column("seat_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column(
            "because",
            sa.Enum("year", "expand", "moved", name="because", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("asked_at", columns.Utc(), nullable=False),
        sa.Column("delivered_at", columns.Utc(), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("answered_at", columns.Utc(), nullable=True),
        sa.Column(
            "answer", sa.Enum("still", "more", "no", name="still", native_enum=False, create_constraint=True, length=32), nullable=True
        ),
        sa.Column("words_id", sa.String(length=32), nullable=True),
        sa.Column("next_at", columns.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_confirmation_assignment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
    )
    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_confirmation_next_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_confirmation_person",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )
        batch_op.create_index(
            "uq_confirmation_open",
            ["assignment_id"],
            unique=True,
            sqlite_where=sa.text("answered_at IS NULL"),
            postgresql_where=sa.text("answered_at IS NULL"),
        )

    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moved", sa.Boolean(), nullable=False, server_default="0"))

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepted_id", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("shown_id", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("combined_id", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("told_all", sa.Boolean(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("confirm_at", columns.Utc(), nullable=True))
        batch_op.create_index(
            "ix_assignment_confirm_at",
            ["confirm_at"],
            unique=False,
            sqlite_where=sa.text("confirm_at IS NOT NULL"),
            postgresql_where=sa.text("confirm_at IS NOT NULL"),
        )

    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state_since", columns.Utc(), nullable=True))
        batch_op.add_column(sa.Column("where", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("owner_id", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("mine", sa.Boolean(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("duplicate_of", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("reminded", sa.Boolean(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("told", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("told_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("next_at", columns.Utc(), nullable=True))
        batch_op.create_index(
            "ix_concern_next_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shown_id", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("act_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("other_id", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("asked", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("done_at", columns.Utc(), nullable=True))
        batch_op.add_column(sa.Column("done_by", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("next_at", columns.Utc(), nullable=True))
        batch_op.create_index(
            "ix_decision_next_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("title", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("unit", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("manager", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("erased_at", columns.Utc(), nullable=True))

    with op.batch_alter_table("system", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tells_moved", sa.Boolean(), nullable=False, server_default="1"))


def downgrade() -> None:
    """Back."""
    with op.batch_alter_table("system", schema=None) as batch_op:
        batch_op.drop_column("tells_moved")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("erased_at")
        batch_op.drop_column("manager")
        batch_op.drop_column("unit")
        batch_op.drop_column("title")

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_decision_next_at", sqlite_where=sa.text("next_at IS NOT NULL"), postgresql_where=sa.text("next_at IS NOT NULL")
        )
        batch_op.drop_column("next_at")
        batch_op.drop_column("done_by")
        batch_op.drop_column("done_at")
        batch_op.drop_column("asked")
        batch_op.drop_column("other_id")
        batch_op.drop_column("act_on")
        batch_op.drop_column("shown_id")

    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_concern_next_at", sqlite_where=sa.text("next_at IS NOT NULL"), postgresql_where=sa.text("next_at IS NOT NULL")
        )
        batch_op.drop_column("next_at")
        batch_op.drop_column("told_on")
        batch_op.drop_column("told")
        batch_op.drop_column("reminded")
        batch_op.drop_column("duplicate_of")
        batch_op.drop_column("mine")
        batch_op.drop_column("owner_id")
        batch_op.drop_column("where")
        batch_op.drop_column("state_since")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_assignment_confirm_at", sqlite_where=sa.text("confirm_at IS NOT NULL"), postgresql_where=sa.text("confirm_at IS NOT NULL")
        )
        batch_op.drop_column("confirm_at")
        batch_op.drop_column("told_all")
        batch_op.drop_column("combined_id")
        batch_op.drop_column("shown_id")
        batch_op.drop_column("accepted_id")

    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_column("moved")

    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_confirmation_open", sqlite_where=sa.text("answered_at IS NULL"), postgresql_where=sa.text("answered_at IS NULL")
        )
        batch_op.drop_index(
            "ix_confirmation_person", sqlite_where=sa.text("answered_at IS NULL"), postgresql_where=sa.text("answered_at IS NULL")
        )
        batch_op.drop_index(
            "ix_confirmation_next_at", sqlite_where=sa.text("next_at IS NOT NULL"), postgresql_where=sa.text("next_at IS NOT NULL")
        )

    op.drop_table("confirmation")
    op.drop_table("concern_step")
    with op.batch_alter_table("signal", schema=None) as batch_op:
        batch_op.drop_index("ix_signal_system")

    op.drop_table("signal")
    with op.batch_alter_table("reader", schema=None) as batch_op:
        batch_op.drop_index("uq_reader_open", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"))

    op.drop_table("reader")
    with op.batch_alter_table("override", schema=None) as batch_op:
        batch_op.drop_index("uq_override_open", sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"))
        batch_op.drop_index(
            "ix_override_next_at", sqlite_where=sa.text("next_at IS NOT NULL"), postgresql_where=sa.text("next_at IS NOT NULL")
        )

    op.drop_table("override")
    op.drop_table("token")
    op.execute(
        "DELETE FROM message_item WHERE kind IN ('confirmation', 'confirmation_told', 'hand_over', 'switch_off', 'moved', 'override_ended')"
    )
    _check("message_item", "kind", "itemkind", ITEM_BEFORE)
    _check("concern", "state", "concernstate", (*CONCERN_NOW, "closed"))
    op.execute("UPDATE concern SET state = 'closed' WHERE state IN ('confirmed', 'not_a_concern', 'duplicate')")
    op.execute("UPDATE concern SET state = 'open' WHERE state <> 'closed'")
    _check("concern", "state", "concernstate", CONCERN_BEFORE)
