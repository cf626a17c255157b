"""The tag index: which tag has which positions, so that it can be proved that nothing was left out."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE = """
CREATE TABLE tag_index (
    level INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    tags INTEGER NOT NULL,
    node BLOB NOT NULL,
    leaves BLOB NOT NULL,
    PRIMARY KEY (level, idx)
) WITHOUT ROWID
"""

POSTGRESQL = """
CREATE TABLE tag_index (
    level integer NOT NULL,
    idx integer NOT NULL,
    tags bigint NOT NULL,
    node bytea NOT NULL,
    leaves bytea NOT NULL,
    PRIMARY KEY (level, idx)
) WITH (fillfactor = 70)
"""


def upgrade() -> None:
    """Make the table; it is disposable, so nothing guards it."""
    op.execute(SQLITE if op.get_context().dialect.name == "sqlite" else POSTGRESQL)
