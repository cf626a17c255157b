"""Signed roots of the tag index, each beside the root of the log at that size."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REFUSAL = "medledger: the log only grows, index_checkpoints refuses {action}"
SQLITE = """
CREATE TABLE index_checkpoints (
    size INTEGER NOT NULL PRIMARY KEY,
    tags INTEGER NOT NULL,
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    taken_at TEXT NOT NULL
)
"""
SQLITE_TRIGGER = """
CREATE TRIGGER index_checkpoints_refuses_{action} BEFORE {action} ON index_checkpoints
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
POSTGRESQL = """
CREATE TABLE index_checkpoints (
    size bigint NOT NULL PRIMARY KEY,
    tags bigint NOT NULL,
    root bytea NOT NULL,
    note text NOT NULL,
    taken_at text COLLATE "C" NOT NULL
)
"""
POSTGRESQL_TRIGGER = (
    """CREATE TRIGGER index_checkpoints_refuses_change
        BEFORE UPDATE OR DELETE OR TRUNCATE ON index_checkpoints
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
    "ALTER TABLE index_checkpoints ENABLE ALWAYS TRIGGER index_checkpoints_refuses_change",
)


def upgrade() -> None:
    """Make the table, and the triggers that keep what is written."""
    if op.get_context().dialect.name == "sqlite":
        op.execute(SQLITE)
        for action in ("UPDATE", "DELETE"):
            op.execute(SQLITE_TRIGGER.format(action=action, refusal=REFUSAL.format(action=action)))
        return
    op.execute(POSTGRESQL)
    for statement in POSTGRESQL_TRIGGER:
        op.execute(statement)
