"""The first tables."""

import sqlalchemy as sa
from alembic import op

from storage import columns
from storage.migrations import append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The first tables."""
    op.create_table(
        "audit",
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("at", columns.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_at", ["at"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("chain", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "content",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("written_at", columns.Utc(), nullable=False),
        sa.Column("erased_at", columns.Utc(), nullable=True),
        sa.Column("erased_because", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content")),
    )
    with op.batch_alter_table("content", schema=None) as batch_op:
        batch_op.create_index("ix_content_person", ["person_id"], unique=False)

    op.create_table(
        "fact",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_fact")),
    )
    op.create_table(
        "inbound",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("received_at", columns.Utc(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "event_id", name=op.f("pk_inbound")),
    )
    op.create_table(
        "lane",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("next_at", sa.Float(), nullable=False),
        sa.Column("lease_until", sa.Float(), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_lane")),
    )
    op.create_table(
        "outage",
        sa.Column("started_at", columns.Utc(), nullable=False),
        sa.Column("ended_at", columns.Utc(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("started_at", name=op.f("pk_outage")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("hours_start", sa.Time(), nullable=False),
        sa.Column("hours_end", sa.Time(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("ask_hour", sa.Time(), nullable=True),
        sa.Column(
            "preferred",
            sa.Enum(
                "local",
                "slack",
                "teams",
                name="platform",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("left_at", columns.Utc(), nullable=True),
        sa.Column("known", sa.Boolean(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_folded", ["folded"], unique=False)
        batch_op.create_index(
            "uq_person_email",
            ["email"],
            unique=True,
            sqlite_where=sa.text("email IS NOT NULL"),
            postgresql_where=sa.text("email IS NOT NULL"),
        )

    op.create_table(
        "sighting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sighting")),
    )
    op.create_table(
        "system",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", columns.Utc(), nullable=False),
        sa.Column("aliases", columns.Texts(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("subunit", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("external_key", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column(
            "impact",
            sa.Enum(
                "high",
                "usual",
                name="impact",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "planned",
                "building",
                "pilot",
                "production",
                "retiring",
                "retired",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "pattern",
            sa.Enum(
                "operational",
                "embedded",
                "vendor",
                name="pattern",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("places", columns.Texts(), nullable=False),
        sa.Column("normal", sa.Text(), nullable=False),
        sa.Column("normal_on", sa.Date(), nullable=True),
        sa.Column("checks", columns.Checks(), nullable=False),
        sa.Column("how_to_stop", sa.Text(), nullable=False),
        sa.Column("who_may_stop", sa.Text(), nullable=False),
        sa.Column("earns_keep_when", sa.Text(), nullable=False),
        sa.Column("vendor", sa.Text(), nullable=False),
        sa.Column("contract_end", sa.Date(), nullable=True),
        sa.Column("models", columns.Texts(), nullable=False),
        sa.Column("budget", columns.MoneyText(), nullable=True),
        sa.Column("links", columns.Texts(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("logs", sa.Text(), nullable=False),
        sa.Column("workers_told_on", sa.Date(), nullable=True),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("stage_given", sa.Text(), nullable=False),
        sa.Column("row_digest", sa.Text(), nullable=False),
        sa.Column("switched_off_at", columns.Utc(), nullable=True),
        sa.Column("merged_into", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system")),
        sa.UniqueConstraint("slug", name=op.f("uq_system_slug")),
    )
    with op.batch_alter_table("system", schema=None) as batch_op:
        batch_op.create_index(
            "uq_system_external_key",
            ["external_key"],
            unique=True,
            sqlite_where=sa.text("external_key IS NOT NULL"),
            postgresql_where=sa.text("external_key IS NOT NULL"),
        )

    op.create_table(
        "workspace",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("paused_until", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "tenant", name=op.f("pk_workspace")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("cover_id", sa.String(length=32), nullable=True),
        sa.Column("cover_asked_at", columns.Utc(), nullable=True),
        sa.Column("cover_agreed_at", columns.Utc(), nullable=True),
        sa.Column("cover_declined_at", columns.Utc(), nullable=True),
        sa.Column("said_by", sa.String(length=32), nullable=True),
        sa.Column("written_on", columns.Utc(), nullable=True),
        sa.Column("ended_at", columns.Utc(), nullable=True),
        sa.Column("asked_at", columns.Utc(), nullable=True),
        sa.Column("next_at", columns.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(
            "ix_absence_cover",
            ["cover_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "ix_absence_next_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_absence_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column(
            "platform",
            sa.Enum(
                "local",
                "slack",
                "teams",
                name="platform",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("bot", sa.Boolean(), nullable=False),
        sa.Column("guest", sa.Boolean(), nullable=False),
        sa.Column("stranger", sa.Boolean(), nullable=False),
        sa.Column("group", sa.Boolean(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("last_used_at", columns.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("platform", "tenant", "user", name=op.f("uq_account_platform_tenant_user")),
    )
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.create_index("ix_account_person", ["person_id"], unique=False)

    op.create_table(
        "concern",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("system_id", sa.String(length=32), nullable=False),
        sa.Column("raised_by", sa.String(length=32), nullable=False),
        sa.Column("raised_at", columns.Utc(), nullable=False),
        sa.Column(
            "severity",
            sa.Enum(
                "stop",
                "customers",
                "cosmetic",
                name="severity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "closed",
                name="concernstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("words_id", sa.String(length=32), nullable=True),
        sa.Column("wrong_since", sa.Date(), nullable=True),
        sa.Column("answer_id", sa.String(length=32), nullable=True),
        sa.Column("closed_at", columns.Utc(), nullable=True),
        sa.Column("closed_by", sa.String(length=32), nullable=True),
        sa.Column("closing_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_concern_system_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
    )
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.create_index("ix_concern_system", ["system_id", "state"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("system_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "normal",
                "off",
                "cant_tell",
                "didnt_look",
                "steady",
                "upkeep",
                "changed",
                "cost_off",
                "keep",
                "expand",
                "consolidate",
                "retire",
                "not_sure",
                name="answerkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", columns.Utc(), nullable=False),
        sa.Column("answer_id", sa.String(length=32), nullable=True),
        sa.Column("words_id", sa.String(length=32), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_decision_system_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index("ix_decision_system", ["system_id"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "day",
                "offer",
                "reply",
                "stop",
                name="messagekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("send_at", columns.Utc(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "composed",
                "sent",
                "unknown",
                "refused",
                "dropped",
                name="messagestate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=True),
        sa.Column("content_id", sa.String(length=32), nullable=True),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("sent_at", columns.Utc(), nullable=True),
        sa.Column("repeated", sa.Boolean(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_message_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("key", name=op.f("uq_message_key")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_message_composed",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("state = 'composed'"),
            postgresql_where=sa.text("state = 'composed'"),
        )
        batch_op.create_index("ix_message_person", ["person_id", "kind", "day"], unique=False)
        batch_op.create_index(
            "ix_message_stale",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("stale"),
            postgresql_where=sa.text("stale"),
        )
        batch_op.create_index(
            "ix_message_unknown",
            ["send_at"],
            unique=False,
            sqlite_where=sa.text("state = 'unknown'"),
            postgresql_where=sa.text("state = 'unknown'"),
        )
        batch_op.create_index(
            "ix_message_waiting",
            ["send_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "seat",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("system_id", sa.String(length=32), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "operator",
                "maintainer",
                "steward",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cadence", columns.CadenceText(), nullable=False),
        sa.Column("next_ask_at", columns.Utc(), nullable=True),
        sa.Column("next_period", sa.Text(), nullable=True),
        sa.Column("next_nominal", sa.Date(), nullable=True),
        sa.Column("gap_given", sa.Text(), nullable=False),
        sa.Column("gap_reason", sa.Text(), nullable=False),
        sa.Column("from_import", sa.Boolean(), nullable=False),
        sa.Column("hours_needed", columns.ExactDecimal(), nullable=True),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_seat_system_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat")),
        sa.UniqueConstraint("system_id", "role", name=op.f("uq_seat_system_id_role")),
    )
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.create_index(
            "ix_seat_next_ask_at",
            ["next_ask_at"],
            unique=False,
            sqlite_where=sa.text("next_ask_at IS NOT NULL"),
            postgresql_where=sa.text("next_ask_at IS NOT NULL"),
        )

    op.create_table(
        "system_name",
        sa.Column("system_id", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_system_name_system_id")),
        sa.PrimaryKeyConstraint("system_id", "folded", name=op.f("pk_system_name")),
    )
    with op.batch_alter_table("system_name", schema=None) as batch_op:
        batch_op.create_index("ix_system_name_folded", ["folded"], unique=False)

    op.create_table(
        "assignment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("seat_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "ended",
                "declined",
                "withdrawn",
                "expired",
                name="assignmentstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("written_on", columns.Utc(), nullable=False),
        sa.Column("true_from", columns.Utc(), nullable=True),
        sa.Column("claimed", sa.Boolean(), nullable=False),
        sa.Column("offered_by", sa.String(length=32), nullable=True),
        sa.Column("hours", columns.ExactDecimal(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("invited_at", columns.Utc(), nullable=True),
        sa.Column("delivered_at", columns.Utc(), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("asks_more_at", columns.Utc(), nullable=True),
        sa.Column("asks_more_id", sa.String(length=32), nullable=True),
        sa.Column("asks_more_told", sa.Boolean(), nullable=False),
        sa.Column("next_at", columns.Utc(), nullable=True),
        sa.Column("accepted_at", columns.Utc(), nullable=True),
        sa.Column("skill_id", sa.String(length=32), nullable=True),
        sa.Column("out_of_hours", sa.Boolean(), nullable=False),
        sa.Column("predecessor_id", sa.String(length=32), nullable=True),
        sa.Column("leaving_at", columns.Utc(), nullable=True),
        sa.Column("ended_at", columns.Utc(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("end_words_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_assignment_person_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_assignment_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assignment_leaving_at",
            ["leaving_at"],
            unique=False,
            sqlite_where=sa.text("leaving_at IS NOT NULL"),
            postgresql_where=sa.text("leaving_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_assignment_next_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_assignment_open",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("state IN ('accepted', 'proposed')"),
            postgresql_where=sa.text("state IN ('accepted', 'proposed')"),
        )
        batch_op.create_index("ix_assignment_seat", ["seat_id"], unique=False)
        batch_op.create_index(
            "uq_assignment_holder",
            ["seat_id"],
            unique=True,
            sqlite_where=sa.text("state = 'accepted'"),
            postgresql_where=sa.text("state = 'accepted'"),
        )
        batch_op.create_index(
            "uq_assignment_offer",
            ["seat_id"],
            unique=True,
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )

    op.create_table(
        "check_in",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("seat_id", sa.String(length=32), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("nominal", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "answered",
                "missed",
                "void",
                name="checkinstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", columns.Utc(), nullable=False),
        sa.Column("addressee_id", sa.String(length=32), nullable=True),
        sa.Column("delivered_at", columns.Utc(), nullable=True),
        sa.Column("closed_at", columns.Utc(), nullable=True),
        sa.Column(
            "void_reason",
            sa.Enum(
                "no_working_day",
                "uncovered",
                "unreachable",
                "vacated",
                "paused",
                "retired",
                "our_outage",
                name="voidreason",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("tomorrow_on", sa.Date(), nullable=True),
        sa.Column("answer_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_check_in_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("seat_id", "period", name=op.f("uq_check_in_seat_id_period")),
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index(
            "ix_check_in_addressee",
            ["addressee_id"],
            unique=False,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.create_index(
            "uq_check_in_open",
            ["seat_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "episode",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("seat_id", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "silent",
                "vacant",
                "unreachable",
                "uncovered",
                name="episodekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("since", columns.Utc(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("check_in_id", sa.String(length=32), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("tellings", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("next_at", columns.Utc(), nullable=True),
        sa.Column("waits_until", columns.Utc(), nullable=True),
        sa.Column("nobody_left", sa.Boolean(), nullable=False),
        sa.Column("ended_at", columns.Utc(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_episode_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episode")),
    )
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.create_index(
            "ix_episode_next_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL AND next_at IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND next_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_episode_person",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index("ix_episode_seat", ["seat_id"], unique=False)
        batch_op.create_index(
            "uq_episode_open",
            ["seat_id", "kind"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "excuse",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("seat_id", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "pause",
                "off",
                "accepted_gap",
                name="excusekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("by_id", sa.String(length=32), nullable=False),
        sa.Column("reason_id", sa.String(length=32), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("written_on", columns.Utc(), nullable=False),
        sa.Column("ended_at", columns.Utc(), nullable=True),
        sa.Column("next_at", columns.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_excuse_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excuse")),
    )
    with op.batch_alter_table("excuse", schema=None) as batch_op:
        batch_op.create_index(
            "ix_excuse_next_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_excuse_open",
            ["seat_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "looked",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("seat_id", sa.String(length=32), nullable=False),
        sa.Column("episode_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("looked_at", columns.Utc(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_looked_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looked")),
    )
    with op.batch_alter_table("looked", schema=None) as batch_op:
        batch_op.create_index("ix_looked_seat", ["seat_id"], unique=False)

    op.create_table(
        "message_item",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "question",
                "reminder",
                "telling",
                "offer",
                "offer_reminder",
                "offer_told",
                "cover_asked",
                "second_asked",
                "second_unconfirmed",
                "register_gaps",
                "concern",
                "excuse_ended",
                "away_asked",
                "notice",
                name="itemkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_item_message_id")),
        sa.PrimaryKeyConstraint("message_id", "kind", "ref", name=op.f("pk_message_item")),
    )
    with op.batch_alter_table("message_item", schema=None) as batch_op:
        batch_op.create_index("ix_message_item_ref", ["ref"], unique=False)

    op.create_table(
        "second",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("seat_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("named_by", sa.String(length=32), nullable=False),
        sa.Column("named_at", columns.Utc(), nullable=False),
        sa.Column("delivered_at", columns.Utc(), nullable=True),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("steward_told", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", columns.Utc(), nullable=True),
        sa.Column("ended_at", columns.Utc(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("next_at", columns.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name=op.f("fk_second_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second")),
    )
    with op.batch_alter_table("second", schema=None) as batch_op:
        batch_op.create_index(
            "ix_second_next_at",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_second_person",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_second_open",
            ["seat_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("check_in_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "normal",
                "off",
                "cant_tell",
                "didnt_look",
                "steady",
                "upkeep",
                "changed",
                "cost_off",
                "keep",
                "expand",
                "consolidate",
                "retire",
                "not_sure",
                name="answerkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("given_at", columns.Utc(), nullable=False),
        sa.Column("words_id", sa.String(length=32), nullable=True),
        sa.Column("number", columns.ExactDecimal(), nullable=True),
        sa.Column("shown_id", sa.String(length=32), nullable=True),
        sa.Column("undone_at", columns.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["check_in_id"], ["check_in.id"], name=op.f("fk_answer_check_in_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index("ix_answer_check_in", ["check_in_id"], unique=False)

    op.create_table(
        "telling",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("episode_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reader_id", sa.String(length=32), nullable=False),
        sa.Column("due_at", columns.Utc(), nullable=False),
        sa.Column("told_at", columns.Utc(), nullable=True),
        sa.ForeignKeyConstraint(["episode_id"], ["episode.id"], name=op.f("fk_telling_episode_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telling")),
    )
    with op.batch_alter_table("telling", schema=None) as batch_op:
        batch_op.create_index("ix_telling_episode", ["episode_id"], unique=False)

    append_only.create()


def downgrade() -> None:
    """Back."""
    append_only.drop()
    with op.batch_alter_table("telling", schema=None) as batch_op:
        batch_op.drop_index("ix_telling_episode")

    op.drop_table("telling")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index("ix_answer_check_in")

    op.drop_table("answer")
    with op.batch_alter_table("second", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_second_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_second_person",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_second_next_at",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    op.drop_table("second")
    with op.batch_alter_table("message_item", schema=None) as batch_op:
        batch_op.drop_index("ix_message_item_ref")

    op.drop_table("message_item")
    with op.batch_alter_table("looked", schema=None) as batch_op:
        batch_op.drop_index("ix_looked_seat")

    op.drop_table("looked")
    with op.batch_alter_table("excuse", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_excuse_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_excuse_next_at",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    op.drop_table("excuse")
    with op.batch_alter_table("episode", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_episode_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_episode_seat")
        batch_op.drop_index(
            "ix_episode_person",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_episode_next_at",
            sqlite_where=sa.text("ended_at IS NULL AND next_at IS NOT NULL"),
            postgresql_where=sa.text("ended_at IS NULL AND next_at IS NOT NULL"),
        )

    op.drop_table("episode")
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_check_in_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(
            "ix_check_in_addressee",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.drop_table("check_in")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_assignment_offer",
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        )
        batch_op.drop_index(
            "uq_assignment_holder",
            sqlite_where=sa.text("state = 'accepted'"),
            postgresql_where=sa.text("state = 'accepted'"),
        )
        batch_op.drop_index("ix_assignment_seat")
        batch_op.drop_index(
            "ix_assignment_open",
            sqlite_where=sa.text("state IN ('accepted', 'proposed')"),
            postgresql_where=sa.text("state IN ('accepted', 'proposed')"),
        )
        batch_op.drop_index(
            "ix_assignment_next_at",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_assignment_leaving_at",
            sqlite_where=sa.text("leaving_at IS NOT NULL"),
            postgresql_where=sa.text("leaving_at IS NOT NULL"),
        )

    op.drop_table("assignment")
    with op.batch_alter_table("system_name", schema=None) as batch_op:
        batch_op.drop_index("ix_system_name_folded")

    op.drop_table("system_name")
    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_seat_next_ask_at",
            sqlite_where=sa.text("next_ask_at IS NOT NULL"),
            postgresql_where=sa.text("next_ask_at IS NOT NULL"),
        )

    op.drop_table("seat")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_message_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(
            "ix_message_unknown",
            sqlite_where=sa.text("state = 'unknown'"),
            postgresql_where=sa.text("state = 'unknown'"),
        )
        batch_op.drop_index(
            "ix_message_stale",
            sqlite_where=sa.text("stale"),
            postgresql_where=sa.text("stale"),
        )
        batch_op.drop_index("ix_message_person")
        batch_op.drop_index(
            "ix_message_composed",
            sqlite_where=sa.text("state = 'composed'"),
            postgresql_where=sa.text("state = 'composed'"),
        )

    op.drop_table("message")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index("ix_decision_system")

    op.drop_table("decision")
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_index("ix_concern_system")

    op.drop_table("concern")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index("ix_account_person")

    op.drop_table("account")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_absence_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_absence_next_at",
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_absence_cover",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("absence")
    op.drop_table("workspace")
    with op.batch_alter_table("system", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_system_external_key",
            sqlite_where=sa.text("external_key IS NOT NULL"),
            postgresql_where=sa.text("external_key IS NOT NULL"),
        )

    op.drop_table("system")
    op.drop_table("sighting")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_person_email",
            sqlite_where=sa.text("email IS NOT NULL"),
            postgresql_where=sa.text("email IS NOT NULL"),
        )
        batch_op.drop_index("ix_person_folded")

    op.drop_table("person")
    op.drop_table("outage")
    op.drop_table("lane")
    op.drop_table("inbound")
    op.drop_table("fact")
    with op.batch_alter_table("content", schema=None) as batch_op:
        batch_op.drop_index("ix_content_person")

    op.drop_table("content")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_at")

    op.drop_table("audit")
