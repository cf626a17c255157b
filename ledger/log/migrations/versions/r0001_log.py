"""The log as it was first: events, tags, personal values, tiles, checkpoints, settings, disposable tables."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("events", "events_tags", "tiles", "checkpoints", "settings")
REFUSAL = "medledger: the log only grows, {table} refuses {action}"

SQLITE_TABLES = """
CREATE TABLE events (
    position INTEGER NOT NULL PRIMARY KEY,
    event_id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    event_time TEXT,
    record_time TEXT NOT NULL,
    leaf BLOB NOT NULL,
    document BLOB NOT NULL
);
CREATE TABLE events_tags (
    tag TEXT NOT NULL,
    position INTEGER NOT NULL,
    type TEXT NOT NULL,
    PRIMARY KEY (tag, position)
) WITHOUT ROWID;
CREATE TABLE personal (
    position INTEGER NOT NULL,
    field TEXT NOT NULL,
    salt BLOB NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (position, field)
) WITHOUT ROWID;
CREATE TABLE tiles (
    level INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    root BLOB NOT NULL,
    hashes BLOB NOT NULL,
    PRIMARY KEY (level, idx)
);
CREATE TABLE checkpoints (
    size INTEGER NOT NULL PRIMARY KEY,
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    taken_at TEXT NOT NULL
);
CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE decision_state (
    key TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE generations (
    name TEXT NOT NULL PRIMARY KEY,
    generation INTEGER NOT NULL,
    version TEXT NOT NULL,
    state TEXT NOT NULL,
    updated_at TEXT NOT NULL
) WITHOUT ROWID;
"""

SQLITE_TRIGGER = """
CREATE TRIGGER {table}_refuses_{action} BEFORE {action} ON {table}
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""

# Text that is compared or ordered is kept under "C": by code point, as SQLite does it.
POSTGRESQL_TABLES = """
CREATE TABLE events (
    position bigint NOT NULL PRIMARY KEY CHECK (position > 0),
    event_id text COLLATE "C" NOT NULL CONSTRAINT events_event_id_key UNIQUE,
    type text COLLATE "C" NOT NULL,
    event_time text COLLATE "C",
    record_time text COLLATE "C" NOT NULL,
    leaf bytea NOT NULL,
    document bytea NOT NULL
);
CREATE TABLE events_tags (
    tag text COLLATE "C" NOT NULL,
    position bigint NOT NULL,
    type text COLLATE "C" NOT NULL,
    PRIMARY KEY (tag, position)
);
CREATE TABLE personal (
    position bigint NOT NULL,
    field text COLLATE "C" NOT NULL,
    salt bytea NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (position, field)
);
CREATE TABLE tiles (
    level integer NOT NULL,
    idx bigint NOT NULL,
    root bytea NOT NULL,
    hashes bytea NOT NULL,
    PRIMARY KEY (level, idx)
);
ALTER TABLE tiles ALTER COLUMN hashes SET STORAGE EXTERNAL;
CREATE TABLE checkpoints (
    size bigint NOT NULL PRIMARY KEY,
    root bytea NOT NULL,
    note text NOT NULL,
    taken_at text COLLATE "C" NOT NULL
);
CREATE TABLE settings (
    name text COLLATE "C" NOT NULL PRIMARY KEY,
    value text NOT NULL
);
CREATE TABLE decision_state (
    key text COLLATE "C" NOT NULL PRIMARY KEY,
    value bytea NOT NULL
) WITH (fillfactor = 80);
CREATE TABLE generations (
    name text COLLATE "C" NOT NULL PRIMARY KEY,
    generation integer NOT NULL,
    version text NOT NULL,
    state text NOT NULL,
    updated_at text NOT NULL
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'ML001',
        MESSAGE = format('medledger: the log only grows, %s refuses %s', TG_TABLE_NAME, TG_OP);
END
$$;
"""

# ALWAYS: a session that replicates is refused too.
POSTGRESQL_TRIGGER = """
CREATE TRIGGER {table}_refuses_change BEFORE {actions} ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_refuses_change;
"""


def upgrade() -> None:
    """Make the tables, and the triggers that keep what is written."""
    if op.get_context().dialect.name == "sqlite":
        _run(SQLITE_TABLES)
        for table in APPEND_ONLY:
            _refuse_on_sqlite(table, "UPDATE")
            _refuse_on_sqlite(table, "DELETE")
        _refuse_on_sqlite("personal", "UPDATE")
        return
    tables, _, function = POSTGRESQL_TABLES.partition("CREATE FUNCTION")
    _run(tables)
    op.execute("CREATE FUNCTION" + function)
    for table in APPEND_ONLY:
        _run(POSTGRESQL_TRIGGER.format(table=table, actions="UPDATE OR DELETE OR TRUNCATE"))
    _run(POSTGRESQL_TRIGGER.format(table="personal", actions="UPDATE OR TRUNCATE"))


def _refuse_on_sqlite(table: str, action: str) -> None:
    refusal = REFUSAL.format(table=table, action=action)
    op.execute(SQLITE_TRIGGER.format(table=table, action=action, refusal=refusal))


def _run(script: str) -> None:
    for statement in script.split(";"):
        if statement.strip():
            op.execute(statement)
