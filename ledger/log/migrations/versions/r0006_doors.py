"""Who may come in by the doors of a served ledger: accounts, keys, sessions; the table only grows."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SQLITE = (
    """
    CREATE TABLE doors (
        number INTEGER NOT NULL PRIMARY KEY,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        what TEXT NOT NULL
    )
    """,
    """
    CREATE TRIGGER doors_refuses_UPDATE BEFORE UPDATE ON doors
    BEGIN SELECT RAISE(ABORT, 'medledger: the log only grows, doors refuses UPDATE'); END
    """,
    """
    CREATE TRIGGER doors_refuses_DELETE BEFORE DELETE ON doors
    BEGIN SELECT RAISE(ABORT, 'medledger: the log only grows, doors refuses DELETE'); END
    """,
)
POSTGRESQL = (
    """
    CREATE TABLE doors (
        number bigint NOT NULL PRIMARY KEY CHECK (number > 0),
        at text COLLATE "C" NOT NULL,
        kind text COLLATE "C" NOT NULL,
        name text COLLATE "C" NOT NULL,
        what text COLLATE "C" NOT NULL
    )
    """,
    """
    CREATE TRIGGER doors_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON doors
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    "ALTER TABLE doors ENABLE ALWAYS TRIGGER doors_refuses_change",
)


def upgrade() -> None:
    """Make the table, and the triggers that keep what is written."""
    for statement in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
