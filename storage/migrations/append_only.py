"""Triggers that refuse to change the audit chain, on both databases. On SQLite they guard against mistakes only."""

from alembic import op

SQLITE = """
CREATE TRIGGER audit_no_{verb} BEFORE {VERB} ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END
"""
FUNCTION = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$
"""
POSTGRESQL = "CREATE TRIGGER audit_no_{verb} BEFORE {VERB} ON audit FOR EACH {each} EXECUTE FUNCTION audit_is_append_only()"


def create() -> None:
    """Refuse UPDATE and DELETE, and TRUNCATE where it exists."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FUNCTION)
        for verb, each in (
            ("update", "ROW"),
            ("delete", "ROW"),
            ("truncate", "STATEMENT"),
        ):
            op.execute(POSTGRESQL.format(verb=verb, VERB=verb.upper(), each=each))
    else:
        for verb in ("update", "delete"):
            op.execute(SQLITE.format(verb=verb, VERB=verb.upper()))


def drop() -> None:
    """Before the table goes."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_append_only() CASCADE")
