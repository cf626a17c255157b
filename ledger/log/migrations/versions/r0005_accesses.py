"""The access log: what was done at the doors and is no event; it only grows."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SQLITE = (
    """
    CREATE TABLE accesses (
        number INTEGER NOT NULL PRIMARY KEY,
        at TEXT NOT NULL,
        person TEXT NOT NULL,
        kind TEXT NOT NULL,
        what TEXT NOT NULL,
        digest BLOB NOT NULL
    )
    """,
    """
    CREATE TRIGGER accesses_refuses_UPDATE BEFORE UPDATE ON accesses
    BEGIN SELECT RAISE(ABORT, 'medledger: the log only grows, accesses refuses UPDATE'); END
    """,
    """
    CREATE TRIGGER accesses_refuses_DELETE BEFORE DELETE ON accesses
    BEGIN SELECT RAISE(ABORT, 'medledger: the log only grows, accesses refuses DELETE'); END
    """,
)
POSTGRESQL = (
    """
    CREATE TABLE accesses (
        number bigint NOT NULL PRIMARY KEY CHECK (number > 0),
        at text COLLATE "C" NOT NULL,
        person text COLLATE "C" NOT NULL,
        kind text COLLATE "C" NOT NULL,
        what text COLLATE "C" NOT NULL,
        digest bytea NOT NULL
    )
    """,
    """
    CREATE TRIGGER accesses_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON accesses
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
    "ALTER TABLE accesses ENABLE ALWAYS TRIGGER accesses_refuses_change",
)


def upgrade() -> None:
    """Make the table, and the triggers that keep what is written."""
    for statement in SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
