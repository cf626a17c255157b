"""The tables of the log, as SQLAlchemy Core knows them.

They are made by the migrations, which state them once more as DDL of their own: a migration is the past and
does not follow later changes of this module. On PostgreSQL they lie in the schema `medledger_log`, which our
connections have as their search path; so the same names serve on both databases.
"""

from __future__ import annotations

import sqlalchemy as sa

SCHEMA = "medledger_log"

metadata = sa.MetaData()

events = sa.Table(
    "events",
    metadata,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("event_id", sa.Text, nullable=False, unique=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("event_time", sa.Text),
    sa.Column("record_time", sa.Text, nullable=False),
    sa.Column("leaf", sa.LargeBinary, nullable=False),
    sa.Column("document", sa.LargeBinary, nullable=False),
    comment="One event a row. The document is what is hashed; the other columns are derived from it.",
)

events_tags = sa.Table(
    "events_tags",
    metadata,
    sa.Column("tag", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("type", sa.Text, nullable=False),
    sqlite_with_rowid=False,
    comment="Under which tags an event is found, with its type, so that many checks need no document.",
)

personal = sa.Table(
    "personal",
    metadata,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    sqlite_with_rowid=False,
    comment="Personal values, whose salted digests the documents hold; a row may be erased.",
)

tiles = sa.Table(
    "tiles",
    metadata,
    sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("idx", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("root", sa.LargeBinary, nullable=False),
    sa.Column("hashes", sa.LargeBinary, nullable=False),
    comment="Full tiles of 256 hashes of the Merkle tree; level 0 holds the leaves.",
)

checkpoints = sa.Table(
    "checkpoints",
    metadata,
    sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("root", sa.LargeBinary, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("taken_at", sa.Text, nullable=False),
    comment="Signed checkpoints; copies lie beside the database.",
)

index_checkpoints = sa.Table(
    "index_checkpoints",
    metadata,
    sa.Column("size", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("tags", sa.BigInteger, nullable=False),
    sa.Column("root", sa.LargeBinary, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("taken_at", sa.Text, nullable=False),
    comment="Signed roots of the tag index, each beside the root of the log at that size.",
)

accesses = sa.Table(
    "accesses",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    comment="What was done at the doors and is no event: refused, exported, signed in.",
)

doors = sa.Table(
    "doors",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    comment="Accounts, keys and sessions of those who come in by the doors of a served ledger.",
)

settings = sa.Table(
    "settings",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
    sqlite_with_rowid=False,
    comment="What is fixed when the ledger is made, each written once.",
)

decision_state = sa.Table(
    "decision_state",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
    comment="Snapshot of what decisions have folded; disposable.",
)

tag_index = sa.Table(
    "tag_index",
    metadata,
    sa.Column("level", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("idx", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("tags", sa.BigInteger, nullable=False),
    sa.Column("node", sa.LargeBinary, nullable=False),
    sa.Column("leaves", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
    comment="Nodes of the tag index, level 0 with their leaves; disposable, unlike what is signed of it.",
)

generations = sa.Table(
    "generations",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("updated_at", sa.Text, nullable=False),
    sqlite_with_rowid=False,
    comment="Which generation of a projection serves; disposable.",
)
